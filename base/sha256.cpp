#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>

#include "base/ensure.h"

namespace writ {
namespace {

std::string hexadecimal(const unsigned char* bytes, std::size_t size) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * size);
  for (std::size_t i = 0; i < size; ++i) {
    out.push_back(digits[bytes[i] >> 4U]);
    out.push_back(digits[bytes[i] & 15U]);
  }
  return out;
}

// Looked up once: OpenSSL's own look-up takes longer than a short digest.
const EVP_MD* algorithm() {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return sha256 != nullptr ? sha256 : EVP_sha256();
}

EVP_MD_CTX* digest_context(void* context) {
  return static_cast<EVP_MD_CTX*>(context);
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.hex();
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  ENSURE(context_ != nullptr);
  ENSURE(EVP_DigestInit_ex(digest_context(context_), algorithm(), nullptr) == 1);
}

Sha256::~Sha256() {
  EVP_MD_CTX_free(digest_context(context_));
}

void Sha256::add(std::string_view bytes) {
  ENSURE(EVP_DigestUpdate(digest_context(context_), bytes.data(), bytes.size()) == 1);
}

void Sha256::add_field(std::string_view bytes) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] =
        static_cast<char>((static_cast<std::uint64_t>(bytes.size()) >> (56 - 8 * i)) & 0xFFU);
  }
  add({length.data(), length.size()});
  add(bytes);
}

std::array<unsigned char, Sha256::size> Sha256::finish() {
  std::array<unsigned char, size> digest{};
  ENSURE(EVP_DigestFinal_ex(digest_context(context_), digest.data(), nullptr) == 1);
  return digest;
}

std::string Sha256::hex() {
  const auto digest = finish();
  return hexadecimal(digest.data(), digest.size());
}

std::uint64_t Sha256::first_bits() {
  const auto digest = finish();
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof bits; ++i) {
    bits = bits << 8U | digest[i];
  }
  return bits;
}

}  // namespace writ
