#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "evidence/duration_text.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr double second = 1e6;
constexpr double least_time = 0.2 * second;  // before it a rate says nothing

// "3 s", "2 min 5 s"
std::string whole_seconds(double micros) {
  const auto seconds = static_cast<std::int64_t>(std::ceil(micros / second));
  return seconds < 60 ? std::to_string(seconds) + " s" : duration_text(seconds * 1'000'000);
}

// "1.2", "120": megabytes.
std::string megabytes(double bytes) {
  const double mega = bytes / 1e6;
  return mega < 10 ? fmt::format("{:.1f}", mega) : grouped(static_cast<std::uint64_t>(mega));
}

// "310", "41,000", "1,200,000": no more digits than a glance takes in.
std::string rough(double number) {
  auto value = static_cast<std::uint64_t>(number);
  std::uint64_t step = 1;
  while (value / step >= 100) {
    step *= 10;
  }
  return grouped(value / step * step);
}

}  // namespace

void Progress::begin(std::string what, Unit unit, std::uint64_t all, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  what_ = std::move(what);
  unit_ = unit;
  all_ = all;
  begun_ = now;
  done_ = 0;
  rows_ = 0;
}

void Progress::at(std::string what) {
  const std::lock_guard lock(mutex_);
  what_ = std::move(what);
}

void Progress::add(std::uint64_t units, std::uint64_t rows) {
  done_.fetch_add(units, std::memory_order_relaxed);
  rows_.fetch_add(rows, std::memory_order_relaxed);
}

void Progress::reach(std::uint64_t done) {
  done_.store(done, std::memory_order_relaxed);
}

std::string Progress::line(std::int64_t now, std::size_t width) const {
  const std::lock_guard lock(mutex_);
  if (what_.empty()) {
    return {};
  }
  const double elapsed = static_cast<double>(std::max<std::int64_t>(0, now - begun_));
  // A file may be looked at twice.
  const auto done = static_cast<double>(std::min(all_, done_.load(std::memory_order_relaxed)));
  const auto rows = static_cast<double>(rows_.load(std::memory_order_relaxed));
  const auto all = static_cast<double>(all_);
  std::vector<std::string> parts;
  if (unit_ == Unit::none || all_ == 0) {
    parts.push_back(whole_seconds(elapsed));
  } else {
    parts.push_back(fmt::format("{:.0f}%", std::floor(100 * done / all)));
    if (done > 0 && done < all && elapsed >= least_time) {
      parts.push_back(whole_seconds(elapsed / done * (all - done)) + " left");
    } else if (done == 0 && elapsed >= second) {
      parts.push_back(whole_seconds(elapsed) + " so far");
    }
    parts.push_back(unit_ == Unit::bytes
                        ? megabytes(done) + " of " + megabytes(all) + " MB"
                        : grouped(static_cast<std::uint64_t>(done)) + " of " +
                              counted(all_, "policy", "policies"));
    if (unit_ == Unit::bytes && done > 0 && elapsed >= least_time) {
      parts.push_back(megabytes(done / elapsed * second) + " MB/s");
    }
    if (rows > 0 && elapsed >= least_time) {
      parts.push_back(rough(rows / elapsed * second) + " rows/s");
    }
  }
  std::string text = std::string(wrap(printable(what_), std::max<std::size_t>(width, 1)).front());
  for (const std::string& part : parts) {
    if (display_width(text) + 2 + part.size() > width) {
      break;
    }
    text += "  " + part;
  }
  return text;
}

}  // namespace writ
