// Pointers into documents: JSON Pointer (RFC 6901) with three tokens of our own. Where a token
// meets a list, `[name=value]` picks its only element whose `name` (nested names joined by `.`)
// reads `value`, `*` stands for every element, and `[*name=value]` for every one that reads so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/value.h"

namespace writ {

struct PointerStep {
  enum class Kind { name, every, pick };
  Kind kind = Kind::name;
  std::string name;                // a key, or the index of a list's element
  std::vector<std::string> names;  // the way to what is compared: pick; every: may be empty
  std::string value;               // that it reads
};

struct Pointer {
  std::vector<PointerStep> steps;
  bool maps() const;  // holds a `*`, alone or before a name
};

// Text that begins with `/`, or "" (the whole document). The error says what is wrong with it.
Result<Pointer> parse_pointer(std::string_view text);
// The pointer to one key of the record itself, however it is spelt.
Pointer pointer_to_key(std::string_view key);

// Where a pointer leads in one document.
struct Found {
  enum class State {
    missing,  // a key, an index or a picked element is not there, or lies below a null
    null,
    values,   // one value; with `*`, as many as there are
    several,  // a pick fits more than one element
    misfit,   // a step into something that has no such parts: a key of a list or of a text
  };
  State state = State::missing;
  std::vector<const Value*> values;  // with `*`, nullptr stands for an element that lacks the rest
  std::string why;                   // several, misfit: for people
};
Found follow(const Pointer& pointer, const Value& document);

}  // namespace writ
