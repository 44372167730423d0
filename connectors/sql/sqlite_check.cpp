#include "connectors/sql/sqlite_check.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <string_view>

#include "base/text.h"

namespace writ {
namespace {

// Of what the check says of a file that is whole: "ok", and values that break the rules of their
// own table, as ALTER TABLE and older versions of SQLite leave them.
bool is_harmless(std::string_view said) {
  return said == "ok" || said.find(" value in ") != std::string_view::npos ||
         said.starts_with("CHECK constraint failed in ");
}

int take_word(void* to, int columns, char** values, char**) {
  const std::string_view said = columns > 0 && values[0] != nullptr ? values[0] : "";
  auto& damage = *static_cast<std::string*>(to);
  if (!damage.empty() || is_harmless(said)) {
    return 0;
  }
  // "*** in database main ***", and below it a line for each page.
  const std::size_t head = said.starts_with("***") ? said.find('\n') : std::string_view::npos;
  const std::string_view text = head == std::string_view::npos ? said : said.substr(head + 1);
  damage = printable(std::string(text.substr(0, text.find('\n'))));
  return 0;
}

}  // namespace

SqliteHealth check_health(sqlite3* database) {
  SqliteHealth out;
  out.code =
      sqlite3_exec(database, "pragma integrity_check(1000)", take_word, &out.damage, nullptr);
  if (out.code != SQLITE_OK) {
    out.unchecked = printable(sqlite3_errmsg(database));
  }
  return out;
}

FileState file_state(const std::string& path) {
  struct stat facts {};
  if (stat(path.c_str(), &facts) != 0) {
    return {};
  }
  return {facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
}

bool was_written(const FileState& before, const FileState& after) {
  return before.device == after.device && before.number == after.number &&
         (before.bytes != after.bytes || before.seconds != after.seconds ||
          before.nanoseconds != after.nanoseconds);
}

}  // namespace writ
