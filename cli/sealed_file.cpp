#include "cli/sealed_file.h"

#include <algorithm>

#include "base/ensure.h"
#include "snapshot/texts.h"

namespace writ {

void Seal::add(std::string_view bytes) {
  ENSURE(size_ % block_bytes == 0);
  size_ += bytes.size();
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), block_bytes))) {
    blocks_.push_back(text_hash(bytes.substr(0, block_bytes)));
  }
}

bool Seal::fits(std::uint64_t block, std::string_view bytes) const {
  return block < blocks_.size() && blocks_[block] == text_hash(bytes);
}

bool Seal::fits_whole(std::string_view bytes) const {
  if (bytes.size() != size_) {
    return false;
  }
  for (std::size_t block = 0; block < blocks_.size(); ++block) {
    if (!fits(block, bytes.substr(block * block_bytes, block_bytes))) {
      return false;
    }
  }
  return true;
}

bool SealedFile::read(std::uint64_t offset, char* to, std::size_t size) const {
  if (offset > seal_.size() || size > seal_.size() - offset) {
    return false;
  }
  std::string part;  // a block of which not all is asked for
  while (size > 0) {
    const std::uint64_t block = offset / Seal::block_bytes;
    const std::uint64_t begin = block * Seal::block_bytes;
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(Seal::block_bytes, seal_.size() - begin));
    const auto skipped = static_cast<std::size_t>(offset - begin);
    const std::size_t taken = std::min(size, length - skipped);
    part.resize(taken == length ? 0 : length);
    char* const at = taken == length ? to : part.data();
    if (!file_->read(begin, at, length) || !seal_.fits(block, {at, length})) {
      return false;
    }
    part.copy(to, part.empty() ? 0 : taken, part.empty() ? 0 : skipped);
    offset += taken;
    to += taken;
    size -= taken;
  }
  return true;
}

}  // namespace writ
