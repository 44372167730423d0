#include "cli/references.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <vector>

#include "base/text.h"
#include "cli/files.h"

extern char** environ;  // NOLINT: POSIX

namespace writ {
namespace {

constexpr std::size_t max_secret = 64 << 10;
constexpr int max_seconds = 60;

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

Result<std::string> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') {
    return Error{"the environment has no `" + name + "`"};
  }
  return std::string(value);
}

std::string without_line_end(std::string text) {
  if (text.ends_with('\n')) {
    text.pop_back();
  }
  if (text.ends_with('\r')) {
    text.pop_back();
  }
  return text;
}

// What is there up to the end, or the limit.
std::string drain(int file) {
  std::string out;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(file, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0 || out.size() > max_secret) {
      return out;
    }
    out.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<std::string> from_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    return Error{"cannot read `" + printable(path) + "`: " + std::strerror(errno)};
  }
  struct stat status {};
  const bool known = fstat(file, &status) == 0;
  const bool regular = known && S_ISREG(status.st_mode);
  const bool exposed =
      (status.st_mode & (S_IRWXG | S_IRWXO)) != 0 && !path.starts_with("/run/secrets/");
  std::string text = regular && !exposed ? drain(file) : "";
  close(file);
  if (!regular) {
    return Error{"`" + printable(path) + "` is no file"};
  }
  if (exposed) {
    return Error{"others than its owner may read or write `" + printable(path) +
                 "`: `chmod 600` it, and replace the secret if they were not meant to"};
  }
  text = without_line_end(std::move(text));
  if (text.empty() || text.size() > max_secret) {
    return Error{"`" + printable(path) + "` is empty, or larger than a secret"};
  }
  return text;
}

// Reads until the program closes its output; false where it takes too long.
bool gather(int file, std::string& out) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(max_seconds);
  char buffer[4096];
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd waited{file, POLLIN, 0};
    if (left.count() <= 0 || out.size() > max_secret) {
      return false;
    }
    const int ready = poll(&waited, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0) {
      return false;
    }
    const ssize_t got = ::read(file, buffer, sizeof buffer);
    if (got <= 0) {
      return got == 0;
    }
    out.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<std::string> from_command(const std::string& command) {
  std::istringstream words(command);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) {
    arguments.push_back(word);
  }
  std::vector<char*> argv;
  for (std::string& argument : arguments) {
    argv.push_back(argument.data());
  }
  argv.push_back(nullptr);
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return Error{std::string("no pipe: ") + std::strerror(errno)};
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int fault = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (fault != 0) {
    close(ends[0]);
    return Error{"cannot run " + in_backticks(arguments[0]) + ": " + std::strerror(fault)};
  }
  std::string text;
  const bool ended = gather(ends[0], text);
  close(ends[0]);
  if (!ended) {
    kill(child, SIGKILL);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!ended || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return Error{in_backticks(arguments[0]) +
                 (ended ? " failed" : " did not end within a minute, or said too much")};
  }
  text = without_line_end(std::move(text));
  return text.empty() ? Result<std::string>(Error{in_backticks(arguments[0]) + " said nothing"})
                      : Result<std::string>(text);
}

// What a reference refers to.
Result<std::string> found_by(const std::string& reference, const std::string& folder) {
  const std::string inner = reference.substr(2, reference.size() - 3);
  const std::size_t colon = inner.find(':');
  const std::string kind = inner.substr(0, colon);
  const std::string what = inner.substr(colon + 1);
  Result<std::string> found = kind == "env"    ? from_environment(what)
                              : kind == "file" ? from_file(joined(folder, what))
                                               : from_command(what);
  return found ? std::move(found) : found.error().context(reference);
}

}  // namespace

bool is_reference(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with('}')) {
    return false;
  }
  text = text.substr(2, text.size() - 3);
  if (text.starts_with("env:")) {
    return is_name(text.substr(4));
  }
  const bool plain = text.find_first_of("{}") == std::string_view::npos;
  return plain && ((text.starts_with("file:") && text.size() > 5) ||
                   (text.starts_with("command:") && !trim(text.substr(8)).empty()));
}

void keep_memory_private() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

Result<std::string> References::resolve(const std::string& text) {
  if (!is_reference(text)) {
    return text;
  }
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(text);
  return known != known_.end() ? known->second
                               : known_.emplace(text, found_by(text, folder_)).first->second;
}

}  // namespace writ
