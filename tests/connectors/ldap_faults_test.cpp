// Thousands of collections from directories in which something goes wrong, on the wire or in the
// pages of the server: each table ends whole and right, or incomplete with the true reason.
// WRIT_FAULT_RUNS and WRIT_FAULT_SEED make it more, and others.
#include "ldap_faults.h"

#include <memory>
#include <sstream>

#include "ldap_support.h"
#include "slapd.h"
#include "support/random.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

namespace writ {
namespace {

using std::chrono::milliseconds;
using testing::FaultProxy;
using testing::Protocol;
using Flavour = LdapSettings::Flavour;
using Tally = testing::FaultTally;

// libldap 2.5 forgets some hundred bytes of a message that it cannot read (ldap_result). While this
// lives, what is allocated is not looked for; the other tests of directories are without it.
struct MayForget {
#if defined(__SANITIZE_ADDRESS__)
  __lsan::ScopedDisabler disabler;
#endif
};

const std::set<std::string> tables{"users", "groups", "memberships", "effective_memberships"};

std::string tree() {
  std::string out =
      "dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\n"
      "dc: example\n\ndn: cn=reader,dc=example,dc=com\nobjectClass: organizationalRole\n"
      "objectClass: simpleSecurityObject\nuserPassword: reader-s3cret\n\n";
  const auto person = [](int i) { return "uid=u" + std::to_string(i) + ",dc=example,dc=com"; };
  for (int i = 0; i < 19; ++i) {
    out += "dn: " + person(i) + "\nobjectClass: inetOrgPerson\ncn: U\nsn: S\nmail: u" +
           std::to_string(i) + "@example.com\n" + (i % 4 == 0 ? "employeeType: gone\n" : "") + "\n";
  }
  for (int i = 0; i < 7; ++i) {
    out += "dn: cn=g" + std::to_string(i) +
           ",dc=example,dc=com\nobjectClass: groupOfNames\nmember: " + person(i * 2) +
           "\nmember: " + person(i * 2 + 1) + "\nmember: cn=g" + std::to_string((i + 1) % 7) +
           ",dc=example,dc=com\n" + (i == 3 ? "member: cn=reader,dc=example,dc=com\n" : "") + "\n";
  }
  return out;
}

// Who answers: a real server, in the clear and under TLS, or one of PagedDirectory.
enum class Server { slapd, slapd_tls, paged, active_directory };
constexpr std::array<const char*, 4> server_names = {"slapd", "slapd, TLS", "paged",
                                                     "active directory"};

// Entries whose values come in parts are the last of their page.
std::multiset<std::string> lines_of(const Directory& directory, const std::string& table) {
  std::istringstream in(directory.bytes(table));
  std::multiset<std::string> out;
  for (std::string line; std::getline(in, line);) {
    out.insert(line);
  }
  return out;
}

struct Run {
  Server kind = Server::paged;
  bool inactive = false;
  std::vector<WireDirectoryFault> wire;
  std::vector<PagedDirectoryFault> pages;
  std::size_t page_size = 4;
};

struct Got {
  Directory directory;
  std::vector<std::string> hit;
  testing::Reasons reasons;
  bool unseen = false;
  std::size_t messages = 0;
  milliseconds took{0};
};

void note(Got& got, const DirectoryFault& fault, bool tls) {
  got.hit.push_back((tls ? "TLS, " : "") + fault.name);
  got.reasons.insert(got.reasons.end(), fault.reasons.begin(), fault.reasons.end());
  got.unseen = got.unseen || (fault.unseen && !tls);
}

Got collect(Slapd* slapd, const Run& run) {
  std::vector<PageFault> page_faults;
  for (const PagedDirectoryFault& fault : run.pages) {
    page_faults.push_back(fault.page);
  }
  const bool active_directory = run.kind == Server::active_directory;
  PagedDirectory paged(active_directory, page_faults);
  auto fake = std::make_unique<FakeLdap>(
      [&paged](const std::string& request) { return paged.answer(request); });
  const bool real = run.kind == Server::slapd || run.kind == Server::slapd_tls;
  LdapSettings settings =
      real ? slapd->settings()
           : fake->settings(active_directory ? Flavour::active_directory : Flavour::directory);
  const bool tls = run.kind == Server::slapd_tls;
  const std::string url = tls ? slapd->tls_url() : settings.url;
  std::vector<testing::WireFault> faults;
  for (const WireDirectoryFault& fault : run.wire) {
    faults.push_back(fault.wire);
  }
  auto proxy = std::make_unique<FaultProxy>(
      static_cast<unsigned>(std::stoul(url.substr(url.rfind(':') + 1))),
      tls ? Protocol::tls : Protocol::ldap, faults);
  settings.url = (tls ? "ldaps://127.0.0.1:" : "ldap://127.0.0.1:") + std::to_string(proxy->port());
  settings.ca_file = tls ? slapd->folder / "ca.pem" : "";
  settings.inactive_filter = run.inactive ? "(employeeType=gone)" : "";
  settings.page_size = run.page_size;
  const bool waits = std::any_of(run.wire.begin(), run.wire.end(),
                                 [](const WireDirectoryFault& fault) { return fault.waits; });
  settings.timeout = milliseconds(waits ? 300 : 20'000);
  settings.connect_timeout = settings.timeout;
  Got out;
  const auto begin = std::chrono::steady_clock::now();
  {
    [[maybe_unused]] const MayForget broken_messages{};
    out.directory = fetch(settings, tables);
  }
  out.took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
  out.messages = proxy->messages();
  for (std::size_t i = 0; i < run.wire.size(); ++i) {
    if (proxy->hit(i)) {
      note(out, run.wire[i], tls);
    }
  }
  proxy.reset();
  fake.reset();  // its thread has ended
  for (std::size_t i = 0; i < run.pages.size(); ++i) {
    if (paged.hit(i)) {
      note(out, run.pages[i], false);
    }
  }
  return out;
}

template <class Fault>
void add_fault(std::vector<Fault>& to, const std::vector<Fault>& from, testing::Random& random,
               const std::function<bool(const Fault&)>& fits) {
  const Fault& fault = random.of(from);
  if (fits(fault)) {
    to.push_back(fault);
  }
}

Run random_run(testing::Random& random, bool has_slapd,
               const std::map<Server, std::size_t>& messages) {
  Run out;
  out.kind = static_cast<Server>(has_slapd ? random.below(4) : random.between(2, 3));
  const bool real = out.kind == Server::slapd || out.kind == Server::slapd_tls;
  out.inactive = real && random.chance(50);
  out.page_size = static_cast<std::size_t>(random.between(2, 6));
  const std::size_t count = static_cast<std::size_t>(random.between(1, 2));
  while (out.wire.size() + out.pages.size() < count) {
    if (real || random.chance(30)) {
      add_fault<WireDirectoryFault>(out.wire, directory_wire_faults(), random,
                                    [&](const WireDirectoryFault& fault) {
                                      return fault.in_tls || out.kind != Server::slapd_tls;
                                    });
    } else {
      add_fault<PagedDirectoryFault>(
          out.pages, directory_page_faults(), random, [&](const PagedDirectoryFault& fault) {
            return !fault.active_directory || out.kind == Server::active_directory;
          });
    }
  }
  for (WireDirectoryFault& fault : out.wire) {
    fault.wire.at =
        static_cast<std::size_t>(1 + random.below(static_cast<int>(messages.at(out.kind))));
    fault.wire.chance = static_cast<std::uint64_t>(random.below(1 << 30));
  }
  for (PagedDirectoryFault& fault : out.pages) {
    fault.page.at = static_cast<std::size_t>(1 + random.below(fault.active_directory ? 3 : 8));
  }
  return out;
}

std::string text_of(const Run& run) {
  std::string out = server_names[static_cast<std::size_t>(run.kind)];
  for (const WireDirectoryFault& fault : run.wire) {
    out += "; " + fault.name + " at message " + std::to_string(fault.wire.at);
  }
  for (const PagedDirectoryFault& fault : run.pages) {
    out += "; " + fault.name + " at page " + std::to_string(fault.page.at);
  }
  return out + "; pages of " + std::to_string(run.page_size);
}

}  // namespace

TEST_CASE("whatever goes wrong with a directory, a table is whole or says why not",
          "[connectors][ldap][faults]") {
  std::unique_ptr<Slapd> slapd;
  if (!no_slapd()) {
    slapd = std::make_unique<Slapd>(Slapd::Options{tree(), "", "IP:127.0.0.1"});
  }
  std::map<std::pair<Server, bool>, Directory> whole;
  std::map<Server, std::size_t> messages;
  for (const Server kind :
       {Server::slapd, Server::slapd_tls, Server::paged, Server::active_directory}) {
    for (const bool inactive : {true, false}) {
      if (slapd != nullptr || kind == Server::paged || kind == Server::active_directory) {
        Got got = collect(slapd.get(), {kind, inactive, {}, {}});
        for (const std::string& table : tables) {
          CAPTURE(server_names[static_cast<std::size_t>(kind)], table, got.directory.gaps(table));
          REQUIRE(got.directory.record(table).incomplete.empty());
          REQUIRE(!got.directory.bytes(table).empty());
        }
        messages[kind] = got.messages;
        whole[{kind, inactive}] = std::move(got.directory);
      }
    }
  }
  Tally tally;
  const long runs = testing::fault_runs(100);
  for (long i = 0; i < runs; ++i) {
    const long seed = testing::fault_seed() + i;
    testing::Random random(static_cast<std::uint64_t>(seed));
    const Run run = random_run(random, slapd != nullptr, messages);
    const std::string faults = text_of(run);
    const Got got = collect(slapd.get(), run);
    const Directory& right = whole.at({run.kind, run.inactive});
    CAPTURE(seed, faults, got.hit);
    CHECK(got.took < std::chrono::seconds(5));
    Tally::End end = Tally::End::whole;
    for (const std::string& name : tables) {
      const std::string why = got.directory.gaps(name);
      CAPTURE(name, why);
      for (const std::string& reason : got.directory.record(name).incomplete) {
        CAPTURE(reason);
        const bool of_groups = reason.find("groups that were not searched") != std::string::npos &&
                               (got.unseen || !got.directory.gaps("groups").empty());
        CHECK((of_groups || testing::says_one_of(reason, got.reasons)));
      }
      if (!why.empty()) {
        end = Tally::End::incomplete;
        continue;
      }
      const bool same = lines_of(got.directory, name) == lines_of(right, name);
      const bool noted = testing::says_one_of(got.directory.notes(name), got.reasons);
      CHECK((same || noted || got.unseen));
      end = same || noted || end != Tally::End::whole ? end : Tally::End::unseen;
    }
    tally.add(got.hit, end, got.took);
  }
  WARN(tally.text());
}

}  // namespace writ
