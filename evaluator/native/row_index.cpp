#include "evaluator/native/row_index.h"

#include <algorithm>
#include <utility>

#include "base/parallel.h"

namespace writ::native {

namespace {

std::size_t spread(std::int64_t key) {
  auto hash = static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15ULL;
  return static_cast<std::size_t>(hash ^ hash >> 32U);
}

}  // namespace

std::size_t KeyIndex::slot_of(std::int64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = spread(key) & mask;
  while (slots_[slot].count != 0 && slots_[slot].key != key) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Keys::add(std::span<const std::int64_t> keys) {
  const auto fits = [](std::int64_t key) { return key >> 32U == 0; };
  if (wide_.empty() && std::all_of(keys.begin(), keys.end(), fits)) {
    const std::size_t before = narrow_.size();
    narrow_.resize(before + keys.size());
    std::transform(keys.begin(), keys.end(), narrow_.begin() + static_cast<std::ptrdiff_t>(before),
                   [](std::int64_t key) { return static_cast<std::uint32_t>(key); });
    return;
  }
  if (wide_.empty()) {
    wide_.assign(narrow_.begin(), narrow_.end());
    narrow_ = {};
  }
  wide_.insert(wide_.end(), keys.begin(), keys.end());
}

KeyIndex::KeyIndex(const Pieces& pieces, std::size_t threads) {
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::size_t size = 0;
  for (const Piece& piece : pieces) {
    size += piece.rows.size();
    piece.keys.visit([&](const auto* keys) {
      for (std::size_t i = 0; i < piece.rows.size(); ++i) {
        least = std::min<std::int64_t>(least, keys[i]);
        most = std::max<std::int64_t>(most, keys[i]);
      }
    });
  }
  constexpr std::int64_t spread_out = 128;  // numbers for each row: two bits each
  if (least >= 0 && most <= spread_out * static_cast<std::int64_t>(size)) {
    count_keys(pieces, size, static_cast<std::size_t>(most), threads);
  } else {
    hash_keys(pieces, size);
  }
}

// Each thread reads all keys and writes the lists of its own ones.
void KeyIndex::count_keys(const Pieces& pieces, std::size_t size, std::size_t most,
                          std::size_t threads) {
  constexpr std::size_t worth_a_thread = 65536;  // rows
  words_.resize(most / 64 + 1);
  rows_.resize(size);
  const std::size_t shares = std::clamp<std::size_t>(size / worth_a_thread, 1, threads);
  const auto first_word = [&](std::size_t share) { return words_.size() * share / shares; };
  const auto for_each_key = [&](std::size_t share, auto visit) {
    const std::size_t first = first_word(share) * 64;
    const std::size_t own = first_word(share + 1) * 64 - first;
    for (const Piece& piece : pieces) {
      piece.keys.visit([&](const auto* keys) {
        for (std::size_t i = 0; i < piece.rows.size(); ++i) {
          const auto key = static_cast<std::uint64_t>(keys[i]);
          if (key - first < own) {
            visit(key, piece.rows[i]);
          }
        }
      });
    }
  };
  const auto in_shares = [&](const auto& work) {
    parallel(shares, shares, [&](std::size_t share, std::size_t) { work(share); });
  };
  in_shares([&](std::size_t share) {
    for_each_key(share, [&](std::uint64_t key, std::uint32_t) {
      words_.data()[key / 64].bits |= std::uint64_t{1} << key % 64;
    });
  });
  std::uint64_t lists = 0;
  for (Word& word : words_) {
    word.before = lists;
    lists += ones(word.bits);
  }
  const auto list_of = [&](std::uint64_t key) { return words_.data()[key / 64].list_of(key); };
  if (lists == size) {
    in_shares([&](std::size_t share) {
      for_each_key(share,
                   [&](std::uint64_t key, std::uint32_t row) { rows_.data()[list_of(key)] = row; });
    });
    return;
  }
  begins_.resize(lists + 1);
  const auto begin_of = [&](std::size_t word) {
    return begins_.begin() +
           static_cast<std::ptrdiff_t>(word < words_.size() ? words_[word].before : lists + 1);
  };
  in_shares([&](std::size_t share) {
    std::fill(begin_of(first_word(share)), begin_of(first_word(share + 1)), 0U);
    for_each_key(share, [&](std::uint64_t key, std::uint32_t) { ++begins_.data()[list_of(key)]; });
  });
  std::uint32_t end = 0;
  for (std::uint32_t& begin : begins_) {
    end += std::exchange(begin, end);
  }
  // Each list is filled from its begin on, which moves to the end: the next one's begin.
  in_shares([&](std::size_t share) {
    for_each_key(share, [&](std::uint64_t key, std::uint32_t row) {
      rows_.data()[begins_.data()[list_of(key)]++] = row;
    });
  });
  std::move_backward(begins_.begin(), begins_.end() - 1, begins_.end());
  begins_[0] = 0;
}

void KeyIndex::hash_keys(const Pieces& pieces, std::size_t rows) {
  std::size_t size = 16;
  while (size < rows * 2) {
    size *= 2;
  }
  slots_.resize(size);
  std::vector<std::uint32_t> places;
  places.reserve(rows);
  for (const Piece& piece : pieces) {
    piece.keys.visit([&](const auto* keys) {
      for (std::size_t i = 0; i < piece.rows.size(); ++i) {
        const auto key = static_cast<std::int64_t>(keys[i]);
        const std::size_t slot = slot_of(key);
        slots_[slot].key = key;
        ++slots_[slot].count;
        places.push_back(static_cast<std::uint32_t>(slot));
      }
    });
  }
  std::uint32_t begin = 0;
  for (Slot& slot : slots_) {
    slot.begin = begin;
    begin += slot.count;
  }
  rows_.resize(rows);
  std::vector<std::uint32_t> filled(slots_.size(), 0);
  auto place = places.begin();
  for (const Piece& piece : pieces) {
    for (const std::uint32_t row : piece.rows) {
      rows_[slots_[*place].begin + filled[*place]++] = row;
      ++place;
    }
  }
}

std::span<const std::uint32_t> KeyIndex::find_hashed(std::int64_t key) const {
  const Slot& slot = slots_[slot_of(key)];
  return {rows_.data() + slot.begin, slot.count};
}

}  // namespace writ::native
