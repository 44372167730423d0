// Links and identity: worked out for a whole table at a time.
#include <algorithm>

#include "base/text.h"
#include "evaluator/native/keys.h"
#include "evaluator/native/profile.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

Vals rows_of(std::uint32_t relation, std::uint32_t part, std::size_t count) {
  Vals rows;
  for (std::size_t row = 0; row < count; ++row) {
    rows.push_back(Val::row(relation, part, static_cast<std::int64_t>(row)));
  }
  return rows;
}

std::vector<Val> link_all(Ctx& ctx, std::size_t index) {
  World& world = ctx.world;
  Engine& engine = ctx.engine();
  const LinkInfo& link = engine.program.links[index];
  const std::uint32_t from = world.relation_id(link.from);
  const std::uint32_t to = world.relation_id(link.to);
  const Vals rows = rows_of(from, 0, world.relations[from].rows());
  const std::vector<KeyMatch> matches = match_keys(ctx, engine.plan->links[index], rows, to);
  const ReasonSet incomplete = world.incompleteness(to);
  std::vector<Val> values;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const KeyMatch& match = matches[i];
    if (match.certain.size() == 1) {
      values.push_back(Val::row(to, 0, match.certain.front()));
    } else if (match.certain.size() > 1) {
      values.push_back(
          ambiguous(ctx, rows[i], link.name.substr(link.from.size() + 1), to, match.certain));
    } else if (match.absent) {
      values.push_back({});
    } else {
      const ReasonSet why = engine.reasons.unite(match.why, incomplete);
      values.push_back(why == 0 ? Val{} : Val::unknown(why));
    }
  }
  return values;
}

// The accounts of a table as rows of the relation that a rule speaks of; none where it is about
// others.
Vals rows_for_rule(const World& world, std::uint32_t table, const std::string& relation) {
  const std::uint32_t id = world.relation_id(relation);
  const std::size_t count = world.relations[table].rows();
  if (id == table) {
    return rows_of(id, 0, count);
  }
  const std::vector<std::uint32_t>& parts = world.relations[id].parts;
  const auto part = std::find(parts.begin(), parts.end(), table);
  return part == parts.end()
             ? Vals{}
             : rows_of(id, static_cast<std::uint32_t>(part - parts.begin()), count);
}

void override_person(Ctx& ctx, const IdentityOverride& entry, std::uint32_t persons, Val& person) {
  person = {};
  if (!entry.person) {
    return;
  }
  person = find_row(ctx, persons, *entry.person);
  if (person.tag == Tag::row) {
    return;
  }
  Blame blame;
  blame.table = ctx.world.relations[persons].name;
  blame.note = ctx.engine().texts.add("the override of " + entry.account + " names `" +
                                      printable(*entry.person) + "`, which is not there");
  person = Val::unknown(ctx.engine().reasons.one(blame));
}

void apply_rules(Ctx& ctx, std::uint32_t table, std::uint32_t persons, Persons& result) {
  World& world = ctx.world;
  Engine& engine = ctx.engine();
  const std::size_t count = world.relations[table].rows();
  std::vector<ReasonSet> why(count, 0);
  std::vector<bool> decided(count, false);
  for (std::size_t r = 0; r < engine.plan->rules.size(); ++r) {
    const Vals rows = rows_for_rule(world, table, engine.program.identity->rules[r].relation);
    if (rows.empty()) {
      continue;
    }
    const std::vector<KeyMatch> matches = match_keys(ctx, engine.plan->rules[r], rows, persons);
    for (std::size_t i = 0; i < count; ++i) {
      const KeyMatch& found = matches[i];
      if (decided[i]) {
        continue;
      }
      if (!found.certain.empty()) {
        decided[i] = true;
        result.person[i] = found.certain.size() == 1
                               ? Val::row(persons, 0, found.certain.front())
                               : ambiguous(ctx, Val::row(table, 0, static_cast<std::int64_t>(i)),
                                           "person", persons, found.certain);
        result.candidates[i] = found.certain;
        continue;
      }
      why[i] = engine.reasons.unite(why[i], found.why);
      result.candidates[i].insert(result.candidates[i].end(), found.possible.begin(),
                                  found.possible.end());
    }
  }
  const ReasonSet incomplete = world.incompleteness(persons);
  for (std::size_t i = 0; i < count; ++i) {
    const ReasonSet all = engine.reasons.unite(why[i], incomplete);
    if (!decided[i]) {
      result.person[i] = all == 0 ? Val{} : Val::unknown(all);
    }
  }
}

Persons find_persons(Ctx& ctx, std::uint32_t table) {
  World& world = ctx.world;
  Engine& engine = ctx.engine();
  const std::size_t count = world.relations[table].rows();
  Persons result{std::vector<Val>(count), std::vector<std::vector<std::uint32_t>>(count)};
  if (!engine.program.identity) {
    return result;
  }
  const std::uint32_t persons = world.relation_id(engine.program.identity->person);
  apply_rules(ctx, table, persons, result);
  const std::string prefix = world.relations[table].relation->name + "/";
  for (auto entry = engine.options.overrides.rbegin(); entry != engine.options.overrides.rend();
       ++entry) {
    if (!entry->account.starts_with(prefix)) {
      continue;
    }
    const Val row = find_row(ctx, table, std::string_view(entry->account).substr(prefix.size()));
    if (row.tag != Tag::row) {
      continue;
    }
    const auto at = static_cast<std::size_t>(row.a);
    override_person(ctx, *entry, persons, result.person[at]);
    result.candidates[at].clear();
    if (result.person[at].tag == Tag::row) {
      result.candidates[at] = {static_cast<std::uint32_t>(result.person[at].a)};
    }
  }
  for (std::vector<std::uint32_t>& candidates : result.candidates) {
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  }
  return result;
}

}  // namespace

Val linked_row(Ctx& ctx, std::size_t link, std::size_t row) {
  World& world = ctx.world;
  const std::lock_guard lock(world.mutex);
  auto found = world.links.find(link);
  if (found == world.links.end()) {
    Timed timed(ctx.engine().profile, &ctx.engine().plan->links[link]);
    Ctx inner{world, world.arena, ctx.depth};
    found = world.links.emplace(link, link_all(inner, link)).first;
    timed.rows(found->second.size());
  }
  return found->second[row];
}

const Persons& persons_of(Ctx& ctx, std::uint32_t table) {
  World& world = ctx.world;
  const std::lock_guard lock(world.mutex);
  auto found = world.persons.find(table);
  if (found == world.persons.end()) {
    Timed timed(ctx.engine().profile, &ctx.engine().plan->rules);
    Ctx inner{world, world.arena, ctx.depth};
    found = world.persons.emplace(table, find_persons(inner, table)).first;
    timed.rows(found->second.person.size());
  }
  return found->second;
}

Val accounts_of(Ctx& ctx, const Val& person) {
  World& world = ctx.world;
  const std::uint32_t accounts = world.relation_id("account");
  const RelState& state = world.relations[accounts];
  const std::lock_guard lock(world.mutex);
  if (!world.accounts_done) {
    world.accounts_done = true;
    world.accounts.resize(world.relations[person.relation()].rows());
    for (std::uint32_t part = 0; part < state.parts.size(); ++part) {
      const Persons& persons = persons_of(ctx, state.parts[part]);
      for (std::size_t i = 0; i < persons.person.size(); ++i) {
        for (const std::uint32_t candidate : persons.candidates[i]) {
          world.accounts[candidate].emplace_back(
              Val::row(accounts, part, static_cast<std::int64_t>(i)),
              persons.person[i].tag == Tag::unknown ? persons.person[i].why : 0);
        }
      }
    }
  }
  SetBuilder set(ctx.engine());
  for (const auto& [account, doubt] : world.accounts[static_cast<std::size_t>(person.a)]) {
    if (doubt == 0) {
      set.add(account);
    } else {
      set.add(account, doubt);
    }
  }
  if (const ReasonSet why = world.incompleteness(accounts); why != 0) {
    set.open(why);
  }
  return Val::of(set.finish(ctx.arena));
}

}  // namespace writ::native
