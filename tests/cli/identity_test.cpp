// `writ identity`: the accounts that a person has to look at. The traps are numbered as in
// docs/identity.md; those that policies can show are cases of the language (tests/cases/accounts,
// tests/cases/identity_traps).
#include <nlohmann/json.hpp>

#include "run_writ.h"
#include "support/golden.h"
#include "support/json_schema.h"

namespace writ {
namespace {

using Json = nlohmann::json;

const std::string policies = R"(use people : staff
use app : tool
use repo : code

identity person = people.workers {
  app.users by number == number, true == (number is present and number not in ["0"])
  account by email == work_email, true == (status == "Active")
  account by email == work_email
  account by email == former_email
  repo.members by email == work_email
}

policy accounts_have_a_person {
  title "Every account belongs to a person"
  for a in account where a.active
  require a.person is present
}
)";
const std::string schemas = R"(schema staff {
  table workers key id {
    id : string
    number : string?
    work_email : email?
    former_email : email?
    status : "Active" | "Leave" | "Terminated"
  }
}
schema tool {
  table users key id {
    id : string
    number : string?
    email : email
    status : "active" | "inactive"
    created_at : timestamp?
    as account {
      id = id
      email = email
      active = status == "active"
      created_at = created_at
    }
  }
}
schema code {
  table members key login {
    login : string
    email : email?
  }
}
)";
const std::string people_head = "id,number,work_email,former_email,status\n";
const std::string users_head = "id,number,email,status,created_at\n";

struct Company {
  std::string people = {};  // lines
  std::string users = {};
  std::string members = {};
  std::string overrides = {};                      // entries of identity.yaml
  std::string collected = "2026-03-03T11:00:00Z";  // the people
};

// The project in `folder`.
void write_company(const TempFolder& folder, const Company& company) {
  folder.write("p.writ", policies + schemas);
  folder.write("identity.yaml",
               company.overrides.empty() ? "" : "overrides:\n" + company.overrides);
  folder.write("people.csv", people_head + company.people);
  folder.write("users.csv", users_head + company.users);
  folder.write("members.csv", "login,email\n" + company.members);
  folder.write("writ.yaml",
               "project: acme\nas_of: 2026-03-03T12:00:00Z\npolicies: [p.writ]\n"
               "identity: identity.yaml\nsources:\n"
               "  people: {connector: csv, collected_at: " +
                   company.collected +
                   ", tables: {workers: people.csv}}\n"
                   "  app: {connector: csv, collected_at: 2026-03-03T11:00:00Z, tables: {users: "
                   "users.csv}}\n"
                   "  repo: {connector: csv, tables: {members: members.csv}}\n");
}

Json identity_of(const TempFolder& folder, int status) {
  const Ran ran = run_writ(folder, {"identity", "--format", "json"});
  CAPTURE(ran.err, ran.out);
  CHECK(ran.status == status);
  const Json document = Json::parse(ran.out);
  const JsonSchema schema(Json::parse(read_file(repository_path("docs/schemas/identity-1.json"))));
  CHECK(schema.faults(document) == std::vector<std::string>{});
  return document;
}

// "confusable app.users/u1; several app.users/u2 app.users/u3"
std::string cases_of(const Json& document) {
  std::string text;
  for (const Json& one : document["cases"]) {
    text += (text.empty() ? "" : "; ") + one["kind"].get<std::string>();
    for (const Json& account : one["accounts"]) {
      text += " " + account["table"].get<std::string>() + "/" + account["key"].get<std::string>();
    }
  }
  return text;
}

const std::string kim = "w1,1001,kim@acme.example,,Active\n";
const std::string kim_user = "u1,,kim@acme.example,active,2020-01-01T00:00:00Z\n";

TEST_CASE("each trap of linking ends where a person looks, or in a right link", "[cli][identity]") {
  struct Trap {
    std::string name;
    Company company;
    std::string cases;
  };
  const std::vector<Trap> traps = {
      {"2: a rehire's old record is no second person",
       {.people = kim + "w0,1000,kim@acme.example,,Terminated\n", .users = kim_user},
       ""},
      {"4: whoever is on leave is a person",
       {.people = "w1,1001,kim@acme.example,,Leave\n", .users = kim_user},
       ""},
      {"5: a former address is the bridge over a new name",
       {.people = "w1,1001,kim.new@acme.example,kim@acme.example,Active\n", .users = kim_user},
       ""},
      {"6: two accounts under one address are one login",
       {.people = kim, .users = kim_user + "u2,,kim@acme.example,active,\n"},
       ""},
      {"7: a shared mailbox is listed until an override says that it is nobody's",
       {.people = kim, .users = "u1,,support@acme.example,active,\n"},
       "unlinked app.users/u1"},
      {"7: … and then is not",
       {.people = kim,
        .users = "u1,,support@acme.example,active,\n",
        .members = {},
        .overrides = "- {account: app.users/u1, person: none, reason: shared, approved_by: lee}\n"},
       ""},
      {"8: a guest's made-up user name is no address of somebody",
       {.people = kim, .users = "u1,,kim_acme.example#EXT#@tenant.example,active,\n"},
       "unlinked app.users/u1"},
      {"10: two persons with one address are not merged",
       {.people = kim + "w2,1002,kim@acme.example,,Active\n", .users = kim_user},
       "ambiguous app.users/u1"},
      {"11: one person's former address that is another's work address",
       {.people = kim + "w2,1002,lee@acme.example,kim@acme.example,Active\n", .users = kim_user},
       "conflicting app.users/u1"},
      {"11: the number says one person, the address another",
       {.people = kim + "w2,1002,lee@acme.example,,Active\n",
        .users = "u1,1002,kim@acme.example,active,\n"},
       "conflicting app.users/u1"},
      {"12: an account that was made anew is no second one",
       {.people = kim, .users = kim_user + "u2,,Kim@acme.example,inactive,\n"},
       ""},
      {"13: a hidden address is listed, not passed over",
       {.people = kim, .users = kim_user, .members = "kim-codes,\n"},
       "unlinked repo.members/kim-codes"},
      {"14: accounts that differ in case alone are both told",
       {.people = kim, .users = kim_user + "u2,,Kim@acme.example,active,\n"},
       "several app.users/u1 app.users/u2"},
      {"15: a look-alike is not linked, and says whom it looks like",
       {.people = kim, .users = "u1,,k\xd1\x96m@acme.example,active,\n"},
       "confusable app.users/u1"},
      {"15: … also where it is linked to somebody else",
       {.people = kim + "w2,1002,k\xd1\x96m@acme.example,,Active\n", .users = kim_user},
       "confusable app.users/u1"},
      {"19: 42 is not 00042",
       {.people = "w1,00042,kim@acme.example,,Active\n",
        .users = "u1,42,who@acme.example,active,\n"},
       "unlinked app.users/u1"},
      {"20: a number that stands for none links nobody",
       {.people = "w1,0,lee@acme.example,,Active\n", .users = "u1,0,who@acme.example,active,\n"},
       "unlinked app.users/u1"},
      {"20: a number that two persons share links nobody",
       {.people = "w1,7,kim@acme.example,,Active\nw2,7,lee@acme.example,,Active\n",
        .users = "u1,7,kim@acme.example,active,\n"},
       "ambiguous app.users/u1"},
      {"20: a number that many accounts share is told once",
       {.people = "w1,7,kim@acme.example,,Active\n",
        .users = "u1,7,a@acme.example,active,\nu2,7,b@acme.example,active,\n"},
       "several app.users/u1 app.users/u2"},
  };
  for (const Trap& trap : traps) {
    CAPTURE(trap.name);
    const TempFolder folder;
    write_company(folder, trap.company);
    const Json document = identity_of(folder, trap.cases.empty() ? 0 : 1);
    CHECK(cases_of(document) == trap.cases);
    CHECK(document["reliable"] == true);
  }
}

TEST_CASE("trap 16: an incomplete list of people is said first, and makes nobody an orphan",
          "[cli][identity]") {
  const TempFolder folder;
  write_company(
      folder, {.people = kim + "w2,1002\n", .users = kim_user + "u2,,lee@acme.example,active,\n"});
  const Json document = identity_of(folder, 1);
  CHECK(cases_of(document) == "undecided app.users/u2");
  CHECK(document["reliable"] == false);
  CHECK(document["persons"]["complete"] == false);
  const Ran ran = run_writ(folder, {"identity"});
  CAPTURE(ran.out);
  CHECK(ran.out.find("not reliable: people.workers was not read whole") < ran.out.find("table "));
  folder.write("users.csv", users_head + kim_user);
  identity_of(folder, 3);
}

TEST_CASE("trap 16: a list that shrank breaks the contract of the project", "[cli][identity]") {
  const TempFolder folder;
  write_company(folder, {.people = kim, .users = kim_user + "u2,,lee@acme.example,active,\n"});
  folder.write("p.writ", policies + schemas + "expect people.workers count >= 2\n");
  const Json document = identity_of(folder, 1);
  CHECK(cases_of(document) == "undecided app.users/u2");
  CHECK(document["reliable"] == false);
}

TEST_CASE("trap 17: people that were collected before the accounts", "[cli][identity]") {
  const TempFolder folder;
  write_company(folder, {.people = kim,
                         .users = "u1,,new@acme.example,active,2026-03-02T00:00:00Z\n",
                         .members = {},
                         .overrides = {},
                         .collected = "2026-03-01T00:00:00Z"});
  const Json document = identity_of(folder, 1);
  CHECK(mentions(document["unreliable"][0].get<std::string>(), "more than a day before app.users"));
  CHECK(mentions(document["cases"][0]["why"].get<std::string>(), "may be on the next list"));
}

TEST_CASE("each trap of the page has a case of the language", "[cli][identity][docs]") {
  std::string texts;
  for (const char* folder : {"policies", "tests/cases"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(repository_path(folder))) {
      texts += entry.path().extension() == ".writ" ? read_file(entry.path()) : "";
    }
  }
  const std::string page = read_file(repository_path("docs/identity.md"));
  for (int trap = 1; trap <= 20; ++trap) {
    const std::string name = "trap " + std::to_string(trap);
    CAPTURE(name);
    CHECK((mentions(texts, name + ":") || mentions(texts, name + ",")));
    CHECK(mentions(page, "\n| " + std::to_string(trap) + " |"));
  }
}

TEST_CASE("a suggestion is a hint, never a link", "[cli][identity]") {
  struct Near {
    std::string user;
    std::string how;
  };
  const std::vector<Near> table = {
      {"u1,,kim+aws@acme.example,active,", "the same address without its tag"},
      {"u1,E01001,who@acme.example,active,", "the same number but for zeros and letters in front"},
      {"u1,,kim@old.example,active,", "the same name at another domain"},
      {"u1,,kmi@acme.example,active,", "one typing mistake apart"},
      {"u1,,kimm@acme.example,active,", "one typing mistake apart"},
      {"u1,0,noreply@acme.example,active,", ""},
      {"u1,,somebody@acme.example,active,", ""},
  };
  for (const Near& row : table) {
    CAPTURE(row.user);
    const TempFolder folder;
    write_company(folder, {.people = kim, .users = row.user + "\n"});
    const Json document = identity_of(folder, 1);
    CHECK(cases_of(document) == "unlinked app.users/u1");
    const Json& near = document["cases"][0]["near"];
    CHECK((near.is_null() ? "" : near["how"].get<std::string>()) == row.how);
    CHECK((near.is_null() || near["persons"][0]["person"] == "w1"));
    CHECK(document["cases"][0]["accounts"][0]["person"].is_null());
  }
}

TEST_CASE("overrides that do nothing are told", "[cli][identity]") {
  const auto entry = [](const std::string& account, const std::string& person) {
    return "- {account: " + account + ", person: " + person + ", reason: r, approved_by: lee}\n";
  };
  const TempFolder folder;
  write_company(folder, {.people = kim,
                         .users = kim_user + "u2,,x@acme.example,active,\n",
                         .members = {},
                         .overrides = entry("app.users/u1", "w1") + entry("app.users/u2", "w9") +
                                      entry("app.users/u9", "w1")});
  const Json document = identity_of(folder, 1);
  std::string idle;
  for (const Json& one : document["idle_overrides"]) {
    idle += one["account"].get<std::string>() + " " + one["why"].get<std::string>() + "; ";
  }
  CHECK(idle ==
        "app.users/u1 rules_agree; app.users/u2 no_such_person; app.users/u9 no_such_account; ");
  CHECK(document["tables"][0]["overridden"] == 1);
}

TEST_CASE("the line that settles an account is refused until it is filled in", "[cli][identity]") {
  const TempFolder folder;
  write_company(folder, {.people = kim, .users = "u/\"1,,x@acme.example,active,\n"});
  std::string line = identity_of(folder, 1)["cases"][0]["accounts"][0]["override"];
  folder.write("identity.yaml", "overrides:\n  " + line + "\n");
  CHECK(run_writ(folder, {"identity"}).status == 2);
  for (const auto& [hole, value] : {std::pair{"person: \"\"", "person: \"w1\""},
                                    {"reason: \"\"", "reason: moved"},
                                    {"by: \"\"", "by: lee"}}) {
    line.replace(line.find(hole), std::string(hole).size(), value);
  }
  folder.write("identity.yaml", "overrides:\n  " + line + "\n");
  CHECK(cases_of(identity_of(folder, 0)).empty());
}

TEST_CASE("the text of `writ identity`", "[cli][identity]") {
  const TempFolder folder;
  write_company(
      folder,
      {.people = kim + "w2,1002,lee@acme.example,kim@acme.example,Active\n"
                       "w3,1003,awa@acme.example,,Active\nw4,1003,max@acme.example,,Active\n",
       .users = kim_user + "u2,,kіm@acme.example,active,\nu3,1003,awa@acme.example,active,\n"
                           "u4,,awaa@acme.example,active,\nu5,,old@acme.example,inactive,\n"
                           "u6,,LEE@acme.example,active,\nu7,1002,x@acme.example,active,\n",
       .members = "\x1b[2J,\n",
       .overrides = "- {account: app.users/u9, person: w1, reason: r, approved_by: lee}\n"});
  const Ran ran = run_writ(folder, {"identity"});
  CHECK(ran.status == 1);
  golden("report/identity.txt", ran.out);
  const Ran all = run_writ(folder, {"identity", "--all"});
  CHECK(mentions(all.out, "u5 (closed)"));
  CHECK_FALSE(mentions(ran.out, "u5 (closed)"));
}

TEST_CASE("every link can be followed", "[cli][identity]") {
  const TempFolder folder;
  write_company(
      folder,
      {.people = kim + "w2,1002,lee@acme.example,kim@acme.example,Active\n",
       .users = kim_user + "u2,1002,x@acme.example,active,\nu3,,LEE@acme.example,active,\n"
                           "u4,,bot@acme.example,active,\n",
       .overrides = "- {account: app.users/u4, person: none, reason: a bot, approved_by: ana}\n"});
  const Ran text = run_writ(folder, {"identity", "--links"});
  CHECK(text.status == 1);
  golden("report/identity-links.txt", text.out);
  const Ran json = run_writ(folder, {"identity", "--links", "--format", "json"});
  const Json document = Json::parse(json.out);
  const JsonSchema schema(Json::parse(read_file(repository_path("docs/schemas/identity-1.json"))));
  CHECK(schema.faults(document) == std::vector<std::string>{});
  REQUIRE(document["links"].size() == 4);
  const Json& lee = document["links"][2];
  CHECK(lee["person"] == "w2");
  CHECK(lee["rule"] == R"(account by email == work_email, true == (status == "Active"))");
  const Json& decided = lee["tried"].back();
  CHECK(decided["keys"][0]["value"] == "LEE@acme.example");
  CHECK(decided["keys"][0]["compared"] == "lee@acme.example");
  CHECK(decided["fits"][0]["values"][0] == "lee@acme.example");
  CHECK(document["links"][3]["reason"] == "a bot");
  CHECK(document["links"][3]["approved_by"] == "ana");
  CHECK_FALSE(identity_of(folder, 1).contains("links"));
}

TEST_CASE("`writ identity` judges a stored snapshot, the same", "[cli][identity]") {
  const TempFolder folder;
  write_company(folder, {.people = kim, .users = "u1,,x@acme.example,active,\n"});
  const Ran files = run_writ(folder, {"identity", "--format", "json"});
  REQUIRE(run_writ(folder, {"collect"}).status == 0);
  const Ran stored = run_writ(folder, {"identity", "--snapshot", "latest", "--format", "json"});
  CHECK(stored.status == 1);
  Json a = Json::parse(files.out);
  Json b = Json::parse(stored.out);
  CHECK(a["cases"] == b["cases"]);
  CHECK(a["tables"] == b["tables"]);
}

TEST_CASE("`writ identity` without an identity rule says what to do", "[cli][identity]") {
  const TempFolder folder;
  folder.write("p.writ",
               "use s : e\nschema e {\n  table users key id {\n    id : string\n  }\n}\n");
  const Ran ran =
      run_writ(folder, {"identity", "--policy", "p.writ", "--as-of", "2026-03-03T12:00:00Z"});
  CHECK(ran.status == 2);
  CHECK(mentions(ran.err, "the policies have no `identity` rule"));
}

}  // namespace
}  // namespace writ
