#include "connectors/table_intake.h"

#include <algorithm>

namespace writ {

namespace {

std::string_view kind_of(CellFault fault) {
  switch (fault) {
    case CellFault::none:
      return "";
    case CellFault::unparsable:
      return "unparsable";
    case CellFault::unlisted_value:
      return "unlisted_value";
    case CellFault::empty_required:
      return "empty_required";
  }
  return "";
}

CellRules rules_for(const Column& column, const TableMap& map, const Zone* zone,
                    bool texts_are_sets) {
  CellRules rules;
  rules.column = &column;
  const auto mapped = map.columns.find(column.name);
  if (mapped != map.columns.end()) {
    rules.map = mapped->second;
  }
  rules.nulls = map.nulls;
  rules.nulls.insert(rules.nulls.end(), rules.map.nulls.begin(), rules.map.nulls.end());
  rules.set_separator = map.set_separator.value_or(texts_are_sets ? ";" : "");
  rules.empty_is_empty_set = texts_are_sets;
  rules.zone = zone == nullptr ? utc_zone() : zone;
  return rules;
}

}  // namespace

TableIntake::TableIntake(const TableSchema& schema, const TableMap& map, const Zone* zone,
                         bool texts_are_sets)
    : map_(map), zone_(zone), builder_(schema, zone) {
  const std::size_t count = schema.columns.size();
  missing_.resize(count);
  no_column_.resize(count);
  lacking_.resize(count);
  pointers_.resize(count);
  faults_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Column& column = builder_.schema().columns[i];
    rules_.push_back(rules_for(column, map_, zone, texts_are_sets));
    constants_.push_back(constant_cell(column, rules_[i].map, map_, zone));
    if (rules_[i].map.from.empty()) {
      pointers_[i].push_back(pointer_to_key(column.name));
    }
    for (const std::string& from : rules_[i].map.from) {
      auto pointer = from.starts_with('/') ? parse_pointer(from) : pointer_to_key(from);
      if (pointer) {
        pointers_[i].push_back(std::move(*pointer));
      } else {
        faults_[i] = pointer.error().message;
      }
    }
    for (const Pointer& pointer : pointers_[i]) {
      top_keys_.push_back(pointer.steps.front().name);
    }
  }
}

void TableIntake::leave_out(const Column& column) {
  const auto mapped = map_.columns.find(column.name);
  const ColumnMap map = mapped == map_.columns.end() ? ColumnMap{} : mapped->second;
  std::vector<std::string> from = map.from;
  if (from.empty()) {
    from.push_back(column.name);
  }
  for (const std::string& name : from) {
    const auto pointer = name.starts_with('/') ? parse_pointer(name) : pointer_to_key(name);
    if (pointer) {
      top_keys_.push_back(pointer->steps.front().name);
    }
    if (!column.unobservable && !map.constant) {
      left_out_.push_back(name);
    }
  }
  left_out_.push_back(column.name);
}

bool TableIntake::wanted(std::size_t column) const {
  return !rules_[column].column->unobservable && !rules_[column].map.constant;
}

void TableIntake::note(const ParsedCell& cell, const RawCell& raw, std::size_t column) {
  if (cell.fault != CellFault::none) {
    builder_.note(rules_[column].column->name, std::string(kind_of(cell.fault)),
                  example_of(raw.text), std::get<Unknown>(cell.cell.value).why);
  }
}

void TableIntake::add(const std::vector<RawCell>& raw, Origin origin) {
  Pending row{{}, {}, origin};
  row.cells.reserve(rules_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const CellRules& rules = rules_[i];
    if (rules.column->unobservable) {
      row.cells.push_back(Cell{Unknown{*rules.column->unobservable}});
      continue;
    }
    if (!rules.map.constant && raw[i].state == RawCell::State::no_column) {
      ++no_column_[i];
      row.cells.push_back(Cell{Unknown{"the column is missing from the file"}});
      continue;
    }
    if (!rules.map.constant && raw[i].state == RawCell::State::missing) {
      ++missing_[i];
      row.missing.push_back(static_cast<std::uint32_t>(i));
      row.cells.push_back(Cell{Absent{}});  // decided in finish()
      continue;
    }
    ParsedCell cell = rules.map.constant ? constants_[i] : read_cell(raw[i], rules);
    note(cell, raw[i], i);
    row.cells.push_back(std::move(cell.cell));
  }
  rows_.push_back(std::move(row));
}

std::uint32_t TableIntake::add_file(std::string name,
                                    const std::map<std::string, std::string>& values) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    ColumnMap& map = rules_[i].map;
    const auto value = values.find(map.request);
    if (!map.request.empty() && value != values.end()) {
      map.constant = value->second;
      constants_[i] = constant_cell(*rules_[i].column, map, map_, zone_);
    }
  }
  files_.push_back(name);
  return builder_.add_file(std::move(name));
}

void TableIntake::count(const Kept& kept) {
  kept_ += kept.rows;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    missing_[i] += kept.missing[i];
    no_column_[i] += kept.no_column[i];
  }
}

void TableIntake::note(std::size_t column, CellFault fault, const std::string& example,
                       const std::string& why, std::uint64_t rows) {
  builder_.note(rules_[column].column->name, std::string(kind_of(fault)), example, why, rows);
}

const std::string* TableIntake::plain_key(std::size_t column) const {
  const std::vector<Pointer>& pointers = pointers_[column];
  const bool plain = pointers.size() == 1 && pointers.front().steps.size() == 1 &&
                     pointers.front().steps.front().kind == PointerStep::Kind::name &&
                     faults_[column].empty();
  return plain ? &pointers.front().steps.front().name : nullptr;
}

ParsedCell TableIntake::missing_cell(std::size_t column) const {
  return nowhere_[column] ? ParsedCell{Cell{Unknown{"the column is missing from the whole table"}}}
                          : read_cell(RawCell{}, rules_[column]);
}

void TableIntake::flush(Pending& row) {
  for (const std::uint32_t i : row.missing) {
    ParsedCell cell = missing_cell(i);
    note(cell, RawCell{}, i);
    row.cells[i] = std::move(cell.cell);
  }
  builder_.add(std::move(row.cells), row.origin);
}

void TableIntake::settle() {
  const std::uint64_t rows = rows_.size() + kept_;
  nowhere_.resize(rules_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    nowhere_[i] = rows > 0 && missing_[i] == rows;
  }
  for (Pending& row : rows_) {
    flush(row);
    row.cells = {};
  }
}

Table TableIntake::finish(std::vector<DataFinding>& findings) && {
  if (nowhere_.empty()) {
    settle();
  }
  std::vector<DataFinding> mine = column_findings();
  const auto begin = static_cast<std::ptrdiff_t>(findings.size());
  Table table = std::move(builder_).finish(findings);
  check_totals(table);
  findings.insert(findings.end(), mine.begin(), mine.end());
  std::sort(findings.begin() + begin, findings.end());
  return table;
}

}  // namespace writ
