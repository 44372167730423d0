// SHA-256 (FIPS 180-4), as lower-case hexadecimal text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace writ {

std::string sha256_hex(std::string_view bytes);

// For bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  // Adds the length and then the bytes, so that ("ab", "c") differs from ("a", "bc").
  void add_field(std::string_view bytes);
  std::string hex();           // call one of these, once, last
  std::uint64_t first_bits();  // the first 64 bits of the digest, as a number

 private:
  static constexpr std::size_t size = 32;
  std::array<unsigned char, size> finish();

  void* context_;
};

}  // namespace writ
