// What is wrong with the data, whichever policies read it: refs that lead nowhere, values that
// `present when` forbids or misses, addresses that look alike.
#include <algorithm>
#include <bit>
#include <iterator>
#include <map>
#include <numeric>
#include <span>

#include "base/email.h"
#include "base/parallel.h"
#include "evaluator/data_notes.h"
#include "evaluator/native/columns.h"
#include "evaluator/native/engine.h"
#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr std::size_t batch_size = 4096;

// Calls visit(row, scalar) for the values of a column, or for each element of its sets.
template <class Visit>
void for_each_scalar(const ColumnData& data, Visit visit) {
  for (std::size_t row = 0; row < data.size; ++row) {
    if (data.at(row) != CellState::value) {
      continue;
    }
    if (data.elements == nullptr) {
      visit(row, data, row);
      continue;
    }
    for (std::uint64_t i = data.offsets[row]; i < data.offsets[row + 1]; ++i) {
      if (data.elements->at(i) == CellState::value) {
        visit(row, *data.elements, i);
      }
    }
  }
}

void check_refs(World& world, std::uint32_t relation, int index, const ColumnData& data,
                DataNotes& notes) {
  const FieldInfo& field =
      world.relations[relation].relation->fields[static_cast<std::size_t>(index)];
  const RowList& targets = refs_of(world, relation, index);
  if (std::find(targets.begin(), targets.end(), nowhere) == targets.end()) {
    return;
  }
  std::size_t last = ~std::size_t{0};
  for_each_scalar(data, [&](std::size_t row, const ColumnData& scalars, std::size_t i) {
    if (row != last && targets[i] == nowhere) {
      last = row;
      notes.add(field.name, "dangling_ref",
                std::string(world.engine.texts.at(world.text(scalars.texts[i]))),
                "no such row in " + scalar_type(field.type).relation);
    }
  });
}

// Whether in all of these rows there is a value exactly where the condition holds, as far as is
// known.
bool as_it_should_be(const TruthKernel& test, const ColumnData& data, std::size_t begin,
                     std::size_t n) {
  Pooled<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin));
  Pooled<std::uint8_t> states(n);
  test.test({n, {rows.data()}}, states.data());
  bool fine = true;
  for (std::size_t i = 0; i < n; ++i) {
    const CellState cell = data.at(begin + i);
    fine = fine && (states[i] == may_hold   ? cell != CellState::absent
                    : states[i] == may_fail ? cell != CellState::value
                                            : cell == CellState::unknown);
  }
  return fine;
}

void check_presence(World& world, std::uint32_t relation, int index, const ColumnData& data,
                    DataNotes& notes) {
  const FieldInfo& field =
      world.relations[relation].relation->fields[static_cast<std::size_t>(index)];
  const RowPlan& plan =
      *world.engine.plan->relations[relation].fields[static_cast<std::size_t>(index)].present_when;
  Arena arena;
  Ctx ctx{world, arena, 0};
  KernelMaker maker(ctx);
  maker.bind_row(0, relation, 0);
  const TruthRef test = world.remap.empty() ? maker.truth(plan.body) : nullptr;
  for (std::size_t begin = 0; begin < data.size; begin += batch_size) {
    const std::size_t n = std::min(batch_size, data.size - begin);
    if (test != nullptr && as_it_should_be(*test, data, begin, n)) {
      continue;
    }
    Vals rows;
    for (std::size_t i = 0; i < n; ++i) {
      rows.push_back(Val::row(relation, 0, static_cast<std::int64_t>(begin + i)));
    }
    Frame frame(plan.slots);
    frame.slots[0] = rows.data();
    const Vals condition = holds(ctx, plan.body, frame, {nullptr, n});
    for (std::size_t i = 0; i < n; ++i) {
      const CellState state = data.at(begin + i);
      if (condition[i].yes() && state == CellState::absent) {
        notes.add(field.name, "contradiction", "", "absent where it must be present");
      } else if (condition[i].no() && state == CellState::value) {
        const ColumnTable& table = *world.relations[relation].table;
        const int column = table.schema.find(field.name);
        notes.add(field.name, "stale_value",
                  to_string(cell_at(data, table.schema.columns[static_cast<std::size_t>(column)].type,
                                    *world.snapshot.texts, begin + i)),
                  "present where it must be absent");
      }
    }
    arena.clear();
  }
}

std::vector<DataFinding> check_field(World& world, std::uint32_t relation, std::size_t index) {
  const RelState& state = world.relations[relation];
  const FieldInfo& field = state.relation->fields[index];
  const ColumnData& data = state.table->columns[static_cast<std::size_t>(state.columns[index])];
  DataNotes notes(state.relation->name);
  if (scalar_type(field.type).is(Kind::row)) {
    check_refs(world, relation, static_cast<int>(index), data, notes);
  }
  if (field.present_when && !field.unobservable) {
    check_presence(world, relation, static_cast<int>(index), data, notes);
  }
  std::vector<DataFinding> findings;
  notes.move_to(findings);
  return findings;
}

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

void check_confusable(const ColumnSnapshot& snapshot, std::size_t threads,
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

}  // namespace

std::vector<DataFinding> find_in_data(World& world) {
  std::vector<std::pair<std::uint32_t, std::size_t>> fields, refs;
  for (std::uint32_t id = 0; id < world.relations.size(); ++id) {
    const RelState& state = world.relations[id];
    for (std::size_t f = 0; state.table != nullptr && f < state.columns.size(); ++f) {
      if (state.columns[f] >= 0) {
        fields.emplace_back(id, f);
        if (scalar_type(state.relation->fields[f].type).is(Kind::row)) {
          refs.emplace_back(id, f);
        }
      }
    }
  }
  find_refs(world, refs);
  std::vector<std::vector<DataFinding>> found(fields.size());
  parallel(world.engine.threads, fields.size(), [&](std::size_t i, std::size_t) {
    found[i] = check_field(world, fields[i].first, fields[i].second);
  });
  std::vector<DataFinding> findings;
  for (std::vector<DataFinding>& of_field : found) {
    std::move(of_field.begin(), of_field.end(), std::back_inserter(findings));
  }
  check_confusable(world.snapshot, world.engine.threads, findings);
  return findings;
}

}  // namespace writ::native
