#include "evaluator/native/scans.h"

namespace writ::native {

namespace {

bool is_row(NodeRef node, int slot) {
  return node->op == Op::local && node->slot == slot;
}

// A field of the row in `slot`.
bool is_field(NodeRef node, int slot) {
  return node->op == Op::field && !node->optional_step && is_row(node->kids.front(), slot);
}

struct Place {
  std::uint32_t relation;
  int field;
};

// The table's column that the field is, through a view's mapping too.
std::optional<Place> column_place(const World& world, std::uint32_t relation, std::uint32_t part,
                                  int field) {
  const RelState& state = world.relations[relation];
  if (field < 0 || static_cast<std::size_t>(field) >= state.relation->fields.size()) {
    return std::nullopt;
  }
  const auto at = static_cast<std::size_t>(field);
  const FieldInfo& info = state.relation->fields[at];
  if (info.origin == FieldOrigin::mapped) {
    const auto& mapping = world.engine.plan->relations[relation].mappings[part][at];
    const bool same = mapping && is_field(mapping->body, 0) &&
                      mapping->body->type.kind == info.type.kind;
    return same ? column_place(world, state.parts[part], 0, mapping->body->field) : std::nullopt;
  }
  const bool plain = info.origin == FieldOrigin::column && state.table != nullptr &&
                     state.columns[at] >= 0 && !info.unobservable && !info.present_when;
  return plain ? std::optional(Place{relation, field}) : std::nullopt;
}

const ColumnData& data_at(const World& world, const Place& place) {
  const RelState& state = world.relations[place.relation];
  return state.table->columns[static_cast<std::size_t>(
      state.columns[static_cast<std::size_t>(place.field)])];
}

bool is_optional(const World& world, const Place& place) {
  return world.relations[place.relation]
      .relation->fields[static_cast<std::size_t>(place.field)]
      .type.optional;
}

bool is_plain_text(const Type& type) {
  return type.is(Kind::text) || type.is(Kind::enumeration);
}

std::optional<ColumnTest> equality(const World& world, NodeRef condition, int slot,
                                   std::uint32_t relation, std::uint32_t part) {
  const Step& step = condition->steps.front();
  NodeRef left = condition->kids.front();
  NodeRef right = step.right;
  if (left->op == Op::literal) {
    std::swap(left, right);
  }
  if (!is_field(left, slot) || right->op != Op::literal || right->value.tag != Tag::text ||
      !is_plain_text(left->type)) {
    return std::nullopt;
  }
  const auto place = column_place(world, relation, part, left->field);
  if (!place) {
    return std::nullopt;
  }
  ColumnTest test{ColumnTest::Kind::equal, &data_at(world, *place),
                  static_cast<TextId>(right->value.a), step.op == ast::BinaryOp::not_equal, 0};
  test.absent = is_optional(world, *place) && !test.negated ? may_fail : may_hold | may_fail;
  return test;
}

}  // namespace

const ColumnData* plain_column(const World& world, std::uint32_t relation, std::uint32_t part,
                               int field) {
  const auto place = column_place(world, relation, part, field);
  return place ? &data_at(world, *place) : nullptr;
}

std::optional<ColumnTest> column_test(const World& world, NodeRef condition, int slot,
                                      std::uint32_t relation, std::uint32_t part) {
  if (!world.remap.empty()) {
    return std::nullopt;
  }
  const RelState& state = world.relations[relation];
  if (condition->op == Op::chain && condition->steps.size() == 1 &&
      (condition->steps.front().op == ast::BinaryOp::equal ||
       condition->steps.front().op == ast::BinaryOp::not_equal)) {
    return equality(world, condition, slot, relation, part);
  }
  if (condition->op == Op::test && condition->test != ast::TestOp::is_known &&
      is_field(condition->kids.front(), slot)) {
    const auto place = column_place(world, relation, part, condition->kids.front()->field);
    const Type& type = condition->kids.front()->type;
    if (!place || type.is(Kind::set) || type.is(Kind::row)) {  // a ref may dangle
      return std::nullopt;
    }
    const bool negated = condition->test == ast::TestOp::is_absent;
    ColumnTest test{ColumnTest::Kind::present, &data_at(world, *place), 0, negated, 0};
    test.absent = !is_optional(world, *place) ? may_hold | may_fail : negated ? may_hold : may_fail;
    return test;
  }
  if (!is_field(condition, slot) || !condition->type.is(Kind::boolean)) {
    return std::nullopt;
  }
  if (const auto place = column_place(world, relation, part, condition->field)) {
    return ColumnTest{ColumnTest::Kind::flag, &data_at(world, *place), 0, false,
                      may_hold | may_fail};
  }
  const auto at = static_cast<std::size_t>(condition->field);
  const auto& fields = state.relation->fields;
  if (at >= fields.size() || fields[at].origin != FieldOrigin::mapped) {
    return std::nullopt;
  }
  const auto& mapping = world.engine.plan->relations[relation].mappings[part][at];
  return mapping ? column_test(world, mapping->body, 0, state.parts[part], 0) : std::nullopt;
}

void ColumnTest::add_to(std::size_t begin, std::size_t n, std::uint8_t* states) const {
  const std::uint8_t yes = negated ? may_fail : may_hold;
  const std::uint8_t no = negated ? may_hold : may_fail;
  const auto answer = [&](std::size_t row) {
    switch (kind) {
      case Kind::equal:
        return data->texts.data()[row] == text ? yes : no;
      case Kind::flag:
        return data->flags.data()[row] != 0 ? may_hold : may_fail;
      case Kind::present:
        break;
    }
    return yes;
  };
  if (data->state.empty()) {
    if (kind == Kind::equal) {
      const TextId* texts = data->texts.data() + begin;
      for (std::size_t i = 0; i < n; ++i) {
        states[i] = both_of(states[i], texts[i] == text ? yes : no);
      }
      return;
    }
    for (std::size_t i = 0; i < n; ++i) {
      states[i] = both_of(states[i], answer(begin + i));
    }
    return;
  }
  const CellState* cells = data->state.data() + begin;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint8_t state = cells[i] == CellState::value    ? answer(begin + i)
                               : cells[i] == CellState::absent ? absent
                                                               : may_hold | may_fail;
    states[i] = both_of(states[i], state);
  }
}

}  // namespace writ::native
