// The slots are cut into regions. Texts are first dealt to the regions in which their slots lie;
// then each region is filled by one thread, while it stays in that processor's cache. The few that
// find their region full up to its end are put behind it last.
#include "snapshot/text_slots.h"

#include "base/ensure.h"
#include "base/parallel.h"
#include "snapshot/raw_run.h"

namespace writ {

namespace {

constexpr std::size_t fewest_slots = 64;
constexpr std::size_t region_slots = 1 << 16;

}  // namespace

Array<TextId> make_slots(std::size_t count, const std::vector<std::span<const HashedText>>& lists,
                         std::size_t threads) {
  std::size_t size = fewest_slots;
  while (size < (count + 1) * 2) {
    size *= 2;
  }
  ENSURE(size - 1 <= ~std::uint32_t{0});
  const std::size_t regions = (size + region_slots - 1) / region_slots;
  const auto region_of = [&](const HashedText& text) {
    return (text.hash & (size - 1)) / region_slots;
  };
  // begins[r * lists + l]: where the texts of list l go among those of region r.
  std::vector<std::size_t> begins(regions * lists.size() + 1);
  parallel(threads, lists.size(), [&](std::size_t list, std::size_t) {
    for (const HashedText& text : lists[list]) {
      begins[region_of(text) * lists.size() + list + 1] += text.text != 0 ? 1 : 0;
    }
  });
  for (std::size_t i = 1; i < begins.size(); ++i) {
    begins[i] += begins[i - 1];
  }
  ENSURE(begins.back() == count);
  RawRun<HashedText> dealt(count);
  parallel(threads, lists.size(), [&](std::size_t list, std::size_t) {
    std::vector<std::size_t> next(regions);
    for (std::size_t region = 0; region < regions; ++region) {
      next[region] = begins[region * lists.size() + list];
    }
    for (const HashedText& text : lists[list]) {
      if (text.text != 0) {
        dealt[next[region_of(text)]++] = text;
      }
    }
  });
  RawRun<TextId> slots(size);
  std::vector<std::vector<HashedText>> left(regions);
  parallel(threads, regions, [&](std::size_t region, std::size_t) {
    const std::size_t first = region * region_slots;
    const std::size_t last = std::min(first + region_slots, size);
    std::fill(slots.begin() + first, slots.begin() + last, TextId{0});
    const std::size_t end = begins[(region + 1) * lists.size()];
    for (std::size_t i = begins[region * lists.size()]; i < end; ++i) {
      std::size_t at = dealt[i].hash & (size - 1);
      while (at < last && slots[at] != 0) {
        ++at;
      }
      if (at < last) {
        slots[at] = dealt[i].text;
      } else {
        left[region].push_back(dealt[i]);
      }
    }
  });
  for (std::size_t region = 0; region < regions; ++region) {
    for (const HashedText& text : left[region]) {
      std::size_t at = (region + 1) * region_slots & (size - 1);
      while (slots[at] != 0) {
        at = (at + 1) & (size - 1);
      }
      slots[at] = text.text;
    }
  }
  return std::move(slots).finish();
}

}  // namespace writ
