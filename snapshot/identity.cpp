#include "snapshot/identity.h"

#include <algorithm>
#include <atomic>
#include <thread>

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
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < nameless.size(); i = next++) {
      nameless[i]->sha256 = digest(*nameless[i], *snapshot.texts);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, nameless.size()); ++i) {
    others.emplace_back(work);
  }
  work();
  for (std::thread& other : others) {
    other.join();
  }
  if (snapshot.id.empty()) {
    std::map<std::string, std::string> digests;
    for (const auto& [name, table] : snapshot.tables) {
      digests[name] = table.sha256;
    }
    snapshot.id = content_id(snapshot.as_of, digests);
  }
}

}  // namespace writ
