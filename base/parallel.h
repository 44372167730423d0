// Work in tasks on several threads. What a task does must not depend on which thread runs it, so
// that the number of threads is never seen in a result.
#pragma once

#include <cstddef>
#include <functional>

namespace writ {

// Calls work(task, worker) for every task below `tasks`, in any order; `worker` is below `threads`
// and belongs to one call at a time. Returns when all are done. `work` must not throw.
void parallel(std::size_t threads, std::size_t tasks,
              const std::function<void(std::size_t task, std::size_t worker)>& work);

// Calls work(range, begin, end) for ranges that together are [0, size), each but the last of
// `range_size`; the n-th range is number n from 0.
template <class Work>
void parallel_ranges(std::size_t threads, std::size_t size, std::size_t range_size, Work work) {
  parallel(threads, (size + range_size - 1) / range_size, [&](std::size_t range, std::size_t) {
    const std::size_t begin = range * range_size;
    work(range, begin, size - begin < range_size ? size : begin + range_size);
  });
}

}  // namespace writ
