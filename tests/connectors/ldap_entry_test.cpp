// Of an entry: names, identifiers, numbers, and its line.
#include <catch2/catch.hpp>

#include "connectors/ldap/attributes.h"
#include "connectors/ldap/dn.h"
#include "connectors/ldap/entry.h"

namespace writ {

namespace {

using namespace std::string_literals;

}  // namespace

TEST_CASE("two spellings of a DN are one", "[connectors][ldap]") {
  struct Row {
    std::string written;
    std::string normal;
  };
  const Row row = GENERATE(values<Row>({
      {"CN=Dana Lee,OU=Staff,DC=Example,DC=com", "cn=dana lee,ou=staff,dc=example,dc=com"},
      {"cn=dana lee, ou=staff , dc=example,dc=com", "cn=dana lee,ou=staff,dc=example,dc=com"},
      {"CN=Lee\\, Dana,DC=com", "cn=lee\\2C dana,dc=com"},
      {"CN=Lee\\2C Dana,DC=com", "cn=lee\\2C dana,dc=com"},
      {"CN=\"Lee, Dana\",DC=com", "cn=\"lee, dana\",dc=com"},  // RFC 2253 and later have no quotes
      {"CN=two  spaces,DC=com", "cn=two spaces,dc=com"},
      {"CN=J\\C3\\BCrgen,DC=com", "cn=jürgen,dc=com"},
      {"CN=JÜRGEN,DC=com", "cn=jürgen,dc=com"},
      {"uid=b+cn=a,dc=com", "cn=a+uid=b,dc=com"},
      {"CN=a\\+b\\=c,DC=com", "cn=a\\2Bb\\3Dc,dc=com"},
      {"", ""},
      {"No DN", "no dn"},
  }));
  CAPTURE(row.written);
  CHECK(normal_dn(row.written) == row.normal);
  CHECK(normal_dn(normal_dn(row.written)) == row.normal);
}

TEST_CASE("uniqueMember may have an identifier behind it", "[connectors][ldap]") {
  CHECK(without_unique_id("cn=a,dc=com#'0101'B") == "cn=a,dc=com");
  CHECK(without_unique_id("cn=a#'b',dc=com") == "cn=a#'b',dc=com");
  CHECK(without_unique_id("cn=a,dc=com") == "cn=a,dc=com");
}

TEST_CASE("identifiers of Active Directory", "[connectors][ldap]") {
  CHECK(guid_text("\xed\xb9\xd4\x87\xd7\x44\xe1\x43\x9a\x83\x5f\x24\x06\xde\xe5\xbd") ==
        "87d4b9ed-44d7-43e1-9a83-5f2406dee5bd");
  CHECK(!guid_text("short"));
  CHECK(sid_text("\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00\x20\x02\x00\x00"s) ==
        "S-1-5-32-544");
  CHECK(sid_text("\x01\x00\x00\x00\x00\x00\x00\x05"s) == "S-1-5");
  CHECK(sid_text("\x01\x01\x00\x00\x00\x00\x00\x05\xff\xff\xff\xff"s) == "S-1-5-4294967295");
  CHECK(!sid_text("\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00"s));  // cut off
  CHECK(!sid_text("\x02\x00\x00\x00\x00\x00\x00\x05"s));
  CHECK(!sid_text(""));
}

TEST_CASE("parts of an attribute", "[connectors][ldap]") {
  const auto first = value_range("member;range=0-1499");
  REQUIRE(first);
  CHECK(first->name == "member");
  CHECK(first->next == 1500);
  CHECK(!first->last);
  const auto last = value_range("Member;Range=1500-*");
  REQUIRE(last);
  CHECK(last->name == "member");
  CHECK(last->last);
  for (const char* other : {"member", "member;range=", "member;range=0", "member;range=a-b",
                            "member;range=0-18446744073709551615", "cn;lang-de"}) {
    CAPTURE(other);
    CHECK(!value_range(other));
  }
}

TEST_CASE("a line holds an entry", "[connectors][ldap]") {
  LdapEntry entry{"CN=Ü\n,DC=x",
                  {{"cn", {"Ü\n\"x\""}},
                   {"jpegphoto", {"\xff\xd8"}},
                   {"mixed", {"text", "\xff"s, "a\0b"s}},
                   {"objectguid", {"not sixteen"}}}};
  WorkedOut out;
  out.flags["uac.disabled"] = true;
  out.texts["dn.normal"] = "cn=ü,dc=x";
  out.lists["mail.all"] = {};
  CHECK(entry_line(entry, out) ==
        "{\"cn\":[\"Ü\\n\\\"x\\\"\"],\"dn\":\"CN=Ü\\n,DC=x\",\"dn.normal\":\"cn=ü,dc=x\","
        "\"jpegphoto;base64\":[\"/9g=\"],\"mail.all\":[],\"mixed\":[\"text\"],"
        "\"mixed;base64\":[\"/w==\",\"YQBi\"],\"objectguid\":[\"not sixteen\"],"
        "\"uac.disabled\":true}");
}

TEST_CASE("bits of userAccountControl", "[connectors][ldap]") {
  struct Row {
    std::string value;
    std::set<std::string> set;
  };
  const Row row = GENERATE(values<Row>({
      {"512", {"uac.normal_account"}},
      {"514", {"uac.normal_account", "uac.disabled"}},
      {"66048", {"uac.normal_account", "uac.password_never_expires"}},
      {"4260384",
       {"uac.normal_account", "uac.password_not_required", "uac.password_never_expires",
        "uac.preauth_not_required"}},
      {"2080", {"uac.interdomain_trust", "uac.password_not_required"}},
      {"0", {}},
  }));
  LdapSettings settings;
  settings.flavour = LdapSettings::Flavour::active_directory;
  const WorkedOut facts = user_facts({"CN=a", {{"useraccountcontrol", {row.value}}}}, settings, {});
  std::set<std::string> set;
  for (const auto& [key, flag] : facts.flags) {
    if (flag) {
      set.insert(key);
    }
  }
  CAPTURE(row.value);
  CHECK(set == row.set);
  CHECK(user_facts({"CN=a", {{"useraccountcontrol", {"x"}}}}, settings, {}).flags.empty());
}

}  // namespace writ
