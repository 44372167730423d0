// JSON (RFC 8259) from a source that may be hostile: strict syntax, no duplicate keys, capped depth
// and sizes, numbers as they were written. A document is cut into its records before any of them is
// parsed, so that one bad record is refused alone and a large document never becomes one large
// tree.
#pragma once

#include <string>
#include <string_view>

#include "connectors/value.h"

namespace writ {

// A text as a Value, or the reason why it cannot be trusted: "broken JSON", "duplicate key", "too
// deep", "too large" (a text of more than 1 MiB, or more than 16 MiB in all) or "malformed text".
struct ParsedJson {
  Value value;
  std::string reason;  // empty: `value` is what the text says
  std::string detail;  // for people; may be empty
  std::size_t at = 0;  // the byte where the fault was seen
};
ParsedJson parse_json(std::string_view text);

// The same checks but for the sizes, without a value: for texts that are not one record.
ParsedJson check_json(std::string_view text);

}  // namespace writ
