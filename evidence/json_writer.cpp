#include "evidence/json_writer.h"

#include <algorithm>

#include "evidence/json_parts.h"

namespace writ {

// Before a value of an array, or the key of one.
void JsonWriter::item() {
  if (!first_) {
    out_ += ',';
  }
  first_ = false;
}

void JsonWriter::begin(char bracket) {
  item();
  out_ += bracket;
  first_ = true;
}

void JsonWriter::end(char bracket) {
  out_ += bracket;
  first_ = false;
}

void JsonWriter::key(std::string_view name) {
  item();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  first_ = true;
}

void JsonWriter::text(std::string_view value) {
  item();
  quoted(value);
}

void JsonWriter::text_or_null(std::string_view value) {
  if (value.empty()) {
    null();
  } else {
    text(value);
  }
}

void JsonWriter::number(std::uint64_t value) {
  item();
  out_ += std::to_string(value);
}

void JsonWriter::boolean(bool value) {
  item();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  item();
  out_ += "null";
}

// Anything but plain ASCII is spelt as a document spells it.
void JsonWriter::quoted(std::string_view value) {
  const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
  });
  if (plain) {
    out_ += '"';
    out_ += value;
    out_ += '"';
  } else {
    out_ += json_line(json_text(value));
  }
}

}  // namespace writ
