// Where the comments of a file go when it is written anew. Every comment belongs to one *item*: a
// declaration, a clause, a field, an entry of a list; items are known by the offset at which they
// begin. A comment inside an item, where no line of its own remains for it, moves before the item.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/ast.h"
#include "dsl/tree.h"

namespace writ {

struct Remark {
  std::string text;           // from `#`, without trailing white space
  bool blank_before = false;  // the author left a line empty
};

struct Trivia {
  std::vector<Remark> before;   // lines above the item
  bool blank_before = false;    // an empty line above it (below `before`)
  std::string after;            // at the end of its last line
  std::string opening;          // of a block or list: on the line that opens it
  std::vector<Remark> closing;  // lines above its closing bracket
};

class CommentPlan {
 public:
  // REQUIRES: `comments` are those of `text`, by offset; `declarations` are its trees, which cover
  // all but trivia.
  CommentPlan(std::string_view text, const std::vector<ast::Comment>& comments,
              const std::vector<Tree>& declarations);

  // Of the item that begins at `begin`.
  const Trivia& at(std::uint32_t begin) const;
  // Comments after the last declaration.
  const std::vector<Remark>& at_end() const { return at_end_; }

 private:
  // What stands in brackets and has items: text[begin, end) between them.
  struct Body {
    const Tree* owner;
    std::uint32_t begin, end;
    std::vector<const Tree*> items;
  };

  // The comments [first, last), which stand in the body (in the item).
  void place(std::size_t first, std::size_t last, const Body& body);
  void place_inside(std::size_t first, std::size_t last, const Tree& item);
  void place_between(std::size_t index, const Body& body, const Tree* previous, std::uint32_t end,
                     const Tree* next);
  void note_blanks(const Body& body);
  std::size_t first_comment(std::uint32_t from) const;
  bool find_body(const Tree& tree, Body& body) const;
  void collect_bodies(const Tree& tree, std::vector<Body>& bodies) const;
  std::uint32_t open_bracket(std::uint32_t after) const;
  std::uint32_t end_of(const Tree& tree) const;
  bool same_line(std::uint32_t from, std::uint32_t to) const;
  bool blank_before(std::uint32_t begin) const;
  std::string text_of(std::size_t index) const;

  std::string_view text_;
  const std::vector<ast::Comment>& comments_;
  std::map<std::uint32_t, Trivia> items_;
  std::map<std::uint32_t, std::vector<Remark>> moved_;  // out of an item, to before it
  std::vector<Remark> at_end_;
};

}  // namespace writ
