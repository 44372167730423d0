#include <array>
#include <filesystem>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/files.h"
#include "cli/packs.h"
#include "evidence/shell_word.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

struct Template {
  std::string_view embedded;  // below cli/template/
  std::string_view target;    // below the new project
};
constexpr std::array<Template, 8> templates = {{
    {"writ.yaml", "writ.yaml"},
    {"policies/access.writ", "policies/access.writ"},
    {"schemas/hr.writ", "schemas/hr.writ"},
    {"schemas/lms.writ", "schemas/lms.writ"},
    {"data/workers.csv", "data/workers.csv"},
    {"data/lms_users.csv", "data/lms_users.csv"},
    {"ci.yml", ".github/workflows/writ.yml"},
    {"gitignore", ".gitignore"},
}};

// A repository has one before it has a project; it stays as it is.
constexpr std::string_view kept = ".gitignore";

bool is_there(const fs::path& target) {
  std::error_code error;
  return fs::exists(fs::symlink_status(target, error));
}

std::string existing(const fs::path& folder) {
  for (const Template& file : templates) {
    const fs::path target = folder / file.target;
    if (file.target != kept && is_there(target)) {
      return target.generic_string();
    }
  }
  return {};
}

Result<bool> write_template(const fs::path& folder, const Template& file) {
  const EmbeddedFile* text = find_embedded("cli/template/" + std::string(file.embedded));
  ENSURE(text != nullptr);
  const fs::path target = folder / file.target;
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) {
    return Error{"cannot make `" + target.parent_path().generic_string() + "`: " + error.message()};
  }
  return write_file(target.generic_string(), text->text);
}

}  // namespace

ExitStatus run_init(const Options& options, Console& console) {
  if (options.arguments.size() > 1) {
    return console.usage("init takes one folder");
  }
  const std::string folder = options.arguments.empty() ? "." : options.arguments.front();
  if (const std::string taken = existing(folder); !taken.empty()) {
    return console.usage("`" + taken + "` is there already; init overwrites nothing",
                         "name another folder: writ init acme");
  }
  const bool keeps = is_there(fs::path(folder) / kept);
  for (const Template& file : templates) {
    if (keeps && file.target == kept) {
      continue;
    }
    if (const Result<bool> written = write_template(folder, file); !written) {
      return console.failed(written.error().message);
    }
  }
  const std::string where = folder == "." ? "" : " " + shell_word(folder);
  std::string report = "A project with two policies, their tests and sample data:\n\n";
  for (const Template& file : templates) {
    const bool was_there = keeps && file.target == kept;
    report += "  " + joined(folder, std::string(file.target)) +
              (was_there ? "  (yours, as it was)\n" : "\n");
  }
  report += "\nThe sample data breaks a policy. To see which:\n  writ audit" + where + "\n";
  return console.emit(report, ExitStatus::ok);
}

}  // namespace writ
