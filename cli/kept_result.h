// One kept result (snapshot/store/results.h), and the evaluation that it comes from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace writ {

// One evaluation, of whatever: how many rows it visited. Together with the others that an outcome
// is put together from it bounds what evaluating all at once would visit.
struct Evaluation {
  std::string name;
  std::uint64_t visited = 0;
};

struct KeptResult {
  std::string key;
  std::optional<std::string> bytes;  // behind the evaluation; nothing: not kept
  Evaluation evaluation;
};

// Where in the folder of a snapshot's results lies what they stand on.
inline std::string footings_in(const std::string& folder) {
  return folder + "/footings";
}

KeptResult look_up(const std::string& folder, const std::string& key);
// Whether it is kept now.
bool keep(const std::string& folder, const std::string& key, const Evaluation& evaluation,
          const std::string& bytes);

}  // namespace writ
