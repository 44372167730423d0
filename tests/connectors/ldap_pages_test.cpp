// What a directory's pages and parts must show of a loss, and how it is said.
#include "ldap_faults.h"
#include "ldap_support.h"
#include "slapd.h"

namespace writ {

namespace {

using Flavour = LdapSettings::Flavour;
using What = PageFault::What;

}  // namespace

TEST_CASE("a loss that a directory's pages show is told", "[connectors][ldap]") {
  struct Case {
    PageFault fault;
    std::string table;
    std::string why;
  };
  const std::string first_part =
      "of `member` of `cn=g0,dc=example,dc=com` only the first 4 values came: ";
  const Case row = GENERATE_COPY(values<Case>({
      {{What::page_repeated, 2},
       "users",
       "`cn=u0,dc=example,dc=com` came twice: the pages overlap, and others may be missing; after "
       "4 entries: the server gives the same page again"},
      {{What::entry_carried, 2},
       "users",
       "`cn=u3,dc=example,dc=com` came twice: the pages overlap, and others may be missing"},
      {{What::cookie_garbled, 2},
       "users",
       "after 8 entries: the end of the answer, and whether there are more pages, cannot be read: "
       "decoding error"},
      {{What::cookie_missing, 1},
       "users",
       "after 4 entries: the server does not say whether there are more pages"},
      {{What::cookie_missing, 5},
       "users",
       "after 17 entries: the server does not say whether there are more pages"},
      {{What::entry_broken, 2}, "users", "after 7 entries: an entry cannot be read"},
      {{What::range_skipped, 1},
       "groups",
       first_part + "the server shows those from 8 on instead of those from 4 on"},
      {{What::range_repeated, 1},
       "groups",
       first_part + "the server shows those from 0 on instead of those from 4 on"},
      {{What::range_short, 1}, "groups", first_part + "of those from 4 to 7 the server shows 3"},
      {{What::range_twice, 1},
       "groups",
       "of `member` of `cn=g0,dc=example,dc=com` only the first 8 values came: the server shows a "
       "part twice"},
      {{What::page_empty, 2}, "users", ""},
  }));
  PagedDirectory paged(true, {row.fault});
  const FakeLdap server([&](const std::string& request) { return paged.answer(request); });
  LdapSettings settings = server.settings(Flavour::active_directory);
  settings.page_size = 4;
  CHECK(fetch(settings, {row.table}).gaps(row.table) == row.why);
}

// What says goodbye, TLS after LDAP, is written where nobody reads any more.
TEST_CASE("a directory that hangs up at the end does not end the program", "[connectors][ldap]") {
  if (no_slapd()) {
    return;
  }
  const Slapd slapd(
      {"dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\n"
       "dc: example\n\ndn: cn=reader,dc=example,dc=com\nobjectClass: organizationalRole\n"
       "objectClass: simpleSecurityObject\nuserPassword: reader-s3cret\n\n",
       "", "IP:127.0.0.1"});
  LdapSettings settings = slapd.settings();
  const auto port = static_cast<unsigned>(std::stoul(slapd.tls_url().substr(18)));
  settings.ca_file = slapd.folder / "ca.pem";
  testing::WireFault hangs_up{testing::WireFault::What::replaced};
  hangs_up.instead = [](const std::string& message) { return message; };
  hangs_up.then_closes = true;
  hangs_up.at = 1'000'000;
  for (int i = 0; i < 20; ++i) {
    const testing::FaultProxy proxy(port, testing::Protocol::tls, {hangs_up});
    settings.url = "ldaps://127.0.0.1:" + std::to_string(proxy.port());
    CHECK(fetch(settings, {"users"}).gaps("users").empty());
    hangs_up.at = i == 0 ? proxy.messages() : hangs_up.at;
  }
}

TEST_CASE("why a directory leaves something open is told", "[connectors][ldap]") {
  const auto busy_for = [](const std::string& what) {
    PagedDirectory paged(false, {});
    const FakeLdap server([&, paged](const std::string& request) mutable -> FakeLdap::Reply {
      return request.find(what) != std::string::npos ? FakeLdap::Reply{{fake_done(51, "why")}}
                                                     : paged.answer(request);
    });
    LdapSettings settings = server.settings(Flavour::directory);
    settings.base_dn = what == "namingContexts" ? "" : settings.base_dn;
    return fetch(settings, {"users", "effective_memberships"});
  };
  CHECK(busy_for("namingContexts").gaps("users") ==
        "set `base_dn`, below which users and groups are; what the server has is not known: the "
        "server refuses: server is busy (51): why");
  CHECK(busy_for("1.1").notes("users") ==
        "a user without `mail` may be one whose values we may not see, as nobody knows whether any "
        "user has one: the server refuses: server is busy (51): why");
  CHECK(busy_for("cn=nobody,").gaps("effective_memberships") ==
        "1 members are groups that were not searched, or may be such: "
        "`cn=nobody,dc=example,dc=com`; the server refuses: server is busy (51): why");
}

}  // namespace writ
