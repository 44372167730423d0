#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace writ {

void parallel(std::size_t threads, std::size_t tasks,
              const std::function<void(std::size_t task, std::size_t worker)>& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&](std::size_t worker) {
    for (std::size_t task = next++; task < tasks; task = next++) {
      work(task, worker);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t worker = 1; worker < std::min(threads, tasks); ++worker) {
    others.emplace_back(run, worker);
  }
  run(0);
  for (std::thread& other : others) {
    other.join();
  }
}

}  // namespace writ
