#include "snapshot/row_changes.h"

#include <algorithm>
#include <atomic>

namespace writ {

TextMatch::TextMatch(const Texts& then, const Texts& now)
    : then_(then), now_(now), known_(then.size(), RowChanges::none) {}

bool TextMatch::same(TextId then, TextId now) const {
  const std::atomic_ref<TextId> known(known_[then]);
  if (known.load(std::memory_order_relaxed) == now) {
    return true;
  }
  if (then_.at(then) != now_.at(now)) {
    return false;
  }
  known.store(now, std::memory_order_relaxed);
  return true;
}

namespace {

bool same_schema(const ColumnTable& a, const ColumnTable& b) {
  const auto same_column = [](const Column& x, const Column& y) {
    return x.name == y.name && x.type == y.type && x.unobservable == y.unobservable;
  };
  return a.schema.key == b.schema.key && a.zone == b.zone && a.incomplete == b.incomplete &&
         std::equal(a.schema.columns.begin(), a.schema.columns.end(), b.schema.columns.begin(),
                    b.schema.columns.end(), same_column);
}

// Whether cells of one type say the same.
class CellMatch {
 public:
  CellMatch(const ColumnData& then, const ColumnData& now, const TextMatch& texts)
      : then_(then), now_(now), texts_(texts) {
    if (then.elements != nullptr && now.elements != nullptr) {
      elements_ = std::make_unique<CellMatch>(*then.elements, *now.elements, texts);
    }
  }

  bool same(std::size_t a, std::size_t b) const {
    const CellState state = then_.at(a);
    if (state != now_.at(b)) {
      return false;
    }
    if (state == CellState::value) {
      return elements_ != nullptr ? same_set(a, b) : same_value(a, b);
    }
    return state == CellState::absent || texts_.same(then_.why(a), now_.why(b));
  }

 private:
  bool same_set(std::size_t a, std::size_t b) const {
    const std::uint64_t size = then_.offsets[a + 1] - then_.offsets[a];
    if (size != now_.offsets[b + 1] - now_.offsets[b]) {
      return false;
    }
    for (std::uint64_t i = 0; i < size; ++i) {
      if (!elements_->same(then_.offsets[a] + i, now_.offsets[b] + i)) {
        return false;
      }
    }
    return true;
  }
  bool same_value(std::size_t a, std::size_t b) const {
    return (then_.flags.empty() || then_.flags[a] == now_.flags[b]) &&
           (then_.numbers.empty() || then_.numbers[a] == now_.numbers[b]) &&
           (then_.days.empty() || then_.days[a] == now_.days[b]) &&
           (then_.texts.empty() || texts_.same(then_.texts[a], now_.texts[b])) &&
           (then_.canonical.empty() || texts_.same(then_.canonical[a], now_.canonical[b]));
  }

  const ColumnData& then_;
  const ColumnData& now_;
  const TextMatch& texts_;
  std::unique_ptr<const CellMatch> elements_;
};

// Both tables are in the order of keys. Equal key cells are equal keys; where the cells differ the
// keys as texts decide.
void match_keys(const ColumnTable& then, const ColumnTable& now, const TextMatch& texts,
                RowChanges& out) {
  std::vector<CellMatch> keys;
  for (const std::string& name : now.schema.key) {
    const auto column = static_cast<std::size_t>(now.schema.find(name));
    keys.emplace_back(then.columns[column], now.columns[column], texts);
  }
  out.earlier.assign(now.rows, RowChanges::none);
  out.later.assign(then.rows, RowChanges::none);
  std::size_t a = 0;
  std::size_t b = 0;
  while (a < then.rows || b < now.rows) {
    int order = a == then.rows ? 1 : b == now.rows ? -1 : 0;
    const bool both = order == 0;
    if (both && !std::all_of(keys.begin(), keys.end(),
                             [&](const CellMatch& key) { return key.same(a, b); })) {
      order = row_key(then, texts.then(), a).compare(row_key(now, texts.now(), b));
    }
    if (order < 0) {
      out.removed.push_back(static_cast<std::uint32_t>(a++));
    } else if (order > 0) {
      out.added.push_back(static_cast<std::uint32_t>(b++));
    } else {
      out.later[a] = static_cast<std::uint32_t>(b);
      out.earlier[b++] = static_cast<std::uint32_t>(a++);
    }
  }
}

bool has_moved(const ColumnTable& then, const ColumnTable& now, const RowChanges& changes) {
  if (then.files != now.files) {
    return true;
  }
  for (std::size_t row = 0; row < now.rows; ++row) {
    const std::uint32_t earlier = changes.earlier[row];
    if (earlier == RowChanges::none) {
      continue;
    }
    const Origin before = then.origin(earlier);
    const Origin after = now.origin(row);
    if (before.file != after.file || before.record != after.record) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<RowChanges> compare_rows(const ColumnTable& then, const ColumnTable& now,
                                       const TextMatch& texts) {
  if (!same_schema(then, now)) {
    return std::nullopt;
  }
  RowChanges changes;
  match_keys(then, now, texts, changes);
  for (std::size_t column = 0; column < now.columns.size(); ++column) {
    const CellMatch cells(then.columns[column], now.columns[column], texts);
    std::vector<std::uint32_t>& changed = changes.changed.emplace_back();
    for (std::size_t row = 0; row < now.rows; ++row) {
      const std::uint32_t earlier = changes.earlier[row];
      if (earlier != RowChanges::none && !cells.same(earlier, row)) {
        changed.push_back(static_cast<std::uint32_t>(row));
      }
    }
  }
  changes.moved = has_moved(then, now, changes);
  return changes;
}

}  // namespace writ
