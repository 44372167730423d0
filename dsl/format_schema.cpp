#include <algorithm>

#include "base/text.h"
#include "dsl/formatter.h"
#include "dsl/print.h"

namespace writ {

using namespace ast;

// An enumeration fills its lines; the `|` of further lines stands at `bar_column` of the item.
FileLayout Formatter::type(const TypeExpr& type, int bar_column) {
  if (type.one_of.empty()) {
    return print(type);
  }
  FileLayout values = FileLayout::nest(bar_column, {});
  const std::size_t count = type.one_of.size() + (type.open ? 1 : 0);
  for (std::size_t i = 0; i < count; ++i) {
    std::string value = i < type.one_of.size() ? ExprFormat::text(type.one_of[i].text) : "...";
    value += type.optional && i + 1 == count ? "?" : "";
    if (i == 0) {
      values.add((type.set ? "set of " : "") + value);
    } else {
      values.add(FileLayout::group({FileLayout::line(), "| " + value}));
    }
  }
  return values;
}

FileLayout Formatter::field(const Field& field, std::size_t name_width) {
  FileLayout layout = FileLayout::concat({padded(field.name.text, name_width) + " : ",
                                          type(field.type, static_cast<int>(name_width) + 1)});
  if (field.present_when) {
    layout.add(FileLayout::group({FileLayout::nest(
        2 * indent_step, {FileLayout::line(), "present when ",
                          expr_.expr(*field.present_when, Followed::by_words)})}));
  }
  if (field.unobservable) {
    layout.add(FileLayout::group(
        {FileLayout::nest(2 * indent_step, {FileLayout::line(), "unobservable ",
                                            ExprFormat::text(field.unobservable->text)})}));
  }
  return layout;
}

void Formatter::fields(const Trees& trees, const std::vector<Field>& fields, int indent,
                       bool first) {
  for (std::size_t i = 0; i < fields.size();) {
    std::size_t end = i;
    std::size_t width = 0;
    do {
      width = std::max(width, fields[end++].name.text.size());
    } while (end < fields.size() && adjacent(trees[end]->begin));
    for (; i < end; ++i) {
      item(trees[i]->begin, indent, first && i == 0 ? Gap::none : Gap::as_written,
           field(fields[i], width));
    }
  }
}

void Formatter::schema(const Tree& tree, const Schema& schema) {
  if (!open(tree.begin, 0, "schema " + schema.name.text, schema.tables.empty())) {
    return;
  }
  const Trees trees = of_kind(tree, TreeKind::table);
  for (std::size_t i = 0; i < trees.size(); ++i) {
    above(trees[i]->begin, indent_step, i == 0 ? Gap::none : Gap::always);
    table(*trees[i], schema.tables[i], indent_step);
    below(trees[i]->begin);
  }
  close(tree.begin, 0, trees.empty());
}

void Formatter::table(const Tree& tree, const SchemaTable& table, int indent) {
  std::string head = "table " + table.name.text + " key ";
  for (const Name& key : table.key) {
    head += (&key == &table.key.front() ? "" : ", ") + key.text;
  }
  const bool empty = table.fields.empty() && table.as.empty();
  if (!open(tree.begin, indent, head, empty)) {
    return;
  }
  fields(of_kind(tree, TreeKind::field), table.fields, indent + indent_step, true);
  const Trees blocks = of_kind(tree, TreeKind::as_block);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    above(blocks[i]->begin, indent + indent_step,
          i == 0 && table.fields.empty() ? Gap::none : Gap::always);
    as_block(*blocks[i], table.as[i], "as " + table.as[i].view.text, indent + indent_step);
    below(blocks[i]->begin);
  }
  close(tree.begin, indent, empty);
}

namespace {

// Words that would be taken for a part of the value before them.
bool continues(const std::string& word) {
  static constexpr std::string_view words[] = {
      "implies",  "and",    "or",   "in",      "not",  "subset",    "intersects",
      "contains", "starts", "ends", "matches", "is",   "by",        "older",
      "newer",    "of",     "from", "where",   "else", "satisfies", "for"};
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace

void Formatter::as_block(const Tree& tree, const As& as, const std::string& head, int indent) {
  if (!open(tree.begin, indent, head, as.entries.empty())) {
    return;
  }
  const Trees trees = of_kind(tree, TreeKind::as_entry);
  std::size_t width = 0;
  for (const AsEntry& entry : as.entries) {
    width = std::max(width, entry.name.text.size());
  }
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const bool comma = i + 1 < trees.size() && continues(as.entries[i + 1].name.text);
    item(trees[i]->begin, indent + indent_step, i == 0 ? Gap::none : Gap::as_written,
         FileLayout::concat({padded(as.entries[i].name.text, width) + " =",
                             assigned(as.entries[i].value, Followed::by_words), comma ? "," : ""}));
  }
  close(tree.begin, indent, trees.empty());
}

void Formatter::extend_as(const Tree& tree, const ExtendAs& extend) {
  const Tree& block = tree.children[1];
  const std::string head = "extend " + extend.table.text() + " as " + extend.as.view.text;
  const Trivia& trivia = comments_.at(block.begin);
  if (extend.as.entries.size() == 1 && trivia.opening.empty() && trivia.closing.empty() &&
      !remarked(block.children[1].begin)) {
    const AsEntry& entry = extend.as.entries.front();
    const FileLayout value = expr_.expr(entry.value, Followed::by_words);
    const std::string one = head + " { " + entry.name.text + " = " + flat(value) + " }";
    if (!value.breaks() && display_width(one) <= line_width) {
      line(0, one);
      return;
    }
  }
  as_block(block, extend.as, head, 0);
}

void Formatter::extend_view(const Tree& tree, const ExtendView& extend) {
  const std::string head = "extend view " + extend.view.text + " with";
  const Trees trees = of_kind(tree, TreeKind::field);
  const Trivia& trivia = comments_.at(tree.begin);
  if (trees.size() == 1 && trivia.opening.empty() && trivia.closing.empty() &&
      !remarked(trees.front()->begin)) {
    const FileLayout layout = field(extend.fields.front(), 0);
    if (!layout.breaks() && display_width(head + " " + flat(layout)) <= line_width) {
      line(0, head + " " + flat(layout));
      return;
    }
  }
  line(0, head + (trivia.opening.empty() ? "" : "  " + trivia.opening));
  out_ += '\n';
  fields(trees, extend.fields, indent_step, true);
  for (const Remark& r : trivia.closing) {
    remark(indent_step, r.text);
  }
  out_.pop_back();  // the line end is the declaration's
}

FileLayout Formatter::keys(const std::vector<Key>& keys) {
  std::vector<FileLayout> items;
  for (const Key& key : keys) {
    items.push_back(expr_.key(key));
  }
  return list(std::move(items));
}

void Formatter::identity(const Tree& tree, const Identity& identity) {
  const std::string head = "identity person = " + identity.person.text();
  if (!open(tree.begin, 0, head, identity.rules.empty())) {
    return;
  }
  const Trees trees = of_kind(tree, TreeKind::identity_rule);
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const IdentityRule& rule = identity.rules[i];
    item(trees[i]->begin, indent_step, i == 0 ? Gap::none : Gap::as_written,
         FileLayout::group({(rule.table ? rule.table->text() : rule.view->text) + " by ",
                            FileLayout::nest(indent_step, {keys(rule.keys)})}));
  }
  close(tree.begin, 0, trees.empty());
}

}  // namespace writ
