// ProgressDisplay: draws a Progress on standard error, ten times a second at most, once the work has
// taken longer than a second; and takes it away. A thread of its own draws, so that the line moves
// while the work is in the middle of something.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "cli/progress.h"

namespace writ {

class ProgressDisplay {
 public:
  // Not `shown`: nothing is ever drawn, no thread started.
  explicit ProgressDisplay(bool shown) : shown_(shown) {}
  ~ProgressDisplay() { stop(); }
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  bool shown() const { return shown_; }
  Progress& progress() { return progress_; }
  // A new piece of work. Between stop() and the next begin() nothing is drawn.
  void begin(std::string what, Progress::Unit unit = Progress::Unit::none, std::uint64_t all = 0);
  void stop();

 private:
  void draw_until_stopped();

  const bool shown_;
  Progress progress_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
};

}  // namespace writ
