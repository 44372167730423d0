#include "cli/progress_display.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace writ {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto quiet_time = std::chrono::seconds(1);
constexpr auto interval = std::chrono::milliseconds(100);

std::int64_t micros_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch())
      .count();
}

// The cursor stays on the line, so the last column stays free.
std::size_t room() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col - 1U : 79;
}

void draw(const std::string& line) {
  const std::string text = "\r\x1b[K" + line;
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

void ProgressDisplay::begin(std::string what, Progress::Unit unit, std::uint64_t all) {
  progress_.begin(std::move(what), unit, all, micros_now());
  if (shown_ && !thread_.joinable()) {
    stopping_ = false;
    thread_ = std::thread([this] { draw_until_stopped(); });
  }
}

void ProgressDisplay::stop() {
  if (!thread_.joinable()) {
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

void ProgressDisplay::draw_until_stopped() {
  std::unique_lock lock(mutex_);
  const auto stopping = [this] { return stopping_; };
  if (stopped_.wait_for(lock, quiet_time, stopping)) {
    return;
  }
  std::string drawn;
  do {
    std::string line = progress_.line(micros_now(), room());
    if (line != drawn) {
      draw(line);
      drawn = std::move(line);
    }
  } while (!stopped_.wait_for(lock, interval, stopping));
  draw({});
}

}  // namespace writ
