#include "dsl/check.h"

#include <algorithm>

#include "base/suggest.h"
#include "dsl/checker.h"
#include "dsl/literal.h"
#include "dsl/parse.h"
#include "dsl/type_rules.h"

namespace writ {

namespace {

void fill_constants(Program& program) {
  for (auto& [name, info] : program.defines) {
    const auto* rows =
        info.define != nullptr ? std::get_if<ast::Rows>(&info.define->body) : nullptr;
    if (rows == nullptr || info.type.is(Kind::error)) {
      continue;
    }
    Relation& relation = program.relations["define:" + name];
    for (const auto& row : rows->rows) {
      std::vector<Cell> cells;
      for (std::size_t i = 0; i < row.size() && i < relation.fields.size(); ++i) {
        cells.push_back(literal_cell(row[i], relation.fields[i].type));
      }
      relation.constants.push_back(std::move(cells));
    }
  }
}

// Whether what was checked with these diagnostics is good; moves them on to the caller's.
template <class T>
std::optional<T> unless_wrong(T value, const Diagnostics& found, Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : found.sorted()) {
    diagnostics.add(diagnostic.code.id, diagnostic.span, diagnostic.message, diagnostic.help)
        .labels = diagnostic.labels;
  }
  return found.has_errors() ? std::nullopt : std::optional(std::move(value));
}

}  // namespace

Program check(std::vector<ast::File> files, const Sources& sources, Diagnostics& diagnostics) {
  Program program;
  for (ast::File& file : files) {
    program.files.push_back(std::move(file));
  }
  Checker checker(program, sources, diagnostics);
  checker.collect_names();
  checker.build_relations();
  checker.check_params();
  checker.check_defines();
  checker.check_contracts();
  checker.check_policies();
  checker.check_tests();
  if (!diagnostics.has_errors()) {
    fill_constants(program);
  }
  return program;
}

std::optional<ast::Expr> check_match(Program& program, const PolicyInfo& policy,
                                     ast::Expr condition, const Sources& sources,
                                     Diagnostics& diagnostics, bool& became) {
  Diagnostics found;
  Checker checker(program, sources, found);
  checker.resume();
  Scope scope;
  checker.bind_subjects(*policy.policy, scope);
  checker.check_condition(condition, scope, "`match`");
  became = became || checker.saw_became();
  return unless_wrong(std::move(condition), found, diagnostics);
}

std::optional<ast::For> check_query(Program& program, ast::For query, const Sources& sources,
                                    Diagnostics& diagnostics, bool& became) {
  Diagnostics found;
  Checker checker(program, sources, found);
  checker.resume();
  Scope scope;
  checker.check_for(query.collection, query.variable, query.where ? &*query.where : nullptr, scope);
  became = became || checker.saw_became();
  return unless_wrong(std::move(query), found, diagnostics);
}

std::optional<ast::Expr> check_param(Program& program, const std::string& name, std::uint32_t file,
                                     const Sources& sources, Diagnostics& diagnostics) {
  Diagnostics found;
  const std::string& text = sources[file].text();
  const Span whole{file, 0, static_cast<std::uint32_t>(text.size())};
  const auto param = program.params.find(name);
  ast::Expr value{.span = whole, .node = ast::Literal{text}, .type = {}};
  if (param == program.params.end()) {
    std::vector<std::string> names;
    for (const auto& [known, info] : program.params) {
      names.push_back(known);
    }
    found.add("W0201", whole, "there is no param `" + name + "`", did_you_mean(name, names));
    return unless_wrong(std::move(value), found, diagnostics);
  }
  const bool bare = is_text(param->second.type) && text.substr(0, 1) != "\"";
  if (!bare) {
    if (auto parsed = parse_expression(sources, file, found)) {
      value = std::move(*parsed);
    }
  }
  if (!found.has_errors()) {
    Checker checker(program, sources, found);
    checker.resume();
    checker.check_literal(value, param->second.type, "`" + name + "`");
  }
  return unless_wrong(std::move(value), found, diagnostics);
}

}  // namespace writ
