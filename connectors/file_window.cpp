#include "connectors/file_window.h"

#include <algorithm>

namespace writ {

bool FileWindow::load(std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t stop = std::min(end, file_.size());
  begin_ = std::min(begin, stop);
  size_ = static_cast<std::size_t>(stop - begin_);
  bytes_.resize(std::max(bytes_.size(), size_));
  return file_.read(begin_, bytes_.data(), size_);
}

}  // namespace writ
