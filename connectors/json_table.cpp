#include "connectors/json_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/json.h"
#include "connectors/json_records.h"
#include "connectors/readers.h"

namespace writ {

namespace {

bool blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

std::string json_place(std::uint64_t line, std::size_t column) {
  return fmt::format("line {}, column {}", line, column);
}

std::string JsonLines::place(std::size_t offset) {
  for (; at_ < offset && at_ < text_.size(); ++at_) {
    if (text_[at_] == '\n') {
      ++line_;
      start_ = at_ + 1;
    }
  }
  return json_place(line_, offset - start_ + 1);
}

void add_json_record(std::string_view record, Origin origin,
                     const std::function<std::string(std::size_t)>& place, TableIntake& intake) {
  const ParsedJson parsed = parse_json(record);
  if (parsed.reason.empty()) {
    intake.add(parsed.value, origin);
    return;
  }
  intake.refuse(
      parsed.reason, origin,
      fmt::format("{}{}{}", parsed.detail, parsed.detail.empty() ? "" : ", ", place(parsed.at)));
}

Result<std::vector<Pointer>> item_pointers(const TableMap& map) {
  std::vector<Pointer> pointers;
  for (const std::string& text : map.items) {
    auto pointer = parse_pointer(text);
    if (!pointer) {
      return pointer.error().context("`items`");
    }
    pointers.push_back(std::move(*pointer));
  }
  return pointers;
}

void state_total(std::string_view text, std::uint32_t file, TableIntake& intake) {
  if (!intake.map().total) {
    return;
  }
  const auto pointer = parse_pointer(*intake.map().total);
  const ParsedJson total = parse_json(pointer ? json_slice(text, *pointer) : std::string_view());
  intake.stated_total(total.value.text, file);
}

Failure read_json(std::string_view text, std::uint32_t file, TableIntake& intake) {
  const auto pointers = item_pointers(intake.map());
  if (!pointers) {
    return pointers.error();
  }
  const auto records = json_records(text, *pointers, intake.map().no_items_is_empty);
  if (!records) {
    return records.error();
  }
  JsonLines lines(text);
  Origin origin{file, 0};
  for (const std::string_view record : *records) {
    ++origin.record;
    const auto begin = static_cast<std::size_t>(record.data() - text.data());
    const auto place = [&](std::size_t at) { return lines.place(begin + at); };
    add_json_record(record, origin, place, intake);
  }
  state_total(text, file, intake);
  return std::nullopt;
}

Failure read_ndjson(std::string_view text, std::uint32_t file, TableIntake& intake) {
  Origin origin{file, 0};
  std::uint64_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (!blank(line)) {
      ++origin.record;
      const auto place = [number](std::size_t at) { return json_place(number, at + 1); };
      add_json_record(line, origin, place, intake);
    }
  }
  return origin.record == 0 ? Failure(Error{"the file is empty"}) : std::nullopt;
}

}  // namespace writ
