// What records without a key of theirs have for it, which can be said only once all records are
// read.
#pragma once

#include <vector>

#include "connectors/row_part.h"
#include "connectors/table_intake.h"

namespace writ {

// Tells the intake what the parts counted, and settles it. Returns, for each column, what a missing
// key stands for; where that is true or false (`present`), the cells of the parts become it.
std::vector<ParsedCell> settle_missing_keys(std::vector<RowPart>& parts, TableIntake& intake);

}  // namespace writ
