#include "cli/params.h"

#include <functional>

#include "base/suggest.h"
#include "base/text.h"
#include "dsl/check.h"

namespace writ {
namespace {

class Params {
 public:
  Params(Program& program, Sources& sources, Diagnostics& diagnostics)
      : program_(program), sources_(sources), diagnostics_(diagnostics) {}

  void take_project(const Project& project, const YamlEntry& entry);
  Result<bool> take_set(const std::string& entry);
  ParamValues values() && { return std::move(values_); }

 private:
  bool know_param(const std::string& name, const std::function<Span()>& place);
  void take_param(const std::string& name, std::uint32_t file, Diagnostics& diagnostics);

  Program& program_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  ParamValues values_;
};

// A param's value in YAML as the language would write it. A list is a set, whose texts need quotes
// there.
std::string param_literal(const YamlNode& node) {
  if (!node.is(YamlNode::Kind::sequence)) {
    return node.text;
  }
  std::string text;
  for (const YamlNode& item : node.items) {
    const bool bare =
        !item.quoted && (yaml_bool(item) || yaml_number(item) || parse_date(item.text) ||
                         parse_timestamp(item.text) || parse_duration(item.text));
    text += (text.empty() ? "" : ", ") + (bare ? item.text : quoted(item.text));
  }
  return "[" + text + "]";
}

// Whether there is such a param; `place` is where its name stands, asked for only where there is
// none.
bool Params::know_param(const std::string& name, const std::function<Span()>& place) {
  const auto& params = program_.params;
  if (params.contains(name)) {
    return true;
  }
  std::vector<std::string> names;
  for (const auto& [known, info] : params) {
    names.push_back(known);
  }
  diagnostics_.add("W0201", place(), "there is no param " + in_backticks(name),
                   did_you_mean(name, names));
  return false;
}

void Params::take_param(const std::string& name, std::uint32_t file, Diagnostics& diagnostics) {
  std::optional<ast::Expr> value = check_param(program_, name, file, sources_, diagnostics);
  if (value) {
    values_.insert_or_assign(name, std::move(*value));
  }
}

// What is wrong with the value is shown in the project file, where it was written.
void Params::take_project(const Project& project, const YamlEntry& entry) {
  if (!know_param(entry.key, [&] { return entry.key_span; })) {
    return;
  }
  const std::string text = param_literal(entry.value);
  const std::uint32_t file = sources_.add(project.path + " (params." + entry.key + ")", text);
  Diagnostics found;
  take_param(entry.key, file, found);
  const Span whole = entry.value.span;
  const auto in_project = [&](Span span) {
    const bool as_written = entry.value.is(YamlNode::Kind::scalar) && whole.size() == text.size();
    return as_written ? Span{whole.file, whole.begin + span.begin, whole.begin + span.end} : whole;
  };
  for (const Diagnostic& wrong : found.sorted()) {
    const Span place = wrong.span.file == file ? in_project(wrong.span) : wrong.span;
    Diagnostic& added = diagnostics_.add(wrong.code.id, place, wrong.message, wrong.help);
    for (const Label& label : wrong.labels) {
      if (label.span.file != file) {
        added.labels.push_back(label);
      }
    }
  }
}

Result<bool> Params::take_set(const std::string& entry) {
  const std::size_t equals = entry.find('=');
  if (equals == std::string::npos || equals == 0) {
    return Error{"`--set " + entry + "`: expected PARAM=VALUE"};
  }
  const std::string name = entry.substr(0, equals);
  const auto place = [&] {
    return Span{sources_.add("--set", entry), 0, static_cast<std::uint32_t>(equals)};
  };
  if (know_param(name, place)) {
    const std::uint32_t file = sources_.add("--set " + name, entry.substr(equals + 1));
    take_param(name, file, diagnostics_);
  }
  return true;
}

}  // namespace

Result<ParamValues> read_params(const std::optional<Project>& project,
                                const std::vector<std::string>& set, Program& program,
                                Sources& sources, Diagnostics& diagnostics) {
  Params params(program, sources, diagnostics);
  if (project) {
    for (const auto& [name, entry] : project->params) {
      params.take_project(*project, entry);
    }
  }
  for (const std::string& entry : set) {
    if (const Result<bool> taken = params.take_set(entry); !taken) {
      return taken.error();
    }
  }
  return std::move(params).values();
}

}  // namespace writ
