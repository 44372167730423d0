#include "snapshot/table.h"

#include <algorithm>

#include "base/overloaded.h"
#include "base/sha256.h"

namespace writ {
namespace {

// What is hashed: every text with its length before it and every cell with its alternative, so that
// no two tables spell the same bytes.
class Encoder {
 public:
  void number(std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
      out_.push_back(static_cast<char>(value >> shift & 0xFFU));
    }
  }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  void cell(const Cell& cell) {
    number(cell.value.index());
    std::visit(overloaded{
                   [](Absent) {},
                   [this](const Unknown& value) { text(value.why); },
                   [this](bool value) { number(value ? 1 : 0); },
                   [this](std::int64_t value) { number(static_cast<std::uint64_t>(value)); },
                   [this](const Decimal& value) { signed_number(value.millionths); },
                   [this](const std::string& value) { text(value); },
                   [this](const Email& value) {
                     text(value.canonical);
                     text(value.collected);
                   },
                   [this](const Duration& value) { signed_number(value.micros); },
                   [this](const Instant& value) { signed_number(value.micros); },
                   [this](const Date& value) { signed_number(value.days); },
                   [this](const CellSet& value) {
                     number(value.size());
                     for (const Cell& element : value) {
                       this->cell(element);
                     }
                   },
               },
               cell.value);
  }
  void flush(Sha256& digest) {
    digest.add(out_);
    out_.clear();
  }

 private:
  void signed_number(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }

  std::string out_;
};

void encode_schema(Encoder& encoder, const TableSchema& schema) {
  encoder.text(schema.name);
  encoder.number(schema.key.size());
  for (const std::string& name : schema.key) {
    encoder.text(name);
  }
  encoder.number(schema.columns.size());
  for (const Column& column : schema.columns) {
    encoder.text(column.name);
    encoder.text(to_string(column.type));
    encoder.number(column.unobservable ? 1 : 0);
    encoder.text(column.unobservable.value_or(""));
  }
}

}  // namespace

int TableSchema::find(std::string_view column) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& c) { return c.name == column; });
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

std::int64_t Table::find(std::string_view key) const {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), key,
                       [](const Row& row, std::string_view k) { return row.key < k; });
  return found == rows.end() || found->key != key ? -1 : found - rows.begin();
}

std::string digest(const Table& table) {
  Sha256 digest;
  Encoder encoder;
  encoder.text("writ.table/1");
  encode_schema(encoder, table.schema);
  encoder.text(table.zone == nullptr ? "" : zone_name(table.zone));
  encoder.number(table.complete() ? 1 : 0);
  encoder.number(table.rows.size());
  for (const Row& row : table.rows) {
    encoder.text(row.key);
    for (const Cell& cell : row.cells) {
      encoder.cell(cell);
    }
    encoder.flush(digest);
  }
  encoder.flush(digest);
  return digest.hex();
}

const Table* Snapshot::find(const std::string& table) const {
  const auto found = tables.find(table);
  return found == tables.end() ? nullptr : &found->second;
}

std::string snapshot_id(const Snapshot& snapshot) {
  Sha256 id;
  id.add_field("writ.snapshot/1");
  id.add_field(to_string(snapshot.as_of));
  for (const auto& [name, table] : snapshot.tables) {
    id.add_field(name);
    id.add_field(digest(table));
  }
  return "sha256:" + id.hex();
}

}  // namespace writ
