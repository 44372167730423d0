#include "evaluator/native/reason_pool.h"

#include <algorithm>

namespace writ::native {

namespace {

void mix(std::size_t& hash, std::size_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  hash ^= hash >> 29U;
}

}  // namespace

std::size_t ReasonPool::HashBlame::operator()(const Blame& blame) const {
  std::size_t hash = static_cast<std::size_t>(blame.kind);
  mix(hash, blame.table);
  mix(hash, blame.column);
  mix(hash, blame.note);
  mix(hash, reinterpret_cast<std::uintptr_t>(blame.rows));
  mix(hash, blame.row);
  mix(hash, blame.due ? static_cast<std::size_t>(blame.due->micros) : 1);
  return hash;
}

ReasonSet ReasonPool::one(const Blame& blame) {
  const std::lock_guard lock(mutex_);
  const auto [place, fresh] =
      blame_ids_.try_emplace(blame, static_cast<std::uint32_t>(blames_.size()));
  if (fresh) {
    blames_.push_back(blame);
  }
  const auto [single, is_new] = singles_.try_emplace(place->second, 0);
  if (is_new) {
    single->second = static_cast<ReasonSet>(entries_.size());
    entries_.push_back({{place->second}, false});
  }
  return single->second;
}

Reason ReasonPool::spell(const Blame& blame) const {
  const auto text = [&](TextId id) {
    return id == TextPool::none ? std::string() : std::string(texts_.at(id));
  };
  return {.kind = blame.kind,
          .table = text(blame.table),
          .key = blame.rows != nullptr ? row_key(*blame.rows, *blame.texts, blame.row) : "",
          .column = text(blame.column),
          .note = text(blame.note),
          .due = blame.due};
}

int ReasonPool::compare(std::uint32_t a, std::uint32_t b) const {
  if (a == b) {
    return 0;
  }
  const Blame& x = blames_[a];
  const Blame& y = blames_[b];
  if (x.kind != y.kind) {
    return x.kind < y.kind ? -1 : 1;
  }
  const auto order = spell(x) <=> spell(y);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

ReasonPool::Entry ReasonPool::united(const Entry& a, const Entry& b) const {
  Entry result{{}, a.truncated || b.truncated};
  std::size_t of_kind = 0;
  const auto push = [&](std::uint32_t blame) {
    const bool same_kind =
        !result.blames.empty() && blames_[result.blames.back()].kind == blames_[blame].kind;
    of_kind = same_kind ? of_kind : 0;
    if (of_kind < Reasons::limit) {
      ++of_kind;
      result.blames.push_back(blame);
    } else {
      result.truncated = true;
    }
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.blames.size() && j < b.blames.size()) {
    const int order = compare(a.blames[i], b.blames[j]);
    push(order <= 0 ? a.blames[i] : b.blames[j]);
    i += order <= 0 ? 1 : 0;
    j += order >= 0 ? 1 : 0;
  }
  for (; i < a.blames.size(); ++i) {
    push(a.blames[i]);
  }
  for (; j < b.blames.size(); ++j) {
    push(b.blames[j]);
  }
  return result;
}

ReasonSet ReasonPool::intern(Entry entry) {
  if (entry.blames.size() == 1 && !entry.truncated) {
    if (const auto single = singles_.find(entry.blames.front()); single != singles_.end()) {
      return single->second;
    }
  }
  std::size_t hash = entry.truncated ? 1 : 0;
  for (const std::uint32_t blame : entry.blames) {
    mix(hash, blame);
  }
  std::vector<ReasonSet>& alike = by_hash_[hash];
  for (const ReasonSet set : alike) {
    if (entries_[set].blames == entry.blames && entries_[set].truncated == entry.truncated) {
      return set;
    }
  }
  alike.push_back(static_cast<ReasonSet>(entries_.size()));
  entries_.push_back(std::move(entry));
  return alike.back();
}

ReasonSet ReasonPool::unite(ReasonSet a, ReasonSet b) {
  if (a == b || b == 0) {
    return a;
  }
  if (a == 0) {
    return b;
  }
  const std::lock_guard lock(mutex_);
  const std::uint64_t pair = std::uint64_t{std::min(a, b)} << 32U | std::max(a, b);
  if (const auto known = unions_.find(pair); known != unions_.end()) {
    return known->second;
  }
  const ReasonSet result = intern(united(entries_[a], entries_[b]));
  unions_.emplace(pair, result);
  return result;
}

bool ReasonPool::only(ReasonSet set, ReasonKind kind) const {
  const std::lock_guard lock(mutex_);
  const auto& blames = entries_[set].blames;
  return std::all_of(blames.begin(), blames.end(),
                     [&](std::uint32_t blame) { return blames_[blame].kind == kind; });
}

bool ReasonPool::has(ReasonSet set, ReasonKind kind) const {
  const std::lock_guard lock(mutex_);
  const auto& blames = entries_[set].blames;
  return std::any_of(blames.begin(), blames.end(),
                     [&](std::uint32_t blame) { return blames_[blame].kind == kind; });
}

bool ReasonPool::truncated(ReasonSet set) const {
  const std::lock_guard lock(mutex_);
  return entries_[set].truncated;
}

std::vector<Blame> ReasonPool::blames(ReasonSet set) const {
  const std::lock_guard lock(mutex_);
  std::vector<Blame> result;
  for (const std::uint32_t blame : entries_[set].blames) {
    result.push_back(blames_[blame]);
  }
  return result;
}

std::vector<Reason> ReasonPool::list(ReasonSet set) const {
  std::vector<Reason> result;
  for (const Blame& blame : blames(set)) {
    result.push_back(spell(blame));
  }
  return result;
}

}  // namespace writ::native
