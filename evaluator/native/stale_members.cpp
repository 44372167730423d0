// For which subjects a row, or a set of rows, has one that is marked.
#include <algorithm>

#include "evaluator/native/columns.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/stale.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

// Whether a row is marked, of whichever relation it may be.
class IsMarked {
 public:
  IsMarked(const World& world, const RowMarks& marks, std::uint32_t relation)
      : state_(world.relations[relation]), marks_(marks), relation_(relation) {}
  bool operator()(const Val& row) const {
    return row.tag == Tag::row &&
           (row.relation() != relation_ ||
            marks_.at[state_.offsets[row.part()] + static_cast<std::size_t>(row.a)] != 0);
  }

 private:
  const RelState& state_;
  const RowMarks& marks_;
  std::uint32_t relation_;
};

void mark_values(const Vals& values, const IsMarked& is_marked, Marks& out) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].tag != Tag::set) {
      out[i] |= is_marked(values[i]);
      continue;
    }
    const SetData& set = values[i].set();
    out[i] |= std::any_of(set.certain.begin(), set.certain.end(), is_marked) ||
              std::any_of(set.possible.begin(), set.possible.end(),
                          [&](const SetData::Possible& one) { return is_marked(one.value); });
  }
}

}  // namespace

// REQUIRES: scope.has_values(node).
void Staleness::mark_members(Ctx& ctx, NodeRef node, const RowMarks& marks, const Scope& scope,
                             Marks& out) {
  if (!marks.any) {
    return;
  }
  const std::uint32_t relation = now_.relation_id(scalar_type(node->type).relation);
  if (scope.is_row(node) && scope.rows().relation == relation) {
    const auto begin = marks.at.begin() + static_cast<std::ptrdiff_t>(scope.rows().begin);
    std::transform(out.begin(), out.end(), begin, out.begin(),
                   [](std::uint8_t a, std::uint8_t b) { return static_cast<std::uint8_t>(a | b); });
    return;
  }
  if (node->op == Op::local && scope.let(node->slot) != nullptr) {
    return mark_members(ctx, scope.let(node->slot), marks, scope, out);
  }
  if (node->op == Op::closure) {
    return mark_members(ctx, node->kids.front(), reaching(node, marks), scope, out);
  }
  if (node->op == Op::comprehension && names_relation(node->kids.front())) {
    return mark_made(ctx, node, marks, scope, out);
  }
  const IsMarked is_marked(now_, marks, relation);
  NumberClass of;
  Numbers numbers(scope.n);
  if (!scope.is_over_row(node) || !kernels_.numbers(node, scope, of, numbers) ||
      of.tag != Tag::row || of.relation != relation) {
    return mark_values(scope.values(ctx, node), is_marked, out);
  }
  const std::size_t offset = now_.relations[relation].offsets[of.part];
  for (std::size_t i = 0; i < scope.n; ++i) {
    out[i] |= numbers.mark[i] == Mark::known &&
              marks.at[offset + static_cast<std::size_t>(numbers.value[i])] != 0;
  }
}

// Of a comprehension over a relation: whoever finds a member of which it makes a marked row.
void Staleness::mark_made(Ctx& ctx, NodeRef node, const RowMarks& marks, const Scope& scope,
                          Marks& out) {
  NodeRef result = node->result;
  const MarkScope mark_member = [&](Ctx& at, Scope& members, Marks& found) {
    if (members.has_values(result)) {
      mark_members(at, result, marks, members, found);
    } else {
      std::fill(found.begin(), found.end(), std::uint8_t{1});
    }
  };
  const Ranged ranged{nullptr, node->kids.front(), node->slot, 0, &node->lookup, mark_member};
  mark_found(ctx, touched_by(ctx, {node, &marks}, ranged), node->lookup, scope, out);
}

// The rows that reach a marked one by the closure's field, these among them.
const RowMarks& Staleness::reaching(NodeRef closure, const RowMarks& marks) {
  const std::pair<const void*, const void*> name(closure, &marks);
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = reaching_.find(name); known != reaching_.end()) {
      return known->second;
    }
  }
  const std::uint32_t id = now_.relation_id(scalar_type(closure->kids.front()->type).relation);
  const RelState& state = now_.relations[id];
  const int field = state.relation->find(closure->name);
  RowMarks out = marks;
  const bool plain =
      state.relation->kind == Relation::Kind::table && field >= 0 &&
      state.relation->fields[static_cast<std::size_t>(field)].origin == FieldOrigin::column &&
      state.columns[static_cast<std::size_t>(field)] >= 0;
  if (plain) {
    add_reaching(
        refs_of(now_, id, field),
        state.table
            ->columns[static_cast<std::size_t>(state.columns[static_cast<std::size_t>(field)])],
        out.at);
  } else {
    std::fill(out.at.begin(), out.at.end(), std::uint8_t{1});
  }
  const std::lock_guard lock(mutex_);
  return reaching_.emplace(name, std::move(out)).first->second;
}

// `targets`: of each ref of the column, the row, or nowhere.
void Staleness::add_reaching(const RowList& targets, const ColumnData& data,
                             Marks& marks) {
  std::vector<std::uint32_t> begins(marks.size() + 1, 0);  // of the refs to each row
  for (const std::uint32_t target : targets) {
    if (target != nowhere) {
      ++begins[target + 1];
    }
  }
  for (std::size_t row = 0; row < marks.size(); ++row) {
    begins[row + 1] += begins[row];
  }
  std::vector<std::uint32_t> from(begins.back());
  std::vector<std::uint32_t> at(begins.begin(), begins.end() - 1);
  for (std::uint32_t row = 0; row < data.size; ++row) {
    const std::uint64_t first = data.elements != nullptr ? data.offsets[row] : row;
    const std::uint64_t last = data.elements != nullptr ? data.offsets[row + 1] : first + 1;
    for (std::uint64_t i = first; i < last; ++i) {
      if (targets[i] != nowhere) {
        from[at[targets[i]]++] = row;
      }
    }
  }
  std::vector<std::uint32_t> open;
  for (std::uint32_t row = 0; row < marks.size(); ++row) {
    if (marks[row] != 0) {
      open.push_back(row);
    }
  }
  while (!open.empty()) {
    const std::uint32_t row = open.back();
    open.pop_back();
    for (std::uint32_t i = begins[row]; i < begins[row + 1]; ++i) {
      if (marks[from[i]] == 0) {
        marks[from[i]] = 1;
        open.push_back(from[i]);
      }
    }
  }
}

}  // namespace writ::native
