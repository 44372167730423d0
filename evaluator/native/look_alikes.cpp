#include "evaluator/native/look_alikes.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <map>
#include <span>

#include "base/email.h"
#include "base/parallel.h"
#include "evaluator/native/scalars.h"

namespace writ::native {

namespace {

// Where an address stands: every address that looks alike is told with another.
struct Spelling {
  TextId collected = 0;
  std::uint64_t rows = 0;
};
using Places = std::map<std::pair<std::string, std::string>, Spelling>;  // by table and column

template <class Visit>
void for_each_address(const ColumnSnapshot& snapshot, Visit visit) {
  for (const auto& entry : snapshot.tables) {
    const ColumnTable& table = entry.second;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (scalar_type(table.schema.columns[c].type).is(Kind::email)) {
        for_each_scalar(table.columns[c],
                        [&](std::size_t, const ColumnData& scalars, std::size_t i) {
                          visit(table, c, scalars.canonical[i], scalars.texts[i]);
                        });
      }
    }
  }
}

// Every address that is in the snapshot, in its canonical form, once. Each thread reads all of them
// and takes those of its share of the texts.
std::vector<TextId> addresses(const ColumnSnapshot& snapshot, std::size_t threads) {
  std::vector<std::vector<TextId>> found(threads);
  parallel(threads, threads, [&](std::size_t share, std::size_t) {
    const std::size_t first = snapshot.texts->size() * share / threads;
    const std::size_t own = snapshot.texts->size() * (share + 1) / threads - first;
    std::vector<bool> seen(own, false);
    for_each_address(snapshot, [&](const ColumnTable&, std::size_t, TextId canonical, TextId) {
      const std::size_t at = canonical - first;
      if (at < own && !seen[at]) {
        seen[at] = true;
        found[share].push_back(canonical);
      }
    });
  });
  std::vector<TextId> all = std::move(found.front());
  for (std::size_t share = 1; share < threads; ++share) {
    all.insert(all.end(), found[share].begin(), found[share].end());
  }
  return all;
}

// Calls visit(i, text) for texts that lie anywhere in memory, fetched some ahead.
template <class Visit>
void for_each_text(const Texts& texts, std::span<const TextId> ids, Visit visit) {
  constexpr std::size_t ahead = 16;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i + 2 * ahead < ids.size()) {
      texts.fetch_place(ids[i + 2 * ahead]);
      texts.fetch(ids[i + ahead]);
    }
    visit(i, texts.at(ids[i]));
  }
}

// The addresses of which another may look alike: those whose hash another has, too. Most are ruled
// out by a bit for some of the hash, set where it came once, and one set where it came again.
std::vector<TextId> suspects(const ColumnSnapshot& snapshot, std::size_t threads) {
  constexpr std::size_t a_task = 1 << 14;
  constexpr std::size_t bits_an_address = 16;
  const std::vector<TextId> all = addresses(snapshot, threads);
  std::vector<std::uint64_t> hashes(all.size());
  parallel_ranges(threads, all.size(), a_task,
                  [&](std::size_t, std::size_t begin, std::size_t end) {
                    const std::span<const TextId> mine(all.data() + begin, end - begin);
                    for_each_text(*snapshot.texts, mine, [&](std::size_t i, std::string_view text) {
                      hashes[begin + i] = confusable_hash(text);
                    });
                  });
  const std::size_t bits = std::bit_ceil(all.size() * bits_an_address + 64);
  std::vector<std::uint64_t> once(bits / 64);
  std::vector<std::uint64_t> again(bits / 64);
  const auto word_of = [bits](std::uint64_t hash) { return (hash >> 6U) & (bits / 64 - 1); };
  const auto bit_of = [](std::uint64_t hash) { return std::uint64_t{1} << (hash & 63U); };
  parallel(threads, threads, [&](std::size_t share, std::size_t) {
    const std::size_t first = once.size() * share / threads;
    const std::size_t own = once.size() * (share + 1) / threads - first;
    for (const std::uint64_t hash : hashes) {
      const std::size_t word = word_of(hash);
      if (word - first < own) {
        again[word] |= once[word] & bit_of(hash);
        once[word] |= bit_of(hash);
      }
    }
  });
  std::vector<std::pair<std::uint64_t, TextId>> left;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((again[word_of(hashes[i])] & bit_of(hashes[i])) != 0) {
      left.emplace_back(hashes[i], all[i]);
    }
  }
  std::sort(left.begin(), left.end());
  std::vector<TextId> found;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const bool before = i > 0 && left[i - 1].first == left[i].first;
    const bool after = i + 1 < left.size() && left[i + 1].first == left[i].first;
    if (before || after) {
      found.push_back(left[i].second);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

void find_look_alikes(const ColumnSnapshot& snapshot, std::size_t threads,
                      std::vector<DataFinding>& findings) {
  const std::vector<TextId> alike = suspects(snapshot, threads);
  if (alike.empty()) {
    return;
  }
  std::map<TextId, Places> by_canonical;
  for_each_address(snapshot, [&](const ColumnTable& table, std::size_t column, TextId canonical,
                                 TextId collected) {
    if (std::binary_search(alike.begin(), alike.end(), canonical)) {
      Spelling& spelling =
          by_canonical[canonical][{table.schema.name, table.schema.columns[column].name}];
      if (spelling.rows++ == 0) {
        spelling.collected = collected;
      }
    }
  });
  const Texts& texts = *snapshot.texts;
  std::map<std::string, std::map<std::string_view, TextId>> by_skeleton;
  for (const TextId canonical : alike) {
    by_skeleton[confusable_skeleton(texts.at(canonical))].emplace(texts.at(canonical), canonical);
  }
  for (const auto& [skeleton, group] : by_skeleton) {
    if (group.size() < 2) {
      continue;
    }
    for (const auto& [text, canonical] : group) {
      const bool first = canonical == group.begin()->second;
      const TextId other = first ? std::next(group.begin())->second : group.begin()->second;
      const auto& [place, example] = *by_canonical[other].begin();
      for (const auto& [where, spelling] : by_canonical[canonical]) {
        findings.push_back({where.first, where.second, "confusable_email",
                            std::string(texts.at(spelling.collected)), spelling.rows,
                            "looks like " + std::string(texts.at(example.collected)) + " in " +
                                place.first + "." + place.second});
      }
    }
  }
}

}  // namespace writ::native
