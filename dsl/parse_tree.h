// Runs the grammar: from a place in a text to the raw tree, or to what was expected there. The only
// face that PEGTL has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dsl/tree.h"

namespace writ {

enum class Entry { declaration, expression, query, rest_of_policy, rest_of_test };

struct SyntaxFault {
  std::size_t begin = 0;     // where the parse began
  std::size_t offset = 0;    // in the whole text, as `begin`
  std::string expected;      // "`:`", "a name"; empty: nested too deep
  bool inside_text = false;  // an unclosed text
};

struct ParsedTree {
  std::optional<Tree> tree;  // nothing where there is a fault
  SyntaxFault fault;
  std::size_t end = 0;  // one past what was matched
  // Where there is a fault: what was read before it, whole nodes first, then parts of the broken one.
  std::vector<Tree> read = {};
};

// Parses text[begin, end); offsets in the result count from the start of `text`.
ParsedTree parse_tree(std::string_view text, std::size_t begin, std::size_t end, Entry entry);

// Skips white space and comments from `at`.
std::size_t skip_trivia(std::string_view text, std::size_t at);

}  // namespace writ
