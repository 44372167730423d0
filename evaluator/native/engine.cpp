#include "evaluator/native/engine.h"

#include <algorithm>

#include "evaluator/evaluate_columns.h"
#include "evaluator/native/plan_walk.h"
#include "evaluator/native/profile.h"
#include "evaluator/native/stale.h"
#include "evaluator/native/values.h"

namespace writ {

namespace native {

namespace {

void count_value(Engine& engine, LinkCount& count, const Val& value) {
  if (value.tag != Tag::unknown) {
    ++(value.tag == Tag::absent ? count.unmatched : count.matched);
  } else {
    ++(engine.reasons.has(value.why, ReasonKind::ambiguous) ? count.ambiguous : count.unknown);
  }
}

}  // namespace

std::vector<LinkCount> count_links(World& world) {
  Engine& engine = world.engine;
  Arena arena;
  Ctx ctx{world, arena, 0};
  std::vector<LinkCount> counts;
  for (std::uint32_t id = 0; id < world.relations.size(); ++id) {
    const RelState& state = world.relations[id];
    if (state.relation->kind != Relation::Kind::table) {
      continue;
    }
    for (const FieldInfo& field : state.relation->fields) {
      if (field.origin != FieldOrigin::link && field.origin != FieldOrigin::person) {
        continue;
      }
      const bool link = field.origin == FieldOrigin::link;
      LinkCount count;
      count.link = link ? engine.program.links[static_cast<std::size_t>(field.link)].name
                        : "person: " + state.relation->name;
      for (std::size_t row = 0; row < state.rows(); ++row) {
        count_value(engine, count,
                    link ? linked_row(ctx, static_cast<std::size_t>(field.link), row)
                         : persons_of(ctx, id).person[row]);
      }
      counts.push_back(std::move(count));
    }
  }
  std::sort(counts.begin(), counts.end(),
            [](const LinkCount& a, const LinkCount& b) { return a.link < b.link; });
  return counts;
}

namespace {

std::unique_ptr<World> earlier_world(Engine& engine, const ColumnSnapshot& snapshot) {
  auto world = std::make_unique<World>(engine, snapshot);
  world->remap_texts();
  return world;
}

std::vector<TableSummary> summarise_tables(const World& world) {
  std::vector<TableSummary> tables;
  for (const auto& [name, table] : world.snapshot.tables) {
    const auto known = world.engine.program.relations.find(name);
    const std::vector<std::string>& incomplete =
        known != world.engine.program.relations.end()
            ? world.relations[world.relation_id(name)].incomplete
            : table.incomplete;
    tables.push_back({name, table.rows, incomplete, table.sha256});
  }
  return tables;
}

TableSizes sizes_of(const ColumnSnapshot& snapshot) {
  TableSizes sizes;
  for (const auto& [name, table] : snapshot.tables) {
    sizes.of[name] = table.rows;
  }
  return sizes;
}

PolicyOutcome judge_profiled(World& world, const PolicyPlan& plan) {
  Engine& engine = world.engine;
  if (engine.profile == nullptr) {
    return judge_policy(world, plan);
  }
  const std::int64_t begin = engine.profile->now();
  const std::uint64_t visited = engine.visited;
  engine.profile->begin_policy();
  PolicyOutcome outcome = judge_policy(world, plan);
  engine.profile->end_policy(engine.visited - visited, engine.profile->now() - begin);
  return outcome;
}

}  // namespace

}  // namespace native

Outcome evaluate(const Program& program, const Sources& sources, const ColumnSnapshot& snapshot,
                 const EvaluateOptions& options, const NativeOptions& settings) {
  using namespace native;
  Engine engine(program, sources, options, *snapshot.texts);
  engine.threads = std::max(1U, settings.threads);
  engine.settings = &settings;
  engine.share = std::max<std::size_t>(1, settings.share);
  const auto profile = settings.profile == nullptr
                           ? nullptr
                           : std::make_unique<Profile>(settings.profile->micros);
  engine.profile = profile.get();
  World world(engine, snapshot);
  for (const ColumnSnapshot* earlier : settings.history) {
    world.earlier.push_back(earlier_world(engine, *earlier));
  }
  const std::vector<const PolicyPlan*> chosen = chosen_policies(*engine.plan, options);
  if (options.progress) {
    options.progress(0, chosen.size());
  }
  if (options.contracts) {
    apply_contracts(world);
  }
  std::unique_ptr<Staleness> staleness;
  if (settings.earlier != nullptr && !settings.earlier->policies.empty()) {
    staleness = std::make_unique<Staleness>(world, *settings.earlier->snapshot);
    engine.staleness = staleness.get();
  }
  Outcome outcome;
  outcome.as_of = snapshot.as_of;
  outcome.snapshot_id = snapshot.id;
  outcome.tables = summarise_tables(world);
  outcome.data_findings = snapshot.findings;
  if (!settings.policies_alone) {
    const std::vector<DataFinding> more = find_in_data(world);
    outcome.data_findings.insert(outcome.data_findings.end(), more.begin(), more.end());
  }
  for (const PolicyPlan* plan : chosen) {
    outcome.policies.push_back(engine.exhausted
                                   ? unjudged_policy(world, *plan, "step budget exhausted")
                                   : judge_profiled(world, *plan));
    if (options.progress) {
      options.progress(outcome.policies.size(), chosen.size());
    }
  }
  if (profile != nullptr) {
    settings.profile->report = report_plan(*engine.plan, program, sources, chosen,
                                           sizes_of(snapshot), profile.get());
  }
  if (settings.footings != nullptr && (engine.exhausted || !engine.findings.empty())) {
    settings.footings->clear();  // a fault is told by whoever comes upon it: nobody may be left out
  }
  outcome.budget_exhausted = engine.exhausted;
  outcome.visited = engine.visited;
  if (!engine.exhausted && !settings.policies_alone) {
    outcome.links = count_links(world);
  }
  outcome.data_findings.insert(outcome.data_findings.end(), engine.findings.begin(),
                               engine.findings.end());
  std::sort(outcome.data_findings.begin(), outcome.data_findings.end());
  outcome.data_findings.erase(
      std::unique(outcome.data_findings.begin(), outcome.data_findings.end()),
      outcome.data_findings.end());
  return outcome;
}

}  // namespace writ
