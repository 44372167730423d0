// Random snapshots with gaps, and the same with some of the gaps filled: few rows (unless asked for
// more), few values, so that much of it matches, dangles or stays open.
#pragma once

#include "evaluator/evaluation.h"
#include "support/random.h"

namespace writ::testing {

inline const std::vector<std::string> random_row_names = {"a", "b", "c"};
inline std::string row_name(std::size_t n) {
  return n < random_row_names.size() ? random_row_names[n] : "r" + std::to_string(n);
}

// Values of columns.
class RandomCells {
 public:
  explicit RandomCells(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) {
    return static_cast<std::size_t>(random_.below(static_cast<int>(limit)));
  }
  bool one_in(std::size_t n) { return n != 0 && below(n) == 0; }

  std::size_t gaps = 4;  // one cell in so many is unknown; 0: none
  std::size_t rows = 3;  // of a table, at most; up to 50

  Cell value(const Type& type) {
    if (type.optional && one_in(3)) {
      return {Absent{}};
    }
    if (type.is(Kind::set)) {
      CellSet cells;
      for (std::size_t n = below(3); n > 0; --n) {
        cells.push_back(value(*type.element));
      }
      return {cells};
    }
    if (type.is(Kind::enumeration)) {
      return {type.values[below(type.values.size())]};
    }
    return parse_cell(text(type), type).cell;
  }

  Cell gap_or_value(const Type& type) { return one_in(gaps) ? Cell{Unknown{"a gap"}} : value(type); }

 private:
  std::string text(const Type& type) {
    switch (type.kind) {
      case Kind::email:
        return random_.of({"a@x.example", "b@x.example", "c@y.example"});
      case Kind::integer:
        return random_.of({"0", "1", "2", "3"});
      case Kind::decimal:
        return random_.of({"0.5", "1", "2.25"});
      case Kind::duration:
        return random_.of({"1h", "2h", "1d"});
      case Kind::timestamp:
        return random_.of({"2026-01-31T00:00:00Z", "2026-02-01T12:00:00Z", "2026-02-03T00:00:00Z",
                           "2026-03-01T00:00:00Z"});
      case Kind::date:
        return random_.of({"2026-01-01", "2026-01-31", "2026-02-01", "2026-02-28", "2026-03-05"});
      case Kind::boolean:
        return random_.of({"true", "false"});
      default:
        if (rows > random_row_names.size() && one_in(2)) {
          return row_name(below(rows));
        }
        return random_.of(
            {"a", "b", "c", "x"});  // texts and refs: the rows are called so, but for x
    }
  }

  Random random_;
};

inline void add_row(TableBuilder& builder, RandomCells& random,
                    const std::vector<std::string>& keys) {
  std::vector<Cell> cells;
  for (const Column& column : builder.schema().columns) {
    const auto& key = builder.schema().key;
    const auto at = std::find(key.begin(), key.end(), column.name);
    cells.push_back(at != key.end() ? Cell{keys[static_cast<std::size_t>(at - key.begin())]}
                                    : random.gap_or_value(column.type));
  }
  builder.add(std::move(cells), {});
}

inline Snapshot random_snapshot(const Program& program, RandomCells& random) {
  Snapshot snapshot;
  snapshot.as_of = *parse_timestamp("2026-03-01T00:00:00Z");
  for (const auto& [name, schema] : program.schemas) {
    TableBuilder builder(schema, utc_zone());
    for (std::size_t n = 0; n < random.rows; ++n) {
      if (!random.one_in(4)) {
        add_row(builder, random, {row_name(n), row_name(random.below(random.rows))});
      }
    }
    if (random.gaps != 0 && random.one_in(6)) {
      builder.incomplete("more may exist");
    }
    snapshot.tables.emplace(name, std::move(builder).finish(snapshot.findings));
  }
  return snapshot;
}

// Some gaps are filled; an incomplete table may turn out to have had another row, or none.
inline Snapshot fill(const Snapshot& gaps, RandomCells& random) {
  Snapshot filled;
  filled.as_of = gaps.as_of;
  for (const auto& [name, table] : gaps.tables) {
    TableBuilder builder(table.schema, table.zone);
    for (const Row& row : table.rows) {
      std::vector<Cell> cells = row.cells;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].unknown() && !table.schema.columns[i].unobservable && random.one_in(2)) {
          cells[i] = random.value(table.schema.columns[i].type);
        }
      }
      builder.add(std::move(cells), row.origin);
    }
    if (!table.complete() && random.one_in(2)) {
      add_row(builder, random, {"d", "a"});
    } else if (!table.complete() && random.one_in(3)) {
      builder.incomplete("more may exist");
    }
    filled.tables.emplace(name, std::move(builder).finish(filled.findings));
  }
  return filled;
}

}  // namespace writ::testing
