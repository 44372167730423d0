#include "cli/selection.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/files.h"
#include "evidence/shell_word.h"

namespace writ {
namespace {

// The same for every way to write a path.
std::string identity_of(const std::string& path) {
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::weakly_canonical(path, error);
  return error ? path : canonical.generic_string();
}

Result<std::set<std::string>> files_below(const std::vector<std::string>& paths) {
  std::set<std::string> found;
  for (const std::string& path : paths) {
    const Result<std::vector<std::string>> files = policy_files(path);
    if (!files) {
      return files.error();
    }
    for (const std::string& file : *files) {
      found.insert(identity_of(file));
    }
  }
  return found;
}

Selection whole(Workspace workspace) {
  Selection selection{std::move(workspace), {}};
  selection.files = selection.workspace.own;
  return selection;
}

// The project's workspace where it holds all of `wanted`.
std::optional<Selection> within_project(Workspace workspace, const std::set<std::string>& wanted) {
  Selection selection{std::move(workspace), {}};
  std::set<std::string> missing = wanted;
  for (const std::uint32_t file : selection.workspace.own) {
    if (missing.erase(identity_of(selection.workspace.sources[file].path())) > 0) {
      selection.files.insert(file);
    }
  }
  return missing.empty() ? std::optional(std::move(selection)) : std::nullopt;
}

// Why no project can be looked for there; empty where one can.
std::string no_start(const std::string& start) {
  std::error_code error;
  if (!std::filesystem::exists(start, error)) {
    return "there is no folder " + in_backticks(start);
  }
  if (std::filesystem::is_directory(start, error) ||
      std::filesystem::path(start).extension() == ".yaml") {
    return {};
  }
  const std::string text =
      in_backticks(start) + " is a file, where the folder of a project is wanted";
  return start.ends_with(".writ")
             ? text + "; policies are named with an option: `--policy " + shell_word(start) + "`"
             : text;
}

}  // namespace

Result<Selection> open_paths(const World& world, const Options& options) {
  const std::vector<std::string>& paths = options.arguments;
  const std::string start = paths.empty() ? "." : paths.front();
  const std::string project = options.project.empty() ? find_project(start) : options.project;
  if (paths.empty()) {
    const std::vector<std::string> here = {"."};
    Result<Workspace> loaded = load(world, {project, project.empty() ? here : paths, {}});
    return loaded ? Result<Selection>(whole(std::move(*loaded))) : loaded.error();
  }
  const Result<std::set<std::string>> wanted = files_below(paths);
  if (!wanted) {
    return wanted.error();
  }
  if (!project.empty()) {
    Result<Workspace> loaded = load(world, {project, {}, {}});
    if (!loaded) {
      return loaded.error();
    }
    if (std::optional<Selection> selection = within_project(std::move(*loaded), *wanted)) {
      return std::move(*selection);
    }
  }
  Result<Workspace> loaded = load(world, {options.project, paths, {}});
  return loaded ? Result<Selection>(whole(std::move(*loaded))) : loaded.error();
}

Result<Workspace> open_project(const World& world, const Options& options,
                               const std::string& start) {
  LoadRequest request{options.project, options.policies, options.set};
  if (request.project.empty() && (request.policies.empty() || !start.empty())) {
    const std::string from = start.empty() ? "." : start;
    if (const std::string wrong = no_start(from); !wrong.empty()) {
      return Error{wrong};
    }
    request.project = find_project(from);
    if (request.project.empty()) {
      return Error{"there is no project file `writ.yaml` at or above `" + from +
                   "`: name one with --project, or policies with --policy and data with --table"};
    }
  }
  return load(world, request);
}

std::string without_policy(const Workspace& workspace, const Options& options) {
  if (!workspace.program.policies.empty()) {
    return {};
  }
  std::vector<std::string> places = options.policies;
  if (workspace.project) {
    for (const Located& entry : workspace.project->policies) {
      places.push_back(entry.text);
    }
  }
  std::string text;
  for (const std::string& place : places) {
    text += (text.empty() ? " in " : ", ") + in_backticks(place);
  }
  return "there is no policy" + text +
         ": write one, as `writ init` shows, or name a pack that ships in `policies` of the "
         "project file, e.g. `writ:soc2/access`";
}

}  // namespace writ
