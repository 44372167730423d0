// How the program is called, and what it says when it is called wrongly.
#include <pty.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "fixture.h"

namespace writ {
namespace {

TEST_CASE("every command has help, with an example first", "[cli][usage]") {
  const TempFolder folder;
  for (const Command& command : commands()) {
    const Ran ran = run_writ(folder, {std::string(command.name), "-h"});
    CAPTURE(command.name, ran.err);
    CHECK(ran.status == 0);
    CHECK(ran.out.starts_with("Example:\n  writ " + std::string(command.name)));
    CHECK(mentions(ran.out, "Usage: writ " + std::string(command.name) + " [OPTIONS]" +
                                (command.arguments.empty() ? "" : " ") +
                                std::string(command.arguments) + "\n"));
    CHECK(mentions(ran.out, std::string(command.help)));
    CHECK(ran.out == run_writ(folder, {"help", std::string(command.name)}).out);
  }
}

TEST_CASE("the program lists its commands", "[cli][usage]") {
  const TempFolder folder;
  const Ran help = run_writ(folder, {"--help"});
  CHECK(help.status == 0);
  for (const Command& command : commands()) {
    CHECK(mentions(help.out, "\n  " + std::string(command.name) + " "));
  }
  const Ran nothing = run_writ(folder, {});
  CHECK(nothing.status == 2);
  CHECK(nothing.out.empty());
  CHECK(nothing.err == help.out);
  CHECK(run_writ(folder, {"--version"}).out == "writ " WRIT_VERSION "\n");
}

TEST_CASE("wrong usage is status 2, says what is wrong, and what to do", "[cli][usage]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("p.writ",
               "use s : e\nschema e {\n  table users key id {\n    id : string\n  }\n}\n");
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{"adit"}, "there is no command `adit`; did you mean `audit`?"},
      {{"frobnicate"}, "there is no command `frobnicate`; `writ -h` lists them"},
      {{"help", "adit"}, "there is no command `adit`"},
      {{"audit", "--formt", "json"}, "did you mean `--format`?"},
      {{"audit", "--format", "xml"}, "--format"},
      {{"audit", "--color", "maybe"}, "--color"},
      {{"audit", "a", "b"}, "audit takes one folder"},
      {{"audit", ".", "--project", "writ.yaml"}, "a folder or --project, not both"},
      {{"audit", "--engine", "sql"}, "engine `sql` is not in this version"},
      {{"audit", "--fail-on", "violations"}, "expected violation, unknown, pending or never"},
      {{"audit", "--min-severity", "severe"}, "expected info, low, medium, high or critical"},
      {{"audit", "--as-of", "yesterday"}, "is no time with an offset"},
      {{"audit", "--only", "leavers_deactivatd"}, "did you mean `leavers_deactivated`?"},
      {{"audit", "--only", "nope"}, "there is no policy `nope`; there are: leavers_deactivated"},
      {{"audit", "--threads", "0"}, "1 to 256"},
      {{"audit", "--threads", "many"}, "--threads"},
      {{"audit", "--formt", "json"}, "writ: error: audit: "},
      {{"audit", "--set", "grace"}, "expected PARAM=VALUE"},
      {{"audit", "--set", "grac=1h"}, "grace"},
      {{"audit", "--set", "grac=1h"}, "| ^^^^\n"},
      {{"audit", "--set", "grace=soon"}, "--set grace"},
      {{"audit", "--table", "hr.workers"}, "expected SOURCE.TABLE=FILE"},
      {{"audit", "--table", "hr.worker=x.csv"}, "did you mean `hr.workers`?"},
      {{"audit", "--timezone", "hr=Europe/Berln"}, "did you mean `Europe/Berlin`?"},
      {{"audit", "--timezone", "hrr=UTC"}, "did you mean `hr`?"},
      {{"audit", "--project", "nowhere.yaml"}, "nowhere.yaml"},
      {{"audit", "nowhere"}, "there is no folder `nowhere`"},
      {{"audit", "policies/access.writ"}, "is a file, where the folder of a project is wanted"},
      {{"audit", "policies/access.writ"}, "`--policy policies/access.writ`"},
      {{"audit", "--table", "lms.users=u3.txt"}, "it must end in .csv"},
      {{"query", "u in s.users", "--policy", "p.writ", "--table", "s.users=u.txt"}, "must end in"},
      {{"query", "u in s.users", "--policy", "p.writ", "--table", "s.user=u.csv"}, "`s.users`?"},
      {{"audit", "--policy", "nowhere.writ"}, "there is no file or folder `nowhere.writ`"},
      {{"check", "nowhere.writ"}, "there is no file or folder `nowhere.writ`"},
      {{"test", "nowhere.writ"}, "there is no file or folder `nowhere.writ`"},
      {{"fmt", "nowhere.writ"}, "there is no file or folder `nowhere.writ`"},
      {{"query"}, "query takes one expression"},
      {{"query", "a in lms.user"}, "lms.user"},
      {{"query", "a in"}, "<query>"},
      {{"explain"}, "explain takes a policy"},
      {{"explain", "W9999"}, "there is no diagnostic `W9999`"},
      {{"explain", "leavers_deactivated", "-x"}, "`writ explain … -- -x`"},
      {{"explain", "leavers_deactivated", "--", "-x"}, "`-x` is no subject"},
      {{"explain", "leavers"}, "there is no policy `leavers`"},
      {{"explain", "leavers_deactivated", "w99"},
       "`w99` is no subject of `leavers_deactivated`: no row of "
       "`hr.workers`, `lms.users` has this key; `writ explain leavers_deactivated` lists them"},
      {{"init", "a", "b"}, "init takes one folder"},
      {{"init"}, "is there already"},
  };
  for (const Case& c : cases) {
    const Ran ran = run_writ(folder, c.arguments);
    CAPTURE(c.arguments, ran.out, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    CHECK(mentions(ran.err, c.says));
  }
}

TEST_CASE("without a time for `now`, an audit does not ask the clock", "[cli][usage]") {
  const TempFolder folder;
  write_project(folder);
  std::string project = project_file;
  project.erase(project.find("as_of"), project.find("policies") - project.find("as_of"));
  folder.write("writ.yaml", project);
  const Ran ran = run_writ(folder, {"audit"});
  CHECK(ran.status == 2);
  CHECK(mentions(ran.err, "--as-of 2026-03-03T12:00:00Z"));
  CHECK(run_writ(folder, {"audit", "--as-of", "2026-03-03T12:00:00Z"}).status == 0);
}

TEST_CASE("messages come as JSON where asked, one object a line", "[cli][usage]") {
  const TempFolder folder;
  write_project(folder);
  const Ran ran = run_writ(folder, {"audit", "--only", "x\ny\"", "--log-format", "json"});
  CHECK(ran.status == 2);
  CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
  CHECK(mentions(
      ran.err,
      R"("level":"error","message":"`--only`: there is no policy `x\\u{A}y\"`; there are: )"
      R"(leavers_deactivated"})"));
}

// All that an audit writes to a terminal of this kind.
std::string on_a_terminal(const TempFolder& folder, std::string term) {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  INFO("a pseudo-terminal is needed: devpts, mounted at /dev/pts");
  REQUIRE(child >= 0);
  if (child == 0) {
    term.insert(0, "TERM=");
    std::vector<std::string> words = {"writ", "audit", "--threads", "2"};
    std::vector<char*> argv = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                               nullptr};
    std::vector<char*> envp = {term.data(), nullptr};
    if (chdir(folder.path().c_str()) == 0) {
      execve(WRIT_BINARY, argv.data(), envp.data());
    }
    _exit(126);
  }
  std::string text;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(terminal, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
  return text;
}

TEST_CASE("work that takes no second shows no progress", "[cli][usage]") {
  const TempFolder folder;
  write_project(folder);
  CHECK_FALSE(mentions(on_a_terminal(folder, "xterm"), "\x1b[K"));
  CHECK_FALSE(mentions(on_a_terminal(folder, "dumb"), "\x1b"));
}

}  // namespace
}  // namespace writ
