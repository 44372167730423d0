// What a file held when it was kept as evidence: a hash of each block. Whatever is read of it later
// is the same, or is not read. Finds files that change meanwhile; is no defence against somebody
// who makes two files with the same hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/world.h"

namespace writ {

class Seal {
 public:
  static constexpr std::size_t block_bytes = std::size_t{1} << 16;

  // The next bytes: whole blocks, but for the last ones.
  void add(std::string_view bytes);
  std::uint64_t size() const { return size_; }
  // Whether block number `block`, from 0, was these bytes.
  bool fits(std::uint64_t block, std::string_view bytes) const;
  bool fits_whole(std::string_view bytes) const;

 private:
  std::vector<std::uint64_t> blocks_;
  std::uint64_t size_ = 0;
};

// A file of which only what the seal knows is read. `seal` must outlive it.
class SealedFile final : public DataFile {
 public:
  SealedFile(std::unique_ptr<DataFile> file, const Seal& seal)
      : file_(std::move(file)), seal_(seal) {}

  std::uint64_t size() const override { return seal_.size(); }
  bool read(std::uint64_t offset, char* to, std::size_t size) const override;

 private:
  std::unique_ptr<DataFile> file_;
  const Seal& seal_;
};

}  // namespace writ
