// A first look at a policy text, before parsing: is it text at all, where are its comments, what
// token begins at a place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "dsl/ast.h"
#include "dsl/limits.h"

namespace writ {

// Whether the text can be parsed. Faults (over the limit, malformed UTF-8, NUL, bidirectional
// controls) are reported, up to ten of them.
bool scan(const Source& source, std::uint32_t file, Diagnostics& diagnostics);

// All comments, by offset. Text in quotes holds none.
std::vector<ast::Comment> find_comments(std::string_view text, std::uint32_t file);

// One past the text that begins with the quote at `at`: its closing quote, or the end of its line.
std::size_t end_of_text(std::string_view text, std::size_t at);
bool is_name_char(char c);

// What stands at `offset`, as a message says what was found: a word, a sign, "the end of the file".
struct FoundText {
  std::string text;
  std::uint32_t length = 0;
};
FoundText found_at(std::string_view text, std::size_t offset);

}  // namespace writ
