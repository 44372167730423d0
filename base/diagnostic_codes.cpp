// The table of all diagnostics, sorted by id. Ids and names are stable for ever: a row may be
// added, never changed or taken out.
#include <algorithm>
#include <iterator>

#include "base/diagnostic.h"

namespace writ {
namespace {

// clang-format off
constexpr DiagnosticCode codes[] = {
    {"W0001", "invalid-utf8", Severity::error},
    {"W0002", "nul-character", Severity::error},
    {"W0003", "bidi-control", Severity::error},
    {"W0004", "file-too-large", Severity::error},
    {"W0101", "syntax", Severity::error},
    {"W0102", "unclosed-text", Severity::error},
    {"W0103", "bad-escape", Severity::error},
    {"W0104", "unmatched-brace", Severity::error},
    {"W0105", "bad-literal", Severity::error},
    {"W0106", "nested-too-deep", Severity::error},
    {"W0107", "chain-too-long", Severity::error},
    {"W0108", "chained-comparison", Severity::error},
    {"W0109", "loose-not", Severity::error},
    {"W0110", "no-aggregate", Severity::error},
    {"W0111", "name-too-long", Severity::error},
    {"W0112", "repeated-clause", Severity::error},
    {"W0113", "test-without-time", Severity::error},
    {"W0114", "too-many-declarations", Severity::error},
    {"W0115", "not-ascii", Severity::error},
    {"W0201", "unknown-name", Severity::error},
    {"W0202", "unknown-field", Severity::error},
    {"W0203", "unknown-table", Severity::error},
    {"W0204", "unknown-function", Severity::error},
    {"W0205", "unknown-value", Severity::error},
    {"W0206", "unknown-schema", Severity::error},
    {"W0207", "unknown-policy", Severity::error},
    {"W0208", "unknown-view", Severity::error},
    {"W0209", "declared-twice", Severity::error},
    {"W0210", "hidden-name", Severity::error},
    {"W0211", "recursive-definition", Severity::error},
    {"W0212", "unknown-time-zone", Severity::error},
    {"W0213", "unknown-type", Severity::error},
    {"W0214", "unknown-word", Severity::error},
    {"W0215", "reserved-name", Severity::error},
    {"W0221", "operand-types", Severity::error},
    {"W0222", "no-condition", Severity::error},
    {"W0223", "argument-count", Severity::error},
    {"W0224", "no-collection", Severity::error},
    {"W0225", "no-row", Severity::error},
    {"W0226", "bad-pattern", Severity::error},
    {"W0227", "literal-needed", Severity::error},
    {"W0228", "absent-as-value", Severity::error},
    {"W0229", "mixed-set", Severity::error},
    {"W0230", "wrong-type", Severity::error},
    {"W0231", "present-when-not-optional", Severity::error},
    {"W0232", "row-length", Severity::error},
    {"W0301", "may-be-absent", Severity::error},
    {"W0302", "never-absent", Severity::warning},
    {"W0303", "both-may-be-absent", Severity::error},
    {"W0401", "no-require", Severity::error},
    {"W0402", "no-title", Severity::warning},
    {"W0403", "bad-key", Severity::error},
    {"W0410", "misplaced-became", Severity::error},
    {"W0411", "before-not-earlier", Severity::error},
    {"W0501", "key-not-given", Severity::error},
    {"W0502", "waived-in-test", Severity::error},
    {"W0503", "subject-length", Severity::error},
    {"W0504", "expects-nothing", Severity::error},
    {"W0505", "unobservable-given", Severity::error},
    {"W0601", "yaml-syntax", Severity::error},
    {"W0602", "yaml-duplicate-key", Severity::error},
    {"W0603", "yaml-alias", Severity::error},
    {"W0604", "yaml-tag", Severity::error},
    {"W0605", "yaml-too-large", Severity::error},
    {"W0606", "yaml-several-documents", Severity::error},
    {"W0607", "yaml-character", Severity::error},
    {"W0610", "unknown-key", Severity::error},
    {"W0611", "wrong-kind-of-value", Severity::error},
    {"W0612", "unknown-choice", Severity::error},
    {"W0613", "missing-or-contradictory-keys", Severity::error},
    {"W0614", "unknown-column", Severity::error},
    {"W0615", "bad-pointer", Severity::error},
    {"W0616", "bad-time-format", Severity::error},
    {"W0617", "column-misfit", Severity::error},
    {"W0620", "unknown-connector", Severity::error},
    {"W0621", "inline-secret", Severity::error},
    {"W0622", "bad-time-value", Severity::error},
    {"W0623", "bad-time-zone", Severity::error},
    {"W0624", "bad-reference", Severity::error},
    {"W0630", "missing-file", Severity::error},
    {"W0631", "unknown-pack", Severity::error},
    {"W0633", "unused-source", Severity::warning},
    {"W0634", "connector-misfit", Severity::error},
    {"W0635", "unknown-source-table", Severity::error},
    {"W0640", "unknown-waived-policy", Severity::error},
    {"W0641", "bad-waiver-subject", Severity::error},
    {"W0650", "unknown-account", Severity::error},
    {"W0651", "account-overridden-twice", Severity::error},
    {"W0660", "bad-hole", Severity::error},
    {"W0661", "untraced-field", Severity::error},
    {"W0690", "source-not-in-project", Severity::warning},
};
// clang-format on

constexpr bool sorted_by_id() {
  for (std::size_t i = 1; i < std::size(codes); ++i) {
    if (!(codes[i - 1].id < codes[i].id)) {
      return false;
    }
  }
  return true;
}
static_assert(sorted_by_id(), "rows are sorted by id, and no id is used twice");

constexpr bool names_are_unique() {
  for (std::size_t i = 0; i < std::size(codes); ++i) {
    for (std::size_t j = i + 1; j < std::size(codes); ++j) {
      if (codes[i].name == codes[j].name) {
        return false;
      }
    }
  }
  return true;
}
static_assert(names_are_unique(), "no name is used twice");

}  // namespace

const DiagnosticCode* find_diagnostic_code(std::string_view id) {
  const auto* found = std::lower_bound(
      std::begin(codes), std::end(codes), id,
      [](const DiagnosticCode& code, std::string_view key) { return code.id < key; });
  return found != std::end(codes) && found->id == id ? found : nullptr;
}

std::vector<DiagnosticCode> all_diagnostic_codes() {
  return {std::begin(codes), std::end(codes)};
}

}  // namespace writ
