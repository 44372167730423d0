#include "snapshot/table_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/ensure.h"
#include "base/overloaded.h"
#include "base/text.h"

namespace writ {
namespace {

constexpr std::size_t most_refusals = 20;

bool before(const Cell& a, const Cell& b);

// Any total order will do, as long as it sees all that a cell holds.
bool value_before(const Unknown& a, const Unknown& b) {
  return a.why < b.why;
}
bool value_before(const Absent&, const Absent&) {
  return false;
}
bool value_before(const Email& a, const Email& b) {
  return std::tie(a.canonical, a.collected) < std::tie(b.canonical, b.collected);
}
bool value_before(const CellSet& a, const CellSet& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), before);
}
template <class T>
bool value_before(const T& a, const T& b) {
  return a < b;
}

bool before(const Cell& a, const Cell& b) {
  if (a.value.index() != b.value.index()) {
    return a.value.index() < b.value.index();
  }
  return std::visit(
      [&b](const auto& value) {
        return value_before(value, std::get<std::decay_t<decltype(value)>>(b.value));
      },
      a.value);
}

bool origin_before(const Origin& a, const Origin& b) {
  return std::tie(a.file, a.record) < std::tie(b.file, b.record);
}

// One address is one key, however it is written.
std::string key_part(const Cell& cell) {
  const auto* email = std::get_if<Email>(&cell.value);
  return email == nullptr ? to_string(cell) : email->canonical;
}

bool same(const Cell& a, const Cell& b) {
  return a == b || (a.unknown() && b.unknown());
}

}  // namespace

void normalise(Cell& cell) {
  auto* set = std::get_if<CellSet>(&cell.value);
  if (set == nullptr) {
    return;
  }
  for (Cell& element : *set) {
    normalise(element);
  }
  std::sort(set->begin(), set->end(), before);
  set->erase(std::unique(set->begin(), set->end()), set->end());
}

TableBuilder::TableBuilder(TableSchema schema, const Zone* zone) {
  table_.schema = std::move(schema);
  table_.zone = zone == nullptr ? utc_zone() : zone;
  ENSURE(!table_.schema.key.empty());
  for (const std::string& name : table_.schema.key) {
    const int column = table_.schema.find(name);
    ENSURE(column >= 0);
    key_columns_.push_back(static_cast<std::size_t>(column));
  }
}

std::uint32_t TableBuilder::add_file(std::string name) {
  table_.files.push_back(std::move(name));
  return static_cast<std::uint32_t>(table_.files.size() - 1);
}

void TableBuilder::add(std::vector<Cell> cells, Origin origin) {
  ENSURE(cells.size() == table_.schema.columns.size());
  std::vector<std::string> parts;
  for (const std::size_t column : key_columns_) {
    const Cell& cell = cells[column];
    if (cell.absent() || cell.unknown()) {
      refuse("no key", origin,
             fmt::format("`{}` is {}", table_.schema.columns[column].name, to_string(cell)));
      return;
    }
    parts.push_back(key_part(cell));
  }
  for (Cell& cell : cells) {
    normalise(cell);
  }
  ++table_.report.rows_read;
  table_.rows.push_back(Row{join_key(parts), std::move(cells), origin});
}

void TableBuilder::refuse(const std::string& reason, Origin origin, const std::string& detail) {
  ++table_.report.rows_read;
  ++table_.report.refused[reason];
  const std::string file = origin.file < table_.files.size() ? table_.files[origin.file] + " " : "";
  Refusal refusal{origin, fmt::format("{}record {}: {}{}{}", file, origin.record, reason,
                                      detail.empty() ? "" : ": ", detail)};
  const auto earlier = [](const Refusal& a, const Refusal& b) {
    return std::tie(a.origin.file, a.origin.record, a.text) <
           std::tie(b.origin.file, b.origin.record, b.text);
  };
  refusals_.insert(std::upper_bound(refusals_.begin(), refusals_.end(), refusal, earlier),
                   std::move(refusal));
  if (refusals_.size() > most_refusals) {
    refusals_.pop_back();
  }
}

void TableBuilder::note(const std::string& column, const std::string& kind,
                        const std::string& value, const std::string& detail, std::uint64_t rows) {
  const auto [at, is_new] = notes_.try_emplace({column, kind});
  DataFinding& finding = at->second;
  if (is_new) {
    finding = DataFinding{table_.schema.name, column, kind, value, 0, detail};
  } else if (std::tie(value, detail) < std::tie(finding.value, finding.detail)) {
    finding.value = value;
    finding.detail = detail;
  }
  finding.rows += rows;
}

std::vector<std::string> TableBuilder::keys() const {
  std::vector<std::string> out;
  for (const Row& row : table_.rows) {
    out.push_back(row.key);
  }
  return out;
}

void TableBuilder::incomplete(std::string reason) {
  table_.incomplete.push_back(std::move(reason));
}

// The copies [first, last) of one row as one.
Row TableBuilder::merged(const Row* first, const Row* last) {
  Row out = *first;
  bool conflict = false;
  for (std::size_t column = 0; column < out.cells.size(); ++column) {
    const auto by_cell = [column](const Row& a, const Row& b) {
      return before(a.cells[column], b.cells[column]);
    };
    const auto [least, most] = std::minmax_element(first, last, by_cell);
    const bool differs = std::any_of(first, last, [&, least = least](const Row& row) {
      return !same(row.cells[column], least->cells[column]);
    });
    out.cells[column] = differs ? Cell{Unknown{"copies of the row differ"}} : least->cells[column];
    if (differs) {
      conflict = true;
      note(table_.schema.columns[column].name, "conflicting_rows", out.key,
           fmt::format("{} or {}", in_backticks(to_string(least->cells[column])),
                       in_backticks(to_string(most->cells[column]))));
    }
  }
  for (const Row* copy = first + 1; copy != last; ++copy) {
    ++table_.report.merged;
    if (!conflict) {
      note("", "duplicate_row", out.key);
    }
  }
  return out;
}

void TableBuilder::merge_copies() {
  std::vector<Row>& rows = table_.rows;
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.key != b.key ? a.key < b.key : origin_before(a.origin, b.origin);
  });
  std::size_t kept = 0;
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end].key == rows[begin].key) {
      ++end;
    }
    if (end - begin > 1) {
      rows[begin] = merged(&rows[begin], rows.data() + end);
    }
    if (kept != begin) {
      rows[kept] = std::move(rows[begin]);
    }
    ++kept;
    begin = end;
  }
  rows.resize(kept);
  table_.report.kept = kept + elsewhere_;
  table_.report.rows_read += elsewhere_;
}

void TableBuilder::report_refusals() {
  DataFinding finding{table_.schema.name, "", "refused_row", "", 0, ""};
  for (const auto& [reason, count] : table_.report.refused) {
    const std::string counted = fmt::format("{} ({})", reason, count);
    table_.incomplete.push_back("records refused: " + counted);
    finding.rows += count;
    finding.detail += (finding.detail.empty() ? "" : ", ") + counted;
  }
  if (finding.rows > 0) {
    notes_[{"", "refused_row"}] = finding;
  }
  for (const Refusal& refusal : refusals_) {
    table_.report.refusals.push_back(refusal.text);
  }
}

Table TableBuilder::finish(std::vector<DataFinding>& findings) && {
  merge_copies();
  report_refusals();
  std::vector<std::string>& reasons = table_.incomplete;
  std::sort(reasons.begin(), reasons.end());
  reasons.erase(std::unique(reasons.begin(), reasons.end()), reasons.end());
  for (auto& [key, finding] : notes_) {
    findings.push_back(std::move(finding));
  }
  return std::move(table_);
}

}  // namespace writ
