#include "connectors/ldap/entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "connectors/rest/encode.h"

namespace writ {
namespace {

std::uint8_t byte_at(const std::string& bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::optional<std::string> identifier(const std::string& name, const std::string& bytes) {
  return name == "objectguid"                          ? guid_text(bytes)
         : name == "objectsid" || name == "sidhistory" ? sid_text(bytes)
                                                       : std::nullopt;
}

bool is_text(const std::string& value) {
  return !invalid_utf8(value) && value.find('\0') == std::string::npos;
}

template <class T>
std::optional<T> number(std::string_view text) {
  T out = 0;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  return fault == std::errc() && stop == text.data() + text.size() ? std::optional(out)
                                                                   : std::nullopt;
}

}  // namespace

const std::vector<std::string>& LdapEntry::all(const std::string& name) const {
  static const std::vector<std::string> none;
  const auto found = attributes.find(name);
  return found == attributes.end() ? none : found->second;
}

const std::string* LdapEntry::first(const std::string& name) const {
  const std::vector<std::string>& values = all(name);
  return values.empty() ? nullptr : &values.front();
}

std::string entry_line(const LdapEntry& entry, const WorkedOut& worked_out) {
  nlohmann::json line;
  for (const auto& [name, values] : entry.attributes) {
    for (const std::string& value : values) {
      const std::optional<std::string> id = identifier(name, value);
      if (id || is_text(value)) {
        line[name].push_back(id.value_or(value));
      } else {
        line[name + ";base64"].push_back(base64(value));
      }
    }
  }
  for (const auto& [key, text] : worked_out.texts) {
    line[key] = text;
  }
  for (const auto& [key, flag] : worked_out.flags) {
    line[key] = flag;
  }
  for (const auto& [key, list] : worked_out.lists) {
    line[key] = list;
  }
  line["dn"] = entry.dn;
  // A DN that is no UTF-8 is kept as far as it goes: its record has a key, and is not lost.
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<std::string> guid_text(const std::string& bytes) {
  if (bytes.size() != 16) {
    return std::nullopt;
  }
  constexpr std::array<std::size_t, 16> order{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  std::string out;
  for (std::size_t i = 0; i < order.size(); ++i) {
    out += i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "";
    out += fmt::format("{:02x}", byte_at(bytes, order[i]));
  }
  return out;
}

std::optional<std::string> sid_text(const std::string& bytes) {
  if (bytes.size() < 8 || byte_at(bytes, 0) != 1 || byte_at(bytes, 1) > 15 ||
      bytes.size() != 8 + 4 * std::size_t{byte_at(bytes, 1)}) {
    return std::nullopt;
  }
  std::uint64_t authority = 0;
  for (std::size_t i = 2; i < 8; ++i) {
    authority = (authority << 8) | byte_at(bytes, i);
  }
  std::string out = fmt::format("S-1-{}", authority);
  for (std::size_t at = 8; at < bytes.size(); at += 4) {
    std::uint32_t part = 0;
    for (std::size_t i = 4; i-- > 0;) {
      part = (part << 8) | byte_at(bytes, at + i);
    }
    out += fmt::format("-{}", part);
  }
  return out;
}

std::optional<ValueRange> value_range(const std::string& name) {
  const std::string lower = ascii_lower(name);
  const std::size_t option = lower.find(";range=");
  if (option == std::string::npos) {
    return std::nullopt;
  }
  const std::string_view range = std::string_view(lower).substr(option + 7);
  const std::size_t dash = range.find('-');
  const auto first = number<std::uint64_t>(range.substr(0, dash));
  if (dash == std::string_view::npos || !first) {
    return std::nullopt;
  }
  const std::string_view end = range.substr(dash + 1);
  if (end == "*") {
    return ValueRange{lower.substr(0, option), *first, 0, true};
  }
  const auto last = number<std::uint64_t>(end);
  return last && *last < UINT64_MAX
             ? std::optional(ValueRange{lower.substr(0, option), *first, *last + 1, false})
             : std::nullopt;
}

std::optional<std::int64_t> number_in(const LdapEntry& entry, const std::string& name) {
  const std::string* text = entry.first(name);
  return text == nullptr ? std::nullopt : number<std::int64_t>(*text);
}

}  // namespace writ
