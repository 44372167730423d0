#include "evaluator/native/estimate.h"

#include <algorithm>
#include <cmath>

namespace writ::native {

namespace {

constexpr int depth_limit = 1000;

Amount larger(const Amount& a, const Amount& b) {
  return {std::max(a.count, b.count), std::max(a.power, b.power)};
}

}  // namespace

Amount operator*(const Amount& a, const Amount& b) {
  return {a.count * b.count, a.power + b.power};
}

Amount operator+(const Amount& a, const Amount& b) {
  return {a.count + b.count, std::max(a.power, b.power)};
}

std::uint64_t rounded(const Amount& amount) {
  return static_cast<std::uint64_t>(std::llround(std::min(amount.count, 1e18)));
}

std::uint64_t Estimate::table_rows(const std::string& table) const {
  const auto given = sizes_.of.find(table);
  return given == sizes_.of.end() ? sizes_.rows : given->second;
}

Amount Estimate::rows(std::uint32_t relation) const {
  const Relation& of = *plan_.relations[relation].relation;
  switch (of.kind) {
    case Relation::Kind::table:
      return {static_cast<double>(table_rows(of.name)), 1};
    case Relation::Kind::rows:
      return {static_cast<double>(of.constants.size()), 0};
    case Relation::Kind::view:
      break;
  }
  Amount all{0, 0};
  for (const ViewMapping& mapping : of.mappings) {
    all = all + Amount{static_cast<double>(table_rows(mapping.table)), 1};
  }
  return all;
}

Amount Estimate::rows_of(const std::string& relation) const {
  for (std::uint32_t id = 0; id < plan_.relations.size(); ++id) {
    if (plan_.relations[id].relation->name == relation) {
      return rows(id);
    }
  }
  return {cell_members, 0};
}

Amount Estimate::keys(std::uint32_t relation, const Lookup& lookup) const {
  const Amount all = rows(relation);
  const Type& type = lookup.inner->type;
  Amount different = all;
  if (type.is(Kind::boolean)) {
    different = {2, 0};
  } else if (type.is(Kind::enumeration)) {
    different = {static_cast<double>(type.values.size() + (type.open ? 1 : 0)), 0};
  } else if (type.is(Kind::row)) {
    different = rows_of(type.relation);
  } else if (lookup.inner->op == Op::field) {
    // A field that no part of a view maps is the same for all of a part's rows: the name of its source.
    const RelationPlan& plan = plan_.relations[relation];
    const auto field = static_cast<std::size_t>(lookup.inner->field);
    const bool of_parts = plan.relation->kind == Relation::Kind::view && lookup.inner->field >= 0 &&
                          lookup.inner->kids.front()->op == Op::local &&
                          std::none_of(plan.mappings.begin(), plan.mappings.end(),
                                       [&](const auto& mapping) {
                                         return field < mapping.size() && mapping[field];
                                       });
    different = of_parts ? Amount{static_cast<double>(plan.mappings.size()), 0} : all;
  }
  return {std::clamp(different.count, 1.0, std::max(1.0, all.count)), different.power};
}

Amount Estimate::matches(std::uint32_t relation, const Lookup& lookup) const {
  const Amount all = rows(relation);
  const Amount different = keys(relation, lookup);
  return {all.count / different.count, std::max(0, all.power - different.power)};
}

Amount Estimate::of_field(NodeRef node, const std::map<int, Amount>& slots) {
  const Type& object = scalar_type(node->kids.front()->type);
  const Amount starts = members(node->kids.front(), slots);
  if (!node->type.is(Kind::set) || node->kids.front()->type.is(Kind::set)) {
    return starts;
  }
  for (const RelationPlan& plan : plan_.relations) {
    const Relation& relation = *plan.relation;
    const int field = relation.name == object.relation ? relation.find(node->name) : -1;
    if (field >= 0 && relation.fields[static_cast<std::size_t>(field)].origin == FieldOrigin::accounts) {
      const Amount persons = rows_of(relation.name);
      return {rows_of("account").count / std::max(1.0, persons.count), 0};
    }
  }
  return {cell_members, 0};
}

Amount Estimate::of_chain(NodeRef node, const std::map<int, Amount>& slots) {
  Amount all = members(node->kids.front(), slots);
  for (const Step& step : node->steps) {
    if (step.op == ast::BinaryOp::add) {
      all = all + members(step.right, slots);
    }
  }
  return all;
}

Amount Estimate::members(NodeRef node, const std::map<int, Amount>& slots) {
  if (!node->type.is(Kind::set) || depth_ >= depth_limit) {
    return {};
  }
  const bool constant = node->op == Op::define || node->op == Op::call;
  if (const auto known = known_.find(node); constant && known != known_.end()) {
    return known->second;
  }
  ++depth_;
  Amount result{cell_members, 0};
  switch (node->op) {
    case Op::set_literal:
      result = {static_cast<double>(node->kids.size()), 0};
      break;
    case Op::relation:
      result = rows(node->relation);
      break;
    case Op::local:
      if (const auto slot = slots.find(node->slot); slot != slots.end()) {
        result = slot->second;
      }
      break;
    case Op::param:
    case Op::define:
      result = members(node->kids.front(), slots);
      break;
    case Op::call: {
      NodeRef body = node->routine->body;
      if (const auto known = known_.find(body); known != known_.end()) {
        result = known->second;
      } else {
        result = members(body, {});
        known_[body] = result;
      }
      break;
    }
    case Op::chain:
      result = of_chain(node, slots);
      break;
    case Op::implies:
    case Op::or_else:
      for (NodeRef kid : node->kids) {
        result = larger(result, members(kid, slots));
      }
      break;
    case Op::field:
      result = of_field(node, slots);
      break;
    case Op::closure:
      result = members(node->kids.front(), slots) * Amount{closure_steps, 0};
      break;
    case Op::comprehension: {
      NodeRef over = node->kids.front();
      result = !names_relation(over) ? members(over, slots)
               : node->lookup        ? matches(over->relation, *node->lookup)
                                     : rows(over->relation);
      if (node->result != nullptr && node->result->type.is(Kind::set)) {
        result = result * Amount{cell_members, 0};
      }
      break;
    }
    default:
      break;
  }
  --depth_;
  if (constant) {
    known_[node] = result;
  }
  return result;
}

}  // namespace writ::native
