#include "base/huge_pages.h"

#ifdef __linux__
#include <malloc.h>
#include <sys/mman.h>
#endif

#include <cstdint>
#include <cstdlib>
#include <new>

namespace writ {

namespace {

constexpr std::size_t small_page = 4096;
constexpr std::size_t huge_page = std::size_t{1} << 21;
constexpr std::size_t large = 2 * huge_page;  // a smaller block may hold no huge page at all

}  // namespace

void prefer_huge_pages([[maybe_unused]] void* block, std::size_t size) {
  if (size < large) {
    return;
  }
#ifdef __linux__
  const auto address = reinterpret_cast<std::uintptr_t>(block);
  // All pages that the block lies in: a mapping in two minds could not be moved when it grows.
  const std::uintptr_t begin = address / small_page * small_page;
  const std::uintptr_t end = (address + size + small_page - 1) / small_page * small_page;
  (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

void give_back_memory() {
#ifdef __GLIBC__
  (void)malloc_trim(0);
#endif
}

}  // namespace writ

// What containers allocate, too; sanitizers have allocators of their own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WRIT_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define WRIT_SANITIZED
#endif
#endif

#ifndef WRIT_SANITIZED

void* operator new(std::size_t size) {
  for (;;) {
    if (void* block = std::malloc(size == 0 ? 1 : size); block != nullptr) {  // NOLINT
      writ::prefer_huge_pages(block, size);
      return block;
    }
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) {
      throw std::bad_alloc();
    }
    handler();
  }
}

void operator delete(void* block) noexcept {
  std::free(block);  // NOLINT
}

void operator delete(void* block, std::size_t) noexcept {
  std::free(block);  // NOLINT
}

#endif
