#include "connectors/sql/postgresql_array.h"

#include "base/text.h"
#include "connectors/sql/row_pages.h"

namespace writ {
namespace {

constexpr int max_dimensions = 6;  // of PostgreSQL

class ArrayText {
 public:
  ArrayText(std::string_view text, ArrayType type) : text_(text), type_(type) {}

  std::optional<std::string> read() {
    if (text_.starts_with('[')) {  // `[0:1]={…}`: the bounds, where they do not begin at 1
      const std::size_t equals = text_.find('=');
      if (equals == std::string_view::npos) {
        return std::nullopt;
      }
      at_ = equals + 1;
    }
    const bool good = list(1) && at_ == text_.size();
    return good ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  bool is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  bool list(int depth) {
    if (!is('{') || depth > max_dimensions) {
      return false;
    }
    ++at_;
    out_ += '[';
    if (is('}')) {
      ++at_;
      out_ += ']';
      return true;
    }
    for (;;) {
      if (is('{') ? !list(depth + 1) : !element()) {
        return false;
      }
      if (is('}')) {
        ++at_;
        out_ += ']';
        return true;
      }
      if (!is(type_.delimiter)) {
        return false;
      }
      ++at_;
      out_ += ',';
    }
  }

  bool element() {
    const bool in_quotes = is('"');
    at_ += in_quotes ? 1 : 0;
    std::string value;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (in_quotes ? c == '"' : c == type_.delimiter || c == '}') {
        break;
      }
      if (c == '\\' && ++at_ == text_.size()) {
        return false;
      }
      value += text_[at_];
    }
    if (at_ == text_.size()) {
      return false;
    }
    at_ += in_quotes ? 1 : 0;
    if (!in_quotes && value == "NULL") {
      out_ += "null";
    } else if (type_.booleans) {
      out_ += value == "t" ? "true" : "false";
    } else {
      append_json_text(out_, value);
    }
    return in_quotes || !value.empty();
  }

  std::string_view text_;
  ArrayType type_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::optional<std::string> json_of_array(std::string_view text, ArrayType type) {
  return invalid_utf8(text) ? std::nullopt : ArrayText(text, type).read();
}

}  // namespace writ
