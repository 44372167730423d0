// Redactor: the last line of defence. Whatever a system answers (some send the credentials back in
// an error), no text that we show or keep has a secret in it.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

class Redactor {
 public:
  // Also as it looks percent-encoded, in base64 and in JSON. Secrets of less than four bytes are
  // too short to look for.
  void add(const std::string& secret);
  // `text` with `***` for each secret.
  std::string clean(std::string_view text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> secrets_;  // the longest first
};

}  // namespace writ
