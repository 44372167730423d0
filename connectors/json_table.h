// What the readers of JSON share: from the text of a record to a TableIntake.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/pointer.h"
#include "connectors/table_intake.h"

namespace writ {

// `place`: the line and column of an offset in the record, for people.
void add_json_record(std::string_view record, Origin origin,
                     const std::function<std::string(std::size_t)>& place, TableIntake& intake);

// The pointers of `items`.
Result<std::vector<Pointer>> item_pointers(const TableMap& map);

// Where the envelope says how many records there are, a page alone is not taken for all of them.
void state_total(std::string_view text, std::uint32_t file, TableIntake& intake);

// Lines and columns of offsets that only grow: one pass over the text for all of them.
class JsonLines {
 public:
  explicit JsonLines(std::string_view text) : text_(text) {}
  std::string place(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
  std::uint64_t line_ = 1;
};

std::string json_place(std::uint64_t line, std::size_t column);

}  // namespace writ
