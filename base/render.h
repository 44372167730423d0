// The one renderer of diagnostics for people: header, place, source line, underline, labels, help.
// Tabs, wide characters and hostile text are shown safely; a long line is cut around the underline.
#pragma once

#include <string>

#include "base/diagnostic.h"

namespace writ {

struct RenderStyle {
  bool color = false;
};

// One diagnostic, ending in a line break:
//
//   error[W0102]: `hr.workers` has no field `statu`
//     --> access.writ:4:31
//      |
//    4 |   for w in hr.workers where w.statu == "Active"
//      |                               ^^^^^
//     help: did you mean `status`?
std::string render(const Diagnostic& diagnostic, const Sources& sources, RenderStyle style = {});

// All of them, sorted, with an empty line between, and a closing count ("2 errors, 1 warning").
std::string render(const Diagnostics& diagnostics, const Sources& sources, RenderStyle style = {});

}  // namespace writ
