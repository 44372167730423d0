// A mistake is reported once: what follows from a file that could not be read, or from a source
// that is not in the project file, is left out or said as what it is.
#pragma once

#include <optional>

#include "base/diagnostic.h"
#include "cli/project.h"
#include "dsl/program.h"

namespace writ {

// Whether the project file says enough of where policies and schemas are, in a form that could be
// read, for a name that nothing declares to be a mistake of its own.
bool names_all_files(const Project& project, const Diagnostics& diagnostics);

// The diagnostics of a checked program: without names that nothing declares unless all files were
// read (`whole`), and with the sources named that the project file lacks.
Diagnostics without_consequences(const Diagnostics& diagnostics, bool whole,
                                 const std::optional<Project>& project, const Program& program);

}  // namespace writ
