// A stored snapshot's columns, checked as far as is asked for.
#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>

#include "base/parallel.h"
#include "base/sha256.h"
#include "snapshot/store/check_columns.h"
#include "snapshot/store/column_file.h"
#include "snapshot/store/files.h"
#include "snapshot/store/store.h"

namespace writ {
namespace {

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

}  // namespace writ
