// Text as one word of a POSIX shell, for commands that a person is shown to copy.
#pragma once

#include <string>
#include <string_view>

namespace writ {

std::string shell_word(std::string_view text);

}  // namespace writ
