// Vals: a vector of values whose memory is kept by its thread for the next one: batches come and go
// by the million.
#pragma once

#include <array>
#include <bit>
#include <new>
#include <vector>

#include "evaluator/native/value.h"

namespace writ::native {

// Blocks of 2^n bytes that are free, of one thread.
class BlockPool {
 public:
  static BlockPool& of_thread() {
    thread_local BlockPool pool;
    return pool;
  }
  BlockPool() = default;
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool() {
    for (std::vector<void*>& blocks : free_) {
      for (void* block : blocks) {
        ::operator delete(block);
      }
    }
    gone_ = true;
  }

  void* take(std::size_t bytes) {
    const std::size_t n = class_of(bytes);
    if (n < largest && !gone_ && !free_[n].empty()) {
      void* block = free_[n].back();
      free_[n].pop_back();
      return block;
    }
    return ::operator new(std::size_t{1} << n);
  }
  void give(void* block, std::size_t bytes) {
    const std::size_t n = class_of(bytes);
    if (n < largest && !gone_ && free_[n].size() < most_kept) {
      free_[n].push_back(block);
    } else {
      ::operator delete(block);
    }
  }

 private:
  static constexpr std::size_t largest = 20;    // blocks of 1 MiB and more go back at once
  static constexpr std::size_t most_kept = 64;  // of one size
  static std::size_t class_of(std::size_t bytes) {
    return static_cast<std::size_t>(std::bit_width(bytes - 1));
  }

  std::array<std::vector<void*>, largest> free_;
  bool gone_ = false;  // the thread is ending
};

template <class T>
struct PoolAllocator {
  using value_type = T;
  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>&) {}  // NOLINT: allocators convert
  T* allocate(std::size_t n) {
    return static_cast<T*>(BlockPool::of_thread().take(n * sizeof(T)));
  }
  void deallocate(T* block, std::size_t n) { BlockPool::of_thread().give(block, n * sizeof(T)); }
  friend bool operator==(const PoolAllocator&, const PoolAllocator&) { return true; }
};

using Vals = std::vector<Val, PoolAllocator<Val>>;
using Indices = std::vector<std::uint32_t, PoolAllocator<std::uint32_t>>;

}  // namespace writ::native
