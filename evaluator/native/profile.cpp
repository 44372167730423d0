#include "evaluator/native/profile.h"

namespace writ::native {

void Profile::visited(const void* what, std::uint64_t rows) {
  if (policies_.empty()) {  // contracts and the like
    return;
  }
  const std::lock_guard lock(mutex_);
  rows_[{policies_.size() - 1, what}] += rows;
}

void Profile::worked_out(const void* what, std::uint64_t rows, std::int64_t micros) {
  const std::lock_guard lock(mutex_);
  Count& count = once_[what];
  count.rows += rows;
  count.micros += micros;
}

std::optional<Profile::Count> Profile::policy(std::size_t index) const {
  return index < policies_.size() ? std::optional(policies_[index]) : std::nullopt;
}

std::uint64_t Profile::rows(std::size_t policy, const void* what) const {
  const auto found = rows_.find({policy, what});
  return found == rows_.end() ? 0 : found->second;
}

std::uint64_t Profile::rows(const void* what) const {
  std::uint64_t sum = 0;
  for (std::size_t policy = 0; policy < policies_.size(); ++policy) {
    sum += rows(policy, what);
  }
  return sum;
}

std::optional<Profile::Count> Profile::once(const void* what) const {
  const auto found = once_.find(what);
  return found == once_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace writ::native
