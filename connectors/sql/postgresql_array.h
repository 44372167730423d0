// The text in which PostgreSQL prints an array: `{a,"b,c",NULL}`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace writ {

struct ArrayType {
  char delimiter = ',';   // pg_type.typdelim: `;` for boxes
  bool booleans = false;  // elements are `t` and `f`
};

// As a JSON list; of several dimensions, lists in a list, which no column takes. Nothing where the
// text is no array.
std::optional<std::string> json_of_array(std::string_view text, ArrayType type);

}  // namespace writ
