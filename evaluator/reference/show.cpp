#include "evaluator/reference/show.h"

#include "base/overloaded.h"

namespace writ::reference {

namespace {

constexpr std::size_t shown_reasons = 3;

std::string show_bound(Scale scale, std::int64_t value) {
  switch (scale) {
    case Scale::integer:
      return std::to_string(value);
    case Scale::decimal:
      return to_string(Decimal{value});
    case Scale::duration:
      return to_string(Duration{value});
    case Scale::instant:
      break;
  }
  return to_string(Instant{value});
}

std::string show(const Quantity& quantity) {
  const auto bound = [&](const std::optional<std::int64_t>& value) {
    return value ? show_bound(quantity.scale, *value) : std::string();
  };
  if (quantity.exact()) {
    return bound(quantity.low);
  }
  if (quantity.low && quantity.high) {
    return bound(quantity.low) + " to " + bound(quantity.high);
  }
  return quantity.low    ? "at least " + bound(quantity.low)
         : quantity.high ? "at most " + bound(quantity.high)
                         : "unknown";
}

std::string show(const World& world, const SetValue& set) {
  std::string text;
  for (const Value& member : set.certain) {
    text += (text.empty() ? "" : ", ") + show(world, member);
  }
  if (set.closed()) {
    return "[" + text + "]";
  }
  return text.empty() ? "unknown" : "[" + text + ", unknown]";
}

}  // namespace

std::string show(const World& world, const Value& value) {
  return std::visit(overloaded{
                        [](const Undetermined&) { return std::string("unknown"); },
                        [](const Absent&) { return std::string("absent"); },
                        [](bool x) { return std::string(x ? "true" : "false"); },
                        [](const Quantity& x) { return show(x); },
                        [](const std::string& x) { return x; },
                        [](const Email& x) { return x.collected; },
                        [](const Day& x) { return to_string(x.date); },
                        [&](const RowRef& x) { return row_key(world, x); },
                        [&](const SetRef& x) { return show(world, *x); },
                    },
                    value);
}

std::string show(const Reasons& reasons) {
  std::string text;
  const std::vector<Reason>& list = reasons.list();
  for (std::size_t i = 0; i < list.size() && i < shown_reasons; ++i) {
    text += (i == 0 ? "" : "; ") + to_string(list[i]);
  }
  if (list.size() > shown_reasons) {
    text += "; and " + std::to_string(list.size() - shown_reasons) + " more";
  }
  return text;
}

std::string render_template(World& world, const ast::Template& text, const Scope* scope) {
  std::string result;
  for (const auto& piece : text.pieces) {
    if (const auto* plain = std::get_if<std::string>(&piece)) {
      result += *plain;
      continue;
    }
    result += show(world, evaluate(world, std::get<ast::Expr>(piece), scope));
  }
  return result;
}

}  // namespace writ::reference
