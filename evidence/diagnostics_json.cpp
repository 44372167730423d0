#include "evidence/diagnostics_json.h"

#include "evidence/json_parts.h"

namespace writ {
namespace {

Json place_json(const Source& source, std::uint32_t offset) {
  const Place place = source.place(offset);
  return {{"line", place.line}, {"column", place.column}, {"offset", offset}};
}

// The keys that say where: file, start, end.
void add_span(Json& object, const Span& span, const Sources& sources) {
  const Source& source = sources[span.file];
  object["file"] = source.path();
  object["start"] = place_json(source, span.begin);
  object["end"] = place_json(source, span.end);
}

Json diagnostic_json(const Diagnostic& diagnostic, const Sources& sources) {
  Json labels = Json::array();
  for (const Label& label : diagnostic.labels) {
    Json object = {{"text", label.text}};
    add_span(object, label.span, sources);
    labels.push_back(std::move(object));
  }
  Json object = {{"code", std::string(diagnostic.code.id)},
                 {"name", std::string(diagnostic.code.name)},
                 {"severity", diagnostic.code.severity == Severity::error ? "error" : "warning"},
                 {"message", diagnostic.message},
                 {"help", json_text_or_null(diagnostic.help)}};
  add_span(object, diagnostic.span, sources);
  object["labels"] = std::move(labels);
  return object;
}

}  // namespace

std::string diagnostics_json(const Diagnostics& diagnostics, const Sources& sources) {
  Json list = Json::array();
  std::size_t errors = 0;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    errors += diagnostic.code.severity == Severity::error ? 1 : 0;
    list.push_back(diagnostic_json(diagnostic, sources));
  }
  Json document = json_document("writ.diagnostics/1");
  document["errors"] = errors;
  document["warnings"] = list.size() - errors;
  document["diagnostics"] = std::move(list);
  return json_dump(document);
}

}  // namespace writ
