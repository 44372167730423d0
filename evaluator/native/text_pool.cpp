#include "evaluator/native/text_pool.h"

#include "base/email.h"
#include "base/ensure.h"

namespace writ::native {

TextId TextPool::add(std::string_view text) {
  if (const auto known = base_.find(text)) {
    return *known;
  }
  const std::lock_guard lock(mutex_);
  if (const auto found = numbers_.find(text); found != numbers_.end()) {
    return found->second;
  }
  const std::size_t chunk = count_ / chunk_size;
  ENSURE(chunk < chunk_limit);
  if (count_ % chunk_size == 0) {
    owned_.push_back(std::make_unique<Chunk>());
    chunks_[chunk].store(owned_.back().get(), std::memory_order_release);
  }
  std::string& place = (*owned_[chunk])[count_ % chunk_size];
  place = std::string(text);
  const auto id = static_cast<TextId>(base_.size() + count_);
  ++count_;
  numbers_.emplace(place, id);
  return id;
}

TextId TextPool::canonical(TextId id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = canonical_.find(id); found != canonical_.end()) {
      return found->second;
    }
  }
  const auto text = canonical_email(at(id));
  const TextId result = text ? add(*text) : none;
  const std::lock_guard lock(mutex_);
  canonical_.emplace(id, result);
  return result;
}

}  // namespace writ::native
