#include "dsl/format.h"

#include <algorithm>

#include "base/overloaded.h"
#include "base/text.h"
#include "dsl/formatter.h"
#include "dsl/parse_tree.h"

namespace writ {

using namespace ast;

// ---- writing

void Formatter::line(int indent, const std::string& text) {
  out_.append(static_cast<std::size_t>(indent), ' ');
  out_ += text;
}

void Formatter::remark(int indent, const std::string& text) {
  line(indent, text);
  out_ += '\n';
}

void Formatter::above(std::uint32_t item, int indent, Gap gap) {
  const Trivia& trivia = comments_.at(item);
  const auto space = [&](bool as_written) {
    if (gap == Gap::always || (gap == Gap::as_written && as_written)) {
      out_ += '\n';
    }
    gap = Gap::as_written;
  };
  for (const Remark& r : trivia.before) {
    space(r.blank_before);
    remark(indent, r.text);
  }
  space(trivia.blank_before);
}

void Formatter::below(std::uint32_t item) {
  const std::string& after = comments_.at(item).after;
  out_ += after.empty() ? "\n" : "  " + after + "\n";
}

void Formatter::item(std::uint32_t at, int indent, Gap gap, const FileLayout& layout) {
  above(at, indent, gap);
  line(indent, render(layout, indent, line_width));
  below(at);
}

bool Formatter::open(std::uint32_t block, int indent, const std::string& head, bool empty) {
  const Trivia& trivia = comments_.at(block);
  if (empty && trivia.opening.empty() && trivia.closing.empty()) {
    line(indent, head + " {}");
    return false;
  }
  line(indent, head + " {" + (trivia.opening.empty() ? "" : "  " + trivia.opening));
  out_ += '\n';
  return true;
}

void Formatter::close(std::uint32_t block, int indent, bool empty) {
  for (const Remark& r : comments_.at(block).closing) {
    out_ += r.blank_before && !empty ? "\n" : "";
    empty = false;
    remark(indent + indent_step, r.text);
  }
  line(indent, "}");
}

bool Formatter::adjacent(std::uint32_t item) const {
  const Trivia& trivia = comments_.at(item);
  return trivia.before.empty() && !trivia.blank_before;
}

bool Formatter::remarked(std::uint32_t item) const {
  const Trivia& trivia = comments_.at(item);
  return !trivia.before.empty() || !trivia.after.empty();
}

Formatter::Trees Formatter::of_kind(const Tree& tree, TreeKind kind) {
  Trees trees;
  for (const Tree& child : tree.children) {
    if (child.kind == kind) {
      trees.push_back(&child);
    }
  }
  return trees;
}

std::string Formatter::padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

// ---- declarations

// `use hr  : adp`, the colons of adjacent lines below each other.
void Formatter::align_uses() {
  use_widths_.resize(trees_.size());
  const auto use = [&](std::size_t i) { return std::get_if<Use>(&file_.declarations[i].node); };
  for (std::size_t i = 0; i < trees_.size();) {
    std::size_t end = i;
    std::size_t width = 0;
    while (end < trees_.size() && use(end) != nullptr &&
           (end == i || adjacent(trees_[end].begin))) {
      width = std::max(width, use(end++)->source.text.size());
    }
    std::fill(use_widths_.begin() + static_cast<std::ptrdiff_t>(i),
              use_widths_.begin() + static_cast<std::ptrdiff_t>(end), width);
    i = std::max(end, i + 1);
  }
}

void Formatter::declaration(std::size_t index) {
  const Tree& tree = trees_[index].children.front();
  const auto put = [&](const FileLayout& layout) { line(0, render(layout, 0, line_width)); };
  std::visit(
      overloaded{
          [&](const Use& node) {
            put("use " + padded(node.source.text, use_widths_[index]) + " : " + node.schema.text);
          },
          [&](const Schema& node) { schema(tree, node); },
          [&](const ExtendEnum& node) { put(extend_enum(node)); },
          [&](const ExtendView& node) { extend_view(tree, node); },
          [&](const ExtendAs& node) { extend_as(tree, node); },
          [&](const Expect& node) { put(expect(tree, node)); },
          [&](const Link& node) { put(link(node)); },
          [&](const View& node) {
            if (open(tree.begin, 0, "view " + node.name.text, node.fields.empty())) {
              fields(of_kind(tree, TreeKind::field), node.fields, indent_step, true);
              close(tree.begin, 0, node.fields.empty());
            }
          },
          [&](const Identity& node) { identity(tree, node); },
          [&](const Param& node) { put(param(node)); },
          [&](const Define& node) { put(define(tree, node)); },
          [&](const Policy& node) { policy(tree, node); },
          [&](const TestCase& node) { test(tree, node); },
      },
      file_.declarations[index].node);
}

// One-line declarations of these kinds stand together where the author put them together.
bool Formatter::stays_close(std::size_t index, const std::string& before,
                            const std::string& now) const {
  const DeclarationNode& node = file_.declarations[index].node;
  const bool kind = std::holds_alternative<Use>(node) || std::holds_alternative<Param>(node) ||
                    std::holds_alternative<Expect>(node) || std::holds_alternative<Link>(node);
  return kind && node.index() == file_.declarations[index - 1].node.index() &&
         before.find('\n') == std::string::npos && now.find('\n') == std::string::npos;
}

std::string Formatter::run() {
  align_uses();
  std::string all;
  std::string previous;
  for (std::size_t i = 0; i < trees_.size(); ++i) {
    out_.clear();
    declaration(i);
    std::string now = std::move(out_);
    out_ = std::move(all);
    const Gap gap = i == 0                          ? Gap::none
                    : stays_close(i, previous, now) ? Gap::as_written
                                                    : Gap::always;
    above(trees_[i].begin, 0, gap);
    out_ += now;
    below(trees_[i].begin);
    all = std::move(out_);
    previous = std::move(now);
  }
  for (const Remark& r : comments_.at_end()) {
    all += r.blank_before && !all.empty() ? "\n" : "";
    all += r.text + "\n";
  }
  return all;
}

std::string format(const File& file, const Sources& sources) {
  const Source& source = sources[file.source];
  const std::string& text = source.text();
  std::vector<Tree> trees;
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while ((at = skip_trivia(text, at)) < text.size()) {
    ParsedTree parsed = parse_tree(text, at, text.size(), Entry::declaration);
    if (!parsed.tree) {
      return text;  // not what is required: better left alone
    }
    trees.push_back(std::move(*parsed.tree));
    at = parsed.end;
  }
  if (trees.size() != file.declarations.size()) {
    return text;
  }
  return Formatter(file, source, trees).run();
}

}  // namespace writ
