// writ snapshot: actions on the store, a row each.
#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/stored.h"
#include "connectors/world.h"
#include "evidence/snapshot_diff.h"
#include "evidence/wrap.h"
#include "snapshot/store/verify.h"

namespace writ {
namespace {

struct Context {
  const Options& options;
  Console& console;
  std::string store;
  std::vector<std::string> which;  // what the command line names, behind the action

  TextStyle style() const { return {console.width(), console.color()}; }
  ExitStatus emit(const std::string& text, const std::string& json,
                  ExitStatus status = ExitStatus::ok) const {
    return console.emit(options.format == "json" ? json : text, status);
  }
};

std::string name_of(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

ExitStatus list(Context& context) {
  const Result<std::vector<std::string>> paths = list_snapshots(context.store);
  if (!paths) {
    return context.console.failed(paths.error());
  }
  std::vector<StoreEntry> entries;
  ExitStatus status = ExitStatus::ok;
  for (const std::string& path : *paths) {
    entries.push_back({name_of(path), read_stored(path)});
    if (const Result<StoredSnapshot>& stored = entries.back().stored; !stored) {
      status = first_of({status, stored.error().corrupt ? ExitStatus::corrupt : ExitStatus::data});
    }
  }
  return context.emit(snapshots_text(context.store, entries, context.style()),
                      snapshots_json(context.store, entries), status);
}

// Calls `use` with each snapshot that is named, once its name and its manifest are right.
ExitStatus with_named(Context& context,
                      const std::function<ExitStatus(const std::vector<StoredSnapshot>&)>& use) {
  std::vector<StoredSnapshot> snapshots;
  for (const std::string& which : context.which) {
    const Result<std::string> path = snapshot_path(which, context.store);
    if (!path) {
      return context.console.usage(path.error().message);
    }
    Result<StoredSnapshot> stored = read_stored(*path);
    if (!stored) {
      return context.console.failed(stored.error());
    }
    snapshots.push_back(std::move(*stored));
  }
  return use(snapshots);
}

ExitStatus show(Context& context) {
  return with_named(context, [&](const std::vector<StoredSnapshot>& snapshots) {
    return context.emit(snapshot_text(snapshots[0], context.style()), snapshot_json(snapshots[0]));
  });
}

ExitStatus diff(Context& context) {
  return with_named(context, [&](const std::vector<StoredSnapshot>& snapshots) {
    std::vector<ColumnSnapshot> columns;
    for (const StoredSnapshot& stored : snapshots) {
      Result<ColumnSnapshot> opened = open_stored(stored, StoreCheck::digests);
      if (!opened) {
        return context.console.failed(opened.error());
      }
      columns.push_back(std::move(*opened));
    }
    const DiffReport report{snapshots[0], snapshots[1], writ::diff(columns[0], columns[1])};
    const bool same = std::all_of(report.tables.begin(), report.tables.end(),
                                  [](const TableDiff& table) { return table.same(); });
    constexpr std::size_t rows = 20;
    return context.emit(diff_text(report, context.options.all ? 0 : rows, context.style()),
                        diff_json(report), same ? ExitStatus::ok : ExitStatus::found);
  });
}

// The paths that are named; all of the store where none is.
Result<std::vector<std::string>> named_or_all(const Context& context) {
  if (context.which.empty()) {
    return list_snapshots(context.store);
  }
  std::vector<std::string> paths;
  for (const std::string& which : context.which) {
    const Result<std::string> path = snapshot_path(which, context.store);
    if (!path) {
      return path.error();
    }
    paths.push_back(*path);
  }
  return paths;
}

ExitStatus verify(Context& context) {
  const Result<std::vector<std::string>> paths = named_or_all(context);
  if (!paths) {
    return context.console.usage(paths.error().message);
  }
  std::vector<VerifiedSnapshot> verified;
  for (const std::string& path : *paths) {
    context.console.progress("verifying " + name_of(path));
    Result<std::vector<std::string>> problems = verify_snapshot(path);
    if (!problems) {
      return context.console.failed(problems.error());
    }
    verified.push_back({name_of(path), std::move(*problems)});
  }
  const bool whole = std::all_of(verified.begin(), verified.end(),
                                 [](const VerifiedSnapshot& one) { return one.problems.empty(); });
  return context.emit(verified.empty() ? "no snapshot in `" + context.store + "`\n"
                                       : verified_text(verified, context.style()),
                      verified_json(verified), whole ? ExitStatus::ok : ExitStatus::corrupt);
}

ExitStatus prune(Context& context) {
  const int keep = context.options.keep;
  if ((keep == 0) == context.which.empty()) {
    return context.console.usage(
        "prune takes the snapshots to remove, or `--keep N` to keep the newest",
        "evidence is not removed by chance: `writ snapshot list` shows what there is");
  }
  Result<std::vector<std::string>> paths = named_or_all(context);
  if (!paths) {
    return context.console.usage(paths.error().message);
  }
  if (keep > 0) {
    paths->resize(paths->size() - std::min(paths->size(), static_cast<std::size_t>(keep)));
  }
  for (const std::string& path : *paths) {
    if (std::filesystem::path(path).parent_path() !=
        std::filesystem::path(context.store) / "snapshots") {
      return context.console.usage("`" + path + "` is not in the store `" + context.store + "`");
    }
  }
  if (!context.options.check) {
    if (const Result<bool> removed = remove_snapshots(context.store, *paths); !removed) {
      return context.console.failed(removed.error());
    }
  }
  std::vector<std::string> names;
  std::transform(paths->begin(), paths->end(), std::back_inserter(names), name_of);
  const bool would = context.options.check && !names.empty();
  return context.emit(pruned_text(names, context.options.check),
                      pruned_json(names, context.options.check),
                      would ? ExitStatus::found : ExitStatus::ok);
}

struct Action {
  std::string_view name;
  std::string_view takes;
  std::size_t least;
  std::size_t most;
  ExitStatus (*run)(Context& context);
};
constexpr std::size_t any = 1'000'000;
constexpr std::array<Action, 5> actions = {{{"list", "list", 0, 0, list},
                                            {"show", "show ID", 1, 1, show},
                                            {"verify", "verify [ID…]", 0, any, verify},
                                            {"diff", "diff ID ID", 2, 2, diff},
                                            {"prune", "prune ID… | --keep N", 0, any, prune}}};

// The store alone is wanted of the project file; policies may be broken.
Result<std::string> find_store(const Options& options, Console& console) {
  const std::string path = options.project.empty() ? find_project(".") : options.project;
  if (path.empty() || !options.store.empty()) {
    return store_of(options, std::nullopt);
  }
  Result<std::string> text = Disk().read(path, max_config_bytes);
  if (!text) {
    return text.error();
  }
  Sources sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add(path, without_secrets(*text));
  const Project project = parse_project(sources, file, diagnostics);
  console.show(diagnostics, sources);
  if (diagnostics.has_errors()) {
    return Error{
        "the project file does not say where the store is: mend it, or give `--store DIR`"};
  }
  return store_of(options, project);
}

ExitStatus no_action(const Options& options, Console& console) {
  std::vector<std::string> names;
  std::string all;
  for (const Action& action : actions) {
    names.emplace_back(action.name);
    all += (all.empty() ? "" : ", ") + std::string(action.takes);
  }
  if (options.arguments.empty()) {
    return console.usage("snapshot takes an action: " + all);
  }
  const std::string near = did_you_mean(options.arguments[0], names);
  return console.usage("snapshot has no action " + in_backticks(options.arguments[0]),
                       near.empty() ? "there are: " + all : near);
}

}  // namespace

ExitStatus run_snapshot(const Options& options, Console& console) {
  const auto* action = std::find_if(actions.begin(), actions.end(), [&](const Action& row) {
    return !options.arguments.empty() && row.name == options.arguments[0];
  });
  if (action == actions.end()) {
    return no_action(options, console);
  }
  const std::size_t given = options.arguments.size() - 1;
  if (given < action->least || given > action->most) {
    return console.usage("expected `writ snapshot " + std::string(action->takes) + "`, found " +
                         counted(given, "name"));
  }
  const Result<std::string> store = find_store(options, console);
  if (!store) {
    return console.usage(store.error().message);
  }
  Context context{
      options, console, *store, {options.arguments.begin() + 1, options.arguments.end()}};
  return action->run(context);
}

}  // namespace writ
