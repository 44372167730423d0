#include "base/sha256.h"

#include <catch2/catch.hpp>

using namespace writ;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples", "[base][sha256]") {
  struct Row {
    std::string text, digest;
  };
  const auto row = GENERATE(values<Row>({
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  }));
  CHECK(sha256_hex(row.text) == row.digest);
}

TEST_CASE("bytes in pieces have the digest of the whole", "[base][sha256]") {
  Sha256 digest;
  digest.add("a");
  digest.add("");
  digest.add("bc");
  CHECK(digest.hex() == sha256_hex("abc"));
}

TEST_CASE("a field is its length, in eight bytes from the highest, and its bytes",
          "[base][sha256]") {
  Sha256 digest;
  digest.add_field("abc");
  CHECK(digest.hex() == sha256_hex(std::string("\0\0\0\0\0\0\0\3abc", 11)));
}

TEST_CASE("fields do not run into each other", "[base][sha256]") {
  const auto of = [](const char* a, const char* b) {
    Sha256 digest;
    digest.add_field(a);
    digest.add_field(b);
    return digest.hex();
  };
  CHECK(of("ab", "c") == of("ab", "c"));
  CHECK(of("ab", "c") != of("a", "bc"));
  CHECK(of("", "abc") != of("abc", ""));
}
