#include "snapshot/identity.h"

#include <algorithm>

#include "base/parallel.h"

namespace writ {

void identify(ColumnSnapshot& snapshot, unsigned threads) {
  std::vector<ColumnTable*> nameless;
  for (auto& [name, table] : snapshot.tables) {
    if (table.sha256.empty()) {
      nameless.push_back(&table);
    }
  }
  // The largest first, so that the threads end together.
  std::sort(nameless.begin(), nameless.end(),
            [](const ColumnTable* a, const ColumnTable* b) { return a->rows > b->rows; });
  parallel(threads, nameless.size(), [&](std::size_t i, std::size_t) {
    nameless[i]->sha256 = digest(*nameless[i], *snapshot.texts);
  });
  if (snapshot.id.empty()) {
    snapshot.id = content_id(snapshot);
  }
}

}  // namespace writ
