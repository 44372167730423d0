// What is written beside an enumeration must be among its values.
#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"
#include "dsl/checker.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

bool Checker::match_enumerations(const Expr& a, const Expr& b) {
  const Type& left = a.type.is(Kind::set) ? *a.type.element : a.type;
  const Type& right = b.type.is(Kind::set) ? *b.type.element : b.type;
  if (left.is(Kind::enumeration) && !right.is(Kind::enumeration)) {
    return check_enum_literals(b, left, b.span);
  }
  if (right.is(Kind::enumeration) && !left.is(Kind::enumeration)) {
    return check_enum_literals(a, right, a.span);
  }
  return true;
}

bool Checker::match_enumerations_with(const Expr& expr, const Type& to) {
  const Type& left = expr.type.is(Kind::set) ? *expr.type.element : expr.type;
  const Type& right = to.is(Kind::set) ? *to.element : to;
  return !right.is(Kind::enumeration) || left.is(Kind::enumeration) ||
         check_enum_literals(expr, right, expr.span);
}

bool Checker::check_enum_literals(const Expr& constant, const Type& enumeration, Span use) {
  const auto check_text = [&](const std::string& value, Span span) {
    if (std::find(enumeration.values.begin(), enumeration.values.end(), value) !=
        enumeration.values.end()) {
      return true;
    }
    std::string list;
    for (const std::string& known : enumeration.values) {
      list += (list.empty() ? "" : ", ") + quoted(known);
    }
    const std::string near = nearest(value, enumeration.values);
    auto& diagnostic = report(
        "W0205",
        use.file == span.file && use.begin <= span.begin && span.end <= use.end ? span : use,
        quoted(value) + " is not one of the values here",
        near.empty()
            ? (enumeration.open ? "the known values are " + list + "; add one with `extend … with`"
                                : "the values are " + list)
            : "did you mean " + quoted(near) + "?");
    if (span.file != use.file || span.begin < use.begin || span.end > use.end) {
      diagnostic.labels.push_back({span, "written here"});
    }
    return false;
  };
  if (const auto* literal = std::get_if<Literal>(&constant.node)) {
    const auto* text = std::get_if<std::string>(&literal->value);
    return text == nullptr || check_text(*text, constant.span);
  }
  bool good = true;
  if (const auto* set = std::get_if<SetLiteral>(&constant.node)) {
    for (const Expr& element : set->elements) {
      good = check_enum_literals(element, enumeration, use) && good;
    }
  } else if (const auto* name = std::get_if<NameRef>(&constant.node)) {
    if (name->resolution.meaning == Meaning::param) {
      good = check_enum_literals(*program_.params.at(name->name.text).value, enumeration, use);
    } else if (name->resolution.meaning == Meaning::define) {
      if (const auto* body = std::get_if<Expr>(&defines_.at(name->name.text).define->body)) {
        good = check_enum_literals(*body, enumeration, use);
      }
    }
  } else if (const auto* binary = std::get_if<Binary>(&constant.node);
             binary != nullptr &&
             (binary->op == BinaryOp::or_else || binary->op == BinaryOp::add)) {
    good = check_enum_literals(*binary->left, enumeration, use);
    good = check_enum_literals(*binary->right, enumeration, use) && good;
  }
  return good;
}

}  // namespace writ
