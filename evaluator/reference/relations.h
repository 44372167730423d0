// The rows of tables, views and constant tables, and what their fields hold.
#pragma once

#include "evaluator/reference/world.h"

namespace writ::reference {

// Every row, in order; open where the relation is incomplete.
SetRef all_rows(World& world, std::uint32_t relation);
std::size_t part_count(const RelationState& state);
std::size_t row_count(const World& world, const RelationState& state, std::size_t part);
std::optional<RowRef> find_row(const World& world, std::uint32_t relation, const std::string& key);

// The value of `row`'s field at this index. Stays valid as long as the world.
const Value& field_value(World& world, const RowRef& row, int field);

// What a cell means in a column of this type. `zone` is that of its days: null for a literal's.
Value cell_value(World& world, const Cell& cell, const Type& type, const Zone* zone,
                 const CellPlace& place);

// The value as one of `type`: text becomes an email, a day an instant, an integer a decimal.
Value as_type(const Value& value, const Type& type);
// What an expression has come to: where it gives emails, a text is one as if it had been collected.
Value with_addresses(const ast::Expr& expr, Value value);

}  // namespace writ::reference
