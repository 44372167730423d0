#include "connectors/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace writ {
namespace {

struct Block {
  std::uint32_t begin;
  int bits;
  std::string_view what;
};
// RFC 6890 and what it was updated by, as of the registry of 2024.
constexpr std::array<Block, 16> blocks = {{{0x00000000, 8, "unspecified"},
                                           {0x0A000000, 8, "private"},
                                           {0x64400000, 10, "carrier-grade NAT"},
                                           {0x7F000000, 8, "loopback"},
                                           {0xA9FE0000, 16, "link-local"},
                                           {0xAC100000, 12, "private"},
                                           {0xC0000000, 24, "reserved"},
                                           {0xC0000200, 24, "reserved"},
                                           {0xC0586300, 24, "reserved"},
                                           {0xC0A80000, 16, "private"},
                                           {0xC6120000, 15, "reserved"},
                                           {0xC6336400, 24, "reserved"},
                                           {0xCB007100, 24, "reserved"},
                                           {0xE0000000, 4, "multicast"},
                                           {0xFFFFFFFF, 32, "reserved"},
                                           {0xF0000000, 4, "reserved"}}};

std::string special_v4(std::uint32_t address) {
  for (const Block& block : blocks) {
    const std::uint32_t mask = ~std::uint32_t{0} << (32 - block.bits);
    if ((address & mask) == block.begin) {
      return std::string(block.what);
    }
  }
  return {};
}

using Bytes = std::array<std::uint8_t, 16>;

std::uint32_t v4_at(const Bytes& bytes, std::size_t at) {
  return (std::uint32_t{bytes[at]} << 24) | (std::uint32_t{bytes[at + 1]} << 16) |
         (std::uint32_t{bytes[at + 2]} << 8) | std::uint32_t{bytes[at + 3]};
}

bool zeros(const Bytes& bytes, std::size_t end) {
  for (std::size_t i = 0; i < end; ++i) {
    if (bytes[i] != 0) {
      return false;
    }
  }
  return true;
}

std::string special_v6(const Bytes& bytes) {
  if (zeros(bytes, 15)) {
    return bytes[15] == 0 ? "unspecified" : bytes[15] == 1 ? "loopback" : "reserved";
  }
  if (zeros(bytes, 10) && bytes[10] == 0xFF && bytes[11] == 0xFF) {  // ::ffff:a.b.c.d
    return special_v4(v4_at(bytes, 12));
  }
  if (zeros(bytes, 12)) {
    return "reserved";
  }
  if (bytes[0] == 0x00 && bytes[1] == 0x64 && bytes[2] == 0xFF && bytes[3] == 0x9B) {  // NAT64
    return bytes[4] == 0 && bytes[5] == 0 ? special_v4(v4_at(bytes, 12)) : "private";
  }
  if (bytes[0] == 0x20 && bytes[1] == 0x02) {  // 6to4
    return special_v4(v4_at(bytes, 2));
  }
  if (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80) {
    return "link-local";
  }
  if ((bytes[0] & 0xFE) == 0xFC) {
    return "private";
  }
  if (bytes[0] == 0xFF) {
    return "multicast";
  }
  // Only 2000::/3 is handed out, and of it not Teredo, benchmarking and documentation.
  const bool odd_2001 = bytes[0] == 0x20 && bytes[1] == 0x01 &&
                        (bytes[2] < 0x02 || (bytes[2] == 0x0D && bytes[3] == 0xB8));
  return (bytes[0] & 0xE0) != 0x20 || odd_2001 ? "reserved" : "";
}

}  // namespace

std::string special_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return special_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    Bytes bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return special_v6(bytes);
  }
  return "reserved";
}

std::string special_address(const std::string& text) {
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
    return special_v4(ntohl(v4.s_addr));
  }
  Bytes bytes{};
  return inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 ? special_v6(bytes) : "reserved";
}

std::string address_text(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* at = nullptr;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (address.sa_family == AF_INET) {
    std::memcpy(&v4, &address, sizeof v4);
    at = &v4.sin_addr;
  } else if (address.sa_family == AF_INET6) {
    std::memcpy(&v6, &address, sizeof v6);
    at = &v6.sin6_addr;
  }
  const bool known = at != nullptr && inet_ntop(address.sa_family, at, text.data(), text.size());
  return known ? text.data() : "?";
}

}  // namespace writ
