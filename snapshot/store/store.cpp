#include "snapshot/store/store.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "base/suggest.h"
#include "base/text.h"
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
