// Name: a text of which there are few but many copies: of tables, variables, files, clauses. Each is
// kept once, for as long as the process runs, so that a copy is a pointer. Not for keys or messages:
// what grows with the data. Safe for several threads.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace writ {

class Name {
 public:
  Name();
  Name(std::string_view text);                                        // NOLINT: converts on purpose
  Name(const std::string& text) : Name(std::string_view(text)) {}     // NOLINT
  Name(const char* text) : Name(std::string_view(text)) {}            // NOLINT

  const std::string& text() const { return *text_; }
  operator const std::string&() const { return *text_; }  // NOLINT
  bool empty() const { return text_->empty(); }

  friend bool operator==(const Name& a, const Name& b) { return a.text_ == b.text_; }
  friend std::string operator+(std::string left, const Name& right) {
    return std::move(left += *right.text_);
  }
  // By text.
  friend std::strong_ordering operator<=>(const Name& a, const Name& b) {
    return a.text_ == b.text_ ? std::strong_ordering::equal : a.text_->compare(*b.text_) <=> 0;
  }

 private:
  const std::string* text_;
};

}  // namespace writ
