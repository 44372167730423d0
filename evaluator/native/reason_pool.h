// ReasonPool: sets of reasons under numbers. A value that is unknown carries four bytes; texts and
// keys are looked up only where a set is united, compared or shown. Safe for several threads.
#pragma once

#include <deque>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "evaluator/native/text_pool.h"
#include "evaluator/reason.h"
#include "snapshot/columns.h"

namespace writ::native {

using ReasonSet = std::uint32_t;  // 0: no reason

// One reason, before its row's key is spelt.
struct Blame {
  ReasonKind kind = ReasonKind::missing;
  TextId table = TextPool::none;
  TextId column = TextPool::none;
  TextId note = TextPool::none;
  const ColumnTable* rows = nullptr;  // of the row; null: the table as a whole
  const Texts* texts = nullptr;       // of `rows`
  std::size_t row = 0;
  std::optional<Instant> due;

  friend bool operator==(const Blame&, const Blame&) = default;
};

class ReasonPool {
 public:
  explicit ReasonPool(TextPool& texts) : texts_(texts) {}

  ReasonSet one(const Blame& blame);
  ReasonSet unite(ReasonSet a, ReasonSet b);
  bool only(ReasonSet set, ReasonKind kind) const;
  bool has(ReasonSet set, ReasonKind kind) const;
  bool truncated(ReasonSet set) const;
  std::vector<Blame> blames(ReasonSet set) const;
  std::vector<Reason> list(ReasonSet set) const;

 private:
  struct Entry {
    std::vector<std::uint32_t> blames;  // in the order of Reason
    bool truncated = false;
  };
  struct HashBlame {
    std::size_t operator()(const Blame& blame) const;
  };

  Reason spell(const Blame& blame) const;
  int compare(std::uint32_t a, std::uint32_t b) const;
  ReasonSet intern(Entry entry);
  Entry united(const Entry& a, const Entry& b) const;

  TextPool& texts_;
  mutable std::mutex mutex_;
  std::deque<Blame> blames_;
  std::unordered_map<Blame, std::uint32_t, HashBlame> blame_ids_;
  std::deque<Entry> entries_{Entry{}};
  std::unordered_map<std::uint32_t, ReasonSet> singles_;
  std::unordered_map<std::size_t, std::vector<ReasonSet>> by_hash_;
  std::unordered_map<std::uint64_t, ReasonSet> unions_;
};

}  // namespace writ::native
