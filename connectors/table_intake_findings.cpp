// What a TableIntake finds out about whole columns, and about how many records there are.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/suggest.h"
#include "base/text.h"
#include "connectors/table_intake.h"

namespace writ {

namespace {

// An export with keys made of data must not turn into a million findings.
constexpr std::size_t most_unmapped = 200;

}  // namespace

// An example for a finding: short, whole characters.
std::string example_of(std::string_view text) {
  constexpr std::size_t most = 120;
  if (text.size() <= most || invalid_utf8(text)) {
    return text.size() <= most ? std::string(text) : std::string();
  }
  std::size_t end = 0;
  for (std::size_t next = 0; next <= most; next += code_point_at(text, next).bytes) {
    end = next;
  }
  return std::string(text.substr(0, end)) + "…";
}

void TableIntake::unmapped(const std::string& name, std::uint64_t rows) {
  const auto found = unmapped_.find(name);
  if (found != unmapped_.end()) {
    found->second += rows;
  } else if (!map_.ignore_extra_columns) {
    unmapped_.emplace(name, rows);
    if (unmapped_.size() > most_unmapped) {
      unmapped_.erase(
          std::prev(unmapped_.end()));  // the same names stay in any order of the records
    }
  }
}

void TableIntake::stated_total(std::string_view text, std::uint32_t file) {
  std::uint64_t total = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, total);
  if (!text.empty() && error == std::errc() && stop == end) {
    totals_.insert(total);
  } else {
    incomplete(fmt::format("{}: no number of records at `total`", files_[file]));
  }
}

void TableIntake::lacks(std::size_t column, std::uint32_t file,
                        const std::vector<std::string>& headers) {
  constexpr std::size_t shown = 8;
  std::string& text = lacking_[column];
  if (!text.empty()) {
    return;  // one file is enough to show
  }
  std::vector<std::string> named;
  std::copy_if(headers.begin(), headers.end(), std::back_inserter(named),
               [](const std::string& name) { return !name.empty(); });
  const std::size_t count = std::min(shown, named.size());
  const auto end = named.begin() + static_cast<std::ptrdiff_t>(count);
  text =
      fmt::format("in {}; it has {}", printable(files_[file]), fmt::join(named.begin(), end, ", "));
  if (count < named.size()) {
    text += fmt::format(" and {} more", named.size() - count);
  }
}

// What was looked for, where, and what is there instead; `others` are columns that nothing uses.
std::string TableIntake::missing_text(std::size_t column,
                                      const std::vector<std::string>& others) const {
  const std::vector<std::string>& from = rules_[column].map.from;
  const std::string& wanted = from.empty() ? rules_[column].column->name : from.front();
  const std::string near = did_you_mean(wanted, others);
  std::string place = lacking_[column];
  if (place.empty()) {
    return near.empty() ? fmt::format("no record has {}", in_backticks(wanted)) : near;
  }
  if (!near.empty()) {
    place = place.substr(0, place.rfind("; it has ")) + "; " + near;
  }
  return fmt::format("no column {} {}", in_backticks(wanted), place);
}

std::vector<DataFinding> TableIntake::column_findings() const {
  std::vector<DataFinding> out;
  std::vector<std::string> others;
  for (const auto& [name, rows] : unmapped_) {
    others.push_back(name);
    out.push_back(DataFinding{schema().name, example_of(name), "unmapped_column", "", rows,
                              "no column of the schema is read from it"});
  }
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const std::uint64_t rows = no_column_[i] + (nowhere_[i] ? missing_[i] : 0);
    if (rows > 0) {
      const std::string& name = rules_[i].column->name;
      out.push_back(
          DataFinding{schema().name, name, "missing_column", "", rows, missing_text(i, others)});
    }
  }
  return out;
}

// The same record twice (a page read twice) does not make up for one that is missing.
void TableIntake::check_totals(Table& table) const {
  std::uint64_t records = table.report.kept;
  for (const auto& [reason, count] : table.report.refused) {
    records += count;
  }
  for (const std::uint64_t total : totals_) {
    if (total != records) {
      table.incomplete.push_back(fmt::format(
          "the source says that there are {} records, the files hold {}", total, records));
    }
  }
}

}  // namespace writ
