#include "evaluator/native/judge.h"

#include <algorithm>

#include "evaluator/native/operators.h"
#include "evaluator/native/values.h"
#include "evaluator/settle.h"
#include "evaluator/wording.h"

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

Name state_text(const Val& truth) {
  static const Name yes = "true";
  static const Name no = "false";
  static const Name open = "unknown";
  return truth.yes() ? yes : truth.no() ? no : open;
}

const Name& where_clause() {
  static const Name name = "where";
  return name;
}
const Name& require_clause() {
  static const Name name = "require";
  return name;
}

void add_witnesses(const World& world, Finding& finding, const std::vector<Val>& rows) {
  std::vector<Witness> found;
  for (const Val& row : rows) {
    if (auto witness = witness_of(world, row)) {
      found.push_back(std::move(*witness));
    }
  }
  writ::add_witnesses(finding, std::move(found));
}

}  // namespace

std::vector<std::string> rendered(Ctx& ctx, const std::vector<TemplatePiece>& text,
                                  const Frame& frame, Sel sel) {
  std::vector<std::string> result(sel.n);
  for (const TemplatePiece& piece : text) {
    const Vals values = piece.value != nullptr ? eval(ctx, piece.value, frame, sel) : Vals{};
    for (std::size_t i = 0; i < sel.n; ++i) {
      result[i] += piece.value != nullptr ? show(ctx.world, values[i]) : piece.text;
    }
  }
  return result;
}

Judge::Judge(const PolicyPlan& plan) : plan_(plan) {
  for (const PlanBinding& binding : plan.bindings) {
    if (!binding.is_let) {
      fors_.push_back(&binding);
    }
  }
}

Judge::Required Judge::require_all(Ctx& ctx, const Frame& frame, std::size_t n) const {
  Required required{{}, Vals(n, Val::of(true))};
  for (const PlanRequire& require : plan_.requires_) {
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
    return {{.variable = {}, .table = {}, .key = plan_.info->policy->name.text, .open = false}};
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
        if (tied->second.gaps_too >= 0) {
          doubt(ctx, subjects, i, why);
        }
      }
      continue;
    }
    if (verdict == Verdict::compliant && !engine.options.list_compliant) {
      ++unlisted_;
      continue;
    }
    const bool unsettled = verdict == Verdict::unknown || verdict == Verdict::pending;
    Finding finding = make_finding(ctx, verdict, whole(subjects, i), unsettled ? why : 0);
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

// Messages, remedies and costs of the subjects that have them.
void Judge::settle_texts(Ctx& ctx, const Combinations& subjects) {
  std::vector<std::uint32_t> at;
  std::vector<std::uint32_t> violating;
  for (const auto& [place, finding] : told_) {
    at.push_back(place);
    if (findings_[finding].verdict == Verdict::violation) {
      violating.push_back(place);
    }
  }
  const Sel sel{at.data(), at.size()};
  std::vector<std::string> messages = rendered(ctx, plan_.message, subjects.frame, sel);
  std::vector<std::string> remedies = rendered(ctx, plan_.remedy, subjects.frame, sel);
  for (std::size_t k = 0; k < told_.size(); ++k) {
    findings_[told_[k].second].message = std::move(messages[k]);
    findings_[told_[k].second].remedy = std::move(remedies[k]);
  }
  if (plan_.cost != nullptr) {
    const Vals costs = eval(ctx, plan_.cost, subjects.frame, {violating.data(), violating.size()});
    for (const Val& cost : costs) {
      costs_.push_back(as_type(ctx, cost, Type::of(Kind::decimal)));
    }
  }
}

void Judge::unnamed(Ctx& ctx, const Combinations& so_far, std::size_t at, ReasonSet why) {
  Engine& engine = ctx.engine();
  OpenSubject& open = open_subject(ctx, bound_side(so_far, at));
  open.why = engine.reasons.unite(engine.reasons.unite(open.why, why), so_far.where[at].why);
  const auto tied = so_far.tied.find(at);
  if (tied != so_far.tied.end() && tied->second.gaps_too >= 0) {
    doubt(ctx, so_far, at, why);
  }
}

// A pair that the earlier row is reported for keeps the later row from being compliant with all.
void Judge::doubt(Ctx& ctx, const Combinations& subjects, std::size_t at, ReasonSet why) {
  const auto later = static_cast<std::size_t>(subjects.tied.at(at).gaps_too);
  Bound bound(fors_.size());
  bound[later] = subjects.values[static_cast<std::size_t>(fors_[later]->slot)][at];
  ReasonSet& known = doubts_[subject_of(ctx, bound)];
  known = ctx.engine().reasons.unite(known, why);
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

Finding Judge::make_finding(Ctx& ctx, Verdict verdict, const Bound& bound, ReasonSet why) const {
  Finding finding;
  finding.verdict = verdict;
  finding.subject = subject_of(ctx, bound);
  finding.fingerprint = fingerprint(plan_.info->policy->name.text, finding.subject);
  finding.reasons = ctx.engine().reasons.list(why);
  finding.more_reasons = ctx.engine().reasons.truncated(why);
  std::vector<Val> rows;
  for (const std::optional<Val>& value : bound) {
    if (value && value->tag == Tag::row) {
      rows.push_back(*value);
    }
  }
  add_witnesses(ctx.world, finding, rows);
  return finding;
}

void Judge::explain(const Combinations& subjects, std::size_t at, const Required& required,
                    Finding& finding) const {
  for (std::size_t i = 0; i < fors_.size(); ++i) {
    if (fors_[i]->has_where) {
      finding.because.push_back({where_clause(), fors_[i]->where_line, fors_[i]->where_text,
                                 state_text(subjects.states[i][at])});
    }
  }
  for (const std::size_t r : deciding(required, at)) {
    finding.because.push_back({require_clause(), plan_.requires_[r].line, plan_.requires_[r].text,
                               state_text(required.all[at])});
  }
}

void Judge::add_deciding_rows(Ctx& ctx, const Combinations& subjects, const Required& required) {
  std::vector<std::vector<Val>> rows(explained_.size());
  for (std::size_t r = 0; r < plan_.requires_.size(); ++r) {
    if (!plan_.requires_[r].condition->quantified) {
      continue;
    }
    std::vector<std::uint32_t> at;
    std::vector<std::size_t> places;
    Vals truth;
    for (std::size_t k = 0; k < explained_.size(); ++k) {
      const std::uint32_t i = explained_[k].first;
      const std::vector<std::size_t> which = deciding(required, i);
      if (std::find(which.begin(), which.end(), r) != which.end()) {
        at.push_back(i);
        places.push_back(k);
        truth.push_back(required.truth[r][i]);
      }
    }
    const auto found = deciding_rows(ctx, plan_.requires_[r].condition, subjects.frame,
                                     {at.data(), at.size()}, truth);
    for (std::size_t k = 0; k < found.size(); ++k) {
      rows[places[k]].insert(rows[places[k]].end(), found[k].begin(), found[k].end());
    }
  }
  for (std::size_t k = 0; k < explained_.size(); ++k) {
    add_witnesses(ctx.world, findings_[explained_[k].second], rows[k]);
  }
}

// Of a subject with an open side: those conditions that do not stand on it.
void Judge::explain_open(Ctx& ctx, const Bound& bound, Finding& finding) const {
  Frame frame(plan_.slots);
  std::vector<Vals> values(plan_.slots);
  std::set<int> open;
  const auto is_open = [&](NodeRef node) {
    return std::any_of(node->free.begin(), node->free.end(),
                       [&](int slot) { return open.contains(slot); });
  };
  std::size_t index = 0;
  for (const PlanBinding& binding : plan_.bindings) {
    const auto slot = static_cast<std::size_t>(binding.slot);
    if (binding.is_let) {
      if (is_open(binding.value)) {
        open.insert(binding.slot);
      }
      values[slot] = eval(ctx, binding.value, frame, {nullptr, 1});
    } else {
      if (!bound[index]) {
        open.insert(binding.slot);
      }
      values[slot] = {bound[index] ? *bound[index] : ctx.engine().unknown("it is open")};
    }
    frame.slots[slot] = values[slot].data();
    if (!binding.is_let && binding.has_where) {
      const Val truth = is_open(binding.where_node)
                            ? Val::unknown(0)
                            : holds(ctx, binding.where_node, frame, {nullptr, 1}).front();
      finding.because.push_back(
          {where_clause(), binding.where_line, binding.where_text, state_text(truth)});
    }
    index += binding.is_let ? 0 : 1;
  }
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
}

std::vector<Finding> Judge::finish(Ctx& ctx) {
  for (auto& [subject, open] : open_) {
    if (const auto doubts = doubts_.find(subject); doubts != doubts_.end()) {
      open.why = ctx.engine().reasons.unite(open.why, doubts->second);
    }
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
