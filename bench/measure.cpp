// bench_measure RUNS LIMIT COMMAND [ARGUMENT…]: runs the command RUNS times after one that does not
// count, and prints what it took as a line of JSON: wall and processor times in milliseconds, peak
// memory in KiB. No run begins after LIMIT seconds; if that leaves only the first, it counts; one
// that takes longer is ended, and has no time. With RUNS 0 the first is the only one, and counts.
// Small on purpose: Linux counts the size of the process that starts another into the other's peak.
// Anonymous memory is sampled in the first run, so that no timed run is disturbed.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Run {
  double ms = 0;
  double cpu_ms = 0;  // of all its threads, in itself and in the system
  long peak_kib = 0;
  int status = 0;  // of the process: its exit status, or 128 and the signal
};

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double cpu_ms(const rusage& usage) {
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_usec) / 1000;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

// Standard output goes nowhere; what a command says on standard error is ours to say.
pid_t start(char** command) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = -1;
  const int failed = posix_spawnp(&child, command[0], &files, nullptr, command, environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) {
    std::fprintf(stderr, "bench_measure: cannot run %s\n", command[0]);
    std::exit(2);
  }
  return child;
}

int status_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Run timed(char** command) {
  const auto begin = Clock::now();
  const pid_t child = start(command);
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  return {ms_since(begin), cpu_ms(usage), usage.ru_maxrss, status_of(status)};
}

long anonymous_kib(pid_t child) {
  std::ifstream file("/proc/" + std::to_string(child) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("RssAnon:", 0) == 0) {
      return std::strtol(line.c_str() + 8, nullptr, 10);
    }
  }
  return 0;
}

// Asks once a millisecond for anonymous memory; ends the process at the limit.
Run sampled(char** command, double limit_ms, long& most_anonymous_kib) {
  const auto begin = Clock::now();
  const pid_t child = start(command);
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, WNOHANG, &usage) == 0) {
    most_anonymous_kib = std::max(most_anonymous_kib, anonymous_kib(child));
    if (ms_since(begin) > limit_ms) {
      kill(child, SIGKILL);
    }
    usleep(1000);
  }
  return {ms_since(begin), cpu_ms(usage), usage.ru_maxrss, status_of(status)};
}

std::string listed(const std::vector<Run>& runs, double Run::*figure) {
  std::string text;
  for (const Run& run : runs) {
    if (!text.empty()) {
      text += ',';
    }
    text += std::to_string(run.*figure);
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  const int wanted = argc < 4 ? -1 : std::atoi(argv[1]);
  if (wanted < 0) {
    std::fprintf(stderr, "usage: bench_measure RUNS LIMIT COMMAND [ARGUMENT...]\n");
    return 2;
  }
  const double limit_ms = std::atof(argv[2]) * 1000;
  const auto begin = Clock::now();
  long anonymous = 0;
  const Run first = sampled(argv + 3, limit_ms, anonymous);
  const bool too_slow = first.ms > limit_ms;
  std::vector<Run> runs;
  while (static_cast<int>(runs.size()) < wanted && ms_since(begin) < limit_ms) {
    runs.push_back(timed(argv + 3));
  }
  if (runs.empty() && !too_slow) {
    runs.push_back(first);
  }
  long peak = first.peak_kib;
  int status = first.status;
  for (const Run& run : runs) {
    peak = std::max(peak, run.peak_kib);
    status = std::max(status, run.status);
  }
  std::printf("{\"ms\":[%s],\"cpu_ms\":[%s],", listed(runs, &Run::ms).c_str(),
              listed(runs, &Run::cpu_ms).c_str());
  std::printf("\"peak_kib\":%ld,\"anonymous_kib\":%ld,\"status\":%d}\n", peak, anonymous, status);
  return 0;
}
