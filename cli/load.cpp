#include "cli/load.h"

#include <algorithm>

#include "base/sha256.h"
#include "base/suggest.h"
#include "base/text.h"
#include "cli/consequences.h"
#include "cli/files.h"
#include "cli/identity_file.h"
#include "cli/packs.h"
#include "cli/params.h"
#include "cli/waivers.h"
#include "dsl/check.h"
#include "dsl/parse.h"

namespace writ {
namespace {

constexpr std::string_view pack_prefix = "writ:";

class Loader {
 public:
  Loader(const World& world, const LoadRequest& request) : world_(world), request_(request) {}

  Result<Workspace> run();

 private:
  Result<bool> add_requested();
  Result<bool> add_project();
  void add_project_policies();
  void add_pack(const Located& entry);
  void add_path(const Located& entry);
  void add_project_schemas();
  void add_shipped_schemas();
  void add_shipped(const EmbeddedFile& file);
  bool add_file(const std::string& path, bool own, std::string& problem);
  void parse_text(std::uint32_t file);
  void read_waivers();
  void read_overrides();
  std::uint32_t read_for(const Located& path, bool& found);
  std::string digest() const;

  Project& project() { return *workspace_.project; }

  const World& world_;
  const LoadRequest& request_;
  Workspace workspace_;
  std::vector<ast::File> files_;
  bool whole_ = true;            // every policy and schema file that is named was read
  std::set<std::string> paths_;  // that were added: a file named twice is read once
};

Result<bool> Loader::add_project() {
  Result<std::string> text = world_.read(request_.project, max_config_bytes);
  if (!text) {
    return text.error();
  }
  Sources& sources = workspace_.sources;
  const std::uint32_t file = sources.add(request_.project, without_secrets(*text));
  workspace_.project = parse_project(sources, file, workspace_.diagnostics);
  whole_ = names_all_files(project(), workspace_.diagnostics);
  return true;
}

bool Loader::add_file(const std::string& path, bool own, std::string& problem) {
  if (!paths_.insert(path).second) {
    return true;
  }
  Result<std::string> text = world_.read(path, max_config_bytes);
  if (!text) {
    problem = text.error().message;
    return false;
  }
  const std::uint32_t file = workspace_.sources.add(path, std::move(*text));
  if (own) {
    workspace_.own.insert(file);
  }
  parse_text(file);
  return true;
}

void Loader::parse_text(std::uint32_t file) {
  files_.push_back(parse(workspace_.sources, file, workspace_.diagnostics));
}

Result<bool> Loader::add_requested() {
  for (const std::string& path : request_.policies) {
    Result<std::vector<std::string>> files = policy_files(path);
    if (!files) {
      return files.error();
    }
    if (files->empty()) {
      return Error{"there is no `*.writ` file in `" + path + "`"};
    }
    for (const std::string& file : *files) {
      std::string problem;
      if (!add_file(file, true, problem)) {
        return Error{problem};
      }
    }
  }
  return true;
}

void Loader::add_project_policies() {
  for (const Located& entry : project().policies) {
    entry.text.starts_with(pack_prefix) ? add_pack(entry) : add_path(entry);
  }
}

void Loader::add_pack(const Located& entry) {
  const std::string name = entry.text.substr(pack_prefix.size());
  const std::vector<const EmbeddedFile*> files = find_pack(name);
  if (files.empty()) {
    whole_ = false;
    workspace_.diagnostics.add("W0631", entry.span, "no pack `" + name + "` ships with writ",
                               did_you_mean(name, known_packs()));
  }
  for (const EmbeddedFile* file : files) {
    add_shipped(*file);
  }
}

void Loader::add_path(const Located& entry) {
  const std::string path = joined(project().folder, entry.text);
  std::vector<std::string> files;
  std::string problem;
  if (path.find_first_of("*?[") != std::string::npos) {
    const Result<std::vector<std::string>> found = world_.glob(path);
    found ? void(files = *found) : void(problem = found.error().message);
  } else {
    const Result<std::vector<std::string>> found = policy_files(path);
    found ? void(files = *found) : void(problem = found.error().message);
  }
  if (problem.empty() && files.empty()) {
    problem = "`" + entry.text + "` names no policy file";
  }
  for (auto file = files.begin(); problem.empty() && file != files.end(); ++file) {
    add_file(*file, true, problem);
  }
  if (!problem.empty()) {
    whole_ = false;
    workspace_.diagnostics.add("W0630", entry.span, problem);
  }
}

void Loader::add_project_schemas() {
  for (const auto& [name, source] : project().sources) {
    std::string problem;
    if (source.schema && !add_file(joined(project().folder, source.schema->text), true, problem)) {
      whole_ = false;
      workspace_.diagnostics.add("W0630", source.schema->span, problem);
    }
  }
}

void Loader::add_shipped(const EmbeddedFile& file) {
  const std::string path = std::string(pack_prefix) + std::string(file.path);
  if (paths_.insert(path).second) {
    parse_text(workspace_.sources.add(path, std::string(file.text)));
  }
}

// The shipped schema of every `use` that no file declares: a project may bring its own of the same
// name.
void Loader::add_shipped_schemas() {
  std::set<std::string> declared;
  std::set<std::string> used;
  for (const ast::File& file : files_) {
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* schema = std::get_if<ast::Schema>(&declaration.node)) {
        declared.insert(schema->name.text);
      } else if (const auto* use = std::get_if<ast::Use>(&declaration.node)) {
        used.insert(use->schema.text);
      }
    }
  }
  for (const std::string& name : used) {
    const EmbeddedFile* file = declared.contains(name) ? nullptr : find_schema(name);
    if (file != nullptr) {
      add_shipped(*file);
    }
  }
  if (const EmbeddedFile* file = find_embedded("connectors/account.writ")) {
    add_shipped(*file);
  }
}

std::uint32_t Loader::read_for(const Located& path, bool& found) {
  const std::string full = joined(project().folder, path.text);
  Result<std::string> text = world_.read(full, max_config_bytes);
  found = static_cast<bool>(text);
  if (!found) {
    workspace_.diagnostics.add("W0630", path.span, text.error().message);
    return 0;
  }
  return workspace_.sources.add(full, std::move(*text));
}

void Loader::read_waivers() {
  bool found = false;
  if (const auto& path = project().waivers) {
    const std::uint32_t file = read_for(*path, found);
    if (found) {
      workspace_.waivers =
          parse_waivers(workspace_.program, workspace_.sources, file, workspace_.diagnostics);
    }
  }
}

void Loader::read_overrides() {
  bool found = false;
  if (const auto& path = project().identity) {
    const std::uint32_t file = read_for(*path, found);
    if (found) {
      workspace_.overrides =
          parse_overrides(workspace_.program, workspace_.sources, file, workspace_.diagnostics);
    }
  }
}

// Over every text that the verdicts depend on, but for the data and where it lies (the project
// file): the same for any folder that the project is in.
std::string Loader::digest() const {
  const auto& project = workspace_.project;
  const std::string folder = project ? project->folder : "";
  std::map<std::string, std::string_view> texts;
  for (std::uint32_t file = 0; file < workspace_.sources.size(); ++file) {
    if (project && file == project->file) {
      continue;
    }
    const Source& source = workspace_.sources[file];
    texts[relative_to(source.path(), folder)] = source.text();
  }
  Sha256 sha;
  for (const auto& [path, text] : texts) {
    sha.add_field(path);
    sha.add_field(text);
  }
  return "sha256:" + sha.hex();
}

Result<Workspace> Loader::run() {
  if (!request_.project.empty()) {
    if (const Result<bool> added = add_project(); !added) {
      return added.error();
    }
    add_project_policies();
    add_project_schemas();
  }
  if (const Result<bool> added = add_requested(); !added) {
    return added.error();
  }
  add_shipped_schemas();
  workspace_.program = check(std::move(files_), workspace_.sources, workspace_.diagnostics);
  workspace_.diagnostics =
      without_consequences(workspace_.diagnostics, whole_, workspace_.project, workspace_.program);
  // What names things of the program cannot be judged without all of it.
  if (whole_) {
    auto params = read_params(workspace_.project, request_.set, workspace_.program,
                              workspace_.sources, workspace_.diagnostics);
    if (!params) {
      return params.error();
    }
    workspace_.params = std::move(*params);
  }
  if (workspace_.project && whole_) {
    read_waivers();
    read_overrides();
    workspace_.inputs =
        project_inputs(project(), workspace_.program, workspace_.sources, workspace_.diagnostics);
  }
  workspace_.policy_digest = digest();
  return std::move(workspace_);
}

}  // namespace

Result<Workspace> load(const World& world, const LoadRequest& request) {
  return Loader(world, request).run();
}

}  // namespace writ
