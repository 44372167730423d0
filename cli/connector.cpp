// `writ connector`: for whoever writes one.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/connector_folder.h"
#include "cli/connector_learn.h"
#include "cli/console.h"
#include "cli/files.h"
#include "cli/packs.h"
#include "evidence/shell_word.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

std::string column_line(const TriedColumn& column, std::uint64_t rows, std::size_t width) {
  std::string line = fmt::format("  {:{}}  ", column.name, width);
  if (column.unobservable) {
    return line + "not observable\n";
  }
  line += fmt::format("{} of {}", column.values, rows);
  if (column.absent > 0) {
    line += fmt::format(", {} absent", column.absent);
  }
  if (column.unknown > 0) {
    line += fmt::format(", {} unknown: {}", column.unknown, column.why);
  }
  return line + (column.example.empty() ? "" : "  " + column.example) + "\n";
}

std::string table_text(const TriedTable& table) {
  if (table.pages.empty() && table.faults.empty()) {
    return fmt::format("{}: no recorded page; put one into recorded/{}.json\n", table.name,
                       table.name);
  }
  std::string out = fmt::format("{}: {} from {}\n", table.name, counted(table.rows, "row"),
                                counted(table.pages.size(), "recorded page"));
  for (const TriedPage& page : table.pages) {
    out += fmt::format("  {}: {}; {}\n", printable(page.file), counted(page.records, "record"),
                       page.next);
  }
  std::size_t width = 0;
  for (const TriedColumn& column : table.columns) {
    width = std::max(width, column.name.size());
  }
  for (const TriedColumn& column : table.columns) {
    out += column_line(column, table.rows, width);
  }
  for (const std::string& fault : table.faults) {
    out += "  fault: " + fault + "\n";
  }
  return out;
}

ExitStatus check_folder(std::string folder, Console& console) {
  while (folder.size() > 1 && folder.ends_with('/')) {
    folder.pop_back();
  }
  Sources sources;
  Diagnostics diagnostics;
  const Result<ConnectorFolder> connector = read_connector(Disk(), folder, sources, diagnostics);
  if (!connector) {
    return console.usage(connector.error().message,
                         "`writ connector new NAME` writes a folder that has all it needs");
  }
  console.show(diagnostics, sources);
  if (diagnostics.has_errors()) {
    return ExitStatus::usage;
  }
  std::string out;
  bool fits = true;
  bool recorded = true;
  for (const TriedTable& table : try_connector(Disk(), folder, *connector)) {
    out += (out.empty() ? "" : "\n") + table_text(table);
    fits = fits && table.faults.empty();
    recorded = recorded && (!table.pages.empty() || !table.faults.empty());
  }
  out += fmt::format("\n{}: {}, {}\n", connector->name,
                     counted(connector->manifest.tables.size(), "table"),
                     !fits       ? "not as the manifest says"
                     : !recorded ? "not all with a recorded page"
                                 : "as the manifest says");
  return console.emit(out, fits && recorded ? ExitStatus::ok : ExitStatus::found);
}

std::string with_name(std::string_view text, const std::string& name) {
  std::string out(text);
  for (std::size_t at = out.find("NAME"); at != std::string::npos; at = out.find("NAME", at)) {
    out.replace(at, 4, name);
  }
  return out;
}

bool is_connector_name(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

ExitStatus new_folder(const std::string& path, Console& console) {
  const std::string name = fs::path(path).filename().string();
  std::error_code error;
  if (!is_connector_name(name)) {
    return console.usage(in_backticks(name) + " is no name of a connector",
                         "small letters, digits and `_`: acme_crm");
  }
  if (fs::exists(fs::symlink_status(path, error))) {
    return console.usage("`" + path + "` is there already; nothing is overwritten");
  }
  fs::create_directories(path + "/recorded", error);
  if (error) {
    return console.failed("cannot make `" + path + "`: " + error.message());
  }
  for (const auto& [embedded, target] : {std::pair{"manifest.yaml", "manifest.yaml"},
                                         {"schema.writ", "schema.writ"},
                                         {"readme.yaml", "README.md"},
                                         {"users.yaml", "recorded/users.json"}}) {
    const EmbeddedFile* file = find_embedded("cli/connector_template/" + std::string(embedded));
    ENSURE(file != nullptr);
    if (const Result<bool> written = write_file(path + "/" + target, with_name(file->text, name));
        !written) {
      return console.failed(written.error().message);
    }
  }
  return console.emit("A connector of one table, to be filled in: " + path +
                          "\n\nTo see what becomes of its recorded page:\n  writ connector check " +
                          shell_word(path) + "\n",
                      ExitStatus::ok);
}

}  // namespace

ExitStatus run_connector(const Options& options, Console& console) {
  const bool both = options.arguments.size() == 2;
  const bool learns = !options.as_schema.empty() || !options.tables.empty();
  if (both && learns && options.arguments[0] != "learn") {
    return console.usage("`--as` and `--table` are for `connector learn`");
  }
  if (both && options.arguments[0] == "check") {
    return check_folder(options.arguments[1], console);
  }
  if (both && options.arguments[0] == "new") {
    return new_folder(options.arguments[1], console);
  }
  if (both && options.arguments[0] == "learn") {
    return learn_export(options.arguments[1], options, console);
  }
  return console.usage(
      "connector takes `check` and a folder, `new` and a name, or `learn` and an export",
                       "writ connector check connectors/activecampaign");
}

}  // namespace writ
