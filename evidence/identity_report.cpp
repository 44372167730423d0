#include "evidence/identity_report.h"

#include <algorithm>

#include "evidence/json_parts.h"

namespace writ {
namespace {

// People's lists may be this much older than the accounts before it is worth a word.
constexpr std::int64_t tolerated_lag = std::int64_t{24} * 3600 * 1'000'000;

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) {
    all += (all.empty() ? "" : "; ") + text;
  }
  return all;
}

Json or_null(const std::optional<std::string>& text) {
  return text ? json_text(*text) : Json(nullptr);
}

Json person_json(const NamedPerson& person) {
  return {{"person", json_text(person.key)}, {"value", json_text_or_null(person.value)}};
}

Json tried_json(const TriedRule& rule) {
  const auto key = [](const ComparedKey& compared) {
    return Json{{"key", json_text(compared.text)},
                {"value", or_null(compared.value)},
                {"compared", or_null(compared.compared)},
                {"unknown", compared.unknown}};
  };
  const auto fitting = [](const FittingPerson& person) {
    return Json{{"person", json_text(person.key)},
                {"values", json_array(person.values, json_text)}};
  };
  return {{"rule", json_text(rule.rule)},
          {"decided", rule.decided},
          {"asked", !rule.after},
          {"keys", json_array(rule.keys, key)},
          {"fits", json_array(rule.fits, fitting)}};
}

Json account_json(const AccountLink& link) {
  return {{"table", json_text(link.table)},
          {"key", json_text(link.key)},
          {"state", json_text(to_string(link.state))},
          {"person", json_text_or_null(link.person)},
          {"rule", json_text_or_null(link.rule)},
          {"overridden", link.overridden},
          {"reason", json_text_or_null(link.reason)},
          {"approved_by", json_text_or_null(link.approved_by)},
          {"active", link.active ? Json(*link.active) : Json(nullptr)},
          {"tried", json_array(link.tried, tried_json)},
          {"override", json_text(override_line(link))}};
}

Json near_json(const std::optional<NearPersons>& near) {
  if (!near) {
    return nullptr;
  }
  return {{"how", json_text(near->how)}, {"persons", json_array(near->persons, person_json)}};
}

Json totals_json(const LinkTotals& totals) {
  Json rules = Json::array();
  for (const auto& [rule, accounts] : totals.by_rule) {
    rules.push_back({{"rule", json_text(rule)}, {"accounts", accounts}});
  }
  return {{"table", json_text(totals.table)}, {"accounts", totals.accounts},
          {"linked", totals.linked},          {"by_rule", std::move(rules)},
          {"overridden", totals.overridden},  {"nobody", totals.nobody},
          {"unlinked", totals.unlinked},      {"ambiguous", totals.ambiguous},
          {"undecided", totals.undecided}};
}

Json idle_json(const IdleOverride& idle) {
  return {{"account", json_text(idle.entry.account)},
          {"person", or_null(idle.entry.person)},
          {"why", json_text(to_string(idle.why))},
          {"reason", json_text(idle.entry.reason)},
          {"approved_by", json_text(idle.entry.approved_by)}};
}

}  // namespace

bool wants_a_person(const IdentityReport& report) {
  const std::vector<AccountCase>& cases = report.review.cases;
  return !report.links.idle.empty() ||
         std::any_of(cases.begin(), cases.end(),
                     [](const AccountCase& one) { return !one.closed; });
}

std::vector<std::string> unreliable(const IdentityReport& report) {
  std::vector<std::string> texts;
  const AccountTable& persons = report.links.persons;
  if (report.links.exhausted) {
    texts.emplace_back("the budget of rows is used up: not every account was looked at");
  }
  if (!persons.incomplete.empty()) {
    texts.push_back(persons.table + " was not read whole (" + joined(persons.incomplete) +
                    "): an account that seems to be nobody's may belong to a missing person");
  }
  for (const AccountTable& table : report.links.tables) {
    if (!table.incomplete.empty()) {
      texts.push_back(table.table + " was not read whole (" + joined(table.incomplete) +
                      "): accounts may be missing here");
    }
    if (persons.collected_at && table.collected_at &&
        table.collected_at->micros - persons.collected_at->micros > tolerated_lag) {
      texts.push_back(persons.table + " was collected at " + to_string(*persons.collected_at) +
                      ", more than a day before " + table.table +
                      ": who joined since then is not in it");
    }
  }
  return texts;
}

std::string override_line(const AccountLink& link) {
  return "- {account: " + json_dump_bare(json_text(link.table + "/" + link.key)) +
         R"(, person: "", reason: "", approved_by: ""})";
}

std::string identity_json(const IdentityReport& report) {
  const AccountLinks& links = report.links;
  const auto found = [&](const AccountCase& one) {
    Json accounts = Json::array();
    for (const std::size_t i : one.accounts) {
      accounts.push_back(account_json(links.links[i]));
    }
    return Json{{"kind", json_text(to_string(one.kind))},
                {"table", json_text(links.links[one.accounts.front()].table)},
                {"closed", one.closed},
                {"why", json_text(one.why)},
                {"persons", json_array(one.persons, person_json)},
                {"near", near_json(one.near)},
                {"accounts", std::move(accounts)}};
  };
  Json document = json_document("writ.identity/1");
  document["project"] = json_text_or_null(report.project);
  document["as_of"] = json_text(to_string(report.as_of));
  document["snapshot"] = json_text(report.snapshot_id);
  document["history"] = history_json(report.history);
  document["reliable"] = unreliable(report).empty();
  document["unreliable"] = json_array(unreliable(report), json_text);
  document["persons"] = {{"table", json_text(links.persons.table)},
                         {"rows", links.person_rows},
                         {"complete", links.persons.incomplete.empty()}};
  document["tables"] = json_array(report.review.totals, totals_json);
  document["cases"] = json_array(report.review.cases, found);
  if (report.list_links) {
    document["links"] = json_array(links.links, account_json);
  }
  document["idle_overrides"] = json_array(links.idle, idle_json);
  return json_dump(document);
}

}  // namespace writ
