// RateGate: how many requests may be sent to one source, and how fast. Any thread may pass.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "connectors/rest/manifest.h"

namespace writ {

class RateGate {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RateGate(const Budget& budget) : budget_(budget) {}

  // Waits until a request may be sent; false where that would be after `deadline`. Each true is
  // followed by one leave().
  bool enter(Clock::time_point deadline);
  void leave();
  // Nobody enters before `until`: the source asked for a pause.
  void pause(Clock::time_point until);

 private:
  Clock::time_point next_place() const;

  Budget budget_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t inside_ = 0;
  Clock::time_point paused_until_{};
  std::deque<Clock::time_point> sent_;  // within the last `per`
};

}  // namespace writ
