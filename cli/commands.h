// The commands: one row each, which drives dispatch, help and did-you-mean. A new command is a new
// file and a row.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_status.h"

namespace writ {

class Console;
struct Options;

struct Command {
  std::string_view name;
  std::string_view help;       // one line
  std::string_view arguments;  // "[PATH…]"; empty: it takes none
  std::string_view arguments_help;
  std::string_view example;
  unsigned options;  // OptionGroups
  ExitStatus (*run)(const Options& options, Console& console);
};

std::span<const Command> commands();

// The whole process behind main(): its arguments without the program's name -> its exit status.
int run_command(const std::vector<std::string>& arguments);

ExitStatus run_audit(const Options& options, Console& console);
ExitStatus run_check(const Options& options, Console& console);
ExitStatus run_collect(const Options& options, Console& console);
ExitStatus run_connector(const Options& options, Console& console);
ExitStatus run_debug(const Options& options, Console& console);
ExitStatus run_doctor(const Options& options, Console& console);
ExitStatus run_explain(const Options& options, Console& console);
ExitStatus run_fmt(const Options& options, Console& console);
ExitStatus run_identity(const Options& options, Console& console);
ExitStatus run_init(const Options& options, Console& console);
ExitStatus run_query(const Options& options, Console& console);
ExitStatus run_snapshot(const Options& options, Console& console);
ExitStatus run_test(const Options& options, Console& console);

}  // namespace writ
