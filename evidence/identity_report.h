// The accounts that a person has to look at, for people and for programs (schema `writ.identity/1`,
// docs/schemas/identity-1.json).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evaluator/account_review.h"
#include "evidence/report.h"

namespace writ {

struct IdentityReport {
  std::string project;  // as the project file names it; empty without one
  Instant as_of;
  std::string snapshot_id;
  History history;
  AccountLinks links;
  AccountReview review;
  bool list_links = false;  // every account, not only those that want a person
};

// Whether anything wants a person: a case that is not closed, or an override that does nothing.
bool wants_a_person(const IdentityReport& report);
// Why not all of it can be relied on, the worst first; each a sentence. Empty: it can.
std::vector<std::string> unreliable(const IdentityReport& report);
// The entry of identity.yaml that settles the account, with what a person has to fill in left
// empty: writ refuses it as it is.
std::string override_line(const AccountLink& link);

// By table. `all`: closed accounts too, which otherwise are counted.
std::string identity_text(const IdentityReport& report, bool all, std::size_t width, bool color);
std::string identity_json(const IdentityReport& report);

}  // namespace writ
