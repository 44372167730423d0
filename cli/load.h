// From what the command line and the project file name to a checked program: policy files, packs
// and schemas that ship, params, waivers and identity overrides. No data is read here.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/source.h"
#include "cli/inputs.h"
#include "cli/project.h"
#include "connectors/world.h"
#include "dsl/program.h"
#include "evaluator/evaluate.h"
#include "evaluator/waiver.h"

namespace writ {

struct LoadRequest {
  std::string project;                // the project file; empty: none
  std::vector<std::string> policies;  // files and folders, besides the project's own
  std::vector<std::string> set;       // "param=value"
};

struct Workspace {
  Sources sources;
  Diagnostics
      diagnostics;  // of every file below; must be free of errors before anything is evaluated
  std::optional<Project> project;
  std::set<std::uint32_t> own;  // policy files of the user's; not what ships
  Program program;
  std::map<std::string, ast::Expr> params;  // that the project or --set give
  std::vector<Waiver> waivers;
  std::vector<IdentityOverride> overrides;
  Inputs inputs;              // of the project
  std::string policy_digest;  // "sha256:…" over all of the above
};

// An Error is a mistake on the command line; mistakes in files are diagnostics.
Result<Workspace> load(const World& world, const LoadRequest& request);

}  // namespace writ
