// The program as people run it: in a folder of its own, with arguments, and with all that comes out
// of it.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "canary.h"

namespace writ {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "writ-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      FAIL("cannot make a folder");
    }
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }

 private:
  std::filesystem::path path_;
};

struct Ran {
  int status = -1;  // 128 and more: ended by a signal
  std::string out;
  std::string err;
};

struct RunOptions {
  std::string input = {};
  std::vector<std::string> environment = {"LC_ALL=C", "TZ=UTC"};  // all of it
  std::string folder = {};                                        // below the temporary one
  unsigned interrupt_after = 0;                                   // microseconds, then SIGINT …
  int interrupts = 1;                                             // … so many times
};

inline bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Without the lines that only -v shows.
inline std::string without_debug(const std::string& text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string line = text.substr(begin, end - begin);
    if (!line.starts_with("writ: debug: ") && !mentions(line, R"("level":"debug")")) {
      out += line;
    }
    begin = end;
  }
  return out;
}

// Runs `writ` with these arguments, in `folder`. A run that is given secrets says all it has to say
// (-v), none of which may be one of them; what only -v shows is not handed back.
inline Ran run_writ(const TempFolder& folder, std::vector<std::string> arguments,
                    const RunOptions& options = {}) {
  const Canary canary(folder.path(), options.environment);
  const bool asked = std::any_of(arguments.begin(), arguments.end(), [](const std::string& word) {
    return word == "-v" || word == "-q";
  });
  const bool talks = canary.has_secrets() && !asked;
  if (talks) {
    arguments.push_back("-v");
  }
  const TempFolder streams;
  streams.write("in", options.input);
  arguments.insert(arguments.begin(), "writ");
  std::vector<char*> argv;
  for (std::string& argument : arguments) {
    argv.push_back(argument.data());
  }
  argv.push_back(nullptr);
  std::vector<std::string> environment = options.environment;
  std::vector<char*> envp;
  for (std::string& variable : environment) {
    envp.push_back(variable.data());
  }
  envp.push_back(nullptr);
  const std::string in = (streams.path() / "in").string();
  const std::string out = (streams.path() / "out").string();
  const std::string err = (streams.path() / "err").string();
  const std::string where = (folder.path() / options.folder).string();
  const pid_t child = fork();
  if (child == 0) {
    const bool ready = chdir(where.c_str()) == 0 && dup2(open(in.c_str(), O_RDONLY), 0) == 0 &&
                       dup2(open(out.c_str(), O_WRONLY | O_CREAT, 0600), 1) == 1 &&
                       dup2(open(err.c_str(), O_WRONLY | O_CREAT, 0600), 2) == 2;
    if (ready) {
      signal(SIGINT, SIG_DFL);  // tests that run in the background ignore it
      alarm(60);
      execve(WRIT_BINARY, argv.data(), envp.data());
    }
    _exit(126);
  }
  if (options.interrupt_after > 0) {
    usleep(options.interrupt_after);
    for (int i = 0; i < options.interrupts; ++i) {
      kill(child, SIGINT);
      usleep(50);
    }
  }
  int status = 0;
  while (waitpid(child, &status, canary.has_secrets() ? WNOHANG : 0) == 0) {
    canary.check_processes(child);
    usleep(2000);
  }
  Ran ran{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), streams.read("out"),
          streams.read("err")};
  for (const char* found : {"Sanitizer: ", ": runtime error: "}) {
    if (mentions(ran.err, found)) {
      FAIL_CHECK(ran.err);
    }
  }
  canary.check_text("standard output", ran.out);
  canary.check_text("standard error", ran.err);
  if (canary.has_secrets()) {
    const std::vector<std::string> leaking = canary.leaking_files();
    CHECK(leaking.empty());
  }
  if (talks) {
    ran.err = without_debug(ran.err);
  }
  return ran;
}

}  // namespace writ
