// Looking rows up by a number instead of walking over them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_set>
#include <utility>
#include <vector>

namespace writ::native {

// A vector whose new elements nobody writes: who fills it may be several threads.
template <class T>
struct Unwritten : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = Unwritten<U>;
  };
  template <class U>
  void construct(U* place) {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... Args>
  void construct(U* place, Args&&... args) {
    ::new (static_cast<void*>(place)) U(std::forward<Args>(args)...);
  }
};
using RowList = std::vector<std::uint32_t, Unwritten<std::uint32_t>>;

// The keys of rows, one behind the other: in four bytes each while all of them fit.
class Keys {
 public:
  Keys() = default;
  explicit Keys(std::vector<std::uint32_t> keys) : narrow_(std::move(keys)) {}
  void reserve(std::size_t n) { narrow_.reserve(n); }
  void add(std::span<const std::int64_t> keys);
  std::size_t size() const { return wide_.empty() ? narrow_.size() : wide_.size(); }
  // The keys as an array of one type or the other.
  template <class Visit>
  void visit(Visit visit) const {
    wide_.empty() ? visit(narrow_.data()) : visit(wide_.data());
  }

 private:
  std::vector<std::uint32_t> narrow_;
  std::vector<std::int64_t> wide_;  // empty, or all
};

// Numbers to lists of rows, in the order of rows. Where the numbers lie close together a list is
// found by how many numbers before it have one, else by hashing.
class KeyIndex {
 public:
  // Rows, and the key of each.
  struct Piece {
    std::span<const std::uint32_t> rows;
    const Keys& keys;
  };
  using Pieces = std::vector<Piece>;

  KeyIndex() = default;
  // REQUIRES: rows ascend, from piece to piece too.
  KeyIndex(const Pieces& pieces, std::size_t threads);
  std::span<const std::uint32_t> find(std::int64_t key) const {
    if (words_.empty()) {
      return slots_.empty() ? std::span<const std::uint32_t>{} : find_hashed(key);
    }
    const auto at = static_cast<std::uint64_t>(key);
    if (at / 64 >= words_.size() || !words_.data()[at / 64].holds(at)) {
      return {};
    }
    const std::size_t list = words_.data()[at / 64].list_of(at);
    if (begins_.empty()) {
      return {rows_.data() + list, 1};
    }
    const std::uint32_t begin = begins_.data()[list];
    return {rows_.data() + begin, begins_.data()[list + 1] - begin};
  }

 private:
  // Which of 64 numbers have a list, and how many before them do.
  struct Word {
    std::uint64_t bits = 0;
    std::uint64_t before = 0;
    bool holds(std::uint64_t key) const { return (bits >> key % 64 & 1U) != 0; }
    std::size_t list_of(std::uint64_t key) const {
      return before + ones(bits & ((std::uint64_t{1} << key % 64) - 1));
    }
  };
  struct Slot {
    std::int64_t key = 0;
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
  };
  // Side by side in bytes: without the instruction for it std::popcount is a call.
  static constexpr std::uint64_t ones(std::uint64_t bits) {
    bits -= bits >> 1U & 0x5555555555555555U;
    bits = (bits & 0x3333333333333333U) + (bits >> 2U & 0x3333333333333333U);
    return ((bits + (bits >> 4U)) & 0x0F0F0F0F0F0F0F0FU) * 0x0101010101010101U >> 56U;
  }
  void count_keys(const Pieces& pieces, std::size_t size, std::size_t most, std::size_t threads);
  void hash_keys(const Pieces& pieces, std::size_t rows);
  std::size_t slot_of(std::int64_t key) const;
  std::span<const std::uint32_t> find_hashed(std::int64_t key) const;

  std::vector<Word> words_;
  RowList begins_;  // by list, and one more; empty: each list has one row
  std::vector<Slot> slots_;
  RowList rows_;
};

// The rows of a relation that a condition ranges over: without those that its conditions on the row
// alone rule out; by key, where it looks rows up.
struct Range {
  std::vector<std::uint32_t> rows;  // among all of the relation's parts
  bool sure = true;                 // those conditions hold for each of them
  bool keyed = false;
  KeyIndex index;
  std::vector<std::uint32_t> wild;  // rows whose key is unknown: they may match anything
};

// Keys that somebody looks for: those that are small, as most are, as bits.
class KeySet {
 public:
  void insert(std::int64_t key) {
    const auto at = static_cast<std::uint64_t>(key);
    if (at >= bits_limit) {
      size_ += others_.insert(key).second ? 1 : 0;
      return;
    }
    if (at / 64 >= words_.size()) {
      words_.resize(at / 64 + 1 + words_.size() / 2);
    }
    std::uint64_t& word = words_[at / 64];
    const std::uint64_t bit = std::uint64_t{1} << at % 64;
    size_ += (word & bit) == 0 ? 1 : 0;
    word |= bit;
  }
  bool contains(std::int64_t key) const {
    const auto at = static_cast<std::uint64_t>(key);
    return at < bits_limit ? at / 64 < words_.size() && (words_[at / 64] >> at % 64 & 1U) != 0
                           : others_.contains(key);
  }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  static constexpr std::uint64_t bits_limit = std::uint64_t{1} << 27U;  // 16 MiB
  std::vector<std::uint64_t> words_;
  std::unordered_set<std::int64_t> others_;
  std::size_t size_ = 0;
};

}  // namespace writ::native
