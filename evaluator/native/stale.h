// Staleness: for which rows a policy may come to something else than it did on an earlier snapshot:
// their cells changed, or what these lead to, or a deadline has passed. What is not stale is the
// same, value for value, reason for reason; what is stale may still be the same.
//
// The plan is walked as an evaluation would walk it, but what is asked of a node is whether it is
// stale, for each row that one slot may hold. What hangs on two rows, and cannot be told from
// either, is stale for all.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <unordered_set>

#include "evaluator/native/row_kernels.h"
#include "evaluator/native/run.h"
#include "evaluator/native/scope.h"
#include "snapshot/row_changes.h"

namespace writ::native {

// Of each row among all parts of a relation.
struct RowMarks {
  Marks at;
  bool any = false;
};

// The rows of a relation that somebody looks up of which something is stale, or that came or went.
struct Touched {
  RowMarks rows;
  bool any = false;         // also where all of them have gone
  bool everywhere = false;  // any look-up may find, or have found, one of them
  KeySet keys;              // by which they are found, or were
};

class Staleness {
 public:
  // REQUIRES: both outlive this.
  Staleness(World& now, const ColumnSnapshot& then);

  // Whether all these tables were and are there, whole, with the same columns.
  bool comparable(const std::set<std::string>& tables) const;
  // Of the rows that the policy's first `for` ranges over; nothing where the step budget does not
  // suffice. It neither counts as a step nor tells of faults. REQUIRES: that `for` ranges over a
  // relation, the policy's tables are comparable, and no other thread is at work.
  std::optional<RowMarks> of_policy(const PolicyPlan& plan);

  // The row now of a row then, among all parts, and the opposite; RowChanges::none.
  std::uint32_t later(std::uint32_t relation, std::uint32_t row) const;
  std::uint32_t earlier(std::uint32_t relation, std::uint32_t row) const;
  // Whether rows of the table that stayed may come from another file or record.
  bool moved(std::uint32_t table) const { return changes_[table] && changes_[table]->moved; }

 private:
  // What ranges over the rows, and of some which rows were marked.
  using TouchedName = std::pair<const void*, const void*>;
  using MarkScope = std::function<void(Ctx&, Scope&, Marks&)>;
  // What a quantifier or a `for` asks of each member.
  struct Ranged {
    const void* name = nullptr;
    NodeRef collection = nullptr;
    int slot = -1;
    std::size_t slots = 0;  // that the conditions may read
    const std::optional<Lookup>* lookup = nullptr;
    MarkScope mark_member;
  };

  // stale_nodes.cpp: each adds to `out`, which has an entry for each subject of the scope.
  void mark(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_all(Ctx& ctx, const std::vector<NodeRef>& nodes, const Scope& scope, Marks& out);
  void mark_constants(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_field(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_closure(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_reachable(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_chain(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_time(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_passed(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_call(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);
  void mark_quantified(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out);

  // stale_members.cpp
  void mark_members(Ctx& ctx, NodeRef node, const RowMarks& marks, const Scope& scope, Marks& out);
  void mark_made(Ctx& ctx, NodeRef node, const RowMarks& marks, const Scope& scope, Marks& out);
  const RowMarks& reaching(NodeRef closure, const RowMarks& marks);
  static void add_reaching(const RowList& targets, const ColumnData& data,
                           Marks& marks);

  // stale_fields.cpp
  const RowMarks& field(Ctx& ctx, std::uint32_t relation, int field);
  RowMarks find_field(Ctx& ctx, std::uint32_t relation, int field);
  void add_column(std::uint32_t table, int field, RowMarks& out);
  void add_row_plan(Ctx& ctx, const RowPlan& plan, std::uint32_t table, std::size_t offset,
                    RowMarks& out);
  void add_link(Ctx& ctx, std::size_t link, RowMarks& out);
  const std::unordered_set<TextId>& keys_come_or_gone(std::uint32_t table);
  bool changed(std::uint32_t relation) const;  // any of its rows

  // stale_ranges.cpp, stale_policy.cpp
  void mark_ranged(Ctx& ctx, const Ranged& ranged, const Scope& scope, Marks& out);
  void mark_found(Ctx& ctx, const Touched& target, const std::optional<Lookup>& lookup,
                  const Scope& scope, Marks& out);
  RowMarks marks_of(Ctx& ctx, const PolicyPlan& plan);
  void mark_policy(Ctx& ctx, const PolicyPlan& plan, std::size_t clause, Scope& scope, Marks& out);
  Ranged ranged_of(const PolicyPlan& plan, std::size_t clause);
  const Touched& touched(Ctx& ctx, const Ranged& ranged, std::uint32_t relation);
  const Touched& touched_by(Ctx& ctx, const TouchedName& name, const Ranged& ranged);
  void mark_added(std::uint32_t relation, RowMarks& out) const;
  const Touched* known_touched(const TouchedName& name);
  const Touched& keep_touched(Ctx& ctx, const TouchedName& name, const Ranged& ranged,
                              std::uint32_t relation, Touched touched);
  void add_keys(Ctx& ctx, std::uint32_t relation, int slot, const Lookup& lookup, Touched& out);
  bool add_refs_then(NodeRef key, const Vals& rows, Touched& out);
  RowMarks over_rows(Ctx& ctx, std::uint32_t relation, int slot, std::size_t slots,
                     const MarkScope& mark_scope);

  World& now_;
  World probe_;  // the same, to try things out
  World then_;
  World before_;  // this snapshot, at the time of the other
  RowKernels kernels_{probe_}, before_kernels_{before_};
  std::vector<std::optional<RowChanges>> changes_;  // by relation; of tables that are comparable
  std::recursive_mutex mutex_;                      // of what is worked out once
  std::map<std::pair<std::uint32_t, int>, RowMarks> fields_;
  std::map<TouchedName, Touched> touched_;
  std::map<std::pair<const void*, const void*>, RowMarks> reaching_;
  std::map<std::uint32_t, std::unordered_set<TextId>> come_or_gone_;
};

}  // namespace writ::native
