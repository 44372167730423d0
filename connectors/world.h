// World: the one seam between readers and the machine they run on. Disk is the real one; tests use
// a world in memory (tests/support/memory_world.h). Paths are shown to people as they were given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace writ {

constexpr std::uint64_t max_data_bytes = std::uint64_t{4} << 30;    // of what is held in memory
constexpr std::uint64_t max_pieced_bytes = std::uint64_t{1} << 40;  // of what is read in pieces
constexpr std::uint64_t max_config_bytes = std::uint64_t{16} << 20;

// A file that is read in pieces, by several threads at once.
class DataFile {
 public:
  virtual ~DataFile() = default;
  virtual std::uint64_t size() const = 0;
  // Exactly these bytes; false where they are not there or cannot be read.
  virtual bool read(std::uint64_t offset, char* to, std::size_t size) const = 0;
};

class World {
 public:
  virtual ~World() = default;

  // The whole file. An error where it is missing, unreadable, larger than `max_bytes`, or no
  // regular file (a device or a pipe could block for ever or never end). Symbolic links are
  // followed.
  virtual Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const = 0;

  // The same file in pieces, or nullptr where read() would be an error, and says which. Unless a
  // world knows better, all of it is held in memory.
  virtual std::unique_ptr<DataFile> open(const std::string& path, std::uint64_t max_bytes) const;

  // The paths that match a shell pattern (`*`, `?`, `[a-z]`; no `**`), in the order of their bytes.
  // No match is an empty list; a folder that cannot be listed is an error, as it may hide files.
  virtual Result<std::vector<std::string>> glob(const std::string& pattern) const = 0;

  // Whether `path` is a regular file.
  virtual bool is_file(const std::string& path) const = 0;

  // Of a page that was fetched: the named values of the request that it answers.
  virtual std::map<std::string, std::string> request_values(const std::string& /*path*/) const {
    return {};
  }
};

// Files of this machine. Relative paths start at `root` (empty: the working directory).
class Disk final : public World {
 public:
  explicit Disk(std::string root = {}) : root_(std::move(root)) {}

  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override;
  std::unique_ptr<DataFile> open(const std::string& path, std::uint64_t max_bytes) const override;
  Result<std::vector<std::string>> glob(const std::string& pattern) const override;
  bool is_file(const std::string& path) const override;

 private:
  std::string full(const std::string& path) const;
  std::string root_;
};

}  // namespace writ
