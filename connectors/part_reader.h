// Reads one file in pieces, on several threads, to RowParts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/row_part.h"
#include "connectors/table_intake.h"
#include "connectors/world.h"

namespace writ {

struct PartOptions {
  std::size_t threads = 1;
  std::size_t piece_bytes = std::size_t{1} << 19;
  std::vector<std::string> columns;  // only these, and those of the key; empty: all
};

// Appends the file's plain rows to `parts` and gives all else about it to `intake`. False, and
// nothing done, where the reader of the format (connectors/readers.h) must read the file: another
// encoding, a broken document, a map that asks for more than one key a column, mostly odd records.
bool read_parts(const DataFile& file, FileFormat format, std::uint32_t number,
                const PartOptions& options, TableIntake& intake, std::vector<RowPart>& parts);

}  // namespace writ
