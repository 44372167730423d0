// bench_generate PEOPLE SEED FOLDER: the made-up company of bench/schemas.writ as NDJSON, the same
// bytes for the same arguments on every machine. About 7.3 rows a person. Planted in it: managers
// outside their groups, orphaned Super Admins, leavers who kept access, dormant and double
// accounts, foreign addresses, duties that meet through nested groups (six deep, with one cycle),
// leavers who are still managers; mixed-case addresses, missing values.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

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

// The n-th day of 2026, which may lie before it.
std::string day(int n) {
  int year = 2026;
  while (n < 1) {
    n += 365;
    --year;
  }
  int month = 0;
  static constexpr int all[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  while (n > all[month]) {
    n -= all[month++];
  }
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month + 1, n);
  return text;
}

std::string quoted(const std::string& text) {
  return '"' + text + '"';
}

class Company {
 public:
  Company(std::uint64_t people, std::uint64_t seed, const std::filesystem::path& folder)
      : people_(people),
        groups_(people / 100 + group_levels),
        chance_(seed),
        workers_(folder / "workers.ndjson"),
        accounts_(folder / "accounts.ndjson"),
        group_file_(folder / "groups.ndjson"),
        memberships_(folder / "memberships.ndjson"),
        users_(folder / "users.ndjson") {}

  bool write() {
    groups();
    for (std::uint64_t i = 0; i < people_; ++i) {
      person(i);
    }
    for (std::ofstream* file : {&workers_, &accounts_, &group_file_, &memberships_, &users_}) {
      file->close();
      if (!*file) {
        return false;
      }
    }
    return true;
  }

 private:
  std::string time_of(int n) {
    char text[40];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02dZ", static_cast<int>(chance_.below(24)),
                  static_cast<int>(chance_.below(60)), static_cast<int>(chance_.below(60)));
    return day(n) + text;
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
      std::string parents;
      if (i >= a_level) {
        parents = quoted("g" + std::to_string(i - a_level));
      } else if (i == 0) {
        parents = quoted("g" + std::to_string(a_level));
      }
      const std::uint64_t kind = i < a_level ? i % 40 : 40;
      const char* duty = kind == 1   ? "\"payments.create\""
                         : kind == 2 ? "\"payments.approve\""
                                     : "null";
      group_file_ << "{\"id\":\"g" << i << "\",\"parents\":[" << parents << "],\"duty\":" << duty
                  << "}\n";
    }
  }

  void person(std::uint64_t i) {
    const std::string id = "w" + std::to_string(i);
    const bool leaver = chance_.per_mille(30);
    const int left = last_day - static_cast<int>(chance_.below(300));
    const bool foreign = chance_.per_mille(2);
    const std::string email =
        "p" + std::to_string(i) + "@" +
        (foreign ? "elsewhere.example" : "d" + std::to_string(i % 50) + ".example");
    workers_ << "{\"id\":" << quoted(id)
             << ",\"email\":" << (chance_.per_mille(5) ? "null" : quoted(spelled(email)))
             << ",\"status\":"
             << (leaver                  ? "\"Terminated\""
                 : chance_.per_mille(20) ? "\"On leave\""
                                         : "\"Active\"")
             << ",\"terminated_on\":" << (leaver ? quoted(day(left)) : "null")
             << ",\"manager\":" << (i == 0 ? "null" : quoted("w" + std::to_string(i / 8)))
             << ",\"department\":\"dep" << i % 97 << "\"}\n";
    const int copies = chance_.per_mille(10) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
      account(i, id, email, leaver, left, copy);
    }
    const int users = chance_.per_mille(100) ? 2 : 1;
    for (int copy = 0; copy < users; ++copy) {
      user(i, email, leaver, left, copy);
    }
  }

  // Status, time of deactivation, last use: of a leaver mostly in time.
  std::string life(bool leaver, int left) {
    const bool active = leaver ? chance_.per_mille(40) : !chance_.per_mille(20);
    const int off = leaver ? left + static_cast<int>(chance_.below(20) == 0 ? 5 : 0) : last_day - 5;
    const int used = (leaver ? left : last_day) -
                     static_cast<int>(chance_.per_mille(30) ? 200 : chance_.below(80));
    return std::string(",\"status\":") + (active ? "\"active\"" : "\"inactive\"") +
           ",\"deactivated_at\":" + (active ? "null" : quoted(time_of(off))) +
           ",\"last_login\":" + (chance_.per_mille(10) ? "null" : quoted(time_of(used)));
  }

  void account(std::uint64_t i, const std::string& worker, const std::string& email, bool leaver,
               int left, int copy) {
    const std::string id = "a" + std::to_string(i) + (copy > 0 ? "b" : "");
    accounts_ << "{\"id\":" << quoted(id) << ",\"email\":" << quoted(spelled(email))
              << ",\"worker_id\":" << (chance_.per_mille(20) ? "null" : quoted(worker))
              << life(leaver, left) << "}\n";
    std::vector<std::uint64_t> held;
    for (std::uint64_t n = 3 + chance_.below(3); n > 0; --n) {
      const std::uint64_t group = chance_.below(groups_);
      bool known = false;
      for (const std::uint64_t other : held) {
        known = known || other == group;
      }
      if (!known) {
        held.push_back(group);
        memberships_ << "{\"account\":" << quoted(id) << ",\"group\":\"g" << group << "\"}\n";
      }
    }
  }

  void user(std::uint64_t i, const std::string& email, bool leaver, int left, int copy) {
    const bool orphan = chance_.per_mille(1);
    const std::uint64_t role = chance_.below(1000);
    const std::string first = "c" + std::to_string(chance_.below(500));
    const std::string second = "c" + std::to_string(chance_.below(500));
    const bool manager = role >= 5 && role < 55;
    users_ << "{\"id\":\"u" << i << (copy > 0 ? "b" : "") << "\",\"email\":"
           << quoted(spelled(orphan ? "ghost" + std::to_string(i) + "@d1.example" : email))
           << ",\"role\":"
           << (role < 5  ? "\"Super Admin\""
               : manager ? "\"Manager\""
                         : "\"Learner\"")
           << life(leaver, left) << ",\"groups\":[" << quoted(first) << "," << quoted(second)
           << "],\"managed_groups\":["
           << (manager ? quoted(chance_.per_mille(50) ? "c500" : first) : "") << "]}\n";
  }

  std::uint64_t people_;
  std::uint64_t groups_;
  Chance chance_;
  std::ofstream workers_, accounts_, group_file_, memberships_, users_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 || std::atoll(argv[1]) < 1) {
    std::fprintf(stderr, "usage: bench_generate PEOPLE SEED FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = argv[3];
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  Company company(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10), folder);
  if (failed || !company.write()) {
    std::fprintf(stderr, "bench_generate: cannot write to %s\n", argv[3]);
    return 3;
  }
  return 0;
}
