// bench_change FROM TO PER_MILLE SEED: the CSV of a made-up company some time later. Of each table
// so many rows of a thousand are others: workers leave or get another manager, accounts are closed
// or used, memberships come and go, groups get another parent. The same bytes for the same arguments.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

// SplitMix64 (Steele, Lea and Flood, 2014).
std::uint64_t mixed(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

using Fields = std::vector<std::string>;

Fields split(const std::string& line) {
  Fields fields(1);
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::string joined(const Fields& fields) {
  std::string line;
  for (const std::string& field : fields) {
    line += (line.empty() && &field == &fields.front() ? "" : ",") + field;
  }
  return line;
}

// Status, time of deactivation and last use stand in a row from `at` on.
void change_life(Fields& row, std::size_t at, std::uint64_t chance) {
  if (chance % 2 == 0 && row[at] == "active") {
    row[at] = "inactive";
    row[at + 1] = "2026-03-03T09:00:00Z";
  } else if (row[at] == "active") {
    row[at + 2] = "2026-03-03T10:00:00Z";
  } else {
    row[at] = "active";
    row[at + 1].clear();
  }
}

// False: the row goes.
bool change(const std::string& table, Fields& row, std::uint64_t chance) {
  if (table == "workers" && chance % 2 == 0 && row[2] == "Active") {
    row[2] = "Terminated";
    row[3] = "2026-03-02";
  } else if (table == "workers") {
    row[4] = "w" + std::to_string(chance % 100);
  } else if (table == "accounts" || table == "users") {
    change_life(row, 3, chance);
  } else if (table == "memberships" && chance % 2 == 0) {
    return false;
  } else if (table == "memberships") {
    row[1] = "g" + std::to_string(chance % 100);
  } else {
    row[1] = "g" + std::to_string(chance % 10);
  }
  return true;
}

bool change_table(const std::filesystem::path& from, const std::filesystem::path& to,
                  std::uint64_t per_mille, std::uint64_t seed) {
  std::ifstream in(from);
  std::ofstream out(to);
  std::string line;
  std::getline(in, line);
  out << line << '\n';
  for (std::uint64_t n = 0; std::getline(in, line); ++n) {
    const std::uint64_t chance = mixed(seed * 1'000'003 + n);
    if (chance % 1000 < per_mille) {
      Fields row = split(line);
      if (!change(from.stem().string(), row, chance / 1000)) {
        continue;
      }
      line = joined(row);
    }
    out << line << '\n';
  }
  out.close();
  return in.eof() && !out.fail();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: bench_change FROM TO PER_MILLE SEED\n");
    return 2;
  }
  const std::filesystem::path from = argv[1];
  const std::filesystem::path to = argv[2];
  std::error_code failed;
  std::filesystem::create_directories(to, failed);
  for (const char* table : {"workers", "accounts", "groups", "memberships", "users"}) {
    const std::string name = std::string(table) + ".csv";
    if (failed || !change_table(from / name, to / name, std::strtoull(argv[3], nullptr, 10),
                                std::strtoull(argv[4], nullptr, 10))) {
      std::fprintf(stderr, "bench_change: cannot make %s\n", (to / name).c_str());
      return 3;
    }
  }
  return 0;
}
