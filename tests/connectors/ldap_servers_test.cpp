// What other servers than OpenLDAP do: Active Directory's ways, and broken connections.
#include "fake_ldap.h"
#include "ldap_support.h"

namespace writ {

namespace {

using Catch::Matchers::Contains;
using Flavour = LdapSettings::Flavour;
using std::chrono::milliseconds;

bool asks(const std::string& request, const std::string& what) {
  return request.find(what) != std::string::npos;
}

std::vector<std::string> members(int from, int to) {
  std::vector<std::string> out;
  for (int i = from; i <= to; ++i) {
    out.push_back("CN=u" + std::to_string(i) + ",DC=example,DC=com");
  }
  return out;
}

FakeLdap::Reply nothing() {
  return {{fake_done()}};
}

Directory from(const LdapSettings& settings, const std::set<std::string>& tables = {"users"}) {
  return fetch(settings, tables);
}

}  // namespace

TEST_CASE("a group's members come in parts", "[connectors][ldap]") {
  const std::string dn = "CN=Big,DC=example,DC=com";
  const bool torn = GENERATE(false, true);
  CAPTURE(torn);
  const FakeLdap server([&](const std::string& request) -> FakeLdap::Reply {
    if (asks(request, "member;range=1500-*")) {
      return {{fake_entry(dn, {{"member;range=1500-2999", members(1500, 2999)}}), fake_done()}};
    }
    if (asks(request, "member;range=3000-*") && !torn) {
      return {{fake_entry(dn, {{"member;range=3000-*", members(3000, 3300)}}), fake_done()}};
    }
    if (asks(request, "member;range=3000-*")) {
      return {{fake_done(51, "busy")}};
    }
    if (asks(request, "groupType")) {
      return {{fake_entry(dn, {{"objectClass", {"group"}},
                               {"member", {}},
                               {"member;range=0-1499", members(0, 1499)}}),
               fake_done()}};
    }
    return nothing();
  });
  const Directory got = from(server.settings(Flavour::active_directory), {"groups", "memberships"});
  const Reading rows = got.read("memberships", "active_directory", {"group", "member"},
                                {column("group", Kind::text), column("member", Kind::text)});
  CHECK(rows.table.rows.size() == (torn ? 3000 : 3301));
  const Reading counts =
      got.read("groups", "active_directory", {"dn"},
               {column("dn", Kind::text), column("member_count", Kind::integer)});
  CHECK(counts.rows() == std::string("cn=big,dc=example,dc=com ") + (torn ? "3000" : "3301"));
  CHECK(got.gaps("groups") ==
        (torn ? "of `member` of `CN=Big,DC=example,DC=com` only the first 3000 values came: the "
                "server refuses: server is busy (51): busy"
              : ""));
  CHECK((got.gaps("memberships") == "") == !torn);
}

TEST_CASE("Active Directory's account, in full", "[connectors][ldap]") {
  const std::string domain{
      "\x01\x05\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00\x01\x00\x00\x00"
      "\x02\x00\x00\x00\x03\x00\x00\x00",
      24};
  const std::string guid{"\xed\xb9\xd4\x87\xd7\x44\xe1\x43\x9a\x83\x5f\x24\x06\xde\xe5\xbd", 16};
  const std::string kim = "CN=Kim Ray,OU=Staff,DC=example,DC=com";
  const std::string dana = "CN=Lee\\, Dana,OU=Staff,DC=example,DC=com";
  FakeLdap server([&](const std::string& request) -> FakeLdap::Reply {
    const std::string rid_1105("\x51\x04\x00\x00", 4);
    const std::string rid_513("\x01\x02\x00\x00", 4);
    if (asks(request, "currentTime")) {
      return {{fake_entry("", {{"defaultNamingContext", {"DC=example,DC=com"}},
                               {"currentTime", {"20261126120000.0Z"}}}),
               fake_done()}};
    }
    if (asks(request, "userPrincipalName")) {
      return {{fake_entry(dana, {{"objectClass", {"top", "person", "user"}},
                                 {"objectGUID", {guid}},
                                 {"objectSid", {domain + rid_1105}},
                                 {"sAMAccountName", {"dlee"}},
                                 {"cn", {"Lee, Dana"}},
                                 {"userAccountControl", {"66050"}},
                                 {"msDS-User-Account-Control-Computed", {"8388624"}},
                                 {"accountExpires", {"9223372036854775807"}},
                                 {"lastLogonTimestamp", {"133536276600000000"}},
                                 {"pwdLastSet", {"0"}},
                                 {"lockoutTime", {"133536276600000000"}},
                                 {"primaryGroupID", {"513"}},
                                 {"manager", {"cn=kim  ray,ou=staff,dc=example,dc=com"}},
                                 {"proxyAddresses",
                                  {"SMTP:dana@example.com", "X500:/o=x", "smtp:d.lee@example.com"}},
                                 {"whenCreated", {"20240302090000.0Z"}},
                                 {"logonHours", {std::string("\xff\x00", 2)}}}),
               fake_entry(kim, {{"objectClass", {"user"}},
                                {"objectSid", {domain + std::string("\x07\x00\x00\x00", 4)}},
                                {"sAMAccountName", {"kray"}},
                                {"userAccountControl", {"512"}},
                                {"primaryGroupID", {"999"}}}),
               fake_reference("ldap://DomainDnsZones.example.com/DC=DomainDnsZones,DC=example,"
                              "DC=com"),
               fake_done()}};
    }
    if (asks(request, "proxyAddresses")) {
      return {{fake_entry(dana, {}), fake_done()}};
    }
    if (asks(request, "groupType")) {
      return {{fake_entry("CN=Domain Users,CN=Users,DC=example,DC=com",
                          {{"objectSid", {domain + rid_513}}, {"groupType", {"-2147483646"}}}),
               fake_entry("CN=VPN,DC=example,DC=com",
                          {{"groupType", {"8"}},
                           {"member", {"CN=Domain Users,CN=Users,DC=example,DC=com"}}}),
               fake_done()}};
    }
    return nothing();
  });
  server.who = "u:EXAMPLE\\reader";
  const Directory got = from(server.settings(Flavour::active_directory),
                             {"users", "groups", "memberships", "effective_memberships"});
  CHECK(got.gaps("users") == "");
  CHECK(got.notes("users") ==
        "a referral to `ldap://DomainDnsZones.example.com/DC=DomainDnsZones,DC=examp…` was not "
        "followed");
  CHECK(got.record("users").principal == "u:EXAMPLE\\reader");
  CHECK(to_string(*got.record("users").pages.at(0).server_date) == "2026-11-26T12:00:00Z");
  const Type moment = Type::of(Kind::timestamp).as_optional();
  const Type maybe = Type::of(Kind::text).as_optional();
  const Reading users =
      got.read("users", "active_directory", {"dn"},
               {column("dn", Kind::text), column("id", Kind::text), column("sid", Kind::text),
                column("manager", maybe), column("addresses", Type::set_of(Type::of(Kind::email))),
                column("service_principal_names", Type::set_of(Type::of(Kind::text))),
                column("disabled", Kind::boolean), column("password_never_expires", Kind::boolean),
                column("locked_out", Kind::boolean), column("password_expired", Kind::boolean),
                column("expires_at", moment), column("password_set_at", moment),
                column("must_change_password", Kind::boolean), column("locked_out_at", moment),
                column("last_logon_not_before", moment), column("last_logon_not_after", moment),
                column("created_at", Kind::timestamp)});
  CHECK(users.table.rows.size() == 2);
  CHECK_THAT(users.rows(),
             Contains("cn=lee\\2C dana,ou=staff,dc=example,dc=com "
                      "87d4b9ed-44d7-43e1-9a83-5f2406dee5bd S-1-5-21-1-2-3-1105 "
                      "cn=kim ray,ou=staff,dc=example,dc=com "
                      "[d.lee@example.com, dana@example.com] unknown(") &&
                 Contains("true true true true absent absent true 2024-02-28T21:01:00Z "
                          "2024-02-28T21:01:00Z 2024-03-13T21:01:00Z 2024-03-02T09:00:00Z") &&
                 Contains("cn=kim ray,ou=staff,dc=example,dc=com unknown(the value is empty) "
                          "S-1-5-21-1-2-3-7 absent [] unknown("));
  // What no column reads is in the page all the same.
  CHECK_THAT(got.bytes("users"), Contains("\"logonhours;base64\":[\"/wA=\"]"));
  const Reading groups = got.read(
      "groups", "active_directory", {"dn"},
      {column("dn", Kind::text), column("security", Kind::boolean), column("scope", Kind::text)});
  CHECK(groups.rows() ==
        "cn=domain users,cn=users,dc=example,dc=com true global; "
        "cn=vpn,dc=example,dc=com false universal");
  const Reading effective =
      got.read("effective_memberships", "active_directory", {"group", "member"},
               {column("group", Kind::text), column("member", Kind::text)});
  CHECK_THAT(effective.rows(),
             Contains("cn=vpn,dc=example,dc=com cn=lee\\2C dana,ou=staff,dc=example,dc=com"));
  CHECK(got.gaps("memberships") ==
        "the primary group of 1 users, `S-1-5-21-1-2-3-999`, is not among the groups");
}

TEST_CASE("a bind that Active Directory refuses says why", "[connectors][ldap]") {
  FakeLdap server([](const std::string&) { return nothing(); });
  server.bind_said =
      "80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data 533, v4563 "
      "(you sent reader-s3cret)";
  CHECK(from(server.settings(Flavour::active_directory)).gaps("users") ==
        "the server does not accept `reader@example.com`: invalid credentials (49): 80090308: "
        "LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data 533, v4563 (you sent "
        "***); the account is disabled");
}

TEST_CASE("limits and refusals are told apart", "[connectors][ldap]") {
  struct Limit {
    int code;
    std::string why;
  };
  const Limit limit = GENERATE(values<Limit>({
      {3, "the server's time limit cut it off: time limit exceeded (3): why"},
      {4, "the server's size limit cut it off: size limit exceeded (4): why"},
      {11, "a limit of the server's operator cut it off: administrative limit exceeded (11): why"},
      {50, "no permission: insufficient access (50): why"},
      {53, "the server refuses: server is unwilling to perform (53): why"},
  }));
  const FakeLdap server([&](const std::string& request) -> FakeLdap::Reply {
    if (!asks(request, "displayName")) {
      return nothing();
    }
    return {{fake_entry("cn=a,dc=example,dc=com", {{"cn", {"a"}}}), fake_done(limit.code, "why")}};
  });
  const Directory got = from(server.settings(Flavour::directory));
  CHECK(got.gaps("users") == "after 1 entries: " + limit.why);
  CHECK(got.record("users").pages.at(0).records == 1);
}

TEST_CASE("pages go on until the cookie is empty", "[connectors][ldap]") {
  int page = 0;
  const FakeLdap server([&](const std::string& request) -> FakeLdap::Reply {
    if (!asks(request, "displayName")) {
      return nothing();
    }
    ++page;
    CHECK((page == 1 || asks(request, "cookie" + std::to_string(page))));
    // The second page is empty, and not the last.
    std::vector<std::string> operations;
    if (page != 2) {
      operations.push_back(fake_entry("cn=" + std::to_string(page) + ",dc=example,dc=com", {}));
    }
    operations.push_back(fake_done() +
                         fake_cookie(page == 4 ? "" : "cookie" + std::to_string(page + 1)));
    return {operations};
  });
  const Directory got = from(server.settings(Flavour::directory));
  CHECK(got.gaps("users") == "");
  CHECK(got.record("users").pages.at(0).records == 3);
}

TEST_CASE("a thousand entries are a page of the record", "[connectors][ldap]") {
  const FakeLdap server([&](const std::string& request) -> FakeLdap::Reply {
    if (!asks(request, "displayName")) {
      return nothing();
    }
    std::vector<std::string> operations;
    for (int i = 0; i < 2500; ++i) {
      operations.push_back(fake_entry("cn=" + std::to_string(i) + ",dc=example,dc=com", {}));
    }
    operations.push_back(fake_done());
    return {operations};
  });
  const Directory got = from(server.settings(Flavour::directory));
  REQUIRE(got.record("users").pages.size() == 3);
  CHECK(got.record("users").pages[1].records == 1000);
  CHECK(got.record("users").pages[2].records == 500);
  CHECK(got.record("users").pages[2].name == "ldap.users/page-000003.ndjson");
}

TEST_CASE("a connection that breaks is not opened again", "[connectors][ldap]") {
  const bool half = GENERATE(true, false);
  CAPTURE(half);
  const FakeLdap server([&](const std::string& request) -> FakeLdap::Reply {
    if (!asks(request, "displayName")) {
      return nothing();
    }
    FakeLdap::Reply reply{{fake_entry("cn=a,dc=example,dc=com", {})}};
    reply.raw = half ? "\x30\x60\x02" : "";
    reply.hang_up = true;
    return reply;
  });
  const Directory got = from(server.settings(Flavour::directory), {"users", "groups"});
  CHECK(got.gaps("users") == "after 1 entries: the server closed the connection");
  CHECK(got.gaps("groups") == "after 0 entries: the server closed the connection");
  CHECK(got.record("users").pages.at(0).records == 1);
  CHECK(server.connections == 1);
}

TEST_CASE("nobody waits for ever", "[connectors][ldap]") {
  enum class Silence { at_once, in_tls, in_start_tls, in_the_middle, deadline };
  const auto silence = GENERATE(Silence::at_once, Silence::in_tls, Silence::in_start_tls,
                                Silence::in_the_middle, Silence::deadline);
  CAPTURE(static_cast<int>(silence));
  FakeLdap server([&](const std::string& request) -> FakeLdap::Reply {
    if (!asks(request, "displayName")) {
      return nothing();
    }
    FakeLdap::Reply reply;
    reply.raw = "\x30\x60\x02";  // a message that is never finished
    return reply;
  });
  server.silent = silence < Silence::in_the_middle;
  LdapSettings settings = server.settings(Flavour::directory);
  settings.timeout = milliseconds(silence == Silence::deadline ? 60'000 : 300);
  settings.connect_timeout = milliseconds(300);
  if (silence == Silence::in_tls) {
    settings.url.replace(0, 4, "ldaps");
  }
  settings.start_tls = silence == Silence::in_start_tls;
  const auto begun = std::chrono::steady_clock::now();
  if (silence == Silence::deadline) {
    settings.deadline = begun + milliseconds(300);
  }
  const std::string why = from(settings).gaps("users");
  const std::string expected = silence == Silence::in_tls || silence == Silence::in_start_tls
                                   ? "no TLS connection to `127.0.0.1` within 300 ms"
                               : silence == Silence::deadline ? "the time for this source is up"
                                                              : "no answer within 300 ms";
  CHECK_THAT(why, Contains(expected));
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
}

TEST_CASE("an unknown server is named", "[connectors][ldap]") {
  LdapSettings settings;
  settings.allow_plain = true;
  settings.allow_private = true;
  settings.connect_timeout = milliseconds(300);
  settings.url = "ldap://127.0.0.1:" + std::to_string(free_port());
  CHECK_THAT(check_ldap(settings).fault,
             Contains("cannot reach `127.0.0.1`: 127.0.0.1 port ") && Contains("refused"));
  settings.url = "ldap://no-such-host.invalid";
  CHECK_THAT(check_ldap(settings).fault, Contains("cannot resolve `no-such-host.invalid`: "));
  for (const char* bad : {"http://x", "ldap://", "ldap://x/dc=com", "ldap://a b", "ldap://x:0",
                          "ldap://x:99999", "ldap://u@x", "ldapi://x", "ldap://[::1"}) {
    settings.url = bad;
    CAPTURE(bad);
    CHECK_THAT(check_ldap(settings).fault, Contains("`url` must be"));
  }
}

}  // namespace writ
