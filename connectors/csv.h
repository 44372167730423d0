// Comma-separated text (RFC 4180, and what spreadsheets really write) to records of fields. Knows
// no schema and no header: connectors/csv_table.h does.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

struct CsvRecord {
  std::vector<std::string_view> fields;  // valid until the next record is read
  std::uint64_t line = 0;                // where it begins, from 1
  // Why it cannot be trusted, or empty: the reason counts in reports, the detail is for people.
  std::string reason;
  std::string detail;
};

// Reads records in their order, ended by LF, CRLF or CR. Blank lines are no records. A record that
// breaks the rules is handed out with its reason, and reading goes on behind it:
//   "torn"              a quote is never closed: the file ends inside a field
//   "broken quoting"    text after a closing quote, or a quote after leading white space
//   "too large"         over the caps of connectors/limits.h
//   "malformed text"    a NUL character or bytes that are not UTF-8
class CsvReader {
 public:
  // REQUIRES: `text` outlives the reader.
  CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  // False at the end of the text.
  bool next(CsvRecord& record);
  // Where the next record begins: its offset, and its line from 1.
  std::size_t at() const { return at_; }
  std::uint64_t line() const { return line_; }

 private:
  void field(CsvRecord& record);
  void quoted(CsvRecord& record);
  void unquoted(CsvRecord& record);
  void add(CsvRecord& record, std::size_t begin, std::size_t end, std::size_t doubled);
  bool at_record_end() const;
  void end_record();
  void check(CsvRecord& record) const;

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  std::size_t record_begin_ = 0;
  std::uint64_t line_ = 1;
  std::size_t undoubled_count_ = 0;
  std::deque<std::string> undoubled_;  // fields with `""` inside, as they read; reused
};

// A tab or a visible ASCII character that is no quote.
bool is_delimiter(char c);

// The delimiter that a first line `sep=;` declares, which is cut off `text`.
std::optional<char> take_separator_line(std::string_view& text);

// The end of the first line of `text` that is not blank, quotes minded; the text's size if no line
// ends there.
std::size_t first_line_end(std::string_view text);

// The one of `,` `;` tab `|` that the first line of `text` holds most often outside quotes; a comma
// where it holds none; the first in this order where two are even.
char sniff_delimiter(std::string_view text);

}  // namespace writ
