// A window on a file: a stretch of it in a buffer that is used again for the next one.
#pragma once

#include <cstdint>
#include <string_view>

#include "connectors/world.h"
#include "snapshot/raw_run.h"

namespace writ {

class FileWindow {
 public:
  explicit FileWindow(const DataFile& file) : file_(file) {}

  // Moves to [begin, end), or to the file's end. False: it cannot be read.
  bool load(std::uint64_t begin, std::uint64_t end);
  std::string_view text() const { return {bytes_.data(), size_}; }
  std::uint64_t begin() const { return begin_; }
  // Nothing of the file is behind text().
  bool at_end() const { return begin_ + size_ == file_.size(); }

 private:
  const DataFile& file_;
  RawRun<char> bytes_;
  std::uint64_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace writ
