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
  ENSURE(EVP_DigestInit_ex(digest_context(context_), EVP_sha256(), nullptr) == 1);
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

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  ENSURE(EVP_DigestFinal_ex(digest_context(context_), digest.data(), &size) == 1);
  return hexadecimal(digest.data(), size);
}

}  // namespace writ
