// JsonWriter: JSON straight to text, as json_dump() lays it out, for what is too much to build as a
// document first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace writ {

class JsonWriter {
 public:
  // Appends to `out`; the first value stands at `depth` levels of indentation.
  JsonWriter(std::string& out, int depth) : out_(out), depth_(depth) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
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
  void line();
  void quoted(std::string_view value);

  std::string& out_;
  int depth_;
  bool first_ = true;      // in this object or array
  bool after_key_ = true;  // what comes next follows a key, or is the first value of all
};

}  // namespace writ
