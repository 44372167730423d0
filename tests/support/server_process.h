// A server for a test: a process of its own that says `listening PORT`, and ends with this.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace writ {

inline bool have_node() {
  static const bool have = std::system("node --version > /dev/null 2>&1") == 0;  // NOLINT
  if (!have) {
    std::cerr << "SKIPPED, LOUDLY: there is no `node`; nothing is collected from a server\n";
  }
  return have;
}

// A server that says `listening PORT`, and ends when its standard input does.
class ServerProcess {
 public:
  explicit ServerProcess(std::vector<std::string> command) {
    int in[2];
    int out[2];
    REQUIRE(pipe2(in, O_CLOEXEC) == 0);
    REQUIRE(pipe2(out, O_CLOEXEC) == 0);
    child_ = fork();
    if (child_ == 0) {
      std::vector<char*> argv;
      for (std::string& word : command) {
        argv.push_back(word.data());
      }
      argv.push_back(nullptr);
      dup2(in[0], 0);
      dup2(out[1], 1);
      execvp(argv[0], argv.data());
      _exit(126);
    }
    close(in[0]);
    close(out[1]);
    hold_ = in[1];
    std::string line;
    for (char c = 0; read(out[0], &c, 1) == 1 && c != '\n';) {
      line += c;
    }
    close(out[0]);
    REQUIRE(line.rfind("listening ", 0) == 0);
    port_ = line.substr(10);
  }
  ~ServerProcess() {
    close(hold_);
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& port() const { return port_; }
  std::string url(const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + port_;
  }

 private:
  pid_t child_ = -1;
  int hold_ = -1;
  std::string port_;
};

}  // namespace writ
