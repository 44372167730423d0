#include "cli/files.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "connectors/world.h"
#include "snapshot/store/temporaries.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Error failure(const std::string& what, const std::string& path, int number) {
  return Error{what + " `" + path + "`: " + std::strerror(number)};
}

Result<bool> write_through(const std::string& path, const Pieces& pieces) {
  const File file(std::fopen(path.c_str(), "wbe"), std::fclose);
  if (!file || !write_pieces(file.get(), pieces)) {
    return failure("cannot write", path, errno);
  }
  return true;
}

Result<bool> write_renamed(const std::string& path, const Pieces& pieces) {
  const std::string temporary = path + ".part-" + std::to_string(getpid());
  note_temporary(temporary);
  File file(std::fopen(temporary.c_str(), "wbxe"), std::fclose);
  if (!file) {
    return failure("cannot write", path, errno);
  }
  const bool written = write_pieces(file.get(), pieces) && fsync(fileno(file.get())) == 0;
  if (!written || std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int number = errno;
    std::remove(temporary.c_str());
    return failure("cannot write", path, number);
  }
  return true;
}

}  // namespace

Result<std::string> read_standard_input() {
  std::string text;
  char buffer[1 << 16];
  while (const std::size_t read = std::fread(buffer, 1, sizeof buffer, stdin)) {
    text.append(buffer, read);
    if (text.size() > max_config_bytes) {
      return Error{"standard input is longer than " + std::to_string(max_config_bytes >> 20U) +
                   " MiB"};
    }
  }
  if (std::ferror(stdin) != 0) {
    return Error{"cannot read standard input"};
  }
  return text;
}

bool write_pieces(std::FILE* file, const Pieces& pieces) {
  bool written = true;
  pieces([&](std::string_view text) {
    written = written && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  });
  return std::fflush(file) == 0 && written;
}

Result<bool> write_file(const std::string& path, std::string_view text) {
  return write_file(path, [&](const auto& write) { write(text); });
}

Result<bool> write_file(const std::string& path, const Pieces& pieces) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return write_through(path, pieces);
  }
  if (fs::is_symlink(fs::symlink_status(path, error))) {
    const fs::path target = fs::canonical(path, error);
    return error ? write_through(path, pieces) : write_renamed(target.string(), pieces);
  }
  return write_renamed(path, pieces);
}

Result<std::vector<std::string>> policy_files(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    return Error{"there is no file or folder `" + path + "`"};
  }
  if (!fs::is_directory(status)) {
    return std::vector<std::string>{path};
  }
  std::vector<std::string> found;
  auto entry = fs::recursive_directory_iterator(path, error);
  for (const auto end = fs::end(entry); !error && entry != end; entry.increment(error)) {
    const fs::path& file = entry->path();
    std::error_code ignored;
    if (entry->is_directory(ignored) && file.filename().string().starts_with('.')) {
      entry.disable_recursion_pending();
    } else if (file.extension() == ".writ" && entry->is_regular_file(ignored)) {
      found.push_back(file.lexically_normal().generic_string());
    }
  }
  if (error) {
    return Error{"cannot list `" + path + "`: " + error.message()};
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string joined(const std::string& folder, const std::string& path) {
  if (folder.empty() || folder == "." || fs::path(path).is_absolute()) {
    return path;
  }
  return (fs::path(folder) / path).generic_string();
}

std::string relative_to(const std::string& path, const std::string& folder) {
  const std::string prefix = folder.empty() || folder == "." ? "" : folder + "/";
  const std::string way = path.starts_with(prefix) ? path.substr(prefix.size()) : path;
  return way.starts_with("./") ? way.substr(2) : way;
}

}  // namespace writ
