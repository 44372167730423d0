// Secrets must come out nowhere. What a test gives the program as a secret is looked for in all
// that the program says, at every level of its log, and in all that it writes.
#pragma once

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

// What a file of a snapshot was before it was compressed; of one that was cut short as far as it
// goes.
inline std::string unpacked(const std::string& path) {
  FILE* out = popen(("zstd -qdc '" + path + "' 2> /dev/null").c_str(), "r");  // NOLINT
  REQUIRE(out != nullptr);
  std::string text;
  std::array<char, 65536> part{};
  for (std::size_t size = 0; (size = fread(part.data(), 1, part.size(), out)) > 0;) {
    text.append(part.data(), size);
  }
  pclose(out);
  return text;
}

class Canary {
 public:
  // Secrets are the values of all variables of `environment` that say nothing about the machine,
  // and what is in the files below `folder` that nobody else may read.
  Canary(const std::filesystem::path& folder, const std::vector<std::string>& environment)
      : folder_(folder) {
    for (const std::string& variable : environment) {
      const std::string name = variable.substr(0, variable.find('='));
      if (!name.starts_with("WRIT_FAULT") &&
          std::find(harmless.begin(), harmless.end(), name) == harmless.end()) {
        add(variable.substr(name.size() + 1));
      }
    }
    for (const std::string& path : files()) {
      times_[path] = std::filesystem::last_write_time(path);
      struct stat about {};
      if (stat(path.c_str(), &about) == 0 && (about.st_mode & 077) == 0 &&
          path.find("/.writ/") == std::string::npos) {
        add(longest_line(read(path)));
      }
    }
  }

  bool has_secrets() const { return !secrets_.empty(); }

  bool is_in(const std::string& text) const {
    return std::any_of(secrets_.begin(), secrets_.end(), [&](const std::string& secret) {
      return text.find(secret) != std::string::npos;
    });
  }

  void check_text(const std::string& where, const std::string& text) const {
    if (is_in(text)) {
      FAIL_CHECK("a secret is in " << where << ":\n" << text.substr(0, 2000));
    }
  }

  // The files with a secret in them that were written since.
  std::vector<std::string> leaking_files() const {
    std::vector<std::string> out;
    for (const std::string& path : files()) {
      const auto before = times_.find(path);
      if ((before == times_.end() || before->second != std::filesystem::last_write_time(path)) &&
          is_in(path.ends_with(".zst") ? unpacked(path) : read(path))) {
        out.push_back(path);
      }
    }
    return out;
  }

  // The arguments of a process and of its children, as anybody on the machine can read them.
  void check_processes(int pid) const {
    const std::string place = "/proc/" + std::to_string(pid);
    check_text("the list of processes", read(place + "/cmdline"));
    std::ifstream children(place + "/task/" + std::to_string(pid) + "/children");
    for (int child = 0; children >> child;) {
      check_processes(child);
    }
  }

 private:
  static constexpr std::array<std::string_view, 13> harmless = {
      "LC_ALL", "LANG",     "TZ",     "PATH",       "HOME",         "TERM",        "COLUMNS",
      "CI",     "NO_COLOR", "TMPDIR", "LD_PRELOAD", "ASAN_OPTIONS", "TSAN_OPTIONS"};

  void add(const std::string& secret) {
    if (secret.size() >= 6) {
      secrets_.push_back(secret);
    }
  }

  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file() && !entry.is_symlink()) {
        out.push_back(entry.path().string());
      }
    }
    return out;
  }

  // As far as it can be: a process may end while its files in /proc are read.
  static std::string read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  static std::string longest_line(const std::string& text) {
    std::string longest;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      if (end - begin > longest.size() && text[begin] != '-') {
        longest = text.substr(begin, end - begin);
      }
      begin = end + 1;
    }
    return longest;
  }

  std::filesystem::path folder_;
  std::vector<std::string> secrets_;
  std::map<std::string, std::filesystem::file_time_type> times_;
};

}  // namespace writ
