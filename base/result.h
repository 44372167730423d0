// Result<T>: a value, or an Error that says how the world failed (a file, a system, damaged data).
// The policy author's mistakes are diagnostics (base/diagnostic.h), bugs are ENSURE (base/ensure.h).
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "base/ensure.h"

namespace writ {

// Text for a person: lower case, no full stop, causes chained with colons.
struct Error {
  std::string message;
  bool corrupt = false;  // something that was stored is not as it was written

  // "cannot read x" + ": " + what this error already says.
  [[nodiscard]] Error context(const std::string& outer) const {
    return Error{outer + ": " + message, corrupt};
  }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT: converts on purpose
  Result(Error error) : state_(std::move(error)) {}  // NOLINT: converts on purpose

  explicit operator bool() const { return state_.index() == 0; }

  // REQUIRES: *this holds a value.
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }

  // REQUIRES: *this holds an error.
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace writ
