// Which addresses look alike to a person (UTS 39).
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

#include <array>
#include <cstring>

#include "base/bytes.h"
#include "base/domain.h"
#include "base/email.h"
#include "base/ensure.h"
#include "base/text.h"

namespace writ {
namespace {

const USpoofChecker* spoof_checker() {
  static const USpoofChecker* instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const USpoofChecker* opened = uspoof_open(&status);
    ENSURE(U_SUCCESS(status));
    return opened;
  }();
  return instance;
}

std::int32_t icu_size(std::size_t size) {
  return static_cast<std::int32_t>(size);
}

// Newer editions of UTS 39 leave these out of a skeleton; ICU 72 does not.
std::string without_invisible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    const auto value = static_cast<UChar32>(c.value);
    if (u_hasBinaryProperty(value, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0) {
      out += text.substr(at, c.bytes);
    }
    at += c.bytes;
  }
  return out;
}

}  // namespace

std::string confusable_skeleton(std::string_view canonical) {
  const std::string seen =
      without_invisible(email_local(canonical)) + "@" + unicode_domain(email_domain(canonical));
  UErrorCode status = U_ZERO_ERROR;
  std::string out(8 * seen.size() + 64, '\0');
  std::int32_t size = uspoof_getSkeletonUTF8(spoof_checker(), 0, seen.data(), icu_size(seen.size()),
                                             out.data(), icu_size(out.size()), &status);
  if (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    out.resize(static_cast<std::size_t>(size));
    size = uspoof_getSkeletonUTF8(spoof_checker(), 0, seen.data(), icu_size(seen.size()),
                                  out.data(), icu_size(out.size()), &status);
  }
  ENSURE(U_SUCCESS(status));
  out.resize(static_cast<std::size_t>(size));
  // Addresses are shown in either case, so a look-alike of a capital counts too (Cyrillic A, the
  // Kelvin sign).
  return ascii_lower(out);
}

namespace {

// What the skeleton of a visible ASCII character is: that of an ASCII text is theirs, one after the
// other.
struct AsciiSkeleton {
  char text[3] = {};
  std::uint8_t size = 0;  // 0: it is not known without its neighbours
};

const std::array<AsciiSkeleton, 256>& ascii_skeletons() {
  static const std::array<AsciiSkeleton, 256> table = [] {
    std::array<AsciiSkeleton, 256> skeletons;
    for (char c = ' ' + 1; c < 127; ++c) {
      const std::string address = std::string(1, c) + "@a";
      const std::string skeleton = confusable_skeleton(address);
      AsciiSkeleton& made = skeletons[static_cast<std::size_t>(c)];
      made.size = static_cast<std::uint8_t>(skeleton.size() - 2);
      if (made.size > sizeof made.text) {
        made.size = 0;
      }
      skeleton.copy(made.text, made.size);
    }
    return skeletons;
  }();
  return table;
}

// The skeleton of an address of visible ASCII characters; 0 where it has others, or a label in
// Punycode, or is longer than `room` allows.
template <std::size_t room>
std::size_t ascii_skeleton(std::string_view address, std::array<char, room>& out) {
  const auto& skeletons = ascii_skeletons();
  std::size_t size = 0;
  bool hyphens = false;
  for (const char c : address) {
    const AsciiSkeleton& one = skeletons[static_cast<unsigned char>(c)];
    if (one.size == 0 || size + sizeof one.text > room) {
      return 0;
    }
    std::memcpy(out.data() + size, one.text, sizeof one.text);
    size += one.size;
    hyphens = hyphens || c == '-';
  }
  return hyphens && address.find("xn--") != std::string_view::npos ? 0 : size;
}

std::uint64_t hash_of(std::string_view text) {
  constexpr std::uint64_t factor = 0x9fb21c651e98df25U;
  std::uint64_t hash = text.size() * factor;
  const auto take = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32U;
  };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    take(word_at<std::uint64_t>(text.data() + at));
  }
  take(short_word(text.data() + at, text.size() - at));
  return hash * factor;
}

}  // namespace

std::uint64_t confusable_hash(std::string_view canonical) {
  std::array<char, 256> skeleton;
  const std::size_t size = ascii_skeleton(canonical, skeleton);
  return size > 0 ? hash_of({skeleton.data(), size}) : hash_of(confusable_skeleton(canonical));
}

}  // namespace writ
