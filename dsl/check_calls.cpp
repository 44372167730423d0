#include "base/suggest.h"
#include "base/zone.h"
#include "dsl/builtins.h"
#include "dsl/checker.h"
#include "dsl/habits.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

Flow Checker::call(Expr& expr, Call& node, Scope& scope) {
  expr.type = Type::of(Kind::error);
  if (!scope.fields_only && defines_.count(node.function.text) != 0) {
    return call_define(expr, node, scope);
  }
  if (find_builtin(node.function.text) != nullptr) {
    return call_builtin(expr, node, scope);
  }
  for (Expr& argument : node.arguments) {
    check_expr(argument, scope);
  }
  if (broken(node.function.text)) {
    return {};
  }
  std::vector<std::string> names;
  for (const BuiltinRow& row : builtin_rows) {
    names.emplace_back(row.name);
  }
  for (const char* word : {"count", "sum"}) {
    names.emplace_back(word);
  }
  for (const auto& [name, define] : defines_) {
    if (define.define->parameters) {
      names.push_back(name);
    }
  }
  const std::string_view habit = habit_help(node.function.text);
  report("W0204", node.function.span, "there is no function `" + node.function.text + "`",
         habit.empty() ? did_you_mean(node.function.text, names) : std::string(habit));
  return {};
}

Flow Checker::call_define(Expr& expr, Call& node, Scope& scope) {
  const std::string& name = node.function.text;
  const Define& define = *defines_.at(name).define;
  for (Expr& argument : node.arguments) {
    check_expr(argument, scope);
  }
  if (!define.parameters) {
    report("W0223", node.function.span, "`" + name + "` takes no arguments",
           "write `" + name + "`");
    return {};
  }
  const Type type = check_define(name, node.function.span);
  const auto& parameters = program_.defines[name].parameters;
  if (parameters.size() != node.arguments.size()) {
    report("W0223", expr.span,
           "`" + name + "` takes " + std::to_string(parameters.size()) + " arguments, and " +
               std::to_string(node.arguments.size()) + " are given",
           "see its define")
        .labels.push_back({define.name.span, "defined here"});
    return {};
  }
  node.resolution = {Meaning::define, name, -1};
  bool fits = true;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    fits = assignable(node.arguments[i], parameters[i],
                      "the argument `" + (*define.parameters)[i].name.text + "`") &&
           fits;
  }
  if (fits) {
    expr.type = type;
  }
  return {};
}

Flow Checker::call_builtin(Expr& expr, Call& node, Scope& scope) {
  const BuiltinRow& row = *find_builtin(node.function.text);
  bool broken = false;
  for (Expr& argument : node.arguments) {
    check_expr(argument, scope);
    broken = broken || argument.type.is(Kind::error);
  }
  const int count = static_cast<int>(node.arguments.size());
  if (count < row.min_arguments || (row.max_arguments >= 0 && count > row.max_arguments)) {
    report("W0223", expr.span,
           "`" + node.function.text + "` is not called with " + std::to_string(count) +
               (count == 1 ? " argument" : " arguments"),
           "write `" + std::string(row.usage) + "`");
    return {};
  }
  if (broken) {
    return {};
  }
  for (const Expr& argument : node.arguments) {
    if (!required(argument, "`" + node.function.text + "`")) {
      return {};
    }
  }
  const Expr& first = node.arguments.front();
  const auto want = [&](bool fits, Type result, const std::string& wanted) {
    if (fits) {
      expr.type = std::move(result);
    } else {
      report("W0221", first.span,
             "`" + node.function.text + "` needs " + wanted + "; found " + describe(first.type),
             "write `" + std::string(row.usage) + "`");
    }
  };
  switch (row.builtin) {
    case Builtin::lower:
    case Builtin::upper:
    case Builtin::trim:
      want(is_text(first.type), Type::of(Kind::text), "text");
      break;
    case Builtin::length:
      want(is_text(first.type), Type::of(Kind::integer), "text");
      break;
    case Builtin::domain:
    case Builtin::local:
      want(first.type.is(Kind::email) || first.type.is(Kind::text), Type::of(Kind::text),
           "an email");
      break;
    case Builtin::date_of: {
      const auto* literal = std::get_if<Literal>(&node.arguments[1].node);
      const auto* zone = literal != nullptr ? std::get_if<std::string>(&literal->value) : nullptr;
      if (zone == nullptr) {
        report("W0227", node.arguments[1].span, "`date_of` needs a time zone written in place",
               "write `" + std::string(row.usage) + "`");
      } else if (find_zone(*zone) == nullptr) {
        report("W0212", node.arguments[1].span, "there is no time zone \"" + *zone + "\"",
               did_you_mean(*zone, all_zone_names()));
      } else {
        want(first.type.is(Kind::timestamp), Type::of(Kind::date), "a timestamp");
      }
      break;
    }
    case Builtin::abs:
      want(is_number(first.type) || first.type.is(Kind::duration), first.type,
           "a number or a duration");
      break;
    case Builtin::size:
      want(first.type.is(Kind::set), Type::of(Kind::integer), "a set");
      break;
    case Builtin::min:
    case Builtin::max: {
      if (count == 1) {
        const bool fits =
            first.type.is(Kind::set) && ordered(*first.type.element, *first.type.element);
        want(fits, fits ? first.type.element->as_optional() : Type::of(Kind::error),
             "a set of ordered values");
        break;
      }
      Type type = first.type;
      for (const Expr& argument : node.arguments) {
        if (!ordered(type, argument.type)) {
          report("W0221", argument.span,
                 "`" + node.function.text + "` needs ordered values of one type; found " +
                     describe(type) + " and " + describe(argument.type));
          return {};
        }
        type = *unify(type, argument.type);
      }
      expr.type = type;
      break;
    }
  }
  return {};
}

Type Checker::check_define(const std::string& name, Span use) {
  DefineState& state = defines_.at(name);
  DefineInfo& info = program_.defines[name];
  if (state.progress == DefineState::Progress::running) {
    report("W0211", use, "`" + name + "` is defined by itself",
           "definitions never recurse; use a closure `x.ref*`")
        .labels.push_back({state.span, "defined here"});
    return Type::of(Kind::error);
  }
  if (state.progress == DefineState::Progress::waiting) {
    state.progress = DefineState::Progress::running;
    auto* outer = swap_reads(&state.reads);
    const bool in_became = std::exchange(in_became_, false);
    const bool saw_became = std::exchange(saw_became_, false);
    Define& define = *state.define;
    info.define = &define;
    info.type = Type::of(Kind::error);
    Scope scope;
    if (define.parameters) {
      for (const Parameter& parameter : *define.parameters) {
        info.parameters.push_back(resolve_type(parameter.type, ""));
        bind(scope, parameter.name, info.parameters.back());
      }
    }
    if (auto* rows = std::get_if<Rows>(&define.body)) {
      info.type = check_rows(name, *rows);
    } else {
      Expr& body = std::get<Expr>(define.body);
      check_expr(body, scope);
      info.type = body.type;
      if (body.type.is(Kind::nothing)) {
        report("W0227", body.span, "`absent` alone has no type",
               "define a value, a set or a condition");
        info.type = Type::of(Kind::error);
      }
    }
    swap_reads(outer);
    in_became_ = in_became;
    state.became = std::exchange(saw_became_, saw_became);
    info.became = state.became;
    state.progress = DefineState::Progress::done;
  }
  saw_became_ = saw_became_ || state.became;
  if (in_became_ && state.became) {
    report("W0410", use, "`became` cannot stand inside `became`, and `" + name + "` has one")
        .labels.push_back({state.span, "defined here"});
    return Type::of(Kind::error);
  }
  reads_->insert(state.reads.begin(), state.reads.end());
  return program_.defines[name].type;
}

void Checker::check_defines() {
  for (auto& [name, state] : defines_) {
    check_define(name, state.span);
  }
}

}  // namespace writ
