// Progress: how far the work at hand is, as one line with rate and time left. Knows no clock and no
// terminal: the time is handed in (microseconds that never go back). Any thread may count.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace writ {

class Progress {
 public:
  enum class Unit { none, bytes, policies };  // none: it is not known how much there is

  // A new piece of work, of `all` units; what was counted before is forgotten.
  void begin(std::string what, Unit unit, std::uint64_t all, std::int64_t now);
  // What exactly is being done; the piece of work goes on.
  void at(std::string what);
  // Units, and rows where they are told apart.
  void add(std::uint64_t units, std::uint64_t rows);
  void reach(std::uint64_t done);

  // "reading hr.workers  45%  2 s left  120 of 260 MB  310 MB/s  1,200,000 rows/s", so much of it as
  // fits `width` columns. Empty before the first begin().
  std::string line(std::int64_t now, std::size_t width) const;

 private:
  mutable std::mutex mutex_;  // of what follows, but the counts
  std::string what_;
  Unit unit_ = Unit::none;
  std::uint64_t all_ = 0;
  std::int64_t begun_ = 0;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<std::uint64_t> rows_ = 0;
};

}  // namespace writ
