#include "snapshot/store/store.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <numeric>
#include <optional>
#include <tuple>

#include "base/parallel.h"
#include "base/sha256.h"
#include "base/suggest.h"
#include "base/text.h"
#include "snapshot/store/check_columns.h"
#include "snapshot/store/column_file.h"
#include "snapshot/store/files.h"
#include "snapshot/store/results.h"
#include "snapshot/store/writer.h"

namespace writ {
namespace {

std::string name_of(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

// "7da6ffa5eb47" of "20260303T120000Z-7da6ffa5eb47".
std::string digits_of(const std::string& path) {
  const std::string name = name_of(path);
  return name.substr(name.rfind('-') + 1);
}

// "20260303T120000", such that longer fractions are later.
std::string time_of(const std::string& path) {
  const std::string name = name_of(path);
  return name.substr(0, name.find('Z'));
}

bool is_digits(const std::string& text) {
  return text.size() >= 4 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string names_of(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) {
    text += (text.empty() ? "" : ", ") + name_of(path);
  }
  return text;
}

// Those whose folder's name may belong to this id.
std::vector<std::string> with_digits(const std::vector<std::string>& paths,
                                     const std::string& digits) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    const std::string own = digits_of(path);
    const std::size_t shared = std::min(own.size(), digits.size());
    if (own.substr(0, shared) == digits.substr(0, shared)) {
      found.push_back(path);
    }
  }
  return found;
}

Error no_snapshot(const std::string& which, const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) {
    names.push_back(name_of(path));
    names.push_back(digits_of(path));
  }
  const std::string near = did_you_mean(which, names);
  return Error{"there is no snapshot " + in_backticks(which) + "; " +
               (near.empty() ? "`writ snapshot list` shows which there are" : near)};
}

// Each file on a thread of its own, the largest first.
class Opening {
 public:
  Opening(const StoredSnapshot& stored, StoreCheck check, unsigned threads)
      : stored_(stored), check_(check), threads_(threads) {}

  Result<ColumnSnapshot> run();

 private:
  Result<MappedFile> map(const std::string& path, const WrittenFile& expected) const;
  Result<bool> open_texts(Texts& texts) const;
  Result<bool> open_table(const ManifestTable& entry, ColumnTable& table) const;
  Result<bool> check(const ColumnTable& table, const Texts& texts) const;
  Result<bool> for_each_file(const std::function<Result<bool>(std::size_t)>& work) const;

  const StoredSnapshot& stored_;
  StoreCheck check_;
  unsigned threads_;
};

Result<MappedFile> Opening::map(const std::string& path, const WrittenFile& expected) const {
  Result<MappedFile> file = map_file(stored_.path + "/" + path);
  if (!file) {
    return file;
  }
  if (file->size != expected.bytes) {
    return Error{"`" + path + "` is damaged: it has " + std::to_string(file->size) + " bytes of " +
                     std::to_string(expected.bytes),
                 true};
  }
  if (check_ == StoreCheck::digests && sha256_hex(file->view()) != expected.sha256) {
    return Error{"`" + path + "` is damaged: its digest is not the manifest's", true};
  }
  return file;
}

Result<bool> Opening::open_texts(Texts& into) const {
  const std::string path(texts_path);
  const Result<MappedFile> file = map(path, stored_.manifest.texts_file);
  if (!file) {
    return file.error();
  }
  Result<Texts> texts = read_texts(*file);
  if (!texts) {
    return texts.error().context("`" + path + "` is damaged");
  }
  into = std::move(*texts);
  if (check_ != StoreCheck::places) {
    if (const Result<bool> checked = check_texts(into); !checked) {
      return checked.error().context("`" + path + "` is damaged");
    }
  }
  if (into.size() != stored_.manifest.texts) {
    return Error{"`" + path + "` is damaged: it has another number of texts", true};
  }
  return true;
}

Result<bool> Opening::open_table(const ManifestTable& entry, ColumnTable& table) const {
  const std::string path = columns_path(entry.table.schema.name);
  const Result<MappedFile> file = map(path, entry.columns);
  if (!file) {
    return file.error();
  }
  table = entry.table;
  const Result<bool> read = read_columns(*file, table);
  return read ? read : read.error().context("`" + path + "` is damaged");
}

Result<bool> Opening::check(const ColumnTable& table, const Texts& texts) const {
  const Result<bool> checked =
      check_ == StoreCheck::places ? Result<bool>(true) : check_columns(table, texts);
  return checked ? checked
                 : checked.error().context("`" + columns_path(table.schema.name) + "` is damaged");
}

// Calls work(i) for the texts, which are file 0, and the columns of each table; the first error in
// this order.
Result<bool> Opening::for_each_file(const std::function<Result<bool>(std::size_t)>& work) const {
  const std::vector<ManifestTable>& tables = stored_.manifest.tables;
  const auto bytes = [&](std::size_t i) {
    return i == 0 ? stored_.manifest.texts_file.bytes : tables[i - 1].columns.bytes;
  };
  std::vector<std::size_t> order(tables.size() + 1);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return bytes(a) > bytes(b); });
  std::vector<std::optional<Error>> errors(order.size());
  parallel(threads_, order.size(), [&](std::size_t task, std::size_t) {
    const Result<bool> done = work(order[task]);
    if (!done) {
      errors[order[task]] = done.error();
    }
  });
  for (const std::optional<Error>& error : errors) {
    if (error) {
      return *error;
    }
  }
  return true;
}

Result<ColumnSnapshot> Opening::run() {
  ColumnSnapshot snapshot = closed(stored_);
  const std::vector<ManifestTable>& entries = stored_.manifest.tables;
  std::vector<ColumnTable*> tables;
  for (const ManifestTable& entry : entries) {
    tables.push_back(&snapshot.tables.at(entry.table.schema.name));
  }
  Result<bool> opened = for_each_file([&](std::size_t i) {
    return i == 0 ? open_texts(*snapshot.texts) : open_table(entries[i - 1], *tables[i - 1]);
  });
  opened = opened ? for_each_file([&](std::size_t i) {
    return i == 0 ? Result<bool>(true) : check(*tables[i - 1], *snapshot.texts);
  })
                  : opened;
  return opened ? Result<ColumnSnapshot>(std::move(snapshot)) : opened.error();
}

}  // namespace

Result<std::vector<std::string>> list_snapshots(const std::string& store) {
  const std::string folder = store + "/snapshots";
  std::vector<std::string> paths;
  if (!is_there(folder)) {
    return paths;
  }
  const Result<std::vector<FolderEntry>> entries = list_folder(folder);
  if (!entries) {
    return entries.error();
  }
  for (const FolderEntry& entry : *entries) {
    if (entry.kind == FolderEntry::Kind::folder) {
      paths.push_back(folder + "/" + entry.name);
    }
  }
  std::sort(paths.begin(), paths.end(), [](const std::string& a, const std::string& b) {
    return std::tuple(time_of(a), changed_at(a), a) < std::tuple(time_of(b), changed_at(b), b);
  });
  return paths;
}

std::vector<std::string> earlier_than(Instant now, std::vector<std::string> paths) {
  const std::string time = time_of(snapshot_name(now, ""));
  std::erase_if(paths, [&](const std::string& path) { return time_of(path) >= time; });
  return paths;
}

Result<std::string> find_snapshot(const std::string& store, const std::string& which) {
  const Result<std::vector<std::string>> paths = list_snapshots(store);
  if (!paths) {
    return paths.error();
  }
  if (paths->empty()) {
    return Error{"the store `" + store + "` has no snapshot; `writ collect` makes one"};
  }
  if (which == "latest") {
    return paths->back();
  }
  for (const std::string& path : *paths) {
    if (name_of(path) == which) {
      return path;
    }
  }
  const std::string digits = which.starts_with("sha256:") ? which.substr(7) : which;
  const std::vector<std::string> found =
      is_digits(digits) ? with_digits(*paths, digits) : std::vector<std::string>{};
  if (found.empty()) {
    return no_snapshot(which, *paths);
  }
  if (found.size() > 1) {
    return Error{in_backticks(which) + " may be any of " + names_of(found) + ": give more digits"};
  }
  return found.front();
}

Result<StoredSnapshot> read_stored(const std::string& path) {
  const Result<std::string> text =
      read_whole(path + "/" + std::string(manifest_name), max_manifest_bytes);
  if (!text) {
    return text.error();
  }
  StoredSnapshot stored{path, manifest_id(*text), {}};
  if (!stored.id.starts_with("sha256:" + digits_of(path))) {
    return Error{
        "`" + path + "` is damaged: its manifest is not the one that the folder is named after",
        true};
  }
  Result<Manifest> manifest = parse_manifest(*text);
  if (!manifest) {
    return manifest.error().context("cannot read the manifest of `" + path + "`");
  }
  stored.manifest = std::move(*manifest);
  if (name_of(path) != snapshot_name(stored.manifest.as_of, stored.id)) {
    return Error{"`" + path + "` is damaged: by its manifest it is called " +
                     snapshot_name(stored.manifest.as_of, stored.id),
                 true};
  }
  return stored;
}

ColumnSnapshot closed(const StoredSnapshot& stored) {
  ColumnSnapshot snapshot;
  snapshot.as_of = stored.manifest.as_of;
  snapshot.findings = stored.manifest.findings;
  snapshot.id = stored.id;
  for (const ManifestTable& entry : stored.manifest.tables) {
    snapshot.tables.emplace(entry.table.schema.name, entry.table);
  }
  return snapshot;
}

Result<ColumnSnapshot> open_stored(const StoredSnapshot& stored, StoreCheck check,
                                   unsigned threads) {
  Result<ColumnSnapshot> snapshot = Opening(stored, check, threads).run();
  return snapshot ? std::move(snapshot)
                  : snapshot.error().context("cannot read the snapshot `" + stored.path + "`");
}

Result<bool> remove_snapshots(const std::string& store, const std::vector<std::string>& paths) {
  if (!is_there(store)) {
    return true;
  }
  const Result<StoreLock> lock = StoreLock::take(store);
  if (!lock) {
    return lock.error();
  }
  for (const std::string& path : paths) {
    const std::string half = lock->half_made() + "/" + name_of(path);
    Result<bool> gone = discard_tree(path, half);
    gone = gone ? sync_folder(store + "/snapshots") : gone;
    gone = gone ? remove_tree(half) : gone;
    if (!gone) {
      return gone;
    }
  }
  return sweep_results(store, lock->half_made());
}

}  // namespace writ
