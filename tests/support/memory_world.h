// A world in memory: files by name, in the order of their bytes; remembers what was read.
#pragma once

#include <fnmatch.h>

#include <map>
#include <string>
#include <vector>

#include "connectors/world.h"

namespace writ {

class MemoryWorld final : public World {
 public:
  std::map<std::string, std::string> files;
  mutable std::vector<std::string> reads;  // names, in the order in which they were asked for

  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override {
    reads.push_back(path);
    const auto found = files.find(path);
    if (found == files.end()) {
      return Error{"cannot open " + path + ": No such file or directory"};
    }
    if (found->second.size() > max_bytes) {
      return Error{"cannot read " + path + ": too large"};
    }
    return found->second;
  }

  Result<std::vector<std::string>> glob(const std::string& pattern) const override {
    std::vector<std::string> out;
    for (const auto& [name, bytes] : files) {
      if (::fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0) {
        out.push_back(name);
      }
    }
    return out;
  }

  bool is_file(const std::string& path) const override { return files.contains(path); }
};

}  // namespace writ
