#include <algorithm>
#include <iterator>
#include <utility>

#include "base/suggest.h"
#include "base/text.h"
#include "dsl/build.h"
#include "dsl/habits.h"
#include "dsl/recover.h"
#include "dsl/scan.h"

namespace writ {

namespace {

constexpr std::string_view declaration_words[] = {"use",    "schema", "extend",   "expect",
                                                  "link",   "view",   "identity", "param",
                                                  "define", "policy", "test"};
constexpr std::string_view clause_words[] = {
    "title", "description", "severity", "controls", "owner",   "tags",  "cost",
    "may",   "for",         "let",      "require",  "message", "remedy"};
constexpr std::string_view test_words[] = {"at", "with", "timezone", "given", "before", "expect"};

template <std::size_t Size>
std::string near(std::string_view found, const std::string_view (&words)[Size]) {
  return did_you_mean(found, {std::begin(words), std::end(words)});
}

// The run of characters that names, numbers and control ids are made of.
std::string_view value_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_name_char(text[end]) || text[end] == '.' || text[end] == '-')) {
    ++end;
  }
  return text.substr(at, end - at);
}

// A fault with what stands around it.
struct Scene {
  std::string_view text;
  const SyntaxFault& fault;
  std::string found;           // as shown, in backticks
  std::size_t before = 0;      // the token before the fault: [before, before_end),
  std::size_t before_end = 0;  // empty where the parse began at the fault

  Scene(std::string_view source, const SyntaxFault& of, std::string shown)
      : text(source), fault(of), found(std::move(shown)) {
    for (std::size_t at = fault.begin; (at = skip_trivia(text, at)) < fault.offset;) {
      before = at;
      const std::string_view word = word_at(text, at);
      at = !word.empty() ? at + word.size() : text[at] == '"' ? end_of_text(text, at) : at + 1;
      before_end = std::min(at, fault.offset);
    }
  }

  // What was found, without its backticks.
  std::string_view word() const {
    return found.front() == '`' ? std::string_view(found).substr(1, found.size() - 2) : found;
  }
  std::string_view token_before() const { return text.substr(before, before_end - before); }
  bool expects(std::string_view what) const { return fault.expected.rfind(what, 0) == 0; }
  bool expects_statement() const {
    return expects("a declaration") || expects("a clause") || expects("a line of the test");
  }
  std::string nearest_statement() const {
    return expects("a declaration") ? near(word(), declaration_words)
           : expects("a clause")    ? near(word(), clause_words)
                                    : near(word(), test_words);
  }
  // Junk behind a value, which may have been meant as an operator.
  bool follows_value() const {
    const std::string_view token = token_before();
    return expects_statement() && !token.empty() && !begins_line() && found.front() == '`' &&
           (is_name_char(token.back()) || token == ")" || token == "]") &&
           nearest_statement().empty();
  }
  std::string after_value() const {
    return expects("a declaration") ? "an operator or the next declaration"
           : expects("a clause")    ? "an operator or the next clause"
                                    : "an operator or the next line of the test";
  }
  bool begins_line() const {
    return text.substr(before_end, fault.offset - before_end).find('\n') != std::string_view::npos;
  }
  // A declaration begins where a block should go on or end.
  bool leaves_block() const {
    const auto is_word = [&](std::string_view known) { return known == word(); };
    return begins_line() && fault.expected.find("`}`") != fault.expected.npos &&
           std::any_of(std::begin(declaration_words), std::end(declaration_words), is_word);
  }
  bool follows_keyword() const {
    const auto is_word = [&](std::string_view word) { return word == token_before(); };
    return std::any_of(std::begin(clause_words), std::end(clause_words), is_word) ||
           std::any_of(std::begin(test_words), std::end(test_words), is_word);
  }
  // After `a.b+`, which is a closure.
  bool follows_closure() const {
    std::size_t name = before;
    while (name > fault.begin && is_name_char(text[name - 1])) {
      --name;
    }
    return (token_before() == "+" || token_before() == "*") && name < before &&
           name > fault.begin && text[name - 1] == '.';
  }
};

constexpr std::pair<std::string_view, std::string_view> unit_words[] = {
    {"w", "w"},      {"week", "w"},   {"weeks", "w"},   {"d", "d"},     {"day", "d"},
    {"days", "d"},   {"h", "h"},      {"hour", "h"},    {"hours", "h"}, {"m", "m"},
    {"min", "m"},    {"minute", "m"}, {"minutes", "m"}, {"s", "s"},     {"sec", "s"},
    {"second", "s"}, {"seconds", "s"}};

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// For `30 days`; empty for anything else.
std::string help_for_unit(const Scene& scene) {
  for (const auto& [word, unit] : unit_words) {
    if (scene.word() == word && all_digits(scene.token_before())) {
      return "a duration is one word: " + std::string(scene.token_before()) + std::string(unit);
    }
  }
  return {};
}

// What to type where a declaration, a clause or a line of a test should begin.
std::string help_for_statement(const Scene& scene) {
  const std::string_view before = scene.token_before();
  if (before.empty()) {
    return scene.nearest_statement();
  }
  if (scene.follows_closure()) {
    return "write spaces around `" + std::string(before) + "` to calculate";
  }
  if (before.front() == '"' && before.rfind('{') != before.npos &&
      before.find('}', before.rfind('{')) == before.npos) {
    return "no text stands inside {…}: name it with `let`";
  }
  if (before == "exists" || before == "no" || before == "every") {
    return "name the element: `" + std::string(before) + " x in …`";
  }
  if (std::string help = scene.nearest_statement(); !help.empty() && !scene.leaves_block()) {
    return help;
  }
  if (scene.leaves_block()) {
    return "close what is open with `}`";
  }
  const bool is_word = !word_at(scene.text, scene.fault.offset).empty();
  if (scene.expects("a clause") && scene.begins_line() && is_word) {
    return "a condition begins with `require`";
  }
  return std::string(habit_help(before));
}

std::string help_for(const Scene& scene) {
  if (std::string help = help_for_unit(scene); !help.empty()) {
    return help;
  }
  if (scene.expects("text in \"quotes\"") && is_name_char(scene.word().front())) {
    return "write it in quotes, as \"" + std::string(value_at(scene.text, scene.fault.offset)) +
           "\"";
  }
  if (scene.expects("a subject") && all_digits(scene.word())) {
    return "a key that is no name stands in quotes: \"" + std::string(scene.word()) + "\"";
  }
  if (scene.expects("`present`, `absent`")) {
    return scene.found == "`not`" ? "say `is absent` for `is not present`, or put `not` in front"
                                  : "to compare, write `==`";
  }
  if ((scene.found == "`:`" || scene.found == "`=`") && scene.follows_keyword()) {
    return "leave it out: a clause is a word and its value";
  }
  const bool in_value = scene.expects_statement() || scene.fault.expected.size() == 3;  // "`)`"
  if (scene.found == "`/`" && scene.token_before() == "/") {
    return std::string(habit_help("//"));
  }
  if (const std::string_view help = habit_help(scene.word());
      !help.empty() && (scene.found != "`=`" || (in_value && scene.fault.expected != "`:`"))) {
    return std::string(help);
  }
  if (scene.expects("the closing")) {
    return "text ends on the line on which it begins; a line break in it is \\n";
  }
  if (scene.expects("the number to end")) {
    return "a duration is made of whole numbers of w, d, h, m and s: 1d12h";
  }
  if (scene.expects("`satisfies`")) {
    return "say what holds for all of them: every x in … where … satisfies …";
  }
  if (scene.expects("`in` and a table") && scene.found == "`.`") {
    return "name the element first: x in hr.workers";
  }
  return scene.expects_statement() && scene.found.front() == '`' ? help_for_statement(scene) : "";
}

// Where the text that is not closed at `end` begins.
std::size_t opening_quote(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t last = end;
  for (std::size_t at = begin; at < end;) {
    last = text[at] == '"' ? at : last;
    at = text[at] == '"'   ? end_of_text(text, at)
         : text[at] == '#' ? std::min(text.find('\n', at), text.size())
                           : at + 1;
  }
  return last;
}

}  // namespace

void Builder::report_fault(const SyntaxFault& fault) {
  const FoundText found = found_at(text_, fault.offset);
  const auto begin = static_cast<std::uint32_t>(fault.offset);
  const Span where{file_, begin, begin + found.length};
  if (fault.expected.empty()) {
    report("W0106", where, "expressions stand more than 64 deep in each other",
           "name a part of it with `let` or `define`");
    return;
  }
  if (fault.offset < text_.size() && static_cast<unsigned char>(text_[fault.offset]) >= 0x80) {
    report("W0115", where, "expected " + fault.expected + ", found " + found.text,
           "names are made of ASCII letters, digits and `_`; other characters stand in texts and "
           "comments");
    return;
  }
  const Scene scene(text_, fault, found.text);
  if (fault.inside_text) {
    const auto open = static_cast<std::uint32_t>(opening_quote(text_, fault.begin, begin));
    report("W0102", {file_, open, begin}, "expected " + fault.expected, help_for(scene));
    return;
  }
  // What is missing at the end of a line is missing there, not on the next.
  const auto gap = static_cast<std::uint32_t>(scene.before_end);
  const bool at_line_end =
      scene.begins_line() && !scene.token_before().empty() && !scene.expects_statement();
  Diagnostic& diagnostic =
      report("W0101", at_line_end ? Span{file_, gap, gap} : where,
             "expected " + (scene.follows_value() ? scene.after_value() : fault.expected) +
                 ", found " + found.text,
             help_for(scene));
  if (scene.leaves_block() || fault.expected == "`)`" || fault.expected == "`]`" ||
      fault.expected == "`}`") {
    const std::size_t open = open_bracket(text_, fault.begin, fault.offset);
    if (open != std::string_view::npos) {
      const auto at = static_cast<std::uint32_t>(open);
      diagnostic.labels.push_back(
          {{file_, at, at + 1},
           scene.leaves_block() ? "this is not closed" : "it closes this bracket"});
    }
  }
}

void Builder::report_more(const SyntaxFault& fault) {
  const auto at = static_cast<std::uint32_t>(fault.offset);
  report("W0101", {file_, at, at}, "more than 100 places in this file cannot be read",
         "mend the ones above first");
}

}  // namespace writ
