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
