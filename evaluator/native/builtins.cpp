#include <algorithm>
#include <array>

#include "base/email.h"
#include "base/text.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

using Arguments = std::span<const Val>;

Val no_operation(Ctx& ctx) {
  return ctx.engine().unknown("no such operation");
}

template <class Function>
Val on_text(Ctx& ctx, Arguments arguments, Function function) {
  if (const auto unknown = strict(ctx.engine(), arguments.front())) {
    return Val::unknown(*unknown);
  }
  const Val& value = arguments.front();
  return value.tag == Tag::text || value.tag == Tag::email
             ? function(std::string(ctx.engine().texts.at(static_cast<TextId>(value.a))))
             : no_operation(ctx);
}

Val text(Ctx& ctx, std::string_view made) {
  return Val::text(ctx.engine().texts.add(made));
}

Computed lower(Ctx& ctx, Arguments a) {
  return {on_text(ctx, a, [&](const std::string& s) { return text(ctx, unicode_lower(s)); })};
}

Computed upper(Ctx& ctx, Arguments a) {
  return {on_text(ctx, a, [&](const std::string& s) { return text(ctx, unicode_upper(s)); })};
}

Computed trimmed(Ctx& ctx, Arguments a) {
  return {on_text(ctx, a, [&](const std::string& s) { return text(ctx, trim_unicode(s)); })};
}

Computed length(Ctx& ctx, Arguments a) {
  return {on_text(ctx, a, [&](const std::string& s) {
    return invalid_utf8(s)
               ? ctx.engine().unknown("the text is malformed")
               : Val::exactly(Tag::integer, static_cast<std::int64_t>(code_points(s)));
  })};
}

Computed address_part(Ctx& ctx, Arguments a, std::string_view (*part)(std::string_view)) {
  if (a.front().tag == Tag::email) {  // is canonical already
    return {text(ctx, part(ctx.engine().texts.at(static_cast<TextId>(a.front().a))))};
  }
  return {on_text(ctx, a, [&](const std::string& s) {
    const auto canonical = canonical_email(s);
    return canonical ? text(ctx, part(*canonical))
                     : ctx.engine().unknown("`" + printable(s) + "` is no address");
  })};
}

Computed domain(Ctx& ctx, Arguments a) {
  return address_part(ctx, a, email_domain);
}

Computed local(Ctx& ctx, Arguments a) {
  return address_part(ctx, a, email_local);
}

Computed date_of(Ctx& ctx, Arguments a) {
  Engine& engine = ctx.engine();
  if (const auto unknown = strict(engine, a[0], a[1])) {
    return {Val::unknown(*unknown)};
  }
  const Zone* zone = a[1].tag == Tag::text
                         ? find_zone(engine.texts.at(static_cast<TextId>(a[1].a)))
                         : nullptr;
  if (!a[0].is_quantity() || zone == nullptr) {
    return {no_operation(ctx)};
  }
  if (!a[0].exact()) {
    return {Val::unknown(a[0].why)};
  }
  Val day{Tag::day, false, false, 0, day_of(Instant{a[0].a}, zone).days, 0};
  day.b = engine.day_place({nullptr, 0, -1, zone});
  return {day};
}

Computed abs(Ctx& ctx, Arguments a) {
  return absolute(ctx.engine(), a.front());
}

Computed size(Ctx& ctx, Arguments a) {
  return {size_of(ctx.engine(), to_set(ctx, a.front()))};
}

Computed extreme_argument(Ctx& ctx, Arguments a, bool greatest) {
  Engine& engine = ctx.engine();
  if (a.front().tag != Tag::set || a.size() > 1) {
    ReasonSet why = 0;
    bool any = false;
    for (const Val& argument : a) {
      if (const auto unknown = strict(engine, argument)) {
        why = engine.reasons.unite(why, *unknown);
        any = any || *unknown != 0;
      }
    }
    return any ? Computed{Val::unknown(why)}
               : *extreme(engine, a, greatest);
  }
  const SetData& set = a.front().set();
  if (!set.closed()) {
    return {Val::unknown(doubts_of(engine, set))};
  }
  return extreme(engine, set.certain, greatest).value_or(Computed{Val{}});
}

Computed min(Ctx& ctx, Arguments a) {
  return extreme_argument(ctx, a, false);
}
Computed max(Ctx& ctx, Arguments a) {
  return extreme_argument(ctx, a, true);
}

// The names are those of dsl/builtins.h, which has their signatures.
struct BuiltinFunction {
  std::string_view name;
  std::size_t arguments;  // at least
  Computed (*function)(Ctx&, Arguments);
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

Val built_in(Ctx& ctx, NodeRef node, const Val* arguments, std::size_t count) {
  for (const BuiltinFunction& row : functions) {
    if (row.name == node->name && count >= row.arguments) {
      return settled(ctx.engine(), node->text, row.function(ctx, {arguments, count}));
    }
  }
  return no_operation(ctx);
}

}  // namespace writ::native
