#include "evidence/json_report.h"

#include "evidence/json_parts.h"

namespace writ {
namespace {

Json counts_json(const Counts& counts) {
  return {{"subjects", counts.subjects}, {"violation", counts.violation},
          {"unknown", counts.unknown},   {"pending", counts.pending},
          {"waived", counts.waived},     {"compliant", counts.compliant}};
}

Json cost_json(const std::optional<Cost>& cost) {
  if (!cost) {
    return nullptr;
  }
  return {{"amount", to_string(cost->amount)}, {"unit", json_text(cost->unit)}};
}

// All but the findings.
Json policy_json(const PolicyOutcome& policy) {
  const auto control = [](const Control& c) {
    return Json{{"framework", json_text(c.framework)}, {"id", json_text(c.id)}};
  };
  const auto note = [](const PopulationNote& n) {
    return Json{{"text", json_text(n.text)}, {"rows", n.rows}};
  };
  return {{"policy", json_text(policy.name)},
          {"file", json_text(policy.file)},
          {"line", policy.line},
          {"title", json_text_or_null(policy.title)},
          {"description", json_text_or_null(policy.description)},
          {"severity", json_text(to_string(policy.severity))},
          {"controls", json_array(policy.controls, control)},
          {"owner", json_text_or_null(policy.owner)},
          {"tags", json_array(policy.tags, json_text)},
          {"status", json_text(to_string(policy.status))},
          {"vacuous", policy.vacuous},
          {"complete", policy.complete()},
          {"incomplete", json_array(policy.incomplete, json_text)},
          {"counts", counts_json(policy.counts)},
          {"notes", json_array(policy.notes, note)},
          {"tables", json_array(policy.tables, json_text)},
          {"sources_covered", json_array(policy.sources_covered, json_text)},
          {"sources_not_covered", json_array(policy.sources_not_covered, json_text)},
          {"cost", cost_json(policy.cost)},
          {"total_cost", cost_json(policy.total_cost)}};
}

// The text of an object without its closing bracket, each further line moved in by `depth` levels.
std::string opened(const Json& object, std::size_t depth) {
  const std::string text = json_dump_bare(object);
  std::string out;
  for (const char c : text.substr(0, text.size() - 2)) {  // "\n}"
    out += c;
    if (c == '\n') {
      out.append(depth * 2, ' ');
    }
  }
  return out;
}

void write_policy(std::string& out, const PolicyOutcome& policy, bool all) {
  out += opened(policy_json(policy), 2) + ",\n      \"findings\": ";
  JsonWriter findings(out, 3);
  findings.begin_array();
  for (const Finding& finding : policy.findings) {
    if (all || finding.verdict != Verdict::compliant) {
      write_finding(findings, finding);
    }
  }
  findings.end_array();
  out += "\n    }";
}

Json table_json(const TableSummary& table, const Report& report) {
  const auto refusals = report.refusals.find(table.table);
  const Refusals refused = refusals == report.refusals.end() ? Refusals{} : refusals->second;
  return {{"table", json_text(table.table)},
          {"rows", table.rows},
          {"complete", table.incomplete.empty()},
          {"incomplete", json_array(table.incomplete, json_text)},
          {"refused", refused.records},
          {"refusals", json_array(refused.first, json_text)},
          {"sha256", json_text(table.sha256)}};
}

Json data_finding_json(const DataFinding& finding) {
  return {{"table", json_text(finding.table)},
          {"column", json_text_or_null(finding.column)},
          {"kind", json_text(finding.kind)},
          {"value", json_text_or_null(finding.value)},
          {"rows", finding.rows},
          {"detail", json_text_or_null(finding.detail)}};
}

Json link_json(const LinkCount& link) {
  return {{"link", json_text(link.link)},
          {"matched", link.matched},
          {"unmatched", link.unmatched},
          {"ambiguous", link.ambiguous},
          {"unknown", link.unknown}};
}

Json waiver_note_json(const WaiverNote& waiver) {
  return {{"policy", json_text(waiver.policy)},
          {"covers", json_text(waiver.covers)},
          {"reason", json_text(waiver.reason)},
          {"approved_by", json_text(waiver.approved_by)},
          {"ticket", json_text_or_null(waiver.ticket)},
          {"expires", to_string(waiver.expires)},
          {"place", json_text(waiver.place)}};
}

Json summary_json(const Summary& summary) {
  Json cost = Json::object();
  for (const auto& [unit, amount] : summary.cost) {
    cost[unit] = amount ? Json(to_string(*amount)) : Json(nullptr);
  }
  return {{"policies", summary.policies},      {"violation", summary.counts.violation},
          {"unknown", summary.counts.unknown}, {"pending", summary.counts.pending},
          {"waived", summary.counts.waived},   {"compliant", summary.counts.compliant},
          {"vacuous", summary.vacuous},        {"cost", std::move(cost)}};
}

}  // namespace

std::string json_report(const Report& report, bool all) {
  const Outcome& outcome = report.outcome;
  Json document = json_document("writ.audit/1");
  document["project"] = json_text_or_null(report.project);
  document["as_of"] = to_string(outcome.as_of);
  document["snapshot"] = {{"id", json_text(outcome.snapshot_id)},
                          {"tables", json_array(outcome.tables, [&](const TableSummary& table) {
                             return table_json(table, report);
                           })}};
  document["policy_digest"] = json_text(report.policy_digest);
  document["budget_exhausted"] = outcome.budget_exhausted;
  document["summary"] = summary_json(summarize(outcome));
  std::string out = opened(document, 0) + ",\n  \"policies\": [";
  for (std::size_t i = 0; i < outcome.policies.size(); ++i) {
    out += i == 0 ? "\n    " : ",\n    ";
    write_policy(out, outcome.policies[i], all);
  }
  out += outcome.policies.empty() ? "]," : "\n  ],";
  Json rest = Json::object();
  rest["data_findings"] = json_array(outcome.data_findings, data_finding_json);
  rest["links"] = json_array(outcome.links, link_json);
  rest["waivers"] = {{"expired", json_array(report.expired, waiver_note_json)},
                     {"stale", json_array(report.stale, waiver_note_json)}};
  return out + json_dump(rest).substr(1);  // behind its opening bracket
}

}  // namespace writ
