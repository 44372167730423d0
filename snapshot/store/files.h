// Files as a store needs them: written so that they outlast a crash, and read. The one part of this
// room that touches the disk. Every failure is an Error that names the path; what is made is for
// its owner alone (it holds data about people).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ {

class FileHandle {
 public:
  explicit FileHandle(int fd = -1) : fd_(fd) {}
  ~FileHandle();
  FileHandle(FileHandle&& other) noexcept : fd_(other.release()) {}
  FileHandle& operator=(FileHandle&& other) noexcept;

  int get() const { return fd_; }
  int release();

 private:
  int fd_;
};

// A new file, noted as temporary. It has to be finished; one that was not is for the caller to
// remove.
class FileWriter {
 public:
  static Result<FileWriter> create(const std::string& path);

  // Small pieces are gathered.
  Result<bool> write(std::string_view bytes);
  // Waits until the disk has it all.
  Result<bool> finish();
  // Does not wait: for what may be lost.
  Result<bool> close();
  std::uint64_t size() const { return size_; }

 private:
  FileWriter(std::string path, FileHandle file) : path_(std::move(path)), file_(std::move(file)) {}
  Result<bool> write_now(std::string_view bytes);

  std::string path_;
  FileHandle file_;
  std::string gathered_;
  std::uint64_t size_ = 0;
};

Result<bool> make_folder(const std::string& path);   // noted as temporary; it must not be there
Result<bool> make_folders(const std::string& path);  // with those above it; may be there
Result<bool> sync_folder(const std::string& path);   // the names in it
Result<bool> rename_path(const std::string& from, const std::string& to);
// Renames a folder that is not wanted any more; under its new name it is temporary.
Result<bool> discard_tree(const std::string& path, const std::string& half_made);
// Noted as temporary before it begins; nothing where it is not there.
Result<bool> remove_tree(const std::string& path);

// What a folder holds, by the bytes of the names; nothing is followed.
struct FolderEntry {
  enum class Kind { file, folder, other };
  std::string name;
  Kind kind;
};
Result<std::vector<FolderEntry>> list_folder(const std::string& path);
bool is_there(const std::string& path);
std::int64_t changed_at(
    const std::string& path);  // in nanoseconds; of a folder: when a name in it did

// The whole of a regular file. Links are not followed.
Result<std::string> read_whole(const std::string& path, std::uint64_t max_bytes);

// A regular file as it lies on disk, for as long as a copy of `bytes` is held.
struct MappedFile {
  std::shared_ptr<const char> bytes;
  std::size_t size = 0;
  std::string_view view() const { return {bytes.get(), size}; }
};
Result<MappedFile> map_file(const std::string& path);

// Syncs many files at once: all that was written below `folder` after it was opened.
class BulkSync {
 public:
  static Result<BulkSync> open(const std::string& folder);
  // Waits until the disk has everything. (The whole file system's: syncfs(2), which tells of
  // failures since Linux 5.8.)
  Result<bool> finish() const;

 private:
  BulkSync(std::string path, FileHandle folder)
      : path_(std::move(path)), folder_(std::move(folder)) {}

  std::string path_;
  FileHandle folder_;
};

// The right to write to a store, until it goes; a second process is refused.
Result<FileHandle> lock_file(const std::string& path);

}  // namespace writ
