// FaultProxy: a wire between a client and a server of this machine, on which things go wrong at the
// n-th message of the server. It knows where messages begin and end, and nothing of what they say.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/wire_framing.h"

namespace writ::testing {

struct WireFault {
  enum class What {
    reset,         // the connection, at once
    closed,        // in good order
    silent,        // nothing more comes
    slow,          // the message dribbles in
    cut,           // a part of the message, and the connection is closed
    noise,         // random bytes in its place
    flipped,       // one of its bytes is another
    dropped,       // the message is not there
    doubled,       // it comes twice
    reply_lost,    // from it to the end of the answer, nothing comes
    reply_doubled  // the answer that it belongs to comes twice
    ,
    replaced  // by what `instead` makes of it
  };
  What what = What::reset;
  std::size_t at = 1;
  std::uint64_t chance = 0;  // which byte, how much of it
  // May have the message in what it returns.
  std::function<std::string(const std::string& message)> instead = {};
  bool skips_answer = false;  // of the rest, the last message alone comes
  bool then_closes = false;
};

class FaultProxy {
 public:
  FaultProxy(unsigned server_port, Protocol protocol, std::vector<WireFault> faults)
      : server_port_(server_port), protocol_(protocol), faults_(std::move(faults)) {
    hit_ = std::vector<std::atomic<bool>>(faults_.size());
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    listen(listener_, 8);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~FaultProxy() {
    stop_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  unsigned port() const { return port_; }
  std::size_t messages() const { return messages_; }
  bool hit(std::size_t fault) const { return hit_[fault]; }

 private:
  using What = WireFault::What;

  static sockaddr_in loopback(unsigned port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
  }
  static bool send_all(int to, const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t sent = ::send(to, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) {
        return false;
      }
      at += static_cast<std::size_t>(sent);
    }
    return true;
  }

  void serve() {
    while (!stop_) {
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) {
        return;
      }
      const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const sockaddr_in address = loopback(server_port_);
      if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        const int on = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        relay(client, server);
      }
      ::close(client);
      ::close(server);
    }
  }

  void relay(int client, int server) {
    buffer_.clear();
    reply_.clear();
    first_ = true;
    silent_ = false;
    skips_ = Skip::nothing;
    std::array<char, 16384> bytes{};
    while (!stop_) {
      std::array<pollfd, 2> ends = {{{client, POLLIN, 0}, {server, POLLIN, 0}}};
      poll(ends.data(), ends.size(), 50);
      for (const pollfd& end : ends) {
        if (end.revents == 0) {
          continue;
        }
        const ssize_t got = ::read(end.fd, bytes.data(), bytes.size());
        if (got <= 0) {
          if (end.fd == server && silent_) {
            continue;  // nobody learns of it
          }
          return;
        }
        const std::string part(bytes.data(), static_cast<std::size_t>(got));
        if (!(end.fd == client ? send_all(server, part) : pass(client, part))) {
          return;
        }
      }
    }
  }

  // False: the connection is over.
  bool pass(int client, const std::string& part) {
    buffer_ += part;
    std::string out;
    for (;;) {
      const std::size_t size = wire::message_size(protocol_, buffer_, first_);
      if (size == 0 || buffer_.size() < size) {
        return silent_ || send_all(client, out);
      }
      const std::string message = buffer_.substr(0, size);
      buffer_.erase(0, size);
      first_ = false;
      ++messages_;
      if (!take(client, message, out)) {
        send_all(client, out);
        return false;
      }
    }
  }

  bool take(int client, const std::string& message, std::string& out) {
    const bool last = wire::ends_answer(protocol_, message);
    reply_ += message;
    std::string shown = message;
    if (skips_ != Skip::nothing) {
      const bool shows = last && skips_ == Skip::but_the_last;
      skips_ = last ? Skip::nothing : skips_;
      shown = shows ? message : "";
    }
    const auto fault = std::find_if(faults_.begin(), faults_.end(),
                                    [this](const WireFault& one) { return one.at == messages_; });
    bool open = true;
    if (fault != faults_.end() && !silent_ && !shown.empty()) {
      hit_[static_cast<std::size_t>(fault - faults_.begin())] = true;
      open = apply(*fault, client, last, shown, out);
    }
    out += silent_ ? "" : shown;
    if (last) {
      out += twice_ ? reply_ : "";
      twice_ = false;
      reply_.clear();
    }
    return open;
  }

  bool apply(const WireFault& fault, int client, bool last, std::string& message,
             std::string& out) {
    std::mt19937_64 random(fault.chance);
    switch (fault.what) {
      case What::reset: {
        send_all(client, out);
        out.clear();
        message.clear();
        const linger at_once{1, 0};
        setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        return false;
      }
      case What::closed:
        message.clear();
        return false;
      case What::silent:
        send_all(client, out);
        out.clear();
        silent_ = true;
        return true;
      case What::slow:
        dribble(client, out + message);
        out.clear();
        message.clear();
        return true;
      case What::cut:
        message.resize(message.empty() ? 0 : random() % message.size());
        return false;
      case What::noise:
        for (char& byte : message) {
          byte = static_cast<char>(random());
        }
        return true;
      case What::flipped:
        if (!message.empty()) {
          message[random() % message.size()] ^= static_cast<char>(1 + random() % 255);
        }
        return true;
      case What::dropped:
        message.clear();
        return true;
      case What::doubled:
        message += message;
        return true;
      case What::reply_lost:
        skips_ = last ? Skip::nothing : Skip::all;
        message.clear();
        return true;
      case What::reply_doubled:
        twice_ = true;
        return true;
      case What::replaced:
        message = fault.instead(message) + (fault.skips_answer && last ? message : "");
        skips_ = fault.skips_answer && !last ? Skip::but_the_last : Skip::nothing;
        return !fault.then_closes;
    }
    return true;
  }

  static void dribble(int client, const std::string& bytes) {
    const std::size_t step = bytes.size() / 12 + 1;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      send_all(client, bytes.substr(at, step));
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  enum class Skip { nothing, all, but_the_last };

  unsigned server_port_;
  Protocol protocol_;
  std::vector<WireFault> faults_;
  std::vector<std::atomic<bool>> hit_;
  int listener_ = -1;
  unsigned port_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<std::size_t> messages_ = 0;
  std::string buffer_;  // of the server, less than a message
  std::string reply_;   // the answer so far
  bool first_ = true;
  bool silent_ = false;
  bool twice_ = false;
  Skip skips_ = Skip::nothing;
  std::thread thread_;
};

}  // namespace writ::testing
