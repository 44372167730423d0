// RowPages: the rows of a query as pages in the spool, from which the readers of JSON make a table.
// A page is a JSON list, a row on each line, values as the database prints them:
//
//   [
//   {"id":"1","name":"Kim","tags":["a","b"],"locked":false,"left":null},
//   {"id":"2","name":"Lee","tags":[],"locked":true,"left":"2026-03-01"}
//   ]
//
// A query without rows makes one page with the empty list, so that "none" differs from "nobody
// asked". No more than a page is in memory, but for a row that is larger than one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/collection.h"
#include "connectors/spool.h"

namespace writ {

constexpr std::size_t max_page_bytes = std::size_t{1} << 20;
constexpr std::size_t max_page_rows = 5000;

// `text` as a JSON string, in quotes. REQUIRES: UTF-8.
void append_json_text(std::string& out, std::string_view text);

class RowPages {
 public:
  // The record and the files of `table` are added to; its name begins the names of the pages.
  RowPages(TablePages& table, Spool& spool, const CollectProgress& progress);

  // Once, before the first row. The error: two columns of one name, or none at all.
  Result<bool> columns(const std::vector<std::string>& names);

  // One row: a value for each column in order, then end_row().
  void null() { raw("null"); }
  void text(std::string_view text);  // what is not UTF-8 is a misfit
  void raw(std::string_view json);   // a list, `true` or `false`
  // A value that is no text. The cell will be unknown, and say that an object was found.
  void misfit(std::string_view what, std::size_t bytes);
  Result<bool> end_row();

  // The last page. `whole`: no row is missing; without, there may be no page at all.
  Result<bool> finish(bool whole);

 private:
  Result<bool> keep();

  TablePages& table_;
  Spool& spool_;
  const CollectProgress& progress_;
  std::vector<std::string> keys_;  // `{"id":`, `,"name":`
  std::size_t column_ = 0;
  std::string page_;
  std::size_t rows_ = 0;         // in page_
  std::uint64_t rows_kept_ = 0;  // in earlier pages
  Instant asked_at_;
};

}  // namespace writ
