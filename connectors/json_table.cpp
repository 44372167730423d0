#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/json.h"
#include "connectors/json_records.h"
#include "connectors/limits.h"
#include "connectors/readers.h"

namespace writ {

namespace {

// Lines and columns of offsets that only grow: one pass over the text for all of them.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  std::string place(std::size_t offset) {
    for (; at_ < offset && at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        start_ = at_ + 1;
      }
    }
    return fmt::format("line {}, column {}", line_, offset - start_ + 1);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
  std::uint64_t line_ = 1;
};

void add_record(std::string_view record, std::string_view text, Lines& lines, Origin origin,
                TableIntake& intake) {
  const ParsedJson parsed = parse_json(record);
  if (parsed.reason.empty()) {
    intake.add(parsed.value, origin);
    return;
  }
  const auto begin = static_cast<std::size_t>(record.data() - text.data());
  intake.refuse(parsed.reason, origin,
                fmt::format("{}{}{}", parsed.detail, parsed.detail.empty() ? "" : ", ",
                            lines.place(begin + parsed.at)));
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

// Where the envelope says how many records there are, a page alone is not taken for all of them.
void state_total(std::string_view text, std::uint32_t file, TableIntake& intake) {
  if (!intake.map().total) {
    return;
  }
  const auto pointer = parse_pointer(*intake.map().total);
  const ParsedJson total = parse_json(pointer ? json_slice(text, *pointer) : std::string_view());
  intake.stated_total(total.value.text, file);
}

bool blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

Failure read_json(std::string_view text, std::uint32_t file, TableIntake& intake) {
  const auto pointers = item_pointers(intake.map());
  if (!pointers) {
    return pointers.error();
  }
  const auto records = json_records(text, *pointers);
  if (!records) {
    return records.error();
  }
  Lines lines(text);
  Origin origin{file, 0};
  for (const std::string_view record : *records) {
    ++origin.record;
    add_record(record, text, lines, origin, intake);
  }
  state_total(text, file, intake);
  return std::nullopt;
}

Failure read_ndjson(std::string_view text, std::uint32_t file, TableIntake& intake) {
  Lines lines(text);
  Origin origin{file, 0};
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!blank(line)) {
      ++origin.record;
      add_record(line, text, lines, origin, intake);
    }
  }
  return origin.record == 0 ? Failure(Error{"the file is empty"}) : std::nullopt;
}

}  // namespace writ
