// A page of docs/diagnostics/ for the terminal: headings, paragraphs, lists and fenced blocks,
// which is all that those pages use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace writ {

std::string terminal_page(std::string_view markdown, std::size_t width, bool color);

}  // namespace writ
