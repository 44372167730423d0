// Inputs: which files become which table, from the project file, the export maps that ship and the
// command line, checked against the schemas.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "cli/options.h"
#include "cli/project.h"
#include "connectors/collection.h"
#include "connectors/table_map.h"
#include "connectors/world.h"
#include "dsl/program.h"

namespace writ {

struct Input {
  TableMap map;
  std::string root;  // folder that its paths start at
  const Zone* zone = nullptr;
  std::optional<Instant> collected_at;
  std::string query = {};  // of a table of a database that is asked
  // Of a table that was fetched: where its pages are, and how it was collected.
  std::shared_ptr<const World> pages = {};
  std::shared_ptr<const Collection> record = {};
};

// What a run reads: one entry for each table of the program that somebody named files for.
struct Inputs {
  std::map<std::string, Input> tables;         // by "source.table"
  std::map<std::string, Input> fetched;        // that `writ collect` asks their systems for
  std::map<std::string, std::string> missing;  // all but `tables` -> why there is no data
  std::map<std::string, const Zone*> zones;    // by source
};

// Of the project; mistakes are W0632 to W0635 and what table maps can say.
Inputs project_inputs(const Project& project, const Program& program, Sources& sources,
                      Diagnostics& diagnostics);
// --table and --timezone on top of them. An Error is wrong usage.
Result<Inputs> with_options(Inputs inputs, const Options& options, const Program& program);

}  // namespace writ
