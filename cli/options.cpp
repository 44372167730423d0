#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/log.h"

namespace writ {
namespace {

// Usage as our tables write it: `writ audit [OPTIONS] [DIR]`.
class Help : public CLI::Formatter {
 public:
  explicit Help(const Command& command) : arguments_(command.arguments) {}
  std::string make_usage(const CLI::App* /*app*/, std::string name) const override {
    return "Usage: " + name + " [OPTIONS]" + (arguments_.empty() ? "" : " " + arguments_) + "\n";
  }

  // What a positional stands for says its text.
  std::string make_option_name(const CLI::Option* option, bool positional) const override {
    return positional ? std::string() : Formatter::make_option_name(option, positional);
  }

 private:
  std::string arguments_;
};

void add_common(CLI::App& app, Options& options) {
  app.add_option("--threads", options.threads, "Threads to use, at most (default: all of the machine)")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  app.add_option("--color", options.color, "Colours: auto, always or never (NO_COLOR is honoured)")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  app.add_option("--log-format", options.log_format,
                 "Form of the log on standard error: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("F");
  app.add_flag("-q,--quiet", options.quiet, "Log errors only");
  app.add_flag("-v,--verbose", options.verbose, "Log what is being done");
}

void add_format(CLI::App& app, Options& options) {
  app.add_option("--format", options.format, "Form of the result: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("F");
  app.add_option("--output", options.output, "Write the result to FILE instead of standard output")
      ->type_name("FILE");
}

void add_data(CLI::App& app, Options& options) {
  app.add_option("--table", options.tables, "Read source.table from a CSV, JSON or NDJSON file")
      ->type_name("TABLE=FILE")
      ->allow_extra_args(false);
  app.add_option("--timezone", options.timezones, "Time zone of a source's dates (default: UTC)")
      ->type_name("SOURCE=ZONE")
      ->allow_extra_args(false);
  app.add_option("--as-of", options.as_of, "The instant that `now` means: 2026-03-03T12:00:00Z")
      ->type_name("TIME");
  app.add_option("--set", options.set, "Give a param another value")
      ->type_name("PARAM=VALUE")
      ->allow_extra_args(false);
}

void add_learn(CLI::App& app, Options& options) {
  app.add_option("--as", options.as_schema,
                 "learn: the system that the export is of, or a schema of your own: schemas/hr.writ")
      ->type_name("SYSTEM");
  app.add_option("--table", options.tables,
                 "learn: the table of the schema (default: the one that fits best)")
      ->type_name("TABLE")
      ->allow_extra_args(false);
  app.add_option("--output", options.output,
                 "Write the result to FILE instead of standard output; learn overwrites nothing")
      ->type_name("FILE");
}

void add_gate(CLI::App& app, Options& options) {
  app.add_option("--min-severity", options.min_severity,
                 "Policies below this severity do not count for the exit status")
      ->type_name("S");
  app.add_option("--fail-on", options.fail_on,
                 "What makes the exit status 1: violation, unknown, pending or never")
      ->type_name("V");
  app.add_option("--engine", options.engine, "Engine that evaluates: native, or reference (slow; defines what native must say)")
      ->type_name("E");
  app.add_flag("--fresh", options.fresh,
               "Evaluate all anew: what earlier audits of the snapshot found does not count");
  app.add_flag("--all", options.all, "List every subject, compliant ones too");
}

void add_plan_options(CLI::App& app, const Command& command, Options& options) {
  if (command.options & takes_profile) {
    app.add_flag("--profile", options.profile,
                 "Read the data and evaluate, too: rows visited and times (else no data is read)");
  }
  if (command.options & takes_cost) {
    app.add_flag("--cost", options.cost,
                 "Estimate the rows that each policy visits; name those that are quadratic");
    app.add_option("--rows", options.rows,
                   "With --cost: how many rows a table has (default: 100000), or one table (repeatable)")
        ->type_name("[TABLE=]N")
        ->allow_extra_args(false);
    app.add_option("--max-cost", options.max_cost,
                   "With --cost: exit status 1 where a policy may visit more than N rows")
        ->type_name("N");
  }
}

void add_store_options(CLI::App& app, const Command& command, Options& options) {
  if (command.options & takes_store) {
    app.add_option("--store", options.store, "The store of snapshots (default: the project's)")
        ->type_name("DIR");
  }
  if (command.options & takes_keep) {
    app.add_option("--keep", options.keep, "prune: keep the newest N, remove the others")
        ->check(CLI::Range(1, 1'000'000'000))
        ->type_name("N");
  }
  if (command.options & takes_all) {
    app.add_flag("--all", options.all, "Leave nothing out of the text");
  }
  if (command.options & takes_links) {
    app.add_flag("--links", options.links, "List every account, with its person and the values that were compared");
  }
}

void add_options(CLI::App& app, const Command& command, Options& options) {
  if (!command.arguments.empty()) {
    app.add_option("arguments", options.arguments, std::string(command.arguments_help))
        ->option_text(std::string(command.arguments));
  }
  if (command.options & takes_project) {
    app.add_option("--project", options.project,
                   "The project file (default: writ.yaml, found upwards)")
        ->type_name("FILE");
  }
  if (command.options & takes_policies) {
    app.add_option("--policy", options.policies, "A policy file, or a folder of them (repeatable)")
        ->type_name("FILE|DIR")
        ->allow_extra_args(false);
  }
  if (command.options & takes_data) {
    add_data(app, options);
  }
  if (command.options & takes_snapshot) {
    app.add_option("--snapshot", options.snapshot,
                   "Judge a stored snapshot instead of files: latest, its id, or its folder")
        ->type_name("latest|ID|DIR");
  }
  if (command.options & takes_only) {
    app.add_option("--only", options.only, "Evaluate this policy alone (repeatable)")
        ->type_name("POLICY")
        ->allow_extra_args(false);
  }
  if (command.options & takes_gate) {
    add_gate(app, options);
  }
  add_store_options(app, command, options);
  add_plan_options(app, command, options);
  if (command.options & takes_check) {
    app.add_flag("--check", options.check,
                 "Change nothing; exit status 1 where something would change");
  }
  if (command.options & takes_learn) {
    add_learn(app, options);
  }
  if (command.options & takes_format) {
    add_format(app, options);
  }
  add_common(app, options);
}

// "--formt" -> "did you mean `--format`?"; "-x", a key of some data -> how to write it.
std::string help_for(const CLI::App& app, const Command& command,
                     const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (name.starts_with("--") && !known) {
      const std::string near = did_you_mean(name, names);
      if (!near.empty()) {
        return near;
      }
    }
  }
  const std::string name = "writ " + std::string(command.name);
  for (const std::string& argument : arguments) {
    const bool option = argument.size() == 2 && app.get_option_no_throw(argument) != nullptr;
    if (argument.starts_with('-') && !argument.starts_with("--") && !option &&
        !command.arguments.empty()) {
      return "if " + in_backticks(argument) + " is no option, write it last, after `--`: `" + name +
             " … -- " + argument + "`";
    }
  }
  return "`" + name + " -h` shows what it takes";
}

}  // namespace

std::variant<Options, ExitStatus> parse_options(const Command& command,
                                                const std::vector<std::string>& arguments) {
  Options options;
  const std::string name = "writ " + std::string(command.name);
  CLI::App app("Example:\n  " + std::string(command.example) + "\n\n" + std::string(command.help),
               name);
  app.formatter(std::make_shared<Help>(command));
  add_options(app, command, options);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return ExitStatus::ok;
  } catch (const CLI::ParseError& error) {
    const std::string help = help_for(app, command, arguments);
    log(LogLevel::error, std::string(command.name) + ": " + error.what() + "; " + help);
    return ExitStatus::usage;
  }
  return options;
}

}  // namespace writ
