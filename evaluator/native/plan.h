// Plan: the policies of one audit, lowered from syntax trees to nodes that engines run on batches.
// Names have become slots, relations and fields; conditions are lists of conjuncts; what does not
// depend on any row is marked, to be worked out once. lower*.cpp alone read the syntax trees.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/name.h"
#include "dsl/program.h"
#include "evaluator/native/value.h"

namespace writ::native {

enum class Op {
  literal,      // `value`
  nothing,      // unknown: `name` says why
  set_literal,  // of kids
  local,        // `slot`
  param,        // kids[0], made to fit `type`; worked out once
  define,       // kids[0] without locals, made to fit `type`; worked out once
  relation,     // every row of `relation`
  field,        // `name` of kids[0]; `optional_step`
  closure,      // kids[0].name+ or .name*
  call,         // routine over kids
  built_in,     // `name` of kids
  unary, test,
  chain,    // kids[0], then each of `steps` with the value so far on its left
  implies,  // kids in a row
  or_else,
  exists, no, every,                 // `name`, in `slot`, in kids[0] where `where` satisfies `satisfies`
  count, sum, min, max,              // of `result` for `slot` in kids[0] where `where`
  comprehension,
  reachable,  // from kids[0] through kids[1]
  became,     // kids[0]
};

struct Node;
using NodeRef = const Node*;

// A step of a chain: `… op right`.
struct Step {
  ast::BinaryOp op;
  NodeRef right = nullptr;
  bool set_result = false;  // of + and -
  bool on_set = false;      // of contains
  bool emails = false;      // of +: one of the two sets may hold texts, the result addresses alone
  std::string text;         // of the chain up to here, for findings about it
};

// `left == right` in a condition, with `left` over the ranged-over row alone and `right` over none
// of it: rows may be looked up by it.
struct Lookup {
  NodeRef inner = nullptr;
  NodeRef outer = nullptr;
  bool canonical = false;  // addresses are compared
  bool exact = false;      // equal keys tell equal values
  std::size_t at = 0;      // which of the conjuncts it is
};

// A function's body: its own slots, the parameters first.
struct Routine {
  std::size_t slots = 0;
  NodeRef body = nullptr;
  std::vector<Type> parameters;
  Type type;
};

struct Node {
  Op op = Op::literal;
  Type type;
  Val value;
  std::string name;
  std::string text;  // as people read it
  Span span;         // where it is written first
  std::vector<NodeRef> kids;
  std::vector<Step> steps;
  int slot = -1;
  int field = -1;
  std::uint32_t relation = 0;
  bool optional_step = false;
  bool reflexive = false;
  ast::UnaryOp unary{};
  ast::TestOp test{};
  const Routine* routine = nullptr;
  std::vector<NodeRef> where;      // conjuncts
  NodeRef satisfies = nullptr;
  NodeRef result = nullptr;
  std::optional<Lookup> lookup;    // of a condition over a relation
  std::vector<NodeRef> inner;      // conjuncts over the row alone, that may be tried first
  std::vector<bool> is_inner;      // of each conjunct: whether it is among them
  std::vector<int> rest;           // slots that the others read, `satisfies` and `result`
  std::string from_field, to_field;
  std::vector<std::pair<int, NodeRef>> lets;  // of became: slots that are worked out anew

  std::vector<int> free;    // slots of the routine that it reads
  bool faults = false;      // it may overflow, or divide by zero
  bool quantified = false;  // a quantifier is in it, or in what it calls
  int memo = -1;            // where worlds keep its value: it depends on no row
};

// Whether a collection is every row of a relation.
inline bool names_relation(NodeRef collection) {
  return collection->op == Op::relation;
}

struct TemplatePiece {
  std::string text;
  NodeRef value = nullptr;  // instead of the text
};

struct PlanBinding {
  bool is_let = false;
  int slot = -1;
  Name variable;
  Span span;  // of the variable
  NodeRef value = nullptr;  // of a let; of a `for`: what it ranges over
  // Of a `for`:
  Name relation;         // "" over a set of values
  bool tied = false;     // the collection mentions an earlier `for`
  bool has_where = false;
  std::string collection_text;
  Name where_text;
  std::uint32_t where_line = 0;
  std::vector<NodeRef> where;
  std::vector<bool> tie;       // of each conjunct: it mentions an earlier `for`
  std::vector<bool> is_known;  // and whether it is `x is known`
  std::vector<std::string> texts;
  NodeRef where_node = nullptr;
  std::optional<Lookup> lookup;
  std::vector<NodeRef> inner;
  std::vector<bool> is_inner;
};

struct PlanRequire {
  NodeRef condition = nullptr;
  Name text;
  std::uint32_t line = 0;
};

struct PolicyPlan {
  const PolicyInfo* info = nullptr;
  std::size_t slots = 0;
  std::vector<PlanBinding> bindings;
  std::vector<PlanRequire> requires_;
  std::vector<TemplatePiece> title, message, remedy;
  NodeRef cost = nullptr;
};

// The n-th `for`, from 0; null where there is none.
inline const PlanBinding* nth_for(const PolicyPlan& plan, std::size_t n) {
  for (const PlanBinding& binding : plan.bindings) {
    if (!binding.is_let && n-- == 0) {
      return &binding;
    }
  }
  return nullptr;
}
inline const PlanBinding* first_for(const PolicyPlan& plan) {
  return nth_for(plan, 0);
}

// Over one row: a view's mapping, `present when`, a key. Slot 0 is the row.
struct RowPlan {
  std::size_t slots = 1;
  NodeRef body = nullptr;
};
struct KeyPlan {
  RowPlan left, right;
};

struct FieldPlan {
  std::optional<RowPlan> present_when;
  bool recursive = false;  // its presence depends on itself, perhaps in another row
};
struct RelationPlan {
  const Relation* relation = nullptr;
  std::vector<FieldPlan> fields;
  std::vector<std::vector<std::optional<RowPlan>>> mappings;  // by part, by field
};

struct Plan {
  std::deque<Node> nodes;
  std::deque<Routine> routines;
  std::map<std::string, const Routine*> functions;
  std::map<std::string, NodeRef> defines;
  std::vector<RelationPlan> relations;  // by name, as World has them
  std::vector<std::vector<KeyPlan>> links;
  std::vector<std::vector<KeyPlan>> rules;  // of identity
  std::vector<PolicyPlan> policies;
  int memos = 0;
};

// REQUIRES: the program was checked without errors. Literals' texts go into `texts`.
std::unique_ptr<Plan> lower(const Program& program, const Sources& sources,
                            const std::map<std::string, ast::Expr>& params, TextPool& texts);

}  // namespace writ::native
