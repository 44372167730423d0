// Every call with which writers change the disk, made to go wrong in every way: the store has its
// old state or the new one, never a part; a failure says so with status 3; Ctrl-C leaves nothing
// behind.
#include <fmt/format.h>

#include <csignal>
#include <functional>
#include <set>
#include <sstream>

#include "fixture.h"
#include "snapshot/store/store.h"
#include "snapshot/store/verify.h"
#include "support/random.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

struct Scenario {
  std::string name;
  std::function<void(const TempFolder&)> prepare;
  std::vector<std::string> arguments;
  int status;         // where nothing goes wrong
  std::string place;  // that counts
};

void change_data(const TempFolder& folder) {
  folder.write("users.csv", users_csv + "u1,kim@x.example,active,\nu2,lee@x.example,active,\n");
}

const std::vector<Scenario> scenarios = {
    {"the first snapshot of a store", write_project, {"collect"}, 0, ".writ"},
    {"another snapshot",
     [](const TempFolder& folder) {
       write_project(folder);
       REQUIRE(run_writ(folder, {"collect"}).status == 0);
       change_data(folder);
     },
     {"collect"},
     0,
     ".writ"},
    {"the same snapshot again",
     [](const TempFolder& folder) {
       write_project(folder);
       REQUIRE(run_writ(folder, {"collect"}).status == 0);
     },
     {"collect"},
     0,
     ".writ"},
    {"a snapshot is removed",
     [](const TempFolder& folder) {
       write_project(folder);
       REQUIRE(run_writ(folder, {"collect"}).status == 0);
       REQUIRE(run_writ(folder, {"collect", "--as-of", "2026-03-04T12:00:00Z"}).status == 0);
     },
     {"snapshot", "prune", "--keep", "1"},
     0,
     ".writ"},
    {"a report is written",
     [](const TempFolder& folder) {
       write_project(folder);
       folder.write("report.json", "old");
     },
     {"audit", "--format", "json", "--output", "report.json"},
     0,
     "report.json"}};

// All that a reader can see of the store and the report, each snapshot verified.
std::string state_of(const TempFolder& folder) {
  const auto paths = list_snapshots((folder.path() / ".writ").string());
  REQUIRE(paths);
  std::string state;
  for (const std::string& path : *paths) {
    const auto problems = verify_snapshot(path);
    REQUIRE(problems);
    CHECK(*problems == std::vector<std::string>{});
    state += fs::path(path).filename().string() + "\n";
  }
  return state + folder.read("report.json");
}

// Half-made things, wherever they may lie.
std::vector<std::string> left_behind(const TempFolder& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    const std::string path = fs::relative(entry.path(), folder.path()).string();
    // A result that is kept is called by its key alone.
    const bool half_result = path.starts_with(".writ/results") && entry.is_regular_file() &&
                             entry.path().has_extension();
    if (path.starts_with(".writ/new") || path.find(".part-") != std::string::npos || half_result) {
      found.push_back(path);
    }
  }
  return found;
}

// Folders are made in memory for as long as this lives, where there is such a place: the calls are
// the same, and syncing them takes no time.
class InMemory {
 public:
  InMemory() {
    if (fs::is_directory("/dev/shm") && std::getenv("TMPDIR") == nullptr) {
      setenv("TMPDIR", "/dev/shm", 1);
      set_ = true;
    }
  }
  ~InMemory() {
    if (set_) {
      unsetenv("TMPDIR");
    }
  }
  InMemory(const InMemory&) = delete;
  InMemory& operator=(const InMemory&) = delete;

 private:
  bool set_ = false;
};

class Harness {
 public:
  explicit Harness(const Scenario& scenario) : scenario_(scenario) {
    scenario_.prepare(prepared_);
    before_ = state_of(prepared_);
    const TempFolder folder;
    copy_to(folder);
    const Ran ran = run(folder, "none 0");
    CAPTURE(ran.err);
    REQUIRE(ran.status == scenario_.status);
    after_ = state_of(folder);
    std::istringstream log(folder.read("log"));
    for (std::string line; std::getline(log, line);) {
      log_.push_back(line);
    }
  }

  const std::vector<std::string>& log() const { return log_; }
  std::size_t calls() const { return log_.size(); }
  bool is(std::size_t call, const std::string& what) const {
    return log_[call - 1].starts_with(what + " ");
  }
  bool takes_space(std::size_t call) const {
    return !is(call, "lock") && !is(call, "unlink") && !is(call, "rmdir");
  }
  const std::string& before() const { return before_; }
  const std::string& after() const { return after_; }

  // What came of it, with the state that is left.
  struct Result {
    Ran ran;
    std::string state;
    std::vector<std::string> left;
    // After a signal: the same command, undisturbed, gives the new state and leaves nothing.
    bool recovers = false;
  };
  Result with(const std::string& mode, std::size_t call) const {
    const TempFolder folder;
    copy_to(folder);
    Result result;
    result.ran = run(folder, mode + " " + std::to_string(call));
    result.state = state_of(folder);
    result.left = left_behind(folder);
    if (result.ran.status < 128) {
      return result;
    }
    const Ran again = run_writ(folder, scenario_.arguments);
    result.recovers = again.status == scenario_.status && state_of(folder) == after_ &&
                      (left_behind(folder).empty() || scenario_.place != ".writ");
    return result;
  }

 private:
  void copy_to(const TempFolder& folder) const {
    fs::copy(prepared_.path(), folder.path(), fs::copy_options::recursive);
  }
  Ran run(const TempFolder& folder, const std::string& fault) const {
    const std::string root = folder.path().string();
    return run_writ(folder, scenario_.arguments,
                    {.environment = {"LC_ALL=C", "TZ=UTC", "LD_PRELOAD=" FAULT_SHIM,
                                     "ASAN_OPTIONS=verify_asan_link_order=0",
                                     // The shim allocates where a handler of signals calls it.
                                     "TSAN_OPTIONS=report_signal_unsafe=0",
                                     "WRIT_FAULT_PLACE=" + scenario_.place,
                                     "WRIT_FAULT_LOG=" + root + "/log", "WRIT_FAULT=" + fault}});
  }

  const Scenario& scenario_;
  TempFolder prepared_;
  std::string before_;
  std::string after_;
  std::vector<std::string> log_;
};

const Scenario& any_scenario() {
  return scenarios[GENERATE(range(std::size_t{0}, std::size_t{5}))];
}

TEST_CASE("a killed writer leaves the old state or the new one", "[cli][fault]") {
  const InMemory memory;
  const Scenario& scenario = any_scenario();
  const Harness harness(scenario);
  REQUIRE(harness.calls() >= 2);
  for (std::size_t call = 1; call <= harness.calls(); ++call) {
    for (const std::string mode : {"kill", "torn"}) {
      if (mode == "torn" && !harness.is(call, "write")) {
        continue;
      }
      const Harness::Result result = harness.with(mode, call);
      CAPTURE(scenario.name, mode, call, harness.log()[call - 1], result.ran.err);
      CHECK(result.ran.status == 128 + SIGKILL);
      CHECK((result.state == harness.before() || result.state == harness.after()));
      CHECK(result.recovers);
    }
  }
}

TEST_CASE("a disk that refuses is status 3, and nothing half made", "[cli][fault]") {
  const InMemory memory;
  const Scenario& scenario = any_scenario();
  const Harness harness(scenario);
  for (std::size_t call = 1; call <= harness.calls(); ++call) {
    for (const std::string mode : {"eio", "enospc", "full"}) {
      if (mode == "enospc" && !harness.takes_space(call)) {
        continue;
      }
      const Harness::Result result = harness.with(mode, call);
      CAPTURE(scenario.name, mode, call, harness.log()[call - 1], result.ran.err);
      const bool cleaning = harness.is(call, "unlink") || harness.is(call, "rmdir");
      CHECK((result.state == harness.before() || result.state == harness.after()));
      if (result.ran.status == 0) {
        // Only tidying up may fail unnoticed.
        CHECK(result.state == harness.after());
        CHECK(cleaning);
      } else {
        CHECK(result.ran.status == 3);
        CHECK(result.ran.out.empty());
        const bool says = mentions(result.ran.err, "Input/output error") ||
                          mentions(result.ran.err, "No space left on device");
        CHECK(says);
        CHECK(mentions(result.ran.err, "cannot "));
      }
      if (!cleaning) {
        CHECK(result.left.empty());
      }
    }
  }
}

TEST_CASE("short and interrupted writes change nothing", "[cli][fault]") {
  const InMemory memory;
  const Scenario& scenario = any_scenario();
  const Harness harness(scenario);
  for (std::size_t call = 1; call <= harness.calls(); ++call) {
    for (const std::string mode : {"short", "eintr"}) {
      if (harness.is(call, "write")) {
        const Harness::Result result = harness.with(mode, call);
        CAPTURE(scenario.name, mode, call, harness.log()[call - 1], result.ran.err);
        CHECK(result.ran.status == scenario.status);
        CHECK(result.state == harness.after());
      }
    }
  }
}

TEST_CASE("Ctrl-C leaves nothing behind", "[cli][fault]") {
  const InMemory memory;
  const Scenario& scenario = any_scenario();
  const Harness harness(scenario);
  for (std::size_t call = 1; call <= harness.calls(); ++call) {
    for (const std::string mode : {"int", "term"}) {
      const Harness::Result result = harness.with(mode, call);
      CAPTURE(scenario.name, mode, call, harness.log()[call - 1], result.ran.err);
      CHECK(result.ran.status == 128 + (mode == "int" ? SIGINT : SIGTERM));
      CHECK((result.state == harness.before() || result.state == harness.after()));
      CHECK(result.left.empty());
      CHECK(result.recovers);
    }
  }
}

TEST_CASE("Ctrl-C leaves no result half kept", "[cli][fault]") {
  const InMemory memory;
  const Scenario scenario{"results are kept",
                          [](const TempFolder& folder) {
                            write_project(folder);
                            REQUIRE(run_writ(folder, {"collect"}).status == 0);
                          },
                          {"audit", "--snapshot", "latest"},
                          0,
                          ".writ/results"};
  const Harness harness(scenario);
  REQUIRE(harness.calls() > 0);
  for (std::size_t call = 1; call <= harness.calls(); ++call) {
    const Harness::Result result = harness.with("int", call);
    CAPTURE(call, harness.log()[call - 1], result.ran.err);
    CHECK(result.ran.status == 128 + SIGINT);
    CHECK(result.left.empty());
    CHECK(result.recovers);
  }
}

TEST_CASE("Ctrl-C at any moment leaves nothing behind", "[cli][fault]") {
  const InMemory memory;
  testing::Random random(1);
  const TempFolder folder;
  write_project(folder);
  std::string users = users_csv;
  for (int i = 0; i < 20'000; ++i) {
    users += fmt::format("u{0},p{0}@x.example,active,\n", i);
  }
  folder.write("users.csv", users);
  for (int run = 0; run < 24; ++run) {
    const std::string as_of = fmt::format("2026-03-{:02}T12:00:00Z", run + 1);
    const auto moment = static_cast<unsigned>(random.between(1, 120'000));
    CAPTURE(run, moment);
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"collect", "--as-of", as_of},
          {"audit", "--as-of", as_of, "--format", "json", "--output", "report.json"},
          {"audit", "--snapshot", "latest", "--fresh"}}) {
      const Ran ran =
          run_writ(folder, arguments, {.interrupt_after = moment, .interrupts = 1 + run % 3});
      CAPTURE(arguments, ran.status, ran.err);
      // Where it came too late: 4, as nobody has left; 2, as there is no latest snapshot yet.
      const std::set<int> expected = {128 + SIGINT, 0, 2, 4};
      CHECK(expected.contains(ran.status));
      CHECK(left_behind(folder) == std::vector<std::string>{});
      CHECK((!folder.has("report.json") || folder.read("report.json").ends_with("}\n")));
      if (folder.has(".writ/snapshots")) {
        state_of(folder);
      }
    }
  }
  CHECK(run_writ(folder, {"collect"}).status == 0);
}

// More than are synced one by one.
const Scenario many_files = {"a snapshot of many files",
                             [](const TempFolder& folder) {
                               write_project(folder);
                               std::string project = project_file;
                               const std::size_t at = project.find("users.csv");
                               folder.write("writ.yaml", project.replace(at, 9, "users/*.csv"));
                               for (int i = 10; i < 30; ++i) {
                                 const std::string n = std::to_string(i);
                                 folder.write("users/" + n + ".csv",
                                              users_csv + "u" + n + ",p@x.example,active,\n");
                               }
                             },
                             {"collect"},
                             0,
                             ".writ"};

TEST_CASE("files that are synced together are there or not", "[cli][fault]") {
  const InMemory memory;
  const Harness harness(many_files);
  std::size_t sync_all = 1;
  while (sync_all <= harness.calls() && !harness.is(sync_all, "sync-all")) {
    ++sync_all;
  }
  REQUIRE(sync_all < harness.calls());
  for (std::size_t call = sync_all - 8; call <= harness.calls(); ++call) {
    for (const std::string mode : {"kill", "eio", "enospc", "int"}) {
      const Harness::Result result = harness.with(mode, call);
      CAPTURE(mode, call, harness.log()[call - 1], result.ran.err);
      const bool cleaning = harness.is(call, "unlink") || harness.is(call, "rmdir");
      CHECK((result.state == harness.before() || result.state == harness.after()));
      CHECK((result.ran.status < 128 || result.recovers));
      CHECK((mode == "kill" || cleaning || result.left.empty()));
      CHECK((mode != "eio" || cleaning || result.ran.status == 3));
    }
  }
}

TEST_CASE("everything is on disk before it has its name", "[cli][fault]") {
  const InMemory memory;
  const Scenario& scenario = GENERATE(0, 1) == 0 ? scenarios[1] : many_files;
  const Harness harness(scenario);
  std::set<std::string> unsynced;
  std::size_t renames = 0;
  for (const std::string& line : harness.log()) {
    const std::string what = line.substr(0, line.find(' '));
    const std::string path = line.substr(line.find(' ') + 1);
    CAPTURE(line);
    const std::string folder = path.substr(0, path.rfind('/'));
    if (what == "create" && !mentions(path, "lock")) {
      unsynced.insert(fs::path(path).filename().string());
    } else if (what == "mkdir" && mentions(path, "/new/")) {
      unsynced.insert(fs::path(path).filename().string());
    } else if (what == "sync-all") {
      unsynced.clear();  // what is made later is noted anew
    } else if (what == "sync") {
      unsynced.erase(fs::path(path).filename().string());
    } else if (what == "rename") {
      CHECK(unsynced.empty());
      ++renames;
    }
  }
  // Of a store's first snapshot, the note that keeps it out of Git is the other one.
  CHECK(renames == (&scenario == &many_files ? 2 : 1));
  CHECK(mentions(harness.log().back(), ".writ/new"));
}

}  // namespace
}  // namespace writ
