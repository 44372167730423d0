// The digest of a table straight from its columns: the bytes that TableDigest would make of its
// cells, without the cells.
#include "snapshot/columns.h"
#include "snapshot/row_keys.h"
#include "snapshot/table_digest.h"

namespace writ {

namespace {

// The indexes of Cell's alternatives.
enum : std::uint64_t {
  absent_cell, unknown_cell, bool_cell, int_cell, decimal_cell, text_cell, email_cell,
  duration_cell, instant_cell, date_cell, set_cell
};
static_assert(std::is_same_v<std::variant_alternative_t<text_cell, decltype(Cell::value)>, std::string>);
static_assert(std::is_same_v<std::variant_alternative_t<set_cell, decltype(Cell::value)>, CellSet>);

class Speller {
 public:
  Speller(const Texts& texts, TableDigest& out) : texts_(texts), out_(out) {}

  void cell(const ColumnData& data, const Type& type, std::size_t row) {
    if (data.at(row) != CellState::value) {
      return gap(data, row);
    }
    switch (type.kind) {
      case Kind::boolean:
        return scalar(bool_cell, data.flags[row]);
      case Kind::integer:
        return scalar(int_cell, data.numbers[row]);
      case Kind::decimal:
        return scalar(decimal_cell, data.numbers[row]);
      case Kind::duration:
        return scalar(duration_cell, data.numbers[row]);
      case Kind::timestamp:
        return scalar(instant_cell, data.numbers[row]);
      case Kind::date:
        return scalar(date_cell, data.days[row]);
      case Kind::email:
        out_.number(email_cell);
        out_.text(texts_.at(data.canonical[row]));
        out_.text(texts_.at(data.texts[row]));
        return;
      case Kind::set:
        out_.number(set_cell);
        out_.number(data.offsets[row + 1] - data.offsets[row]);
        for (std::uint64_t i = data.offsets[row]; i < data.offsets[row + 1]; ++i) {
          cell(*data.elements, *type.element, i);
        }
        return;
      default:
        out_.number(text_cell);
        out_.text(texts_.at(data.texts[row]));
        return;
    }
  }

 private:
  void scalar(std::uint64_t alternative, std::int64_t value) {
    out_.numbered(alternative, static_cast<std::uint64_t>(value));
  }
  void gap(const ColumnData& data, std::size_t row) {
    const bool absent = data.at(row) == CellState::absent;
    out_.number(absent ? absent_cell : unknown_cell);
    if (!absent) {
      out_.text(texts_.at(data.why(row)));
    }
  }

  const Texts& texts_;
  TableDigest& out_;
};

// The texts of rows lie anywhere in memory. They are fetched some rows before they are spelled: first
// where each begins and then, nearer, its bytes.
class Ahead {
 public:
  Ahead(const ColumnTable& table, const Texts& texts) : texts_(texts), rows_(table.rows) {
    for (const ColumnData& column : table.columns) {
      add(column.texts);
      add(column.canonical);
    }
  }
  void fetch(std::size_t row) const {
    constexpr std::size_t near = 16;
    if (row + 2 * near < rows_) {
      for (const TextId* ids : columns_) {
        texts_.fetch_place(ids[row + 2 * near]);
        texts_.fetch(ids[row + near]);
      }
    }
  }

 private:
  void add(const Array<TextId>& ids) {
    if (!ids.empty()) {
      columns_.push_back(ids.data());
    }
  }

  const Texts& texts_;
  std::size_t rows_;
  std::vector<const TextId*> columns_;
};

}  // namespace

std::string digest(const ColumnTable& table, const Texts& texts) {
  TableDigest digest(table.schema, table.zone, table.complete(), table.rows);
  Speller speller(texts, digest);
  const RowKeys keys(table, texts);
  const Ahead ahead(table, texts);
  std::string buffer;
  for (std::size_t row = 0; row < table.rows; ++row) {
    ahead.fetch(row);
    digest.text(keys.at(row, buffer));
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      speller.cell(table.columns[column], table.schema.columns[column].type, row);
    }
  }
  return digest.hex();
}

}  // namespace writ
