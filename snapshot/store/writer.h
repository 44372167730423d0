// Writing to a store: one process at a time, and each snapshot appears at once. Whatever happens
// before publish() returns, the store has its old snapshots or those and the new one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/columns.h"
#include "snapshot/store/files.h"
#include "snapshot/store/manifest.h"
#include "snapshot/store/raw_file.h"

namespace writ {

// The right to write to a store, which is made where it is not there, and an empty folder for what
// is half made. Both go with the lock.
class StoreLock {
 public:
  static Result<StoreLock> take(const std::string& store);
  ~StoreLock();
  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&&) = delete;

  const std::string& store() const { return store_; }
  std::string half_made() const { return store_ + "/new"; }

 private:
  StoreLock(std::string store, FileHandle file)
      : store_(std::move(store)), file_(std::move(file)) {}

  std::string store_;  // empty: moved from
  FileHandle file_;
};

struct Published {
  std::string path;
  std::string id;
  Manifest manifest;
  bool is_new = false;  // false: the store had it already
};

class SnapshotWriter {
 public:
  static Result<SnapshotWriter> begin(const std::string& store);

  // The `bytes` bytes of a file that `table` is read from; `name` as Table::files will have it.
  Result<bool> add_raw(const std::string& table, const std::string& name, std::uint64_t bytes,
                       const RawPieces& pieces);
  // Call once, last. REQUIRES: the `sha256` of each table is worked out.
  Result<Published> publish(const ColumnSnapshot& snapshot);

 private:
  explicit SnapshotWriter(StoreLock lock) : lock_(std::move(lock)) {}

  Result<bool> add_folder(const std::string& name);
  Result<bool> write_table(const ColumnTable& table, Manifest& manifest);
  Result<Manifest> write_derived(const ColumnSnapshot& snapshot);
  Result<bool> write_manifest(const std::string& text);
  Result<bool> move_to(const std::string& path);
  std::string folder() const { return lock_.half_made() + "/snapshot"; }
  std::string place(std::string_view name) const { return folder() + "/" + std::string(name); }

  StoreLock lock_;
  std::vector<std::string> folders_;
  std::size_t raw_files_ = 0;
  std::optional<BulkSync> sync_;                         // of the raw files from some number on
  std::map<std::string, std::vector<RawEvidence>> raw_;  // by table
};

}  // namespace writ
