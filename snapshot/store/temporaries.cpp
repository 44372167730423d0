#include "snapshot/store/temporaries.h"

#include <unistd.h>

#include <atomic>

namespace writ {
namespace {

// A list, newest first: a handler sees each node whole or not at all. Nodes are never freed while a
// handler might walk them, but by forget_temporaries(), which unhooks them first.
struct Temporary {
  std::string path;
  Temporary* older;
};
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<Temporary*> newest{nullptr};
static_assert(std::atomic<Temporary*>::is_always_lock_free);
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<bool> ending{false};

}  // namespace

void note_temporary(const std::string& path) {
  while (ending.load()) {
    ::pause();
  }
  newest.store(new Temporary{path, newest.load()});
}

void forget_temporaries() {
  const Temporary* node = newest.exchange(nullptr);
  while (node != nullptr) {
    const Temporary* older = node->older;
    delete node;
    node = older;
  }
}

void remove_temporaries() {
  ending.store(true);
  for (const Temporary* node = newest.load(); node != nullptr; node = node->older) {
    if (::unlink(node->path.c_str()) != 0) {
      ::rmdir(node->path.c_str());
    }
  }
}

}  // namespace writ
