#include "connectors/sql/fetch_sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/text.h"
#include "connectors/rest/server_time.h"
#include "connectors/sql/row_pages.h"
#include "connectors/sql/sqlite_reader.h"

namespace writ {
namespace {

Result<bool> take_columns(sqlite3_stmt* query, RowPages& pages) {
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(query); ++i) {
    const char* name = sqlite3_column_name(query, i);
    names.emplace_back(name == nullptr ? "" : name);
  }
  return pages.columns(names);
}

Result<bool> take_row(sqlite3_stmt* row, RowPages& pages) {
  for (int i = 0; i < sqlite3_column_count(row); ++i) {
    const int type = sqlite3_column_type(row, i);
    if (type == SQLITE_NULL) {
      pages.null();
      continue;
    }
    if (type == SQLITE_BLOB) {
      pages.misfit("blob", static_cast<std::size_t>(sqlite3_column_bytes(row, i)));
      continue;
    }
    const unsigned char* text = sqlite3_column_text(row, i);
    if (text == nullptr) {
      return Error{"not enough memory for a value"};
    }
    pages.text({reinterpret_cast<const char*>(text),
                static_cast<std::size_t>(sqlite3_column_bytes(row, i))});
  }
  return pages.end_row();
}

// One table. Its error is why the table is not whole.
Result<bool> take_table(SqliteReader& reader, const std::string& query, RowPages& pages) {
  const Result<bool> read = reader.ask(
      query, [&](sqlite3_stmt* columns) { return take_columns(columns, pages); },
      [&](sqlite3_stmt* row) { return take_row(row, pages); });
  const Result<bool> kept = pages.finish(static_cast<bool>(read));
  return read ? kept : read;
}

std::vector<std::string> notes_of(const SqliteReader& reader, const SqliteSettings& settings) {
  std::vector<std::string> out = {
      "all tables of the source in one read transaction; journal mode " +
      printable(reader.journal_mode())};
  if (!reader.unchecked().empty()) {
    out.push_back("whether the file is damaged is not known: " + reader.unchecked());
  }
  if (settings.immutable) {
    out.emplace_back("`immutable: true`: read without locks, and without its -wal file");
  }
  return out;
}

}  // namespace

std::map<std::string, TablePages> fetch_sqlite(const SqlOrder& order,
                                               const SqliteSettings& settings, Spool& spool,
                                               const CollectProgress& progress) {
  std::map<std::string, TablePages> out =
      begin_tables(order, std::string("SQLite ") + sqlite3_libversion(), printable(settings.file));
  const Result<std::unique_ptr<SqliteReader>> reader = SqliteReader::open(settings);
  for (const auto& [name, query] : order.queries) {
    TablePages& table = out.at(order.source + "." + name);
    Collection& record = table.record;
    if (!reader) {
      record.incomplete.push_back(reader.error().message);
      continue;
    }
    record.started = machine_now();
    record.notes = notes_of(**reader, settings);
    RowPages pages(table, spool, progress);
    if (const Result<bool> taken = take_table(**reader, query, pages); !taken) {
      record.incomplete.push_back(taken.error().message);
    }
    record.ended = machine_now();
  }
  if (const std::string damage = reader ? (*reader)->damage() : ""; !damage.empty()) {
    for (auto& [name, table] : out) {
      table.record.incomplete.push_back(damage);
    }
  }
  return out;
}

}  // namespace writ
