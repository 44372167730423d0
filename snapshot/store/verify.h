// verify_snapshot(): whether every byte of a stored snapshot is what was written. It finds every
// problem, not just the first, and does not stop at the manifest's word: what the columns say is
// digested anew.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace writ {

// What is wrong, for people; none: it is whole. An Error where the disk did not let it be read.
Result<std::vector<std::string>> verify_snapshot(const std::string& path);

}  // namespace writ
