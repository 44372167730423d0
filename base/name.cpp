#include "base/name.h"

#include <mutex>
#include <set>

namespace writ {
namespace {

class Names {
 public:
  const std::string* find(std::string_view text) {
    const std::lock_guard lock(mutex_);
    const auto known = names_.find(text);
    return known != names_.end() ? &*known : &*names_.emplace(text).first;
  }

 private:
  std::mutex mutex_;
  std::set<std::string, std::less<>> names_;  // do not move
};

Names& all_names() {
  static Names& names = *new Names;  // names may be read until the very end of the process
  return names;
}

}  // namespace

Name::Name() {
  static const std::string* const none = all_names().find("");
  text_ = none;
}

Name::Name(std::string_view text) : text_(all_names().find(text)) {}

}  // namespace writ
