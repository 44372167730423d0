// compare_rows(): which rows of a table say something else than in an earlier snapshot, by number:
// for whoever wants to do again only what they touch. diff() (snapshot/diff.h) tells people.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "snapshot/columns.h"

namespace writ {

// Which texts of an earlier snapshot are the same as which of this one. What was found is kept, so
// that a text is compared once. For several threads at once.
class TextMatch {
 public:
  TextMatch(const Texts& then, const Texts& now);
  bool same(TextId then, TextId now) const;
  const Texts& then() const { return then_; }
  const Texts& now() const { return now_; }

 private:
  const Texts& then_;
  const Texts& now_;
  mutable std::vector<TextId> known_;  // of a text then: the one that it was found to be
};

struct RowChanges {
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  std::vector<std::uint32_t> earlier;  // of each row now: the row with its key then, or none
  std::vector<std::uint32_t> later;    // of each row then: the row with its key now, or none
  std::vector<std::uint32_t> added;    // rows now that had none
  std::vector<std::uint32_t> removed;  // rows then that have none
  // By column: rows now whose cell is another than then, ascending; without rows that were added.
  std::vector<std::vector<std::uint32_t>> changed;
  bool moved = false;  // some row that stayed comes from another file or record
};

// Nothing where the tables are not the same by schema, zone and completeness.
std::optional<RowChanges> compare_rows(const ColumnTable& then, const ColumnTable& now,
                                       const TextMatch& texts);

}  // namespace writ
