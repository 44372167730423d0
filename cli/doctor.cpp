// `writ doctor`: what is set up, what is missing, and what to do; asks each system no more than who
// we are.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "cli/ask_rest.h"
#include "cli/checkup.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/log.h"
#include "cli/references.h"
#include "cli/run.h"
#include "cli/shipped.h"
#include "cli/source_kinds.h"
#include "cli/stored.h"
#include "connectors/rest/fetch_source.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::int64_t odd_clock = 5'000;  // milliseconds

class Doctor {
 public:
  Doctor(const Options& options, const Workspace& workspace)
      : options_(options), workspace_(workspace), references_(workspace.project->folder) {}

  std::vector<Checkup> run();

 private:
  Checkup project() const;
  Checkup store() const;
  Checkup source(const ProjectSource& source);
  void settings(const ProjectSource& source, Checkup& out);
  void files(const ProjectSource& source, Checkup& out) const;
  void ask(const ProjectSource& source, Checkup& out);
  void ask_kind(const ProjectSource& source, const SourceKind& kind, Checkup& out);
  void limits(const ProjectSource& source, Checkup& out) const;

  const Options& options_;
  const Workspace& workspace_;
  References references_;
  HttpClient client_{[](const std::string& line) { log(LogLevel::debug, line); }};
};

Checkup Doctor::project() const {
  const Project& project = *workspace_.project;
  Checkup out{"project", project.path, {}};
  out.lines.push_back({CheckMark::good, fmt::format("{} over {}, no mistakes",
                                                    counted(workspace_.program.policies.size(),
                                                            "policy", "policies"),
                                                    counted(project.sources.size(), "source"))});
  return out;
}

Checkup Doctor::store() const {
  const std::string path = store_of(options_, workspace_.project);
  Checkup out{"store", path, {}};
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    out.lines.push_back({CheckMark::note, "not there yet: `writ collect` makes it"});
    return out;
  }
  const bool writable = access(path.c_str(), W_OK) == 0;
  out.lines.push_back({writable ? CheckMark::good : CheckMark::bad,
                       writable ? "can be written" : "cannot be written"});
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    out.lines.push_back({CheckMark::note,
                         "others than its owner may look into it, and it holds data about people: "
                         "`chmod 700` it"});
  }
  return out;
}

// Where each comes from, and whether it can be had; never what it is.
void Doctor::settings(const ProjectSource& source, Checkup& out) {
  for (const auto& [name, text] : source.settings) {
    const Result<std::string> value = references_.resolve(text.text);
    if (!value) {
      out.lines.push_back({CheckMark::bad, in_backticks(name) + ": " + value.error().message});
    } else if (is_reference(text.text)) {
      out.lines.push_back({CheckMark::good, in_backticks(name) + " from " + text.text});
    }
  }
}

void Doctor::files(const ProjectSource& source, Checkup& out) const {
  const std::string prefix = source.name.text + ".";
  for (const auto& [name, input] : workspace_.inputs.tables) {
    if (!name.starts_with(prefix)) {
      continue;
    }
    for (const std::string& pattern : input.map.files) {
      const auto found = Disk(input.root).glob(pattern);
      const bool there = found && !found->empty();
      out.lines.push_back({there ? CheckMark::good : CheckMark::bad,
                           there ? fmt::format("{}: {} from {}", name,
                                               counted(found->size(), "file"), printable(pattern))
                                 : fmt::format("{}: no file at {}", name, printable(pattern))});
    }
  }
}

void note_clock(const Connection& connection, Checkup& out) {
  if (!connection.server_date) {
    return;
  }
  const std::int64_t middle = connection.asked_at.micros / 2 + connection.answered_at.micros / 2;
  const std::int64_t apart = (connection.server_date->micros - middle) / 1000;
  // Its date has whole seconds.
  const bool odd = apart > odd_clock || apart < -odd_clock - 1000;
  out.lines.push_back({odd ? CheckMark::bad : CheckMark::good,
                       odd ? fmt::format("its clock and ours are {} s apart: deadlines are judged "
                                         "by ours; set it right",
                                         (apart < 0 ? -apart : apart) / 1000)
                           : "its clock and ours agree"});
}

void Doctor::ask(const ProjectSource& source, Checkup& out) {
  const auto opened = open_rest(source, *manifest_of(source.connector.text), references_, client_);
  if (!opened) {
    return;  // settings() said it
  }
  const Connection connection = check_connection(*(*opened)->session);
  if (!connection.checked) {
    out.lines.push_back({CheckMark::note,
                         "its API has nothing that tells whether credentials are good; "
                         "`writ collect` will"});
    return;
  }
  if (!connection.fault.empty()) {
    out.lines.push_back({CheckMark::bad, printable(connection.fault)});
    return;
  }
  std::string text = fmt::format(
      "answers in {} ms", (connection.answered_at.micros - connection.asked_at.micros) / 1000);
  if (!connection.principal.empty()) {
    text += "; we are " + in_backticks(connection.principal);
  }
  if (!connection.scopes.empty()) {
    text += "; we may " + in_backticks(connection.scopes);
  }
  out.lines.push_back({CheckMark::good, std::move(text)});
  note_clock(connection, out);
}

void Doctor::ask_kind(const ProjectSource& source, const SourceKind& kind, Checkup& out) {
  if (kind.check == nullptr) {
    out.lines.push_back({CheckMark::note, "only `writ collect` asks it"});
    return;
  }
  Redactor redactor;
  const Result<Values> settings = resolve_references(source, references_, redactor);
  const auto spool = Spool::create(std::filesystem::temp_directory_path().string());
  if (!settings || !spool) {
    return;  // settings() said it
  }
  const CollectProgress nothing = [](const std::string&, std::uint64_t, std::uint64_t) {};
  const auto asked = kind.check({source.name.text,
                                 source.connector.text,
                                 "",
                                 references_.folder(),
                                 *settings,
                                 {},
                                 {},
                                 client_,
                                 **spool,
                                 nothing});
  if (!asked || !asked->fault.empty()) {
    out.lines.push_back({CheckMark::bad, printable(asked ? asked->fault : asked.error().message)});
    return;
  }
  out.lines.push_back({CheckMark::good, asked->principal.empty()
                                            ? "answers"
                                            : "answers; we are " + in_backticks(asked->principal)});
  if (!asked->scopes.empty()) {
    out.lines.push_back({CheckMark::note, printable(asked->scopes)});
  }
}

// What the source needs, and what it can never prove.
void Doctor::limits(const ProjectSource& source, Checkup& out) const {
  const RestManifest* manifest = manifest_of(source.connector.text);
  if (manifest != nullptr && !manifest->requires_text.empty()) {
    out.lines.push_back({CheckMark::note, "needs " + manifest->requires_text});
  }
  for (const auto& [name, schema] : workspace_.program.schemas) {
    if (!name.starts_with(source.name.text + ".")) {
      continue;
    }
    for (const Column& column : schema.columns) {
      if (column.unobservable) {
        out.lines.push_back(
            {CheckMark::note, fmt::format("cannot prove `{}.{}`: {}", name, column.name,
                                          printable(*column.unobservable))});
      }
    }
  }
}

Checkup Doctor::source(const ProjectSource& source) {
  Checkup out{source.name.text, source.connector.text, {}};
  settings(source, out);
  files(source, out);
  const bool usable = std::none_of(out.lines.begin(), out.lines.end(), [](const CheckLine& line) {
    return line.mark == CheckMark::bad;
  });
  if (usable && !source.settings.empty()) {
    if (const SourceKind* kind = find_kind(source.connector.text)) {
      ask_kind(source, *kind, out);
    } else if (manifest_of(source.connector.text) != nullptr) {
      ask(source, out);
    }
  }
  limits(source, out);
  return out;
}

std::vector<Checkup> Doctor::run() {
  std::vector<Checkup> out = {project(), store()};
  for (const auto& [name, entry] : workspace_.project->sources) {
    out.push_back(source(entry));
  }
  return out;
}

}  // namespace

ExitStatus run_doctor(const Options& options, Console& console) {
  auto opened =
      open_workspace(options, options.arguments.empty() ? "" : options.arguments[0], console);
  if (const auto* status = std::get_if<ExitStatus>(&opened)) {
    return *status;
  }
  const Workspace& workspace = std::get<Workspace>(opened);
  if (!workspace.project) {
    return console.usage("doctor looks at a project, and there is none here",
                         "`writ init` starts one");
  }
  keep_memory_private();
  console.progress("asking the systems who we are");
  const std::vector<Checkup> sections = Doctor(options, workspace).run();
  bool good = true;
  for (const Checkup& section : sections) {
    for (const CheckLine& line : section.lines) {
      good = good && line.mark != CheckMark::bad;
    }
  }
  return console.emit(options.format == "json"
                          ? checkup_json(sections)
                          : checkup_text(sections, console.width(), console.color()),
                      good ? ExitStatus::ok : ExitStatus::data);
}

}  // namespace writ
