// Where the messages of a server begin and end in what it sends: LDAP (BER), PostgreSQL's protocol
// 3, and the records of TLS, behind which nobody sees either.
#pragma once

#include <cstdint>
#include <string>

namespace writ::testing {

enum class Protocol { ldap, postgresql, tls, postgresql_tls };

namespace wire {

inline std::size_t byte_at(const std::string& bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// A number of `count` bytes, the first the most significant.
inline std::size_t number_at(const std::string& bytes, std::size_t at, std::size_t count) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < count; ++i) {
    out = (out << 8) | byte_at(bytes, at + i);
  }
  return out;
}

inline std::size_t ber_size(const std::string& bytes) {
  if (bytes.size() < 2) {
    return 0;
  }
  const std::size_t first = byte_at(bytes, 1);
  const std::size_t digits = first < 128 ? 0 : first - 128;
  if (bytes.size() < 2 + digits) {
    return 0;
  }
  return 2 + digits + (digits == 0 ? first : number_at(bytes, 2, digits));
}

// Bytes of the message at the front, 0 where that is not known yet. `first`: nothing came before
// it on this connection.
inline std::size_t message_size(Protocol protocol, const std::string& bytes, bool first) {
  switch (protocol) {
    case Protocol::ldap:
      return ber_size(bytes);
    case Protocol::postgresql:
      return bytes.size() < 5 ? 0 : 1 + number_at(bytes, 1, 4);
    case Protocol::postgresql_tls:
      if (first) {
        return bytes.empty() ? 0 : 1;  // whether the server has TLS: `S`
      }
      [[fallthrough]];
    case Protocol::tls:
      return bytes.size() < 5 ? 0 : 5 + number_at(bytes, 3, 2);
  }
  return 0;
}

// Where an LDAP message's operation begins, behind the message's number.
inline std::size_t ldap_operation(const std::string& message) {
  const std::size_t head = byte_at(message, 1) < 128 ? 2 : 2 + byte_at(message, 1) - 128;
  return head + 2 + byte_at(message, head + 1);
}

// Whether the message is the last of an answer.
inline bool ends_answer(Protocol protocol, const std::string& message) {
  switch (protocol) {
    case Protocol::ldap:
      return byte_at(message, ldap_operation(message)) == 0x65;  // SearchResultDone
    case Protocol::postgresql:
      return message.front() == 'Z';  // ReadyForQuery
    default:
      return false;
  }
}

}  // namespace wire

}  // namespace writ::testing
