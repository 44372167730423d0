// The syntax tree of policy files, as plain values: what the parser builds, the formatter prints, the checker
// annotates and the reference interpreter reads. Equality compares programs: spans and annotations never count.
//
// An Expr owns its children. Depth is bounded by the parser (64 nested, 4,096 in a left-associative chain), so
// recursion over brackets is safe; a walk down a *chain* of binary operators must be a loop (see `left_spine`).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "base/source.h"
#include "base/time.h"
#include "snapshot/type.h"

namespace writ::ast {

struct Name {
  std::string text;
  Span span;
  friend bool operator==(const Name&, const Name&) = default;
};

// Deep value semantics for a child that may be null: copies clone, equality looks inside.
template <class T>
class Box {
 public:
  Box() = default;
  Box(T value) : pointer_(std::make_unique<T>(std::move(value))) {}  // NOLINT: converts on purpose
  Box(const Box& other) : pointer_(other ? std::make_unique<T>(*other) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(Box other) noexcept {
    pointer_ = std::move(other.pointer_);
    return *this;
  }
  explicit operator bool() const { return pointer_ != nullptr; }
  T& operator*() { return *pointer_; }
  const T& operator*() const { return *pointer_; }
  T* operator->() { return pointer_.get(); }
  const T* operator->() const { return pointer_.get(); }
  T* get() { return pointer_.get(); }
  const T* get() const { return pointer_.get(); }
  friend bool operator==(const Box& a, const Box& b) {
    return a.pointer_ == b.pointer_ || (a.pointer_ && b.pointer_ && *a.pointer_ == *b.pointer_);
  }

 private:
  std::unique_ptr<T> pointer_;
};

// What a name or a member stands for; filled in by the checker, `unresolved` before.
enum class Meaning {
  unresolved,
  local,     // a for, let, quantifier or function parameter: looked up by name
  param,     // a `param`
  define,    // a parameterless `define`, or the callee of a call
  table,     // `target` is "hr.workers"
  view,      // `target` is "account"
  rows,      // `target` is the define that is a constant table
  field,     // of the row before the dot, or of the implicit row; `index` into Relation::fields
};

struct Resolution {
  Meaning meaning = Meaning::unresolved;
  std::string target;
  int index = -1;
  friend bool operator==(const Resolution&, const Resolution&) { return true; }
};

enum class UnaryOp { logical_not, negate, start_of, end_of };
enum class TestOp { is_present, is_absent, is_known };
enum class BinaryOp {
  implies, logical_or, logical_and,
  equal, not_equal, less, less_equal, greater, greater_equal,
  in, not_in, subset_of, intersects, contains, starts_with, ends_with, matches,
  by, older_than, newer_than,
  or_else, add, subtract, multiply, divide,
};
enum class QuantifierKind { exists, no, every };
enum class AggregateKind { count, sum, min, max };

struct Expr;

struct AbsentLiteral {
  friend bool operator==(const AbsentLiteral&, const AbsentLiteral&) = default;
};
struct Literal {
  std::variant<AbsentLiteral, bool, std::int64_t, Decimal, std::string, Duration, Date, Instant> value;
  bool operator==(const Literal&) const = default;
};
struct SetLiteral {  // ["a", "b"]
  std::vector<Expr> elements;
  bool operator==(const SetLiteral&) const;
};
struct NameRef {
  Name name;
  Resolution resolution;
  bool operator==(const NameRef&) const = default;
};
struct Member {  // x.field, x.ref?.field; also source.table
  Box<Expr> object;
  Name field;
  bool optional_step = false;  // `?.`
  Resolution resolution;
  bool operator==(const Member&) const = default;
};
struct Closure {  // x.ref+, x.ref*
  Box<Expr> object;
  Name field;
  bool reflexive = false;  // `*`
  bool optional_step = false;
  Resolution resolution;
  bool operator==(const Closure&) const = default;
};
struct Call {
  Name function;
  std::vector<Expr> arguments;
  Resolution resolution;  // meaning define; else a built-in
  bool operator==(const Call&) const;
};
struct Unary {
  UnaryOp op;
  Box<Expr> operand;
  bool operator==(const Unary&) const = default;
};
struct Test {  // x is present
  TestOp op;
  Box<Expr> operand;
  bool operator==(const Test&) const = default;
};
struct Binary {
  BinaryOp op;
  Span op_span;
  Box<Expr> left;
  Box<Expr> right;
  bool operator==(const Binary&) const = default;
};
struct Quantifier {  // exists|no|every x in C [where e] [satisfies e]
  QuantifierKind kind;
  Name variable;
  Box<Expr> collection;
  Box<Expr> where;      // null: every element
  Box<Expr> satisfies;  // of `every` alone
  bool operator==(const Quantifier&) const = default;
};
struct Aggregate {  // count(x in C where e), sum(e for x in C where e)
  AggregateKind kind;
  Box<Expr> value;  // null for count
  Name variable;
  Box<Expr> collection;
  Box<Expr> where;
  bool operator==(const Aggregate&) const = default;
};
struct Comprehension {  // {e for x in C where e}
  Box<Expr> value;
  Name variable;
  Box<Expr> collection;
  Box<Expr> where;
  bool operator==(const Comprehension&) const = default;
};
struct Reachable {  // reachable from e through T(a -> b)
  Box<Expr> from;
  Box<Expr> table;
  Name from_field;
  Name to_field;
  bool operator==(const Reachable&) const = default;
};
struct Became {  // became(condition)
  Box<Expr> condition;
  bool operator==(const Became&) const = default;
};

using Node = std::variant<Literal, SetLiteral, NameRef, Member, Closure, Call, Unary, Test, Binary, Quantifier,
                          Aggregate, Comprehension, Reachable, Became>;

struct Expr {
  Span span;
  Node node;
  Type type;                  // filled in by the checker
  bool parenthesised = false; // as written; the formatter keeps what matters
  friend bool operator==(const Expr& a, const Expr& b) { return a.node == b.node; }
};

inline bool SetLiteral::operator==(const SetLiteral& other) const { return elements == other.elements; }
inline bool Call::operator==(const Call& other) const {
  return function == other.function && arguments == other.arguments;
}

// The binary nodes of a left-leaning chain, innermost first: for `a + b - c`, {a + b, (a + b) - c}. Empty where
// `expr` is no Binary. Lets evaluators and checkers fold a chain in a loop.
std::vector<const Expr*> left_spine(const Expr& expr);
std::vector<Expr*> left_spine(Expr& expr);

// The parts of a chain of `and` (or of another operator that is associative), in order, whatever its
// brackets.
std::vector<const Expr*> operands(const Expr& expr, BinaryOp op);

// Text with {expression} in it. `pieces` alternate freely; texts have their escapes resolved.
struct Template {
  Span span;
  std::vector<std::variant<std::string, Expr>> pieces;
  friend bool operator==(const Template& a, const Template& b) { return a.pieces == b.pieces; }
};

struct String {  // a plain string, escapes resolved
  std::string text;
  Span span;
  friend bool operator==(const String&, const String&) = default;
};

struct TablePath {  // hr.workers
  Name source;
  Name table;
  Span span;
  std::string text() const { return source.text + "." + table.text; }
  friend bool operator==(const TablePath&, const TablePath&) = default;
};

// ---- types as written

struct TypeExpr {
  Span span;
  // base: one of bool int decimal string email timestamp date duration; `one_of` not empty: an enumeration;
  // `ref`: ref table. A define's parameter may name a relation: `table` or `view` below.
  std::string base;
  std::vector<String> one_of;
  bool open = false;            // ends in `| ...`
  std::optional<Name> ref;      // ref table (a table of the same schema)
  std::optional<TablePath> row; // a row of source.table (define parameters only)
  bool set = false;             // set of …
  bool optional = false;        // …?
  friend bool operator==(const TypeExpr&, const TypeExpr&) = default;
};

// ---- declarations

struct Doc {  // the comment lines directly above, `#` and one space removed
  std::vector<std::string> lines;
  friend bool operator==(const Doc&, const Doc&) { return true; }
};

struct Field {
  Name name;
  TypeExpr type;
  std::optional<Expr> present_when;
  std::optional<String> unobservable;
  Doc doc;
  bool operator==(const Field&) const = default;
};
struct AsEntry {  // name = expr
  Name name;
  Expr value;
  bool operator==(const AsEntry&) const = default;
};
struct As {  // as account { id = id … }
  Name view;
  std::vector<AsEntry> entries;
  Span span;
  bool operator==(const As&) const = default;
};
struct SchemaTable {
  Name name;
  std::vector<Name> key;
  std::vector<Field> fields;
  std::vector<As> as;
  Doc doc;
  bool operator==(const SchemaTable&) const = default;
};
struct Key {  // left == right
  Expr left;
  Expr right;
  bool operator==(const Key&) const = default;
};

struct Use {
  Name source;
  Name schema;
  bool operator==(const Use&) const = default;
};
struct Schema {
  Name name;
  std::vector<SchemaTable> tables;
  bool operator==(const Schema&) const = default;
};
struct ExtendEnum {  // extend lms.users.role_key with "super-admin"
  TablePath table;
  Name field;
  std::vector<String> values;
  bool operator==(const ExtendEnum&) const = default;
};
struct ExtendView {  // extend view account with mfa : bool
  Name view;
  std::vector<Field> fields;
  bool operator==(const ExtendView&) const = default;
};
struct ExtendAs {  // extend lms.users as account { mfa = … }
  TablePath table;
  As as;
  bool operator==(const ExtendAs&) const = default;
};
struct ExpectFresh {
  Duration within;
  bool operator==(const ExpectFresh&) const = default;
};
struct ExpectCount {
  BinaryOp op;  // a comparison
  std::int64_t count = 0;
  bool percent_of_previous = false;
  bool operator==(const ExpectCount&) const = default;
};
struct ExpectMayBeEmpty {
  bool operator==(const ExpectMayBeEmpty&) const = default;
};
struct Expect {
  TablePath table;
  std::variant<ExpectFresh, ExpectCount, ExpectMayBeEmpty> contract;
  bool operator==(const Expect&) const = default;
};
struct Link {  // link idp.accounts.worker to hr.workers by worker_id == id
  TablePath from;
  Name field;
  TablePath to;
  std::vector<Key> keys;
  bool operator==(const Link&) const = default;
};
struct View {
  Name name;
  std::vector<Field> fields;
  bool operator==(const View&) const = default;
};
struct IdentityRule {
  std::optional<TablePath> table;  // exactly one of
  std::optional<Name> view;        // these two
  std::vector<Key> keys;           // left: the account's; right: the person's
  Span span;
  bool operator==(const IdentityRule&) const = default;
};
struct Identity {
  TablePath person;
  std::vector<IdentityRule> rules;
  bool operator==(const Identity&) const = default;
};
struct Param {
  Name name;
  TypeExpr type;
  Expr value;  // a literal, a negative number or a set of literals
  bool operator==(const Param&) const = default;
};
struct Rows {  // rows (a, b) ["x" 1, "y" 2]
  std::vector<Name> columns;
  std::vector<std::vector<Expr>> rows;  // literals
  bool operator==(const Rows&) const = default;
};
struct Parameter {
  Name name;
  TypeExpr type;
  bool operator==(const Parameter&) const = default;
};
struct Define {
  Name name;
  std::optional<std::vector<Parameter>> parameters;  // nothing: a named value
  std::variant<Expr, Rows> body;
  bool operator==(const Define&) const = default;
};

struct Control {  // soc2 "CC6.2" "CC6.3"
  Name framework;
  std::vector<String> ids;
  bool operator==(const Control&) const = default;
};
struct Cost {
  Expr amount;
  Name currency;
  std::optional<Name> per;  // month or year
  bool operator==(const Cost&) const = default;
};
struct For {  // for x in C [where e]
  Name variable;
  Expr collection;
  std::optional<Expr> where;
  bool operator==(const For&) const = default;
};
struct Let {
  Name name;
  Expr value;
  bool operator==(const Let&) const = default;
};
// `for` and `let` in the order written; requires follow.
struct Require {
  Expr condition;
  Span span;
  bool operator==(const Require&) const = default;
};
struct Policy {
  Name name;
  std::optional<Template> title;
  std::optional<String> description;
  std::optional<Name> severity;
  std::vector<Control> controls;
  std::optional<String> owner;
  std::vector<String> tags;
  std::optional<Cost> cost;
  bool may_be_vacuous = false;
  std::vector<std::variant<For, Let>> bindings;
  std::vector<Require> requires_;
  std::optional<Template> message;
  std::optional<Template> remedy;
  bool operator==(const Policy&) const = default;
};

struct GivenField {
  Name name;
  Expr value;  // literals as in Param
  bool operator==(const GivenField&) const = default;
};
struct Given {
  TablePath table;
  enum class What { row, none, incomplete } what = What::row;
  std::vector<GivenField> fields;
  bool operator==(const Given&) const = default;
};
struct Before {  // an earlier snapshot
  Instant at;
  Span at_span;
  std::vector<Given> givens;
  bool operator==(const Before&) const = default;
};
struct SubjectKey {  // w1, "lms.users/u1"; `_` is the open side of a pair
  std::string key;
  Span span;
  friend bool operator==(const SubjectKey&, const SubjectKey&) = default;
};
struct Expectation {
  Name policy;
  Name verdict;  // compliant violation pending unknown waived nothing
  std::vector<std::vector<SubjectKey>> subjects;  // empty: every subject
  Span span;
  bool operator==(const Expectation&) const = default;
};
struct With {
  Name param;
  Expr value;
  bool operator==(const With&) const = default;
};
struct TimeZone {
  Name source;
  String zone;
  bool operator==(const TimeZone&) const = default;
};
struct TestCase {
  String name;
  Instant at;
  Span at_span;
  std::vector<With> with;
  std::vector<TimeZone> zones;
  std::vector<Given> givens;
  std::vector<Before> before;
  std::vector<Expectation> expectations;
  bool operator==(const TestCase&) const = default;
};

using DeclarationNode = std::variant<Use, Schema, ExtendEnum, ExtendView, ExtendAs, Expect, Link, View, Identity,
                                     Param, Define, Policy, TestCase>;
struct Declaration {
  Span span;
  Doc doc;
  DeclarationNode node;
  friend bool operator==(const Declaration& a, const Declaration& b) { return a.node == b.node; }
};

struct Comment {
  Span span;         // from `#` to before the line end
  bool own_line = false;
};

struct File {
  std::uint32_t source = 0;  // index into Sources
  std::vector<Declaration> declarations;
  std::vector<Comment> comments;     // by offset
  std::vector<std::string> broken;   // names of declarations that could not be read: nobody misses them again
  friend bool operator==(const File& a, const File& b) { return a.declarations == b.declarations; }
};

}  // namespace writ::ast
