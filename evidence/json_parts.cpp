#include "evidence/json_parts.h"

#include <fmt/format.h>

#include "base/text.h"

namespace writ {
namespace {

Json instant_or_null(const std::optional<Instant>& instant) {
  return instant ? Json(to_string(*instant)) : Json(nullptr);
}

Json subject_json(const Subject& subject) {
  Json object = Json::object();
  for (const SubjectPart& part : subject) {
    // A policy without a `for` has one subject, the snapshot; no variable can share its name there.
    const std::string name = part.variable.empty() ? "snapshot" : part.variable;
    object[name] = {{"table", json_text_or_null(part.table)},
                    {"key", part.open ? Json(nullptr) : json_text(part.key)}};
  }
  return object;
}

Json reason_json(const Reason& reason) {
  return {{"kind", json_text(to_string(reason.kind))}, {"table", json_text_or_null(reason.table)},
          {"key", json_text_or_null(reason.key)},      {"column", json_text_or_null(reason.column)},
          {"note", json_text_or_null(reason.note)},    {"due", instant_or_null(reason.due)}};
}

Json waiver_json(const std::optional<AppliedWaiver>& waiver) {
  if (!waiver) {
    return nullptr;
  }
  return {{"waives", json_text(to_string(waiver->waives))},
          {"reason", json_text(waiver->reason)},
          {"approved_by", json_text(waiver->approved_by)},
          {"ticket", json_text_or_null(waiver->ticket)},
          {"expires", to_string(waiver->expires)}};
}

Json because_json(const Because& because) {
  return {{"clause", json_text(because.clause)},
          {"line", because.line},
          {"text", json_text(because.text)},
          {"value", json_text(because.value)}};
}

// What could move a terminal's cursor or reorder what a reader sees: DEL, C1 controls and
// bidirectional controls.
bool is_hidden(char32_t c) {
  return (c >= 0x7F && c <= 0x9F) || is_bidi_control(c);
}

// The same document with these characters as `\uXXXX`. Beyond ASCII, JSON has texts only.
std::string without_hidden(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint next = code_point_at(json, at);
    if (is_hidden(next.value)) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(next.value));
    } else {
      out.append(json, at, next.bytes);
    }
    at += next.bytes;
  }
  return out;
}

}  // namespace

Json witness_json(const Witness& witness) {
  return {{"table", json_text(witness.table)},
          {"key", json_text(witness.key)},
          {"source", json_text_or_null(witness.source)},
          {"record", witness.record == 0 ? Json(nullptr) : Json(witness.record)}};
}

Json finding_json(const Finding& finding) {
  return {{"verdict", json_text(to_string(finding.verdict))},
          {"subject", subject_json(finding.subject)},
          {"fingerprint", json_text(finding.fingerprint)},
          {"message", json_text_or_null(finding.message)},
          {"remedy", json_text_or_null(finding.remedy)},
          {"reasons", json_array(finding.reasons, reason_json)},
          {"more_reasons", finding.more_reasons},
          {"due", instant_or_null(finding.due)},
          {"waiver", waiver_json(finding.waiver)},
          {"because", json_array(finding.because, because_json)},
          {"witnesses", json_array(finding.witnesses, witness_json)}};
}

Json json_document(std::string_view schema) {
  return {{"schema", json_text(schema)}, {"tool", {{"name", "writ"}, {"version", WRIT_VERSION}}}};
}

std::string json_dump_bare(const Json& document) {
  return without_hidden(document.dump(2, ' ', false, Json::error_handler_t::replace));
}

std::string json_dump(const Json& document) {
  return json_dump_bare(document) + "\n";
}

}  // namespace writ
