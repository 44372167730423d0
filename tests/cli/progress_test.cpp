// Progress as it is worded, under a clock of our own.
#include "cli/progress.h"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "cli/progress_display.h"

namespace writ {
namespace {

constexpr std::int64_t second = 1'000'000;
using Unit = Progress::Unit;

TEST_CASE("reading shows bytes, rates and the time left", "[cli][progress]") {
  Progress progress;
  CHECK(progress.line(5 * second, 100).empty());
  progress.begin("reading", Unit::bytes, 260'000'000, 10 * second);
  CHECK(progress.line(10 * second, 100) == "reading  0%  0.0 of 260 MB");
  progress.at("reading hr.workers");
  progress.add(130'000'000, 1'234'567);
  CHECK(progress.line(12 * second, 100) ==
        "reading hr.workers  50%  2 s left  130 of 260 MB  65 MB/s  610,000 rows/s");
  progress.add(129'999'999, 0);
  CHECK(progress.line(14 * second, 100) ==
        "reading hr.workers  99%  1 s left  259 of 260 MB  64 MB/s  300,000 rows/s");
  progress.add(50'000'000, 0);  // a file that was looked at twice
  CHECK(progress.line(14 * second, 100) ==
        "reading hr.workers  100%  260 of 260 MB  65 MB/s  300,000 rows/s");
}

TEST_CASE("evaluating shows policies and the time left", "[cli][progress]") {
  Progress progress;
  progress.begin("evaluating", Unit::policies, 37, 0);
  CHECK(progress.line(second - 1, 100) == "evaluating  0%  0 of 37 policies");
  CHECK(progress.line(3 * second, 100) == "evaluating  0%  3 s so far  0 of 37 policies");
  progress.reach(12);
  CHECK(progress.line(60 * second, 100) == "evaluating  32%  2 min 5 s left  12 of 37 policies");
  progress.reach(37);
  CHECK(progress.line(90 * second, 100) == "evaluating  100%  37 of 37 policies");
  progress.begin("evaluating", Unit::policies, 1, 0);
  CHECK(progress.line(0, 100) == "evaluating  0%  0 of 1 policy");
}

TEST_CASE("work of an unknown size shows how long it takes", "[cli][progress]") {
  Progress progress;
  progress.begin("storing", Unit::none, 0, second);
  CHECK(progress.line(second, 100) == "storing  0 s");
  CHECK(progress.line(4 * second + 1, 100) == "storing  4 s");
  CHECK(progress.line(126 * second, 100) == "storing  2 min 5 s");
  CHECK(progress.line(0, 100) == "storing  0 s");
  progress.begin("reading", Unit::bytes, 0, second);
  CHECK(progress.line(3 * second, 100) == "reading  2 s");
}

TEST_CASE("a rate waits until it says something", "[cli][progress]") {
  Progress progress;
  progress.begin("reading", Unit::bytes, 1'000'000, 0);
  progress.add(500'000, 100);
  CHECK(progress.line(1'000, 100) == "reading  50%  0.5 of 1.0 MB");
}

TEST_CASE("what does not fit is left out, and nothing moves the cursor", "[cli][progress]") {
  Progress progress;
  progress.begin("reading", Unit::bytes, 260'000'000, 0);
  progress.add(130'000'000, 1'000);
  CHECK(progress.line(2 * second, 40) == "reading  50%  2 s left  130 of 260 MB");
  CHECK(progress.line(2 * second, 20) == "reading  50%");
  CHECK(progress.line(2 * second, 4) == "read");
  progress.at("a\x1b[2J");
  CHECK(progress.line(2 * second, 100).starts_with("a\\u{1B}[2J  50%"));
}

// All that a piece of work of so many milliseconds draws on a terminal.
std::string drawn(int milliseconds, bool shown) {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  INFO("a pseudo-terminal is needed: devpts, mounted at /dev/pts");
  REQUIRE(child >= 0);
  if (child == 0) {
    {
      ProgressDisplay display(shown);
      display.begin("storing");
      usleep(static_cast<useconds_t>(milliseconds) * 1000);
    }
    _exit(0);
  }
  std::string text;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(terminal, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  return text;
}

TEST_CASE("progress is drawn after a second, and taken away", "[cli][progress]") {
  CHECK(drawn(100, true).empty());
  CHECK(drawn(1500, true) == "\r\x1b[Kstoring  2 s\r\x1b[K");
  CHECK(drawn(1500, false).empty());
}

}  // namespace
}  // namespace writ
