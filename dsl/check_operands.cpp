// What each operator takes, and gives: the typing table of docs/language.md.
#include <re2/re2.h>

#include "base/email.h"
#include "base/text.h"
#include "dsl/checker.h"
#include "dsl/operators.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

Type Checker::mismatch(const Binary& node, const std::string& wanted, const std::string& help) {
  const Type& a = node.left->type;
  const Type& b = node.right->type;
  if (!a.is(Kind::error) && !b.is(Kind::error)) {
    report("W0221", cover(node.left->span, node.right->span),
           quoted_spelling(node.op) + " needs " + wanted + "; found " + describe(a) + " and " +
               describe(b),
           help);
  }
  return error_type();
}

Type Checker::comparison(Binary& node) {
  const Type& a = node.left->type;
  const Type& b = node.right->type;
  const bool equality = node.op == BinaryOp::equal || node.op == BinaryOp::not_equal;
  for (const Expr* side : {node.left.get(), node.right.get()}) {
    if (side->type.is(Kind::nothing)) {
      const Expr& other = side == node.left.get() ? *node.right : *node.left;
      report("W0228", side->span, "nothing compares with `absent`",
             "write `" + print(other) +
                 (node.op == BinaryOp::not_equal ? " is present`" : " is absent`"));
      return error_type();
    }
  }
  if (!equality && !ordered(a, b)) {
    return mismatch(node, "two numbers, two durations or two instants",
                    is_text(a) && is_text(b) ? "text has no order" : "");
  }
  if (equality && !comparable(a, b)) {
    const bool enums = a.is(Kind::enumeration) && b.is(Kind::enumeration);
    return mismatch(node, "two values that can be equal",
                    enums ? "the two have no value in common" : "");
  }
  if (node.op == BinaryOp::equal) {
    if (a.optional && b.optional) {
      report("W0303", cover(node.left->span, node.right->span),
             "both sides may be absent, and two absent values must not count as equal",
             "say so first: `" + print(*node.left) + " is present and …`");
      return error_type();
    }
  } else if (!required(*node.left, quoted_spelling(node.op)) ||
             !required(*node.right, quoted_spelling(node.op))) {
    return error_type();
  }
  return match_enumerations(*node.left, *node.right) ? boolean_type() : error_type();
}

Type Checker::membership(Binary& node) {
  const bool element_left = node.op == BinaryOp::in || node.op == BinaryOp::not_in;
  const bool element_right = node.op == BinaryOp::contains;
  const Expr& a = *node.left;
  const Expr& b = *node.right;
  const Expr& set = element_left ? b : a;
  if (!set.type.is(Kind::set) || (!element_left && !element_right && !b.type.is(Kind::set))) {
    return mismatch(node,
                    element_left    ? "a set on its right"
                    : element_right ? "a set or text on its left"
                                    : "two sets",
                    is_text(set.type) ? "a set is written [\"a\", \"b\"]" : "");
  }
  const Expr& other = element_left ? a : b;
  if (other.type.is(Kind::nothing)) {
    report("W0228", other.span, "`absent` is in no set", "write `… is absent`");
    return error_type();
  }
  const Type& item = element_left || element_right ? other.type : *other.type.element;
  if (item.is(Kind::set) || !comparable(item, *set.type.element)) {
    return mismatch(node, element_left || element_right ? "a set of what is looked for"
                                                        : "two sets of one type");
  }
  if (node.op == BinaryOp::not_in || element_right) {
    if (!required(other, quoted_spelling(node.op))) {
      return error_type();
    }
  }
  return match_enumerations(a, b) ? boolean_type() : error_type();
}

Type Checker::text_operator(Binary& node) {
  if (!required(*node.left, quoted_spelling(node.op)) ||
      !required(*node.right, quoted_spelling(node.op))) {
    return error_type();
  }
  if (!is_text(node.left->type) || !is_text(node.right->type)) {
    return mismatch(node, "text on both sides");
  }
  if (node.op == BinaryOp::matches) {
    const auto* literal = std::get_if<Literal>(&node.right->node);
    const auto* pattern = literal != nullptr ? std::get_if<std::string>(&literal->value) : nullptr;
    if (pattern == nullptr) {
      report("W0227", node.right->span, "`matches` needs a pattern written in place",
             "write the pattern as \"…\"");
      return error_type();
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    const RE2 expression(*pattern, options);
    if (!expression.ok()) {
      report("W0226", node.right->span, "the pattern is wrong: " + expression.error(),
             "see the RE2 syntax; a backslash is written \\\\ in a string");
      return error_type();
    }
  }
  return boolean_type();
}

Type Checker::instant_operator(Binary& node) {
  const Type& a = node.left->type;
  const Type& b = node.right->type;
  if (node.op == BinaryOp::by) {
    if (!is_instant(a) || !is_instant(b)) {
      return mismatch(node, "a date or timestamp on each side",
                      b.is(Kind::duration) ? "say from when it counts: `… by end of <date> + " +
                                                 print(*node.right) + "`"
                                           : "");
    }
    return required(*node.right, "the deadline of `by`") ? boolean_type() : error_type();
  }
  if (!is_instant(a) || !b.is(Kind::duration)) {
    return mismatch(node, "a date or timestamp, and a duration");
  }
  return required(*node.left, quoted_spelling(node.op)) &&
                 required(*node.right, quoted_spelling(node.op))
             ? boolean_type()
             : error_type();
}

namespace {

// A text, written in place, that is none; perhaps among the elements of a set.
const Expr* no_address(const Expr& expr) {
  if (const auto* set = std::get_if<SetLiteral>(&expr.node)) {
    for (const Expr& element : set->elements) {
      if (const Expr* found = no_address(element)) {
        return found;
      }
    }
  }
  const auto* literal = std::get_if<Literal>(&expr.node);
  const auto* text = literal != nullptr ? std::get_if<std::string>(&literal->value) : nullptr;
  return text != nullptr && !canonical_email(*text) ? &expr : nullptr;
}

}  // namespace

Type Checker::addresses(const Type& type, const std::vector<const Expr*>& parts,
                        const std::string& what, const std::string& instead) {
  for (const Expr* part : parts) {
    const Expr* wrong = scalar_type(type).is(Kind::email) ? no_address(*part) : nullptr;
    if (wrong != nullptr) {
      report("W0230", wrong->span, what + ", and " + print(*wrong) + " is no address",
             "write an address like \"kim@acme.example\"" + instead);
      return error_type();
    }
  }
  return type;
}

Type Checker::alternative(Binary& node, bool unsure) {
  const Type& a = node.left->type;
  if (a.is(Kind::nothing) || node.right->type.is(Kind::nothing)) {
    report("W0228", cover(node.left->span, node.right->span),
           "`or else` needs values, not `absent`", "leave the `or else` out");
    return error_type();
  }
  if (!a.optional && !unsure) {
    report("W0302", node.left->span, "`" + print(*node.left) + "` is never absent here",
           "leave the `or else` out");
  }
  auto type = comparable(a, node.right->type) ? unify(a, node.right->type) : std::nullopt;
  if (!type) {
    return mismatch(node, "two values of one type");
  }
  match_enumerations(*node.left, *node.right);
  if (!type->is(Kind::set)) {
    type->optional = node.right->type.optional;
  }
  return addresses(*type, {node.right.get()}, "this `or else` gives an email",
                   ", or say `" + print(*node.left) + " is present` first");
}

Type Checker::arithmetic(Binary& node) {
  const std::string name = quoted_spelling(node.op);
  if (!required(*node.left, name) || !required(*node.right, name)) {
    return error_type();
  }
  const Type& a = node.left->type;
  const Type& b = node.right->type;
  const bool sum = node.op == BinaryOp::add || node.op == BinaryOp::subtract;
  const bool numbers = is_number(a) && is_number(b);
  const bool durations = a.is(Kind::duration) && b.is(Kind::duration);
  if (numbers) {
    return Type::of(node.op == BinaryOp::divide || a.is(Kind::decimal) || b.is(Kind::decimal)
                        ? Kind::decimal
                        : Kind::integer);
  }
  if (sum) {
    if (durations) {
      return Type::of(Kind::duration);
    }
    if (is_instant(a) && b.is(Kind::duration)) {
      return Type::of(Kind::timestamp);
    }
    if (node.op == BinaryOp::add && a.is(Kind::duration) && is_instant(b)) {
      return Type::of(Kind::timestamp);
    }
    if (node.op == BinaryOp::subtract && is_instant(a) && is_instant(b)) {
      return Type::of(Kind::duration);
    }
    if (a.is(Kind::set) && b.is(Kind::set) && comparable(a, b)) {
      match_enumerations(*node.left, *node.right);
      return node.op == BinaryOp::subtract
                 ? a
                 : addresses(*unify(a, b), {node.left.get(), node.right.get()},
                             "this is a set of emails");
    }
    return mismatch(
        node, "numbers, durations, an instant and a duration, or two sets",
        is_text(a) || is_text(b) ? "text is put together by \"{a} {b}\" in a message" : "");
  }
  if (node.op == BinaryOp::multiply && ((a.is(Kind::duration) && b.is(Kind::integer)) ||
                                        (a.is(Kind::integer) && b.is(Kind::duration)))) {
    return Type::of(Kind::duration);
  }
  if (node.op == BinaryOp::divide) {
    if (durations) {
      return Type::of(Kind::decimal);
    }
    if (a.is(Kind::duration) && b.is(Kind::integer)) {
      return Type::of(Kind::duration);
    }
  }
  return mismatch(node, "numbers, or a duration and an int");
}

}  // namespace writ
