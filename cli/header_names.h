// How much the header of an export is like one of a column's names: by words, in whatever case and
// order, without those that say little (`user`, `at`, `date`), and with a few that mean the same
// (`E-Mail`, `email address`; `surname`, `last_name`).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace writ {

struct Likeness {
  double score = 0;  // 0 to 1; 1: the same name
  std::string name;  // of the column's names, the one that is most like it
};

// `names`: the schema's first, then the headers and pointers (`/lastActiveAt`) of a map.
Likeness likeness(const std::string& header, const std::vector<std::string>& names);

}  // namespace writ
