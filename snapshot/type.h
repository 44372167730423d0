// Type: what a field, an expression or a cell may hold. Used by schemas, the checker and every engine.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

enum class Kind {
  error,      // the checker has reported a mistake already: fits everywhere, says nothing more
  nothing,    // the literal `absent`, and the elements of `[]`
  boolean,
  integer,
  decimal,
  text,
  email,
  duration,
  timestamp,
  date,
  enumeration,  // one of `values`; `open`: or another text
  row,          // a row of the relation `relation` ("hr.workers", "account", "define:matrix"); also a ref
  set,          // of `element`
};

struct Type {
  Kind kind = Kind::error;
  bool optional = false;  // holds a value or is absent; never on a set
  bool open = false;      // of an enumeration
  std::vector<std::string> values;         // of an enumeration, as declared
  std::string relation;                    // of a row
  std::shared_ptr<const Type> element;     // of a set

  static Type of(Kind kind) { return Type{.kind = kind, .values = {}, .relation = {}, .element = {}}; }
  static Type row_of(std::string relation);
  static Type set_of(Type element);
  static Type one_of(std::vector<std::string> values, bool open);
  Type as_optional(bool yes = true) const;

  bool is(Kind k) const { return kind == k; }
  // Deep equality, `optional` included.
  friend bool operator==(const Type& a, const Type& b);
};

// Of a set the type of its elements; else the type itself.
inline const Type& scalar_type(const Type& type) {
  return type.is(Kind::set) && type.element ? *type.element : type;
}

// As a policy author writes it: `"a" | "b" | ...`, `set of email`, `ref hr.workers?`, `timestamp?`.
std::string to_string(const Type& type);

}  // namespace writ
