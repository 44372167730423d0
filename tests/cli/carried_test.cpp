// An audit that carries over what the snapshot before gave says what one says that judges all anew.
#include "fixture.h"

namespace writ {
namespace {

using Arguments = std::vector<std::string>;

// So many accounts that judging them pair by pair is worth sparing.
std::string accounts(const std::string& first_rows) {
  std::string text = "id,email,status,last_login\n" + first_rows;
  for (int i = 10; i < 90; ++i) {
    const std::string n = std::to_string(i);
    text += "u" + n + ",p" + n + "@x.example,active,2026-02-0" + std::to_string(1 + i % 9) +
            "T00:00:00Z\n";
  }
  return text;
}

struct Company {
  Company() {
    folder.write(
        "writ.yaml",
        "project: p\nas_of: 2026-03-03T12:00:00Z\npolicies: [policies/]\nsources:\n  lms:\n"
        "    connector: csv\n    schema: schemas.writ\n    tables: { users: users.csv }\n");
    folder.write("schemas.writ",
                 "schema learning {\n  table users key id {\n    id : string\n    email : email\n"
                 "    status : \"active\" | \"inactive\"\n    last_login : timestamp?\n  }\n}\n");
    folder.write(
        "policies/p.writ",
        "use lms : learning\n"
        "policy no_lookalikes {\n  title \"L\"\n  for a in lms.users where a.status == \"active\"\n"
        "  require no b in lms.users where b.id contains a.id and b.id != a.id\n"
        "  message \"{a.email} looks like another\"\n}\n"
        "policy used {\n  title \"U\"\n  for a in lms.users where a.status == \"active\"\n"
        "  require a.last_login is present and not a.last_login older than 30d\n"
        "  require no b in lms.users where b.email contains a.id\n}\n");
  }
  void collect(const std::string& rows, const std::string& day) const {
    folder.write("users.csv", accounts(rows));
    const Ran ran = run_writ(folder, {"collect", "--as-of", day + "T12:00:00Z"});
    CAPTURE(ran.err);
    REQUIRE(ran.status == 0);
  }
  // The bytes of --fresh, and whether anything was carried over.
  bool audit(const Arguments& more = {}) const {
    Arguments words = {"audit", "--snapshot", "latest", "--format", "json", "-v"};
    words.insert(words.end(), more.begin(), more.end());
    const Ran ran = run_writ(folder, words);
    words.emplace_back("--fresh");
    CHECK(ran.out == run_writ(folder, words).out);
    CHECK(mentions(ran.out, "no_lookalikes"));
    return mentions(ran.err, "what did not change since");
  }

  TempFolder folder;
};

const std::string some = "u1,p1@x.example,active,2026-02-01T00:00:00Z\nu20x,q@x.example,active,\n";

}  // namespace

TEST_CASE("what did not change since the snapshot before is carried over", "[cli][results]") {
  const Company company;
  company.collect(some, "2026-03-03");
  CHECK_FALSE(company.audit());
  SECTION("nothing changed but the day") {
    company.collect(some, "2026-03-04");
    CHECK(company.audit());
    CHECK_FALSE(company.audit());  // it is looked up now
    company.collect(some, "2026-03-12");
    CHECK(company.audit());
    company.collect(some, "2027-03-12");
    CHECK(company.audit());
  }
  SECTION("rows come, go, change and move") {
    company.collect("u0,z@x.example,inactive,\n" + some, "2026-03-04");
    CHECK(company.audit());
    company.collect("u20x,q@x.example,inactive,\nu30y,r@x.example,active,\n", "2026-03-05");
    CHECK(company.audit());
    company.collect("u30y,rr@x.example,active,\nu1,p1@x.example,active,\n", "2026-03-06");
    CHECK(company.audit());
  }
  SECTION("compliant subjects are listed") {
    company.audit({"--all"});
    company.collect("u20x,q@x.example,inactive,\n", "2026-03-04");
    CHECK(company.audit({"--all"}));
    CHECK(company.audit());
  }
  SECTION("another policy, and the same under another param, have nothing to carry over") {
    company.folder.write("policies/more.writ", "define two = 2\n");
    company.collect(some, "2026-03-04");
    CHECK_FALSE(company.audit());
  }
  SECTION("an earlier snapshot that is damaged carries nothing") {
    company.collect("u20x,q@x.example,inactive,\n", "2026-03-04");
    for (const auto& entry :
         std::filesystem::directory_iterator(company.folder.path() / ".writ/snapshots")) {
      if (entry.path().filename().string().starts_with("20260303")) {
        std::filesystem::remove(entry.path() / "tables/texts.col");
      }
    }
    CHECK_FALSE(company.audit());
  }
}

}  // namespace writ
