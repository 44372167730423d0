#include "evidence/json_report.h"

#include <algorithm>

#include "base/parallel.h"
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

using Write = std::function<void(std::string_view)>;

constexpr std::size_t findings_in_piece = 512;

// Some findings of an array, each behind the comma that parts it from the one before.
std::string findings_text(const Finding* begin, const Finding* end, bool all) {
  std::string out;
  for (const Finding* finding = begin; finding != end; ++finding) {
    if (all || finding->verdict != Verdict::compliant) {
      out += ",\n        ";
      JsonWriter writer(out);
      write_finding(writer, *finding);
    }
  }
  return out;
}

// Piece by piece, as many at a time as there are threads.
void write_findings(const std::vector<Finding>& findings, bool all, unsigned threads,
                    const Write& write) {
  std::vector<std::string> texts(threads);
  bool first = true;
  for (std::size_t done = 0; done < findings.size(); done += threads * findings_in_piece) {
    parallel(threads, threads, [&](std::size_t piece, std::size_t) {
      const std::size_t begin = std::min(findings.size(), done + piece * findings_in_piece);
      const std::size_t end = std::min(findings.size(), begin + findings_in_piece);
      texts[piece] = findings_text(findings.data() + begin, findings.data() + end, all);
    });
    for (const std::string& text : texts) {
      write(first && !text.empty() ? std::string_view(text).substr(1) : std::string_view(text));
      first = first && text.empty();
    }
  }
  write(first ? "]" : "\n      ]");
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

void write_json_report(const Report& report, bool all, unsigned threads, const Write& write) {
  const Outcome& outcome = report.outcome;
  Json document = json_document("writ.audit/1");
  document["project"] = json_text_or_null(report.project);
  document["as_of"] = to_string(outcome.as_of);
  document["snapshot"] = {{"id", json_text(outcome.snapshot_id)},
                          {"tables", json_array(outcome.tables, [&](const TableSummary& table) {
                             return table_json(table, report);
                           })}};
  document["history"] = history_json(report.history);
  document["policy_digest"] = json_text(report.policy_digest);
  document["budget_exhausted"] = outcome.budget_exhausted;
  document["summary"] = summary_json(summarize(outcome));
  write(opened(document, 0) + ",\n  \"policies\": [");
  for (const PolicyOutcome& policy : outcome.policies) {
    write((&policy == &outcome.policies.front() ? "\n    " : ",\n    ") +
          opened(policy_json(policy), 2) + ",\n      \"findings\": [");
    write_findings(policy.findings, all, threads, write);
    write("\n    }");
  }
  write(outcome.policies.empty() ? "]," : "\n  ],");
  Json rest = Json::object();
  rest["data_findings"] = json_array(outcome.data_findings, data_finding_json);
  rest["links"] = json_array(outcome.links, link_json);
  rest["waivers"] = {{"expired", json_array(report.expired, waiver_note_json)},
                     {"stale", json_array(report.stale, waiver_note_json)}};
  write(json_dump(rest).substr(1));  // behind its opening bracket
}

std::string json_report(const Report& report, bool all) {
  std::string text;
  write_json_report(report, all, 1, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace writ
