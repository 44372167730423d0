// What the unquoted scalars of YAML mean in the core schema.
#include <algorithm>
#include <charconv>

#include "connectors/yaml.h"

namespace writ {

namespace {

bool looks_like_number(std::string_view text) {
  text.remove_prefix(text.starts_with('-') ? 1 : 0);
  const std::size_t whole = std::min(text.find_first_not_of("0123456789"), text.size());
  if (whole == 0 || (whole > 1 && text[0] == '0')) {
    return false;
  }
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (digits == 1) {
      return false;
    }
    text.remove_prefix(digits);
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  }
  return text.empty();
}

}  // namespace

std::optional<bool> yaml_bool(const YamlNode& node) {
  if (!node.is(YamlNode::Kind::scalar) || node.quoted) {
    return std::nullopt;
  }
  const std::string& text = node.text;
  const bool yes = text == "true" || text == "True" || text == "TRUE";
  const bool no = text == "false" || text == "False" || text == "FALSE";
  return yes || no ? std::optional(yes) : std::nullopt;
}

std::optional<std::int64_t> yaml_int(const YamlNode& node) {
  std::int64_t value = 0;
  const char* end = node.text.data() + node.text.size();
  if (!yaml_number(node)) {
    return std::nullopt;
  }
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

bool yaml_number(const YamlNode& node) {
  return node.is(YamlNode::Kind::scalar) && !node.quoted && looks_like_number(node.text);
}

}  // namespace writ
