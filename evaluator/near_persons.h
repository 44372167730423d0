// NearIndex: persons whom somebody may have meant who mistyped an address or a number. For
// suggestions alone: what is near is not the same.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "evaluator/account_review.h"

namespace writ {

class NearIndex {
 public:
  // `keys` must outlive the index.
  explicit NearIndex(const std::vector<PersonKeys>& keys);

  // The first that finds somebody of: the address with a plus-tag taken off; the same name at
  // another domain; the same number but for zeros and letters in front; one typing mistake. Nothing
  // where that are more than three persons, or the value is a placeholder (`0`, `noreply@`).
  std::optional<NearPersons> find(const AccountLink& link) const;

  // The persons (positions in `keys`) with an address of this UTS 39 skeleton.
  std::vector<std::size_t> looking_like(const std::string& skeleton) const;

 private:
  using Places = std::map<std::string, std::set<std::size_t>>;

  std::optional<NearPersons> named(const Places& places, const std::set<std::string>& wanted,
                                   std::string how) const;

  const std::vector<PersonKeys>& keys_;
  Places addresses_;
  Places locals_;
  Places numbers_;
  Places shortened_;  // by every text that is left of an address without one of its characters
  Places skeletons_;
};

}  // namespace writ
