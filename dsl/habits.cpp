#include "dsl/habits.h"

namespace writ {

namespace {

struct Habit {
  std::string_view word;
  std::string_view help;
};
constexpr Habit habits[] = {
    {"=", "write `==` to compare"},
    {"&&", "write `and`"},
    {"||", "write `or`"},
    {"!", "write `not`, or `!=`"},
    {"'", "text stands in double quotes: \"…\""},
    {"//", "a comment begins with `#`"},
    {"/*", "a comment begins with `#`"},
    {";", "leave it out: nothing ends a line here"},
    {"null", "write `absent`, or ask `… is absent`"},
    {"None", "write `absent`, or ask `… is absent`"},
    {"NULL", "write `absent`, or ask `… is absent`"},
    {"undefined", "write `absent`, or ask `… is absent`"},
    {"True", "write `true`"},
    {"False", "write `false`"},
    {"nil", "write `absent`, or ask `… is absent`"},
    {"?", "write `a implies b`, or `x or else y` for what may be absent"},
    {"=>", "write `implies`"},
    {"foreach", "write `for x in … where …`"},
    {"elif", "write `a implies b`"},
    {"else", "write `x or else y` for what may be absent"},
    {"if", "a condition is `where …`, or `a implies b`"},
    {"then", "write `a implies b`"},
    {"all", "write `every x in … satisfies …`"},
    {"forall", "write `every x in … satisfies …`"},
    {"any", "write `exists x in … where …`"},
    {"some", "write `exists x in … where …`"},
    {"assert", "write `require …`"},
    {"deny", "write `require …` and what must hold"},
    {"now",
     "the time of the data is `now`: ask `x older than 30d`, `x newer than 30d` or `x by t`"},
    {"older", "write `x older than 30d`"},
    {"newer", "write `x newer than 30d`"},
    {"today",
     "the time of the data is `now`: ask `x older than 30d`, `x newer than 30d` or `x by t`"},
    {"len", "write `length(text)`, or `size(set)`"},
    {"startswith", "write `text starts with \"…\"`"},
    {"endswith", "write `text ends with \"…\"`"},
    {"startsWith", "write `text starts with \"…\"`"},
    {"endsWith", "write `text ends with \"…\"`"},
    {"contains", "write `text contains \"…\"`"},
    {"regex", "write `text matches \"^…$\"`"},
    {"matches", "write `text matches \"^…$\"`"},
    {"allow", "write `require …` and what must hold"},
};

}  // namespace

std::string_view habit_help(std::string_view word) {
  for (const Habit& habit : habits) {
    if (habit.word == word) {
      return habit.help;
    }
  }
  return {};
}

}  // namespace writ
