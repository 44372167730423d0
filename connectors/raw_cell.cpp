#include "connectors/raw_cell.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace writ {

namespace {

ParsedCell unparsable(std::string why) {
  return ParsedCell{Cell{Unknown{std::move(why)}}, CellFault::unparsable};
}

template <class T>
ParsedCell time_cell(const std::optional<T>& value, std::string_view text) {
  return value ? ParsedCell{Cell{*value}}
               : unparsable(
                     fmt::format("expected a time as `format` says, found {}", in_backticks(text)));
}

// One value of scalar `type`.
ParsedCell value_cell(std::string_view text, const Type& type, const CellRules& rules) {
  if (text.find('\0') != std::string_view::npos) {
    return unparsable("the value holds a NUL character");
  }
  const auto mapped = rules.map.values.find(std::string(trim_unicode(text)));
  if (mapped != rules.map.values.end()) {
    text = mapped->second;
  } else if (rules.map.format.kind != TimeFormat::Kind::standard) {
    if (type.is(Kind::timestamp)) {
      return time_cell(read_instant(text, rules.map.format, rules.zone), text);
    }
    if (type.is(Kind::date)) {
      return time_cell(read_date(text, rules.map.format, rules.zone), text);
    }
  }
  return parse_cell(text, type);
}

ParsedCell empty_cell(const CellRules& rules) {
  if (!rules.column->type.is(Kind::set)) {
    return parse_cell("", rules.column->type);
  }
  return ParsedCell{Cell{Unknown{"the value is empty"}}, CellFault::empty_required};
}

// Adds a member; on a fault `out` becomes that fault.
bool add_member(ParsedCell member, ParsedCell& out) {
  if (member.fault != CellFault::none || member.cell.unknown()) {
    member.fault = member.fault == CellFault::none ? CellFault::unparsable : member.fault;
    out = std::move(member);
    return false;
  }
  std::get<CellSet>(out.cell.value).push_back(std::move(member.cell));
  return true;
}

ParsedCell no_member() {
  return unparsable("a member of the set has no value");
}

ParsedCell set_from_text(std::string_view text, const CellRules& rules) {
  ParsedCell out{Cell{CellSet{}}};
  const std::string& separator = rules.set_separator;
  for (bool more = true; more;) {
    const std::size_t end = text.find(separator);
    more = end != std::string_view::npos;
    const std::string_view member = trim_unicode(text.substr(0, end));
    text.remove_prefix(more ? end + separator.size() : text.size());
    if (member.empty()) {
      continue;  // `a;b;` has two members
    }
    ParsedCell cell = rules.no_value(member)
                          ? no_member()
                          : value_cell(member, *rules.column->type.element, rules);
    if (!add_member(std::move(cell), out)) {
      break;
    }
  }
  return out;
}

ParsedCell set_from_list(const std::vector<RawCell>& items, const CellRules& rules) {
  ParsedCell out{Cell{CellSet{}}};
  for (const RawCell& item : items) {
    ParsedCell cell = no_member();
    if (item.state == RawCell::State::scalar && !rules.no_value(item.text)) {
      cell = value_cell(item.text, *rules.column->type.element, rules);
    } else if (item.state == RawCell::State::misfit || item.state == RawCell::State::list) {
      cell = unparsable("a member of the set is no single value");
    }
    if (!add_member(std::move(cell), out)) {
      break;
    }
  }
  return out;
}

ParsedCell set_cell(const RawCell& raw, const CellRules& rules) {
  if (raw.state == RawCell::State::list) {
    return set_from_list(raw.items, rules);
  }
  if (rules.set_separator.empty()) {
    return unparsable(fmt::format("expected a list, found {}", in_backticks(raw.text)));
  }
  return set_from_text(raw.text, rules);
}

ParsedCell presence(const RawCell& raw, const CellRules& rules) {
  const bool none = raw.state == RawCell::State::missing || raw.state == RawCell::State::null ||
                    (raw.state == RawCell::State::scalar && rules.no_value(raw.text));
  return ParsedCell{Cell{!none}};
}

}  // namespace

bool CellRules::no_value(std::string_view text) const {
  const std::string_view trimmed = trim_unicode(text);
  return trimmed.empty() || means_never(trimmed, map.format) ||
         std::find(nulls.begin(), nulls.end(), trimmed) != nulls.end();
}

ParsedCell read_cell(const RawCell& raw, const CellRules& rules) {
  const bool set = rules.column->type.is(Kind::set);
  if (raw.state == RawCell::State::misfit) {
    return unparsable(raw.why);
  }
  if (rules.map.present) {
    return presence(raw, rules);
  }
  switch (raw.state) {
    case RawCell::State::null:
      return set && rules.map.null_is_empty ? ParsedCell{Cell{CellSet{}}} : empty_cell(rules);
    case RawCell::State::no_column:
    case RawCell::State::missing:
    case RawCell::State::misfit:
      return empty_cell(rules);
    case RawCell::State::list:
      return set ? set_cell(raw, rules) : unparsable("expected one value, found a list");
    case RawCell::State::scalar:
      break;
  }
  if (!rules.no_value(raw.text)) {
    return set ? set_cell(raw, rules) : value_cell(raw.text, rules.column->type, rules);
  }
  // A text of `nulls` says that there is no value; only an empty cell can be meant as the empty
  // set.
  const bool empty_set = set && rules.empty_is_empty_set && trim_unicode(raw.text).empty();
  return empty_set ? ParsedCell{Cell{CellSet{}}} : empty_cell(rules);
}

ParsedCell constant_cell(const Column& column, const ColumnMap& map, const TableMap& table,
                         const Zone* zone) {
  CellRules rules;
  rules.column = &column;
  rules.map.format = map.format;
  rules.set_separator = table.set_separator.value_or(";");
  rules.empty_is_empty_set = true;
  rules.zone = zone == nullptr ? utc_zone() : zone;
  return read_cell(RawCell::scalar(map.constant.value_or("")), rules);
}

}  // namespace writ
