// The cells of a table's column as values.
#pragma once

#include "evaluator/native/run.h"

namespace writ::native {

constexpr std::uint32_t nowhere = ~std::uint32_t{0};  // no row

// The cells of one column for these rows of one table, as the schema alone has them.
void read_cells(Ctx& ctx, std::uint32_t relation, int field, const Val* rows, std::size_t n, Val* out);
// The cell of a constant table.
Val constant_value(Ctx& ctx, const Cell& cell, const Type& type);
// `missing` at a cell; of a set column the open empty set.
Val missing_cell(Ctx& ctx, std::uint32_t relation, int field, const Val& row, std::string_view note);
// The rows of a table by the texts of their keys. Worked out once.
const KeyIndex& keys_of(World& world, std::uint32_t relation);
// The row that a ref's text names, or `nowhere`.
std::uint32_t find_key(World& world, std::uint32_t relation, TextId key);

// The rows that the texts of a column of refs, or of sets of them, name, or `nowhere`. Worked out
// once.
const RowList& refs_of(World& world, std::uint32_t relation, int field);
// The same of all these relations and fields, by all threads. REQUIRES: no other is at work.
void find_refs(World& world, const std::vector<std::pair<std::uint32_t, std::size_t>>& fields);

}  // namespace writ::native
