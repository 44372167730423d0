// A merge sort by natural runs. Short runs are first made longer by insertion; of two neighbours
// only the stretch in which they overlap is merged, so that rows which are nearly in order cost
// little more than one pass.
#include "snapshot/key_order.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"
#include "base/parallel.h"

namespace writ {

namespace {

constexpr std::size_t shortest_run = 24;

using Rows = KeyedRow*;

class Before {
 public:
  explicit Before(const KeyOf& key_of) : key_of_(key_of) {}
  bool operator()(const KeyedRow& a, const KeyedRow& b) const {
    if (a.first != b.first) {
      return a.first < b.first;
    }
    if (a.second != b.second) {
      return a.second < b.second;
    }
    return !a.whole() && key_of_(a.place) < key_of_(b.place);
  }

 private:
  const KeyOf& key_of_;
};

// Merges the sorted [begin, middle) and [middle, end).
void merge(Rows begin, Rows middle, Rows end, std::vector<KeyedRow>& buffer, const Before& before) {
  if (!before(*middle, middle[-1])) {
    return;
  }
  begin = std::upper_bound(begin, middle, *middle, before);
  end = std::lower_bound(middle, end, middle[-1], before);
  buffer.assign(begin, middle);
  const KeyedRow* left = buffer.data();
  const KeyedRow* left_end = left + buffer.size();
  Rows out = begin;
  while (left != left_end && middle != end) {
    *out++ = before(*middle, *left) ? *middle++ : *left++;
  }
  std::copy(left, left_end, out);
}

// The ends of sorted stretches, none but the last shorter than shortest_run.
std::vector<std::size_t> make_runs(Rows rows, std::size_t size, const Before& before) {
  std::vector<std::size_t> ends;
  for (std::size_t begin = 0; begin < size;) {
    std::size_t end = begin + 1;
    while (end < size && !before(rows[end], rows[end - 1])) {
      ++end;
    }
    for (; end < size && end - begin < shortest_run; ++end) {
      const KeyedRow row = rows[end];
      std::size_t at = end;
      for (; at > begin && before(row, rows[at - 1]); --at) {
        rows[at] = rows[at - 1];
      }
      rows[at] = row;
    }
    ends.push_back(end);
    begin = end;
  }
  return ends;
}

void sort_part(Rows rows, std::size_t size, const Before& before) {
  std::vector<std::size_t> ends = make_runs(rows, size, before);
  std::vector<KeyedRow> buffer;
  while (ends.size() > 1) {
    std::size_t kept = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < ends.size(); i += 2) {
      const std::size_t end = i + 1 < ends.size() ? ends[i + 1] : ends[i];
      if (i + 1 < ends.size()) {
        merge(rows + begin, rows + ends[i], rows + end, buffer, before);
      }
      ends[kept++] = end;
      begin = end;
    }
    ends.resize(kept);
  }
}

}  // namespace

KeyedRow::KeyedRow(std::string_view key, RowPlace at) {
  char bytes[16] = {};
  copy_bytes(bytes, key.data(), std::min(key.size(), sizeof bytes));
  *this = KeyedRow(word_at<std::uint64_t>(bytes), word_at<std::uint64_t>(bytes + 8), at);
}

bool same_key(const KeyedRow& a, const KeyedRow& b, const KeyOf& key_of) {
  return a.first == b.first && a.second == b.second &&
         (a.whole() || key_of(a.place) == key_of(b.place));
}

void sort_by_key(std::span<KeyedRow> rows, const KeyOf& key_of, std::size_t threads) {
  const Before before(key_of);
  if (std::is_sorted(rows.begin(), rows.end(), before)) {
    return;
  }
  std::size_t parts = 1;
  while (parts < threads && rows.size() / parts > (1U << 14)) {
    parts *= 2;
  }
  const auto cut = [&](std::size_t i) { return rows.size() * i / parts; };
  parallel(threads, parts, [&](std::size_t i, std::size_t) {
    sort_part(rows.data() + cut(i), cut(i + 1) - cut(i), before);
  });
  for (std::size_t width = 1; width < parts; width *= 2) {
    parallel(threads, parts / (2 * width), [&](std::size_t i, std::size_t) {
      std::vector<KeyedRow> buffer;
      const std::size_t begin = i * 2 * width;
      merge(rows.data() + cut(begin), rows.data() + cut(begin + width),
            rows.data() + cut(begin + 2 * width), buffer, before);
    });
  }
}

// A heap of runs by their first rows. From the first of them rows are taken as long as they come
// before the second's: in tables that are nearly in order these are many.
bool merge_distinct(const std::vector<std::span<const KeyedRow>>& runs, const KeyOf& key_of,
                    RowPlace* out) {
  const Before before(key_of);
  std::vector<std::span<const KeyedRow>> heap;
  for (const auto& run : runs) {
    if (!run.empty()) {
      heap.push_back(run);
    }
  }
  const auto later = [&](const auto& a, const auto& b) { return before(b.front(), a.front()); };
  std::make_heap(heap.begin(), heap.end(), later);
  const KeyedRow* last = nullptr;
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), later);
    const std::span<const KeyedRow> run = heap.back();
    const KeyedRow* limit = heap.size() > 1 ? &heap.front().front() : nullptr;
    std::size_t taken = 0;
    do {
      const KeyedRow& row = run[taken];
      if (last != nullptr && !before(*last, row)) {
        return false;
      }
      last = &row;
      *out++ = row.place;
      ++taken;
    } while (taken < run.size() && (limit == nullptr || before(run[taken], *limit)));
    heap.back() = run.subspan(taken);
    if (heap.back().empty()) {
      heap.pop_back();
    } else {
      std::push_heap(heap.begin(), heap.end(), later);
    }
  }
  return true;
}

}  // namespace writ
