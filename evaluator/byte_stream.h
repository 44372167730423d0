// ByteWriter and ByteReader: values one behind the other, for outcome_bytes.cpp. Both have the same
// functions, so that one list of a record's parts serves to write and to read it. Numbers take as
// few bytes as they need, seven bits in each; a text that comes again is the number of its first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/name.h"

namespace writ {

class ByteWriter {
 public:
  template <class T>
  using Part = const T&;

  template <class T>
  void number(const T& value) {
    auto rest = static_cast<std::uint64_t>(value);
    for (; rest >= 0x80; rest >>= 7U) {
      out_ += static_cast<char>(rest | 0x80U);
    }
    out_ += static_cast<char>(rest);
  }
  // A value from 0 to `last`.
  template <class E>
  void choice(const E& value, E /*last*/) {
    number(value);
  }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  // Eight bytes, for a number that is as likely large as small.
  void whole(std::uint64_t value) {
    for (int i = 0; i < 8; ++i, value >>= 8U) {
      out_ += static_cast<char>(value & 0xFFU);
    }
  }
  // A text that is likely to come again.
  void shared(const std::string& value) {
    const auto [place, is_new] = shared_.try_emplace(value, shared_.size());
    number(place->second);
    if (is_new) {
      text(value);
    }
  }
  void name(const Name& value) {
    const auto [place, is_new] = names_.try_emplace(&value.text(), names_.size());
    number(place->second);
    if (is_new) {
      text(value.text());
    }
  }
  template <class T, class Write>
  void list(const std::vector<T>& items, Write write) {
    number(items.size());
    for (const T& item : items) {
      write(item);
    }
  }
  template <class T, class Write>
  void maybe(const std::optional<T>& value, Write write) {
    number(value.has_value());
    if (value) {
      write(*value);
    }
  }

  std::string take() && { return std::move(out_); }

 private:
  std::string out_;
  std::unordered_map<std::string_view, std::uint64_t> shared_;  // of texts that outlive this
  std::unordered_map<const std::string*, std::uint64_t> names_;
};

// After anything that cannot be right, every value is 0 or empty, and done() is false.
class ByteReader {
 public:
  template <class T>
  using Part = T&;

  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  void number(T& value) {
    value = static_cast<T>(next());
  }
  template <class E>
  void choice(E& value, E last) {
    const std::uint64_t found = next();
    good_ = good_ && found <= static_cast<std::uint64_t>(last);
    value = good_ ? static_cast<E>(found) : E{};
  }
  void text(std::string& value) { value = std::string(bytes()); }
  void shared(std::string& value) {
    const std::uint64_t number = next();
    if (number == shared_.size() && good_) {
      shared_.push_back(bytes());
    }
    good_ = good_ && number < shared_.size();
    value = good_ ? std::string(shared_[number]) : std::string();
  }
  void whole(std::uint64_t& value) {
    value = 0;
    good_ = good_ && rest_.size() >= 8;
    for (unsigned i = 0; i < 8 && good_; ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(good_ ? 8 : 0);
  }
  void name(Name& value) {
    const std::uint64_t number = next();
    if (number == names_.size() && good_) {
      names_.emplace_back(bytes());
    }
    good_ = good_ && number < names_.size();
    value = good_ ? names_[number] : Name();
  }
  template <class T, class Read>
  void list(std::vector<T>& items, Read read) {
    const std::uint64_t count = next();
    good_ = good_ && count <= rest_.size();  // each takes a byte at least
    items.reserve(good_ ? std::min<std::uint64_t>(count, rest_.size() / 8) : 0);
    for (std::uint64_t i = 0; i < count && good_; ++i) {
      read(items.emplace_back());
    }
  }
  template <class T, class Read>
  void maybe(std::optional<T>& value, Read read) {
    bool there = false;
    choice(there, true);
    if (there) {
      read(value.emplace());
    }
  }

  // Whether all was right, and nothing is left.
  bool done() const { return good_ && rest_.empty(); }

 private:
  std::uint64_t next() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && good_; shift += 7) {
      if (rest_.empty()) {
        break;
      }
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) {
        return value;
      }
    }
    good_ = false;
    return 0;
  }
  std::string_view bytes() {
    const std::uint64_t size = next();
    good_ = good_ && size <= rest_.size();
    const std::string_view found = rest_.substr(0, good_ ? size : 0);
    rest_.remove_prefix(found.size());
    return found;
  }

  std::string_view rest_;
  bool good_ = true;
  std::vector<std::string_view> shared_;
  std::vector<Name> names_;
};

}  // namespace writ
