#include "evaluator/outcome.h"

#include <fmt/format.h>

#include <array>

#include "base/ensure.h"

namespace writ {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation:
      return "violation";
    case Verdict::unknown:
      return "unknown";
    case Verdict::pending:
      return "pending";
    case Verdict::waived:
      return "waived";
    case Verdict::compliant:
      return "compliant";
  }
  ENSURE(false);
}

namespace {

constexpr std::array<std::string_view, 5> severity_names = {"info", "low", "medium", "high",
                                                            "critical"};

}  // namespace

std::string_view to_string(PolicySeverity severity) {
  return severity_names[static_cast<std::size_t>(severity)];
}

std::optional<PolicySeverity> parse_policy_severity(std::string_view text) {
  for (std::size_t i = 0; i < severity_names.size(); ++i) {
    if (severity_names[i] == text) {
      return static_cast<PolicySeverity>(i);
    }
  }
  return std::nullopt;
}

std::string fingerprint_text(const Finding& finding) {
  return fmt::format("{:016x}", finding.fingerprint);
}

std::string to_string(const Subject& subject) {
  std::string text;
  for (const SubjectPart& part : subject) {
    text += (text.empty() ? "" : ", ") + (part.open ? "_" : part.key);
  }
  return subject.size() == 1 ? text : "(" + text + ")";
}

void Counts::add(Verdict verdict) {
  ++subjects;
  switch (verdict) {
    case Verdict::violation:
      ++violation;
      break;
    case Verdict::unknown:
      ++unknown;
      break;
    case Verdict::pending:
      ++pending;
      break;
    case Verdict::waived:
      ++waived;
      break;
    case Verdict::compliant:
      ++compliant;
      break;
  }
}

std::string_view to_string(Status status) {
  switch (status) {
    case Status::violation:
      return "violation";
    case Status::unknown:
      return "unknown";
    case Status::pending:
      return "pending";
    case Status::waived:
      return "waived";
    case Status::compliant:
      return "compliant";
    case Status::vacuous:
      return "vacuous";
  }
  ENSURE(false);
}

}  // namespace writ
