#include "base/render.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/files.h"
#include "cli/log.h"
#include "cli/project.h"
#include "connectors/world.h"
#include "dsl/format.h"
#include "dsl/parse.h"

namespace writ {
namespace {

// The formatted text; nothing where the file has mistakes, which are in `diagnostics` then.
std::optional<std::string> formatted(Sources& sources, std::uint32_t file,
                                     Diagnostics& diagnostics) {
  const ast::File tree = parse(sources, file, diagnostics);
  if (diagnostics.has_errors()) {
    return std::nullopt;
  }
  std::string text = format(tree, sources);
  // A formatter that changes the meaning of a policy would be worse than none: read its result
  // back.
  Diagnostics unexpected;
  const std::uint32_t again = sources.add(sources[file].path(), text);
  ENSURE(parse(sources, again, unexpected) == tree && !unexpected.has_errors());
  return text;
}

ExitStatus format_standard_input(const Options& options, Console& console) {
  Result<std::string> text = read_standard_input();
  if (!text) {
    return console.usage(text.error().message);
  }
  Sources sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add("<stdin>", std::move(*text));
  const std::optional<std::string> result = formatted(sources, file, diagnostics);
  if (!result) {
    console.show(diagnostics, sources);
    return ExitStatus::usage;
  }
  const bool changed = *result != sources[file].text();
  if (options.check) {
    return changed ? ExitStatus::found : ExitStatus::ok;
  }
  return console.emit(*result, ExitStatus::ok);
}

struct Tally {
  std::string changed;  // a path a line
  ExitStatus status = ExitStatus::ok;
};

void format_file(const World& world, const std::string& path, const Options& options,
                 Console& console, Tally& tally) {
  Result<std::string> text = world.read(path, max_config_bytes);
  if (!text) {
    tally.status = console.usage(text.error().message);
    return;
  }
  Sources sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add(path, std::move(*text));
  const std::optional<std::string> result = formatted(sources, file, diagnostics);
  if (!result) {
    console.show(diagnostics, sources);
    tally.status = ExitStatus::usage;
  } else if (*result != sources[file].text()) {
    tally.changed += path + "\n";
    if (options.check) {
      tally.status = first_of({tally.status, ExitStatus::found});
    } else if (const Result<bool> written = write_file(path, *result); !written) {
      tally.status = first_of({tally.status, console.failed(written.error().message)});
    }
  }
}

}  // namespace

ExitStatus run_fmt(const Options& options, Console& console) {
  if (options.arguments == std::vector<std::string>{"-"}) {
    return format_standard_input(options, console);
  }
  const std::vector<std::string> here = {"."};
  const Disk disk;
  Tally tally;
  for (const std::string& path : options.arguments.empty() ? here : options.arguments) {
    const Result<std::vector<std::string>> files = policy_files(path);
    if (!files) {
      return console.usage(files.error().message);
    }
    for (const std::string& file : *files) {
      format_file(disk, file, options, console, tally);
    }
  }
  return console.emit(tally.changed, tally.status);
}

}  // namespace writ
