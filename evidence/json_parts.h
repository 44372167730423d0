// Pieces that several JSON documents share. For the .cpp files of this room alone: it brings
// nlohmann/json with it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "evaluator/outcome.h"
#include "evidence/json_writer.h"
#include "evidence/report.h"

namespace writ {

using Json = nlohmann::ordered_json;

inline Json json_text(std::string_view value) {
  return Json(std::string(value));
}
inline Json json_text_or_null(std::string_view value) {
  return value.empty() ? Json(nullptr) : json_text(value);
}

template <class Items, class Write>
Json json_array(const Items& items, Write write) {
  Json array = Json::array();
  for (const auto& item : items) {
    array.push_back(write(item));
  }
  return array;
}

// A document of ours: "schema" and "tool", which every one begins with.
Json json_document(std::string_view schema);
// Two spaces of indentation, LF at the end; control and bidirectional characters escaped. Readers
// refuse malformed UTF-8; should any slip through, a replacement character is better than no
// report.
std::string json_dump(const Json& document);
std::string json_dump_bare(const Json& document);  // the same without the LF at the end
std::string json_line(const Json& document);       // the same on one line, without spaces and LF

// The same finding as a document, and as text.
Json finding_json(const Finding& finding);
void write_finding(JsonWriter& out, const Finding& finding);
Json witness_json(const Witness& witness);
Json history_json(const History& history);  // null where nothing asks for one

}  // namespace writ
