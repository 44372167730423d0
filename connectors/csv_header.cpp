#include "connectors/csv_header.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace writ {

namespace {

// `Employee Number`, `employee_number` and ` EMPLOYEE-NUMBER ` are one name.
std::string plain(std::string_view header) {
  std::string out = ascii_lower(trim_unicode(header));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '-' || c == '_'; }, ' ');
  return out;
}

Result<CsvFeeds> feeds_of(const CsvHeader& header, const TableIntake& intake) {
  CsvFeeds feeds(intake.schema().columns.size());
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
  // What is not clear for a column that nobody reads is not clear either.
  for (const std::string& name : intake.left_out()) {
    const auto found = header.find(name);
    if (!found) {
      return found.error();
    }
  }
  return feeds;
}

}  // namespace

CsvHeader::CsvHeader(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    names_[i] = trim_unicode(names_[i]);
    exact_.emplace(names_[i], i);
    plain_.emplace(plain(names_[i]), i);
  }
}

std::string CsvHeader::twice() const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (!names_[i].empty() && exact_.at(names_[i]) != i) {
      return names_[i];
    }
  }
  return {};
}

Result<std::optional<std::size_t>> CsvHeader::find(std::string_view name) const {
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

Result<CsvLayout> csv_layout(std::string_view text, const TableIntake& intake) {
  const std::size_t size = text.size();
  const auto declared = take_separator_line(text);
  const auto chosen = intake.map().delimiter ? intake.map().delimiter : declared;
  const char delimiter = chosen.value_or(sniff_delimiter(text));
  CsvReader reader(text, delimiter);
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
  CsvLayout layout{.delimiter = delimiter,
                   .header = CsvHeader(std::move(names)),
                   .feeds = {},
                   .begin = size - text.size() + reader.at(),
                   .lines = reader.line() - 1};
  if (const std::string twice = layout.header.twice(); !twice.empty()) {
    return Error{fmt::format("the header has {} twice", in_backticks(twice))};
  }
  auto feeds = feeds_of(layout.header, intake);
  if (!feeds) {
    return feeds.error();
  }
  layout.feeds = std::move(*feeds);
  return layout;
}

std::string_view csv_field(std::span<const std::string_view> fields, const CsvLayout& layout,
                           std::size_t i, const TableIntake& intake) {
  const std::vector<std::size_t>& feeds = layout.feeds[i];
  const auto field = [&](std::size_t at) {
    return feeds[at] < fields.size() ? fields[feeds[at]] : std::string_view();
  };
  for (std::size_t at = 0; feeds.size() > 1 && at < feeds.size(); ++at) {
    if (!intake.rules(i).no_value(field(at))) {
      return field(at);
    }
  }
  return feeds.empty() ? std::string_view() : field(0);
}

bool csv_ragged(CsvRecord& record, const CsvLayout& layout, const TableMap& map) {
  const std::size_t fields = record.fields.size();
  const std::size_t wanted = layout.header.size();
  if (fields == wanted || (fields < wanted && map.pad_short_rows)) {
    return false;
  }
  record.reason = fields > wanted ? "long row" : "short row";
  record.detail = fields < wanted ? fmt::format("{} of {} fields", fields, wanted)
                                  : fmt::format("{} fields, and the header has {}", fields, wanted);
  return true;
}

void add_csv_record(const CsvRecord& record, const CsvLayout& layout, Origin origin,
                    TableIntake& intake) {
  if (!record.reason.empty()) {
    intake.refuse(record.reason, origin, fmt::format("{}, line {}", record.detail, record.line));
    return;
  }
  std::vector<RawCell> raw(layout.feeds.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    raw[i].state = layout.feeds[i].empty() ? RawCell::State::no_column : RawCell::State::scalar;
    raw[i].text = csv_field(record.fields, layout, i, intake);
  }
  intake.add(raw, origin);
}

void note_csv_columns(const CsvLayout& layout, std::uint32_t file, std::uint64_t rows,
                      TableIntake& intake) {
  const CsvFeeds& feeds = layout.feeds;
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    if (feeds[i].empty() && intake.wanted(i)) {
      intake.lacks(i, file, layout.header.names());
    }
  }
  for (std::size_t field = 0; field < layout.header.size(); ++field) {
    const std::string& name = layout.header.name(field);
    const bool used = std::any_of(feeds.begin(), feeds.end(), [field](const auto& feed) {
      return std::find(feed.begin(), feed.end(), field) != feed.end();
    });
    const bool left_out =
        std::any_of(intake.left_out().begin(), intake.left_out().end(), [&](const auto& other) {
          const auto found = layout.header.find(other);
          return found && *found == field;
        });
    if (!used && !left_out && intake.schema().find(name) < 0 && !name.empty()) {
      intake.unmapped(name, rows);
    }
  }
}

}  // namespace writ
