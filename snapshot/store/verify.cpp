#include "snapshot/store/verify.h"

#include <map>

#include "snapshot/store/check_columns.h"
#include "snapshot/store/files.h"
#include "snapshot/store/raw_file.h"
#include "snapshot/store/store.h"

namespace writ {
namespace {

class Verifier {
 public:
  explicit Verifier(const std::string& path) : path_(path) {}

  Result<std::vector<std::string>> run();

 private:
  // Keeps the error as a problem; false where it is none, but a failure of the disk.
  bool note(const Error& error);
  void expect_path(const std::string& path);
  Result<bool> list(const std::string& below);
  bool check_listing();
  bool check_raw(const ManifestTable& table);
  bool check_tables(const StoredSnapshot& stored);

  std::string path_;
  std::map<std::string, bool> expected_;  // paths of files and, with a `/` behind, folders -> seen
  std::vector<std::string> problems_;
  std::optional<Error> failure_;
};

bool Verifier::note(const Error& error) {
  if (error.corrupt) {
    problems_.push_back(error.message);
  } else {
    failure_ = error;
  }
  return error.corrupt;
}

// And the folders above it.
void Verifier::expect_path(const std::string& path) {
  expected_[path] = false;
  for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
    expected_[path.substr(0, at + 1)] = false;
  }
}

// Sees everything below a folder ("" or "raw/").
Result<bool> Verifier::list(const std::string& below) {
  const Result<std::vector<FolderEntry>> entries = list_folder(path_ + "/" + below);
  if (!entries) {
    return entries.error();
  }
  for (const FolderEntry& entry : *entries) {
    const bool folder = entry.kind == FolderEntry::Kind::folder;
    const std::string path = below + entry.name + (folder ? "/" : "");
    const auto expected = expected_.find(path);
    if (expected == expected_.end() || entry.kind == FolderEntry::Kind::other) {
      problems_.push_back("`" + path + "` does not belong to the snapshot");
      continue;
    }
    expected->second = true;
    if (folder) {
      if (Result<bool> listed = list(path); !listed) {
        return listed;
      }
    }
  }
  return true;
}

bool Verifier::check_listing() {
  if (const Result<bool> listed = list(""); !listed) {
    failure_ = listed.error();
    return false;
  }
  for (const auto& [path, seen] : expected_) {
    if (!seen) {
      problems_.push_back("`" + path + "` is missing");
    }
  }
  return true;
}

bool Verifier::check_raw(const ManifestTable& table) {
  for (const RawEvidence& raw : table.raw) {
    if (!expected_[raw.path]) {
      continue;
    }
    const Result<std::string> digest = digest_raw(path_ + "/" + raw.path, raw.bytes);
    if (!digest) {
      if (!note(digest.error())) {
        return false;
      }
    } else if (*digest != raw.sha256) {
      problems_.push_back("`" + raw.path + "` is damaged: its digest is not the manifest's");
    }
  }
  return true;
}

bool Verifier::check_tables(const StoredSnapshot& stored) {
  const Result<ColumnSnapshot> snapshot = open_stored(stored, StoreCheck::digests);
  if (!snapshot) {
    return note(snapshot.error());
  }
  for (const auto& [name, table] : snapshot->tables) {
    if (const Result<bool> sorted = check_keys(table, *snapshot->texts); !sorted) {
      problems_.push_back(columns_path(name) + ": " + sorted.error().message);
    } else if (digest(table, *snapshot->texts) != table.sha256) {
      problems_.push_back("table " + name + " does not say what the manifest says that it does");
    }
  }
  if (content_id(*snapshot) != stored.manifest.content) {
    problems_.push_back("the tables together are not those of the manifest's `content`");
  }
  return true;
}

Result<std::vector<std::string>> Verifier::run() {
  const Result<StoredSnapshot> stored = read_stored(path_);
  if (!stored) {
    return note(stored.error()) ? Result<std::vector<std::string>>(problems_) : *failure_;
  }
  expect_path(std::string(manifest_name));
  expect_path(std::string(texts_path));
  expected_["raw/"] = false;
  for (const ManifestTable& table : stored->manifest.tables) {
    expect_path(columns_path(table.table.schema.name));
    for (const RawEvidence& raw : table.raw) {
      expect_path(raw.path);
    }
  }
  bool read = check_listing();
  for (const ManifestTable& table : stored->manifest.tables) {
    read = read && check_raw(table);
  }
  read = read && check_tables(*stored);
  return read ? Result<std::vector<std::string>>(problems_) : *failure_;
}

}  // namespace

Result<std::vector<std::string>> verify_snapshot(const std::string& path) {
  return Verifier(path).run();
}

}  // namespace writ
