// Calls: of defines, and of the built-in functions.
#include "dsl/builtins.h"
#include "evaluator/sqlite/translator.h"

namespace writ::testing {

SqlTerm SqlTranslator::call(const ast::Call& node) {
  if (node.resolution.meaning == ast::Meaning::define) {
    use("a call of a define");
    return define(program_.defines.at(node.function.text), node.arguments);
  }
  return built_in(node);
}

SqlValue SqlTranslator::built_in(const ast::Call& node) {
  const Builtin function = find_builtin(node.function.text)->builtin;
  if (function == Builtin::size) {
    return size(set(node.arguments.front()));
  }
  std::vector<SqlValue> arguments;
  for (const ast::Expr& argument : node.arguments) {
    if (function == Builtin::date_of && !arguments.empty()) {
      break;  // a zone's name
    }
    arguments.push_back(value(argument));
  }
  const SqlValue& first = arguments.front();
  const auto text = [&](const std::string& sql) {
    use(node.function.text);
    return SqlValue{.kind = Kind::text, .low = sql};
  };
  switch (function) {
    case Builtin::lower:
    case Builtin::upper:
    case Builtin::trim:
      return text(node.function.text + "(" + first.low + ")");
    case Builtin::length: {
      SqlValue result = text("length(" + first.low + ")");
      result.kind = Kind::integer;
      return result;
    }
    case Builtin::domain:
    case Builtin::local: {
      const std::string whole = first.kind == Kind::email ? first.low : address(first.low);
      const std::string at = "instr(" + whole + ", '@')";
      return text(function == Builtin::domain ? "substr(" + whole + ", " + at + " + 1)"
                                              : "substr(" + whole + ", 1, " + at + " - 1)");
    }
    case Builtin::date_of: {
      const auto* zone = std::get_if<ast::Literal>(&node.arguments[1].node);
      if (zone == nullptr || std::get<std::string>(zone->value) != "Europe/Paris") {
        throw CannotSay{"another time zone than that of Paris"};
      }
      use("date_of");
      SqlValue day{.kind = Kind::date, .calendar = Calendar::paris};
      day.low = "((in_winter(" + exactly(first) + ") + 3600000000) / 86400000000)";
      return day;
    }
    case Builtin::abs: {
      use("abs");
      SqlValue result{.kind = first.kind};
      result.low = "abs(" + exactly(first) + ")";
      return result;
    }
    case Builtin::min:
    case Builtin::max:
      if (arguments.size() < 2) {
        throw CannotSay{"the least and the greatest of a set"};
      }
      return extreme(function == Builtin::max, arguments);
    case Builtin::size:
      break;
  }
  throw CannotSay{"a function that nobody knows"};
}

}  // namespace writ::testing
