#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "connectors/world.h"

namespace writ {

namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "writ-disk-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << bytes;
  }
};

std::string read(const Disk& disk, const std::string& path, std::uint64_t most = 1000) {
  const auto bytes = disk.read(path, most);
  return bytes ? *bytes : "error: " + bytes.error().message;
}

}  // namespace

TEST_CASE("files of this machine", "[connectors][disk]") {
  const Folder folder;
  folder.write("a.csv", std::string("a\0b", 3));
  folder.write("big.csv", std::string(1001, 'x'));
  folder.write("whole.csv", std::string(1000, 'x'));
  folder.write("empty.csv", "");
  fs::create_directory(folder.path / "sub");
  fs::create_symlink("a.csv", folder.path / "link.csv");
  fs::create_symlink("nowhere", folder.path / "dangling.csv");
  REQUIRE(::mkfifo((folder.path / "pipe.csv").c_str(), 0600) == 0);
  const Disk disk(folder.path.string());
  CHECK(read(disk, "a.csv") == std::string("a\0b", 3));
  CHECK(read(disk, (folder.path / "a.csv").string()) == std::string("a\0b", 3));
  CHECK(read(disk, "link.csv") == std::string("a\0b", 3));
  CHECK(read(disk, "empty.csv").empty());
  CHECK(read(disk, "whole.csv").size() == 1000);
  CHECK(read(disk, "big.csv") ==
        "error: cannot read big.csv: 1001 bytes, more than the 1000 allowed");
  CHECK(read(disk, "none.csv") == "error: cannot open none.csv: No such file or directory");
  CHECK(read(disk, "dangling.csv") == "error: cannot open dangling.csv: No such file or directory");
  CHECK(read(disk, "sub") == "error: cannot read sub: it is a folder");
  CHECK(read(disk, "pipe.csv") == "error: cannot read pipe.csv: it is no regular file");
  CHECK(read(disk, "/dev/zero") == "error: cannot read /dev/zero: it is no regular file");
  CHECK(read(disk, std::string("a.csv\0x", 7)).starts_with("error: "));
  CHECK(disk.is_file("a.csv"));
  CHECK(disk.is_file("link.csv"));
  CHECK_FALSE(disk.is_file("sub"));
  CHECK_FALSE(disk.is_file("pipe.csv"));
  CHECK_FALSE(disk.is_file("none.csv"));
  // A file whose size is not known before it is read.
  CHECK(read(Disk(), "/proc/self/status", 1 << 20).starts_with("Name:"));
  CHECK(read(Disk(), "/proc/self/status", 10) ==
        "error: cannot read /proc/self/status: larger than 10 bytes");
}

TEST_CASE("patterns", "[connectors][disk]") {
  const Folder folder;
  for (const char* name : {"in/b.csv", "in/a.csv", "in/B.csv", "in/c.json", "in/.hidden.csv",
                           "x/one.csv", "y/one.csv", "odd [1]/one.csv"}) {
    folder.write(name, "x");
  }
  const Disk disk(folder.path.string());
  const auto list = [&](const Disk& in, const std::string& pattern) {
    const auto found = in.glob(pattern);
    REQUIRE(found);
    return *found;
  };
  using Names = std::vector<std::string>;
  CHECK(list(disk, "in/*.csv") == Names{"in/B.csv", "in/a.csv", "in/b.csv"});
  CHECK(list(disk, "in/[ab].csv") == Names{"in/a.csv", "in/b.csv"});
  CHECK(list(disk, "?/one.csv") == Names{"x/one.csv", "y/one.csv"});
  CHECK(list(disk, "*/*/x").empty());
  CHECK(list(disk, "none/*.csv").empty());
  CHECK(list(Disk((folder.path / "odd [1]").string()), "*.csv") == Names{"one.csv"});
  CHECK(list(disk, (folder.path / "x/*").string()) == Names{(folder.path / "x/one.csv").string()});
  if (::geteuid() != 0) {
    fs::permissions(folder.path / "in", fs::perms::none);
    CHECK_FALSE(disk.glob("in/*.csv").operator bool());
    fs::permissions(folder.path / "in", fs::perms::owner_all);
  }
}

}  // namespace writ
