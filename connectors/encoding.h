// Foreign bytes to UTF-8. What cannot be decoded stays malformed in the result, so that the reader
// of records refuses the record that holds it, not the file.
#pragma once

#include <string>
#include <string_view>

namespace writ {

enum class Encoding {
  utf8,
  utf16le,
  utf16be,
  latin1
};  // latin1: as browsers read it, windows-1252

// A byte order mark wins over `declared`, and is dropped.
std::string to_utf8(std::string bytes, Encoding declared);

// "" or why these bytes are surely not UTF-8 text: "this looks like UTF-16 without a byte order
// mark".
std::string foreign_encoding(std::string_view bytes);

}  // namespace writ
