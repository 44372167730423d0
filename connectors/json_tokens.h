// Where the tokens of JSON text are. The only part of simdjson that is used: it finds them 64 bytes
// at a time, whatever the text says; what the tokens mean is for connectors/json_rows.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace writ {

class JsonTokens {
 public:
  JsonTokens();
  ~JsonTokens();
  JsonTokens(const JsonTokens&) = delete;
  JsonTokens& operator=(const JsonTokens&) = delete;

  // False where the text has no tokens, is not UTF-8, or has a string that is not closed or holds a
  // control character. REQUIRES: less than 4 GiB.
  bool find(std::string_view text);
  // Offsets of each `{ } [ ] : ,`, of each string's opening quote and of the first byte of each
  // other run of characters; size(text) is behind the last. Valid until the next find().
  const std::uint32_t* begin() const;
  const std::uint32_t* end() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// As invalid_utf8() of base/text.h, but faster and without the place.
bool valid_utf8(std::string_view text);

}  // namespace writ
