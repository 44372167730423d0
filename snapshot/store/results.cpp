#include "snapshot/store/results.h"

#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "base/sha256.h"
#include "snapshot/store/files.h"

namespace writ {
namespace {

// The head of a file: what it is, its version, its key, and the SHA-256 of all of that and of the
// bytes behind it; digests as text.
constexpr std::string_view first_line = "WRITRES 1\n";
constexpr std::size_t digits = 64;
constexpr std::size_t head_bytes = first_line.size() + 2 * (digits + 1);
constexpr std::uint64_t max_result_bytes = std::uint64_t{1} << 30;

std::string head_of(const std::string& key, std::string_view bytes) {
  const std::string start = std::string(first_line) + key + "\n";
  Sha256 sha;
  sha.add(start);
  sha.add(bytes);
  return start + sha.hex() + "\n";
}

}  // namespace

std::string results_folder(const std::string& store, const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path folder(path);
  return fs::equivalent(folder.parent_path(), fs::path(store) / "snapshots", error)
             ? store + "/results/" + folder.filename().string()
             : std::string();
}

std::optional<std::string> read_result(const std::string& folder, const std::string& key) {
  Result<std::string> bytes = read_whole(folder + "/" + key, max_result_bytes);
  if (!bytes || bytes->size() < head_bytes) {
    return std::nullopt;
  }
  const std::string_view whole = *bytes;
  if (whole.substr(0, head_bytes) != head_of(key, whole.substr(head_bytes))) {
    return std::nullopt;
  }
  bytes->erase(0, head_bytes);
  return std::move(*bytes);
}

bool keep_result(const std::string& folder, const std::string& key, std::string_view bytes) {
  if (bytes.size() > max_result_bytes - head_bytes || !make_folders(folder)) {
    return false;
  }
  // Another process may be at work on the same key.
  const std::string half = folder + "/" + key + "." + std::to_string(::getpid());
  Result<FileWriter> file = FileWriter::create(half);
  if (!file) {
    return false;
  }
  Result<bool> kept = file->write(head_of(key, bytes));
  kept = kept ? file->write(bytes) : kept;
  kept = kept ? file->close() : kept;
  kept = kept ? rename_path(half, folder + "/" + key) : kept;
  if (!kept) {
    (void)remove_tree(half);
  }
  return static_cast<bool>(kept);
}

Result<bool> sweep_results(const std::string& store, const std::string& half_made) {
  const std::string folder = store + "/results";
  if (!is_there(folder)) {
    return true;
  }
  const Result<std::vector<FolderEntry>> entries = list_folder(folder);
  if (!entries) {
    return entries.error();
  }
  for (const FolderEntry& entry : *entries) {
    if (is_there(store + "/snapshots/" + entry.name)) {
      continue;
    }
    const std::string half = half_made + "/results-" + entry.name;
    Result<bool> gone = discard_tree(folder + "/" + entry.name, half);
    gone = gone ? remove_tree(half) : gone;
    if (!gone) {
      return gone;
    }
  }
  return true;
}

}  // namespace writ
