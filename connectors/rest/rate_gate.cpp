#include "connectors/rest/rate_gate.h"

#include <algorithm>

namespace writ {

// When the budget allows one more request.
RateGate::Clock::time_point RateGate::next_place() const {
  Clock::time_point at = paused_until_;
  if (budget_.requests > 0 && sent_.size() >= static_cast<std::size_t>(budget_.requests)) {
    at = std::max(at,
                  sent_[sent_.size() - static_cast<std::size_t>(budget_.requests)] + budget_.per);
  }
  return at;
}

bool RateGate::enter(Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const Clock::time_point now = Clock::now();
    while (!sent_.empty() && sent_.front() + budget_.per <= now) {
      sent_.pop_front();
    }
    const Clock::time_point at = next_place();
    if (std::max(at, now) >= deadline) {
      return false;
    }
    if (inside_ < budget_.concurrency && at <= now) {
      ++inside_;
      if (budget_.requests > 0) {
        sent_.push_back(now);
      }
      return true;
    }
    changed_.wait_until(lock, at > now ? std::min(at, deadline) : deadline);
  }
}

void RateGate::leave() {
  const std::lock_guard lock(mutex_);
  --inside_;
  changed_.notify_all();
}

void RateGate::pause(Clock::time_point until) {
  const std::lock_guard lock(mutex_);
  paused_until_ = std::max(paused_until_, until);
  changed_.notify_all();
}

}  // namespace writ
