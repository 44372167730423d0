// Which of the rows that a tie is about leave it unknown.
#include "evaluator/native/population.h"

namespace writ::native {

namespace {

// Whether `value` is the row, or a view's row that stands for it, whose cell is missing.
bool is_row_of(const World& world, const Val& value, const Blame& reason) {
  if (value.tag != Tag::row || reason.rows == nullptr) {
    return false;
  }
  const Val base = world.base_row(value);
  const RelState& state = world.relations[base.relation()];
  return state.table == reason.rows
             ? static_cast<std::size_t>(base.a) == reason.row
             : state.name == reason.table &&
                   world.key(base) == row_key(*reason.rows, *reason.texts, reason.row);
}

}  // namespace

// The `for`s in whose rows cells are missing; none where some lie in other rows. Cells of a row
// that is paired with itself lie in both.
std::set<std::size_t> Population::blamed(Ctx& ctx, std::size_t level, const Combinations& batch,
                                         std::size_t at, ReasonSet why) const {
  std::set<std::size_t> blamed;
  for (const Blame& reason : ctx.engine().reasons.blames(why)) {
    if (reason.kind != ReasonKind::missing) {
      continue;
    }
    bool found = false;
    for (std::size_t i = 0; i <= level; ++i) {
      if (is_row_of(ctx.world, batch.values[static_cast<std::size_t>(fors_[i]->slot)][at],
                    reason)) {
        found = true;
        blamed.insert(i);
      }
    }
    if (!found) {
      return {};
    }
  }
  return blamed;
}

// A tie is unknown. Where the cells that are missing all lie in one of the tied rows, that row
// keeps its side and the other is open; where they lie in several of them, the first does. What
// the first such tie has left bound stays so.
void Population::blame(Ctx& ctx, std::size_t level, Combinations& batch, std::size_t at,
                       ReasonSet why) const {
  const std::set<std::size_t> blamed = this->blamed(ctx, level, batch, at, why);
  if (blamed.empty()) {
    return;
  }
  Tied& tied = batch.tied[at];
  if (tied.bound.empty()) {
    const bool last = *blamed.begin() == level;
    tied.bound.assign(fors_.size(), false);
    for (std::size_t i = last ? level : 0; i < (last ? level + 1 : level); ++i) {
      tied.bound[i] = true;
    }
  }
  for (const std::size_t i : blamed) {
    if (!tied.bound[i]) {
      tied.gaps_too.insert(i);
    }
  }
}

}  // namespace writ::native
