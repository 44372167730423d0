// Results: what came of judging a stored snapshot, kept so that the same question is answered by
// looking it up. A cache, not evidence: any of it may go at any time. What does not verify is not
// there, and what cannot be kept is not kept; neither is an error. What the bytes mean, and what
// makes two questions the same, is for others to say.
//
//   .writ/results/<name of the snapshot>/<key>     docs/snapshot-format.md says it byte by byte
//
// A file appears at once, by renaming. Writers take no lock: two that write the same key write the
// same bytes, and a lock would keep `writ collect` from the store.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace writ {

// Where the results of the snapshot at `path` are kept; empty where it does not lie in the store.
std::string results_folder(const std::string& store, const std::string& path);

// `key`: 64 hexadecimal digits, as sha256_hex() gives them.
std::optional<std::string> read_result(const std::string& folder, const std::string& key);
// Whether it is kept now.
bool keep_result(const std::string& folder, const std::string& key, std::string_view bytes);

// Removes the results of snapshots that are no longer in the store. `half_made`: see StoreLock.
Result<bool> sweep_results(const std::string& store, const std::string& half_made);

}  // namespace writ
