#include "evaluator/native/judge.h"

#include <algorithm>

#include "evaluator/footing.h"
#include "evaluator/native/operators.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

Verdict verdict_of(Engine& engine, const Val& where, const Val& required) {
  if (required.yes()) {
    return Verdict::compliant;
  }
  if (where.open()) {
    return Verdict::unknown;
  }
  if (required.no()) {
    return Verdict::violation;
  }
  return engine.reasons.only(required.why, ReasonKind::not_due) ? Verdict::pending
                                                                : Verdict::unknown;
}

std::optional<Instant> earliest_due(Engine& engine, ReasonSet why, Instant now) {
  std::optional<Instant> earliest;
  for (const Blame& blame : engine.reasons.blames(why)) {
    if (blame.due && *blame.due >= now && (!earliest || *blame.due < *earliest)) {
      earliest = blame.due;
    }
  }
  return earliest;
}

}  // namespace

Judge::Judge(const PolicyPlan& plan, std::uint8_t* footing) : plan_(&plan), footing_(footing) {
  for (const PlanBinding& binding : plan.bindings) {
    if (!binding.is_let) {
      fors_.push_back(&binding);
    }
  }
}

Judge::Required Judge::require_all(Ctx& ctx, const Frame& frame, std::size_t n) const {
  Required required{{}, Vals(n, Val::of(true))};
  for (const PlanRequire& require : plan_->requires_) {
    const Chosen rest =
        choose({nullptr, n}, [&](std::size_t i) { return !required.all[i].no(); });
    const Vals values = holds(ctx, require.condition, frame, rest.sel());
    Vals& truth = required.truth.emplace_back(n);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const std::size_t i = rest.places[k];
      truth[i] = values[k];
      required.all[i] = both(ctx.engine(), required.all[i], values[k]);
    }
  }
  return required;
}

// The first that is false, or all that are unknown.
std::vector<std::size_t> Judge::deciding(const Required& required, std::size_t at) const {
  std::vector<std::size_t> open;
  for (std::size_t r = 0; r < required.truth.size(); ++r) {
    if (required.truth[r][at].no()) {
      return {r};
    }
    if (required.truth[r][at].open()) {
      open.push_back(r);
    }
  }
  return open;
}

Judge::Bound Judge::whole(const Combinations& subjects, std::size_t at) const {
  Bound bound(fors_.size());
  for (std::size_t i = 0; i < subjects.states.size(); ++i) {
    bound[i] = subjects.values[static_cast<std::size_t>(fors_[i]->slot)][at];
  }
  return bound;
}

// Of a tied combination, the side that one row's gaps leave bound; else all of it.
Judge::Bound Judge::bound_side(const Combinations& subjects, std::size_t at) const {
  Bound bound = whole(subjects, at);
  if (const auto tied = subjects.tied.find(at); tied != subjects.tied.end()) {
    for (std::size_t i = 0; i < bound.size(); ++i) {
      if (!tied->second.bound[i]) {
        bound[i].reset();
      }
    }
  }
  return bound;
}

Subject Judge::subject_of(Ctx& ctx, const Bound& bound) const {
  if (fors_.empty()) {
    return {{.variable = {}, .table = {}, .key = plan_->info->policy->name.text, .open = false}};
  }
  Subject subject;
  for (std::size_t i = 0; i < fors_.size(); ++i) {
    SubjectPart part{fors_[i]->variable, fors_[i]->relation, {}, !bound[i]};
    if (bound[i]) {
      const bool row = bound[i]->tag == Tag::row;
      part.table = row ? ctx.world.relations[bound[i]->relation()].shown : Name();
      part.key = show(ctx.world, *bound[i]);
    }
    subject.push_back(std::move(part));
  }
  return subject;
}

void Judge::judge(Ctx& ctx, const Combinations& subjects) {
  Engine& engine = ctx.engine();
  const Required required = require_all(ctx, subjects.frame, subjects.size);
  told_.clear();
  explained_.clear();
  for (std::size_t i = 0; i < subjects.size; ++i) {
    const Val& all = required.all[i];
    const Verdict verdict = verdict_of(engine, subjects.where[i], all);
    const ReasonSet why = engine.reasons.unite(subjects.where[i].why, all.why);
    if (const auto tied = subjects.tied.find(i); tied != subjects.tied.end()) {
      OpenSubject& open = open_subject(ctx, bound_side(subjects, i));
      if (verdict != Verdict::compliant) {
        open.why = engine.reasons.unite(open.why, why);
        doubt(ctx, subjects, i, why);
      }
      continue;
    }
    if (verdict == Verdict::compliant && !engine.options.list_compliant) {
      leave_out(ctx.world, subjects, i);
      continue;
    }
    const bool unsettled = verdict == Verdict::unknown || verdict == Verdict::pending;
    Finding finding = make_finding(ctx, verdict, whole(subjects, i), unsettled ? why : 0);
    finding.row = first_row(ctx.world, subjects, i);
    if (verdict == Verdict::pending) {
      finding.due = earliest_due(engine, why, ctx.world.now());
    }
    if (verdict != Verdict::compliant) {
      explain(subjects, i, required, finding);
      explained_.emplace_back(static_cast<std::uint32_t>(i), findings_.size());
    }
    if (verdict == Verdict::violation || verdict == Verdict::pending) {
      told_.emplace_back(static_cast<std::uint32_t>(i), findings_.size());
    }
    findings_.push_back(std::move(finding));
  }
  add_deciding_rows(ctx, subjects, required);
  settle_texts(ctx, subjects);
}

// Of the relation's rows, the one that the subject begins with.
std::uint32_t Judge::first_row(const World& world, const Combinations& subjects,
                               std::size_t at) const {
  if (fors_.empty()) {
    return 0;
  }
  const Val& value = subjects.values[static_cast<std::size_t>(fors_.front()->slot)][at];
  if (value.tag != Tag::row) {
    return 0;
  }
  const std::size_t offset = world.relations[value.relation()].offsets[value.part()];
  return static_cast<std::uint32_t>(offset + static_cast<std::size_t>(value.a));
}

// A compliant subject without a finding.
void Judge::leave_out(const World& world, const Combinations& subjects, std::size_t at) {
  ++unlisted_;
  if (footing_ != nullptr) {
    std::uint8_t& row = footing_[first_row(world, subjects, at)];
    row = static_cast<std::uint8_t>(std::min<int>(row + 1, Footing::most));
  }
}

void Judge::unnamed(Ctx& ctx, const Combinations& so_far, std::size_t at, ReasonSet why) {
  Engine& engine = ctx.engine();
  OpenSubject& open = open_subject(ctx, bound_side(so_far, at));
  open.why = engine.reasons.unite(engine.reasons.unite(open.why, why), so_far.where[at].why);
  doubt(ctx, so_far, at, why);
  ReasonSet& known = unnamed_[so_far.states.size()];
  known = engine.reasons.unite(known, why);
}

// A combination that some of its rows are reported for keeps the others that have gaps from being
// compliant with all.
void Judge::doubt(Ctx& ctx, const Combinations& subjects, std::size_t at, ReasonSet why) {
  const auto tied = subjects.tied.find(at);
  if (tied == subjects.tied.end()) {
    return;
  }
  for (const std::size_t i : tied->second.gaps_too) {
    Bound bound(fors_.size());
    bound[i] = subjects.values[static_cast<std::size_t>(fors_[i]->slot)][at];
    ReasonSet& known = doubts_[subject_of(ctx, bound)];
    known = ctx.engine().reasons.unite(known, why);
  }
}

Judge::OpenSubject& Judge::open_subject(Ctx& ctx, Bound bound) {
  const auto [place, fresh] = open_.try_emplace(subject_of(ctx, bound));
  OpenSubject& open = place->second;
  for (std::size_t i = 0; fresh && i < bound.size(); ++i) {
    if (!bound[i] && !fors_[i]->relation.empty()) {
      // A partner that was not collected may be one too.
      open.why = ctx.engine().reasons.unite(
          open.why, ctx.world.incompleteness(ctx.world.relation_id(fors_[i]->relation)));
    }
  }
  open.bound = std::move(bound);
  return open;
}

void Judge::add(Engine& engine, Judge&& other) {
  costs_.insert(costs_.end(), other.costs_.begin(), other.costs_.end());
  unlisted_ += other.unlisted_;
  for (auto& [subject, open] : other.open_) {
    OpenSubject& known = open_[subject];
    known.why = engine.reasons.unite(known.why, open.why);
    known.bound = std::move(open.bound);
  }
  for (const auto& [subject, why] : other.doubts_) {
    ReasonSet& known = doubts_[subject];
    known = engine.reasons.unite(known, why);
  }
  for (const auto& [level, why] : other.unnamed_) {
    ReasonSet& known = unnamed_[level];
    known = engine.reasons.unite(known, why);
  }
}

// A row without its earlier rows may also be a partner of those whose partners nobody can name.
ReasonSet Judge::doubts_of(Engine& engine, const Subject& subject, const Bound& bound) const {
  const auto known = doubts_.find(subject);
  ReasonSet doubts = known != doubts_.end() ? known->second : 0;
  std::size_t first = 0;
  while (first < bound.size() && !bound[first]) {
    ++first;
  }
  for (const auto& [level, why] : unnamed_) {
    if (level <= first) {
      doubts = engine.reasons.unite(doubts, why);
    }
  }
  return doubts;
}

std::vector<Finding> Judge::finish(Ctx& ctx) {
  for (auto& [subject, open] : open_) {
    open.why = ctx.engine().reasons.unite(open.why, doubts_of(ctx.engine(), subject, open.bound));
    const Verdict verdict = open.why == 0 ? Verdict::compliant : Verdict::unknown;
    if (verdict == Verdict::compliant && !ctx.engine().options.list_compliant) {
      ++unlisted_;
      continue;
    }
    Finding finding = make_finding(ctx, verdict, open.bound, open.why);
    if (verdict != Verdict::compliant) {
      explain_open(ctx, open.bound, finding);
    }
    findings_.push_back(std::move(finding));
  }
  return std::move(findings_);
}

}  // namespace writ::native
