#include "snapshot/store/type_json.h"

#include <array>
#include <stdexcept>

namespace writ {
namespace {

using Json = nlohmann::ordered_json;

struct KindName {
  Kind kind;
  const char* name;
};
// Those that a column may have.
constexpr std::array<KindName, 11> kind_names = {{{Kind::boolean, "bool"},
                                                  {Kind::integer, "int"},
                                                  {Kind::decimal, "decimal"},
                                                  {Kind::text, "string"},
                                                  {Kind::email, "email"},
                                                  {Kind::duration, "duration"},
                                                  {Kind::timestamp, "timestamp"},
                                                  {Kind::date, "date"},
                                                  {Kind::enumeration, "one of"},
                                                  {Kind::row, "ref"},
                                                  {Kind::set, "set"}}};

Type read(const Json& json, int depth) {
  const std::string name = json.at("kind").get<std::string>();
  Type type;
  for (const KindName& kind : kind_names) {
    if (name == kind.name) {
      type.kind = kind.kind;
    }
  }
  type.optional = json.value("optional", false);
  type.open = json.value("open", false);
  if (type.is(Kind::enumeration)) {
    type.values = json.at("values").get<std::vector<std::string>>();
  } else if (type.is(Kind::row)) {
    type.relation = json.at("of").get<std::string>();
  } else if (type.is(Kind::set)) {
    constexpr int deepest = 4;
    if (depth == deepest) {
      throw std::invalid_argument("sets in sets in sets");
    }
    type.element = std::make_shared<const Type>(read(json.at("of"), depth + 1));
  } else if (type.is(Kind::error)) {
    throw std::invalid_argument("there is no type `" + name + "`");
  }
  return type;
}

}  // namespace

Json type_json(const Type& type) {
  Json json;
  for (const KindName& kind : kind_names) {
    if (type.kind == kind.kind) {
      json["kind"] = kind.name;
    }
  }
  if (type.is(Kind::enumeration)) {
    json["values"] = type.values;
  } else if (type.is(Kind::row)) {
    json["of"] = type.relation;
  } else if (type.is(Kind::set) && type.element != nullptr) {
    json["of"] = type_json(*type.element);
  }
  if (type.open) {
    json["open"] = true;
  }
  if (type.optional) {
    json["optional"] = true;
  }
  return json;
}

Type type_from(const Json& json) {
  return read(json, 0);
}

}  // namespace writ
