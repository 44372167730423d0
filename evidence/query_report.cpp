#include "evidence/query_report.h"

#include <algorithm>

#include "base/text.h"
#include "evidence/json_parts.h"
#include "evidence/layout.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::size_t longest_cell = 40;

// One row of cells: the fields and, `with_mark`, a `?` in front where it is unknown whether the row
// belongs.
std::vector<std::vector<std::string>> cells_of(const QueryResult& result, bool with_mark) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> header;
  if (with_mark) {
    header.emplace_back();
  }
  for (const auto& [name, value] : result.rows.front().fields) {
    header.push_back(name);
  }
  rows.push_back(std::move(header));
  for (const QueryRow& row : result.rows) {
    std::vector<std::string> cells;
    if (with_mark) {
      cells.emplace_back(row.unknown ? "?" : "");
    }
    for (const auto& [name, value] : row.fields) {
      cells.push_back(shortened(printable(value.shown), longest_cell));
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

std::size_t width_of(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(printable(row[i])));
    }
  }
  std::size_t sum = 0;
  for (const std::size_t width : widths) {
    sum += width + 2;
  }
  return sum;
}

void write_blocks(Layout& layout, const QueryResult& result) {
  std::size_t label = 0;
  for (const auto& [name, value] : result.rows.front().fields) {
    label = std::max(label, display_width(printable(name)));
  }
  for (const QueryRow& row : result.rows) {
    layout.text(0, {{row.key, Ink::bold},
                    {row.unknown ? "  unknown whether it belongs" : "", Ink::magenta}});
    for (const auto& [name, value] : row.fields) {
      layout.labelled(2, label, {name, Ink::dim}, {{value.shown}});
    }
  }
}

std::size_t unknown_rows(const QueryResult& result) {
  return static_cast<std::size_t>(std::count_if(result.rows.begin(), result.rows.end(),
                                                [](const QueryRow& row) { return row.unknown; }));
}

void write_rows(Layout& layout, const QueryResult& result, std::size_t width) {
  if (result.rows.empty()) {
    return;
  }
  const std::vector<std::vector<std::string>> rows = cells_of(result, unknown_rows(result) > 0);
  if (!rows.front().empty() && width_of(rows) <= width) {
    layout.table(0, rows, std::vector<Align>(rows.front().size(), Align::left), true);
  } else {
    write_blocks(layout, result);
  }
  layout.blank();
}

Json value_json(const QueryValue& value) {
  using enum QueryValue::Kind;
  switch (value.kind) {
    case absent:
      return nullptr;
    case unknown:
      return {{"unknown", json_text(value.text)}};
    case boolean:
      return value.text == "true";
    case integer:
      return std::stoll(value.text);
    case text:
      return json_text(value.text);
    case set:
      return json_array(value.items, value_json);
  }
  return nullptr;
}

}  // namespace

std::string query_text(const QueryResult& result, std::size_t width, bool color) {
  Layout layout(width, color);
  write_rows(layout, result, width);
  const std::size_t unknown = unknown_rows(result);
  std::string count = counted(result.rows.size() - unknown, "row") + " of " + result.relation;
  if (unknown > 0) {
    count += "; of " + grouped(unknown) + " more it is unknown whether they belong (?)";
  }
  layout.text(0, count, Ink::bold);
  for (const std::string& reason : result.incomplete) {
    layout.text(0, "not every row was read: " + reason, Ink::yellow);
  }
  return std::move(layout).take();
}

std::string query_json(const QueryResult& result, const std::string& snapshot_id,
                       const History& history) {
  Json document = json_document("writ.query/1");
  document["snapshot"] = json_text(snapshot_id);
  document["history"] = history_json(history);
  document["relation"] = json_text(result.relation);
  document["complete"] = result.incomplete.empty();
  document["incomplete"] = json_array(result.incomplete, json_text);
  document["rows"] = json_array(result.rows, [](const QueryRow& row) {
    Json fields = Json::object();
    for (const auto& [name, value] : row.fields) {
      fields[name] = value_json(value);
    }
    return Json{
        {"key", json_text(row.key)}, {"unknown", row.unknown}, {"fields", std::move(fields)}};
  });
  return json_dump(document);
}

}  // namespace writ
