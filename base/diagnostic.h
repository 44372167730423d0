// Diagnostics: what an author got wrong, where, and what to do about it. Every stage adds to one
// Diagnostics; base/render.h shows them to people, evidence/ writes them as JSON.
//
// Text rules: lower case, no full stop, no line break; the user's own words in backticks; what was
// expected and what was found; `help` is an action.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace writ {

enum class Severity { error, warning };

// A row of the table in base/diagnostic_codes.cpp. Its page, shown by `writ explain`, is
// docs/diagnostics/<id>.md.
struct DiagnosticCode {
  std::string_view id;    // "W0102", stable for ever
  std::string_view name;  // "unknown-field", stable for ever
  Severity severity;
};

// nullptr where there is none.
const DiagnosticCode* find_diagnostic_code(std::string_view id);
std::vector<DiagnosticCode> all_diagnostic_codes();  // sorted by id

struct Label {
  Span span;
  std::string text;
};

struct Diagnostic {
  DiagnosticCode code;
  Span span;
  std::string message;
  std::vector<Label> labels;  // further places, e.g. "first declared here"
  std::string help;           // empty where no fix is likely
};

class Diagnostics {
 public:
  // `id` must be a row of the table. Returns the new diagnostic, to add labels or help to;
  // the reference is valid until the next add().
  Diagnostic& add(std::string_view id, Span span, std::string message, std::string help = {});

  bool has_errors() const;
  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  // By file, offset and id; exact duplicates once.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> list_;
};

}  // namespace writ
