// Breaking and shortening text for a terminal, by the columns that it takes there. All texts must
// be well-formed UTF-8 without control characters: what printable() of base/text.h returns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

// The lines of `text`, as views into it: none wider than `width` columns, broken at spaces where
// there are any, else between characters. The spaces at a break are left out. At least one line.
std::vector<std::string_view> wrap(std::string_view text, std::size_t width);

// `text`, or so much of it as takes `width` columns, followed by "… (1,234 more characters)".
std::string shortened(std::string_view text, std::size_t width);

// "1,234,567"
std::string grouped(std::uint64_t number);
// "1 row", "3 rows"; the plural is the noun with an `s` unless it is given.
std::string counted(std::uint64_t number, std::string_view noun, std::string_view plural = {});
// "a, b and 3 more"
std::string listed(const std::vector<std::string>& items, std::size_t limit);

}  // namespace writ
