#include "evidence/snapshot_diff.h"

#include <algorithm>

#include "evidence/json_parts.h"
#include "evidence/layout.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

class DiffText {
 public:
  DiffText(std::size_t rows, const TextStyle& style)
      : rows_(rows == 0 ? ~std::size_t{0} : rows), layout_(style.width, style.color) {}

  std::string write(const DiffReport& report);

 private:
  void write_table(const TableDiff& table);
  void write_notes(const TableDiff& table);
  void write_content(const std::vector<RowContent>& rows, const std::string& sign, Ink ink);
  void write_change(const RowChange& row);
  void write_rest(std::size_t all);

  std::size_t rows_;
  Layout layout_;
};

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) {
    text += (text.empty() ? "" : ", ") + item;
  }
  return text;
}

std::string counts_of(const TableDiff& table) {
  std::vector<std::string> parts;
  for (const auto& [count, what] :
       {std::pair(table.gained.size(), "gained"), std::pair(table.lost.size(), "lost"),
        std::pair(table.changed.size(), "changed")}) {
    if (count > 0) {
      parts.push_back(counted(count, "row") + " " + what);
    }
  }
  return parts.empty() ? "the same rows" : joined(parts);
}

void DiffText::write_notes(const TableDiff& table) {
  if (!table.before || !table.after) {
    layout_.text(2, table.after ? "the table is new" : "the table is gone", Ink::yellow);
  }
  if (table.before && table.after) {
    if (!table.columns_gained.empty()) {
      layout_.text(2, "columns gained: " + joined(table.columns_gained), Ink::yellow);
    }
    if (!table.columns_lost.empty()) {
      layout_.text(2, "columns lost: " + joined(table.columns_lost), Ink::yellow);
    }
  }
  for (const std::string& reason : table.incomplete_before) {
    layout_.text(2, "before: incomplete: " + reason, Ink::yellow);
  }
  for (const std::string& reason : table.incomplete_after) {
    layout_.text(2, "after: incomplete: " + reason, Ink::yellow);
  }
}

void DiffText::write_rest(std::size_t all) {
  if (all > rows_) {
    layout_.text(2, "… and " + grouped(all - rows_) + " more; `--all` shows them", Ink::dim);
  }
}

void DiffText::write_content(const std::vector<RowContent>& rows, const std::string& sign,
                             Ink ink) {
  for (std::size_t i = 0; i < std::min(rows.size(), rows_); ++i) {
    std::vector<Piece> pieces = {{rows[i].key, Ink::bold}};
    for (const auto& [column, value] : rows[i].cells) {
      pieces.push_back({"  " + column + ": ", Ink::dim});
      pieces.push_back({value});
    }
    layout_.labelled(2, 1, {sign, ink}, std::move(pieces));
  }
  write_rest(rows.size());
}

void DiffText::write_change(const RowChange& row) {
  layout_.labelled(2, 1, {"~", Ink::yellow}, {{row.key, Ink::bold}});
  for (const CellChange& cell : row.cells) {
    std::vector<Piece> pieces = {{cell.column + ": ", Ink::dim}};
    if (cell.gained.empty() && cell.lost.empty()) {
      pieces.push_back({cell.before + " -> " + cell.after});
    } else {
      const char* between = "";
      if (!cell.gained.empty()) {
        pieces.push_back({"gained " + joined(cell.gained), Ink::green});
        between = "; ";
      }
      if (!cell.lost.empty()) {
        pieces.push_back({between + ("lost " + joined(cell.lost)), Ink::red});
      }
    }
    layout_.text(6, std::move(pieces));
  }
}

void DiffText::write_table(const TableDiff& table) {
  layout_.blank();
  layout_.text(0, {{table.table, Ink::bold}, {"  " + counts_of(table)}});
  write_notes(table);
  write_content(table.gained, "+", Ink::green);
  write_content(table.lost, "-", Ink::red);
  for (std::size_t i = 0; i < std::min(table.changed.size(), rows_); ++i) {
    write_change(table.changed[i]);
  }
  write_rest(table.changed.size());
}

std::string name_of(const StoredSnapshot& stored) {
  return snapshot_name(stored.manifest.as_of, stored.id);
}

std::string DiffText::write(const DiffReport& report) {
  layout_.text(0, "from " + name_of(report.before) + " to " + name_of(report.after));
  std::size_t same = 0;
  for (const TableDiff& table : report.tables) {
    if (table.same()) {
      ++same;
    } else {
      write_table(table);
    }
  }
  layout_.blank();
  layout_.text(0, same == report.tables.size()
                      ? "no difference: " + counted(same, "table") + ", the same in both"
                      : counted(same, "table") + " the same in both");
  return std::move(layout_).take();
}

Json contents_json(const std::vector<RowContent>& rows) {
  return json_array(rows, [](const RowContent& row) {
    Json cells = Json::object();
    for (const auto& [column, value] : row.cells) {
      cells[column] = json_text(value);
    }
    return Json{{"key", json_text(row.key)}, {"cells", std::move(cells)}};
  });
}

Json change_json(const CellChange& cell) {
  return Json{{"column", json_text(cell.column)},
              {"before", json_text(cell.before)},
              {"after", json_text(cell.after)},
              {"gained", json_array(cell.gained, json_text)},
              {"lost", json_array(cell.lost, json_text)}};
}

Json table_json(const TableDiff& table) {
  return Json{
      {"table", json_text(table.table)},
      {"in_before", table.before},
      {"in_after", table.after},
      {"columns_gained", json_array(table.columns_gained, json_text)},
      {"columns_lost", json_array(table.columns_lost, json_text)},
      {"incomplete_before", json_array(table.incomplete_before, json_text)},
      {"incomplete_after", json_array(table.incomplete_after, json_text)},
      {"gained", contents_json(table.gained)},
      {"lost", contents_json(table.lost)},
      {"changed", json_array(table.changed, [](const RowChange& row) {
         return Json{{"key", json_text(row.key)}, {"cells", json_array(row.cells, change_json)}};
       })}};
}

Json side_json(const StoredSnapshot& stored) {
  return Json{{"name", json_text(name_of(stored))},
              {"id", json_text(stored.id)},
              {"as_of", json_text(to_string(stored.manifest.as_of))}};
}

}  // namespace

std::string diff_text(const DiffReport& report, std::size_t rows, const TextStyle& style) {
  return DiffText(rows, style).write(report);
}

std::string diff_json(const DiffReport& report) {
  Json document = json_document("writ.snapshot.diff/1");
  document["before"] = side_json(report.before);
  document["after"] = side_json(report.after);
  Json tables = Json::array();
  for (const TableDiff& table : report.tables) {
    if (!table.same()) {
      tables.push_back(table_json(table));
    }
  }
  document["same"] = tables.empty();
  document["tables"] = std::move(tables);
  return json_dump(document);
}

}  // namespace writ
