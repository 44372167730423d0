#include <algorithm>

#include "base/overloaded.h"
#include "base/text.h"
#include "dsl/formatter.h"
#include "dsl/operators.h"

namespace writ {

using namespace ast;

FileLayout Formatter::list(std::vector<FileLayout> items) {
  FileLayout layout = FileLayout::concat({});
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) {
      layout.add(",");
      layout.add(FileLayout::line());
    }
    layout.add(std::move(items[i]));
  }
  return layout;
}

// " value", or the value on a line of its own where that helps.
FileLayout Formatter::assigned(const Expr& value, Followed followed) {
  if (ExprFormat::hugs(value)) {
    return FileLayout::concat({" ", expr_.expr(value, followed)});
  }
  return FileLayout::group(
      {FileLayout::nest(indent_step, {FileLayout::line(), expr_.expr(value, followed)})});
}

FileLayout Formatter::extend_enum(const ExtendEnum& extend) {
  std::vector<FileLayout> values;
  for (const String& value : extend.values) {
    values.emplace_back(ExprFormat::text(value.text));
  }
  return FileLayout::group(
      {"extend " + extend.table.text() + "." + extend.field.text + " with",
       FileLayout::nest(indent_step, {FileLayout::line(), list(std::move(values))})});
}

FileLayout Formatter::expect(const Tree& tree, const Expect& expect) {
  const Tree& contract = tree.children.back();
  return "expect " + expect.table.text() +
         std::visit(overloaded{
                        [&](const ExpectFresh&) {
                          return " fresh " + expr_.token(contract.children.front().begin);
                        },
                        [&](const ExpectCount& count) {
                          return " count " + std::string(row_of(count.op).spelling) + " " +
                                 expr_.token(contract.children[1].begin) +
                                 (count.percent_of_previous ? "% of previous" : "");
                        },
                        [](const ExpectMayBeEmpty&) { return std::string(" may be empty"); },
                    },
                    expect.contract);
}

FileLayout Formatter::link(const Link& link) {
  return FileLayout::group(
      {"link " + link.from.text() + "." + link.field.text + " to " + link.to.text(),
       FileLayout::nest(indent_step, {FileLayout::line(), "by ",
                                      FileLayout::nest(indent_step, {keys(link.keys)})})});
}

FileLayout Formatter::param(const Param& param) {
  return FileLayout::concat({"param " + param.name.text + " : ", type(param.type, indent_step),
                             " =", assigned(param.value)});
}

FileLayout Formatter::define(const Tree& tree, const Define& define) {
  FileLayout layout = FileLayout::concat({"define " + define.name.text});
  if (define.parameters && define.parameters->empty()) {
    layout.add("()");
  } else if (define.parameters) {
    std::vector<FileLayout> parameters;
    for (const Parameter& parameter : *define.parameters) {
      parameters.push_back(
          FileLayout::concat({parameter.name.text + " : ", type(parameter.type, indent_step)}));
    }
    layout.add(FileLayout::group(
        {"(", FileLayout::nest(indent_step, {FileLayout::soft(), list(std::move(parameters))}),
         FileLayout::soft(), ")"}));
  }
  layout.add(" =");
  if (const auto* constants = std::get_if<Rows>(&define.body)) {
    layout.add(" ");
    layout.add(rows(tree.children.back(), *constants, display_width(flat(layout))));
  } else {
    layout.add(assigned(std::get<Expr>(define.body)));
  }
  return layout;
}

namespace {

// Cells that are wider do not push the columns of the other rows apart.
constexpr std::size_t widest_aligned = 40;

std::string row_line(const std::vector<std::string>& cells,
                     const std::vector<std::size_t>& widths) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += cells[i];
    if (i + 1 == cells.size()) {
      return out + ",";
    }
    const std::size_t width = display_width(cells[i]);
    out.append(width < widths[i] ? widths[i] - width + 1 : 1, ' ');
  }
  return out;
}

std::string heading(const Rows& rows) {
  std::string out = "rows (";
  for (const Name& column : rows.columns) {
    out += (&column == &rows.columns.front() ? "" : ", ") + column.text;
  }
  return out + ") [";
}

}  // namespace

bool Formatter::rows_have_comments(const Tree& tree, const Trees& trees) const {
  const Trivia& own = comments_.at(tree.begin);
  return !own.opening.empty() || !own.closing.empty() ||
         std::any_of(trees.begin(), trees.end(),
                     [&](const Tree* row) { return remarked(row->begin); });
}

// One row a line where they are not all on one, the columns below each other. `column`: where it
// begins.
FileLayout Formatter::rows(const Tree& tree, const Rows& rows, std::size_t column) {
  const std::string head = heading(rows);
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  std::string one_line = head;
  for (const auto& row : rows.rows) {
    one_line += cells.empty() ? "" : ", ";
    auto& texts = cells.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      texts.push_back(flat(expr_.operand(row[i])));
      const std::size_t width = display_width(texts.back());
      widths.resize(std::max(widths.size(), i + 1));
      widths[i] = std::max(widths[i], width <= widest_aligned ? width : 0);
      one_line += (i > 0 ? " " : "") + texts.back();
    }
  }
  const Trees trees = of_kind(tree, TreeKind::row);
  if (!rows_have_comments(tree, trees) &&
      column + display_width(one_line) + 1 <= static_cast<std::size_t>(line_width)) {
    return one_line + "]";
  }
  const Trivia& own = comments_.at(tree.begin);
  FileLayout layout = FileLayout::nest(indent_step, {});
  add_after(layout, own.opening);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    layout.add(FileLayout::hard());
    add_before(layout, comments_.at(trees[i]->begin).before);
    layout.add(row_line(cells[i], widths));
    add_after(layout, comments_.at(trees[i]->begin).after);
  }
  for (const Remark& remark : own.closing) {
    layout.add(FileLayout::hard());
    layout.add(FileLayout::comment(remark.text));
  }
  return FileLayout::concat({head, std::move(layout), FileLayout::hard(), "]"});
}

}  // namespace writ
