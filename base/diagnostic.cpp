#include "base/diagnostic.h"

#include <algorithm>
#include <tuple>

#include "base/ensure.h"

namespace writ {
namespace {

// Everything a diagnostic says, in the order in which they are shown. Span's own == ignores places.
auto position(const Diagnostic& d) {
  return std::tie(d.span.file, d.span.begin, d.code.id, d.span.end, d.message, d.help);
}

auto position(const Label& label) {
  return std::tie(label.span.file, label.span.begin, label.span.end, label.text);
}

bool labels_before(const Diagnostic& a, const Diagnostic& b) {
  return std::lexicographical_compare(
      a.labels.begin(), a.labels.end(), b.labels.begin(), b.labels.end(),
      [](const Label& x, const Label& y) { return position(x) < position(y); });
}

bool before(const Diagnostic& a, const Diagnostic& b) {
  return position(a) != position(b) ? position(a) < position(b) : labels_before(a, b);
}

}  // namespace

Diagnostic& Diagnostics::add(std::string_view id, Span span, std::string message,
                             std::string help) {
  const DiagnosticCode* code = find_diagnostic_code(id);
  ENSURE(code != nullptr);
  list_.push_back(Diagnostic{*code, span, std::move(message), {}, std::move(help)});
  return list_.back();
}

bool Diagnostics::has_errors() const {
  return std::any_of(list_.begin(), list_.end(),
                     [](const Diagnostic& d) { return d.code.severity == Severity::error; });
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> out = list_;
  std::sort(out.begin(), out.end(), before);
  const auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return !before(a, b) && !before(b, a);
  };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

}  // namespace writ
