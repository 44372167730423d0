// ENSURE(condition): an invariant of this program. A failure is a bug, unreachable from any input, and
// ends the process with the place.
#pragma once

#include <cstdio>
#include <cstdlib>

#define ENSURE(condition)                                                                    \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "writ: bug: %s (%s:%d)\n", #condition, __FILE__, __LINE__);       \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
