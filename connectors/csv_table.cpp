#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "connectors/csv.h"
#include "connectors/readers.h"

namespace writ {

namespace {

// `Employee Number`, `employee_number` and ` EMPLOYEE-NUMBER ` are one name.
std::string plain(std::string_view header) {
  std::string out = ascii_lower(trim_unicode(header));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '-' || c == '_'; }, ' ');
  return out;
}

class Header {
 public:
  explicit Header(std::vector<std::string> names) : names_(std::move(names)) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      names_[i] = trim_unicode(names_[i]);
      exact_.emplace(names_[i], i);
      plain_.emplace(plain(names_[i]), i);
    }
  }

  std::size_t size() const { return names_.size(); }
  const std::string& name(std::size_t column) const { return names_[column]; }
  const std::vector<std::string>& names() const { return names_; }

  // A name that is there twice, or "". Columns without a name are many in real files, and never
  // read.
  std::string twice() const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (!names_[i].empty() && exact_.at(names_[i]) != i) {
        return names_[i];
      }
    }
    return {};
  }

  // An exact name first; several alike are an error.
  Result<std::optional<std::size_t>> find(std::string_view name) const {
    const auto exact = exact_.find(std::string(trim_unicode(name)));
    if (exact != exact_.end()) {
      return std::optional(exact->second);
    }
    const auto [first, last] = plain_.equal_range(plain(name));
    if (first == last) {
      return std::optional<std::size_t>();
    }
    if (std::next(first) != last) {
      return Error{fmt::format("the header has {} and {}: say in `columns:` which one is meant",
                               in_backticks(names_[first->second]),
                               in_backticks(names_[std::next(first)->second]))};
    }
    return std::optional(first->second);
  }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> exact_;  // the first of each
  std::multimap<std::string, std::size_t> plain_;
};

// Which fields of the file feed each column of the schema.
using Feeds = std::vector<std::vector<std::size_t>>;

Result<Feeds> feeds_of(const Header& header, const TableIntake& intake) {
  Feeds feeds(intake.schema().columns.size());
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    if (!intake.wanted(i)) {
      continue;
    }
    const ColumnMap& map = intake.rules(i).map;
    const std::vector<std::string> own{intake.schema().columns[i].name};
    for (const std::string& name : map.from.empty() ? own : map.from) {
      const auto found = header.find(name);
      if (!found) {
        return found.error();
      }
      if (*found) {
        feeds[i].push_back(**found);
      }
    }
  }
  return feeds;
}

void fill(std::vector<RawCell>& raw, const CsvRecord& record, const Feeds& feeds,
          const TableIntake& intake) {
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    raw[i].state = feeds[i].empty() ? RawCell::State::no_column : RawCell::State::scalar;
    raw[i].text = {};
    bool found = false;
    for (const std::size_t field : feeds[i]) {
      const std::string_view text = field < record.fields.size() ? record.fields[field] : "";
      // With several, the first that has a value; the first of all where none has.
      if (!found && (!intake.rules(i).no_value(text) || field == feeds[i].front())) {
        raw[i].text = text;
        found = !intake.rules(i).no_value(text);
      }
    }
  }
}

std::string ragged(const CsvRecord& record, std::size_t wanted) {
  const std::size_t fields = record.fields.size();
  return fields < wanted ? fmt::format("{} of {} fields", fields, wanted)
                         : fmt::format("{} fields, and the header has {}", fields, wanted);
}

// How many rows a file has, for what is missing from all of them.
std::uint64_t read_rows(CsvReader& reader, const Header& header, const Feeds& feeds,
                        std::uint32_t file, TableIntake& intake) {
  std::uint64_t rows = 0;
  CsvRecord record;
  std::vector<RawCell> raw(feeds.size());
  for (Origin origin{file, 1}; reader.next(record); ++origin.record) {
    const std::size_t fields = record.fields.size();
    const bool wrong_size =
        fields > header.size() || (fields < header.size() && !intake.map().pad_short_rows);
    if (record.reason.empty() && wrong_size) {
      record.reason = fields > header.size() ? "long row" : "short row";
      record.detail = ragged(record, header.size());
    }
    if (!record.reason.empty()) {
      intake.refuse(record.reason, origin, fmt::format("{}, line {}", record.detail, record.line));
      continue;
    }
    fill(raw, record, feeds, intake);
    intake.add(raw, origin);
    ++rows;
  }
  return rows;
}

void note_unmapped(const Header& header, const Feeds& feeds, std::uint64_t rows,
                   TableIntake& intake) {
  for (std::size_t field = 0; field < header.size(); ++field) {
    const bool used = std::any_of(feeds.begin(), feeds.end(), [field](const auto& feed) {
      return std::find(feed.begin(), feed.end(), field) != feed.end();
    });
    const bool known = intake.schema().find(header.name(field)) >= 0;
    if (!used && !known && !header.name(field).empty()) {
      intake.unmapped(header.name(field), rows);
    }
  }
}

}  // namespace

Failure read_csv(std::string_view text, std::uint32_t file, TableIntake& intake) {
  const auto declared = take_separator_line(text);
  const auto chosen = intake.map().delimiter ? intake.map().delimiter : declared;
  CsvReader reader(text, chosen.value_or(sniff_delimiter(text)));
  std::vector<std::string> names = intake.map().header;
  if (names.empty()) {
    CsvRecord first;
    if (!reader.next(first)) {
      return Error{"the file is empty"};
    }
    if (!first.reason.empty()) {
      return Error{fmt::format("the header cannot be read: {}: {}", first.reason, first.detail)};
    }
    names.assign(first.fields.begin(), first.fields.end());
  }
  const Header header(std::move(names));
  if (const std::string twice = header.twice(); !twice.empty()) {
    return Error{fmt::format("the header has {} twice", in_backticks(twice))};
  }
  const auto feeds = feeds_of(header, intake);
  if (!feeds) {
    return feeds.error();
  }
  for (std::size_t i = 0; i < feeds->size(); ++i) {
    if ((*feeds)[i].empty() && intake.wanted(i)) {
      intake.lacks(i, file, header.names());
    }
  }
  const std::uint64_t rows = read_rows(reader, header, *feeds, file, intake);
  note_unmapped(header, *feeds, rows, intake);
  return std::nullopt;
}

}  // namespace writ
