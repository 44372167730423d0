// Every diagnostic of the project file and the files that it names: its full rendering, and its
// page.
#include <set>

#include "base/render.h"
#include "cli/load.h"
#include "fixture.h"
#include "support/golden.h"
#include "support/json_schema.h"

namespace writ {
namespace {

// The file of a project that a diagnostic is about.
std::string file_of(std::string_view id) {
  return id >= "W0640" && id < "W0650"   ? "waivers.yaml"
         : id >= "W0650" && id < "W0690" ? "identity.yaml"
                                         : "writ.yaml";
}

bool is_ours(std::string_view id) {
  return id >= "W0620" && id < "W0700" && id != "W0660" && id != "W0661";  // those are of manifests
}

class InFolder {
 public:
  explicit InFolder(const std::filesystem::path& folder)
      : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder);
  }
  ~InFolder() { std::filesystem::current_path(before_); }
  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;

 private:
  std::filesystem::path before_;
};

Workspace loaded(const std::string& file, const std::string& text) {
  const TempFolder folder;
  write_project(folder);
  folder.write("crm.writ", "use crm : thought_industries\n");
  folder.write("writ.yaml", project_file + "waivers: waivers.yaml\nidentity: identity.yaml\n");
  folder.write("waivers.yaml", "");
  folder.write("identity.yaml", "");
  folder.write(file, text);
  const InFolder here(folder.path());
  Result<Workspace> workspace = load(Disk(), {"writ.yaml", {}, {}});
  REQUIRE(workspace);
  return std::move(*workspace);
}

std::string ids(const Workspace& workspace) {
  std::set<std::string> seen;
  for (const Diagnostic& diagnostic : workspace.diagnostics.sorted()) {
    seen.insert(std::string(diagnostic.code.id));
  }
  std::string out;
  for (const std::string& id : seen) {
    out += (out.empty() ? "" : " ") + id;
  }
  return out;
}

std::string loaded_ids(const std::string& file, const std::string& text) {
  const Workspace workspace = loaded(file, text);
  INFO(render(workspace.diagnostics, workspace.sources));
  return ids(workspace);
}

TEST_CASE("every diagnostic of project files as people see it", "[cli][diag]") {
  for (const DiagnosticCode& code : all_diagnostic_codes()) {
    if (!is_ours(code.id)) {
      continue;
    }
    const std::string name = "diag/" + std::string(code.id) + "-" + std::string(code.name);
    CAPTURE(name);
    const std::string text = read_file(repository_path("tests/golden") / (name + ".yaml"));
    const Workspace workspace = loaded(file_of(code.id), text);
    CHECK(ids(workspace) == code.id);
    golden(name + ".txt", render(workspace.diagnostics, workspace.sources));
  }
}

TEST_CASE("every diagnostic of project files has its page", "[cli][diag]") {
  for (const DiagnosticCode& code : all_diagnostic_codes()) {
    if (is_ours(code.id)) {
      const std::string id(code.id);
      const std::string page = read_file(repository_path("docs/diagnostics/" + id + ".md"));
      CHECK(page.starts_with("# " + id + " " + std::string(code.name) + "\n"));
      CHECK(mentions(page, "\n## What it means\n"));
      CHECK(mentions(page, "\n## Example\n\n```"));
      CHECK(mentions(page, "\n## Fix\n\n```"));
    }
  }
}

TEST_CASE("a secret in a project file is never shown", "[cli][project]") {
  const auto c = GENERATE(values<std::string>({
      "    api_key: s3cret-canary\n",
      "    api_key: \"s3cret-canary\"\n",
      "    client_secret: 's3cret-canary'\n",
      "    password: |\n      s3cret-canary\n",
      "    token: >-\n      s3cret-canary\n",
      "    api_key: {a: s3cret-canary}\n",
      "    api_key: [s3cret-canary]\n",
      "    client_key: s3cret-canary\n    unknown_key: 1\n",
      "    api_token: s3cret-canary\n    api_token: s3cret-canary\n",
      "    api_key: &a s3cret-canary\n",
      "    api_key: \"s3cret-canary\n",
      "  - api_key : s3cret-canary }\n",
  }));
  CAPTURE(c);
  const std::string head = project_file.substr(0, project_file.find("  lms:"));
  const Workspace workspace =
      loaded("writ.yaml", head + "  lms:\n    connector: thought_industries\n" + c);
  CHECK(workspace.diagnostics.has_errors());
  CHECK_FALSE(mentions(render(workspace.diagnostics, workspace.sources), "canary"));
}

TEST_CASE("what is wrong with a waiver", "[cli][waivers]") {
  struct Case {
    const char* text;
    const char* ids;
  };
  const std::string whole = "reason: r, approved_by: b, expires: 2026-04-01";
  const auto c = GENERATE_COPY(values<std::pair<std::string, std::string>>({
      {"", ""},
      {"[]", ""},
      {"- {policy: leavers_deactivated, subject: {w: w1}, " + whole + "}", ""},
      {"- {policy: leavers_deactivated, subject: {w: w1, a: u1}, ticket: T-1, " + whole + "}", ""},
      {"- {policy: leavers_deactivated, match: 'a.email == \"x@y.example\"', " + whole + "}", ""},
      {"{policy: x}", "W0611"},
      {"- x", "W0611"},
      {"- {policy: leavers_deactivated, subject: {w: w1}}", "W0613"},
      {"- {policy: leavers_deactivated, subject: {w: w1}, reason: ' ', approved_by: b, expires: "
       "2026-04-01}",
       "W0611"},
      {"- {policy: leavers_deactivated, subject: {w: w1}, reason: r, approved_by: b, expires: "
       "soon}",
       "W0622"},
      {"- {policy: leavers_deactivated, " + whole + "}", "W0613"},
      {"- {policy: leavers_deactivated, subject: {w: w1}, match: 'true', " + whole + "}", "W0613"},
      {"- {policy: leavers_deactivated, subject: {}, " + whole + "}", "W0641"},
      {"- {policy: leavers_deactivated, subject: {b: w1}, " + whole + "}", "W0641"},
      {"- {policy: leavers, subject: {w: w1}, " + whole + "}", "W0640"},
      {"- {policy: leavers_deactivated, subject: {w: w1}, until: 2026-04-01, " + whole + "}",
       "W0610"},
      {"- {policy: leavers_deactivated, match: 'a.emial == \"x@y.example\"', " + whole + "}",
       "W0202"},
      {"- {policy: leavers_deactivated, match: 'a.email ==', " + whole + "}", "W0101"},
  }));
  CAPTURE(c.first);
  CHECK(loaded_ids("waivers.yaml", c.first) == c.second);
}

TEST_CASE("what is wrong with an identity override", "[cli][identity]") {
  const std::string whole = "reason: r, approved_by: b";
  const auto c = GENERATE_COPY(values<std::pair<std::string, std::string>>({
      {"", ""},
      {"overrides: []", ""},
      {"overrides: [{account: lms.users/u1, person: w1, " + whole + "}]", ""},
      {"overrides: [{account: lms.users/u1, person: none, " + whole + "}]", ""},
      {"[]", "W0611"},
      {"overrides: {a: b}", "W0611"},
      {"override: []", "W0610"},
      {"overrides: [{account: lms.users/u1, " + whole + "}]", "W0613"},
      {"overrides: [{account: lms.users/u1, person: w1, reason: r}]", "W0613"},
      {"overrides: [{account: lms.users/u1, person: '', " + whole + "}]", "W0611"},
      {"overrides: [{account: u1, person: w1, " + whole + "}]", "W0650"},
      {"overrides: [{account: lms.users/, person: w1, " + whole + "}]", "W0650"},
      {"overrides: [{account: lms.groups/g1, person: w1, " + whole + "}]", "W0650"},
  }));
  CAPTURE(c.first);
  CHECK(loaded_ids("identity.yaml", c.first) == c.second);
}

TEST_CASE("a person whose key is the word none is quoted", "[cli][identity]") {
  const auto person_of = [](const std::string& person) {
    const Workspace workspace =
        loaded("identity.yaml", "overrides: [{account: lms.users/u1, person: " + person +
                                    ", reason: r, approved_by: b}]");
    REQUIRE(workspace.overrides.size() == 1);
    return workspace.overrides[0].person;
  };
  CHECK(person_of("none") == std::nullopt);
  CHECK(person_of("'none'") == "none");
  CHECK(person_of("w17") == "w17");
}

TEST_CASE("what is wrong with a project file", "[cli][project]") {
  const auto c = GENERATE(values<std::pair<std::string, std::string>>({
      {"", ""},
      {"store: elsewhere\n", ""},
      {"gate: {fail_on: never, min_severity: low}\n", ""},
      {"gate: {fail_on: violations}\n", "W0612"},
      {"gate: {minimum: low}\n", "W0610"},
      {"gate: high\n", "W0611"},
      {"params: {grace: 36h}\n", ""},
      {"params: {grace: tomorrow}\n", "W0227"},
      {"polices: []\n", "W0610"},
      {"waivers: nowhere.yaml\n", "W0630"},
      {"identity: [a]\n", "W0611"},
      {"as_of: 2026-03-03T12:00:00Z\n", "W0602"},
  }));
  CAPTURE(c.first);
  CHECK(loaded_ids("writ.yaml", project_file + c.first) == c.second);
}

TEST_CASE("a wrong param is shown where it was written", "[cli][project]") {
  struct Case {
    std::string params;
    std::string place;
    std::string excerpt;
  };
  const std::vector<Case> cases = {
      {"params: {grase: 24h}\n", "writ.yaml:13:10", "|          ^^^^^\n"},
      {"params: {grace: tomorrow}\n", "writ.yaml:13:17", "^^^^^^^^"},
      {"params: {grace: 24}\n", "writ.yaml:13:17", "^^"},
      {"params: {grace: \"soon\"}\n", "writ.yaml:13:17", "^"},
      {"params: {grace: [1h, 2h]}\n", "writ.yaml:13:17", "^"},
  };
  for (const Case& c : cases) {
    const Workspace workspace = loaded("writ.yaml", project_file + c.params);
    const std::string shown = render(workspace.diagnostics, workspace.sources);
    CAPTURE(shown);
    CHECK(mentions(shown, "--> " + c.place + "\n"));
    CHECK(mentions(shown, c.excerpt));
    CHECK(workspace.diagnostics.sorted().size() == 1);
  }
}

TEST_CASE("one mistake is one diagnostic", "[cli][project]") {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = project_file;
    return text.replace(text.find(from), from.size(), to);
  };
  const std::string hr = project_file.substr(
      project_file.find("  hr:"), project_file.find("  lms:") - project_file.find("  hr:"));
  struct Case {
    std::string project;
    std::string code;
    std::string says;
  };
  const std::vector<Case> cases = {
      {with("policies:", "polices:"), "W0610", "did you mean `policies`?"},
      {with("policies/", "nowhere/"), "W0630", "nowhere"},
      {with("policies/", "\"writ:nothing\""), "W0631", "writ:nothing"},
      {with("hr.writ", "hrs.writ"), "W0630", "schemas/hrs.writ"},
      {with("schema:", "schemas:"), "W0610", "did you mean `schema`?"},
      {with("sources:", "source:"), "W0610", "did you mean `sources`?"},
      {with("  hr:", "  hrr:"), "W0690", "did you mean `hrr`?"},
      {with(hr, ""), "W0206", "no source in `writ.yaml` is called `hr`"},
      {with(hr, ""), "W0206", "help: add it to `sources`"},
  };
  for (const Case& c : cases) {
    const Workspace workspace =
        loaded("writ.yaml", c.project + "params: {grace: 36h}\nwaivers: waivers.yaml\n");
    const std::string shown = render(workspace.diagnostics, workspace.sources);
    CAPTURE(c.project, shown);
    CHECK(ids(workspace) == c.code);
    CHECK(workspace.diagnostics.size() == 1);
    CHECK(mentions(shown, c.says));
  }
}

}  // namespace
}  // namespace writ
