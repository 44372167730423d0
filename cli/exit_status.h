// What the process returns; docs/language.md, "Exit status", says when.
#pragma once

#include <initializer_list>

namespace writ {

enum class ExitStatus {
  ok = 0,
  found = 1,  // violations at or above the gate; or `fmt --check`, `test` found what they look for
  usage = 2,  // wrong usage, project file or policy
  data = 3,   // data could not be read, or was not read whole
  insufficient = 4,  // unknown verdicts or vacuous policies
  corrupt = 5,       // something that was stored fails verification
};

// Of several that apply, the one to return: 2, 5, 1, 3, 4, 0.
constexpr ExitStatus first_of(std::initializer_list<ExitStatus> statuses) {
  using enum ExitStatus;
  for (const ExitStatus candidate : {usage, corrupt, found, data, insufficient}) {
    for (const ExitStatus status : statuses) {
      if (status == candidate) {
        return status;
      }
    }
  }
  return ok;
}

}  // namespace writ
