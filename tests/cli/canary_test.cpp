// The look-out for secrets that every run of the program is under sees them.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>

#include "run_writ.h"
#include "support/stuck_port.h"

namespace writ {

TEST_CASE("a secret that gets out is seen", "[cli][canary]") {
  const TempFolder folder;
  folder.write("key",
               "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqh\n-----END PRIVATE KEY-----\n");
  folder.write("known", "s3cret-of-a-system");
  REQUIRE(chmod((folder.path() / "key").c_str(), 0600) == 0);
  const Canary canary(folder.path(), {"LC_ALL=C.UTF-8", "TOKEN=s3cret-of-a-system"});
  REQUIRE(canary.has_secrets());
  CHECK(canary.is_in("GET /?key=s3cret-of-a-system"));
  CHECK(canary.is_in("MIIEvgIBADANBgkqh"));
  CHECK_FALSE(canary.is_in("C.UTF-8 BEGIN PRIVATE KEY"));
  CHECK(canary.leaking_files().empty());
  folder.write("sub/plain", "a s3cret-of-a-system b");
  folder.write("packed", "MIIEvgIBADANBgkqh");
  const std::string packed = (folder.path() / "packed").string();
  REQUIRE(std::system(("zstd -q --rm " + packed + " -o " + packed + ".zst").c_str()) ==
          0);  // NOLINT
  CHECK(canary.leaking_files().size() == 2);
  CHECK_FALSE(Canary(folder.path() / "sub", {"LC_ALL=C"}).has_secrets());
}

// Linux proc(5): a line of /proc/PID/limits.
std::string core_limit_of(pid_t process) {
  std::ifstream limits("/proc/" + std::to_string(process) + "/limits");
  for (std::string line; std::getline(limits, line);) {
    if (line.starts_with("Max core file size")) {
      return line;
    }
  }
  return {};
}

TEST_CASE("who holds secrets leaves no core file", "[cli][canary]") {
  const TempFolder folder;
  const StuckPort stuck;
  folder.write("p.writ", "use it : okta\n");
  folder.write("writ.yaml",
               "project: t\npolicies: [p.writ]\nsources:\n  it: {connector: okta, base_url: \"" +
                   stuck.url() +
                   "\", api_token: \"${env:TOKEN}\", allow_private: true, allow_plain: true}\n");
  const pid_t child = fork();
  if (child == 0) {
    const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CORE, &all);
    setenv("TOKEN", "s3cret-of-a-system", 1);
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    if (chdir(folder.path().c_str()) == 0) {
      execl(WRIT_BINARY, "writ", "collect", static_cast<char*>(nullptr));
    }
    _exit(126);
  }
  std::string limit;
  for (int tries = 0; tries < 500 && !mentions(limit, " 0 "); ++tries) {
    usleep(10'000);
    limit = core_limit_of(child);
  }
  CHECK(mentions(limit, " 0 "));
  kill(child, SIGABRT);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK_FALSE(WCOREDUMP(status));
}

}  // namespace writ
