// DocumentRow: one JSON record to a row of a RowPart, by pointers into its document: for maps that
// look deeper than the record's own keys. Slower than JsonRows' walk over tokens, but like it
// without a row in memory, and on any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "connectors/row_writer.h"

namespace writ {

class DocumentRow {
 public:
  // `intake` and `writer` outlive this.
  DocumentRow(const TableIntake& intake, RowWriter& writer) : intake_(intake), writer_(writer) {}

  // Writes the record as the next row. False, and nothing done: it is odd, TableIntake must judge
  // it. `number`: which record of the piece it is.
  bool put(std::string_view record, std::uint32_t number);

 private:
  bool put_keys(const Value& document);

  const TableIntake& intake_;
  RowWriter& writer_;
};

}  // namespace writ
