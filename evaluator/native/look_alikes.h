// Email addresses of a snapshot that look alike (base/email.h), wherever they stand.
#pragma once

#include <vector>

#include "snapshot/columns.h"

namespace writ::native {

// Adds a finding for each place of every address that looks like another one. Hashes rule out
// nearly all addresses at once; texts are compared only for the others.
void find_look_alikes(const ColumnSnapshot& snapshot, std::size_t threads,
                      std::vector<DataFinding>& findings);

}  // namespace writ::native
