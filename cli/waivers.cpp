#include "cli/waivers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/required_keys.h"
#include "connectors/yaml.h"
#include "connectors/yaml_expect.h"
#include "dsl/check.h"
#include "dsl/parse.h"

namespace writ {
namespace {

const std::vector<std::string> waiver_keys = {"policy",      "subject", "match",  "reason",
                                              "approved_by", "ticket",  "expires"};

class Reader {
 public:
  Reader(Program& program, Sources& sources, Diagnostics& diagnostics)
      : program_(program), sources_(sources), diagnostics_(diagnostics) {}

  std::optional<Waiver> read(const YamlNode& node);

 private:
  const PolicyInfo* policy_of(const YamlNode& node);
  bool read_subject(const YamlNode& node, const PolicyInfo& policy, Waiver& waiver);
  bool read_match(const YamlNode& node, const PolicyInfo& policy, Waiver& waiver);
  bool read_coverage(const YamlNode& node, const PolicyInfo& policy, Waiver& waiver);
  std::optional<Date> read_expiry(const YamlNode& node);

  Program& program_;
  Sources& sources_;
  Diagnostics& diagnostics_;
};

const PolicyInfo* Reader::policy_of(const YamlNode& node) {
  const YamlNode* name = node.find("policy");
  const auto text = name == nullptr ? std::nullopt : expect_text(*name, "`policy`", diagnostics_);
  if (!text) {
    return nullptr;
  }
  const PolicyInfo* policy = program_.find_policy(*text);
  if (policy == nullptr) {
    std::vector<std::string> names;
    for (const PolicyInfo& known : program_.policies) {
      names.push_back(known.policy->name.text);
    }
    diagnostics_.add("W0640", name->span, "there is no policy " + in_backticks(*text),
                     did_you_mean(*text, names));
  }
  return policy;
}

// The names that `for` binds, in their order.
std::vector<std::string> variables_of(const PolicyInfo& policy) {
  std::vector<std::string> names;
  for (const auto& binding : policy.policy->bindings) {
    if (const auto* loop = std::get_if<ast::For>(&binding)) {
      names.push_back(loop->variable.text);
    }
  }
  return names;
}

bool Reader::read_subject(const YamlNode& node, const PolicyInfo& policy, Waiver& waiver) {
  if (!expect_mapping(node, "`subject`", diagnostics_)) {
    return false;
  }
  const std::vector<std::string> variables = variables_of(policy);
  for (const YamlEntry& entry : node.entries) {
    if (std::find(variables.begin(), variables.end(), entry.key) == variables.end()) {
      diagnostics_.add(
          "W0641", entry.key_span,
          fmt::format("policy `{}` has no subject {}", waiver.policy, in_backticks(entry.key)),
          fmt::format("its subjects are: {}", fmt::join(variables, ", ")));
      return false;
    }
    const auto key = expect_text(entry.value, "a subject's key", diagnostics_);
    if (!key) {
      return false;
    }
    waiver.subject[entry.key] = *key;
  }
  if (waiver.subject.empty()) {
    diagnostics_.add("W0641", node.span, "a waiver without a subject would cover everything",
                     "name at least one subject, e.g. `subject: { a: \"u1\" }`");
    return false;
  }
  return true;
}

bool Reader::read_match(const YamlNode& node, const PolicyInfo& policy, Waiver& waiver) {
  const auto text = expect_text(node, "`match`", diagnostics_);
  if (!text) {
    return false;
  }
  const Source& file = sources_[node.span.file];
  const std::string place =
      fmt::format("{}:{} (match)", file.path(), file.place(node.span.begin).line);
  const std::uint32_t source = sources_.add(place, *text);
  std::optional<ast::Expr> condition = parse_expression(sources_, source, diagnostics_);
  if (condition) {
    waiver.match =
        check_match(program_, policy, std::move(*condition), sources_, diagnostics_, waiver.became);
  }
  return waiver.match.has_value();
}

bool Reader::read_coverage(const YamlNode& node, const PolicyInfo& policy, Waiver& waiver) {
  const YamlNode* subject = node.find("subject");
  const YamlNode* match = node.find("match");
  if ((subject == nullptr) == (match == nullptr)) {
    diagnostics_.add("W0613", node.span,
                     subject == nullptr ? "a waiver needs `subject` or `match`"
                                        : "a waiver has both `subject` and `match`",
                     subject == nullptr ? "say which subjects it covers" : "keep one of them");
    return false;
  }
  return subject != nullptr ? read_subject(*subject, policy, waiver)
                            : read_match(*match, policy, waiver);
}

std::optional<Date> Reader::read_expiry(const YamlNode& node) {
  const auto text = expect_text(node, "`expires`", diagnostics_);
  const auto date = text ? parse_date(*text) : std::nullopt;
  if (text && !date) {
    diagnostics_.add("W0622", node.span, "`expires` must be a day, found " + in_backticks(*text),
                     "write it as 2026-04-01");
  }
  return date;
}

std::optional<Waiver> Reader::read(const YamlNode& node) {
  if (!expect_mapping(node, "a waiver", diagnostics_)) {
    return std::nullopt;
  }
  expect_keys(node, waiver_keys, "a waiver", diagnostics_);
  Waiver waiver;
  waiver.span = node.span;
  bool whole =
      require_keys(node, {"policy", "reason", "approved_by", "expires"}, "a waiver", diagnostics_);
  const auto text = [&](const std::string& key, std::string& into) {
    const YamlNode* value = node.find(key);
    if (value != nullptr) {
      into = require_text(*value, key, diagnostics_);
      whole = whole && !into.empty();
    }
  };
  text("policy", waiver.policy);
  text("reason", waiver.reason);
  text("approved_by", waiver.approved_by);
  text("ticket", waiver.ticket);
  if (const YamlNode* expires = node.find("expires")) {
    const std::optional<Date> date = read_expiry(*expires);
    whole = whole && date;
    waiver.expires = date.value_or(Date{});
  }
  const PolicyInfo* policy = policy_of(node);
  const bool covers = policy != nullptr && read_coverage(node, *policy, waiver);
  return whole && covers ? std::optional(std::move(waiver)) : std::nullopt;
}

}  // namespace

std::vector<Waiver> parse_waivers(Program& program, Sources& sources, std::uint32_t file,
                                  Diagnostics& diagnostics) {
  std::vector<Waiver> waivers;
  const std::optional<YamlNode> root = load_yaml(sources, file, diagnostics);
  if (!root || !expect_list(*root, "the waivers file", "waivers", diagnostics)) {
    return waivers;
  }
  Reader reader(program, sources, diagnostics);
  for (const YamlNode& item : root->items) {
    if (std::optional<Waiver> waiver = reader.read(item)) {
      waivers.push_back(std::move(*waiver));
    }
  }
  return waivers;
}

}  // namespace writ
