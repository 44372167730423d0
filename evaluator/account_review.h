// The accounts that a person has to look at, out of what the identity rules made of all of them. It
// suggests and never links: a suggestion is for people, who write identity.yaml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evaluator/account_links.h"

namespace writ {

// Worst first.
enum class CaseKind {
  confusable,   // an address that looks like that of a person whom it does not belong to
  conflicting,  // linked, and a later rule compares something else and fits somebody else
  ambiguous,    // a rule fits several persons
  several,      // accounts of one table with one person, under addresses that differ
  unlinked,     // nobody's, and no override says that this is right
  undecided,    // nobody can say
};
std::string_view to_string(CaseKind kind);

struct NamedPerson {
  std::string key;
  std::string value;  // that was compared, as collected; may be empty
};

// Whom the account might mean, at most three. Never a link.
struct NearPersons {
  std::string how;  // "the same number but for zeros and letters in front"
  std::vector<NamedPerson> persons;
};

struct AccountCase {
  CaseKind kind = CaseKind::unlinked;
  std::vector<std::size_t> accounts;  // in AccountLinks::links; one, but of `several`
  std::string why;                    // in words, without a full stop; not printable yet
  std::vector<NamedPerson> persons;   // between whom it lies; of `unlinked` none
  std::optional<NearPersons> near;    // of `unlinked`
  bool closed = false;                // the application says that the account is not active
};

struct LinkTotals {
  std::string table;
  std::uint64_t accounts = 0, linked = 0, overridden = 0, nobody = 0, unlinked = 0, ambiguous = 0,
                undecided = 0;                   // overridden: of the linked ones
  std::map<std::string, std::uint64_t> by_rule;  // linked
};

struct AccountReview {
  std::vector<LinkTotals> totals;  // by table; one for each of AccountLinks::tables
  std::vector<AccountCase> cases;  // by table; closed ones last; by kind, then by key
};

// `several` is about accounts that are not closed. An override settles what is confusable and what
// is conflicting: somebody has looked.
AccountReview review(const AccountLinks& links);

}  // namespace writ
