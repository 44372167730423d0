#include <array>

#include "base/email.h"
#include "base/text.h"
#include "evaluator/reference/compare.h"
#include "evaluator/reference/expressions.h"
#include "evaluator/reference/sets.h"
#include "evaluator/reference/totals.h"

namespace writ::reference {

namespace {

using Arguments = std::vector<Value>;

Value no_operation() {
  return undetermined("no such operation");
}

// An email is the text that comparisons see.
template <class Function>
Value on_text(const Arguments& arguments, Function function) {
  if (const auto unknown = strict(arguments.front())) {
    return *unknown;
  }
  if (const auto* text = std::get_if<std::string>(&arguments.front())) {
    return function(*text);
  }
  const auto* email = std::get_if<Email>(&arguments.front());
  return email != nullptr ? function(email->canonical) : no_operation();
}

Computed lower(const Arguments& arguments) {
  return {on_text(arguments, [](const std::string& s) -> Value { return unicode_lower(s); })};
}

Computed upper(const Arguments& arguments) {
  return {on_text(arguments, [](const std::string& s) -> Value { return unicode_upper(s); })};
}

Computed trimmed(const Arguments& arguments) {
  return {on_text(arguments,
                  [](const std::string& s) -> Value { return std::string(trim_unicode(s)); })};
}

Computed length(const Arguments& arguments) {
  return {on_text(arguments, [](const std::string& s) -> Value {
    if (invalid_utf8(s)) {
      return undetermined("the text is malformed");
    }
    return Quantity::exactly(Scale::integer, static_cast<std::int64_t>(code_points(s)));
  })};
}

Value address_part(const std::string& text, std::string_view (*part)(std::string_view)) {
  const auto canonical = canonical_email(text);
  return canonical ? Value{std::string(part(*canonical))}
                   : undetermined("`" + printable(text) + "` is no address");
}

Computed domain(const Arguments& arguments) {
  return {on_text(arguments, [](const std::string& s) { return address_part(s, email_domain); })};
}

Computed local(const Arguments& arguments) {
  return {on_text(arguments, [](const std::string& s) { return address_part(s, email_local); })};
}

Computed date_of(const Arguments& arguments) {
  if (const auto unknown = strict(arguments[0], arguments[1])) {
    return {*unknown};
  }
  const auto* instant = std::get_if<Quantity>(&arguments[0]);
  const auto* name = std::get_if<std::string>(&arguments[1]);
  const Zone* zone = name != nullptr ? find_zone(*name) : nullptr;
  if (instant == nullptr || zone == nullptr) {
    return {no_operation()};
  }
  if (!instant->exact()) {
    return {Undetermined{instant->reasons}};
  }
  return {Day{day_of(Instant{*instant->low}, zone), zone, {}}};
}

Computed abs(const Arguments& arguments) {
  return absolute(arguments.front());
}

Computed size(const Arguments& arguments) {
  return {size_of(*to_set(arguments.front()))};
}

Computed extreme_argument(const Arguments& arguments, bool greatest) {
  const auto* set = std::get_if<SetRef>(&arguments.front());
  if (set == nullptr || arguments.size() > 1) {
    Reasons reasons;
    for (const Value& argument : arguments) {
      if (const auto unknown = strict(argument)) {
        reasons.add(unknown->reasons);
      }
    }
    return reasons.empty() ? *extreme(arguments, greatest) : Computed{Undetermined{reasons}};
  }
  if (!(*set)->closed()) {
    return {Undetermined{size_of(**set).reasons}};
  }
  return extreme((*set)->certain, greatest).value_or(Computed{Absent{}});
}

Computed min(const Arguments& arguments) {
  return extreme_argument(arguments, false);
}
Computed max(const Arguments& arguments) {
  return extreme_argument(arguments, true);
}

// The names are those of dsl/builtins.h, which has their signatures.
struct BuiltinFunction {
  std::string_view name;
  std::size_t arguments;  // at least
  Computed (*function)(const Arguments&);
};

constexpr std::array<BuiltinFunction, 11> functions{{
    {"lower", 1, lower},
    {"upper", 1, upper},
    {"trim", 1, trimmed},
    {"length", 1, length},
    {"domain", 1, domain},
    {"local", 1, local},
    {"date_of", 2, date_of},
    {"abs", 1, abs},
    {"min", 1, min},
    {"max", 1, max},
    {"size", 1, size},
}};

}  // namespace

Value built_in(World& world, const ast::Expr& expr, const ast::Call& node, const Scope* scope) {
  Arguments arguments;
  for (const ast::Expr& argument : node.arguments) {
    arguments.push_back(evaluate(world, argument, scope));
  }
  for (const BuiltinFunction& row : functions) {
    if (row.name == node.function.text && arguments.size() >= row.arguments) {
      return settle_fault(world, expr, row.function(arguments));
    }
  }
  return no_operation();
}

}  // namespace writ::reference
