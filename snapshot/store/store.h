// The store: a folder of immutable snapshots. Reading takes no lock: a snapshot is there whole, or
// it is not there. writer.h adds to it.
//
//   .writ/.gitignore            evidence does not belong into the repository of the policies
//   .writ/lock                  held by whoever writes
//   .writ/new/                  what is half made; swept by the next writer
//   .writ/snapshots/<name>/     see manifest.h
//   .writ/results/<name>/       what judging it gave: see results.h
#pragma once

#include <string>
#include <vector>

#include "snapshot/columns.h"
#include "snapshot/store/manifest.h"

namespace writ {

struct StoredSnapshot {
  std::string path;  // of its folder
  std::string id;    // "sha256:…"
  Manifest manifest;
};

// The paths of a store's snapshots, by as-of time, then as they were written. None where there is
// no store.
Result<std::vector<std::string>> list_snapshots(const std::string& store);
// Of these, the ones that are called after an earlier time than `now`.
std::vector<std::string> earlier_than(Instant now, std::vector<std::string> paths);
// The path of the one that is meant: "latest", the name of its folder, or the first four or more
// digits of its id. An Error is wrong usage: it says which there are.
Result<std::string> find_snapshot(const std::string& store, const std::string& which);

// Its manifest, which must be the one that the folder is named after.
Result<StoredSnapshot> read_stored(const std::string& path);

// How much is looked at before a snapshot is used.
enum class StoreCheck {
  places,  // every array is where it must be: enough for what this machine wrote a moment ago
  values,  // and reading it is safe, whoever wrote it
  digests  // and it is what the manifest says
};
// As columns, where they lie on disk. With StoreCheck::places the cost depends on the number of
// columns alone.
Result<ColumnSnapshot> open_stored(const StoredSnapshot& stored, StoreCheck check,
                                   unsigned threads = 1);
// What its manifest alone says: tables have rows, files, digests, and no columns.
ColumnSnapshot closed(const StoredSnapshot& stored);

// Removes the snapshots at these paths of the store, each at once, the results of those that are
// not there, and what earlier writers left.
Result<bool> remove_snapshots(const std::string& store, const std::vector<std::string>& paths);

}  // namespace writ
