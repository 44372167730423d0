// A system to collect from: tests/peers/server.mjs, as a process of its own that ends with this.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "run_writ.h"

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

class Peer {
 public:
  explicit Peer(const nlohmann::json& description)
      : server_({"node", std::string(WRIT_ROOT) + "/tests/peers/server.mjs",
                 written(description.dump()), "--log", (folder_.path() / "log").string()}) {}

  std::string url(const std::string& scheme = "http") const { return server_.url(scheme); }
  // What goes wrong below /r/ID/.
  void set_run(const std::string& id, const nlohmann::json& faults) const {
    const std::string body = faults.dump();
    const std::string text = "PUT /__run/" + id + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n" +
                             "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    const int to = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(server_.port())));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(to, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(write(to, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    std::string answer(4096, '\0');
    while (read(to, answer.data(), answer.size()) > 0) {
    }
    close(to);
  }
  // Every request that it had.
  std::vector<nlohmann::json> requests() const {
    std::vector<nlohmann::json> out;
    std::istringstream lines(folder_.read("log"));
    for (std::string line; std::getline(lines, line);) {
      out.push_back(nlohmann::json::parse(line));
    }
    return out;
  }
  std::string log() const { return folder_.read("log"); }

 private:
  std::string written(const std::string& description) const {
    folder_.write("description.json", description);
    return (folder_.path() / "description.json").string();
  }

  TempFolder folder_;  // before the server, which reads it
  ServerProcess server_;
};

}  // namespace writ
