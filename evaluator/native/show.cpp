#include "evaluator/native/values.h"

namespace writ::native {

namespace {

std::string show_bound(Tag scale, std::int64_t value) {
  switch (scale) {
    case Tag::integer:
      return std::to_string(value);
    case Tag::decimal:
      return to_string(Decimal{value});
    case Tag::duration:
      return to_string(Duration{value});
    default:
      return to_string(Instant{value});
  }
}

std::string show_quantity(const Val& value) {
  if (value.exact()) {
    return show_bound(value.tag, value.a);
  }
  if (!value.low_open && !value.high_open) {
    return show_bound(value.tag, value.a) + " to " + show_bound(value.tag, value.b);
  }
  return !value.low_open    ? "at least " + show_bound(value.tag, value.a)
         : !value.high_open ? "at most " + show_bound(value.tag, value.b)
                            : "unknown";
}

std::string show_set(const World& world, const SetData& set) {
  std::string text;
  for (const Val& member : set.certain) {
    text += (text.empty() ? "" : ", ") + show(world, member);
  }
  if (set.closed()) {
    return "[" + text + "]";
  }
  return text.empty() ? "unknown" : "[" + text + ", unknown]";
}

}  // namespace

std::string show(const World& world, const Val& value) {
  switch (value.tag) {
    case Tag::unknown:
      return "unknown";
    case Tag::absent:
      return "absent";
    case Tag::boolean:
      return value.a != 0 ? "true" : "false";
    case Tag::integer:
    case Tag::decimal:
    case Tag::duration:
    case Tag::instant:
      return show_quantity(value);
    case Tag::text:
      return std::string(world.engine.texts.at(static_cast<TextId>(value.a)));
    case Tag::email:
      return std::string(world.engine.texts.at(static_cast<TextId>(value.b)));
    case Tag::day:
      return to_string(Date{static_cast<std::int32_t>(value.a)});
    case Tag::row:
      return world.key(value);
    case Tag::set:
      return show_set(world, value.set());
  }
  return {};
}

}  // namespace writ::native
