#include "snapshot/cell.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/checked.h"
#include "base/email.h"
#include "base/ensure.h"
#include "base/overloaded.h"
#include "base/text.h"

namespace writ {
namespace {

std::optional<bool> parse_bool(std::string_view text) {
  const std::string lower = ascii_lower(text);
  if (lower != "true" && lower != "false") {
    return std::nullopt;
  }
  return lower == "true";
}

std::optional<std::int64_t> parse_int(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  text.remove_prefix(negative ? 1 : 0);
  std::optional<std::int64_t> value = text.empty() ? std::nullopt : std::optional<std::int64_t>(0);
  for (const char c : text) {
    if (!value || c < '0' || c > '9') {
      return std::nullopt;
    }
    value = checked_mul(*value, 10);
    value = value ? checked_sub(*value, c - '0') : value;
  }
  return value && !negative ? checked_sub(0, *value) : value;
}

ParsedCell fault(CellFault kind, std::string why) {
  return ParsedCell{Cell{Unknown{std::move(why)}}, kind};
}

template <class T>
ParsedCell value_or_unparsable(std::optional<T> value, std::string_view text,
                               std::string_view expected) {
  if (value) {
    return ParsedCell{Cell{std::move(*value)}};
  }
  return fault(CellFault::unparsable,
               fmt::format("expected {}, found {}", expected, in_backticks(text)));
}

ParsedCell parse_email(std::string_view text) {
  auto canonical = canonical_email(text);
  auto email = canonical ? std::optional(Email{std::string(text), std::move(*canonical)})
                         : std::optional<Email>();
  return value_or_unparsable(std::move(email), text, "an email address");
}

ParsedCell parse_enumeration(std::string_view text, const Type& type) {
  const bool listed = std::find(type.values.begin(), type.values.end(), text) != type.values.end();
  if (!listed && !type.open) {
    return fault(CellFault::unlisted_value,
                 in_backticks(text) + " is not a value that the schema lists");
  }
  return ParsedCell{Cell{std::string(text)}};
}

ParsedCell parse_value(std::string_view text, const Type& type) {
  const std::string_view trimmed = trim_unicode(text);
  switch (type.kind) {
    case Kind::boolean:
      return value_or_unparsable(parse_bool(trimmed), text, "`true` or `false`");
    case Kind::integer:
      return value_or_unparsable(parse_int(trimmed), text, "a whole number");
    case Kind::decimal:
      return value_or_unparsable(parse_decimal(trimmed), text, "a decimal number");
    case Kind::email:
      return parse_email(text);
    case Kind::duration:
      return value_or_unparsable(parse_duration(trimmed), text, "a duration such as 90d");
    case Kind::timestamp:
      return value_or_unparsable(parse_timestamp(trimmed, true), text,
                                 "a timestamp with an offset");
    case Kind::date:
      return value_or_unparsable(parse_date(trimmed), text, "a date such as 2026-03-01");
    case Kind::enumeration:
      return parse_enumeration(text, type);
    case Kind::text:
    case Kind::row:
      return ParsedCell{Cell{std::string(text)}};
    case Kind::error:
    case Kind::nothing:
    case Kind::set:
      break;
  }
  ENSURE(false && "a column of scalar type");
  return {};
}

bool keeps_white_space(const Type& type) {
  return type.is(Kind::text) || type.is(Kind::enumeration) || type.is(Kind::row);
}

std::string set_text(const CellSet& set) {
  std::string out = "[";
  for (const Cell& element : set) {
    out += (out.size() > 1 ? ", " : "") + to_string(element);
  }
  return out + "]";
}

}  // namespace

bool operator==(const Cell& a, const Cell& b) {
  return a.value == b.value;
}

ParsedCell parse_cell(std::string_view text, const Type& type) {
  if (invalid_utf8(text)) {
    return fault(CellFault::unparsable, "the value is not well-formed UTF-8");
  }
  const bool empty = text.empty() || (!keeps_white_space(type) && trim_unicode(text).empty());
  if (!empty) {
    return parse_value(text, type);
  }
  if (type.optional) {
    return ParsedCell{Cell{Absent{}}};
  }
  return fault(CellFault::empty_required, "the value is empty");
}

std::string to_string(const Cell& cell) {
  return std::visit(
      overloaded{
          [](Absent) -> std::string { return "absent"; },
          [](const Unknown&) -> std::string { return "unknown"; },
          [](bool value) -> std::string { return value ? "true" : "false"; },
          [](std::int64_t value) { return std::to_string(value); },
          [](const std::string& value) { return value; },
          [](const Email& value) { return std::string(trim_unicode(value.collected)); },
          [](const CellSet& value) { return set_text(value); },
          [](const auto& value) { return to_string(value); },
      },
      cell.value);
}

std::string join_key(const std::vector<std::string>& parts) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    out += i == 0 ? "" : "/";
    for (const char c : parts[i]) {
      if (c == '/' || c == '\\') {
        out.push_back('\\');
      }
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace writ
