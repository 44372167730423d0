// bench_generate PEOPLE SEED FOLDER [MEMBERSHIPS]: the made-up company of bench/schemas.writ as
// NDJSON and as CSV, the same bytes for the same arguments on every machine. About 7.3 rows a
// person. With MEMBERSHIPS an account has as many, and there is a group for ten people. Planted in
// it: managers outside their groups, orphaned Super Admins, leavers who kept access, dormant and
// double accounts, foreign addresses, duties that meet through nested groups (six deep, with one
// cycle), leavers who are still managers; mixed-case addresses, missing values. Of the fields,
// about half are none that a schema asks for.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "sheet.h"

namespace {

// SplitMix64 (Steele, Lea and Flood, 2014).
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  bool per_mille(std::uint64_t n) { return below(1000) < n; }

 private:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

constexpr std::uint64_t group_levels = 6;
constexpr int last_day = 61;  // 2026-03-02, as days after 2025-12-31
constexpr std::array given_names = {"Ada", "Björn", "Chiara", "Deniz", "Émile", "Fatima", "Grace"};
constexpr std::array family_names = {"Abara", "Brandt", "Castro", "Dubois", "Eriksen",
                                     "Fischer", "Garcia", "Haddad", "Ivanova", "Jansen"};
constexpr std::array titles = {"Accountant", "Engineer", "Nurse", "Analyst", "Driver", "Buyer"};

std::string two_digits(std::uint64_t n) {
  return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
}

// The n-th day of 2026, which may lie before it.
std::string day(int n) {
  int year = 2026;
  while (n < 1) {
    n += 365;
    --year;
  }
  std::size_t month = 0;
  static constexpr std::array all = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  while (n > all[month]) {
    n -= all[month++];
  }
  return std::to_string(year) + "-" + two_digits(month + 1) + "-" +
         two_digits(static_cast<std::uint64_t>(n));
}

std::string numbered(const char* prefix, std::uint64_t n) {
  return prefix + std::to_string(n);
}

class Company {
 public:
  // memberships: of each account; 0 is 3 to 5.
  Company(std::uint64_t people, std::uint64_t seed, std::uint64_t memberships,
          const std::filesystem::path& folder)
      : people_(people),
        memberships_of_one_(memberships),
        groups_(people / (memberships == 0 ? 100 : 10) + group_levels),
        chance_(seed),
        workers_(folder, "workers",
                 {"id", "email", "status", "terminated_on", "manager", "department", "name", "title",
                  "location", "cost_center", "hired_on", "employment", "phone"}),
        accounts_(folder, "accounts",
                  {"id", "email", "worker_id", "status", "deactivated_at", "last_login",
                   "display_name", "created_at", "mfa", "locale"}),
        group_sheet_(folder, "groups", {"id", "parents", "duty"}),
        memberships_(folder, "memberships", {"account", "group", "added_at", "added_by", "origin"}),
        users_(folder, "users",
               {"id", "email", "role", "status", "deactivated_at", "last_login", "groups",
                "managed_groups", "display_name", "created_at", "language", "licence"}) {}

  bool write() {
    groups();
    for (std::uint64_t i = 0; i < people_; ++i) {
      person(i);
    }
    bool written = true;
    for (Sheet* sheet : {&workers_, &accounts_, &group_sheet_, &memberships_, &users_}) {
      written = sheet->close() && written;
    }
    return written;
  }

 private:
  std::string time_of(int n) {
    const std::string second = two_digits(chance_.below(60));
    const std::string minute = two_digits(chance_.below(60));
    return day(n) + "T" + two_digits(chance_.below(24)) + ":" + minute + ":" + second + "Z";
  }

  // The same address, as another system may spell it.
  std::string spelled(std::string address) {
    if (chance_.per_mille(300)) {
      address[0] = static_cast<char>(address[0] - 'a' + 'A');
      address.back() = static_cast<char>(address.back() - 'a' + 'A');
    }
    return address;
  }

  // A forest six deep: a group's parent is one of the level above. The first two levels close a
  // cycle.
  void groups() {
    const std::uint64_t a_level = groups_ / group_levels;
    for (std::uint64_t i = 0; i < groups_; ++i) {
      std::vector<std::string> parents;
      if (i >= a_level) {
        parents.push_back(numbered("g", i - a_level));
      } else if (i == 0) {
        parents.push_back(numbered("g", a_level));
      }
      const std::uint64_t kind = i < a_level ? i % 40 : 40;
      group_sheet_.text(numbered("g", i))
          .set(parents)
          .text_if(kind == 1 || kind == 2, kind == 1 ? "payments.create" : "payments.approve")
          .end_row();
    }
  }

  void person(std::uint64_t i) {
    const std::string id = numbered("w", i);
    const bool leaver = chance_.per_mille(30);
    const int left = last_day - static_cast<int>(chance_.below(300));
    const bool foreign = chance_.per_mille(2);
    const std::string email = numbered("p", i) + "@" +
                              (foreign ? "elsewhere.example" : numbered("d", i % 50) + ".example");
    const bool no_address = chance_.per_mille(5);
    workers_.text(id)
        .text_if(!no_address, no_address ? "" : spelled(email))
        .text(leaver                  ? "Terminated"
              : chance_.per_mille(20) ? "On leave"
                                      : "Active")
        .text_if(leaver, day(left))
        .text_if(i != 0, numbered("w", i / 8))
        .text(numbered("dep", i % 97))
        .text(name_of(i))
        .text(titles[chance_.below(titles.size())])
        .text(numbered("site ", i % 31))
        .text(numbered("cc-", 1000 + i % 400))
        .text(day(last_day - 300 - static_cast<int>(chance_.below(3000))))
        .text(i % 9 == 0 ? "part-time" : "full-time")
        .text(numbered("+1555", 1000000 + chance_.below(9000000)))
        .end_row();
    const int copies = chance_.per_mille(10) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
      account(i, id, email, leaver, left, copy);
    }
    const int users = chance_.per_mille(200) ? 2 : 1;
    for (int copy = 0; copy < users; ++copy) {
      user(i, email, leaver, left, copy);
    }
  }

  // What nobody asks about: exports have more than a policy needs.
  static std::string name_of(std::uint64_t i) {
    return std::string(given_names[i % given_names.size()]) + " " +
           family_names[i / 7 % family_names.size()] + numbered(" ", i);
  }

  // Status, time of deactivation, last use: of a leaver mostly in time. A second account of one
  // person is an old one, mostly closed.
  void add_life(Sheet& sheet, bool leaver, int left, int copy) {
    const bool active = leaver      ? chance_.per_mille(40)
                        : copy == 0 ? !chance_.per_mille(20)
                                    : chance_.per_mille(50);
    const int off = leaver ? left + static_cast<int>(chance_.below(20) == 0 ? 5 : 0) : last_day - 5;
    const int used = (leaver ? left : last_day) -
                     static_cast<int>(chance_.per_mille(30) ? 200 : chance_.below(80));
    const bool never_used = chance_.per_mille(10);
    const std::string last_login = never_used ? "" : time_of(used);
    sheet.text(active ? "active" : "inactive")
        .text_if(!active, active ? "" : time_of(off))
        .text_if(!never_used, last_login);
  }

  void account(std::uint64_t i, const std::string& worker, const std::string& email, bool leaver,
               int left, int copy) {
    const std::string id = numbered("a", i) + (copy > 0 ? "b" : "");
    accounts_.text(id).text(spelled(email));
    accounts_.text_if(!chance_.per_mille(20), worker);
    add_life(accounts_, leaver, left, copy);
    accounts_.text(name_of(i))
        .text(time_of(last_day - 400 - static_cast<int>(chance_.below(2000))))
        .text(i % 3 == 0 ? "totp" : "webauthn")
        .text("en-GB")
        .end_row();
    std::vector<std::uint64_t> held;
    const std::uint64_t asked = memberships_of_one_;
    for (std::uint64_t n = asked != 0 ? asked : 3 + chance_.below(3); n > 0; --n) {
      const std::uint64_t group = chance_.below(groups_);
      bool known = false;
      for (const std::uint64_t other : held) {
        known = known || other == group;
      }
      if (!known) {
        held.push_back(group);
        memberships_.text(id)
            .text(numbered("g", group))
            .text(time_of(last_day - static_cast<int>(chance_.below(900))))
            .text(numbered("a", chance_.below(people_)))
            .text(group % 4 == 0 ? "rule" : "direct")
            .end_row();
      }
    }
  }

  void user(std::uint64_t i, const std::string& email, bool leaver, int left, int copy) {
    const bool orphan = chance_.per_mille(1);
    const std::uint64_t role = chance_.below(1000);
    const std::string first = numbered("c", chance_.below(500));
    const std::string second = numbered("c", chance_.below(500));
    const bool manager = role >= 5 && role < 55;
    users_.text(numbered("u", i) + (copy > 0 ? "b" : ""))
        .text(spelled(orphan ? numbered("ghost", i) + "@d1.example" : email))
        .text(role < 5  ? "Super Admin"
              : manager ? "Manager"
                        : "Learner");
    add_life(users_, leaver, left, copy);
    users_.set({first, second});
    std::vector<std::string> managed;
    if (manager) {
      managed.push_back(chance_.per_mille(50) ? "c500" : first);
    }
    users_.set(managed)
        .text(name_of(i))
        .text(time_of(last_day - 200 - static_cast<int>(chance_.below(1500))))
        .text("en")
        .text(role < 55 ? "full" : "learner")
        .end_row();
  }

  std::uint64_t people_;
  std::uint64_t memberships_of_one_;
  std::uint64_t groups_;
  Chance chance_;
  Sheet workers_, accounts_, group_sheet_, memberships_, users_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t memberships = argc == 5 ? std::strtoull(argv[4], nullptr, 10) : 0;
  if (argc < 4 || argc > 5 || std::atoll(argv[1]) < 1 || (argc == 5 && memberships == 0)) {
    std::fprintf(stderr, "usage: bench_generate PEOPLE SEED FOLDER [MEMBERSHIPS]\n");
    return 2;
  }
  const std::filesystem::path folder = argv[3];
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  Company company(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10),
                  memberships, folder);
  if (failed || !company.write()) {
    std::fprintf(stderr, "bench_generate: cannot write to %s\n", argv[3]);
    return 3;
  }
  return 0;
}
