#include "snapshot/table_digest.h"

#include "base/overloaded.h"

namespace writ {

// Every text is hashed with its length before it and every cell with its alternative, so that no
// two tables spell the same bytes.
TableDigest::TableDigest(const TableSchema& schema, const Zone* zone, bool complete,
                         std::size_t rows) {
  text("writ.table/1");
  text(schema.name);
  number(schema.key.size());
  for (const std::string& name : schema.key) {
    text(name);
  }
  number(schema.columns.size());
  for (const Column& column : schema.columns) {
    text(column.name);
    text(to_string(column.type));
    number(column.unobservable ? 1 : 0);
    text(column.unobservable.value_or(""));
  }
  text(zone == nullptr ? "" : zone_name(zone));
  number(complete ? 1 : 0);
  number(rows);
}

void TableDigest::add(std::string_view key, const std::vector<Cell>& cells) {
  text(key);
  for (const Cell& one : cells) {
    cell(one);
  }
}

std::string TableDigest::hex() {
  flush();
  return sha_.hex();
}

void TableDigest::long_text(std::string_view value) {
  number(value.size());
  flush();
  sha_.add(value);
}

void TableDigest::cell(const Cell& cell) {
  const auto signed_number = [this](std::int64_t value) {
    number(static_cast<std::uint64_t>(value));
  };
  number(cell.value.index());
  std::visit(overloaded{
                 [](Absent) {},
                 [&](const Unknown& value) { text(value.why); },
                 [&](bool value) { number(value ? 1 : 0); },
                 [&](std::int64_t value) { signed_number(value); },
                 [&](const Decimal& value) { signed_number(value.millionths); },
                 [&](const std::string& value) { text(value); },
                 [&](const Email& value) {
                   text(value.canonical);
                   text(value.collected);
                 },
                 [&](const Duration& value) { signed_number(value.micros); },
                 [&](const Instant& value) { signed_number(value.micros); },
                 [&](const Date& value) { signed_number(value.days); },
                 [&](const CellSet& value) {
                   number(value.size());
                   for (const Cell& element : value) {
                     this->cell(element);
                   }
                 },
             },
             cell.value);
}

void TableDigest::flush() {
  sha_.add({out_.data(), size_});
  size_ = 0;
}

}  // namespace writ
