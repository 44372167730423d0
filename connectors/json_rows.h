// JsonRows: records of JSON to the rows of a RowPart, by a walk over their tokens. Every token of a
// record is checked; a record that breaks a rule of connectors/json.h, or that holds something
// uncommon (a key with an escape, an exponent, nesting where a value is wanted), is odd:
// parse_json() judges it. Where a column is read from deeper than a key of the record, all records
// go through DocumentRow instead.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/document_row.h"
#include "connectors/json_tokens.h"
#include "connectors/row_writer.h"

namespace writ {

class JsonRows {
 public:
  // `intake` outlives this.
  JsonRows(const TableIntake& intake, RowWriter& writer);

  // Reads the lines that begin before `limit`, a record each, into the part that the writer has
  // begun. Returns where the next line begins; earlier where `text` is not all (`whole`) and ends
  // before a line does.
  std::size_t read(std::string_view text, std::size_t limit, bool whole);
  // Reads records that lie in `text` in this order.
  void read_records(std::string_view text, const std::vector<std::string_view>& records);

 private:
  using Token = const std::uint32_t*;

  struct Key {
    std::string name;
    std::vector<std::uint32_t> columns;
    bool mapped = false;
    std::uint64_t seen = 0;   // the last record that had it
    std::uint64_t count = 0;  // records of this part
  };
  // What the record holds for a column.
  struct Raw {
    enum class State : std::uint8_t { missing, null, text, list } state = State::missing;
    std::string_view text;
    Token list = nullptr;
  };

  bool record(std::size_t begin, std::size_t end);
  bool walk(Token& at, std::size_t end);
  Key* expected(Token at);
  Key* key(std::string_view name);
  bool string(Token at, std::string_view& out);
  bool text_of(Token at, std::string_view& out);
  bool scalar(Token at, std::string_view& out);
  bool skip(Token& at, std::size_t depth);
  bool members(Token list);
  bool put_row(std::uint32_t record);
  void odd(std::string_view record, std::uint64_t line);
  void begin(std::string_view text);
  void finish();
  char char_at(Token at) const { return text_[*at]; }

  RowWriter& writer_;
  bool by_keys_;  // every column is read from one key of the record
  DocumentRow document_;
  bool ignore_unmapped_;
  JsonTokens tokens_;
  bool good_ = false;  // tokens_ are those of text_
  std::string_view text_;
  Token next_ = nullptr;  // the first token that no record has had
  bool escapes_ = false;  // the text holds a backslash
  std::vector<Key> keys_;
  std::unordered_map<std::string, std::uint32_t> index_;
  std::vector<std::uint32_t> order_;  // the keys of the record before, as they came
  std::size_t field_ = 0;             // of the record that is walked
  std::vector<std::uint32_t> extra_;  // its keys that no column is read from
  std::uint64_t stamp_ = 0;
  std::vector<Raw> raws_;
  std::vector<std::string_view> inner_keys_;  // of the nested objects that are open
  std::vector<std::string_view> members_;
  std::deque<std::string> unescaped_;
  std::size_t unescaped_count_ = 0;
};

}  // namespace writ
