#include "cli/commands.h"

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/log.h"
#include "cli/options.h"

namespace writ {
namespace {

constexpr unsigned data_options = takes_project | takes_policies | takes_data | takes_store;
constexpr unsigned judging_options = data_options | takes_snapshot;

// clang-format off
constexpr Command table[] = {
    {"audit", "evaluate the policies on the data, and report", "[DIR]",
     "The folder of the project (default: the working directory)", "writ audit examples/acme",
     judging_options | takes_only | takes_gate | takes_format, run_audit},
    {"check", "find the mistakes in policies and the project file", "[PATH…]",
     "Files and folders (default: the project)",
     "writ check policies/\n  writ check --cost --rows 1000000 --rows hr.workers=5000",
     takes_project | takes_format | takes_cost, run_check},
    {"collect", "read the data, and store it as an immutable snapshot", "[SOURCE…]",
     "Sources of the project (default: all)", "writ collect && writ audit --snapshot latest",
     data_options | takes_format, run_collect},
    {"connector", "write a connector, try it on its recorded pages; or learn an export's map", "new NAME | check FOLDER | learn EXPORT",
     "`new` and the connector's name, `check` and its folder, or `learn` and a CSV file",
     "writ connector check connectors/activecampaign\n  writ connector learn users.csv --as thought_industries --output users.yaml",
     takes_project | takes_learn, run_connector},
    {"debug", "how the engine goes about policies: its plan", "plan [DIR]",
     "`plan`, and the folder of the project (default: the working directory)",
     "writ debug plan examples/acme --only leavers_deactivated --profile",
     judging_options | takes_only | takes_profile | takes_format, run_debug},
    {"doctor", "what is set up, what is missing, and what to do", "[DIR]",
     "The folder of the project (default: the working directory)", "writ doctor",
     takes_project | takes_store | takes_format, run_doctor},
    {"explain", "why this verdict, step by step; or what a diagnostic means", "WHAT [KEY]",
     "A policy and, of its subjects, one key; or the code of a diagnostic", "writ explain leavers_deactivated w1",
     judging_options | takes_format, run_explain},
    {"fmt", "write policies in the one format", "[PATH…]",
     "Files and folders (default: all below the working directory); `-`: standard input to standard output",
     "writ fmt --check policies/", takes_check, run_fmt},
    {"identity", "the accounts that a person has to look at: nobody's, several persons', look-alikes", "[DIR]",
     "The folder of the project (default: the working directory)", "writ identity examples/acme",
     judging_options | takes_all | takes_links | takes_format, run_identity},
    {"init", "start a project: policies with tests, sample data, CI", "[DIR]",
     "The folder (default: the working directory); nothing in it is overwritten", "writ init acme && writ audit acme",
     0, run_init},
    {"query", "the rows that a condition selects, as a population", "EXPR",
     "A binding as in a policy's `for`", R"(writ query 'a in lms.users where a.role == "Admin"')",
     judging_options | takes_format, run_query},
    {"snapshot", "the store: list, show, verify, diff, prune", "ACTION [ID…]",
     "list | show ID | verify [ID…] | diff ID ID | prune ID… | prune --keep N; an ID is `latest`, the first digits, or a folder",
     "writ snapshot diff 5f3a latest", takes_project | takes_store | takes_format | takes_keep | takes_check | takes_all,
     run_snapshot},
    {"test", "run the test blocks of policies", "[PATH…]",
     "Files and folders (default: the project)", "writ test policies/access.writ",
     takes_project | takes_format, run_test},
};
// clang-format on

void print_help(std::ostream& out) {
  out << "writ " WRIT_VERSION ": policies over identity and access data, audited\n\n"
      << "Example:\n  writ init acme && writ audit acme\n\nCommands:\n";
  for (const Command& command : table) {
    const std::string name = std::string(command.name) + " " + std::string(command.arguments);
    out << "  " << name << std::string(20 - std::min<std::size_t>(19, display_width(name)), ' ')
        << command.help << '\n';
  }
  out << "\n`writ COMMAND -h` says more about one.\n";
}

const Command* find_command(std::string_view name) {
  const auto place = std::find_if(std::begin(table), std::end(table),
                                  [&](const Command& command) { return command.name == name; });
  return place == std::end(table) ? nullptr : place;
}

ExitStatus unknown_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : table) {
    names.emplace_back(command.name);
  }
  const std::string near = did_you_mean(name, names);
  log(LogLevel::error,
      "there is no command `" + name + "`; " + (near.empty() ? "`writ -h` lists them" : near));
  return ExitStatus::usage;
}

ExitStatus dispatch(std::vector<std::string> arguments) {
  if (arguments.empty()) {
    print_help(std::cerr);
    return ExitStatus::usage;
  }
  if (arguments[0] == "help" && arguments.size() > 1) {
    arguments = {arguments[1], "--help"};
  }
  const std::string name = arguments[0];
  if (name == "-h" || name == "--help" || name == "help") {
    print_help(std::cout);
    return ExitStatus::ok;
  }
  if (name == "--version") {
    std::cout << "writ " WRIT_VERSION "\n";
    return ExitStatus::ok;
  }
  const Command* command = find_command(name);
  if (command == nullptr) {
    return unknown_command(name);
  }
  const auto parsed = parse_options(*command, {arguments.begin() + 1, arguments.end()});
  if (const auto* status = std::get_if<ExitStatus>(&parsed)) {
    return *status;
  }
  const Options& options = std::get<Options>(parsed);
  set_up_log(options);
  Console console(options);
  return command->run(options, console);
}

}  // namespace

std::span<const Command> commands() {
  return table;
}

int run_command(const std::vector<std::string>& arguments) {
  clean_up_on_signals();
  set_up_log(Options{});
  ExitStatus status = dispatch(arguments);
  std::cout.flush();
  if (!std::cout || std::fflush(stdout) != 0) {
    status = first_of({status, ExitStatus::data});
  }
  return static_cast<int>(status);
}

}  // namespace writ
