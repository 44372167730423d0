// What may become of an SQLite file before it is read and while it is, and what an incomplete table
// may say then.
#pragma once

#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <thread>

#include "sqlite_files.h"
#include "support/fault_runs.h"
#include "support/random.h"

namespace writ {

// One file to be read, with what is beside it.
struct SqliteScene {
  Folder folder;
  std::string file = folder.file("a.db");
  std::string bytes;      // of the file
  std::string wal;        // of a.db-wal; empty: there is none
  std::string old_bytes;  // of the file, before its last changes
  std::unique_ptr<Writer> writer;
  std::thread later;
  bool patient = false;      // whoever reads waits for a lock
  bool unpermitted = false;  // and is somebody who may not read it

  ~SqliteScene() {
    if (later.joinable()) {
      later.join();
    }
  }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(folder.file(name), std::ios::binary) << content;
  }
  // As `cp` does it: the same file with other bytes.
  void overwrite(const std::string& content) const { write("a.db", content); }
};

struct SqliteFault {
  // `one_page`: of a table that is one page and has no index, another page may take the place.
  enum class Unseen { nothing, one_page, values, rows };
  std::string name;
  testing::Reasons reasons;
  // Of a file with a -wal, of one without, or of both.
  bool of_wal;
  bool of_plain;
  Unseen unseen;  // what no check of the format can tell from what was meant
  std::function<void(SqliteScene&, testing::Random&)> act;
};

inline std::size_t somewhere(const std::string& bytes, testing::Random& random) {
  return static_cast<std::size_t>(random.below(static_cast<int>(bytes.size())));
}
inline void scribble(std::string& bytes, testing::Random& random) {
  for (int i = random.between(1, 32); i > 0; --i) {
    bytes[somewhere(bytes, random)] = static_cast<char>(random.below(256));
  }
}
inline std::size_t some_page(const std::string& bytes, testing::Random& random) {
  return somewhere(bytes, random) / 4096 * 4096;
}

namespace sqlite_reasons {

inline const testing::Reasons damaged = {
    "the file is damaged", "the file is no SQLite database", "no such table", "no such column",
    "malformed",           "unsupported file format",        "disk I/O error"};
inline const testing::Reasons changed = {"the file was changed while it was read",
                                         "the file is damaged", "disk I/O error"};

}  // namespace sqlite_reasons

// Before it is opened.
inline const std::vector<SqliteFault>& sqlite_faults_before() {
  using Scene = SqliteScene;
  using testing::Random;
  using Unseen = SqliteFault::Unseen;
  using namespace sqlite_reasons;
  static const testing::Reasons none;
  static const testing::Reasons odd = {"it is no regular file"};
  static const std::vector<SqliteFault> list = {
      {"nothing", none, true, true, Unseen::nothing, [](Scene&, Random&) {}},
      {"cut", damaged, true, true, Unseen::nothing,
       [](Scene& scene, Random& random) {
         scene.overwrite(scene.bytes.substr(0, 1 + somewhere(scene.bytes, random)));
       }},
      {"overwritten", damaged, true, true, Unseen::values,
       [](Scene& scene, Random& random) {
         std::string bytes = scene.bytes;
         scribble(bytes, random);
         scene.overwrite(bytes);
       }},
      {"head overwritten", damaged, true, true, Unseen::values,
       [](Scene& scene, Random& random) {
         // Of the file, or of a page: how many rows there are, and where.
         std::string bytes = scene.bytes;
         const std::size_t page = random.chance(30) ? 0 : some_page(bytes, random);
         bytes[page + static_cast<std::size_t>(random.below(page == 0 ? 108 : 12))] =
             static_cast<char>(random.below(256));
         scene.overwrite(bytes);
       }},
      {"zeroed", damaged, true, true, Unseen::values,
       [](Scene& scene, Random& random) {
         std::string bytes = scene.bytes;
         const std::size_t size = random.chance(50) ? 512 : 4096;
         bytes.replace(somewhere(bytes, random) / size * size, size, size, '\0');
         scene.overwrite(bytes);
       }},
      {"page moved", damaged, true, true, Unseen::one_page,
       [](Scene& scene, Random& random) {
         std::string bytes = scene.bytes;
         bytes.replace(some_page(bytes, random), 4096, scene.bytes, some_page(bytes, random), 4096);
         scene.overwrite(bytes);
       }},
      {"page old", damaged, true, true, Unseen::values,
       [](Scene& scene, Random& random) {
         std::string bytes = scene.bytes;
         const std::size_t page = some_page(scene.old_bytes, random);
         bytes.replace(page, 4096, scene.old_bytes, page, 4096);
         scene.overwrite(bytes);
       }},
      {"log cut", none, true, false, Unseen::rows,
       [](Scene& scene, Random& random) {
         scene.write("a.db-wal", scene.wal.substr(0, somewhere(scene.wal, random)));
       }},
      {"log overwritten", none, true, false, Unseen::rows,
       [](Scene& scene, Random& random) {
         std::string bytes = scene.wal;
         scribble(bytes, random);
         scene.write("a.db-wal", bytes);
       }},
      {"text",
       {"the file is no SQLite database"},
       false,
       true,
       Unseen::nothing,
       [](Scene& scene, Random&) { scene.overwrite(std::string(5000, 'x')); }},
      {"empty",
       {"no such table"},
       false,
       true,
       Unseen::nothing,
       [](Scene& scene, Random&) { scene.overwrite(""); }},
      {"missing",
       {"No such file or directory"},
       false,
       true,
       Unseen::nothing,
       [](Scene& scene, Random&) { unlink(scene.file.c_str()); }},
      {"folder", odd, false, true, Unseen::nothing,
       [](Scene& scene, Random&) {
         unlink(scene.file.c_str());
         mkdir(scene.file.c_str(), 0700);
       }},
      {"pipe", odd, false, true, Unseen::nothing,
       [](Scene& scene, Random&) {
         unlink(scene.file.c_str());
         mkfifo(scene.file.c_str(), 0600);
       }},
      {"no permission",
       {"Permission denied", "unable to open database file"},
       false,
       true,
       Unseen::nothing,
       [](Scene& scene, Random& random) {
         chmod(scene.folder.path.c_str(), random.chance(50) ? 0755 : 0700);
         chmod(scene.file.c_str(), 0600);
         scene.unpermitted = true;
       }},
      {"table gone",
       {"no such table: teams"},
       true,
       true,
       Unseen::nothing,
       [](Scene& scene, Random&) { Writer(scene.file).sql("drop table teams"); }},
      {"locked",
       {"locked by whoever writes it"},
       false,
       true,
       Unseen::nothing,
       [](Scene& scene, Random&) {
         scene.writer = std::make_unique<Writer>(scene.file);
         scene.writer->sql("begin exclusive");
       }},
      {"locked a while", none, false, true, Unseen::nothing,
       [](Scene& scene, Random& random) {
         scene.patient = true;
         scene.writer = std::make_unique<Writer>(scene.file);
         scene.writer->sql("begin exclusive; update people set name = name");
         scene.later = std::thread([&scene, wait = random.between(1, 60)] {
           std::this_thread::sleep_for(std::chrono::milliseconds(wait));
           scene.writer->try_sql("rollback");
         });
       }},
      {"writer crashed",
       {"one whose last writer crashed"},
       false,
       true,
       Unseen::nothing,
       [](Scene& scene, Random&) {
         Writer writer(scene.file);
         writer.sql("pragma cache_size = 2; begin; update people set more = 'half'");
         const std::string half = file_bytes(scene.file);
         const std::string journal = file_bytes(scene.file + "-journal");
         writer.sql("rollback");
         scene.overwrite(half);
         scene.write("a.db-journal", journal);
       }},
  };
  return list;
}

// When the first page of rows is there.
inline const std::vector<SqliteFault>& sqlite_faults_during() {
  using Scene = SqliteScene;
  using testing::Random;
  using Unseen = SqliteFault::Unseen;
  using namespace sqlite_reasons;
  static const testing::Reasons none;
  static const auto writes = [](const std::string& sql) {
    return [sql](Scene& scene, Random&) {
      // Without a -wal whoever writes has to wait for us, and does not.
      Writer(scene.file).try_sql(sql);
    };
  };
  static const std::vector<SqliteFault> list = {
      {"nothing", none, true, true, Unseen::nothing, [](Scene&, Random&) {}},
      {"rows come", none, true, true, Unseen::nothing,
       writes("insert into people select id + 10000, 'new', 'x' from people")},
      {"rows go", none, true, true, Unseen::nothing, writes("delete from people where id % 3 = 0")},
      {"rows change", none, true, true, Unseen::nothing,
       writes("update people set name = 'x' || name, id = -id")},
      {"table goes", none, true, true, Unseen::nothing, writes("drop table teams")},
      {"log is emptied", none, true, false, Unseen::nothing,
       writes("delete from people where id % 3 = 0; pragma wal_checkpoint(truncate)")},
      {"another in its place", none, false, true, Unseen::nothing,
       [](Scene& scene, Random&) {
         scene.write("new.db", scene.old_bytes);
         std::filesystem::rename(scene.folder.file("new.db"), scene.file);
       }},
      {"unlinked", none, true, true, Unseen::nothing,
       [](Scene& scene, Random&) { unlink(scene.file.c_str()); }},
      {"copied over", changed, false, true, Unseen::nothing,
       [](Scene& scene, Random&) { scene.overwrite(scene.old_bytes); }},
      {"cut while read", changed, false, true, Unseen::nothing,
       [](Scene& scene, Random& random) {
         std::filesystem::resize_file(scene.file, somewhere(scene.bytes, random));
       }},
  };
  return list;
}

}  // namespace writ
