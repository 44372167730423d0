#include "evidence/wrap.h"

#include <algorithm>

#include "base/text.h"

namespace writ {
namespace {

// The end of the character at `offset`: a code point and the marks of no width that stand on it.
std::size_t next_character(std::string_view text, std::size_t offset) {
  std::size_t end = offset + code_point_at(text, offset).bytes;
  while (end < text.size()) {
    const std::size_t bytes = code_point_at(text, end).bytes;
    if (display_width(text.substr(end, bytes)) != 0) {
      break;
    }
    end += bytes;
  }
  return end;
}

// How many bytes of `text` fit into `width` columns; at least one character.
std::size_t fitting(std::string_view text, std::size_t width) {
  std::size_t end = 0;
  std::size_t used = 0;
  while (end < text.size()) {
    const std::size_t next = next_character(text, end);
    used += display_width(text.substr(end, next - end));
    if (used > width && end > 0) {
      break;
    }
    end = next;
  }
  return end;
}

std::string_view without_trailing_spaces(std::string_view line) {
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

}  // namespace

std::vector<std::string_view> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string_view> lines;
  std::string_view rest = text;
  do {
    std::size_t end = fitting(rest, width);
    if (end < rest.size() && rest[end] != ' ') {
      const std::size_t space = rest.substr(0, end).find_last_of(' ');
      if (space != std::string_view::npos && rest.find_first_not_of(' ') < space) {
        end = space;
      }
    }
    lines.push_back(without_trailing_spaces(rest.substr(0, end)));
    rest.remove_prefix(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  } while (!rest.empty());
  return lines;
}

std::string shortened(std::string_view text, std::size_t width) {
  const std::size_t end = fitting(text, width);
  if (end >= text.size()) {
    return std::string(text);
  }
  return std::string(text.substr(0, end)) + "… (" +
         counted(code_points(text.substr(end)), "more character") + ")";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3;) {
    place -= 3;
    digits.insert(place, ",");
  }
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun, std::string_view plural) {
  std::string text = grouped(number) + " ";
  if (number == 1) {
    return text.append(noun);
  }
  return plural.empty() ? text.append(noun).append("s") : text.append(plural);
}

std::string listed(const std::vector<std::string>& items, std::size_t limit) {
  std::string text;
  for (std::size_t i = 0; i < items.size() && i < limit; ++i) {
    text += (i == 0 ? "" : ", ") + items[i];
  }
  if (items.size() > limit) {
    text += " and " + grouped(items.size() - limit) + " more";
  }
  return text;
}

}  // namespace writ
