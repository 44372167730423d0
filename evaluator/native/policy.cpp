// One policy: its subjects in shares, one worker after the other or side by side; then its status.
#include <algorithm>
#include <thread>

#include "evaluator/native/engine.h"
#include "evaluator/native/judge.h"
#include "evaluator/native/values.h"
#include "evaluator/settle.h"

namespace writ::native {

namespace {

constexpr std::size_t for_limit = 64;  // each is a loop within a loop

void fill_sources(const World& world, const PolicyInfo& policy, PolicyOutcome& outcome) {
  if (policy.views.empty()) {
    return;
  }
  const Program& program = world.engine.program;
  std::set<std::string> all = world.engine.options.project_sources;
  for (const auto& [source, schema] : program.sources) {
    all.insert(source);
  }
  for (const std::string& source : all) {
    bool covered = true;
    for (const std::string& view : policy.views) {
      const auto& mappings = program.relation(view).mappings;
      covered =
          covered && std::any_of(mappings.begin(), mappings.end(), [&](const ViewMapping& mapping) {
            return program.relation(mapping.table).source == source;
          });
    }
    (covered ? outcome.sources_covered : outcome.sources_not_covered).push_back(source);
  }
}

PolicyOutcome describe(Ctx& ctx, const PolicyPlan& plan) {
  World& world = ctx.world;
  const ast::Policy& policy = *plan.info->policy;
  PolicyOutcome outcome;
  outcome.name = policy.name.text;
  outcome.file = world.engine.sources[plan.info->file].path();
  outcome.line = world.engine.sources.place(plan.info->span).line;
  outcome.title = policy.title ? rendered(ctx, plan.title, Frame(0), {nullptr, 1}).front() : "";
  outcome.description = policy.description ? policy.description->text : std::string();
  outcome.owner = policy.owner ? policy.owner->text : std::string();
  if (policy.severity) {
    outcome.severity =
        parse_policy_severity(policy.severity->text).value_or(PolicySeverity::medium);
  }
  for (const ast::Control& control : policy.controls) {
    for (const ast::String& id : control.ids) {
      outcome.controls.push_back({control.framework.text, id.text});
    }
  }
  for (const ast::String& tag : policy.tags) {
    outcome.tags.push_back(tag.text);
  }
  outcome.tables.assign(plan.info->tables.begin(), plan.info->tables.end());
  fill_sources(world, *plan.info, outcome);
  return outcome;
}

std::string incomplete_text(const Reason& reason) {
  return reason.kind == ReasonKind::incomplete ? reason.table + ": " + reason.note
                                               : to_string(reason);
}

// The cost of one violation where all cost the same, and of all.
void settle_costs(Engine& engine, const PolicyPlan& plan, const Vals& costs,
                  PolicyOutcome& outcome) {
  if (plan.cost == nullptr) {
    return;
  }
  const ast::Cost& cost = *plan.info->policy->cost;
  const std::string unit =
      cost.currency.text + (cost.per ? " per " + cost.per->text : std::string());
  Sum total(Tag::decimal);
  std::optional<std::int64_t> each;
  bool alike = true;
  std::uint64_t unknown = 0;
  for (const Val& value : costs) {
    if (value.tag != Tag::decimal || !value.exact()) {
      ++unknown;
      continue;
    }
    total.add(engine, value);
    alike = alike && (!each || *each == value.a);
    each = value.a;
  }
  if (unknown > 0) {
    outcome.notes.push_back({"the cost of " + std::to_string(unknown) +
                                 (unknown == 1 ? " violation" : " violations") + " is unknown",
                             unknown});
    return;
  }
  if (alike && each) {
    outcome.cost = Cost{Decimal{*each}, unit};
  }
  const Computed sum = total.total(engine);
  if (sum.value.is_quantity()) {
    outcome.total_cost = Cost{Decimal{sum.value.a}, unit};
  }
}

// What one worker has found.
struct Share {
  Judge judge;
  Departures departures;
};

class Work {
 public:
  Work(World& world, const PolicyPlan& plan) : world_(world), plan_(plan) {}

  // Takes shares of the members until none is left.
  void run(std::size_t members, std::atomic<std::size_t>& next, Share& mine) const {
    Arena arena;
    Ctx ctx{world_, arena, 0};
    const Population::OnSubjects subjects = [&](Ctx& at, const Combinations& c) {
      mine.judge.judge(at, c);
    };
    const Population::OnUnnamed unnamed = [&](Ctx& at, const Combinations& c, std::size_t i,
                                              ReasonSet why) { mine.judge.unnamed(at, c, i, why); };
    const Population population(plan_, subjects, unnamed);
    const std::size_t share = world_.engine.share;
    for (std::size_t begin = next.fetch_add(share);
         begin < members && !world_.engine.exhausted.load(std::memory_order_relaxed);
         begin = next.fetch_add(share)) {
      population.walk(ctx, begin, std::min(members, begin + share), mine.departures);
      arena.clear();
    }
  }

 private:
  World& world_;
  const PolicyPlan& plan_;
};

}  // namespace

PolicyOutcome judge_policy(World& world, const PolicyPlan& plan, unsigned threads) {
  if (plan.info->for_relations.size() > for_limit) {
    return unjudged_policy(world, plan, "more than 64 `for`s");
  }
  Engine& engine = world.engine;
  Arena arena;
  Ctx ctx{world, arena, 0, true};
  PolicyOutcome outcome = describe(ctx, plan);
  const Population::OnSubjects none = [](Ctx&, const Combinations&) {};
  const Population::OnUnnamed no_one = [](Ctx&, const Combinations&, std::size_t, ReasonSet) {};
  const Population population(plan, none, no_one);
  Departures departures = population.nothing_yet();
  for (const PlanBinding& binding : plan.bindings) {
    if (!binding.is_let && !binding.relation.empty()) {
      for (const Reason& reason :
           engine.reasons.list(world.incompleteness(world.relation_id(binding.relation)))) {
        departures.incomplete.insert(incomplete_text(reason));
      }
    }
  }
  const std::size_t members = population.members(ctx);
  std::vector<Share> shares(std::max(1U, threads), Share{Judge(plan), population.nothing_yet()});
  std::atomic<std::size_t> next = 0;
  const Work work(world, plan);
  std::vector<std::thread> others;
  const std::size_t useful = std::min(shares.size(), (members + engine.share - 1) / engine.share);
  for (std::size_t i = 1; i < useful; ++i) {
    others.emplace_back([&, i] { work.run(members, next, shares[i]); });
  }
  work.run(members, next, shares[0]);
  for (std::thread& other : others) {
    other.join();
  }
  for (std::size_t i = 0; i < shares.size(); ++i) {
    departures.add(shares[i].departures);
    if (i > 0) {
      shares[0].judge.add(engine, std::move(shares[i].judge));
    }
  }
  outcome.findings = shares[0].judge.finish(ctx);
  outcome.incomplete.assign(departures.incomplete.begin(), departures.incomplete.end());
  outcome.unlisted = shares[0].judge.unlisted();
  outcome.notes = population.notes(departures);
  settle(outcome, plan.info->policy->may_be_vacuous);
  settle_costs(engine, plan, shares[0].judge.costs(), outcome);
  if (engine.exhausted) {
    return unjudged_policy(world, plan, "step budget exhausted");
  }
  return outcome;
}

PolicyOutcome unjudged_policy(World& world, const PolicyPlan& plan, std::string_view why) {
  Arena arena;
  Ctx ctx{world, arena, 0};
  PolicyOutcome outcome = describe(ctx, plan);
  Finding finding;
  finding.verdict = Verdict::unknown;
  finding.subject = {{.variable = {}, .table = {}, .key = outcome.name, .open = false}};
  finding.fingerprint = fingerprint(outcome.name, finding.subject);
  finding.reasons = world.engine.reasons.list(world.engine.because(why));
  outcome.findings.push_back(std::move(finding));
  settle(outcome, false);
  return outcome;
}

}  // namespace writ::native
