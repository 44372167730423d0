// Whose each account is by the project's identity rules, and how that came about: the facts that
// `writ identity` sorts into work (evaluator/account_review.h). The rules are the reference
// interpreter's; nothing here decides whose an account is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evaluator/evaluate.h"

namespace writ {

enum class LinkState {
  linked,     // to one person, by a rule or an override
  nobody,     // an override says so
  unlinked,   // no rule fits, and all persons are here
  ambiguous,  // a rule fits several persons
  undecided,  // a key is unknown, or persons may be missing
};
std::string_view to_string(LinkState state);

// The two sides of one `left == right` of a rule, for one account.
struct ComparedKey {
  std::string text;                     // "email == work_email"
  std::optional<std::string> value;     // the account's, as collected; nothing: absent or unknown
  std::optional<std::string> compared;  // its canonical form; nothing as above
  bool unknown = false;
  bool condition = false;  // the left side is a literal: it asks something of the person
};

// A person that a rule fits: the key, and the person's side of each of the rule's keys.
struct FittingPerson {
  std::string key;
  std::vector<std::string> values;
};

struct TriedRule {
  std::string rule;  // "account by email == work_email"
  std::vector<ComparedKey> keys;
  std::vector<FittingPerson> fits;  // in the order of keys
  bool decided = false;             // it ended the search
  bool after = false;               // it stands behind the one that did: it has no say
};

struct AccountLink {
  std::string table;  // "lms.users"
  std::string key;
  LinkState state = LinkState::unlinked;
  std::string person;  // of a linked one
  std::string rule;    // that decided; empty: none, or an override
  bool overridden = false;
  std::string reason;              // of the override
  std::string approved_by;         // the same
  std::string why;                 // of an undecided one: the reasons
  std::vector<TriedRule> tried;    // without the later ones that fit nobody else than the decider
  std::vector<Email> addresses;    // that the rules compare, each once
  std::vector<std::string> texts;  // other texts that they compare
  // Of the view `account`; nothing: not mapped, absent or unknown.
  std::optional<bool> active;
  std::optional<Instant> created_at;
};

// The person's side of all keys.
struct PersonKeys {
  std::string key;
  std::vector<Email> addresses;
  std::vector<std::string> texts;
};

// An override that does nothing, or nothing any more.
struct IdleOverride {
  enum class Why { no_such_account, no_such_person, rules_agree };
  IdentityOverride entry;
  Why why;
};
std::string_view to_string(IdleOverride::Why why);

struct AccountTable {
  std::string table;
  std::vector<std::string> incomplete;  // empty: every row is here
  std::optional<Instant> collected_at;
};

struct AccountLinks {
  AccountTable persons;
  std::uint64_t person_rows = 0;
  std::vector<AccountTable> tables;  // that the rules are about, by name
  std::vector<AccountLink> links;    // by table and key
  std::vector<PersonKeys> keys;      // by key
  std::vector<IdleOverride> idle;    // by account
  bool exhausted = false;            // the budget of rows is used up: not all is told
};

// REQUIRES: the program has an identity.
AccountLinks links_of(const Program& program, const Sources& sources, const Snapshot& snapshot,
                      const EvaluateOptions& options);

}  // namespace writ
