// The raw parse: what the grammar matched, as kinds and spans, before anything means anything.
// Written by parse.cpp, read by the builders (build_*.cpp); PEGTL does not show through it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace writ {

enum class TreeKind : std::uint8_t {
  root,
  // tokens
  name,
  string,
  integer,
  decimal,
  duration,
  date,
  timestamp,
  true_word,
  false_word,
  absent_word,
  sign,
  word,
  percent,
  // paths and types
  path2,
  path3,
  type,
  set_word,
  enum_type,
  open_word,
  ref_type,
  question,
  // expressions
  expr,
  tight_expr,
  operand,
  prefix_op,
  binary_op,
  test_op,
  member,
  optional_member,
  closure_sign,
  group,
  set_literal,
  comprehension,
  binding,
  where,
  satisfies,
  quantifier,
  count_aggregate,
  for_aggregate,
  call,
  call_or_name,
  reachable,
  became,
  // declarations
  use,
  schema,
  table,
  field,
  key_names,
  present_when,
  unobservable,
  as_block,
  as_entry,
  extend_enum,
  extend_view,
  extend_as,
  expect,
  fresh,
  count_contract,
  may_be_empty,
  of_previous,
  link,
  key,
  view,
  identity,
  identity_rule,
  param,
  define,
  parameters,
  parameter,
  rows,
  row_names,
  row,
  policy,
  test,
  // clauses
  title,
  description,
  severity,
  controls,
  control,
  owner,
  tags,
  cost,
  per,
  vacuous,
  for_clause,
  let_clause,
  require_clause,
  message,
  remedy,
  at_clause,
  with_clause,
  timezone_clause,
  given,
  given_field,
  given_none,
  given_incomplete,
  before,
  expectation,
  subject,
  open_side,
};

struct Tree {
  TreeKind kind = TreeKind::root;
  std::uint32_t begin = 0;  // byte offsets into the source
  std::uint32_t end = 0;
  std::vector<Tree> children;

  // The first child of this kind, or nullptr.
  const Tree* find(TreeKind wanted) const {
    for (const Tree& child : children) {
      if (child.kind == wanted) {
        return &child;
      }
    }
    return nullptr;
  }
};

}  // namespace writ
