#include "snapshot/store/writer.h"

#include <algorithm>
#include <filesystem>

#include "snapshot/store/column_file.h"
#include "snapshot/store/store.h"
#include "snapshot/store/temporaries.h"
#include "snapshot/store/verify.h"

namespace writ {
namespace {

// Raw files that are synced one by one; thousands of pages are synced together, which is some forty
// times as fast.
constexpr std::size_t synced_alone = 16;

Result<bool> write_ignore_file(const StoreLock& lock) {
  const std::string path = lock.store() + "/.gitignore";
  if (is_there(path)) {
    return true;
  }
  const std::string half = lock.half_made() + "/gitignore";
  Result<FileWriter> file = FileWriter::create(half);
  if (!file) {
    return file.error();
  }
  Result<bool> written = file->write("*\n");
  written = written ? file->finish() : written;
  return written ? rename_path(half, path) : written;
}

// The same snapshot was stored before: is that one whole?
Result<bool> check_known(const std::string& path) {
  const Result<std::vector<std::string>> problems = verify_snapshot(path);
  if (!problems) {
    return problems.error();
  }
  if (!problems->empty()) {
    return Error{"`" + path + "` holds this snapshot already, and is damaged (" +
                     problems->front() + "): remove it with `writ snapshot prune " +
                     std::filesystem::path(path).filename().string() + "`, then collect again",
                 true};
  }
  return true;
}

}  // namespace

Result<StoreLock> StoreLock::take(const std::string& store) {
  if (const Result<bool> made = make_folders(store + "/snapshots"); !made) {
    return made.error();
  }
  Result<FileHandle> file = lock_file(store + "/lock");
  if (!file) {
    return file.error();
  }
  const std::string half = store + "/new";
  if (const Result<bool> swept = remove_tree(half); !swept) {
    return swept.error();
  }
  StoreLock lock(store, std::move(*file));
  Result<bool> made = make_folder(half);
  made = made ? write_ignore_file(lock) : made;
  made = made ? sync_folder(store) : made;
  return made ? Result<StoreLock>(std::move(lock)) : made.error();
}

StoreLock::StoreLock(StoreLock&& other) noexcept
    : store_(std::move(other.store_)), file_(std::move(other.file_)) {
  other.store_.clear();
}

StoreLock::~StoreLock() {
  if (!store_.empty()) {
    const Result<bool> swept = remove_tree(half_made());
    if (swept) {
      forget_temporaries();
    }
  }
}

Result<SnapshotWriter> SnapshotWriter::begin(const std::string& store) {
  Result<StoreLock> lock = StoreLock::take(store);
  if (!lock) {
    return lock.error().context("cannot write to the store");
  }
  SnapshotWriter writer(std::move(*lock));
  for (const char* name : {"", "raw", "tables"}) {
    if (const Result<bool> added = writer.add_folder(name); !added) {
      return added.error();
    }
  }
  return writer;
}

Result<bool> SnapshotWriter::add_folder(const std::string& name) {
  const std::string path = name.empty() ? folder() : place(name);
  if (std::find(folders_.begin(), folders_.end(), path) != folders_.end()) {
    return true;
  }
  folders_.push_back(path);
  return make_folder(path);
}

Result<bool> SnapshotWriter::add_raw(const std::string& table, const std::string& name,
                                     std::uint64_t bytes, const RawPieces& pieces) {
  std::vector<RawEvidence>& list = raw_[table];
  const std::string path = raw_path(table, list.size() + 1, name);
  if (Result<bool> added = add_folder(path.substr(0, path.rfind('/'))); !added) {
    return added;
  }
  if (++raw_files_ > synced_alone && !sync_) {
    Result<BulkSync> sync = BulkSync::open(folder());
    if (!sync) {
      return sync.error();
    }
    sync_ = std::move(*sync);
  }
  const Result<std::string> sha256 =
      write_raw(place(path), bytes, pieces, sync_ ? Durable::later : Durable::now);
  if (!sha256) {
    return sha256.error();
  }
  list.push_back({name, path, bytes, *sha256});
  return true;
}

Result<bool> SnapshotWriter::write_table(const ColumnTable& table, Manifest& manifest) {
  const Result<WrittenFile> written = write_columns(place(columns_path(table.schema.name)), table);
  if (!written) {
    return written.error();
  }
  ManifestTable entry{table, raw_[table.schema.name], *written};
  entry.table.columns.clear();
  entry.table.origin_file = {};
  entry.table.origin_record = {};
  manifest.tables.push_back(std::move(entry));
  return true;
}

Result<Manifest> SnapshotWriter::write_derived(const ColumnSnapshot& snapshot) {
  const Result<WrittenFile> texts = write_texts(place(texts_path), *snapshot.texts);
  if (!texts) {
    return texts.error();
  }
  Manifest manifest{snapshot.as_of,   content_id(snapshot), snapshot.texts->size(), *texts, {},
                    snapshot.findings};
  for (const auto& [name, table] : snapshot.tables) {
    if (const Result<bool> written = write_table(table, manifest); !written) {
      return written.error();
    }
  }
  return manifest;
}

Result<bool> SnapshotWriter::write_manifest(const std::string& text) {
  Result<FileWriter> file = FileWriter::create(place(manifest_name));
  if (!file) {
    return file.error();
  }
  const Result<bool> written = file->write(text);
  return written ? file->finish() : written;
}

// Everything below is on disk before the name is, and the name before anyone is told.
Result<bool> SnapshotWriter::move_to(const std::string& path) {
  Result<bool> done = sync_ ? sync_->finish() : Result<bool>(true);
  for (auto made = folders_.rbegin(); done && made != folders_.rend(); ++made) {
    done = sync_folder(*made);
  }
  done = done ? rename_path(folder(), path) : done;
  return done ? sync_folder(lock_.store() + "/snapshots") : done;
}

Result<Published> SnapshotWriter::publish(const ColumnSnapshot& snapshot) {
  Result<Manifest> manifest = write_derived(snapshot);
  if (!manifest) {
    return manifest.error();
  }
  const std::string text = to_json(*manifest);
  Published published{{}, manifest_id(text), std::move(*manifest), false};
  published.path = lock_.store() + "/snapshots/" + snapshot_name(snapshot.as_of, published.id);
  published.is_new = !is_there(published.path);
  Result<bool> done = published.is_new ? write_manifest(text) : check_known(published.path);
  done = done && published.is_new ? move_to(published.path) : done;
  return done ? Result<Published>(std::move(published)) : done.error();
}

}  // namespace writ
