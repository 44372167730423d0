// Profile: what an evaluation counts of itself, where somebody asked for it: rows that each policy
// visits, by step, and what is worked out once, with its time. Whatever counts holds a pointer that is
// null otherwise, and looks at it once for a batch, not for a row. Any thread may count.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace writ::native {

class Profile {
 public:
  struct Count {
    std::uint64_t rows = 0;
    std::int64_t micros = 0;
  };

  // `micros` never goes back.
  explicit Profile(std::function<std::int64_t()> micros) : micros_(std::move(micros)) {}
  std::int64_t now() const { return micros_(); }

  // What is counted from now on belongs to policy number 0, 1, 2, … of the evaluation.
  void begin_policy() { policies_.emplace_back(); }
  void end_policy(std::uint64_t rows, std::int64_t micros) { policies_.back() = {rows, micros}; }

  // By what: Ranging::inner of a step; its node, or its plan, of what is worked out once.
  void visited(const void* what, std::uint64_t rows);
  void worked_out(const void* what, std::uint64_t rows, std::int64_t micros);

  std::optional<Count> policy(std::size_t index) const;
  // Of one policy; of all.
  std::uint64_t rows(std::size_t policy, const void* what) const;
  std::uint64_t rows(const void* what) const;
  std::optional<Count> once(const void* what) const;

 private:
  std::function<std::int64_t()> micros_;
  mutable std::mutex mutex_;
  std::vector<Count> policies_;
  std::map<std::pair<std::size_t, const void*>, std::uint64_t> rows_;
  std::map<const void*, Count> once_;
};

// Times what happens while it lives, as work on something that is worked out once. Without a
// profile it does nothing.
class Timed {
 public:
  Timed(Profile* profile, const void* what)
      : profile_(profile), what_(what), begin_(profile == nullptr ? 0 : profile->now()) {}
  ~Timed() {
    if (profile_ != nullptr) {
      profile_->worked_out(what_, rows_, profile_->now() - begin_);
    }
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  void rows(std::uint64_t rows) { rows_ += rows; }

 private:
  Profile* profile_;
  const void* what_;
  std::int64_t begin_;
  std::uint64_t rows_ = 0;
};

}  // namespace writ::native
