#include "cli/consequences.h"

#include <algorithm>
#include <array>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/packs.h"

namespace writ {
namespace {

// Of a name that nothing declares.
constexpr std::array<std::string_view, 9> unknown_names = {
    "W0201", "W0202", "W0203", "W0204", "W0205", "W0206", "W0207", "W0208", "W0213"};
constexpr std::string_view unknown_schema = "W0206";

bool is_unknown_name(const Diagnostic& diagnostic) {
  return std::find(unknown_names.begin(), unknown_names.end(), diagnostic.code.id) !=
         unknown_names.end();
}

// The `use` whose schema is at `span`.
const ast::Use* use_at(const Program& program, Span span) {
  for (const ast::File& file : program.files) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* use = std::get_if<ast::Use>(&declaration.node);
      if (use != nullptr && use->schema.span.file == span.file &&
          use->schema.span.begin == span.begin) {
        return use;
      }
    }
  }
  return nullptr;
}

// A schema that only a source of the project file would have brought: the source is what is
// missing.
void blame_source(Diagnostic& diagnostic, const Project& project, const Program& program) {
  const ast::Use* use = use_at(program, diagnostic.span);
  if (use == nullptr || project.sources.contains(use->source.text)) {
    return;
  }
  std::vector<std::string> names;
  for (const auto& [name, source] : project.sources) {
    names.push_back(name);
  }
  diagnostic.span = use->source.span;
  diagnostic.message = "no source in " + in_backticks(project.path) + " is called " +
                       in_backticks(use->source.text) + ", and no schema " +
                       in_backticks(use->schema.text);
  diagnostic.help = did_you_mean(use->source.text, names);
  if (diagnostic.help.empty()) {
    diagnostic.help = "add it to `sources`, its `schema` the file that declares " +
                      in_backticks(use->schema.text);
  }
}

}  // namespace

bool names_all_files(const Project& project, const Diagnostics& diagnostics) {
  const bool open =
      std::any_of(project.sources.begin(), project.sources.end(), [](const auto& source) {
        return !source.second.schema && find_schema(source.second.connector.text) == nullptr;
      });
  return !diagnostics.has_errors() ||
         (!project.policies.empty() && !project.sources.empty() && !open);
}

Diagnostics without_consequences(const Diagnostics& diagnostics, bool whole,
                                 const std::optional<Project>& project, const Program& program) {
  Diagnostics kept;
  for (Diagnostic& diagnostic : diagnostics.sorted()) {
    if (!whole && is_unknown_name(diagnostic)) {
      continue;
    }
    if (project && diagnostic.code.id == unknown_schema) {
      blame_source(diagnostic, *project, program);
    }
    kept.add(diagnostic.code.id, diagnostic.span, std::move(diagnostic.message),
             std::move(diagnostic.help))
        .labels = std::move(diagnostic.labels);
  }
  return kept;
}

}  // namespace writ
