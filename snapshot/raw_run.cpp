#include "snapshot/raw_run.h"

#include <sys/mman.h>

namespace writ {

void* allocate_run(std::size_t bytes) {
  constexpr std::size_t page = std::size_t{2} << 20;
  constexpr std::size_t large = 2 * page;
  if (bytes < large) {
    void* found = std::malloc(bytes);  // NOLINT: freed by RawRun
    ENSURE(found != nullptr || bytes == 0);
    return found;
  }
  const std::size_t size = (bytes + page - 1) / page * page;
  void* found = std::aligned_alloc(page, size);  // NOLINT: freed by RawRun
  ENSURE(found != nullptr);
#ifdef MADV_HUGEPAGE
  ::madvise(found, size, MADV_HUGEPAGE);  // a wish; without it all is as before
#endif
  return found;
}

}  // namespace writ
