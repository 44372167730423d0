// Files to one table: finds them, picks the reader for each, and makes the table incomplete, never
// smaller in silence, where something could not be read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connectors/file_list.h"
#include "connectors/table_intake.h"
#include "snapshot/table.h"

namespace writ {

// Reads `files` (paths or patterns; where empty, those of the map) into one table, in the order of
// their names. A file that cannot be read, a pattern without a match, an empty file: each is a
// reason in Table::incomplete, and what the other files hold is kept. An error only where it is
// unclear what to do: no files named, a name that tells no format and none said, CSV and others
// mixed. `zone` is that of the dates; nullptr means UTC. Appends to `findings`.
Result<Table> read_files(const World& world, const std::vector<std::string>& files,
                         const TableSchema& schema, const TableMap& map, const Zone* zone,
                         std::vector<DataFinding>& findings);

// Reads the file at `path`, number `file` of the intake. False, and nothing done: it must be read
// record by record.
using QuickWay =
    std::function<bool(const std::string& path, FileFormat format, std::uint32_t file)>;
// The files that were found, one after the other; `quick` may be empty.
void take_in(const World& world, const FoundFiles& found, TableIntake& intake,
             const QuickWay& quick);

}  // namespace writ
