#include "evaluator/reference/identity.h"

#include <algorithm>

#include "base/text.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/sets.h"

namespace writ::reference {

namespace {

const IdentityOverride* find_override(const World& world, const RowRef& account) {
  const std::string name = world.state(account).relation->name + "/" + row_key(world, account);
  for (const IdentityOverride& entry : world.options.overrides) {
    if (entry.account == name) {
      return &entry;
    }
  }
  return nullptr;
}

void apply_override(const World& world, const IdentityOverride& entry, std::uint32_t persons,
                    PersonMatch& match) {
  if (!entry.person) {
    return;
  }
  if (const auto row = find_row(world, persons, *entry.person)) {
    match.person = *row;
    match.candidates = {row->index};
    return;
  }
  Reason reason{.kind = ReasonKind::missing,
                .table = world.relations[persons].relation->name,
                .key = {},
                .column = {},
                .note = {},
                .due = {}};
  reason.note = "the override of " + entry.account + " names `" + printable(*entry.person) +
                "`, which is not there";
  match.person = undetermined(std::move(reason));
}

void apply_rules(World& world, const RowRef& account, std::uint32_t persons, PersonTrace& trace) {
  Reasons reasons;
  PersonMatch& match = trace.match;
  for (const IdentityRuleInfo& rule : world.program.identity->rules) {
    std::optional<RuleTry> tried = try_rule(world, rule, account);
    if (!tried) {
      continue;
    }
    const KeyMatch& found = trace.tries.emplace_back(std::move(*tried)).found;
    if (found.certain.size() == 1) {
      match.person = RowRef{persons, 0, found.certain.front()};
      match.candidates = found.certain;
      return;
    }
    if (found.certain.size() > 1) {
      match.person = ambiguous(world, account, "person", persons, found.certain);
      match.candidates = found.certain;
      return;
    }
    reasons.add(found.reasons);
    match.candidates.insert(match.candidates.end(), found.possible.begin(), found.possible.end());
  }
  reasons.add(incompleteness(world, persons));
  if (!reasons.empty()) {
    match.person = Undetermined{reasons};
  }
}

}  // namespace

std::optional<RowRef> row_for_rule(const World& world, const RowRef& account,
                                   const std::string& relation) {
  const std::uint32_t id = world.relation_id(relation);
  if (id == account.relation) {
    return account;
  }
  const std::vector<std::uint32_t>& parts = world.relations[id].parts;
  const auto part = std::find(parts.begin(), parts.end(), account.relation);
  if (part == parts.end()) {
    return std::nullopt;
  }
  return RowRef{id, static_cast<std::uint32_t>(part - parts.begin()), account.index};
}

std::optional<RuleTry> try_rule(World& world, const IdentityRuleInfo& rule, const RowRef& row) {
  const auto account = row_for_rule(world, base_row(world, row), rule.relation);
  if (!account) {
    return std::nullopt;
  }
  const std::uint32_t persons = world.relation_id(world.program.identity->person);
  return RuleTry{&rule, *account, match_keys(world, rule.keys, *account, persons)};
}

PersonMatch person_by_rules(World& world, const RowRef& account) {
  PersonTrace trace;
  apply_rules(world, account, world.relation_id(world.program.identity->person), trace);
  return trace.match;
}

PersonTrace trace_person(World& world, const RowRef& row) {
  const RowRef account = base_row(world, row);
  world.persons[account].state = Memo::State::busy;
  const std::uint32_t persons = world.relation_id(world.program.identity->person);
  PersonTrace trace;
  trace.by = find_override(world, account);
  if (trace.by != nullptr) {
    apply_override(world, *trace.by, persons, trace.match);
  } else {
    apply_rules(world, account, persons, trace);
  }
  trace.match.state = Memo::State::done;
  std::sort(trace.match.candidates.begin(), trace.match.candidates.end());
  world.persons[account] = trace.match;
  return trace;
}

const PersonMatch& person_of(World& world, const RowRef& row) {
  const RowRef account = base_row(world, row);
  PersonMatch& match = world.persons[account];
  if (match.state == Memo::State::busy) {
    match.person = undetermined("it is defined through itself");
    return match;
  }
  if (match.state == Memo::State::none && world.program.identity) {
    trace_person(world, account);
  }
  return match;
}

Value accounts_of(World& world, const RowRef& person) {
  const std::uint32_t accounts = world.relation_id("account");
  SetBuilder set;
  for (const Value& member : all_rows(world, accounts)->certain) {
    if (!world.ledger.visit()) {
      break;
    }
    const PersonMatch& match = person_of(world, std::get<RowRef>(member));
    if (!std::binary_search(match.candidates.begin(), match.candidates.end(), person.index)) {
      continue;
    }
    if (const Undetermined* unknown = if_undetermined(match.person)) {
      set.add(member, unknown->reasons);
    } else {
      set.add(member);
    }
  }
  if (const Reasons reasons = incompleteness(world, accounts); !reasons.empty()) {
    set.open(reasons);
  }
  return set.finish();
}

}  // namespace writ::reference
