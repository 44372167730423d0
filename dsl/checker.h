// Checker: the state that the checking of one program shares, and its parts. Internal to dsl/;
// others call check().
//
// Expressions are checked bottom-up by check_expr(), which fills in types and meanings and returns
// what is known when a condition holds (Flow). A mistake is reported once and gives Kind::error,
// which silences all that follows from it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "dsl/program.h"

namespace writ {

// "is present" of a path, or a condition by its printed text: see docs/language.md, Narrowing.
using Facts = std::set<std::string>;

struct Flow {
  Facts when_true;
  Facts when_false;
};

// What a wrong condition gives: see Scope::unsure.
inline Flow unsure_flow() {
  return {{"?"}, {"?"}};
}

struct Local {
  std::string name;
  Type type;
  Span span;
};

struct Scope {
  std::vector<Local> locals;
  Facts facts;
  const Relation* row = nullptr;  // whose fields bare names are, in schemas and keys
  bool fields_only = false;       // nothing but fields of `row` and literals may be named

  const Local* find(const std::string& name) const;
  // A condition above was wrong, so what it would have established is not known: absence is no
  // mistake here.
  bool unsure() const { return facts.count("?") != 0; }
};

class Checker {
 public:
  Checker(Program& program, const Sources& sources, Diagnostics& diagnostics)
      : program_(program), sources_(sources), diagnostics_(diagnostics) {}

  // For a further expression over a program that check() has built.
  void resume();
  // dsl/check_names.cpp: which declarations there are, and that names are unique
  void collect_names();
  // dsl/check_relations.cpp: relations of tables, views, links, identity
  void build_relations();
  // dsl/check_policy.cpp, dsl/check_test.cpp: what uses them
  void check_params();
  void check_defines();
  void check_contracts();
  void check_policies();
  void check_tests();

  // dsl/check_expr.cpp and its parts
  Flow check_expr(ast::Expr& expr, Scope& scope);
  // A condition: bool, never optional.
  Flow check_condition(ast::Expr& expr, Scope& scope, const std::string& where);
  // dsl/check_literal.cpp: a literal (or negative number, or set of literals) that must be of
  // `type`.
  bool check_literal(ast::Expr& expr, const Type& type, const std::string& what);
  // What a `for` or quantifier ranges over; Kind::error after a mistake. Returns the type of an
  // element.
  Type check_collection(ast::Expr& expr, Scope& scope);
  // `name` as a new local; reports what it would hide.
  void bind(Scope& scope, const ast::Name& name, Type type);
  Flow check_for(ast::Expr& collection, const ast::Name& variable, ast::Expr* where, Scope& scope);
  void check_template(ast::Template& text, Scope scope);
  void bind_subjects(const ast::Policy& policy, Scope& scope);

  Type resolve_type(const ast::TypeExpr& type, const std::string& source);
  bool assignable(const ast::Expr& expr, const Type& to, const std::string& what);
  const std::set<std::string>& reads() const { return *reads_; }
  bool saw_became() const { return saw_became_; }
  std::set<std::string>* swap_reads(std::set<std::string>* reads) {
    return std::exchange(reads_, reads);
  }

 private:
  struct DefineState {
    ast::Define* define = nullptr;
    Span span;
    enum class Progress { waiting, running, done } progress = Progress::waiting;
    std::set<std::string> reads;
    bool became = false;  // it looks at earlier snapshots
  };

  // names
  template <class T>
  bool first_of_its_kind(std::map<std::string, const ast::Declaration*>& seen,
                         const ast::Declaration& declaration, const T& node, const ast::Name& name,
                         const char* what);
  // Whether a declaration of this name could not be read: then nobody is told that it is missing.
  bool broken(const std::string& name) const { return broken_.count(name) != 0; }
  std::vector<std::string> relation_names() const;
  std::vector<std::string> visible_names(const Scope& scope) const;
  std::string hidden_by(const std::string& name) const;

  // relations
  void build_tables(const std::string& source, const ast::Schema& schema);
  void add_views();
  void extend_enumerations();
  void check_mappings();
  void check_mapping(Relation& view, const std::string& table, std::vector<ast::As*> parts,
                     Span span);
  void add_links();
  void add_identity();
  void check_present_when();
  void check_keys(std::vector<ast::Key>& keys, const std::string& left, const std::string& right);
  const Relation* find_table(const ast::TablePath& path);
  FieldInfo make_field(const ast::Field& field, const std::string& source);

  // expressions
  Flow literal(ast::Expr& expr, ast::Literal& node);
  Flow set_literal(ast::Expr& expr, ast::SetLiteral& node, Scope& scope);
  Flow name(ast::Expr& expr, ast::NameRef& node, Scope& scope);
  Flow member(ast::Expr& expr, ast::Member& node, Scope& scope);
  Flow closure(ast::Expr& expr, ast::Closure& node, Scope& scope);
  Flow call(ast::Expr& expr, ast::Call& node, Scope& scope);
  Flow call_define(ast::Expr& expr, ast::Call& node, Scope& scope);
  Flow call_builtin(ast::Expr& expr, ast::Call& node, Scope& scope);
  Flow unary(ast::Expr& expr, ast::Unary& node, Scope& scope);
  Flow test(ast::Expr& expr, ast::Test& node, Scope& scope);
  Flow chain(ast::Expr& expr, Scope& scope);
  Flow binary(ast::Expr& expr, ast::Binary& node, Flow left, Scope& scope);
  Flow connective(ast::Expr& expr, ast::Binary& node, Flow left, Scope& scope);
  Type comparison(ast::Binary& node);
  Type membership(ast::Binary& node);
  Type text_operator(ast::Binary& node);
  Type instant_operator(ast::Binary& node);
  Type alternative(ast::Binary& node, bool unsure);
  // `type`, or an error where it is one of emails and a part is a text that is none.
  Type addresses(const Type& type, const std::vector<const ast::Expr*>& parts,
                 const std::string& what, const std::string& instead = {});
  Type arithmetic(ast::Binary& node);
  Flow quantifier(ast::Expr& expr, ast::Quantifier& node, Scope& scope);
  Flow aggregate(ast::Expr& expr, ast::Aggregate& node, Scope& scope);
  Flow comprehension(ast::Expr& expr, ast::Comprehension& node, Scope& scope);
  Flow reachable(ast::Expr& expr, ast::Reachable& node, Scope& scope);
  Flow became(ast::Expr& expr, ast::Became& node, const Scope& scope);

  Type field_of(const ast::Expr* object, const Type& row, const ast::Name& field,
                ast::Resolution& resolution, const Scope& scope, const std::string& path);
  bool condition_established(const ast::Expr* object, const FieldInfo& field,
                             const Scope& scope) const;
  bool required(const ast::Expr& operand, const std::string& what);  // reports an optional
  Type mismatch(const ast::Binary& node, const std::string& wanted, const std::string& help = {});
  bool check_enum_literals(const ast::Expr& constant, const Type& enumeration, Span use);
  // False after a mistake.
  bool match_enumerations(const ast::Expr& a, const ast::Expr& b);
  bool match_enumerations_with(const ast::Expr& expr, const Type& to);
  void note_read(const std::string& relation);
  Type check_define(const std::string& name, Span use);
  Type check_rows(const std::string& name, ast::Rows& rows);

  void check_policy(const ast::Declaration& declaration, ast::Policy& policy, std::uint32_t file);
  void check_test(const ast::Declaration& declaration, ast::TestCase& test);
  void check_given(ast::Given& given);
  void check_expectation(const ast::Expectation& expectation);

  Diagnostic& report(std::string_view id, Span span, std::string message, std::string help = {}) {
    return diagnostics_.add(id, span, std::move(message), std::move(help));
  }

  Program& program_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::map<std::string, const ast::Schema*> schemas_;
  std::map<std::string, std::pair<std::string, Span>> uses_;  // source -> schema
  std::map<std::string, DefineState> defines_;
  std::map<std::string, std::pair<ast::Param*, Span>> params_;
  std::map<std::string, const ast::Policy*> policies_;
  std::map<std::string, std::map<std::string, std::vector<ast::As>>>
      mappings_;  // view -> table -> as blocks
  std::map<std::string, std::set<std::string>> view_reads_;
  std::set<std::string> broken_;
  std::set<std::string> scratch_reads_;
  std::set<std::string>* reads_ = &scratch_reads_;
  bool in_became_ = false;   // inside its condition
  bool saw_became_ = false;  // in the define, policy or expression that is being checked
};

// "x", "x.f", ".f" for a bare field: what facts are about. Empty where the expression is no such
// path.
std::string path_of(const ast::Expr& expr);

}  // namespace writ
