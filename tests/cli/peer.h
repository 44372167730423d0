// A system to collect from: tests/peers/server.mjs, as a process of its own that ends with this.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "run_writ.h"
#include "support/server_process.h"

namespace writ {

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
