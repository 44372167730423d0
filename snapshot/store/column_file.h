// Column files: the columns of one table, or the dictionary of all, as one section file each.
// Opening one costs as much for a hundred million rows as for one: arrays stay where they are
// mapped.
#pragma once

#include "snapshot/columns.h"
#include "snapshot/store/sections.h"

namespace writ {

Result<WrittenFile> write_columns(const std::string& path, const ColumnTable& table);
Result<WrittenFile> write_texts(const std::string& path, const Texts& texts);

// Fills `columns`, `origin_file` and `origin_record` of a table whose schema and number of rows are
// known. Every array that the types ask for is there, with as many entries as they ask for. What
// the arrays hold is not looked at: see check_columns.h. Errors leave out the file's name.
Result<bool> read_columns(const MappedFile& file, ColumnTable& table);
Result<Texts> read_texts(const MappedFile& file);

}  // namespace writ
