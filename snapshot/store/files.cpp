#include "snapshot/store/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "snapshot/store/temporaries.h"

namespace writ {
namespace {

Error failed(const std::string& what, const std::string& path, int number) {
  return Error{"cannot " + what + " `" + path + "`: " + std::strerror(number)};
}

Result<bool> done(int status, const std::string& what, const std::string& path) {
  if (status != 0) {
    return failed(what, path, errno);
  }
  return true;
}

// All of `path`, as it will be called at `name`.
void note_tree(const std::string& path, const std::string& name) {
  note_temporary(name);
  namespace fs = std::filesystem;
  std::error_code error;
  fs::recursive_directory_iterator entry(path, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    note_temporary(name + entry->path().string().substr(path.size()));
  }
}

// A regular file and its size; a link or a pipe has no place in a store.
Result<FileHandle> open_regular(const std::string& path, std::uint64_t& size) {
  FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  struct stat info {};
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0) {
    const int number = errno;
    Error error = failed("read", path, number);
    error.corrupt = number == ENOENT || number == ELOOP;
    return error;
  }
  if (!S_ISREG(info.st_mode)) {
    return Error{"cannot read `" + path + "`: it is no regular file", true};
  }
  size = static_cast<std::uint64_t>(info.st_size);
  return file;
}

}  // namespace

FileHandle::~FileHandle() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

int FileHandle::release() {
  const int fd = fd_;
  fd_ = -1;
  return fd;
}

Result<FileWriter> FileWriter::create(const std::string& path) {
  note_temporary(path);
  FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) {
    return failed("write", path, errno);
  }
  return FileWriter(path, std::move(file));
}

Result<bool> FileWriter::write(std::string_view bytes) {
  constexpr std::size_t enough = 1 << 16;
  size_ += bytes.size();
  if (gathered_.size() + bytes.size() < enough) {
    gathered_ += bytes;
    return true;
  }
  Result<bool> written = write_now(gathered_);
  gathered_.clear();
  return written ? write_now(bytes) : written;
}

Result<bool> FileWriter::write_now(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return failed("write", path_, written < 0 ? errno : ENOSPC);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<bool> FileWriter::finish() {
  const Result<bool> written = write_now(gathered_);
  gathered_.clear();
  if (!written) {
    return written;
  }
  if (::fsync(file_.get()) != 0) {
    return failed("write", path_, errno);
  }
  return close();
}

Result<bool> FileWriter::close() {
  const Result<bool> written = write_now(gathered_);
  gathered_.clear();
  return written ? done(::close(file_.release()), "write", path_) : written;
}

Result<bool> make_folder(const std::string& path) {
  note_temporary(path);
  return done(::mkdir(path.c_str(), 0700), "make the folder", path);
}

Result<bool> make_folders(const std::string& path) {
  const std::filesystem::path above = std::filesystem::path(path).parent_path();
  int number = ::mkdir(path.c_str(), 0700) == 0 ? 0 : errno;
  if (number == ENOENT && !above.empty() && above != path) {
    if (const Result<bool> made = make_folders(above.generic_string()); !made) {
      return made;
    }
    number = ::mkdir(path.c_str(), 0700) == 0 ? 0 : errno;
  }
  if (number == 0) {
    return sync_folder(above.empty() ? "." : above.generic_string());
  }
  struct stat info {};
  if (number == EEXIST && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return true;
  }
  return failed("make the folder", path, number);
}

Result<bool> sync_folder(const std::string& path) {
  const FileHandle folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return done(folder.get() < 0 ? -1 : ::fsync(folder.get()), "write the folder", path);
}

Result<BulkSync> BulkSync::open(const std::string& folder) {
  FileHandle file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() < 0) {
    return failed("write the folder", folder, errno);
  }
  return BulkSync(folder, std::move(file));
}

Result<bool> BulkSync::finish() const {
  return done(::syncfs(folder_.get()), "write the folder", path_);
}

Result<bool> rename_path(const std::string& from, const std::string& to) {
  return done(::rename(from.c_str(), to.c_str()), "rename `" + from + "` to", to);
}

Result<bool> discard_tree(const std::string& path, const std::string& half_made) {
  note_tree(path, half_made);
  return rename_path(path, half_made);
}

Result<bool> remove_tree(const std::string& path) {
  note_tree(path, path);
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) {
    return Error{"cannot remove `" + path + "`: " + error.message()};
  }
  return true;
}

Result<std::vector<FolderEntry>> list_folder(const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<FolderEntry> found;
  std::error_code error;
  fs::directory_iterator entry(path, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code unreadable;
    const fs::file_type type = entry->symlink_status(unreadable).type();
    found.push_back({entry->path().filename().string(),
                     type == fs::file_type::regular     ? FolderEntry::Kind::file
                     : type == fs::file_type::directory ? FolderEntry::Kind::folder
                                                        : FolderEntry::Kind::other});
  }
  if (error) {
    return Error{"cannot list `" + path + "`: " + error.message()};
  }
  std::sort(found.begin(), found.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return found;
}

bool is_there(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

std::int64_t changed_at(const std::string& path) {
  struct stat info {};
  constexpr std::int64_t nanoseconds = 1'000'000'000;
  return ::lstat(path.c_str(), &info) == 0
             ? info.st_mtim.tv_sec * nanoseconds + info.st_mtim.tv_nsec
             : 0;
}

Result<std::string> read_whole(const std::string& path, std::uint64_t max_bytes) {
  std::uint64_t size = 0;
  const Result<FileHandle> file = open_regular(path, size);
  if (!file) {
    return file.error();
  }
  if (size > max_bytes) {
    return Error{"cannot read `" + path + "`: larger than " + std::to_string(max_bytes) + " bytes",
                 true};
  }
  std::string bytes(size, '\0');
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t got = ::read(file->get(), bytes.data() + at, bytes.size() - at);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return failed("read", path, errno);
    }
    if (got == 0) {
      return Error{"cannot read `" + path + "`: it became shorter meanwhile", true};
    }
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<MappedFile> map_file(const std::string& path) {
  std::uint64_t size = 0;
  const Result<FileHandle> file = open_regular(path, size);
  if (!file) {
    return file.error();
  }
  if (size == 0) {
    return MappedFile{};
  }
  void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file->get(), 0);
  if (bytes == MAP_FAILED) {
    return failed("read", path, errno);
  }
  return MappedFile{{static_cast<const char*>(bytes),
                     [bytes, size](const char* /*bytes*/) { ::munmap(bytes, size); }},
                    size};
}

Result<FileHandle> lock_file(const std::string& path) {
  FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) {
    return failed("write", path, errno);
  }
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? Error{"another process writes to the store (it holds `" + path +
                                        "`): try again when it is done"}
                                : failed("lock", path, errno);
  }
  return file;
}

}  // namespace writ
