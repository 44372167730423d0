#include "evaluator/reference/population.h"

#include "dsl/print.h"
#include "evaluator/reference/names.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/sets.h"
#include "evaluator/reference/show.h"
#include "evaluator/wording.h"

namespace writ::reference {

namespace {

// The table and key of the row that a value is; nothing for other values.
std::optional<std::pair<std::string, std::string>> row_name(const World& world,
                                                            const Value& value) {
  const RowRef* row = std::get_if<RowRef>(&value);
  if (row == nullptr) {
    return std::nullopt;
  }
  const RowRef base = base_row(world, *row);
  return std::pair(world.state(base).relation->name, row_key(world, base));
}

bool tests_known(const ast::Expr& expr) {
  const auto* test = std::get_if<ast::Test>(&expr.node);
  return test != nullptr && test->op == ast::TestOp::is_known;
}

bool meets(const std::set<std::string>& a, const std::set<std::string>& b) {
  for (const std::string& name : a) {
    if (b.count(name) != 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

Population::Population(World& world, const PolicyInfo& policy) : world_(world), policy_(policy) {
  std::set<std::string> earlier;  // `for`s before this one, and lets that stand on them
  for (const auto& binding : policy.policy->bindings) {
    if (const auto* let = std::get_if<ast::Let>(&binding)) {
      if (meets(locals_of(let->value), earlier)) {
        earlier.insert(let->name.text);
      }
      continue;
    }
    const ast::For& clause = std::get<ast::For>(binding);
    Level level;
    level.clause = &clause;
    level.relation = policy.for_relations[levels_.size()];
    level.tied = meets(locals_of(clause.collection), earlier);
    if (clause.where) {
      for (const ast::Expr* part : ast::operands(*clause.where, ast::BinaryOp::logical_and)) {
        level.conjuncts.push_back({part, meets(locals_of(*part), earlier), tests_known(*part), {}});
      }
    }
    if (!level.relation.empty()) {
      const Reasons reasons = incompleteness(world, world.relation_id(level.relation));
      for (const Reason& reason : reasons.list()) {
        incomplete_.insert(incomplete_text(reason));
      }
    }
    levels_.push_back(std::move(level));
    earlier.insert(clause.variable.text);
  }
}

void Population::walk(const OnSubject& subject, const OnUnnamed& unnamed) {
  on_subject_ = &subject;
  on_unnamed_ = &unnamed;
  descend(0, 0, nullptr, {});
}

void Population::descend(std::size_t binding, std::size_t level, const Scope* scope,
                         const Combination& so_far) {
  const auto& bindings = policy_.policy->bindings;
  std::deque<Scope> lets;
  while (binding < bindings.size()) {
    const auto* let = std::get_if<ast::Let>(&bindings[binding]);
    if (let == nullptr) {
      break;
    }
    lets.push_back({scope, let->name.text, evaluate(world_, let->value, scope), &let->value});
    scope = &lets.back();
    ++binding;
  }
  if (binding == bindings.size()) {
    (*on_subject_)(so_far, scope);
    return;
  }
  const bool any = range(binding, level, scope, so_far);
  if (level > 0) {
    bool& partnered = levels_[level - 1].partnered[so_far.values.back()];
    partnered = partnered || any;
  }
}

bool Population::range(std::size_t binding, std::size_t level, const Scope* scope,
                       const Combination& so_far) {
  const Level& here = levels_[level];
  const SetRef set = members(world_, here.clause->collection, scope);
  bool any = false;
  for (const Reason& reason : set->open_reasons.list()) {
    if (reason.kind == ReasonKind::incomplete || !here.tied) {
      incomplete_.insert(incomplete_text(reason));
    }
  }
  if (here.tied && !set->open_reasons.only(ReasonKind::incomplete)) {
    any = true;
    (*on_unnamed_)(so_far, set->open_reasons);
  }
  for (const Value& member : set->certain) {
    any = candidate(binding, level, scope, so_far, member, Truth::of(true)) || any;
  }
  for (const SetValue::Possible& member : set->possible) {
    any = candidate(binding, level, scope, so_far, member.value, Truth::unknown(member.reasons)) ||
          any;
  }
  return any;
}

// Whether the member is one of the combination's, or may be.
bool Population::candidate(std::size_t binding, std::size_t level, const Scope* outer,
                           const Combination& so_far, const Value& member,
                           const Truth& membership) {
  if (!world_.ledger.visit()) {
    return false;
  }
  Level& here = levels_[level];
  const Scope scope{outer, here.clause->variable.text, member, nullptr};
  Truth tie = here.tied ? membership : Truth::of(true);
  Truth rest = here.tied ? Truth::of(true) : membership;
  std::vector<Conjunct*> set_aside;
  for (Conjunct& conjunct : here.conjuncts) {
    const Truth truth = holds(world_, *conjunct.expr, &scope);
    if (truth.no() && conjunct.is_known) {
      set_aside.push_back(&conjunct);
    } else if (truth.no()) {
      return false;
    } else {
      Truth& side = conjunct.tie ? tie : rest;
      side = both(std::move(side), truth);
    }
  }
  for (Conjunct* conjunct : set_aside) {
    conjunct->set_aside.insert(member);
  }
  if (!set_aside.empty()) {
    return false;
  }
  Combination next = so_far;
  next.values.push_back(member);
  next.where = both(both(std::move(next.where), rest), tie);
  if (tie.open()) {
    blame(level, next, tie.reasons);
  }
  descend(binding + 1, level + 1, &scope, next);
  return true;
}

// The `for`s in whose rows cells are missing; none where some lie in other rows. Cells of a row that
// is paired with itself lie in both.
std::set<std::size_t> Population::blamed(std::size_t level, const Combination& next,
                                         const Reasons& reasons) const {
  std::set<std::size_t> blamed;
  for (const Reason& reason : reasons.list()) {
    if (reason.kind != ReasonKind::missing) {
      continue;
    }
    bool found = false;
    for (std::size_t i = 0; i <= level; ++i) {
      if (row_name(world_, next.values[i]) == std::pair(reason.table, reason.key)) {
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
void Population::blame(std::size_t level, Combination& next, const Reasons& reasons) const {
  const std::set<std::size_t> blamed = this->blamed(level, next, reasons);
  if (blamed.empty()) {
    return;
  }
  if (!next.tied) {
    const bool last = *blamed.begin() == level;
    next.tied.emplace();
    for (std::size_t i = last ? level : 0; i < (last ? level + 1 : level); ++i) {
      next.tied->insert(i);
    }
  }
  for (const std::size_t i : blamed) {
    if (next.tied->count(i) == 0) {
      next.gaps_too.insert(i);
    }
  }
}

std::vector<PopulationNote> Population::notes() const {
  std::vector<PopulationNote> notes;
  const auto name = [&](const Level& level) {
    return level.relation.empty() ? print(level.clause->collection) : level.relation;
  };
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const Level& level = levels_[i];
    const std::string& variable = level.clause->variable.text;
    for (const Conjunct& conjunct : level.conjuncts) {
      if (!conjunct.set_aside.empty()) {
        const auto rows = static_cast<std::uint64_t>(conjunct.set_aside.size());
        notes.push_back(set_aside_note(rows, name(level), variable, print(*conjunct.expr)));
      }
    }
    std::uint64_t alone = 0;
    for (const auto& [value, partnered] : level.partnered) {
      alone += partnered ? 0 : 1;
    }
    if (alone > 0) {
      const Level& next = levels_[i + 1];
      notes.push_back(no_partner_note(alone, name(level), variable, name(next),
                                      next.clause->variable.text));
    }
  }
  return notes;
}

}  // namespace writ::reference
