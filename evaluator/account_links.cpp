#include "evaluator/account_links.h"

#include <algorithm>

#include "evaluator/reference/contracts.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/show.h"
#include "evaluator/tried_rules.h"

namespace writ {
namespace {

using namespace reference;

// Adds what an address or a text is to the others, each once.
void add_key(const Value& value, std::vector<Email>& addresses, std::vector<std::string>& texts) {
  if (const auto* email = std::get_if<Email>(&value)) {
    if (std::find(addresses.begin(), addresses.end(), *email) == addresses.end()) {
      addresses.push_back(*email);
    }
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    if (std::find(texts.begin(), texts.end(), *text) == texts.end()) {
      texts.push_back(*text);
    }
  }
}

LinkState state_of(const PersonTrace& trace) {
  const Undetermined* unknown = if_undetermined(trace.match.person);
  if (unknown == nullptr) {
    return !is_absent(trace.match.person) ? LinkState::linked
           : trace.by != nullptr          ? LinkState::nobody
                                          : LinkState::unlinked;
  }
  const std::vector<Reason>& reasons = unknown->reasons.list();
  const bool ambiguous = std::any_of(reasons.begin(), reasons.end(), [](const Reason& reason) {
    return reason.kind == ReasonKind::ambiguous;
  });
  return ambiguous ? LinkState::ambiguous : LinkState::undecided;
}

// What the view `account` says of the row, where it has it.
void read_account_view(World& world, const RowRef& row, AccountLink& link) {
  const auto id = world.relation_ids.find("account");
  if (id == world.relation_ids.end()) {
    return;
  }
  const RelationState& view = world.relations[id->second];
  const auto part = std::find(view.parts.begin(), view.parts.end(), row.relation);
  if (part == view.parts.end()) {
    return;
  }
  const RowRef in_view{id->second, static_cast<std::uint32_t>(part - view.parts.begin()),
                       row.index};
  if (const int field = view.relation->find("active"); field >= 0) {
    if (const auto* active = std::get_if<bool>(&field_value(world, in_view, field))) {
      link.active = *active;
    }
  }
  if (const int field = view.relation->find("created_at"); field >= 0) {
    const auto* time = std::get_if<Quantity>(&field_value(world, in_view, field));
    if (time != nullptr && time->exact() && time->scale == Scale::instant) {
      link.created_at = Instant{*time->low};
    }
  }
}

void read_keys(World& world, const RowRef& row, AccountLink& link) {
  for (const IdentityRuleInfo& rule : world.program.identity->rules) {
    const std::optional<RowRef> account = row_for_rule(world, row, rule.relation);
    for (const ast::Key& key : rule.keys) {
      if (account && !is_condition(key)) {
        add_key(value_of(world, key.left, *account), link.addresses, link.texts);
      }
    }
  }
}

AccountLink link_of(World& world, const RowRef& row) {
  const PersonTrace trace = trace_person(world, row);
  AccountLink link;
  link.table = world.state(row).relation->name;
  link.key = row_key(world, row);
  link.state = state_of(trace);
  if (trace.by != nullptr) {
    link.overridden = true;
    link.reason = trace.by->reason;
    link.approved_by = trace.by->approved_by;
  }
  if (link.state == LinkState::linked) {
    link.person = row_key(world, std::get<RowRef>(trace.match.person));
  }
  if (const Undetermined* unknown = if_undetermined(trace.match.person)) {
    link.why = show(unknown->reasons);
  }
  read_keys(world, row, link);
  read_account_view(world, row, link);
  const bool decided = !trace.tries.empty() && !trace.tries.back().found.certain.empty();
  if (decided) {
    link.rule = trace.tries.back().rule->text;
  }
  for (const RuleTry& attempt : trace.tries) {
    link.tried.push_back(tried_rule(world, attempt));
  }
  if (decided) {
    link.tried.back().decided = true;
    for (TriedRule& later : later_rules(world, row, trace.tries.back())) {
      link.tried.push_back(std::move(later));
    }
  }
  return link;
}

std::vector<PersonKeys> person_keys(World& world, std::uint32_t persons) {
  std::vector<PersonKeys> result;
  const std::size_t rows = row_count(world, world.relations[persons], 0);
  for (std::uint32_t index = 0; index < rows && world.ledger.visit(); ++index) {
    const RowRef person{persons, 0, index};
    PersonKeys keys{row_key(world, person), {}, {}};
    for (const IdentityRuleInfo& rule : world.program.identity->rules) {
      for (const ast::Key& key : rule.keys) {
        if (!is_condition(key)) {
          add_key(value_of(world, key.right, person), keys.addresses, keys.texts);
        }
      }
    }
    result.push_back(std::move(keys));
  }
  return result;
}

std::optional<IdleOverride::Why> why_idle(World& world, const IdentityOverride& entry,
                                          std::uint32_t persons) {
  const std::size_t slash = entry.account.find('/');
  const auto id = world.relation_ids.find(entry.account.substr(0, slash));
  const auto row = id == world.relation_ids.end() || slash == std::string::npos
                       ? std::nullopt
                       : find_row(world, id->second, entry.account.substr(slash + 1));
  if (!row || world.state(*row).relation->find("person") < 0) {
    return IdleOverride::Why::no_such_account;
  }
  if (entry.person && !find_row(world, persons, *entry.person)) {
    return IdleOverride::Why::no_such_person;
  }
  const PersonMatch match = person_by_rules(world, *row);
  const auto* person = std::get_if<RowRef>(&match.person);
  const bool same = entry.person ? person != nullptr && row_key(world, *person) == *entry.person
                                 : is_absent(match.person);
  // "Nobody's" of an account that no rule links is what the override is for.
  return same && entry.person ? std::optional(IdleOverride::Why::rules_agree) : std::nullopt;
}

AccountTable account_table(const RelationState& state) {
  return {state.relation->name, state.incomplete,
          state.table != nullptr ? state.table->collected_at : std::nullopt};
}

}  // namespace

std::string_view to_string(LinkState state) {
  switch (state) {
    case LinkState::linked:
      return "linked";
    case LinkState::nobody:
      return "nobody";
    case LinkState::unlinked:
      return "unlinked";
    case LinkState::ambiguous:
      return "ambiguous";
    case LinkState::undecided:
      return "undecided";
  }
  return "";
}

std::string_view to_string(IdleOverride::Why why) {
  switch (why) {
    case IdleOverride::Why::no_such_account:
      return "no_such_account";
    case IdleOverride::Why::no_such_person:
      return "no_such_person";
    case IdleOverride::Why::rules_agree:
      return "rules_agree";
  }
  return "";
}

AccountLinks links_of(const Program& program, const Sources& sources, const Snapshot& snapshot,
                      const EvaluateOptions& options) {
  ENSURE(program.identity);
  Ledger ledger{.budget = options.budget, .visited = 0, .exhausted = false, .findings = {}};
  const std::unique_ptr<World> world = open_world(program, sources, snapshot, options, ledger);
  if (options.contracts) {
    apply_contracts(*world);
  }
  const std::uint32_t persons = world->relation_id(program.identity->person);
  AccountLinks result;
  result.persons = account_table(world->relations[persons]);
  result.keys = person_keys(*world, persons);
  result.person_rows = result.keys.size();
  for (std::uint32_t id = 0; id < world->relations.size(); ++id) {
    const RelationState& state = world->relations[id];
    if (state.relation->kind != Relation::Kind::table || state.relation->find("person") < 0) {
      continue;
    }
    const auto field = static_cast<std::size_t>(state.relation->find("person"));
    if (state.relation->fields[field].origin != FieldOrigin::person) {
      continue;
    }
    result.tables.push_back(account_table(state));
    const std::size_t rows = row_count(*world, state, 0);
    for (std::uint32_t row = 0; row < rows && ledger.visit(); ++row) {
      result.links.push_back(link_of(*world, {id, 0, row}));
    }
  }
  for (const IdentityOverride& entry : options.overrides) {
    if (const auto why = why_idle(*world, entry, persons)) {
      result.idle.push_back({entry, *why});
    }
  }
  std::sort(result.idle.begin(), result.idle.end(),
            [](const IdleOverride& a, const IdleOverride& b) {
              return a.entry.account < b.entry.account;
            });
  result.exhausted = ledger.exhausted;
  return result;
}

}  // namespace writ
