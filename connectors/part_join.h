// The end of reading: the parts of all files, and what TableIntake made of the rest, as one table.
#pragma once

#include <vector>

#include "connectors/row_part.h"
#include "connectors/table_intake.h"
#include "snapshot/columns.h"
#include "snapshot/text_builder.h"

namespace writ {

// Rows of the parts whose key no other row has are joined as they are; copies go through `intake`.
ColumnTable join_parts(std::vector<RowPart> parts, TableIntake intake, std::size_t threads,
                       TextBuilder& texts, std::vector<DataFinding>& findings);

}  // namespace writ
