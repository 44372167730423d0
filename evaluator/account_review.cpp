#include "evaluator/account_review.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/email.h"
#include "base/text.h"
#include "evaluator/near_persons.h"

namespace writ {
namespace {

// "U+0430 U+0443": what in the address is no ASCII, each once; the eye does not see it.
std::string foreign_characters(const std::string& text) {
  std::set<char32_t> found;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (point.value > 0x7f) {
      found.insert(point.value);
    }
    at += point.bytes;
  }
  std::string shown;
  for (const char32_t value : found) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    shown += shown.empty() ? "U+" : " U+";
    for (int shift = value > 0xffff ? 20 : 12; shift >= 0; shift -= 4) {
      shown += digits[(value >> shift) & 0xf];
    }
  }
  return shown;
}

std::string named(const std::vector<NamedPerson>& persons) {
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < persons.size() && i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + persons[i].key;
    text += persons[i].value.empty() ? "" : " (" + persons[i].value + ")";
  }
  return persons.size() > shown ? text + " and " + std::to_string(persons.size() - shown) + " more"
                                : text;
}

// The person's side of what is compared, without what is asked of the person alone.
std::vector<NamedPerson> persons_of(const TriedRule& rule) {
  std::vector<NamedPerson> persons;
  for (const FittingPerson& fitting : rule.fits) {
    std::string value;
    for (std::size_t i = 0; i < rule.keys.size() && value.empty(); ++i) {
      value = rule.keys[i].condition ? "" : fitting.values[i];
    }
    persons.push_back({fitting.key, std::move(value)});
  }
  return persons;
}

std::optional<AccountCase> confusable_case(const AccountLinks& links, const AccountLink& link,
                                           const NearIndex& index) {
  if (link.overridden) {
    return std::nullopt;
  }
  AccountCase found{
      .kind = CaseKind::confusable, .accounts = {}, .why = {}, .persons = {}, .near = {}};
  for (const Email& address : link.addresses) {
    const std::string skeleton = confusable_skeleton(address.canonical);
    for (const std::size_t i : index.looking_like(skeleton)) {
      const PersonKeys& person = links.keys[i];
      const auto alike =
          std::find_if(person.addresses.begin(), person.addresses.end(), [&](const Email& other) {
            return !(other == address) && confusable_skeleton(other.canonical) == skeleton;
          });
      if (person.key == link.person || alike == person.addresses.end()) {
        continue;
      }
      found.persons.push_back({person.key, alike->collected});
      const std::string foreign = foreign_characters(address.collected);
      found.why = address.collected + (foreign.empty() ? "" : " has " + foreign + ", and") +
                  " looks like the address of " + named(found.persons) + "; it is " +
                  (link.state == LinkState::linked ? "linked to " + link.person : "not linked");
    }
  }
  return found.persons.empty() ? std::nullopt : std::optional(std::move(found));
}

std::optional<AccountCase> conflicting_case(const AccountLink& link) {
  AccountCase found{
      .kind = CaseKind::conflicting, .accounts = {}, .why = {}, .persons = {}, .near = {}};
  if (link.state != LinkState::linked || link.overridden) {
    return std::nullopt;
  }
  for (const TriedRule& rule : link.tried) {
    if (!rule.decided && !rule.after) {
      continue;
    }
    const std::vector<NamedPerson> persons = persons_of(rule);
    found.why += (found.why.empty() ? "`" : "; `") + rule.rule + "` says " + named(persons);
    found.why += rule.after ? ", and is not asked" : "";
    found.persons.insert(found.persons.end(), persons.begin(), persons.end());
  }
  const bool differs = std::any_of(link.tried.begin(), link.tried.end(),
                                   [](const TriedRule& rule) { return rule.after; });
  return differs ? std::optional(std::move(found)) : std::nullopt;
}

AccountCase ambiguous_case(const AccountLink& link) {
  AccountCase found{
      .kind = CaseKind::ambiguous, .accounts = {}, .why = {}, .persons = {}, .near = {}};
  for (const TriedRule& rule : link.tried) {
    if (rule.decided) {
      found.persons = persons_of(rule);
      found.why = "`" + rule.rule + "` fits " + named(found.persons);
    }
  }
  return found;
}

AccountCase unlinked_case(const AccountLinks& links, const AccountLink& link,
                          const NearIndex& index) {
  AccountCase found{
      .kind = CaseKind::unlinked, .accounts = {}, .why = {}, .persons = {}, .near = {}};
  const bool nothing = link.addresses.empty() && link.texts.empty();
  found.why = nothing ? "it has nothing that a rule compares: no address, no number"
                      : "no rule fits any of the " + std::to_string(links.person_rows) +
                            " rows of " + links.persons.table;
  const std::optional<Instant>& seen = links.persons.collected_at;
  if (seen && link.created_at && *link.created_at > *seen) {
    found.why += "; it was created at " + to_string(*link.created_at) + ", after " +
                 links.persons.table + " was collected: its person may be on the next list";
  }
  found.near = index.find(link);
  return found;
}

std::optional<AccountCase> case_of(const AccountLinks& links, const AccountLink& link,
                                   const NearIndex& index) {
  if (auto found = confusable_case(links, link, index)) {
    return found;
  }
  switch (link.state) {
    case LinkState::linked:
      return conflicting_case(link);
    case LinkState::nobody:
      return std::nullopt;
    case LinkState::unlinked:
      return unlinked_case(links, link, index);
    case LinkState::ambiguous:
      return ambiguous_case(link);
    case LinkState::undecided:
      break;
  }
  return AccountCase{.kind = CaseKind::undecided,
                     .accounts = {},
                     .why = link.why,
                     .persons = {},
                     .near = index.find(link)};
}

std::vector<std::string> collected(const AccountLink& link) {
  std::vector<std::string> texts;
  for (const Email& address : link.addresses) {
    texts.push_back(address.collected);
  }
  return texts;
}

// Accounts under one address, to the letter, are two roles of one login or one that was made anew.
bool differ(const AccountLinks& links, const std::vector<std::size_t>& accounts) {
  const std::vector<std::string> first = collected(links.links[accounts.front()]);
  return first.empty() || std::any_of(accounts.begin(), accounts.end(), [&](std::size_t i) {
           return collected(links.links[i]) != first;
         });
}

// Whether the addresses are the same but for upper and lower case and the like.
bool one_spelling(const AccountLinks& links, const std::vector<std::size_t>& accounts) {
  const std::vector<Email>& first = links.links[accounts.front()].addresses;
  return !first.empty() && std::all_of(accounts.begin(), accounts.end(), [&](std::size_t i) {
    return links.links[i].addresses == first;
  });
}

std::vector<AccountCase> several_cases(const AccountLinks& links) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> by_person;
  for (std::size_t i = 0; i < links.links.size(); ++i) {
    const AccountLink& link = links.links[i];
    if (link.state == LinkState::linked && link.active.value_or(true)) {
      by_person[{link.table, link.person}].push_back(i);
    }
  }
  std::vector<AccountCase> cases;
  for (auto& [place, accounts] : by_person) {
    if (accounts.size() < 2 || !differ(links, accounts)) {
      continue;
    }
    AccountCase found{
        .kind = CaseKind::several, .accounts = {}, .why = {}, .persons = {}, .near = {}};
    found.why = place.second + " has " + std::to_string(accounts.size()) + " open accounts in " +
                place.first;
    found.why += one_spelling(links, accounts) ? ", under one address that is spelled in two ways"
                                               : ", under different addresses";
    found.persons.push_back({place.second, {}});
    found.accounts = std::move(accounts);
    cases.push_back(std::move(found));
  }
  return cases;
}

void count(const AccountLink& link, LinkTotals& totals) {
  ++totals.accounts;
  switch (link.state) {
    case LinkState::linked:
      ++totals.linked;
      link.overridden ? ++totals.overridden : ++totals.by_rule[link.rule];
      break;
    case LinkState::nobody:
      ++totals.nobody;
      break;
    case LinkState::unlinked:
      ++totals.unlinked;
      break;
    case LinkState::ambiguous:
      ++totals.ambiguous;
      break;
    case LinkState::undecided:
      ++totals.undecided;
      break;
  }
}

}  // namespace

std::string_view to_string(CaseKind kind) {
  switch (kind) {
    case CaseKind::confusable:
      return "confusable";
    case CaseKind::conflicting:
      return "conflicting";
    case CaseKind::ambiguous:
      return "ambiguous";
    case CaseKind::several:
      return "several";
    case CaseKind::unlinked:
      return "unlinked";
    case CaseKind::undecided:
      return "undecided";
  }
  return "";
}

AccountReview review(const AccountLinks& links) {
  AccountReview result;
  std::map<std::string, LinkTotals> totals;
  for (const AccountTable& table : links.tables) {
    totals[table.table].table = table.table;
  }
  const NearIndex index(links.keys);
  for (std::size_t i = 0; i < links.links.size(); ++i) {
    const AccountLink& link = links.links[i];
    count(link, totals[link.table]);
    if (std::optional<AccountCase> found = case_of(links, link, index)) {
      found->accounts = {i};
      found->closed = link.active == false;
      result.cases.push_back(std::move(*found));
    }
  }
  for (AccountCase& found : several_cases(links)) {
    result.cases.push_back(std::move(found));
  }
  const auto place = [&](const AccountCase& one) {
    const AccountLink& link = links.links[one.accounts.front()];
    return std::tie(link.table, one.closed, one.kind, link.key);
  };
  std::sort(result.cases.begin(), result.cases.end(),
            [&](const AccountCase& a, const AccountCase& b) { return place(a) < place(b); });
  for (auto& [table, sums] : totals) {
    result.totals.push_back(std::move(sums));
  }
  return result;
}

}  // namespace writ
