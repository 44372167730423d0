// Whether mapped columns are such as a writer writes them. An Error says what is not so.
#pragma once

#include "base/result.h"
#include "snapshot/columns.h"

namespace writ {

// Reading is safe: numbers of texts that exist, offsets that ascend, a reason for each unknown
// cell. Looks at every value once, and builds nothing.
Result<bool> check_texts(const Texts& texts);
// REQUIRES: check_texts(texts) found nothing; so for the next.
Result<bool> check_columns(const ColumnTable& table, const Texts& texts);

// Rows ascend by key. REQUIRES: check_columns() found nothing.
Result<bool> check_keys(const ColumnTable& table, const Texts& texts);

}  // namespace writ
