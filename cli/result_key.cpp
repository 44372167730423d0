#include "cli/result_key.h"

#include <algorithm>
#include <set>

#include "base/sha256.h"
#include "cli/build_id.h"
#include "dsl/print.h"
#include "evaluator/contracts.h"
#include "evaluator/outcome_bytes.h"

namespace writ {
namespace {

class Digest {
 public:
  Digest& text(std::string_view value) {
    sha_.add_field(value);
    return *this;
  }
  template <class T>
  Digest& number(T value) {
    return text(std::to_string(value));
  }
  template <class Texts>
  Digest& texts(const Texts& values) {
    number(values.size());
    for (const auto& value : values) {
      text(value);
    }
    return *this;
  }
  std::string hex() { return sha_.hex(); }

 private:
  Sha256 sha_;
};

bool is_shared(const ast::Declaration& declaration) {
  return !std::holds_alternative<ast::Policy>(declaration.node) &&
         !std::holds_alternative<ast::TestCase>(declaration.node);
}

void add_snapshot(Digest& digest, const ColumnSnapshot& snapshot) {
  digest.text(snapshot.id).number(snapshot.as_of.micros);
  for (const auto& [name, table] : snapshot.tables) {
    digest.text(name)
        .text(table.sha256)
        .text(table.zone == nullptr ? "" : digest_of(table.zone))
        .texts(table.incomplete);
  }
}

void add_options(Digest& digest, const EvaluateOptions& options) {
  for (const auto& [name, value] : options.params) {
    digest.text(name).text(print(value));
  }
  for (const IdentityOverride& one : options.overrides) {
    digest.text(one.account).number(one.person.has_value()).text(one.person.value_or(""));
    digest.text(one.reason).text(one.approved_by);
  }
  digest.texts(options.project_sources);
  digest.number(options.contracts).number(options.list_compliant).number(options.budget);
}

// The rules of the time zones that the program names: every text in quotes may be one.
void add_zones(Digest& digest, std::string_view text) {
  if (text.find("date_of") == text.npos) {
    return;
  }
  for (std::size_t begin = text.find('"'); begin != text.npos; begin = text.find('"', begin + 1)) {
    const std::size_t end = std::min(text.find('"', begin + 1), text.size());
    constexpr std::size_t longest = 64;
    const Zone* zone =
        end - begin > longest ? nullptr : find_zone(text.substr(begin + 1, end - begin - 1));
    if (zone != nullptr) {
      digest.text(digest_of(zone));
    }
  }
}

void add_program(Digest& digest, const Workspace& workspace) {
  for (const ast::File& file : workspace.program.files) {
    add_zones(digest, workspace.sources[file.source].text());
    for (const ast::Declaration& declaration : file.declarations) {
      if (is_shared(declaration)) {
        digest.text(workspace.sources.text(declaration.span));
      }
    }
  }
}

std::string_view text_of(const PolicyInfo& policy, const Workspace& workspace) {
  for (const ast::File& file : workspace.program.files) {
    for (const ast::Declaration& declaration : file.declarations) {
      if (std::get_if<ast::Policy>(&declaration.node) == policy.policy) {
        return workspace.sources.text(declaration.span);
      }
    }
  }
  return {};
}

}  // namespace

ResultKeys::ResultKeys(const Run& run, const ColumnSnapshot& snapshot)
    : run_(run), build_(build_id()) {
  Digest digest;
  digest.number(outcome_bytes_version).text(build_);
  add_snapshot(digest, snapshot);
  add_options(digest, run.evaluate);
  add_program(digest, run.workspace);
  common_ = digest.hex();
  Digest history;
  if (run.history) {
    for (const ColumnSnapshot& one : *run.history) {
      add_snapshot(history, one);
    }
  }
  history_ = history.hex();
  const auto& contracts = run.workspace.program.contracts;
  counts_previous_ = std::any_of(contracts.begin(), contracts.end(), [](const ContractInfo& one) {
    const auto* count = std::get_if<ast::ExpectCount>(&one.expect->contract);
    return count != nullptr && count->percent_of_previous;
  });
}

std::string ResultKeys::of_policy(const PolicyInfo& policy) const {
  Digest digest;
  digest.text("policy").text(common_).text(text_of(policy, run_.workspace));
  digest.text(compares(policy) ? history_ : "");
  return digest.hex();
}

std::string ResultKeys::of_footing(const PolicyInfo& policy) const {
  return Digest().text("footing").text(of_policy(policy)).hex();
}

std::string ResultKeys::of_data() const {
  return Digest()
      .text("data")
      .text(common_)
      .texts(tables_read(run_.workspace.program))
      .text(history_)
      .hex();
}

}  // namespace writ
