#include "snapshot/type.h"

#include "base/text.h"

namespace writ {
namespace {

std::string_view keyword(Kind kind) {
  switch (kind) {
    case Kind::error:
      return "unknown type";
    case Kind::nothing:
      return "absent";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::decimal:
      return "decimal";
    case Kind::text:
      return "string";
    case Kind::email:
      return "email";
    case Kind::duration:
      return "duration";
    case Kind::timestamp:
      return "timestamp";
    case Kind::date:
      return "date";
    case Kind::enumeration:
    case Kind::row:
    case Kind::set:
      break;
  }
  return "";
}

std::string enumeration_text(const Type& type) {
  std::string out;
  for (const std::string& value : type.values) {
    out += (out.empty() ? "" : " | ") + quoted(value);
  }
  if (type.open) {
    out += out.empty() ? "..." : " | ...";
  }
  return out;
}

}  // namespace

Type Type::row_of(std::string relation) {
  Type type = of(Kind::row);
  type.relation = std::move(relation);
  return type;
}

Type Type::set_of(Type element) {
  Type type = of(Kind::set);
  type.element = std::make_shared<const Type>(std::move(element));
  return type;
}

Type Type::one_of(std::vector<std::string> values, bool open) {
  Type type = of(Kind::enumeration);
  type.values = std::move(values);
  type.open = open;
  return type;
}

Type Type::as_optional(bool yes) const {
  Type type = *this;
  type.optional = yes && kind != Kind::set;
  return type;
}

bool operator==(const Type& a, const Type& b) {
  const bool same_element =
      a.element && b.element ? *a.element == *b.element : a.element == b.element;
  return same_element && a.kind == b.kind && a.optional == b.optional && a.open == b.open &&
         a.values == b.values && a.relation == b.relation;
}

std::string to_string(const Type& type) {
  std::string out;
  if (type.is(Kind::enumeration)) {
    out = enumeration_text(type);
  } else if (type.is(Kind::row)) {
    out = "ref " + type.relation;
  } else if (type.is(Kind::set)) {
    out = "set of " + (type.element ? to_string(*type.element) : std::string("unknown type"));
  } else {
    out = keyword(type.kind);
  }
  return type.optional ? out + "?" : out;
}

}  // namespace writ
