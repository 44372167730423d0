// Files to one table as columns: what read_files() says of the same files, cell by cell, but read
// by several threads and without a row in memory. What is written in the usual way never becomes a
// Cell; everything else goes through the readers and TableIntake, so that there is one truth about
// it.
#pragma once

#include <string>
#include <vector>

#include "connectors/part_reader.h"
#include "connectors/table_map.h"
#include "connectors/world.h"
#include "snapshot/columns.h"
#include "snapshot/text_builder.h"

namespace writ {

// As read_files(), with the same findings, report and reasons for being incomplete, whatever the
// options; but CSV and NDJSON may be larger, where they are read in pieces. Where the options name
// columns, the table's schema has no others, and no finding is about them; whether copies of a row
// differ is then judged by those that are read. The table's texts are added to `texts`, and are
// numbered as the snapshot's will be; `sha256` is not worked out.
Result<ColumnTable> read_columns(const World& world, const std::vector<std::string>& files,
                                 const TableSchema& schema, const TableMap& map, const Zone* zone,
                                 const PartOptions& options, TextBuilder& texts,
                                 std::vector<DataFinding>& findings);

}  // namespace writ
