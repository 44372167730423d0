#include "connectors/rest/template.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace writ {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
}

Result<std::string> filled(const std::string& text, HolePlace place) {
  switch (place) {
    case HolePlace::text:
      return text;
    case HolePlace::path:
      if (text == "." || text == "..") {
        return Error{"a value of a path is " + in_backticks(text)};
      }
      return percent_encoded(text);
    case HolePlace::header:
      if (has_control(text)) {
        return Error{"a value of a header holds a control character"};
      }
      return text;
    case HolePlace::json: {
      const std::string quoted =
          nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      return quoted.substr(1, quoted.size() - 2);
    }
  }
  return text;
}

}  // namespace

Result<Template> Template::parse(std::string_view text) {
  Template out;
  out.source_ = text;
  std::string plain;
  const auto flush = [&] {
    if (!plain.empty()) {
      out.pieces_.push_back({plain, false});
      plain.clear();
    }
  };
  while (!text.empty()) {
    if (text.starts_with("$${")) {
      plain += "${";
      text.remove_prefix(3);
      continue;
    }
    if (!text.starts_with("${")) {
      plain += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t end = text.find('}');
    const std::string_view name = text.substr(2, end == std::string_view::npos ? 0 : end - 2);
    if (!is_name(name)) {
      return Error{"a hole is written ${name}, of small letters, digits and `_`"};
    }
    flush();
    out.pieces_.push_back({std::string(name), true});
    text.remove_prefix(end + 1);
  }
  flush();
  return out;
}

std::vector<std::string> Template::names() const {
  std::vector<std::string> out;
  for (const Piece& piece : pieces_) {
    if (piece.hole) {
      out.push_back(piece.text);
    }
  }
  return out;
}

Result<std::string> Template::fill(const Values& values, HolePlace place) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    if (!piece.hole) {
      out += piece.text;
      continue;
    }
    const auto value = values.find(piece.text);
    if (value == values.end()) {
      continue;
    }
    Result<std::string> text = filled(value->second, place);
    if (!text) {
      return text.error().context("${" + piece.text + "}");
    }
    out += *text;
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

}  // namespace writ
