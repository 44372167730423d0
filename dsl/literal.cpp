#include "dsl/literal.h"

#include "base/email.h"
#include "base/ensure.h"
#include "base/overloaded.h"

namespace writ {

using namespace ast;

Cell literal_cell(const Expr& expr, const Type& type) {
  if (const auto* set = std::get_if<SetLiteral>(&expr.node)) {
    CellSet cells;
    for (const Expr& element : set->elements) {
      cells.push_back(
          literal_cell(element, type.element ? *type.element : Type::of(Kind::nothing)));
    }
    return {cells};
  }
  if (const auto* unary = std::get_if<Unary>(&expr.node)) {
    Cell cell = literal_cell(*unary->operand, type);
    if (auto* integer = std::get_if<std::int64_t>(&cell.value)) {
      *integer = -*integer;
    } else if (auto* decimal = std::get_if<Decimal>(&cell.value)) {
      decimal->millionths = -decimal->millionths;
    } else if (auto* duration = std::get_if<Duration>(&cell.value)) {
      duration->micros = -duration->micros;
    }
    return cell;
  }
  const auto* literal = std::get_if<Literal>(&expr.node);
  ENSURE(literal != nullptr);
  return std::visit(
      overloaded{
          [](const AbsentLiteral&) { return Cell{Absent{}}; },
          [&](std::int64_t value) {
            if (type.is(Kind::decimal)) {
              const auto decimal = to_decimal(value);
              return decimal ? Cell{*decimal} : Cell{Unknown{"the number does not fit"}};
            }
            return Cell{value};
          },
          [&](const std::string& text) {
            if (type.is(Kind::email)) {
              const auto canonical = canonical_email(text);
              return canonical ? Cell{Email{text, *canonical}} : Cell{Unknown{"no email address"}};
            }
            return Cell{text};
          },
          [](const auto& value) { return Cell{value}; },
      },
      literal->value);
}

}  // namespace writ
