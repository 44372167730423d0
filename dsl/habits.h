// What people who know other languages type, and what it is called here: help for messages.
#pragma once

#include <string_view>

namespace writ {

// Help for a word or sign such as `&&`, `null` or `forall`; empty where there is none.
std::string_view habit_help(std::string_view word);

}  // namespace writ
