// The grammar of policy files, rules only. Included by parse.cpp and the grammar's own test alone.
//
// A rule with a `kind` becomes a node of the tree (dsl/tree.h); a rule that stands behind a commit point (`must`) says in
// `expected` what should have been typed there (a rule without it does not compile). Expressions are flat here, operand
// (operator operand)*: the builder climbs precedence from dsl/operators.h, so a new binary operator does not touch the
// grammar. Alternatives begin with tokens of their own, so that parsing is linear.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "dsl/grammar_rules.h"
#include "dsl/tree.h"

namespace writ::grammar {

// clang-format off

// ---- tokens

template <class... Rules> struct word : seq<Rules..., not_at<identifier_other>> {};

struct name : seq<identifier_first, star<identifier_other>> { KIND(name) EXPECTED("a name") };
struct escape : seq<one<'\\'>, not_one<'\n', '\r'>> {};
struct text_end : one<'"'> { EXPECTED("the closing `\"` of this text, on its line") };
struct text : seq<one<'"'>, star<sor<escape, not_one<'"', '\\', '\n', '\r'>>>, must<text_end>> { KIND(string) EXPECTED("text in \"quotes\"") };

struct number_end : not_at<identifier_other> { EXPECTED("the number to end here") };
struct duration : seq<plus<seq<plus<digit>, one<'w', 'd', 'h', 'm', 's'>>>, not_at<identifier_other>> { KIND(duration) EXPECTED("a duration such as 24h or 90d") };
struct day : seq<rep<4, digit>, one<'-'>, rep<2, digit>, one<'-'>, rep<2, digit>> {};
struct offset : sor<one<'Z', 'z'>, seq<one<'+', '-'>, plus<sor<digit, one<':'>>>>> {};
struct timestamp : seq<day, one<'T', 't'>, star<sor<digit, one<':', '.'>>>, opt<offset>> { KIND(timestamp) EXPECTED("a timestamp such as 2026-03-01T09:30:00Z") };
struct loose_day : seq<rep<4, digit>, one<'-'>, rep_min_max<1, 2, digit>, one<'-'>, rep_min_max<1, 2, digit>> {};
struct date : seq<loose_day, not_at<identifier_other>> { KIND(date) };
struct decimal : seq<plus<sor<digit, one<'_'>>>, one<'.'>, plus<digit>> { KIND(decimal) };
struct integer : seq<digit, star<sor<digit, one<'_'>>>> { KIND(integer) EXPECTED("a whole number") };
struct plain_number : seq<sor<decimal, integer>, must<number_end>> {};
struct number : sor<timestamp, date, duration, plain_number> {};

struct kw_use : word<TAO_PEGTL_STRING("use")> { static constexpr auto expected = "`use`"; };
struct kw_schema : word<TAO_PEGTL_STRING("schema")> { static constexpr auto expected = "`schema`"; };
struct kw_table : word<TAO_PEGTL_STRING("table")> { static constexpr auto expected = "`table`"; };
struct kw_key : word<TAO_PEGTL_STRING("key")> { static constexpr auto expected = "`key`"; };
struct kw_extend : word<TAO_PEGTL_STRING("extend")> { static constexpr auto expected = "`extend`"; };
struct kw_expect : word<TAO_PEGTL_STRING("expect")> { static constexpr auto expected = "`expect`"; };
struct kw_link : word<TAO_PEGTL_STRING("link")> { static constexpr auto expected = "`link`"; };
struct kw_view : word<TAO_PEGTL_STRING("view")> { static constexpr auto expected = "`view`"; };
struct kw_identity : word<TAO_PEGTL_STRING("identity")> { static constexpr auto expected = "`identity`"; };
struct kw_person : word<TAO_PEGTL_STRING("person")> { static constexpr auto expected = "`person`"; };
struct kw_param : word<TAO_PEGTL_STRING("param")> { static constexpr auto expected = "`param`"; };
struct kw_define : word<TAO_PEGTL_STRING("define")> { static constexpr auto expected = "`define`"; };
struct kw_policy : word<TAO_PEGTL_STRING("policy")> { static constexpr auto expected = "`policy`"; };
struct kw_test : word<TAO_PEGTL_STRING("test")> { static constexpr auto expected = "`test`"; };
struct kw_to : word<TAO_PEGTL_STRING("to")> { static constexpr auto expected = "`to`"; };
struct kw_by : word<TAO_PEGTL_STRING("by")> { static constexpr auto expected = "`by`"; };
struct kw_with : word<TAO_PEGTL_STRING("with")> { static constexpr auto expected = "`with`"; };
struct kw_as : word<TAO_PEGTL_STRING("as")> { static constexpr auto expected = "`as`"; };
struct kw_fresh : word<TAO_PEGTL_STRING("fresh")> { static constexpr auto expected = "`fresh`"; };
struct kw_count : word<TAO_PEGTL_STRING("count")> { static constexpr auto expected = "`count`"; };
struct kw_of : word<TAO_PEGTL_STRING("of")> { static constexpr auto expected = "`of`"; };
struct kw_previous : word<TAO_PEGTL_STRING("previous")> { static constexpr auto expected = "`previous`"; };
struct kw_may : word<TAO_PEGTL_STRING("may")> { static constexpr auto expected = "`may`"; };
struct kw_be : word<TAO_PEGTL_STRING("be")> { static constexpr auto expected = "`be`"; };
struct kw_empty : word<TAO_PEGTL_STRING("empty")> { static constexpr auto expected = "`empty`"; };
struct kw_vacuous : word<TAO_PEGTL_STRING("vacuous")> { static constexpr auto expected = "`vacuous`"; };
struct kw_present : word<TAO_PEGTL_STRING("present")> { static constexpr auto expected = "`present`"; };
struct kw_when : word<TAO_PEGTL_STRING("when")> { static constexpr auto expected = "`when`"; };
struct kw_rows : word<TAO_PEGTL_STRING("rows")> { static constexpr auto expected = "`rows`"; };
struct kw_set : word<TAO_PEGTL_STRING("set")> { static constexpr auto expected = "`set`"; };
struct kw_ref : word<TAO_PEGTL_STRING("ref")> { static constexpr auto expected = "`ref`"; };
struct kw_title : word<TAO_PEGTL_STRING("title")> { static constexpr auto expected = "`title`"; };
struct kw_description : word<TAO_PEGTL_STRING("description")> { static constexpr auto expected = "`description`"; };
struct kw_severity : word<TAO_PEGTL_STRING("severity")> { static constexpr auto expected = "`severity`"; };
struct kw_controls : word<TAO_PEGTL_STRING("controls")> { static constexpr auto expected = "`controls`"; };
struct kw_owner : word<TAO_PEGTL_STRING("owner")> { static constexpr auto expected = "`owner`"; };
struct kw_tags : word<TAO_PEGTL_STRING("tags")> { static constexpr auto expected = "`tags`"; };
struct kw_cost : word<TAO_PEGTL_STRING("cost")> { static constexpr auto expected = "`cost`"; };
struct kw_per : word<TAO_PEGTL_STRING("per")> { static constexpr auto expected = "`per`"; };
struct kw_for : word<TAO_PEGTL_STRING("for")> { static constexpr auto expected = "`for`"; };
struct kw_let : word<TAO_PEGTL_STRING("let")> { static constexpr auto expected = "`let`"; };
struct kw_require : word<TAO_PEGTL_STRING("require")> { static constexpr auto expected = "`require`"; };
struct kw_message : word<TAO_PEGTL_STRING("message")> { static constexpr auto expected = "`message`"; };
struct kw_remedy : word<TAO_PEGTL_STRING("remedy")> { static constexpr auto expected = "`remedy`"; };
struct kw_at : word<TAO_PEGTL_STRING("at")> { static constexpr auto expected = "`at`"; };
struct kw_timezone : word<TAO_PEGTL_STRING("timezone")> { static constexpr auto expected = "`timezone`"; };
struct kw_given : word<TAO_PEGTL_STRING("given")> { static constexpr auto expected = "`given`"; };
struct kw_before : word<TAO_PEGTL_STRING("before")> { static constexpr auto expected = "`before`"; };
struct kw_none : word<TAO_PEGTL_STRING("none")> { static constexpr auto expected = "`none`"; };
struct kw_incomplete : word<TAO_PEGTL_STRING("incomplete")> { static constexpr auto expected = "`incomplete`"; };
struct kw_on : word<TAO_PEGTL_STRING("on")> { static constexpr auto expected = "`on`"; };
struct kw_in : word<TAO_PEGTL_STRING("in")> { static constexpr auto expected = "`in`"; };
struct kw_where : word<TAO_PEGTL_STRING("where")> { static constexpr auto expected = "`where`"; };
struct kw_satisfies : word<TAO_PEGTL_STRING("satisfies")> { static constexpr auto expected = "`satisfies`"; };
struct kw_exists : word<TAO_PEGTL_STRING("exists")> { static constexpr auto expected = "`exists`"; };
struct kw_no : word<TAO_PEGTL_STRING("no")> { static constexpr auto expected = "`no`"; };
struct kw_every : word<TAO_PEGTL_STRING("every")> { static constexpr auto expected = "`every`"; };
struct kw_reachable : word<TAO_PEGTL_STRING("reachable")> { static constexpr auto expected = "`reachable`"; };
struct kw_from : word<TAO_PEGTL_STRING("from")> { static constexpr auto expected = "`from`"; };
struct kw_through : word<TAO_PEGTL_STRING("through")> { static constexpr auto expected = "`through`"; };
struct kw_became : word<TAO_PEGTL_STRING("became")> { static constexpr auto expected = "`became`"; };
struct kw_is : word<TAO_PEGTL_STRING("is")> { static constexpr auto expected = "`is`"; };
struct kw_not : word<TAO_PEGTL_STRING("not")> { static constexpr auto expected = "`not`"; };
struct kw_start : word<TAO_PEGTL_STRING("start")> { static constexpr auto expected = "`start`"; };
struct kw_end : word<TAO_PEGTL_STRING("end")> { static constexpr auto expected = "`end`"; };
struct kw_true : word<TAO_PEGTL_STRING("true")> { static constexpr auto expected = "`true`"; };
struct kw_false : word<TAO_PEGTL_STRING("false")> { static constexpr auto expected = "`false`"; };
struct kw_absent : word<TAO_PEGTL_STRING("absent")> { static constexpr auto expected = "`absent`"; };
struct kw_unobservable : word<TAO_PEGTL_STRING("unobservable")> { static constexpr auto expected = "`unobservable`"; };
struct kw_known : word<TAO_PEGTL_STRING("known")> { static constexpr auto expected = "`known`"; };
struct kw_sum : word<TAO_PEGTL_STRING("sum")> { static constexpr auto expected = "`sum`"; };
struct kw_min : word<TAO_PEGTL_STRING("min")> { static constexpr auto expected = "`min`"; };
struct kw_max : word<TAO_PEGTL_STRING("max")> { static constexpr auto expected = "`max`"; };

struct colon : one<':'> { EXPECTED("`:`") };
struct comma : one<','> { EXPECTED("`,`") };
struct open_brace : one<'{'> { EXPECTED("`{`") };
struct close_brace : one<'}'> { EXPECTED("`}`") };
struct open_round : one<'('> { EXPECTED("`(`") };
struct close_round : one<')'> { EXPECTED("`)`") };
struct open_square : one<'['> { EXPECTED("`[`") };
struct close_square : one<']'> { EXPECTED("`]`") };
struct arrow : seq<one<'-'>, one<'>'>> { EXPECTED("`->` between the two columns of an edge") };
struct assign : seq<one<'='>, not_at<one<'='>>> { EXPECTED("`=`") };
struct equals : seq<one<'='>, one<'='>> { EXPECTED("`==` between the two sides of the key") };

struct dot_name : seq<one<'.'>, name> {};
struct path2 : seq<name, dot_name> { KIND(path2) EXPECTED("a table, such as hr.workers") };
struct path3 : seq<name, dot_name, dot_name> { KIND(path3) EXPECTED("a field of a table, such as idp.accounts.worker") };
struct names : list<name, comma, sor<space, comment>> { EXPECTED("a name") };

// ---- what an expression never begins with

// Only look: where a value is missing, the clause or declaration below it is not taken for one. None of these can
// stand in an expression, whatever names it uses.
struct named : seq<ws, one<':', '='>, not_at<one<'='>>> {};
struct word_operator : seq<at<identifier_first>, any_operator> {};
struct goes_on : sor<word_operator, kw_is, kw_where, kw_satisfies, kw_for, kw_through> {};
struct next_text_clause : seq<sor<kw_title, kw_description, kw_owner, kw_tags, kw_message, kw_remedy>, ws, one<'"'>> {};
struct next_controls : seq<kw_controls, ws, name, ws, one<'"'>> {};
struct next_cost : seq<kw_cost, ws, digit> {};
struct next_may : seq<kw_may, ws, kw_be> {};
struct next_for : seq<kw_for, ws, name, ws, kw_in> {};
struct next_let : seq<sor<kw_let, kw_with>, ws, name, ws, assign> {};
struct next_require : seq<kw_require, ws, not_at<goes_on>, sor<identifier_first, one<'('>>> {};
struct next_given : seq<kw_given, ws, path2> {};
struct next_time : seq<sor<kw_at, kw_before>, ws, digit> {};
struct next_declaration : seq<bol, sor<kw_use, kw_schema, kw_extend, kw_expect, kw_link, kw_view, kw_identity, kw_param, kw_define, kw_policy, kw_test>,
                              ws, not_at<goes_on>, sor<identifier_first, one<'"'>>> {};
struct next_line : sor<next_text_clause, next_controls, next_cost, next_may, next_for, next_let, next_given, next_time, next_declaration> {};
struct next_statement : sor<next_line, next_require> {};
struct new_name : seq<not_at<next_line>, name> { EXPECTED("a name") };

// ---- expressions

struct expression;
struct expr : nested<expression> { KIND(expr) EXPECTED("an expression") };

struct brackets : seq<open_round, ws, must<expr>, ws, must<close_round>> { KIND(group) };
struct expr_list : seq<expr, ws, star<seq<comma, ws, expr, ws>>, opt<comma>> {};
struct set_literal : seq<open_square, ws, opt<expr_list>, ws, must<close_square>> { KIND(set_literal) };

struct where : seq<kw_where, ws, must<expr>> { KIND(where) };
struct collection;
struct binding_in : seq<kw_in, ws, must<collection>> { EXPECTED("`in` and a table, view or set") };
struct binding : seq<name, ws, must<binding_in>, ws, opt<where>> { KIND(binding) EXPECTED("a name and what it ranges over, such as `x in hr.workers`") };
struct satisfies : seq<kw_satisfies, ws, must<expr>> { KIND(satisfies) EXPECTED("`satisfies` and a condition") };
struct generator : seq<kw_for, ws, must<binding>> { EXPECTED("`for` and what the elements are taken from") };
struct comprehension : seq<open_brace, ws, must<expr>, ws, must<generator>, ws, must<close_brace>> { KIND(comprehension) };

struct exists_word : sor<kw_exists, kw_no> { KIND(word) };
struct every_word : kw_every { KIND(word) };
struct exists : seq<exists_word, ws, at<at_binding>, must<binding>> { KIND(quantifier) };
struct every : seq<every_word, ws, at<at_binding>, must<binding>, ws, must<satisfies>> { KIND(quantifier) };
struct count : seq<kw_count, open_round, ws, must<binding>, ws, must<close_round>> { KIND(count_aggregate) };
struct edge : seq<name, ws, must<arrow>, ws, must<new_name>> { EXPECTED("the two columns of an edge, such as `member -> group`") };
struct relation_path : sor<path2, name> { EXPECTED("the table of edges") };
struct reach_start : seq<collection> { EXPECTED("where to start") };
struct reachable : seq<kw_reachable, ws, kw_from, ws, must<reach_start>, ws, must<kw_through>, ws, must<relation_path>, ws, must<open_round>, ws, must<edge>, ws, must<close_round>> { KIND(reachable) };
struct became : seq<kw_became, open_round, ws, must<expr>, ws, must<close_round>> { KIND(became) };

struct call_rest : sor<seq<comma, ws, must<expr>, ws>, close_round> {};
struct aggregate_rest : generator { KIND(for_aggregate) };
struct more_arguments : star<seq<comma, ws, must<expr>, ws>> {};
struct arguments : seq<open_round, ws, opt<seq<expr, ws, sor<seq<aggregate_rest, ws>, more_arguments>>>, must<close_round>> { KIND(call) };
struct call_or_name : seq<not_at<next_statement>, name, opt<arguments>> { KIND(call_or_name) };

struct true_word : kw_true { KIND(true_word) };
struct false_word : kw_false { KIND(false_word) };
struct absent_word : kw_absent { KIND(absent_word) };
struct primary : sor<text, number, brackets, set_literal, comprehension, true_word, false_word, absent_word, exists, every, count,
                     reachable, became, call_or_name> {};

struct closure_sign : one<'+', '*'> { KIND(closure_sign) };
struct field_name : name { EXPECTED("the name of a field") };
struct member : seq<one<'.'>, ws, must<field_name>, opt<closure_sign>> { KIND(member) };
struct optional_member : seq<string<'?', '.'>, ws, must<field_name>, opt<closure_sign>> { KIND(optional_member) };
struct postfix : sor<member, optional_member> {};
struct operand : seq<primary, star<seq<ws, postfix>>> { KIND(operand) EXPECTED("a value: a name, a literal, or something in brackets") };
struct collection : seq<operand> { EXPECTED("a table, a view or a set") };

struct prefix_op : sor<kw_not, one<'-'>, seq<kw_start, ws, kw_of>, seq<kw_end, ws, kw_of>> { KIND(prefix_op) };
struct prefixed : seq<prefix_op, ws, star<seq<prefix_op, ws>>, must<operand>> {};
struct term : sor<prefixed, operand> { EXPECTED("a value: a name, a literal, or something in brackets") };
struct tested : sor<kw_present, kw_absent, kw_known> { EXPECTED("`present`, `absent` or `known`") };
struct test_op : seq<kw_is, not_at<named>, ws, must<tested>> { KIND(test_op) };
struct binary_op : any_operator { KIND(binary_op) };
struct operation : seq<binary_op, ws, must<term>> {};
struct expression : seq<term, star<seq<ws, sor<test_op, operation>>>> {};

// One side of a key: what binds at least as tightly as `or else`.
struct tight_op : tight_operator { KIND(binary_op) };
struct tight_operation : seq<tight_op, ws, must<term>> {};
struct tight_expr : seq<term, star<seq<ws, tight_operation>>> { KIND(tight_expr) EXPECTED("one side of the key: a field") };
struct key : seq<tight_expr, ws, must<equals>, ws, must<tight_expr>> { KIND(key) EXPECTED("a key, such as `email == work_email`") };
struct keys : seq<key, star<seq<ws, comma, ws, must<key>>>> { EXPECTED("a key, such as `email == work_email`") };

// ---- types

struct open_word : string<'.', '.', '.'> { KIND(open_word) };
struct enum_value : sor<text, open_word> { EXPECTED("a further value in quotes, or `...`") };
struct enum_type : seq<text, star<seq<ws, one<'|'>, ws, must<enum_value>>>> { KIND(enum_type) };
struct ref_type : seq<kw_ref, ws, must<new_name>> { KIND(ref_type) };
struct question : one<'?'> { KIND(question) };
struct named_type : sor<path2, name> {};
struct one_type : sor<enum_type, ref_type, named_type> { EXPECTED("a type") };
struct set_word : kw_set { KIND(set_word) };
struct set_type : seq<set_word, ws, must<kw_of>, ws, must<one_type>> {};
struct scalar_type : seq<one_type, opt<question>> {};
struct type : sor<set_type, scalar_type> { KIND(type) EXPECTED("a type, such as string, date? or \"a\" | \"b\"") };

// ---- schemas and what joins them

struct use : seq<kw_use, ws, must<new_name>, ws, must<colon>, ws, must<new_name>> { KIND(use) };
struct present_when : seq<kw_present, ws, must<kw_when>, ws, must<expr>> { KIND(present_when) };
struct unobservable : seq<kw_unobservable, ws, must<text>> { KIND(unobservable) };
struct present_clause : seq<ws, not_at<seq<name, ws, colon>>, present_when> {};
struct unobservable_clause : seq<ws, not_at<seq<kw_unobservable, ws, colon>>, unobservable> {};
struct field : seq<name, ws, must<colon>, ws, must<type>, opt<present_clause>, opt<unobservable_clause>> { KIND(field) EXPECTED("a field, such as `email : email`") };
struct as_entry : seq<name, ws, must<assign>, ws, must<expr>> { KIND(as_entry) };
struct as_entries : seq<open_brace, ws, star<seq<as_entry, ws, opt<comma>, ws>>, must<close_brace>> { EXPECTED("`{` and the fields of the view") };
struct as_block : seq<kw_as, ws, name, ws, as_entries> { KIND(as_block) EXPECTED("`as` and a view") };
struct key_names : names { KIND(key_names) EXPECTED("the key's columns") };
struct table_body : seq<star<seq<sor<as_block, field>, ws>>> {};
struct table : seq<kw_table, ws, must<new_name>, ws, must<kw_key>, ws, must<key_names>, ws, must<open_brace>, ws, table_body, must<close_brace>> { KIND(table) };
struct schema : seq<kw_schema, ws, must<new_name>, ws, must<open_brace>, ws, star<seq<table, ws>>, must<close_brace>> { KIND(schema) };
struct texts : seq<text, star<seq<ws, comma, ws, must<text>>>> { EXPECTED("values in quotes") };
struct extend_view : seq<kw_view, ws, name, ws, must<kw_with>, ws, must<field>, star<seq<ws, opt<comma>, ws, not_at<next_field_list_end>, field>>> { KIND(extend_view) };
struct extend_enum : seq<path3, ws, must<kw_with>, ws, must<texts>> { KIND(extend_enum) };
struct extend_as : seq<path2, ws, must<as_block>> { KIND(extend_as) };
struct extended : sor<extend_view, extend_enum, extend_as> { EXPECTED("`view` and its name, or a table or field such as lms.users.role") };
struct extend : seq<kw_extend, ws, must<extended>> {};
struct fresh : seq<kw_fresh, ws, must<duration>> { KIND(fresh) };
struct compare_op : comparison_operator { KIND(binary_op) EXPECTED("a comparison, such as `>=`") };
struct of_previous : seq<one<'%'>, ws, must<kw_of>, ws, must<kw_previous>> { KIND(of_previous) };
struct count_contract : seq<kw_count, ws, must<compare_op>, ws, must<integer>, ws, opt<of_previous>> { KIND(count_contract) };
struct may_be_empty : seq<kw_may, ws, must<kw_be>, ws, must<kw_empty>> { KIND(may_be_empty) };
struct contract : sor<fresh, count_contract, may_be_empty> { EXPECTED("`fresh`, `count` or `may be empty`") };
struct expect : seq<kw_expect, ws, must<path2>, ws, must<contract>> { KIND(expect) };
struct view : seq<kw_view, ws, must<new_name>, ws, must<open_brace>, ws, star<seq<field, ws>>, must<close_brace>> { KIND(view) };
struct link : seq<kw_link, ws, must<path3>, ws, must<kw_to>, ws, must<path2>, ws, must<kw_by>, ws, must<keys>> { KIND(link) };
struct identity_rule : seq<sor<path2, name>, ws, must<kw_by>, ws, must<keys>> { KIND(identity_rule) };
struct identity : seq<kw_identity, ws, must<kw_person>, ws, must<assign>, ws, must<path2>, ws, must<open_brace>, ws, star<seq<identity_rule, ws>>, must<close_brace>> { KIND(identity) };

// ---- params and definitions

struct param : seq<kw_param, ws, must<new_name>, ws, must<colon>, ws, must<type>, ws, must<assign>, ws, must<expr>> { KIND(param) };
struct parameter : seq<name, ws, must<colon>, ws, must<type>> { KIND(parameter) EXPECTED("a parameter, such as `e : email`") };
struct parameters : seq<open_round, ws, opt<seq<parameter, ws, star<seq<comma, ws, must<parameter>, ws>>>>, must<close_round>> { KIND(parameters) };
struct minus : one<'-'> { KIND(sign) };
struct negative : seq<minus, ws, number> {};
struct constant : sor<text, negative, number, true_word, false_word, absent_word> {};
struct row : seq<plus<seq<constant, ws>>> { KIND(row) };
struct row_names : names { KIND(row_names) EXPECTED("the columns' names") };
struct rows_head : seq<kw_rows, ws, open_round, ws, row_names, ws, close_round, ws, open_square> {};
struct rows : seq<rows_head, ws, opt<seq<row, star<seq<comma, ws, row>>>>, ws, opt<comma>, ws, must<close_square>> { KIND(rows) };
struct define_body : sor<rows, expr> { EXPECTED("an expression") };
struct define : seq<kw_define, ws, must<new_name>, ws, opt<parameters>, ws, must<assign>, ws, must<define_body>> { KIND(define) };

// ---- policies

struct title : seq<kw_title, ws, must<text>> { KIND(title) };
struct description : seq<kw_description, ws, must<text>> { KIND(description) };
struct severity : seq<kw_severity, ws, must<new_name>> { KIND(severity) };
struct control : seq<name, ws, must<text>, star<seq<ws, text>>> { KIND(control) EXPECTED("a framework and its controls, such as soc2 \"CC6.2\"") };
struct controls : seq<kw_controls, ws, must<control>, star<seq<ws, comma, ws, must<control>>>> { KIND(controls) };
struct owner : seq<kw_owner, ws, must<text>> { KIND(owner) };
struct tags : seq<kw_tags, ws, must<texts>> { KIND(tags) };
struct per : seq<kw_per, ws, must<new_name>> { KIND(per) };
struct currency : seq<rep<3, upper>, not_at<identifier_other>> { KIND(word) EXPECTED("a currency of three capitals, such as USD") };
struct cost : seq<kw_cost, ws, must<expr>, ws, must<currency>, opt<seq<ws, per>>> { KIND(cost) };
struct vacuous : seq<kw_may, ws, must<kw_be>, ws, must<kw_vacuous>> { KIND(vacuous) };
struct for_clause : seq<kw_for, ws, must<binding>> { KIND(for_clause) };
struct let_clause : seq<kw_let, ws, must<new_name>, ws, must<assign>, ws, must<expr>> { KIND(let_clause) };
struct require_clause : seq<kw_require, ws, must<expr>> { KIND(require_clause) };
struct message : seq<kw_message, ws, must<text>> { KIND(message) };
struct remedy : seq<kw_remedy, ws, must<text>> { KIND(remedy) };
struct clause : sor<title, description, severity, controls, owner, tags, cost, vacuous, for_clause, let_clause, require_clause, message, remedy> {};
struct policy_end : one<'}'> { EXPECTED("a clause (title, for, let, require, message, …) or `}`") };
struct policy_rest : seq<star<seq<clause, ws>>, must<policy_end>> {};
struct policy : seq<kw_policy, ws, must<new_name>, ws, must<open_brace>, ws, policy_rest> { KIND(policy) };

// ---- tests

struct at_clause : seq<kw_at, ws, must<timestamp>> { KIND(at_clause) };
struct with_clause : seq<kw_with, ws, must<new_name>, ws, must<assign>, ws, must<expr>> { KIND(with_clause) };
struct timezone_clause : seq<kw_timezone, ws, must<new_name>, ws, must<text>> { KIND(timezone_clause) };
struct given_field : seq<name, ws, must<colon>, ws, must<expr>> { KIND(given_field) EXPECTED("a field, such as `id: \"w1\"`") };
struct given_fields : seq<open_brace, ws, opt<seq<given_field, ws, star<seq<comma, ws, given_field, ws>>>>, opt<comma>, ws, must<close_brace>> {};
struct given_none : kw_none { KIND(given_none) };
struct given_incomplete : kw_incomplete { KIND(given_incomplete) };
struct given_what : sor<given_fields, given_none, given_incomplete> { EXPECTED("`{` and a row, `none` or `incomplete`") };
struct given : seq<kw_given, ws, must<path2>, ws, must<given_what>> { KIND(given) };
struct before : seq<kw_before, ws, must<timestamp>, ws, must<open_brace>, ws, star<seq<given, ws>>, must<close_brace>> { KIND(before) };
struct subject_key : sor<text, name> { EXPECTED("the key of a row, in quotes where it is no name") };
struct key_list : seq<subject_key, ws, star<seq<comma, ws, must<subject_key>, ws>>> { EXPECTED("the key of a row") };
struct subject_tuple : seq<open_round, ws, must<key_list>, must<close_round>> {};
struct subject : sor<subject_tuple, subject_key> { KIND(subject) EXPECTED("a subject: a key, or (key, key)") };
struct on_subjects : seq<kw_on, ws, must<subject>, star<seq<ws, comma, ws, must<subject>>>> {};
struct expectation : seq<kw_expect, ws, must<new_name>, ws, must<new_name>, opt<seq<ws, on_subjects>>> { KIND(expectation) };
struct test_item : sor<at_clause, with_clause, timezone_clause, given, before, expectation> {};
struct test_end : one<'}'> { EXPECTED("a line of the test (at, with, timezone, given, before, expect) or `}`") };
struct test_rest : seq<star<seq<test_item, ws>>, must<test_end>> {};
struct test : seq<kw_test, ws, must<text>, ws, must<open_brace>, ws, test_rest> { KIND(test) };

// ---- entries

struct declaration : sor<use, schema, extend, expect, link, view, identity, param, define, policy, test> {
  EXPECTED("a declaration: use, schema, extend, expect, link, view, identity, param, define, policy or test")
};
struct declaration_only : must<declaration> {};
struct text_ends : eof { EXPECTED("the end of the expression") };
struct expression_only : seq<ws, must<expr>, ws, must<text_ends>> {};
struct query_only : seq<ws, must<binding>, ws, must<text_ends>> {};
struct policy_rest_only : seq<ws, policy_rest> {};
struct test_rest_only : seq<ws, test_rest> {};
// clang-format on

}  // namespace writ::grammar
