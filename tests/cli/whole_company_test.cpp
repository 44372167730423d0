// A project over every kind of source, as docs/connectors.md shows it, against real servers: one
// snapshot, and the planted violations are found.
#include "acme_peers.h"
#include "connectors/postgresql_server.h"
#include "connectors/slapd.h"
#include "support/golden.h"

namespace writ {
namespace {

constexpr const char* ldap_entries = R"(dn: dc=example,dc=com
objectClass: domain
dc: example

dn: cn=reader,dc=example,dc=com
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: ldap-c4nary

dn: ou=people,dc=example,dc=com
objectClass: organizationalUnit
ou: people

dn: uid=kim,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: kim
cn: Kim Ray
sn: Ray
mail: kim@acme.example

dn: uid=ghost,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: ghost
cn: Nobody
sn: Nobody
mail: ghost@elsewhere.example

dn: cn=admins,dc=example,dc=com
objectClass: groupOfNames
cn: admins
member: cn=inner,dc=example,dc=com

dn: cn=inner,dc=example,dc=com
objectClass: groupOfNames
cn: inner
member: uid=ghost,ou=people,dc=example,dc=com
)";

constexpr const char* policies = R"(use ldap : ldap_directory
use app : app
use badges : badges
use dir : scim

policy ldap_addresses {
  title "Directory users have an address of the company"
  severity high
  for u in ldap.users
  require u.email ends with "@acme.example"
  message "{u.written_dn}"
}

policy nested_admins {
  title "Nobody is an administrator through a group in a group"
  severity high
  for m in ldap.effective_memberships where m.kind == "user"
  require m.depth == 1
  message "{m.member}"
}

policy app_accounts_known {
  title "Who may sign in to the application has a badge"
  severity critical
  for a in app.accounts where a.active
  require exists b in badges.holders where b.email == a.email
  message "{a.email}"
}

policy scim_inactive {
  title "Every fifth user is inactive, which somebody should look at"
  severity low
  for u in dir.users
  require u.active
  message "{u.display_name}"
}
)";

std::string fenced(const std::string& page, const std::string& after) {
  const std::string fence = "```yaml\n";
  const std::size_t begin = page.find(fence, page.find(after)) + fence.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  CAPTURE(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("one snapshot of a whole company", "[cli][collect][peers][company]") {
  if (!have_node() || no_slapd() || PostgresqlServer::programs().empty()) {
    WARN("SKIPPED: node, slapd or PostgreSQL is not there");
    return;
  }
  const TempFolder folder;
  std::string sources =
      fenced(read_file(repository_path("docs/connectors.md")), "All kinds of sources");
  std::map<std::string, Json> descriptions = acme_descriptions();
  descriptions["dir"] = scim_peer();
  std::map<std::string, std::unique_ptr<Peer>> peers;
  for (const auto& [source, description] : descriptions) {
    peers[source] = std::make_unique<Peer>(description);
  }
  const std::string here = ", allow_private: true, allow_plain: true, rate: none}";
  replace(sources, "\"https://acme.thoughtindustries.com/incoming/v2\", api_key: \"${env:LMS}\"}",
          "\"" + peers["lms"]->url() + "/incoming/v2\", api_key: \"${env:LMS}\"" + here);
  replace(sources, "\"https://acme.api-us1.com/api/3\", api_token: \"${env:CRM}\"}",
          "\"" + peers["crm"]->url() + "/api/3\", api_token: \"${env:CRM}\"" + here);
  replace(sources, "token: \"${env:MAIL}\"}",
          "base_url: \"" + peers["mail"]->url() + "/v1\", token: \"${env:MAIL}\"" + here);
  replace(sources, "\"https://scim.acme.example/scim/v2\", token: \"${env:DIR}\"}",
          "\"" + peers["dir"]->url() + "/scim/v2\", token: \"${env:DIR}\"" + here);
  replace(sources, "    client_id: acme-auditor\n",
          "    client_id: acme-auditor\n    base_url: " + peers["hr"]->url() +
              "\n    token_url: " + peers["hr"]->url() +
              "/auth/oauth/v2/token\n    allow_private: true\n    allow_plain: true\n" +
              "    rate: none\n");
  const Slapd slapd({ldap_entries, "", "IP:127.0.0.1", ""});
  replace(sources, "ldaps://ldap.acme.example", slapd.tls_url() + "\n    allow_private: true");
  folder.write("ldap-ca.pem", slapd.folder.read("ca.pem"));
  PostgresqlServer server;
  server.start();
  server.sql(
      "create table accounts (id int primary key, mail text, locked_at timestamptz);"
      "insert into accounts values (1, 'Kim@acme.example', null), (2, 'lou@acme.example', null),"
      " (3, 'gone@acme.example', now());"
      "create role auditor login password 'pg-c4nary'; grant select on accounts to auditor");
  replace(
      sources, "host: db.acme.example",
      "host: localhost\n    port: " + std::to_string(server.port()) + "\n    allow_private: true");
  folder.write("db-ca.pem", read_file(server.file("ca.pem")));
  folder.write("schemas/app.writ",
               "schema app {\n  table accounts key id {\n    id : string\n    email : email\n    "
               "active : bool\n  }\n}\n");
  folder.write(
      "schemas/badges.writ",
      "schema badges {\n  table holders key id {\n    id : string\n    email : email\n  }\n}\n");
  folder.write("badges.csv", "id,email\nb1,kim@acme.example\nb2,user1@acme.example\n");
  write_acme(folder, sources.substr(sources.find('\n') + 1));
  folder.write("policies/all.writ", policies);

  std::vector<std::string> environment = acme_environment();
  for (const std::string& secret : {"DIR=" + acme_secret("dir"), std::string("LDAP=ldap-c4nary"),
                                    std::string("PG=pg-c4nary")}) {
    environment.push_back(secret);
  }
  const Ran doctor = run_writ(folder, {"doctor"}, {.environment = environment});
  CAPTURE(doctor.out, doctor.err);
  CHECK(doctor.status == 0);
  CHECK_THAT(doctor.out, Catch::Contains("we are `dn:cn=reader,dc=example,dc=com`"));
  CHECK_THAT(doctor.out, Catch::Contains("we are `auditor`"));
  const Ran collected = run_writ(folder, {"collect"}, {.environment = environment});
  CAPTURE(collected.out, collected.err);
  REQUIRE(collected.status == 0);
  CHECK(run_writ(folder, {"snapshot", "verify"}).status == 0);
  const Ran audited = run_writ(folder, {"audit", "--snapshot", "latest"});
  CHECK(audited.status == 1);
  for (const char* planted : {"uid=ghost,ou=people,dc=example,dc=com", "lou@acme.example",
                              "User 20", "chloe.novak@acme.example left on 2026-02-20"}) {
    CHECK_THAT(audited.out, Catch::Contains(planted));
  }
  CHECK(audited.out.find("kim@acme.example\n") == std::string::npos);
  for (const Ran& ran : {doctor, collected, audited}) {
    CHECK((ran.out + ran.err).find("c4nary") == std::string::npos);
  }
}

}  // namespace writ
