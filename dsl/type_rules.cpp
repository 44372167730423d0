#include "dsl/type_rules.h"

#include <algorithm>

namespace writ {

namespace {

bool share_a_value(const Type& a, const Type& b) {
  return std::any_of(a.values.begin(), a.values.end(), [&](const std::string& value) {
    return std::find(b.values.begin(), b.values.end(), value) != b.values.end();
  });
}

// Of two enumerations: one that lists what both do.
Type join(const Type& a, const Type& b) {
  Type type = a;
  for (const std::string& value : b.values) {
    if (std::find(type.values.begin(), type.values.end(), value) == type.values.end()) {
      type.values.push_back(value);
    }
  }
  type.open = a.open || b.open;
  return type;
}

std::optional<Type> unify_required(const Type& a, const Type& b) {
  if (a.is(Kind::error) || b.is(Kind::error)) {
    return Type::of(Kind::error);
  }
  if (a.is(Kind::nothing)) {
    return b;
  }
  if (b.is(Kind::nothing)) {
    return a;
  }
  if (is_number(a) && is_number(b)) {
    return Type::of(a.kind == b.kind ? a.kind : Kind::decimal);
  }
  if (is_instant(a) && is_instant(b)) {
    return Type::of(a.kind == b.kind ? a.kind : Kind::timestamp);
  }
  if (a.is(Kind::enumeration) && b.is(Kind::enumeration)) {
    return join(a, b);
  }
  if (is_text(a) && is_text(b)) {
    return Type::of(a.is(Kind::email) || b.is(Kind::email) ? Kind::email : Kind::text);
  }
  if (a.is(Kind::set) && b.is(Kind::set)) {
    const auto element = unify_required(*a.element, *b.element);
    return element ? std::optional(Type::set_of(*element)) : std::nullopt;
  }
  if (a.is(Kind::row) && b.is(Kind::row)) {
    return a.relation == b.relation ? std::optional(Type::row_of(a.relation)) : std::nullopt;
  }
  return a.kind == b.kind ? std::optional(Type::of(a.kind)) : std::nullopt;
}

}  // namespace

bool is_text(const Type& type) {
  return type.is(Kind::text) || type.is(Kind::email) || type.is(Kind::enumeration);
}
bool is_number(const Type& type) {
  return type.is(Kind::integer) || type.is(Kind::decimal);
}
bool is_instant(const Type& type) {
  return type.is(Kind::date) || type.is(Kind::timestamp);
}

bool comparable(const Type& a, const Type& b) {
  if (a.is(Kind::error) || b.is(Kind::error)) {
    return true;
  }
  if (a.is(Kind::enumeration) && b.is(Kind::enumeration)) {
    return a.open || b.open || share_a_value(a, b);
  }
  if (a.is(Kind::email) != b.is(Kind::email) &&
      (a.is(Kind::enumeration) || b.is(Kind::enumeration))) {
    return false;
  }
  return unify_required(a.as_optional(false), b.as_optional(false)).has_value();
}

bool ordered(const Type& a, const Type& b) {
  if (a.is(Kind::error) || b.is(Kind::error)) {
    return true;
  }
  return (is_number(a) && is_number(b)) || (is_instant(a) && is_instant(b)) ||
         (a.is(Kind::duration) && b.is(Kind::duration));
}

std::optional<Type> unify(const Type& a, const Type& b) {
  auto type = unify_required(a.as_optional(false), b.as_optional(false));
  if (type && !type->is(Kind::set)) {
    type->optional = a.optional || b.optional;
  }
  return type;
}

std::string describe(const Type& type) {
  const std::string tail = type.optional ? " that may be absent" : "";
  switch (type.kind) {
    case Kind::error:
      return "a mistake";
    case Kind::nothing:
      return "`absent`";
    case Kind::boolean:
      return "a condition" + tail;
    case Kind::integer:
      return "an int" + tail;
    case Kind::decimal:
      return "a decimal" + tail;
    case Kind::text:
      return "a string" + tail;
    case Kind::email:
      return "an email" + tail;
    case Kind::duration:
      return "a duration" + tail;
    case Kind::timestamp:
      return "a timestamp" + tail;
    case Kind::date:
      return "a date" + tail;
    case Kind::enumeration:
      return "one of " + to_string(type.as_optional(false)) + (type.optional ? ", or absent" : "");
    case Kind::row:
      return "a row of `" + type.relation + "`" + tail;
    case Kind::set:
      return type.element->is(Kind::nothing) ? "an empty set"
                                             : "a set of " + to_string(*type.element);
  }
  return {};
}

}  // namespace writ
