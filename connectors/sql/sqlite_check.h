// What SQLite does not notice by itself while it reads: damage that leaves rows out of an answer
// without an error, and whoever changes the file without heeding its locks.
#pragma once

#include <cstdint>
#include <string>

struct sqlite3;

namespace writ {

// `pragma integrity_check`: every page, and every index against its table. It cannot tell whether a
// value that no index has was changed, whether a table that is one page and has no index is another
// page now, nor whether the last changes in a -wal file were lost: SQLite keeps no checksum of what
// is in the file itself.
struct SqliteHealth {
  std::string damage;     // what is broken, or nothing
  std::string unchecked;  // why nobody knows, or nothing
  int code = 0;           // of SQLite, where it gave up
};
SqliteHealth check_health(sqlite3* database);

// Which file it is, and when it was last written.
struct FileState {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  std::int64_t bytes = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
};
FileState file_state(const std::string& path);
// Whether what `before` was of has been written since. One that took its name is another file.
bool was_written(const FileState& before, const FileState& after);

}  // namespace writ
