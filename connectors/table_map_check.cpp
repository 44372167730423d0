#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"
#include "connectors/pointer.h"
#include "connectors/raw_cell.h"
#include "connectors/table_map.h"

namespace writ {

namespace {

// The format that all files of the map have, where that is known.
FileFormat known_format(const TableMap& map) {
  if (map.format != FileFormat::by_extension || map.files.empty()) {
    return map.format;
  }
  return format_of_name(map.files.front()).value_or(FileFormat::by_extension);
}

bool pointers_used(FileFormat format) {
  return format != FileFormat::csv && format != FileFormat::by_extension;
}

void misfit(const ColumnMap& map, std::string message, std::string help, Diagnostics& diagnostics) {
  diagnostics.add("W0617", map.span, std::move(message), std::move(help));
}

const Type& value_type(const Column& column) {
  return column.type.is(Kind::set) ? *column.type.element : column.type;
}

void check_time(const Column& column, const ColumnMap& map, Diagnostics& diagnostics) {
  const Type& type = value_type(column);
  if (map.format.kind == TimeFormat::Kind::standard) {
    return;
  }
  if (!type.is(Kind::timestamp) && !type.is(Kind::date)) {
    misfit(map,
           fmt::format("{} has a time format, and is no time but {}", in_backticks(column.name),
                       in_backticks(to_string(column.type))),
           "leave `format` out", diagnostics);
  } else if (type.is(Kind::timestamp) && !map.format.has_clock()) {
    misfit(map,
           fmt::format("{} is a timestamp, and its format has no time of day",
                       in_backticks(column.name)),
           "add %H and %M, or make the column a `date` in the schema", diagnostics);
  }
}

void check_present(const Column& column, const ColumnMap& map, Diagnostics& diagnostics) {
  if (map.present && !column.type.is(Kind::boolean)) {
    misfit(map,
           fmt::format("`present` makes true or false, and {} is {}", in_backticks(column.name),
                       in_backticks(to_string(column.type))),
           "use `present` in `bool` columns", diagnostics);
  }
}

void check_null(const Column& column, const ColumnMap& map, Diagnostics& diagnostics) {
  if (map.null_is_empty && !column.type.is(Kind::set)) {
    misfit(map,
           fmt::format("`null_is_empty` makes the empty set, and {} is {}",
                       in_backticks(column.name), in_backticks(to_string(column.type))),
           "use `null_is_empty` in `set of` columns", diagnostics);
  }
}

void check_constant(const Column& column, const ColumnMap& map, const TableMap& table,
                    Diagnostics& diagnostics) {
  if (!map.constant) {
    return;
  }
  const ParsedCell cell = constant_cell(column, map, table, nullptr);
  if (cell.fault != CellFault::none) {
    const auto* unknown = std::get_if<Unknown>(&cell.cell.value);
    misfit(map,
           fmt::format("{} cannot hold its constant: {}", in_backticks(column.name),
                       unknown == nullptr ? "" : unknown->why),
           {}, diagnostics);
  }
}

// What `values` translates to must be something the column can hold: a misspelt enumeration value
// would make every such cell unknown.
void check_values(const Column& column, const ColumnMap& map, Diagnostics& diagnostics) {
  const Type& type = value_type(column);
  for (const auto& [theirs, ours] : map.values) {
    const ParsedCell cell = parse_cell(ours, type);
    if (cell.fault == CellFault::none || cell.fault == CellFault::empty_required) {
      continue;
    }
    misfit(map,
           fmt::format("{} cannot hold {}, which `values` gives it for {}",
                       in_backticks(column.name), in_backticks(ours), in_backticks(theirs)),
           did_you_mean(ours, type.values), diagnostics);
  }
}

void check_pointer(const std::string& text, Span span, bool may_map, Diagnostics& diagnostics) {
  const auto pointer = parse_pointer(text);
  if (!pointer) {
    diagnostics.add(
        "W0615", span,
        fmt::format("{} is no pointer: {}", in_backticks(text), pointer.error().message));
  } else if (pointer->maps() && !may_map) {
    diagnostics.add(
        "W0617", span,
        fmt::format("{} leads to several values, where one is wanted", in_backticks(text)),
        "pick one with `[name=value]`, or make the column a `set of`");
  }
}

// To the list of records lead names and indexes only.
void check_list_pointer(const std::string& text, Span span, Diagnostics& diagnostics) {
  check_pointer(text, span, true, diagnostics);
  const auto pointer = parse_pointer(text);
  const auto plain = [](const PointerStep& step) { return step.kind == PointerStep::Kind::name; };
  if (pointer && !std::all_of(pointer->steps.begin(), pointer->steps.end(), plain)) {
    diagnostics.add("W0617", span,
                    fmt::format("{} must lead to one list, by names alone", in_backticks(text)));
  }
}

void check_column(const Column& column, const ColumnMap& map, const TableMap& table,
                  Diagnostics& diagnostics) {
  check_time(column, map, diagnostics);
  check_present(column, map, diagnostics);
  check_null(column, map, diagnostics);
  check_constant(column, map, table, diagnostics);
  check_values(column, map, diagnostics);
  if (!pointers_used(known_format(table))) {
    return;
  }
  for (const std::string& from : map.from) {
    if (from.starts_with('/')) {
      check_pointer(from, map.span, column.type.is(Kind::set) || map.present, diagnostics);
    }
  }
}

}  // namespace

void check_table_map(const TableMap& map, const TableSchema& schema, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const Column& column : schema.columns) {
    names.push_back(column.name);
  }
  for (const auto& [name, column] : map.columns) {
    const int at = schema.find(name);
    if (at >= 0) {
      check_column(schema.columns[static_cast<std::size_t>(at)], column, map, diagnostics);
      continue;
    }
    diagnostics.add(
        "W0614", column.span,
        fmt::format("{} has no column {}", in_backticks(schema.name), in_backticks(name)),
        did_you_mean(name, names));
  }
  for (const std::string& items : map.items) {
    check_list_pointer(items, map.span, diagnostics);
  }
  if (map.total) {
    check_list_pointer(*map.total, map.span, diagnostics);
  }
}

}  // namespace writ
