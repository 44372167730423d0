#include <array>

#include "base/suggest.h"
#include "base/text.h"
#include "dsl/build.h"
#include "dsl/limits.h"
#include "dsl/scan.h"

namespace writ {

namespace {

// What people who know other languages type, and what it is called here.
struct Habit {
  std::string_view found;
  std::string_view help;
};
constexpr std::array<Habit, 20> habits = {{
    {"`=`", "write `==` to compare"},
    {"`&&`", "write `and`"},
    {"`||`", "write `or`"},
    {"`!`", "write `not`, or `!=`"},
    {"`'`", "text stands in double quotes: \"…\""},
    {"`//`", "a comment begins with `#`"},
    {"`/*`", "a comment begins with `#`"},
    {"`;`", "leave it out: nothing ends a line here"},
    {"`null`", "write `absent`, or ask `… is absent`"},
    {"`None`", "write `absent`, or ask `… is absent`"},
    {"`nil`", "write `absent`, or ask `… is absent`"},
    {"`if`", "a condition is `where …`, or `a implies b`"},
    {"`then`", "write `a implies b`"},
    {"`all`", "write `every x in … satisfies …`"},
    {"`forall`", "write `every x in … satisfies …`"},
    {"`any`", "write `exists x in … where …`"},
    {"`some`", "write `exists x in … where …`"},
    {"`assert`", "write `require …`"},
    {"`deny`", "write `require …` and what must hold"},
    {"`allow`", "write `require …` and what must hold"},
}};

std::string help_for(const std::string& found, const std::string& expected) {
  if (expected == "`present`, `absent` or `known`") {
    return found == "`not`" ? "say `is absent` for `is not present`, or put `not` in front"
                            : "to compare, write `==`";
  }
  for (const Habit& habit : habits) {
    if (found == habit.found) {
      return std::string(habit.help);
    }
  }
  if (expected.rfind("the closing", 0) == 0) {
    return "text ends on the line on which it begins; a line break in it is \\n";
  }
  if (found.size() > 2 && expected.rfind("a declaration", 0) == 0) {
    return did_you_mean(found.substr(1, found.size() - 2),
                        {"use", "schema", "extend", "expect", "link", "view", "identity", "param",
                         "define", "policy", "test"});
  }
  if (found.size() > 2 && expected.rfind("a clause", 0) == 0) {
    return did_you_mean(found.substr(1, found.size() - 2),
                        {"title", "description", "severity", "controls", "owner", "tags", "cost",
                         "may", "for", "let", "require", "message", "remedy"});
  }
  if (found.size() > 2 && expected.rfind("a line of the test", 0) == 0) {
    return did_you_mean(found.substr(1, found.size() - 2),
                        {"at", "with", "timezone", "given", "before", "expect"});
  }
  return {};
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
  std::string shown = found.text;
  if (fault.offset < text_.size() && static_cast<unsigned char>(text_[fault.offset]) >= 0x80) {
    report("W0115", where, "expected " + fault.expected + ", found " + shown,
           "names are made of ASCII letters, digits and `_`; other characters stand in texts and "
           "comments");
    return;
  }
  if (fault.inside_text) {
    // Underline the text from its opening quote.
    std::size_t quote = fault.offset;
    while (quote > 0 && text_[quote - 1] != '\n') {
      --quote;
    }
    quote = text_.find('"', quote);
    const auto open = quote == std::string_view::npos ? begin : static_cast<std::uint32_t>(quote);
    report("W0102", {file_, std::min(open, begin), begin}, "expected " + fault.expected,
           help_for(shown, fault.expected));
    return;
  }
  report("W0101", where, "expected " + fault.expected + ", found " + shown,
         help_for(shown, fault.expected));
}

}  // namespace writ
