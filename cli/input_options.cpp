// Inputs from the command line, on top of the project's.
#include <fmt/format.h>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/inputs.h"

namespace writ {
namespace {

struct Assignment {
  std::string name;
  std::string value;
};

Result<Assignment> assignment(const std::string& option, const std::string& text,
                              std::string_view form) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return Error{fmt::format("`{} {}`: expected {}", option, text, form)};
  }
  return Assignment{text.substr(0, equals), text.substr(equals + 1)};
}

Error unknown(const std::string& option, std::string_view what, const std::string& name,
              const std::vector<std::string>& known) {
  const std::string near = did_you_mean(name, known);
  return Error{fmt::format("`{}`: no policy uses a {} `{}`{}{}", option, what, name,
                           near.empty() ? "" : "; ", near)};
}

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) {
    keys.push_back(key);
  }
  return keys;
}

// The command line has no word for a file's format, other than its name.
Result<bool> told_format(const std::string& option, const std::string& path, const TableMap& map) {
  if (map.format != FileFormat::by_extension || format_of_name(path)) {
    return true;
  }
  return Error{
      fmt::format("`--table {}`: the name of {} does not tell its format; it must end in "
                  ".csv, .tsv, .json, .ndjson, .jsonl, .yaml or .yml",
                  option, in_backticks(path))};
}

Result<bool> add_tables(Inputs& inputs, const Options& options, const Program& program) {
  std::map<std::string, std::vector<std::string>> files;
  for (const std::string& text : options.tables) {
    const Result<Assignment> table = assignment("--table", text, "SOURCE.TABLE=FILE");
    if (!table) {
      return table.error();
    }
    if (!program.schemas.contains(table->name)) {
      return unknown("--table", "table", table->name, keys_of(program.schemas));
    }
    if (const Result<bool> told = told_format(text, table->value, inputs.tables[table->name].map);
        !told) {
      return told.error();
    }
    files[table->name].push_back(table->value);
  }
  for (auto& [table, paths] : files) {
    Input& input = inputs.tables[table];
    input.map.files = std::move(paths);
    input.root.clear();
    inputs.missing.erase(table);
  }
  return true;
}

Result<bool> add_zones(Inputs& inputs, const Options& options, const Program& program) {
  for (const std::string& text : options.timezones) {
    const Result<Assignment> zone = assignment("--timezone", text, "SOURCE=ZONE");
    if (!zone) {
      return zone.error();
    }
    if (!program.sources.contains(zone->name)) {
      return unknown("--timezone", "source", zone->name, keys_of(program.sources));
    }
    inputs.zones[zone->name] = find_zone(zone->value);
    if (inputs.zones[zone->name] == nullptr) {
      const std::string near = did_you_mean(zone->value, all_zone_names());
      return Error{fmt::format("`--timezone`: there is no time zone `{}`{}{}", zone->value,
                               near.empty() ? "" : "; ", near)};
    }
  }
  return true;
}

}  // namespace

Result<Inputs> with_options(Inputs inputs, const Options& options, const Program& program) {
  if (const Result<bool> added = add_tables(inputs, options, program); !added) {
    return added.error();
  }
  if (const Result<bool> added = add_zones(inputs, options, program); !added) {
    return added.error();
  }
  for (const auto& [name, schema] : program.schemas) {
    if (!inputs.tables.contains(name) && !inputs.missing.contains(name)) {
      inputs.missing[name] = fmt::format("no `--table {}=FILE` names its data", name);
    }
  }
  for (auto& [name, input] : inputs.tables) {
    const Zone* zone = inputs.zones[name.substr(0, name.find('.'))];
    input.zone = zone == nullptr ? utc_zone() : zone;
  }
  return inputs;
}

}  // namespace writ
