// The command line of one command, parsed. What the values mean is for the commands to say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/exit_status.h"

namespace writ {

struct Command;

struct Options {
  std::vector<std::string> arguments;  // those without a dash

  std::string project;          // --project; empty: found upwards
  std::string format = "text";  // or "json"
  std::string output;           // empty: standard output
  std::string color = "auto";
  std::string log_format = "text";
  int threads = 0;  // at most; 0: not given. The reference engine uses one
  bool quiet = false;
  bool verbose = false;

  std::vector<std::string> policies;   // --policy FILE|DIR
  std::vector<std::string> tables;     // --table source.table=FILE
  std::vector<std::string> timezones;  // --timezone source=ZONE
  std::vector<std::string> set;        // --set param=value
  std::vector<std::string> only;       // --only POLICY
  std::string as_schema;               // --as SYSTEM; a file of one's own schema ends in .writ
  std::string store;                   // --store; empty: the project's
  std::string snapshot;                // --snapshot latest|ID|DIR; empty: the data is read from files
  std::string as_of;
  std::string min_severity;
  std::string fail_on;
  std::string engine = "native";
  bool all = false;
  bool links = false;  // --links
  bool fresh = false;  // --fresh
  bool check = false;
  int keep = 0;  // --keep N; 0: not given
  bool profile = false;
  bool cost = false;
  std::vector<std::string> rows;          // --rows N, --rows TABLE=N
  std::optional<std::uint64_t> max_cost;  // --max-cost N
};

// Which options a command takes, besides the common ones.
enum OptionGroup : unsigned {
  takes_format = 1U << 0,    // --format, --output
  takes_policies = 1U << 1,  // --policy
  takes_data = 1U << 2,      // --table, --timezone, --as-of, --set
  takes_gate = 1U << 3,      // --min-severity, --fail-on, --engine, --fresh, --all
  takes_check = 1U << 4,     // --check
  takes_project = 1U << 5,   // --project
  takes_store = 1U << 6,     // --store
  takes_snapshot = 1U << 7,  // --snapshot
  takes_keep = 1U << 8,      // --keep
  takes_all = 1U << 9,       // --all
  takes_links = 1U << 14,    // --links
  takes_only = 1U << 10,     // --only
  takes_profile = 1U << 11,  // --profile
  takes_cost = 1U << 12,     // --cost, --rows, --max-cost
  takes_learn = 1U << 13,    // --as, --table, --output
};

// The options, or the status to end with: help was asked for and shown, or the mistake was
// reported.
std::variant<Options, ExitStatus> parse_options(const Command& command,
                                                const std::vector<std::string>& arguments);

}  // namespace writ
