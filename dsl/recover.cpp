#include "dsl/recover.h"

#include <algorithm>
#include <array>
#include <vector>

#include "dsl/scan.h"

namespace writ {

namespace {

constexpr std::array<std::string_view, 11> declaration_words = {
    "use",      "schema", "extend", "expect", "link", "view",
    "identity", "param",  "define", "policy", "test"};
constexpr std::array<std::string_view, 13> policy_words = {
    "title", "description", "severity", "controls", "owner",   "tags",  "cost",
    "may",   "for",         "let",      "require",  "message", "remedy"};
constexpr std::array<std::string_view, 6> test_words = {"at",    "with",   "timezone",
                                                        "given", "before", "expect"};

template <class Words>
bool among(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// A step over one token that hides brackets and words: a text or a comment; else one character.
std::size_t step(std::string_view text, std::size_t at) {
  if (text[at] == '"') {
    return end_of_text(text, at);
  }
  return text[at] == '#' ? std::min(text.find('\n', at), text.size()) : at + 1;
}

// The first character of the line of `at` that is not white space is at `at`.
bool begins_line(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) {
    --at;
  }
  return at == 0 || text[at - 1] == '\n';
}

bool begins_declaration(std::string_view text, std::size_t at) {
  const std::string_view word = word_at(text, at);
  return among(word, declaration_words) &&
         (at + word.size() == text.size() || is_blank(text[at + word.size()]));
}

// A clause of the block begins a line here. A word that a `:` follows is a field's name.
bool begins_clause(std::string_view text, std::size_t at, Block block) {
  const std::string_view word = word_at(text, at);
  if (!(block == Block::policy ? among(word, policy_words) : among(word, test_words)) ||
      !begins_line(text, at)) {
    return false;
  }
  std::size_t after = at + word.size();
  while (after < text.size() && is_blank(text[after])) {
    ++after;
  }
  return after == text.size() || text[after] != ':';
}

}  // namespace

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_name_char(text[end])) {
    ++end;
  }
  return text.substr(at, end - at);
}

std::size_t next_declaration(std::string_view text, std::size_t begin, std::size_t fault) {
  std::size_t at = std::max(begin + 1, fault);
  while (at < text.size()) {
    if ((at == 0 || text[at - 1] == '\n') && begins_declaration(text, at)) {
      return at;
    }
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  }
  return text.size();
}

std::size_t next_clause(std::string_view text, std::size_t begin, std::size_t fault,
                        std::size_t end, Block block, int open) {
  int depth = 0;
  for (std::size_t at = begin; at < end; at = step(text, at)) {
    const char c = text[at];
    depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
    if (at > begin && at >= fault && !is_name_char(text[at - 1]) &&
        begins_clause(text, at, block) && (depth <= open || word_at(text, at) != "for")) {
      return at;
    }
  }
  return end;
}

std::size_t open_bracket(std::string_view text, std::size_t begin, std::size_t at) {
  std::vector<std::size_t> open;
  for (std::size_t i = begin; i < at; i = step(text, i)) {
    const char c = text[i];
    if (c == '(' || c == '[' || c == '{') {
      open.push_back(i);
    } else if ((c == ')' || c == ']' || c == '}') && !open.empty()) {
      open.pop_back();
    }
  }
  return open.empty() ? std::string_view::npos : open.back();
}

}  // namespace writ
