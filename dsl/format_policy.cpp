#include <algorithm>
#include <array>

#include "base/text.h"
#include "dsl/formatter.h"

namespace writ {

using namespace ast;

namespace {

struct Keyword {
  TreeKind kind;
  std::string_view word;
};

// What a policy says of itself, in the order of the page.
constexpr std::array<Keyword, 8> metadata_words = {{
    {TreeKind::title, "title"},
    {TreeKind::description, "description"},
    {TreeKind::severity, "severity"},
    {TreeKind::controls, "controls"},
    {TreeKind::owner, "owner"},
    {TreeKind::tags, "tags"},
    {TreeKind::cost, "cost"},
    {TreeKind::vacuous, "may be vacuous"},
}};

}  // namespace

// A framework a line where they are not all on one.
FileLayout Formatter::controls(const std::vector<Control>& controls, int column) {
  std::vector<FileLayout> items;
  for (const Control& control : controls) {
    std::string text = control.framework.text;
    for (const String& id : control.ids) {
      text += " " + ExprFormat::text(id.text);
    }
    items.emplace_back(std::move(text));
  }
  return FileLayout::group({FileLayout::nest(column, {list(std::move(items))})});
}

FileLayout Formatter::metadata_value(TreeKind kind, const Policy& policy, int column) {
  switch (kind) {
    case TreeKind::title:
      return expr_.text(*policy.title);
    case TreeKind::description:
      return ExprFormat::text(policy.description->text);
    case TreeKind::severity:
      return policy.severity->text;
    case TreeKind::controls:
      return controls(policy.controls, column);
    case TreeKind::owner:
      return ExprFormat::text(policy.owner->text);
    case TreeKind::tags: {
      std::vector<FileLayout> items;
      for (const String& tag : policy.tags) {
        items.emplace_back(ExprFormat::text(tag.text));
      }
      return FileLayout::group({FileLayout::nest(column, {list(std::move(items))})});
    }
    default:
      return FileLayout::concat(
          {expr_.expr(policy.cost->amount),
           " " + policy.cost->currency.text +
               (policy.cost->per ? " per " + policy.cost->per->text : std::string())});
  }
}

// Returns whether there is any.
bool Formatter::metadata(const Tree& tree, const Policy& policy) {
  std::size_t width = 0;
  for (const auto& [kind, word] : metadata_words) {
    if (kind != TreeKind::vacuous && tree.find(kind) != nullptr) {
      width = std::max(width, word.size() + 1);
    }
  }
  bool any = false;
  for (const auto& [kind, word] : metadata_words) {
    const Tree* clause = tree.find(kind);
    if (clause == nullptr) {
      continue;
    }
    FileLayout layout = std::string(word);
    if (kind != TreeKind::vacuous) {
      layout = FileLayout::concat({padded(std::string(word), width),
                                   metadata_value(kind, policy, static_cast<int>(width))});
    }
    item(clause->begin, indent_step, any ? Gap::as_written : Gap::none, layout);
    any = true;
  }
  return any;
}

// "for x in C where e"; the `where` at `width` columns, or where it falls.
FileLayout Formatter::binding(const For& loop, std::size_t width) {
  const FileLayout head =
      FileLayout::concat({"for " + loop.variable.text + " in ", expr_.operand(loop.collection)});
  if (!loop.where) {
    return head;
  }
  if (width > 0) {
    return FileLayout::concat({padded(flat(head), width), " where ", expr_.expr(*loop.where)});
  }
  return FileLayout::group({head, FileLayout::nest(indent_step, {FileLayout::line(), "where ",
                                                                 expr_.expr(*loop.where)})});
}

// For each binding, the columns that its `for x in C` takes, so that the `where`s of adjacent lines
// stand below each other; 0 where it stands alone, or its line would grow too long.
std::vector<std::size_t> Formatter::where_columns(const Trees& trees, const Policy& policy) {
  std::vector<std::size_t> heads(trees.size());  // 0: not on one line
  std::vector<std::size_t> rests(trees.size());
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const auto* loop = std::get_if<For>(&policy.bindings[i]);
    if (loop == nullptr || !loop->where) {
      continue;
    }
    const FileLayout whole = binding(*loop, 0);
    const std::size_t width = whole.breaks() ? line_width : display_width(flat(whole));
    if (indent_step + width <= line_width) {
      heads[i] = display_width(flat(expr_.operand(loop->collection))) + loop->variable.text.size() +
                 std::string_view("for  in ").size();
      rests[i] = width - heads[i];
    }
  }
  std::vector<std::size_t> columns(trees.size());
  for (std::size_t i = 0; i < trees.size();) {
    std::size_t width = heads[i];
    std::size_t longest = rests[i];
    std::size_t end = i + 1;
    while (end < trees.size() && heads[i] > 0 && heads[end] > 0 && adjacent(trees[end]->begin)) {
      width = std::max(width, heads[end]);
      longest = std::max(longest, rests[end++]);
    }
    const bool fits = end - i > 1 && indent_step + width + longest <= line_width;
    std::fill(columns.begin() + static_cast<std::ptrdiff_t>(i),
              columns.begin() + static_cast<std::ptrdiff_t>(end), fits ? width : 0);
    i = end;
  }
  return columns;
}

void Formatter::bindings(const Tree& tree, const Policy& policy, Gap first) {
  Trees trees;
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::for_clause || child.kind == TreeKind::let_clause) {
      trees.push_back(&child);
    }
  }
  const std::vector<std::size_t> columns = where_columns(trees, policy);
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const Gap gap = i == 0 ? first : Gap::as_written;
    if (const auto* loop = std::get_if<For>(&policy.bindings[i])) {
      item(trees[i]->begin, indent_step, gap, binding(*loop, columns[i]));
    } else {
      const Let& let = std::get<Let>(policy.bindings[i]);
      item(trees[i]->begin, indent_step, gap,
           FileLayout::concat({"let " + let.name.text + " =", assigned(let.value)}));
    }
  }
}

void Formatter::policy(const Tree& tree, const Policy& policy) {
  const bool empty = tree.children.size() == 1;
  if (!open(tree.begin, 0, "policy " + policy.name.text, empty)) {
    return;
  }
  Gap gap = metadata(tree, policy) ? Gap::always : Gap::none;
  bindings(tree, policy, gap);
  gap = policy.bindings.empty() ? gap : Gap::as_written;
  const Trees requires_ = of_kind(tree, TreeKind::require_clause);
  for (std::size_t i = 0; i < requires_.size(); ++i) {
    item(requires_[i]->begin, indent_step, gap,
         FileLayout::concat({"require ", expr_.expr(policy.requires_[i].condition)}));
    gap = Gap::as_written;
  }
  if (const Tree* message = tree.find(TreeKind::message)) {
    item(message->begin, indent_step, gap,
         FileLayout::concat({"message ", expr_.text(*policy.message)}));
    gap = Gap::as_written;
  }
  if (const Tree* remedy = tree.find(TreeKind::remedy)) {
    item(remedy->begin, indent_step, gap,
         FileLayout::concat({policy.message ? "remedy  " : "remedy ", expr_.text(*policy.remedy)}));
  }
  close(tree.begin, 0, empty);
}

}  // namespace writ
