#include "evidence/proof_report.h"

#include <algorithm>

#include "evidence/json_parts.h"
#include "evidence/layout.h"
#include "evidence/text_findings.h"

namespace writ {
namespace {

// Deeper steps are not indented further: the text needs the room.
constexpr int deepest_indent = 12;

Ink ink_of_value(const std::string& value) {
  return value == "true"      ? Ink::green
         : value == "false"   ? Ink::red
         : value == "unknown" ? Ink::magenta
                              : Ink::bold;
}

std::string origin_of(const Witness& witness) {
  std::string text = witness.table + " " + witness.key;
  if (!witness.source.empty()) {
    text += ": " + witness.source;
    text += witness.record == 0 ? "" : ", record " + std::to_string(witness.record);
  }
  return text;
}

void write_step(Layout& layout, const ProofStep& step) {
  const auto indent = static_cast<std::size_t>(2 + 2 * std::clamp(step.depth, 0, deepest_indent));
  std::vector<Piece> pieces = {{step.text}};
  if (!step.value.empty()) {
    pieces.push_back({" is "});
    pieces.push_back({step.value, ink_of_value(step.value)});
  }
  if (!step.because.empty()) {
    pieces.push_back({", " + step.because});
  }
  if (step.row) {
    pieces.push_back({"  [" + origin_of(*step.row) + "]", Ink::dim});
  }
  layout.text(indent, std::move(pieces));
}

}  // namespace

std::string proof_text(const std::string& policy, const std::vector<Proof>& proofs,
                       std::size_t width, bool color) {
  Layout layout(width, color);
  for (const Proof& proof : proofs) {
    const Finding& finding = proof.finding;
    layout.blank();
    layout.labelled(0, 9, {std::string(to_string(finding.verdict)), ink_of(finding.verdict)},
                    {{policy + " " + to_string(finding.subject), Ink::bold}});
    if (!finding.message.empty() && finding.verdict != Verdict::compliant) {
      layout.text(11, finding.message);
    }
    if (finding.due) {
      layout.text(11, "due " + to_string(*finding.due));
    }
    if (finding.waiver) {
      layout.text(11, waiver_sentence(*finding.waiver));
    }
    layout.blank();
    for (const ProofStep& step : proof.steps) {
      write_step(layout, step);
    }
    if (!finding.remedy.empty() && finding.verdict == Verdict::violation) {
      layout.blank();
      layout.labelled(2, 7, {"remedy", Ink::dim}, {{finding.remedy}});
    }
  }
  return std::move(layout).take();
}

std::string proof_json(const std::string& policy, const std::string& snapshot_id,
                       const History& history, const std::vector<Proof>& proofs) {
  const auto step_json = [](const ProofStep& step) {
    return Json{{"depth", step.depth},
                {"text", json_text(step.text)},
                {"value", json_text(step.value)},
                {"because", json_text_or_null(step.because)},
                {"row", step.row ? witness_json(*step.row) : Json(nullptr)}};
  };
  Json document = json_document("writ.explain/1");
  document["snapshot"] = json_text(snapshot_id);
  document["history"] = history_json(history);
  document["policy"] = json_text(policy);
  document["proofs"] = json_array(proofs, [&](const Proof& proof) {
    return Json{{"finding", finding_json(proof.finding)},
                {"steps", json_array(proof.steps, step_json)}};
  });
  return json_dump(document);
}

}  // namespace writ
