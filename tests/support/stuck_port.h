// Nobody at home: for what happens when a connection comes to nothing.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <string>

namespace writ {

// A port that takes no more connections, and refuses none.
class StuckPort {
 public:
  StuckPort() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const at = reinterpret_cast<sockaddr*>(&address);
    for (int& file : files_) {
      file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (&file == files_.data()) {
        REQUIRE(bind(file, at, sizeof address) == 0);
        REQUIRE(listen(file, 0) == 0);
        REQUIRE(getsockname(file, at, &size) == 0);
      } else {
        connect(file, at, sizeof address);  // fills the queue
      }
    }
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~StuckPort() {
    for (const int file : files_) {
      close(file);
    }
  }
  StuckPort(const StuckPort&) = delete;
  StuckPort& operator=(const StuckPort&) = delete;
  const std::string& url() const { return url_; }

 private:
  std::array<int, 8> files_{};
  std::string url_;
};

}  // namespace writ
