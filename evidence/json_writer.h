// JsonWriter: JSON straight to text, on one line and without spaces, for what is too much to build
// as a document first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace writ {

class JsonWriter {
 public:
  // Appends to `out`.
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  // REQUIRES: printable ASCII without quotes and backslashes.
  void key(std::string_view name);
  void text(std::string_view value);
  void text_or_null(std::string_view value);
  void number(std::uint64_t value);
  void boolean(bool value);
  void null();

 private:
  void begin(char bracket);
  void end(char bracket);
  void item();
  void quoted(std::string_view value);

  std::string& out_;
  bool first_ = true;  // nothing stands before what comes next that a comma must part it from
};

}  // namespace writ
