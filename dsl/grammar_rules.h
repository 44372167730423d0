// The grammar's own building blocks: rules that PEGTL does not have. See grammar.h.
#pragma once

#include <string_view>
#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "dsl/limits.h"
#include "dsl/operators.h"
#include "dsl/parse_tree.h"
#include "dsl/tree.h"

#define KIND(k) static constexpr auto kind = TreeKind::k;
#define EXPECTED(text) static constexpr const char* expected = text;

namespace writ::grammar {

using namespace tao::pegtl;

struct comment : seq<one<'#'>, star<not_one<'\n'>>> {};
struct ws : star<sor<space, comment>> {};  // what may stand between any two tokens

// How deep expressions stand in each other while parsing; past the limit the parse ends with a message.
struct Depth {
  static constexpr int limit = depth_limit;
  int now = 0;
};
struct TooDeep {
  std::size_t offset;
};

// `Rule`, counted as one level of nesting.
template <class Rule>
struct nested {
  using rule_t = nested;
  using subs_t = type_list<Rule>;

  template <apply_mode A, rewind_mode M, template <class...> class Action, template <class...> class Control,
            class Input, class State>
  static bool match(Input& in, State& depth) {
    if (++depth.now > Depth::limit) {
      throw TooDeep{in.byte()};
    }
    const bool matched = Control<Rule>::template match<A, M, Action, Control>(in, depth);
    --depth.now;
    return matched;
  }
};

inline bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// A word before `:` or `=` is the name of a field or of what is defined, whatever its letters.
inline bool is_named(std::string_view text, std::size_t at) {
  at = skip_trivia(text, at);
  return at < text.size() && (text[at] == ':' || (text[at] == '=' && text.substr(at, 2) != "=="));
}

// The length of the longest operator of the table that `text` begins with, white space and comments between its words
// included; 0 if none does. Words end at a name's boundary. `least` and `most` bound the level.
inline std::size_t operator_length(std::string_view text, int least, int most) {
  std::size_t longest = 0;
  for (const OperatorRow& row : operator_rows) {
    if (row.level < least || row.level > most) {
      continue;
    }
    std::size_t at = 0;
    bool fits = true;
    for (const char c : row.spelling) {
      if (c == ' ') {
        const std::size_t before = at;
        at = skip_trivia(text, at);
        fits = at > before;
      } else {
        fits = at < text.size() && text[at] == c;
        ++at;
      }
      if (!fits) {
        break;
      }
    }
    const auto word_ends = [&] { return (at == text.size() || !is_name(text[at])) && !is_named(text, at); };
    if (fits && at > longest && (!is_name(row.spelling.back()) || word_ends())) {
      longest = at;
    }
  }
  return longest;
}

template <int Least, int Most>
struct operator_between {
  using rule_t = operator_between;
  using subs_t = empty_list;

  template <class Input, class... States>
  static bool match(Input& in, States&&...) {
    const std::size_t length = operator_length({in.current(), in.size()}, Least, Most);
    // `->` belongs to an edge, never to an expression.
    if (length == 0 || (length == 1 && in.size() > 1 && in.peek_char() == '-' && in.peek_char(1) == '>')) {
      return false;
    }
    in.bump(length);
    return true;
  }
};
struct any_operator : operator_between<1, 9> {};
struct tight_operator : operator_between<6, 9> {};

struct comparison_operator
    : sor<string<'=', '='>, string<'!', '='>, string<'<', '='>, string<'>', '='>, one<'<'>, one<'>'>> {};

// Only looks: a quantifier is one if `x in` follows; `exists` alone is a name.
struct at_binding : seq<identifier, ws, string<'i', 'n'>, not_at<identifier_other>> {};

// Only looks: a field list ends where a declaration begins, unless its name is a field's (`:` follows).
struct next_field_list_end
    : seq<sor<TAO_PEGTL_STRING("use"), TAO_PEGTL_STRING("schema"), TAO_PEGTL_STRING("extend"), TAO_PEGTL_STRING("expect"),
              TAO_PEGTL_STRING("link"), TAO_PEGTL_STRING("view"), TAO_PEGTL_STRING("identity"),
              TAO_PEGTL_STRING("param"), TAO_PEGTL_STRING("define"), TAO_PEGTL_STRING("policy"),
              TAO_PEGTL_STRING("test")>,
          not_at<identifier_other>, ws, not_one<':'>> {};

}  // namespace writ::grammar

namespace tao::pegtl {

template <class Name, class Rule>
struct analyze_traits<Name, writ::grammar::nested<Rule>> : analyze_seq_traits<Rule> {};
template <class Name, int Least, int Most>
struct analyze_traits<Name, writ::grammar::operator_between<Least, Most>> : analyze_any_traits<> {};

}  // namespace tao::pegtl
