// A program and snapshots for tests of outcomes: policies over the schemas of tests/meaning/prelude,
// rows as text.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/render.h"
#include "evaluator/evaluate.h"
#include "snapshot/table_builder.h"
#include "support/program.h"

namespace writ::testing {

inline std::string prelude() {
  std::ifstream in(std::filesystem::path(WRIT_ROOT) / "tests/meaning/prelude/schemas.writ");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline Checked good_program(const std::string& text) {
  Checked checked = check_text(text, {{"schemas.writ", prelude()}});
  INFO(render(checked.diagnostics, checked.sources));
  REQUIRE_FALSE(checked.diagnostics.has_errors());
  return checked;
}

using Fields = std::map<std::string, std::string>;
using Rows = std::map<std::string, std::vector<Fields>>;  // by table

// Cells are what parse_cell reads; "?" is unknown, "-" absent, a set is separated by `;`. What is
// left out is unknown.
inline Cell cell(const std::string& text, const Type& type) {
  if (text == "?") {
    return {Unknown{"the cell is empty"}};
  }
  if (text == "-") {
    return {Absent{}};
  }
  if (!type.is(Kind::set)) {
    return parse_cell(text, type).cell;
  }
  CellSet cells;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ';');) {
    cells.push_back(parse_cell(part, *type.element).cell);
  }
  return {cells};
}

inline Snapshot snapshot_of(const Program& program, const std::string& as_of, const Rows& rows) {
  Snapshot snapshot;
  snapshot.as_of = *parse_timestamp(as_of);
  for (const auto& [name, schema] : program.schemas) {
    TableBuilder builder(schema, utc_zone());
    const std::uint32_t file = builder.add_file(name + ".csv");
    builder.collected_at(snapshot.as_of);
    const auto given = rows.find(name);
    std::uint64_t record = 0;
    for (std::size_t i = 0; given != rows.end() && i < given->second.size(); ++i) {
      std::vector<Cell> cells;
      for (const Column& column : schema.columns) {
        const auto field = given->second[i].find(column.name);
        cells.push_back(cell(field != given->second[i].end() ? field->second : "?", column.type));
      }
      builder.add(std::move(cells), Origin{file, ++record});
    }
    snapshot.tables.emplace(name, std::move(builder).finish(snapshot.findings));
  }
  return snapshot;
}

// "violation (w1, u1)" for every finding.
inline std::vector<std::string> verdicts(const PolicyOutcome& policy) {
  std::vector<std::string> lines;
  for (const Finding& finding : policy.findings) {
    lines.push_back(std::string(to_string(finding.verdict)) + " " + to_string(finding.subject));
  }
  return lines;
}

inline std::vector<std::string> lines(const std::vector<DataFinding>& findings) {
  std::vector<std::string> result;
  for (const DataFinding& f : findings) {
    result.push_back(f.kind + " " + f.table + "." + f.column + " `" + f.value + "` " +
                     std::to_string(f.rows));
  }
  return result;
}

}  // namespace writ::testing
