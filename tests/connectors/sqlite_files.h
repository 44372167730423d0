// SQLite files of a test: a folder that is gone with it, and whoever writes in it.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace writ {

// A folder that is gone with the test.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "writ-sqlite-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return path + "/" + name; }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      out.push_back(entry.path().filename().string());
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  std::string path;
};

// Whoever writes the file that we read.
class Writer {
 public:
  explicit Writer(const std::string& file) {
    REQUIRE(sqlite3_open(file.c_str(), &database_) == SQLITE_OK);
  }
  ~Writer() { sqlite3_close(database_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  void sql(const std::string& statements) {
    INFO(statements);
    const int code = try_sql(statements);
    INFO(sqlite3_errmsg(database_));
    REQUIRE(code == SQLITE_OK);
  }
  int try_sql(const std::string& statements) {
    return sqlite3_exec(database_, statements.c_str(), nullptr, nullptr, nullptr);
  }

 private:
  sqlite3* database_ = nullptr;
};

inline std::string file_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace writ
