// A text with holes: `/groups/${group}/members`. A hole is filled with a setting of the source or a
// value of the request, as the place wants it: nothing that a system returns can change the shape
// of a URL, a header or a JSON body.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ {

using Values = std::map<std::string, std::string>;

enum class HolePlace {
  text,    // as it is
  path,    // percent-encoded, `/` too
  header,  // as it is; an error where it holds a control character
  json,    // inside a JSON string
};

class Template {
 public:
  // `$${` is `${`. The error says what is wrong with it.
  static Result<Template> parse(std::string_view text);

  bool empty() const { return pieces_.empty(); }
  const std::string& source() const { return source_; }
  std::vector<std::string> names() const;
  // A name without a value is filled with nothing.
  Result<std::string> fill(const Values& values, HolePlace place) const;

 private:
  struct Piece {
    std::string text;
    bool hole = false;
  };
  std::string source_;
  std::vector<Piece> pieces_;
};

// RFC 3986: all but unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace writ
