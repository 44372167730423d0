#include "connectors/part_join.h"

#include <algorithm>

#include "base/parallel.h"
#include "connectors/missing_keys.h"
#include "snapshot/column_join.h"
#include "snapshot/key_order.h"
#include "snapshot/raw_run.h"

namespace writ {

namespace {

constexpr std::size_t merged_a_part = 4096;
constexpr std::size_t rows_a_task = 1 << 16;

class Joiner {
 public:
  Joiner(std::vector<RowPart> parts, TableIntake& intake, std::size_t threads)
      : parts_(std::move(parts)), intake_(intake), schema_(intake.schema()), threads_(threads) {}

  ColumnTable join(TextBuilder& texts, std::vector<DataFinding>& findings);

 private:
  const TableSchema& schema() const { return schema_; }
  Cell cell(RowPlace at, std::size_t column) const;
  std::string key(RowPlace at) const;
  void sort_parts();
  bool order_distinct();
  void sort_all();
  void set_copies_aside();
  void add_rows(const Table& table);
  std::vector<TextId> number_texts(TextBuilder& texts);
  Origin origin_of(RowPlace at, const Table& table, std::size_t first_merged) const;
  void origins(const Table& table, std::size_t first_merged, ColumnTable& out) const;

  std::vector<RowPart> parts_;
  TableIntake& intake_;
  TableSchema schema_;
  std::size_t threads_;
  std::vector<std::string>
      aside_;               // keys of rows that the builder has; their part is parts_.size()
  RawRun<KeyedRow> rows_;   // of all, in the order of keys
  RawRun<RowPlace> order_;  // of those that are kept
  std::vector<ParsedCell> missing_;  // of each column: what a missing key stands for
  TextBatch reasons_;                // their reasons
};

Cell Joiner::cell(RowPlace at, std::size_t column) const {
  const RowPart& part = parts_[at.part];
  const ColumnPart& cells = part.columns[column];
  return cells.state[at.row] == missing_key
             ? missing_[column].cell
             : cells.cell(at.row, schema().columns[column].type, part.texts);
}

std::string Joiner::key(RowPlace at) const {
  if (at.part == parts_.size()) {
    return aside_[at.row];
  }
  std::vector<std::string> key;
  for (const std::string& name : schema().key) {
    const Cell part = cell(at, static_cast<std::size_t>(schema().find(name)));
    const auto* email = std::get_if<Email>(&part.value);
    key.push_back(email == nullptr ? to_string(part) : email->canonical);
  }
  return join_key(key);
}

void Joiner::sort_parts() {
  parallel(threads_, parts_.size(), [&](std::size_t i, std::size_t) {
    for (KeyedRow& row : parts_[i].keyed) {
      row.place.part = static_cast<std::uint32_t>(i);
    }
    sort_by_key(parts_[i].keyed, [this](RowPlace at) { return key(at); }, 1);
  });
}

// Where every row is of a part and has a key of its own, which is usual, order_ is made at once.
bool Joiner::order_distinct() {
  std::vector<std::span<const KeyedRow>> runs;
  std::size_t rows = 0;
  for (const RowPart& part : parts_) {
    runs.emplace_back(part.keyed.data(), part.keyed.size());
    rows += part.rows();
  }
  order_.resize(rows);
  if (!aside_.empty() ||
      !merge_distinct(runs, [this](RowPlace at) { return key(at); }, order_.data())) {
    return false;
  }
  for (RowPart& part : parts_) {
    part.keyed = {};
  }
  intake_.builder().kept_elsewhere(rows);
  return true;
}

// All rows, those of the builder among them, in rows_.
void Joiner::sort_all() {
  for (RowPart& part : parts_) {
    for (const KeyedRow& row : part.keyed) {
      rows_.push_back(row);
    }
    part.keyed = {};
  }
  for (std::uint32_t i = 0; i < aside_.size(); ++i) {
    rows_.push_back(KeyedRow(aside_[i], RowPlace{static_cast<std::uint32_t>(parts_.size()), i}));
  }
  sort_by_key(rows_, [this](RowPlace at) { return key(at); }, threads_);
}

// Gives rows with the same key to the builder, each as it is; a row of the builder alone stays
// there. What is left of either is in order_, the builder's by their number among its rows.
void Joiner::set_copies_aside() {
  const auto of_builder = static_cast<std::uint32_t>(parts_.size());
  const KeyOf key_of = [this](RowPlace at) { return key(at); };
  std::uint32_t merged = 0;
  std::uint64_t kept = 0;
  order_.resize(0);
  for (std::size_t begin = 0; begin < rows_.size();) {
    std::size_t end = begin + 1;
    while (end < rows_.size() && same_key(rows_[begin], rows_[end], key_of)) {
      ++end;
    }
    if (end - begin == 1 && rows_[begin].place.part != of_builder) {
      order_.push_back(rows_[begin].place);
      ++kept;
    } else {
      for (std::size_t i = begin; i < end; ++i) {
        const RowPlace at = rows_[i].place;
        if (at.part == of_builder) {
          continue;
        }
        std::vector<Cell> cells;
        for (std::size_t column = 0; column < schema().columns.size(); ++column) {
          cells.push_back(cell(at, column));
        }
        const RowPart& part = parts_[at.part];
        intake_.builder().add(std::move(cells),
                              {part.file, part.first_record + part.records[at.row]});
      }
      order_.push_back({of_builder, merged++});
    }
    begin = end;
  }
  rows_ = {};
  intake_.builder().kept_elsewhere(kept);
}

// The builder's rows as further parts; order_ then names them so.
void Joiner::add_rows(const Table& table) {
  const std::size_t first = parts_.size();
  for (RowPlace& at : order_) {
    if (at.part == first) {
      at = {static_cast<std::uint32_t>(first + at.row / merged_a_part),
            static_cast<std::uint32_t>(at.row % merged_a_part)};
    }
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (row % merged_a_part == 0) {
      parts_.emplace_back();
      for (const Column& column : schema().columns) {
        parts_.back().columns.emplace_back().reserve(column.type, 0);
      }
    }
    RowPart& part = parts_.back();
    for (std::size_t column = 0; column < schema().columns.size(); ++column) {
      part.columns[column].add(table.rows[row].cells[column], schema().columns[column].type,
                               part.texts);
    }
  }
}

std::vector<TextId> Joiner::number_texts(TextBuilder& texts) {
  std::vector<TextBatch::Index> reasons;
  for (const ParsedCell& missing : missing_) {
    const auto* unknown = std::get_if<Unknown>(&missing.cell.value);
    reasons.push_back(reasons_.add(unknown == nullptr ? "" : unknown->why));
  }
  std::vector<TextBatch*> batches{&reasons_};
  for (RowPart& part : parts_) {
    batches.push_back(&part.texts);
  }
  texts.add(batches, threads_);
  for (RowPart& part : parts_) {
    part.texts.drop_texts();
  }
  std::vector<TextId> out;
  for (const TextBatch::Index reason : reasons) {
    out.push_back(reasons_.ids[reason]);
  }
  return out;
}

Origin Joiner::origin_of(RowPlace at, const Table& table, std::size_t first_merged) const {
  if (at.part >= first_merged) {
    return table.rows[(at.part - first_merged) * merged_a_part + at.row].origin;
  }
  const RowPart& part = parts_[at.part];
  return {part.file, part.first_record + part.records[at.row]};
}

void Joiner::origins(const Table& table, std::size_t first_merged, ColumnTable& out) const {
  RawRun<std::uint32_t> files(order_.size());
  RawRun<std::uint64_t> records(order_.size());
  parallel_ranges(threads_, order_.size(), rows_a_task,
                  [&](std::size_t, std::size_t begin, std::size_t end) {
                    for (std::size_t i = begin; i < end; ++i) {
                      const Origin origin = origin_of(order_[i], table, first_merged);
                      files[i] = origin.file;
                      records[i] = origin.record;
                    }
                  });
  if (out.files.size() > 1) {
    out.origin_file = std::move(files).finish();
  }
  out.origin_record = std::move(records).finish();
}

ColumnTable Joiner::join(TextBuilder& texts, std::vector<DataFinding>& findings) {
  missing_ = settle_missing_keys(parts_, intake_);
  aside_ = intake_.builder().keys();
  sort_parts();
  if (!order_distinct()) {
    sort_all();
    set_copies_aside();
  }
  const std::size_t first_merged = parts_.size();
  Table table = std::move(intake_).finish(findings);
  add_rows(table);
  const std::vector<TextId> reasons = number_texts(texts);
  ColumnTable out{.schema = std::move(table.schema),
                  .zone = table.zone,
                  .files = std::move(table.files),
                  .rows = order_.size(),
                  .columns = {},
                  .origin_file = {},
                  .origin_record = {},
                  .incomplete = std::move(table.incomplete),
                  .collected_at = table.collected_at,
                  .report = std::move(table.report),
                  .sha256 = {}};
  for (std::size_t i = 0; i < out.schema.columns.size(); ++i) {
    std::vector<PartCells> cells;
    for (const RowPart& part : parts_) {
      cells.push_back({&part.columns[i], part.texts.ids.data()});
    }
    const bool unknown = missing_[i].cell.unknown();
    out.columns.push_back(
        join_column(cells, out.schema.columns[i].type, {order_.data(), order_.size()},
                    unknown ? std::optional(reasons[i]) : std::nullopt, threads_));
    for (RowPart& part : parts_) {
      part.columns[i] = {};
    }
  }
  origins(table, first_merged, out);
  return out;
}

}  // namespace

ColumnTable join_parts(std::vector<RowPart> parts, TableIntake intake, std::size_t threads,
                       TextBuilder& texts, std::vector<DataFinding>& findings) {
  return Joiner(std::move(parts), intake, threads).join(texts, findings);
}

}  // namespace writ
