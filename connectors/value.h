// Value: what a JSON or YAML document says, whatever its syntax, in the document's order. Numbers
// keep the text that they were written as: an identifier of 23 digits stays exact.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace writ {

struct Value {
  enum class Kind { null, boolean, number, text, list, object };

  Kind kind = Kind::null;
  std::string text;               // of a boolean ("true"), a number and a text
  std::vector<Value> items;       // of a list and an object
  std::vector<std::string> keys;  // of an object: one for each item; no two are the same

  bool is(Kind k) const { return kind == k; }
  bool scalar() const { return is(Kind::boolean) || is(Kind::number) || is(Kind::text); }
  // The item of an object with exactly this key, or nullptr.
  const Value* find(std::string_view key) const;
};

// "null", "a list", "an object", "a number", … for messages.
std::string_view describe(const Value& value);

}  // namespace writ
