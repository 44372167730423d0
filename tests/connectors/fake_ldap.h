// A server that answers LDAP as a test tells it, for what OpenLDAP does not do: other servers'
// habits, and broken ones'. It understands as much of a request as picks the answer.
#pragma once

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "slapd.h"

namespace writ {

namespace ber {

inline std::string tlv(int tag, const std::string& content) {
  std::string out(1, static_cast<char>(tag));
  const std::size_t size = content.size();
  if (size < 128) {
    out += static_cast<char>(size);
  } else {
    out += '\x83';
    for (const int shift : {16, 8, 0}) {
      out += static_cast<char>((size >> shift) & 0xFF);
    }
  }
  return out + content;
}
inline std::string text(const std::string& bytes) {
  return tlv(0x04, bytes);
}
inline std::string result(int tag, int code, const std::string& said = {},
                          const std::string& more = {}) {
  return tlv(tag,
             tlv(0x0A, std::string(1, static_cast<char>(code))) + text("") + text(said) + more);
}

}  // namespace ber

using FakeValues = std::vector<std::pair<std::string, std::vector<std::string>>>;

inline std::string fake_entry(const std::string& dn, const FakeValues& attributes) {
  std::string list;
  for (const auto& [name, values] : attributes) {
    std::string set;
    for (const std::string& value : values) {
      set += ber::text(value);
    }
    list += ber::tlv(0x30, ber::text(name) + ber::tlv(0x31, set));
  }
  return ber::tlv(0x64, ber::text(dn) + ber::tlv(0x30, list));
}
inline std::string fake_reference(const std::string& url) {
  return ber::tlv(0x73, ber::text(url));
}
inline std::string fake_done(int code = 0, const std::string& said = {}) {
  return ber::result(0x65, code, said);
}
// Behind an operation: the cookie of the next page.
inline std::string fake_cookie(const std::string& cookie) {
  return ber::tlv(0xA0, ber::tlv(0x30, ber::text("1.2.840.113556.1.4.319") +
                                           ber::text(ber::tlv(0x30, std::string("\x02\x01\x00", 3) +
                                                                        ber::text(cookie)))));
}

class FakeLdap {
 public:
  struct Reply {
    std::vector<std::string> operations;  // each a message; the last may have controls behind it
    std::string raw = {};                 // sent as it is, after them
    bool hang_up = false;
  };
  // What to answer to a search, given the bytes of the request. Binds succeed, "Who am I" is
  // unknown, as are other requests.
  using Searches = std::function<Reply(const std::string& request)>;

  explicit FakeLdap(Searches searches) : searches_(std::move(searches)) {
    listener_ = loopback_socket(0, false);
    ::listen(listener_, 8);
    port_ = port_of(listener_);
    thread_ = std::thread([this] { serve(); });
  }
  ~FakeLdap() {
    stop_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    ::shutdown(connection_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  FakeLdap(const FakeLdap&) = delete;
  FakeLdap& operator=(const FakeLdap&) = delete;

  LdapSettings settings(LdapSettings::Flavour flavour) const {
    LdapSettings out;
    out.flavour = flavour;
    out.url = "ldap://127.0.0.1:" + std::to_string(port_);
    out.bind_dn = "reader@example.com";
    out.password = "reader-s3cret";
    out.base_dn = "dc=example,dc=com";
    out.allow_private = true;
    out.allow_plain = true;
    return out;
  }
  bool silent = false;         // accepts, and says nothing
  std::string bind_said = {};  // refuses to bind, and says this
  std::string who = {};        // "u:…": the answer to "Who am I"
  std::atomic<int> connections = 0;

 private:
  bool read(int file, std::string& out, std::size_t size) const {
    out.resize(size);
    for (std::size_t at = 0; at < size;) {
      const ssize_t got = ::recv(file, out.data() + at, size - at, 0);
      if (got <= 0) {
        return false;
      }
      at += static_cast<std::size_t>(got);
    }
    return true;
  }
  // One message, without its outer tag and length.
  bool read_message(int file, std::string& out) const {
    std::string head;
    if (!read(file, head, 2)) {
      return false;
    }
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size >= 128) {
      std::string length;
      if (!read(file, length, size - 128)) {
        return false;
      }
      size = 0;
      for (const char c : length) {
        size = (size << 8) | static_cast<unsigned char>(c);
      }
    }
    return read(file, out, size);
  }
  void send(int file, const std::string& bytes) const {
    ::send(file, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  Reply reply_to(const std::string& message, std::size_t at) const {
    switch (static_cast<unsigned char>(message[at])) {
      case 0x60:
        return {{ber::result(0x61, bind_said.empty() ? 0 : 49, bind_said)}};
      case 0x63:
        return searches_(message);
      case 0x77:
        return {
            {who.empty() ? ber::result(0x78, 2) : ber::result(0x78, 0, "", ber::tlv(0x8B, who))}};
      case 0x50:  // to abandon something, which has no answer
        return {};
      default:
        return {{}, {}, true};
    }
  }
  void serve() {
    while (!stop_) {
      const int file = ::accept(listener_, nullptr, nullptr);
      if (file < 0) {
        return;
      }
      ++connections;
      connection_ = file;
      const int at_once = 1;
      setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
      std::string message;
      while (silent && read(file, message, 1)) {
      }
      while (read_message(file, message)) {
        const std::size_t id = 2 + static_cast<std::size_t>(message[1]);
        const Reply reply = reply_to(message, id);
        for (const std::string& operation : reply.operations) {
          send(file, ber::tlv(0x30, message.substr(0, id) + operation));
        }
        send(file, reply.raw);
        if (reply.hang_up) {
          ::shutdown(file, SHUT_RDWR);
        }
      }
      connection_ = -1;
      ::close(file);
    }
  }

  Searches searches_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connection_ = -1;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace writ
