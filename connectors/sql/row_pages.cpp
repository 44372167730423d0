#include "connectors/sql/row_pages.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "connectors/rest/server_time.h"

namespace writ {

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

RowPages::RowPages(TablePages& table, Spool& spool, const CollectProgress& progress)
    : table_(table), spool_(spool), progress_(progress), asked_at_(machine_now()) {}

Result<bool> RowPages::columns(const std::vector<std::string>& names) {
  if (names.empty()) {
    return Error{"the query returns no columns"};
  }
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (invalid_utf8(name)) {
      return Error{"the query names a column that is not UTF-8: " + printable(name)};
    }
    if (!seen.insert(name).second) {
      return Error{fmt::format("the query names two columns {}; tell them apart with `as`",
                               in_backticks(name))};
    }
    std::string key(keys_.empty() ? "{" : ",");
    append_json_text(key, name);
    keys_.push_back(key + ":");
  }
  return true;
}

void RowPages::raw(std::string_view json) {
  if (column_ == 0) {
    page_ += page_.empty() ? "[\n" : ",\n";
  }
  page_ += keys_[column_++];
  page_ += json;
}

void RowPages::text(std::string_view text) {
  if (invalid_utf8(text)) {
    misfit("not_utf8", text.size());
    return;
  }
  raw({});
  append_json_text(page_, text);
}

void RowPages::misfit(std::string_view what, std::size_t bytes) {
  raw(fmt::format(R"({{"{}":"{} bytes"}})", what, bytes));
}

Result<bool> RowPages::end_row() {
  ENSURE(column_ == keys_.size());
  column_ = 0;
  page_ += '}';
  ++rows_;
  return page_.size() < max_page_bytes && rows_ < max_page_rows ? true : keep();
}

Result<bool> RowPages::keep() {
  page_ += rows_ == 0 ? "[]\n" : "\n]\n";
  CollectedPage page;
  page.name = fmt::format("{}/page-{:06}.json", table_.record.table, table_.files.size() + 1);
  page.request = rows_ == 0
                     ? "no rows of the query"
                     : fmt::format("rows {}-{} of the query", rows_kept_ + 1, rows_kept_ + rows_);
  page.asked_at = asked_at_;
  page.answered_at = machine_now();
  page.records = rows_;
  if (Result<bool> kept = keep_page(spool_, page, page_); !kept) {
    return kept;
  }
  table_.files.push_back(page.name);
  asked_at_ = page.answered_at;
  table_.record.pages.push_back(std::move(page));
  if (progress_) {
    progress_(table_.record.table, 1, rows_);
  }
  rows_kept_ += rows_;
  rows_ = 0;
  page_.clear();
  return true;
}

Result<bool> RowPages::finish(bool whole) {
  return rows_ > 0 || (whole && table_.files.empty()) ? keep() : true;
}

}  // namespace writ
