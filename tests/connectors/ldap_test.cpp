// The LDAP connector against a real OpenLDAP server.
#include <sys/socket.h>

#include "ldap_support.h"
#include "slapd.h"

namespace writ {

namespace {

using Catch::Matchers::Contains;
using std::chrono::milliseconds;

// slapd cuts whoever asks for more than three entries at once, unless page by page.
const char* const limits = "sizelimit size.soft=3 size.hard=soft size.prtotal=unlimited\n";

std::string person(const std::string& name, const std::string& more = {}) {
  return "dn: uid=" + name + ",ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\n" + more +
         "uid: " + name + "\ncn: " + name + "\nsn: S\n\n";
}

std::string group(const std::string& name, const std::vector<std::string>& members,
                  const std::string& more = {}) {
  std::string out = "dn: cn=" + name + ",ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\n";
  for (const std::string& member : members) {
    out += "member: " + member + "\n";
  }
  return out + more + "\n";
}

std::string people(const std::string& name) {
  return "uid=" + name + ",ou=people,dc=example,dc=com";
}
std::string groups(const std::string& name) {
  return "cn=" + name + ",ou=groups,dc=example,dc=com";
}

std::string tree() {
  return "dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\n"
         "dc: example\n\n"
         "dn: cn=reader,dc=example,dc=com\nobjectClass: organizationalRole\n"
         "objectClass: simpleSecurityObject\nuserPassword: reader-s3cret\n\n"
         "dn: ou=people,dc=example,dc=com\nobjectClass: organizationalUnit\n\n"
         "dn: ou=groups,dc=example,dc=com\nobjectClass: organizationalUnit\n\n";
}

// Ten persons, one with a comma and one with an umlaut in the name; groups in a ring.
std::string company() {
  std::string out = tree();
  for (int i = 1; i <= 6; ++i) {
    out += person("u" + std::to_string(i), "mail: u" + std::to_string(i) + "@example.com\n");
  }
  out += person("locked", "pwdAccountLockedTime: 000001010000Z\n");
  out += person("delayed",
                "mail: a@example.com\nmail: b@example.com\nmanager: UID=U1, "
                "ou=People,DC=example,DC=com\npwdAccountLockedTime: 20260101120000Z\n");
  out +=
      "dn: cn=Lee\\, Dana,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\n"
      "cn: Lee, Dana\nsn: Lee\nuid: dana\n\n";
  // cn=Jürgen Größe
  out +=
      "dn:: Y249SsO8cmdlbiBHcsO2w59lLG91PXBlb3BsZSxkYz1leGFtcGxlLGRjPWNvbQ==\n"
      "objectClass: inetOrgPerson\ncn:: SsO8cmdlbiBHcsO2w59l\nsn: G\nuid: jg\n\n";
  out += group("all", {people("u1"), people("u2"), groups("ring1")});
  out += group("ring1", {people("u3"), groups("ring2")});
  out += group("ring2",
               {"CN=Lee\\2C Dana,OU=People,DC=example,DC=com", groups("ring3"), people("gone")});
  out += group("ring3", {groups("ring1"), people("u4"), "cn=reader,dc=example,dc=com"});
  return out;
}

Directory with(LdapSettings settings, const std::function<void(LdapSettings&)>& change,
               const std::set<std::string>& tables = {"users"}) {
  change(settings);
  return fetch(settings, tables);
}

}  // namespace

TEST_CASE("a directory is read to the end, page by page", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "", limits});
  const std::size_t page_size = GENERATE(values<std::size_t>({1, 2, 3, 500}));
  const Directory got =
      with(slapd.settings(), [&](LdapSettings& settings) { settings.page_size = page_size; });
  CHECK(got.gaps("users") == "");
  const Collection& record = got.record("users");
  CHECK(record.principal == "dn:cn=reader,dc=example,dc=com");
  CHECK_THAT(record.address, Contains("ldap://127.0.0.1:") && Contains("base dc=example,dc=com"));
  REQUIRE(!record.requests.empty());
  CHECK_THAT(record.requests.back(), Contains("search dc=example,dc=com and below for (|("));
  REQUIRE(record.pages.size() == 1);
  CHECK(record.pages[0].records == 10);
  const Type maybe = Type::of(Kind::text).as_optional();
  const Reading users =
      got.read("users", "ldap_directory", {"dn"},
               {column("dn", Kind::text), column("user_name", maybe), column("email", Kind::email),
                column("emails", Type::set_of(Type::of(Kind::email))), column("manager", maybe),
                column("active", Kind::boolean),
                column("locked_at", Type::of(Kind::timestamp).as_optional())});
  CHECK(users.table.complete());
  CHECK(users.table.rows.size() == 10);
  CHECK_THAT(
      users.rows(),
      Contains("uid=u1,ou=people,dc=example,dc=com u1 u1@example.com [u1@example.com] absent "
               "unknown(the value is empty) absent") &&
          Contains("cn=lee\\2C dana,ou=people,dc=example,dc=com dana unknown(the value is empty) "
                   "[] absent") &&
          Contains("cn=jürgen größe,ou=people,dc=example,dc=com jg") &&
          Contains("uid=locked,ou=people,dc=example,dc=com locked unknown(the value is empty) [] "
                   "absent false absent") &&
          Contains("[a@example.com, b@example.com] uid=u1,ou=people,dc=example,dc=com "
                   "unknown(the value is empty) 2026-01-01T12:00:00Z"));
}

TEST_CASE("a server's size limit leaves a table incomplete", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "", limits});
  const Directory got =
      with(slapd.settings(), [](LdapSettings& settings) { settings.page_size = 0; });
  CHECK(got.gaps("users") ==
        "after 3 entries: the server's size limit cut it off: size limit exceeded (4)");
  CHECK(got.record("users").pages.at(0).records == 3);
}

TEST_CASE("memberships go through groups in groups", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "", limits});
  const Directory got =
      fetch(slapd.settings(), {"users", "groups", "memberships", "effective_memberships"});
  for (const char* table : {"users", "groups", "memberships", "effective_memberships"}) {
    CHECK(got.gaps(table) == "");
  }
  const Type ref = Type::of(Kind::text).as_optional();
  const Reading direct =
      got.read("memberships", "ldap_directory", {"group", "member"},
               {column("group", Kind::text), column("member", Kind::text),
                column("kind", Kind::text), column("written_member", Kind::text)});
  CHECK(direct.table.rows.size() == 11);
  CHECK_THAT(direct.rows(), Contains("cn=ring2,ou=groups,dc=example,dc=com cn=lee\\2C "
                                     "dana,ou=people,dc=example,dc=com user CN=Lee\\2C Dana") &&
                                Contains("uid=gone,ou=people,dc=example,dc=com other"));
  const Reading effective = got.read("effective_memberships", "ldap_directory", {"group", "member"},
                                     {column("group", Kind::text), column("member", Kind::text),
                                      column("user", ref), column("depth", Kind::integer)});
  // In each group of the ring: two other groups, u3, Dana, u4, gone, reader; `all` has u1, u2 too.
  CHECK(effective.table.rows.size() == 3 * 7 + 10);
  CHECK_THAT(effective.rows(),
             Contains("cn=all,ou=groups,dc=example,dc=com uid=u4,ou=people,dc=example,dc=com "
                      "uid=u4,ou=people,dc=example,dc=com 4") &&
                 Contains("cn=all,ou=groups,dc=example,dc=com cn=ring3,ou=groups,dc=example,dc=com "
                          "absent 3"));
  CHECK_THAT(got.notes("effective_memberships"),
             Contains("3 groups are members of themselves, through others: `cn=ring1,"));
}

TEST_CASE("a group that was not searched leaves effective memberships open", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "", limits});
  const Directory got = with(slapd.settings(),
                             [](LdapSettings& settings) {
                               settings.group_filter = "(&(objectClass=groupOfNames)(cn=all))";
                             },
                             {"memberships", "effective_memberships"});
  CHECK(got.gaps("memberships") == "");
  CHECK(got.gaps("effective_memberships") ==
        "1 members are groups that were not searched, or may be such: "
        "`cn=ring1,ou=groups,dc=example,dc=com`");
}

TEST_CASE("POSIX groups name logins and numbers", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const auto posix = [](const std::string& name) {
    return "objectClass: posixAccount\nuidNumber: 1\ngidNumber: 100\nhomeDirectory: /h/" + name +
           "\n";
  };
  std::string entries = tree() + person("u1", posix("u1")) + person("u2", posix("u2"));
  entries +=
      "dn: cn=staff,ou=groups,dc=example,dc=com\nobjectClass: posixGroup\ncn: staff\n"
      "gidNumber: 100\nmemberUid: U1\nmemberUid: ghost\n\n";
  entries +=
      "dn: cn=dyn,ou=groups,dc=example,dc=com\nobjectClass: groupOfURLs\ncn: dyn\n"
      "memberURL: ldap:///dc=example,dc=com??sub?(uid=u*)\n\n";
  const Slapd slapd({entries, "", "", limits});
  const Directory got = fetch(slapd.settings(), {"memberships"});
  const Reading direct = got.read("memberships", "ldap_directory", {"group", "member"},
                                  {column("group", Kind::text), column("member", Kind::text),
                                   column("kind", Kind::text), column("primary", Kind::boolean)});
  const std::string staff = "cn=staff,ou=groups,dc=example,dc=com ";
  CHECK(direct.rows() == staff + "uid ghost other false; " + staff + people("u1") + " user true; " +
                             staff + people("u2") + " user true");
  CHECK(got.gaps("memberships") ==
        "1 groups have as members whoever a search finds (memberURL), and the server does not say "
        "who that is: `cn=dyn,ou=groups,dc=example,dc=com`");
}

TEST_CASE("who is inactive is what the owner says", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company() + person("left", "employeeType: gone\n"), "", "", limits});
  const Directory got = with(slapd.settings(), [](LdapSettings& settings) {
    settings.inactive_filter = "employeeType=gone";
  });
  const Reading users = got.read("users", "ldap_directory", {"dn"},
                                 {column("dn", Kind::text), column("active", Kind::boolean)});
  CHECK_THAT(users.rows(), Contains(people("left") + " false") &&
                               Contains(people("locked") + " false") &&
                               Contains(people("u1") + " true"));
}

TEST_CASE("a referral is not followed, and said", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company() + "dn: ou=else,dc=example,dc=com\nobjectClass: referral\n"
                                 "objectClass: extensibleObject\nou: else\n"
                                 "ref: ldap://127.0.0.1:1/ou=else,dc=example,dc=com\n\n",
                     "", "", limits});
  const Directory got = fetch(slapd.settings(), {"users"});
  CHECK(got.gaps("users") ==
        "a referral to `ldap://127.0.0.1:1/ou=else,dc=example,dc=com??sub` was not followed");
  CHECK(got.record("users").pages.at(0).records == 10);
  const Directory base = with(slapd.settings(), [](LdapSettings& settings) {
    settings.base_dn = "ou=else,dc=example,dc=com";
  });
  CHECK_THAT(base.gaps("users"), Contains("a referral to `ldap://127.0.0.1:1/ou=else") &&
                                     Contains("the server has only a part of it"));
}

TEST_CASE("the base is the server's only one, or must be named", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "", limits});
  const Directory got =
      with(slapd.settings(), [](LdapSettings& settings) { settings.base_dn.clear(); });
  CHECK(got.gaps("users") == "");
  CHECK_THAT(got.record("users").address, Contains("base dc=example,dc=com"));
  const Directory none = with(
      slapd.settings(), [](LdapSettings& settings) { settings.base_dn = "dc=elsewhere,dc=com"; });
  CHECK_THAT(none.gaps("users"), Contains("(32)") || Contains("(10)"));
  const Directory filter = with(slapd.settings(), [](LdapSettings& settings) {
    settings.user_filter = "(objectClass=inetOrgPerson";
  });
  CHECK(filter.gaps("users") ==
        "after 0 entries: `(objectClass=inetOrgPerson` is no LDAP filter (RFC 4515)");
  CHECK(fetch(slapd.settings(), {"rooms"}).gaps("rooms") == "a directory has no such table");
}

TEST_CASE("TLS is checked, always", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "IP:127.0.0.1", limits});
  const bool start = GENERATE(true, false);
  CAPTURE(start);
  const auto reach = [&](const std::string& host, const std::string& ca) {
    LdapSettings settings = slapd.settings();
    settings.allow_plain = false;
    settings.url = start ? slapd.url(host) : slapd.tls_url(host);
    settings.start_tls = start;
    settings.ca_file = ca;
    return check_ldap(settings);
  };
  const LdapCheck good = reach("127.0.0.1", slapd.folder / "ca.pem");
  CHECK(good.fault == "");
  CHECK(good.principal == "dn:cn=reader,dc=example,dc=com");
  CHECK_THAT(good.address, Contains(", TLS1.3") || Contains(", TLSv1.3"));
  CHECK_THAT(reach("localhost", slapd.folder / "ca.pem").fault,
             Contains("no TLS connection to `localhost`"));
  CHECK_THAT(reach("127.0.0.1", "").fault, Contains("no TLS connection to `127.0.0.1`"));
  CHECK(reach("127.0.0.1", slapd.folder / "nothing.pem").fault ==
        "`ca_file` cannot be read: it must hold certificates in PEM");
  // What somebody set for all programs of the machine does not weaken it.
  setenv("LDAPTLS_REQCERT", "never", 1);
  CHECK_THAT(reach("127.0.0.1", "").fault, Contains("no TLS connection to `127.0.0.1`"));
  unsetenv("LDAPTLS_REQCERT");
}

TEST_CASE("less than TLS 1.2 is refused", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const TestFolder folder;
  make_certificates(folder, "IP:127.0.0.1");
  const auto reach = [&](const std::string& version) {
    const std::uint16_t port = free_port();
    const pid_t server =
        folder.start({"openssl", "s_server", "-quiet", "-accept",
                      "127.0.0.1:" + std::to_string(port), "-cert", folder / "server.pem", "-key",
                      folder / "server.key", "-cipher", "ALL:@SECLEVEL=0", version});
    LdapSettings settings;
    settings.url = "ldaps://127.0.0.1:" + std::to_string(port);
    settings.ca_file = folder / "ca.pem";
    settings.allow_private = true;
    settings.timeout = milliseconds(300);
    LdapCheck check;
    for (int tries = 0; tries < 250; ++tries) {
      check = check_ldap(settings);
      if (check.fault.find("cannot reach") == std::string::npos) {
        break;
      }
      std::this_thread::sleep_for(milliseconds(20));
    }
    kill(server, SIGKILL);
    waitpid(server, nullptr, 0);
    return check.fault;
  };
  CHECK_THAT(reach("-tls1_1"), Contains("TLS 1.2 is the least that is safe") ||
                                   Contains("the server must offer TLS 1.2 or later"));
  // The same server, which knows no LDAP but is trusted.
  CHECK_THAT(reach("-tls1_2"), Contains("no answer to the sign-in"));
}

TEST_CASE("without StartTLS nothing is sent", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "", limits});
  const Directory refused =
      with(slapd.settings(), [](LdapSettings& settings) { settings.start_tls = true; });
  CHECK_THAT(refused.gaps("users"),
             Contains("the server does not offer StartTLS, or somebody on the way takes it out: "
                      "protocol error (2): unsupported extended operation; nothing is sent"));
  const Directory plain =
      with(slapd.settings(), [](LdapSettings& settings) { settings.allow_plain = false; });
  CHECK_THAT(plain.gaps("users"), Contains("only encrypted connections are used"));
}

TEST_CASE("a refused sign-in says whose, and not the password", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "", limits});
  const Directory wrong =
      with(slapd.settings(), [](LdapSettings& settings) { settings.password = "wr0ng-s3cret"; });
  CHECK(wrong.gaps("users") ==
        "the server does not accept `cn=reader,dc=example,dc=com`: invalid credentials (49)");
  const Directory empty =
      with(slapd.settings(), [](LdapSettings& settings) { settings.password.clear(); });
  CHECK_THAT(empty.gaps("users"), Contains("the password is empty"));
  const Directory nobody = with(slapd.settings(), [](LdapSettings& settings) {
    settings.bind_dn.clear();
    settings.password.clear();
  });
  CHECK(nobody.gaps("users") == "");
  CHECK(nobody.record("users").principal == "anonymous");
}

namespace {

// As much of Active Directory's schema as the connector asks for.
std::string windows_schema() {
  std::string out;
  int number = 0;
  const auto add = [&](const std::string& name, const char* syntax, const char* matching) {
    out += "attributetype ( 1.1.2.1." + std::to_string(++number) + " NAME '" + name +
           "' EQUALITY " + matching + " SYNTAX 1.3.6.1.4.1.1466.115.121.1." + syntax + " )\n";
  };
  for (const char* name : {"objectGUID", "objectSid"}) {
    add(name, "40", "octetStringMatch");
  }
  for (const char* name :
       {"sAMAccountName", "userPrincipalName", "proxyAddresses", "servicePrincipalName",
        "employeeID", "userAccountControl", "accountExpires", "lastLogonTimestamp", "pwdLastSet",
        "primaryGroupID", "groupType", "whenCreated", "objectCategory"}) {
    add(name, "15", "caseIgnoreMatch");
  }
  return out +
         "objectclass ( 1.1.2.2.1 NAME 'user' SUP inetOrgPerson STRUCTURAL MAY ( objectGUID $ "
         "objectSid $ sAMAccountName $ userPrincipalName $ proxyAddresses $ servicePrincipalName $ "
         "employeeID $ userAccountControl $ accountExpires $ lastLogonTimestamp $ pwdLastSet $ "
         "primaryGroupID $ whenCreated $ objectCategory ) )\n"
         "objectclass ( 1.1.2.2.2 NAME 'group' SUP top STRUCTURAL MUST cn MAY ( objectGUID $ "
         "objectSid $ sAMAccountName $ groupType $ member $ whenCreated ) )\n";
}

}  // namespace

TEST_CASE("entries like Active Directory's, from a real server", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  // The SIDs are S-1-5-21-1-2-3-1105 and -513, in base64.
  const std::string entries =
      tree() +
      "dn: CN=Lee\\, Dana,ou=people,dc=example,dc=com\nobjectClass: user\ncn: Lee, Dana\nsn: Lee\n"
      "objectCategory: person\nobjectGUID:: 7bnUh9dE4UOag18kBt7lvQ==\n"
      "objectSid:: AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAAUQQAAA==\nsAMAccountName: dlee\n"
      "userAccountControl: 514\naccountExpires: 0\nlastLogonTimestamp: 133536276600000000\n"
      "pwdLastSet: 133536276600000000\nprimaryGroupID: 513\nwhenCreated: 20240302090000.0Z\n\n"
      "dn: CN=Domain Users,ou=groups,dc=example,dc=com\nobjectClass: group\ncn: Domain Users\n"
      "objectSid:: AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAAAQIAAA==\ngroupType: -2147483646\n\n"
      "dn: CN=VPN,ou=groups,dc=example,dc=com\nobjectClass: group\ncn: VPN\n"
      "groupType: -2147483640\nmember: cn=domain users,ou=groups,dc=example,dc=com\n\n";
  const Slapd slapd({entries, windows_schema(), "", limits});
  const Directory got = with(
      slapd.settings(),
      [](LdapSettings& settings) { settings.flavour = LdapSettings::Flavour::active_directory; },
      {"users", "groups", "effective_memberships"});
  CHECK(got.gaps("users") + got.gaps("groups") + got.gaps("effective_memberships") == "");
  const Reading users =
      got.read("users", "active_directory", {"dn"},
               {column("dn", Kind::text), column("id", Kind::text), column("sid", Kind::text),
                column("disabled", Kind::boolean),
                column("expires_at", Type::of(Kind::timestamp).as_optional()),
                column("last_logon_not_after", Type::of(Kind::timestamp).as_optional()),
                column("created_at", Kind::timestamp)});
  CHECK(users.rows() ==
        "cn=lee\\2C dana,ou=people,dc=example,dc=com 87d4b9ed-44d7-43e1-9a83-5f2406dee5bd "
        "S-1-5-21-1-2-3-1105 true absent 2024-03-13T21:01:00Z 2024-03-02T09:00:00Z");
  const Reading effective = got.read(
      "effective_memberships", "active_directory", {"group", "member"},
      {column("group", Kind::text), column("member", Kind::text), column("depth", Kind::integer)});
  const std::string dana = " cn=lee\\2C dana,ou=people,dc=example,dc=com ";
  const std::string all = "cn=domain users,ou=groups,dc=example,dc=com";
  const std::string vpn = "cn=vpn,ou=groups,dc=example,dc=com";
  CHECK(effective.rows() == all + dana + "1; " + vpn + " " + all + " 1; " + vpn + dana + "2");
}

TEST_CASE("several directories are read at once", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "IP:127.0.0.1", limits});
  LdapSettings settings = slapd.settings();
  settings.start_tls = true;
  settings.ca_file = slapd.folder / "ca.pem";
  settings.page_size = 2;
  auto spool = Spool::create(std::filesystem::temp_directory_path().string());
  REQUIRE(spool);
  std::vector<std::uint64_t> records(6);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < records.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto tables = fetch_ldap("ldap" + std::to_string(i), {"users"}, settings, **spool,
                                     [&records, i](const std::string&, std::uint64_t,
                                                   std::uint64_t count) { records[i] += count; });
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(records == std::vector<std::uint64_t>(6, 10));
}

TEST_CASE("special addresses are not asked unless that is meant", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd({company(), "", "", limits});
  for (const char* host : {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"}) {
    CAPTURE(host);
    const Directory got = with(slapd.settings(), [&](LdapSettings& settings) {
      settings.url = slapd.url(host);
      settings.allow_private = false;
    });
    CHECK_THAT(got.gaps("users"),
               Contains("a loopback address; if the source is meant to be there, set "
                        "`allow_private: true`"));
  }
}

}  // namespace writ
