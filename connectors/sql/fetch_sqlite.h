// The tables of an SQLite database file, each by a query of its own, all in one read transaction:
// they show one state, also while somebody writes in WAL mode. (In the older journal mode whoever
// writes must wait until the transaction is over.) The file is opened to be read, and a query can
// do nothing but read: no other file is attached, no extension loaded, no setting changed, and what
// the schema of a hostile file brings along is not trusted. Text in double quotes is a column's
// name, never a text that a typing mistake made of one.
//
// The file is checked first (sqlite_check.h), which reads all of it: where it is damaged, each table
// is incomplete, as rows may be left out without an error.
//
// Values are what SQLite prints. It knows no booleans and no times: 0 and 1 become a `bool` by the
// map's `values`, seconds since 1970 a timestamp by its `format`. A BLOB, and text that is not
// UTF-8, is unknown until the query says something else (`hex(x)`).
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "connectors/collection.h"
#include "connectors/spool.h"
#include "connectors/sql/sql_order.h"

namespace writ {

struct SqliteSettings {
  std::string file;  // relative to the working directory
  // The file is a copy that nobody writes: asked without locks and without its -wal file, whose
  // newer rows are not seen. Without it, of a database in WAL mode SQLite keeps two files beside
  // the file (-wal, -shm), and makes them where they are not there.
  bool immutable = false;
  std::chrono::milliseconds busy_timeout{5'000};    // for whoever writes to let us begin
  std::chrono::milliseconds time_limit{3'600'000};  // of everything
};

// What goes wrong is in the tables' records: each is whole, or says why it is not, and what came is
// kept. A query that fails leaves the others alone.
std::map<std::string, TablePages> fetch_sqlite(const SqlOrder& order,
                                               const SqliteSettings& settings, Spool& spool,
                                               const CollectProgress& progress);

}  // namespace writ
