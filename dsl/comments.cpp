#include "dsl/comments.h"

#include <algorithm>

#include "dsl/parse_tree.h"

namespace writ {

namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_item(TreeKind kind, TreeKind of) {
  switch (of) {
    case TreeKind::schema:
      return kind == TreeKind::table;
    case TreeKind::table:
      return kind == TreeKind::field || kind == TreeKind::as_block;
    case TreeKind::view:
    case TreeKind::extend_view:
      return kind == TreeKind::field;
    case TreeKind::as_block:
      return kind == TreeKind::as_entry;
    case TreeKind::identity:
      return kind == TreeKind::identity_rule;
    case TreeKind::policy:
      return kind != TreeKind::name;
    case TreeKind::test:
      return kind != TreeKind::string;
    case TreeKind::before:
      return kind == TreeKind::given;
    case TreeKind::given:
      return kind == TreeKind::given_field;
    case TreeKind::set_literal:
      return kind == TreeKind::expr;
    case TreeKind::rows:
      return kind == TreeKind::row;
    default:
      return false;
  }
}

}  // namespace

CommentPlan::CommentPlan(std::string_view text, const std::vector<ast::Comment>& comments,
                         const std::vector<Tree>& declarations)
    : text_(text), comments_(comments) {
  Body file{nullptr, 0, static_cast<std::uint32_t>(text.size()), {}};
  for (const Tree& declaration : declarations) {
    file.items.push_back(&declaration);
  }
  note_blanks(file);
  place(0, comments_.size(), file);
  for (auto& [begin, remarks] : moved_) {
    Trivia& item = items_[begin];
    remarks.front().blank_before = item.blank_before;
    item.blank_before = false;
    item.before.insert(item.before.end(), remarks.begin(), remarks.end());
  }
}

const Trivia& CommentPlan::at(std::uint32_t begin) const {
  static const Trivia none;
  const auto found = items_.find(begin);
  return found == items_.end() ? none : found->second;
}

std::size_t CommentPlan::first_comment(std::uint32_t from) const {
  const auto first =
      std::lower_bound(comments_.begin(), comments_.end(), from,
                       [](const ast::Comment& c, std::uint32_t at) { return c.span.begin < at; });
  return static_cast<std::size_t>(first - comments_.begin());
}

std::string CommentPlan::text_of(std::size_t index) const {
  const Span span = comments_[index].span;
  std::string_view text = text_.substr(span.begin, span.size());
  while (is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return std::string(text);
}

bool CommentPlan::same_line(std::uint32_t from, std::uint32_t to) const {
  return text_.substr(from, to - from).find('\n') == std::string_view::npos;
}

bool CommentPlan::blank_before(std::uint32_t begin) const {
  int lines = 0;
  while (begin > 0 && is_blank(text_[begin - 1])) {
    lines += text_[--begin] == '\n';
  }
  return lines > 1;
}

// Some rules take the white space and comments after them along.
std::uint32_t CommentPlan::end_of(const Tree& tree) const {
  std::uint32_t end = tree.end;
  std::size_t comment = first_comment(end);
  while (end > tree.begin) {
    if (is_blank(text_[end - 1])) {
      --end;
    } else if (comment > 0 && comments_[comment - 1].span.end >= end) {
      end = comments_[--comment].span.begin;
    } else {
      break;
    }
  }
  return end;
}

// One past the first sign after `after` and the trivia there.
std::uint32_t CommentPlan::open_bracket(std::uint32_t after) const {
  return static_cast<std::uint32_t>(skip_trivia(text_, after)) + 1;
}

bool CommentPlan::find_body(const Tree& tree, Body& body) const {
  body = {&tree, 0, tree.end - 1, {}};
  switch (tree.kind) {
    case TreeKind::schema:
    case TreeKind::view:
    case TreeKind::identity:
    case TreeKind::policy:
    case TreeKind::test:
    case TreeKind::before:
    case TreeKind::as_block:
      body.begin = open_bracket(tree.children[0].end);
      break;
    case TreeKind::table:
      body.begin = open_bracket(tree.children[1].end);
      break;
    case TreeKind::given:
      if (tree.children.size() > 1 && tree.children[1].kind != TreeKind::given_field) {
        return false;
      }
      body.begin = open_bracket(tree.children[0].end);
      break;
    case TreeKind::set_literal:
      body.begin = tree.begin + 1;
      break;
    case TreeKind::rows:
      body.begin = open_bracket(open_bracket(tree.children[0].end));
      break;
    case TreeKind::extend_view:
      body.begin = open_bracket(tree.children[0].end) + 3;  // past `with`
      body.end = end_of(tree);
      break;
    default:
      return false;
  }
  for (const Tree& child : tree.children) {
    if (is_item(child.kind, tree.kind)) {
      body.items.push_back(&child);
    }
  }
  return true;
}

// The outermost bodies in what stands below `tree`, itself included.
void CommentPlan::collect_bodies(const Tree& tree, std::vector<Body>& bodies) const {
  Body body;
  if (find_body(tree, body)) {
    bodies.push_back(std::move(body));
    return;
  }
  for (const Tree& child : tree.children) {
    collect_bodies(child, bodies);
  }
}

void CommentPlan::note_blanks(const Body& body) {
  for (const Tree* item : body.items) {
    items_[item->begin].blank_before = blank_before(item->begin);
    std::vector<Body> inner;
    collect_bodies(*item, inner);
    for (const Body& b : inner) {
      note_blanks(b);
    }
  }
}

void CommentPlan::place(std::size_t first, std::size_t last, const Body& body) {
  std::size_t passed = 0;  // items that begin before the comment
  std::uint32_t end = 0;   // of the last of them
  while (first < last) {
    const std::uint32_t at = comments_[first].span.begin;
    while (passed < body.items.size() && body.items[passed]->begin < at) {
      end = end_of(*body.items[passed++]);
    }
    const Tree* previous = passed == 0 ? nullptr : body.items[passed - 1];
    if (previous != nullptr && at < end) {
      const std::size_t inside = std::min(last, first_comment(end));
      place_inside(first, inside, *previous);
      first = inside;
      continue;
    }
    place_between(first++, body, previous, end,
                  passed < body.items.size() ? body.items[passed] : nullptr);
  }
}

void CommentPlan::place_between(std::size_t index, const Body& body, const Tree* previous,
                                std::uint32_t end, const Tree* next) {
  const std::uint32_t at = comments_[index].span.begin;
  if (!comments_[index].own_line) {
    if (previous != nullptr && same_line(end, at)) {
      items_[previous->begin].after = text_of(index);
      return;
    }
    if (previous == nullptr && body.owner != nullptr && same_line(body.begin, at)) {
      items_[body.owner->begin].opening = text_of(index);
      return;
    }
  }
  auto& remarks = next != nullptr         ? items_[next->begin].before
                  : body.owner != nullptr ? items_[body.owner->begin].closing
                                          : at_end_;
  remarks.push_back({text_of(index), blank_before(at)});
}

void CommentPlan::place_inside(std::size_t first, std::size_t last, const Tree& item) {
  std::vector<Body> bodies;
  collect_bodies(item, bodies);
  for (const Body& body : bodies) {
    for (; first < last && comments_[first].span.begin < body.begin; ++first) {
      moved_[item.begin].push_back({text_of(first), false});
    }
    const std::size_t inside = std::min(last, first_comment(body.end));
    if (first < inside) {
      place(first, inside, body);
      first = inside;
    }
  }
  for (; first < last; ++first) {
    moved_[item.begin].push_back({text_of(first), false});
  }
}

}  // namespace writ
