#include "connectors/ldap/ldap_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "base/text.h"
#include "connectors/http/address.h"

namespace writ {
namespace {

using std::chrono::milliseconds;

std::string system_text(int error) {
  return ascii_lower(std::generic_category().message(error));
}

// What went wrong, or 0.
int await_connection(int file, milliseconds timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    pollfd wait{file, POLLOUT, 0};
    const int ready = poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0) {
      return ready == 0 ? ETIMEDOUT : errno;
    }
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
  }
}

int make_blocking(int file) {
  const int flags = fcntl(file, F_GETFL);
  const int on = 1;
  const bool done = flags >= 0 && fcntl(file, F_SETFL, flags & ~O_NONBLOCK) == 0 &&
                    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0;
  return done ? 0 : errno;
}

Result<LdapSocket> connect_to(const addrinfo& to, milliseconds timeout) {
  const int file =
      ::socket(to.ai_family, to.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, to.ai_protocol);
  if (file < 0) {
    return Error{system_text(errno)};
  }
  int error = ::connect(file, to.ai_addr, to.ai_addrlen) == 0 ? 0 : errno;
  error = error == EINPROGRESS ? await_connection(file, timeout) : error;
  error = error == 0 ? make_blocking(file) : error;
  if (error == 0) {
    return LdapSocket{file, address_text(*to.ai_addr)};
  }
  ::close(file);
  return Error{error == ETIMEDOUT ? fmt::format("no connection within {} ms", timeout.count())
                                  : system_text(error)};
}

}  // namespace

Result<LdapUrl> parse_ldap_url(const std::string& text) {
  const std::string lower = ascii_lower(text);
  LdapUrl out;
  out.tls = lower.starts_with("ldaps://");
  if (!out.tls && !lower.starts_with("ldap://")) {
    return Error{"`url` must begin with `ldaps://` or `ldap://`"};
  }
  std::string rest = lower.substr(out.tls ? 8 : 7);
  if (rest.ends_with('/')) {
    rest.pop_back();
  }
  const bool bracket = rest.starts_with('[');
  const std::size_t end = bracket ? rest.find(']') : rest.find(':');
  out.host = bracket ? rest.substr(1, std::min(end, rest.size()) - 1) : rest.substr(0, end);
  rest.erase(0, end == std::string::npos ? rest.size() : end + (bracket ? 1 : 0));
  out.port = rest.empty() ? (out.tls ? "636" : "389") : rest.substr(1);
  const bool good_host =
      !out.host.empty() && out.host.size() < 256 && (!bracket || end != std::string::npos) &&
      out.host.find_first_not_of(bracket ? "0123456789abcdef:."
                                         : "abcdefghijklmnopqrstuvwxyz0123456789-._") ==
          std::string::npos;
  const bool good_port = (rest.empty() || rest.front() == ':') && !out.port.empty() &&
                         out.port.size() <= 5 &&
                         out.port.find_first_not_of("0123456789") == std::string::npos &&
                         std::stoi(out.port) >= 1 && std::stoi(out.port) <= 65535;
  if (!good_host || !good_port) {
    return Error{
        "`url` must be a scheme, a host and perhaps a port, as `ldaps://ldap.example.com`"};
  }
  return out;
}

Result<LdapSocket> connect_ldap(const LdapUrl& url, bool allow_private, milliseconds timeout) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int fault = getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &found)) {
    return Error{fmt::format("cannot resolve {}: {}", in_backticks(url.host),
                             ascii_lower(gai_strerror(fault)))};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  std::string why;  // of the last that was tried
  std::string refused;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    const std::string special = allow_private ? "" : special_address(*at->ai_addr);
    if (!special.empty()) {
      refused = fmt::format(
          "{} is at {}, a {} address; if the source is meant to be there, set "
          "`allow_private: true`",
          in_backticks(url.host), address_text(*at->ai_addr), special);
      continue;
    }
    Result<LdapSocket> socket = connect_to(*at, timeout);
    if (socket) {
      return socket;
    }
    why =
        fmt::format("{} port {}: {}", address_text(*at->ai_addr), url.port, socket.error().message);
  }
  return Error{why.empty() ? refused
                           : fmt::format("cannot reach {}: {}", in_backticks(url.host), why)};
}

bool limit_waits(int file) {
  const timeval second{1, 0};
  return setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second) == 0 &&
         setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second) == 0;
}

CutOff::CutOff(int file, milliseconds within)
    : thread_([this, file, within] {
        std::unique_lock lock(mutex_);
        happened_ = !changed_.wait_for(lock, within, [this] { return done_; });
        if (happened_) {
          ::shutdown(file, SHUT_RDWR);
        }
      }) {}

CutOff::~CutOff() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool CutOff::happened() const {
  const std::lock_guard lock(mutex_);
  return happened_;
}

}  // namespace writ
