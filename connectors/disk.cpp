#include <fcntl.h>
#include <fmt/format.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "connectors/world.h"

namespace writ {

namespace {

class Handle {
 public:
  explicit Handle(int fd) : fd_(fd) {}
  ~Handle() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Handle(Handle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Handle& operator=(Handle&&) = delete;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Error failed(const std::string& path, const char* what, int code) {
  return Error{fmt::format("cannot {} {}: {}", what, path, std::strerror(code))};
}

struct OpenFile {
  Handle handle;
  std::uint64_t size;
};

Result<OpenFile> open_file(const std::string& path, const std::string& full,
                           std::uint64_t max_bytes) {
  if (path.find('\0') != std::string::npos) {
    return Error{"cannot open a file whose name holds a NUL character"};
  }
  // O_NONBLOCK: opening a pipe that nobody writes to must not wait.
  Handle file(::open(full.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) {
    return failed(path, "open", errno);
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) {
    return failed(path, "open", errno);
  }
  if (!S_ISREG(info.st_mode)) {
    return Error{fmt::format("cannot read {}: {}", path,
                             S_ISDIR(info.st_mode) ? "it is a folder" : "it is no regular file")};
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > max_bytes) {
    return Error{
        fmt::format("cannot read {}: {} bytes, more than the {} allowed", path, size, max_bytes)};
  }
  return OpenFile{std::move(file), size};
}

class DiskFile final : public DataFile {
 public:
  explicit DiskFile(OpenFile file) : file_(std::move(file)) {}

  std::uint64_t size() const override { return file_.size; }
  bool read(std::uint64_t offset, char* to, std::size_t size) const override {
    while (size > 0) {
      const ssize_t got = ::pread(file_.handle.get(), to, size, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got <= 0) {
        return false;
      }
      offset += static_cast<std::uint64_t>(got);
      to += got;
      size -= static_cast<std::size_t>(got);
    }
    return true;
  }

 private:
  OpenFile file_;
};

// A file in memory.
class HeldFile final : public DataFile {
 public:
  explicit HeldFile(std::string bytes) : bytes_(std::move(bytes)) {}

  std::uint64_t size() const override { return bytes_.size(); }
  bool read(std::uint64_t offset, char* to, std::size_t size) const override {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      return false;
    }
    bytes_.copy(to, size, offset);
    return true;
  }

 private:
  std::string bytes_;
};

// The size that fstat gives may be stale or 0 (/proc): read until the end says so.
Result<std::string> read_all(int fd, const std::string& path, std::size_t hint,
                             std::uint64_t max_bytes) {
  std::string out;
  out.reserve(hint + 1);
  std::size_t size = 0;
  for (;;) {
    constexpr std::size_t step = 1 << 16;
    out.resize(std::max(size + step, std::min(hint + 1, size + (std::size_t{1} << 26))));
    const ssize_t got = ::read(fd, out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return failed(path, "read", errno);
    }
    size += static_cast<std::size_t>(got);
    if (size > max_bytes) {
      return Error{fmt::format("cannot read {}: larger than {} bytes", path, max_bytes)};
    }
    if (got == 0) {
      out.resize(size);
      return out;
    }
  }
}

// glob(3) calls back without a context argument.
struct Unlisted {
  std::string path;
  int code = 0;
};
thread_local Unlisted unlisted;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

int note_unlisted(const char* path, int code) {
  // A pattern may step through names that are no folders: those hold nothing.
  if (code == ENOENT || code == ENOTDIR) {
    return 0;
  }
  unlisted = {path, code};
  return 1;
}

}  // namespace

std::unique_ptr<DataFile> World::open(const std::string& path, std::uint64_t max_bytes) const {
  auto bytes = read(path, max_bytes);
  return bytes ? std::make_unique<HeldFile>(std::move(*bytes)) : nullptr;
}

std::string Disk::full(const std::string& path) const {
  if (root_.empty() || path.starts_with('/')) {
    return path;
  }
  return root_ + (root_.ends_with('/') ? "" : "/") + path;
}

Result<std::string> Disk::read(const std::string& path, std::uint64_t max_bytes) const {
  const auto file = open_file(path, full(path), max_bytes);
  return file ? read_all(file->handle.get(), path, static_cast<std::size_t>(file->size), max_bytes)
              : Result<std::string>(file.error());
}

std::unique_ptr<DataFile> Disk::open(const std::string& path, std::uint64_t max_bytes) const {
  auto file = open_file(path, full(path), max_bytes);
  return file ? std::make_unique<DiskFile>(std::move(*file)) : nullptr;
}

Result<std::vector<std::string>> Disk::glob(const std::string& pattern) const {
  if (pattern.find('\0') != std::string::npos) {
    return Error{"a file pattern holds a NUL character"};
  }
  // The root is no pattern, whatever characters its name holds.
  std::string escaped;
  const bool rooted = !root_.empty() && !pattern.starts_with('/');
  if (rooted) {
    for (const char c : full("")) {
      if (std::strchr("*?[]\\", c) != nullptr) {
        escaped += '\\';
      }
      escaped += c;
    }
  }
  unlisted = {};
  glob_t found{};
  const int status = ::glob((escaped + pattern).c_str(), GLOB_NOSORT, note_unlisted, &found);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < found.gl_pathc; ++i) {
    const std::string path = found.gl_pathv[i];
    out.push_back(rooted ? path.substr(full("").size()) : path);
  }
  ::globfree(&found);
  if (status == GLOB_ABORTED) {
    return failed(unlisted.path, "list", unlisted.code);
  }
  if (status != 0 && status != GLOB_NOMATCH) {
    return Error{fmt::format("cannot list {}: out of memory", pattern)};
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool Disk::is_file(const std::string& path) const {
  struct stat info {};
  return path.find('\0') == std::string::npos && ::stat(full(path).c_str(), &info) == 0 &&
         S_ISREG(info.st_mode);
}

}  // namespace writ
