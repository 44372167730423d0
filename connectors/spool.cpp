#include "connectors/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/sha256.h"
#include "base/text.h"

namespace writ {
namespace {

bool read_at(int file, std::uint64_t offset, char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = pread(file, to, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return false;
    }
    to += got;
    offset += static_cast<std::uint64_t>(got);
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

class Window final : public DataFile {
 public:
  Window(int file, std::uint64_t offset, std::uint64_t bytes)
      : file_(file), offset_(offset), size_(bytes) {}
  std::uint64_t size() const override { return size_; }
  bool read(std::uint64_t offset, char* to, std::size_t bytes) const override {
    return offset <= size_ && bytes <= size_ - offset &&
           read_at(file_, offset_ + offset, to, bytes);
  }

 private:
  int file_;
  std::uint64_t offset_;
  std::uint64_t size_;
};

Error failed(const std::string& what) {
  return Error{fmt::format("cannot {}: {}", what, std::strerror(errno))};
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::create(const std::string& folder) {
  int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {  // a file system without such files
    std::string name = folder + "/pages-XXXXXX";
    file = mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0) {
      unlink(name.c_str());
    }
  }
  if (file < 0) {
    return failed("keep pages in " + printable(folder));
  }
  return std::unique_ptr<Spool>(new Spool(file));
}

Spool::~Spool() {
  close(file_);
}

Result<bool> Spool::add(const std::string& name, std::string_view bytes,
                        std::map<std::string, std::string> values) {
  std::uint64_t at = 0;
  {
    const std::lock_guard lock(mutex_);
    at = end_;
    end_ += bytes.size();
  }
  std::string_view left = bytes;
  for (std::uint64_t offset = at; !left.empty();) {
    const ssize_t written = pwrite(file_, left.data(), left.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return failed("keep a page of " + printable(name));
    }
    offset += static_cast<std::uint64_t>(written);
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  const std::lock_guard lock(mutex_);
  pages_[name] = Page{at, bytes.size(), std::move(values)};
  return true;
}

const Spool::Page* Spool::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto place = pages_.find(name);
  return place == pages_.end() ? nullptr : &place->second;  // pages are never removed
}

Result<std::string> Spool::read(const std::string& path, std::uint64_t max_bytes) const {
  const Page* page = find(path);
  if (page == nullptr || page->size > max_bytes) {
    return Error{"there is no such page: " + printable(path)};
  }
  std::string bytes(page->size, '\0');
  return read_at(file_, page->offset, bytes.data(), bytes.size())
             ? Result<std::string>(std::move(bytes))
             : Error{"cannot read the page " + printable(path)};
}

std::unique_ptr<DataFile> Spool::open(const std::string& path, std::uint64_t max_bytes) const {
  const Page* page = find(path);
  return page == nullptr || page->size > max_bytes
             ? nullptr
             : std::make_unique<Window>(file_, page->offset, page->size);
}

Result<std::vector<std::string>> Spool::glob(const std::string& /*pattern*/) const {
  return std::vector<std::string>();
}

bool Spool::is_file(const std::string& path) const {
  return find(path) != nullptr;
}

std::map<std::string, std::string> Spool::request_values(const std::string& path) const {
  const Page* page = find(path);
  return page == nullptr ? std::map<std::string, std::string>() : page->values;
}

Result<bool> keep_page(Spool& spool, CollectedPage& page, std::string_view bytes,
                       std::map<std::string, std::string> values) {
  page.bytes = bytes.size();
  page.sha256 = sha256_hex(bytes);
  return spool.add(page.name, bytes, std::move(values));
}

}  // namespace writ
