#include <algorithm>
#include <set>
#include <span>

#include "base/text.h"
#include "evidence/identity_report.h"
#include "evidence/layout.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::size_t label = 10;
constexpr std::size_t most_accounts = 5;  // of one case

Ink ink_of(CaseKind kind) {
  return kind == CaseKind::confusable || kind == CaseKind::conflicting ? Ink::red
         : kind == CaseKind::undecided                                 ? Ink::magenta
                                                                       : Ink::yellow;
}

void write_head(Layout& layout, const IdentityReport& report) {
  layout.text(0,
              (report.project.empty() ? "" : report.project + ": ") +
                  "whose the accounts are, as of " + to_string(report.as_of),
              Ink::bold);
  layout.text(0, counted(report.links.person_rows, "row") + " of " + report.links.persons.table +
                     "; snapshot " + report.snapshot_id.substr(0, 19));
  for (const std::string& text : unreliable(report)) {
    layout.text(0, "not reliable: " + text, Ink::yellow);
  }
  layout.blank();
}

void write_totals(Layout& layout, const std::vector<LinkTotals>& all) {
  std::vector<std::vector<std::string>> rows = {
      {"table", "accounts", "linked", "override", "nobody", "unlinked", "ambiguous", "undecided"}};
  std::vector<std::vector<std::string>> rules = {{"accounts", "table", "linked by"}};
  for (const LinkTotals& totals : all) {
    rows.push_back({totals.table, grouped(totals.accounts), grouped(totals.linked),
                    grouped(totals.overridden), grouped(totals.nobody), grouped(totals.unlinked),
                    grouped(totals.ambiguous), grouped(totals.undecided)});
    for (const auto& [rule, accounts] : totals.by_rule) {
      rules.push_back({grouped(accounts), totals.table, rule});
    }
  }
  std::vector<Align> align(rows.front().size(), Align::right);
  align.front() = Align::left;
  layout.table(0, rows, align, true);
  layout.blank();
  if (rules.size() > 1) {
    layout.table(0, rules, {Align::right, Align::left, Align::left}, true);
    layout.blank();
  }
}

// "number == number: E7; email == work_email: Dana@Acme.example, as dana@acme.example"
std::string compared_text(std::span<const TriedRule> rules) {
  std::set<std::string> seen;
  std::string text;
  for (const TriedRule& rule : rules) {
    for (const ComparedKey& key : rule.keys) {
      if (key.condition || !seen.insert(key.text).second) {
        continue;
      }
      text += (text.empty() ? "" : "; ") + key.text + ": ";
      text += key.value ? *key.value : key.unknown ? "unknown" : "absent";
      text += key.value && key.compared != key.value ? ", as " + *key.compared : "";
    }
  }
  return text;
}

std::string near_text(const NearPersons& near) {
  std::string text;
  for (const NamedPerson& person : near.persons) {
    text += (text.empty() ? "" : ", ") + person.key;
    text += person.value.empty() ? "" : " (" + person.value + ")";
  }
  return text + ": " + near.how + "; a hint, no link";
}

// The keys that a person chooses from, as a YAML comment.
std::string choice(const std::vector<NamedPerson>& persons) {
  std::string text;
  for (std::size_t i = 0; i < persons.size() && i < most_accounts; ++i) {
    text += (i == 0 ? "  # " : " or ") + quoted(persons[i].key);
  }
  return persons.empty() ? text : text + ", or none";
}

void write_account(Layout& layout, const AccountLink& link, const AccountCase& one, bool first) {
  const std::string name = link.key + (link.active == false ? " (closed)" : "");
  layout.labelled(2, label,
                  {first ? std::string(to_string(one.kind)) : std::string(), ink_of(one.kind)},
                  {{name, Ink::bold}});
  std::string compared = compared_text(link.tried);
  for (const Email& address : link.addresses) {  // that the decider did not have to ask for
    if (compared.find(address.collected) == std::string::npos) {
      compared += (compared.empty() ? "address: " : "; address: ") + address.collected;
    }
  }
  if (!compared.empty()) {
    layout.labelled(4, label - 2, {"compared", Ink::dim}, {{compared}});
  }
}

void write_case(Layout& layout, const AccountLinks& links, const AccountCase& one) {
  const std::size_t shown = std::min(one.accounts.size(), most_accounts);
  for (std::size_t i = 0; i < shown; ++i) {
    write_account(layout, links.links[one.accounts[i]], one, i == 0);
  }
  if (shown < one.accounts.size()) {
    layout.text(4, "and " + grouped(one.accounts.size() - shown) + " more", Ink::dim);
  }
  layout.labelled(4, label - 2, {"why", Ink::dim}, {{one.why}});
  if (one.near) {
    layout.labelled(4, label - 2, {"near", Ink::dim}, {{near_text(*one.near)}});
  }
  for (std::size_t i = 0; i < shown; ++i) {
    layout.verbatim(2, override_line(links.links[one.accounts[i]]) + choice(one.persons));
  }
  layout.blank();
}

// "email == work_email: Dana@Acme.example, as dana@acme.example": what decided whose it is.
std::string link_text(const AccountLink& link) {
  if (link.overridden) {
    return "override: " + link.reason + " (" + link.approved_by + ")";
  }
  for (const TriedRule& rule : link.tried) {
    if (rule.decided) {
      return compared_text({&rule, 1});
    }
  }
  return compared_text(link.tried);
}

void write_links(Layout& layout, const AccountLinks& links) {
  std::vector<std::vector<std::string>> rows = {{"account", "person", "compared"}};
  for (const AccountLink& link : links.links) {
    rows.push_back({link.table + "/" + link.key,
                    link.person.empty() ? std::string(to_string(link.state)) : link.person,
                    link_text(link)});
  }
  layout.table(0, rows, {Align::left, Align::left, Align::left}, true);
  layout.blank();
}

void write_idle(Layout& layout, const AccountLinks& links) {
  if (links.idle.empty()) {
    return;
  }
  layout.text(0, counted(links.idle.size(), "override") + " to look at", Ink::bold);
  for (const IdleOverride& idle : links.idle) {
    using enum IdleOverride::Why;
    const std::string why =
        idle.why == no_such_account  ? "there is no such account: take it out, or mend the key"
        : idle.why == no_such_person ? "there is no " + in_backticks(*idle.entry.person) + " in " +
                                           links.persons.table + ": mend the key"
                                     : "the rules alone come to the same person: take it out";
    layout.labelled(2, label, {"idle", Ink::yellow}, {{idle.entry.account, Ink::bold}});
    layout.labelled(4, label - 2, {"why", Ink::dim}, {{why}});
  }
  layout.blank();
}

}  // namespace

std::string identity_text(const IdentityReport& report, bool all, std::size_t width, bool color) {
  Layout layout(width, color);
  write_head(layout, report);
  write_totals(layout, report.review.totals);
  if (report.list_links) {
    write_links(layout, report.links);
  }
  const AccountLinks& links = report.links;
  bool any = false;
  for (const LinkTotals& totals : report.review.totals) {
    std::vector<const AccountCase*> here;
    std::size_t closed = 0;
    for (const AccountCase& one : report.review.cases) {
      const bool of_table = links.links[one.accounts.front()].table == totals.table;
      closed += of_table && one.closed && !all ? 1 : 0;
      if (of_table && (all || !one.closed)) {
        here.push_back(&one);
      }
    }
    if (here.empty() && closed == 0) {
      continue;
    }
    const std::string more =
        closed == 0 ? "" : "; " + counted(closed, "closed one") + " (--all: these too)";
    layout.text(0, totals.table + ": " + grouped(here.size()) + " to look at" + more, Ink::bold);
    layout.blank();
    for (const AccountCase* one : here) {
      write_case(layout, links, *one);
    }
    any = any || !here.empty();
  }
  write_idle(layout, links);
  if (any) {
    layout.text(
        0,
        "To settle an account: its line into identity.yaml, below `overrides:`, with the key "
        "of its person (none: nobody's, a service account), the reason, and who approved it.");
  } else if (!wants_a_person(report)) {
    layout.text(0, "Nothing to look at.", Ink::bold);
  }
  return std::move(layout).take();
}

}  // namespace writ
