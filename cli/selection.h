// Which project and which policy files a command is about, from what its command line names.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/load.h"
#include "cli/options.h"

namespace writ {

// A workspace, and the part of it that the command line names.
struct Selection {
  Workspace workspace;
  std::set<std::uint32_t> files;  // policy files to format, test or report on
};

// For commands that take [PATH…]: the paths alone; or, where all of them belong to the project
// above them, the whole project, since a policy may use what another file declares. Without paths:
// the project, else the files below the working directory.
Result<Selection> open_paths(const World& world, const Options& options);

// For commands that take data: the project at `start` (or --project), and --policy. With --policy
// alone, no project.
Result<Workspace> open_project(const World& world, const Options& options,
                               const std::string& start);

// What to say of a workspace without a policy, which an audit would pass for want of anything to
// judge; empty where there is one.
std::string without_policy(const Workspace& workspace, const Options& options);

}  // namespace writ
