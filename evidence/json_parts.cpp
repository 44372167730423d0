#include "evidence/json_parts.h"

#include <fmt/format.h>

#include "base/text.h"

namespace writ {
namespace {

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
  return {{"table", json_text(witness.table.text())},
          {"key", json_text(witness.key)},
          {"source", json_text_or_null(witness.source.text())},
          {"record", witness.record == 0 ? Json(nullptr) : Json(witness.record)}};
}

Json history_json(const History& history) {
  const auto earlier = [](const EarlierSnapshot& one) {
    return Json{{"id", json_text(one.id)}, {"as_of", to_string(one.as_of)}};
  };
  return history ? json_array(*history, earlier) : Json(nullptr);
}

Json finding_json(const Finding& finding) {
  std::string text;
  JsonWriter writer(text);
  write_finding(writer, finding);
  return Json::parse(text);
}

Json json_document(std::string_view schema) {
  return {{"schema", json_text(schema)}, {"tool", {{"name", "writ"}, {"version", WRIT_VERSION}}}};
}

std::string json_dump_bare(const Json& document) {
  return without_hidden(document.dump(2, ' ', false, Json::error_handler_t::replace));
}

std::string json_line(const Json& document) {
  return without_hidden(document.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string json_dump(const Json& document) {
  return json_dump_bare(document) + "\n";
}

}  // namespace writ
