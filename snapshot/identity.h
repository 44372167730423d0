// What a snapshot that was just read is called: the digests of its tables, and its own.
#pragma once

#include "snapshot/columns.h"

namespace writ {

// Fills in the `sha256` of every table that has none, and the snapshot's `id` where it has none, on
// at most `threads` threads.
void identify(ColumnSnapshot& snapshot, unsigned threads);

}  // namespace writ
