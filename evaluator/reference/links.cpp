#include "evaluator/reference/links.h"

#include "evaluator/reference/compare.h"
#include "evaluator/reference/expressions.h"
#include "evaluator/reference/relations.h"

namespace writ::reference {

namespace {

constexpr std::size_t shown_candidates = 5;

// The right sides of `keys` for every row of table `relation`.
KeyTable read_keys(World& world, const std::vector<ast::Key>& keys, std::uint32_t relation) {
  KeyTable table;
  const std::size_t rows = row_count(world, world.relations[relation], 0);
  for (std::uint32_t row = 0; row < rows && world.ledger.visit(); ++row) {
    const Scope scope{nullptr, implicit_row, RowRef{relation, 0, row}, nullptr};
    std::vector<Value> values;
    for (const ast::Key& key : keys) {
      values.push_back(evaluate(world, key.right, &scope));
    }
    table.push_back(std::move(values));
  }
  return table;
}

// Nothing where the keys are defined through themselves.
const std::optional<KeyTable>& right_keys(World& world, const std::vector<ast::Key>& keys,
                                          std::uint32_t relation) {
  const auto [place, fresh] = world.right_keys.try_emplace(&keys);
  if (fresh) {
    KeyTable table = read_keys(world, keys, relation);
    place->second = std::move(table);
  }
  return place->second;
}

}  // namespace

KeyMatch match_keys(World& world, const std::vector<ast::Key>& keys, const RowRef& left,
                    std::uint32_t relation) {
  KeyMatch match;
  const std::optional<KeyTable>& right = right_keys(world, keys, relation);
  if (!right) {
    match.reasons = undetermined("it is defined through itself").reasons;
    return match;
  }
  const Scope scope{nullptr, implicit_row, left, nullptr};
  std::vector<Value> values;
  for (const ast::Key& key : keys) {
    values.push_back(evaluate(world, key.left, &scope));
    match.absent = match.absent || is_absent(values.back());
  }
  if (match.absent) {
    return match;
  }
  for (std::uint32_t row = 0; row < right->size() && world.ledger.visit(); ++row) {
    Truth fits = Truth::of(true);
    for (std::size_t i = 0; i < values.size() && !fits.no(); ++i) {
      fits = both(std::move(fits), equal(values[i], (*right)[row][i]));
    }
    if (fits.yes()) {
      match.certain.push_back(row);
    } else if (fits.open()) {
      match.possible.push_back(row);
      match.reasons.add(fits.reasons);
    }
  }
  return match;
}

Undetermined ambiguous(const World& world, const RowRef& row, const std::string& column,
                       std::uint32_t relation, const std::vector<std::uint32_t>& candidates) {
  const RowRef base = base_row(world, row);
  Reason reason{.kind = ReasonKind::ambiguous,
                .table = world.state(base).relation->name,
                .key = row_key(world, base),
                .column = column,
                .note = "it fits ",
                .due = {}};
  for (std::size_t i = 0; i < candidates.size() && i < shown_candidates; ++i) {
    reason.note += (i == 0 ? "" : ", ") + row_key(world, {relation, 0, candidates[i]});
  }
  if (candidates.size() > shown_candidates) {
    reason.note += " and " + std::to_string(candidates.size() - shown_candidates) + " more";
  }
  reason.note += " of " + world.relations[relation].relation->name;
  return undetermined(std::move(reason));
}

Value linked_row(World& world, std::size_t index, const RowRef& row) {
  const LinkInfo& link = world.program.links[index];
  const std::uint32_t to = world.relation_id(link.to);
  const KeyMatch match = match_keys(world, link.keys, row, to);
  if (match.certain.size() == 1) {
    return RowRef{to, 0, match.certain.front()};
  }
  if (match.certain.size() > 1) {
    return ambiguous(world, row, link.name.substr(link.from.size() + 1), to, match.certain);
  }
  if (match.absent) {
    return Absent{};
  }
  Reasons reasons = match.reasons;
  reasons.add(incompleteness(world, to));
  return reasons.empty() ? Value{Absent{}} : Value{Undetermined{reasons}};
}

}  // namespace writ::reference
