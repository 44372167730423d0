// RowWriter: fills a RowPart, cell by cell, with what read_cell() would say of each. Where a cell
// is written in the usual way it is read without it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/row_part.h"
#include "connectors/table_intake.h"

namespace writ {

class RowWriter {
 public:
  explicit RowWriter(const TableIntake& intake);

  // Further rows go there. `expected`: about how many.
  void start(RowPart& part, std::size_t expected);
  RowPart& part() { return *part_; }

  std::size_t columns() const { return columns_.size(); }
  bool is_key(std::size_t column) const { return columns_[column].key; }
  // Whether records are asked for this column at all.
  bool reads(std::size_t column) const { return !columns_[column].same; }
  // Whether put_list() can take a list for the column.
  bool takes_lists(std::size_t column) const { return columns_[column].text_set; }

  // The cell of the row that is being written, of one column. Each must be given once.
  void put(std::size_t column, std::string_view text);
  void put_null(std::size_t column);
  void put_missing(std::size_t column);
  // Members that are single values, as texts.
  void put_list(std::size_t column, std::vector<std::string_view>& members);
  // Any other cell, the slow way.
  void put_raw(std::size_t column, const RawCell& raw);
  void put_no_column(std::size_t column);
  // The cell that the schema or the map says is the same in every row.
  void put_same(std::size_t column);

  // The same for a column of the key. False, and nothing put, where a key cannot hold it.
  bool put_key(std::size_t column, std::string_view text);
  // Takes the last cell of a column of the key back.
  void remove_key(std::size_t column);
  // The row is whole. `record`: which one of the piece it is.
  void finish_row(std::uint32_t record);

 private:
  struct Writes {
    const CellRules* rules = nullptr;
    const Type* type = nullptr;
    bool key = false;
    bool plain = false;     // nothing but the type says how a text is read
    bool text_set = false;  // a set of text, enumeration or ref
    const ParsedCell* same = nullptr;
    RecentTexts recent;
  };

  bool put_plain(Writes& writes, ColumnPart& cells, std::string_view text);
  bool put_email(Writes& writes, ColumnPart& cells, std::string_view text);
  void put_parsed(std::size_t column, const ParsedCell& cell, std::string_view text);
  bool split(std::size_t column, std::string_view text);
  static bool plain_member(const Writes& writes, std::string_view member);
  static bool maybe_null(const Writes& writes, std::string_view text);

  std::vector<Writes> columns_;
  std::vector<ParsedCell> unobservable_;
  std::vector<std::size_t> key_columns_;
  RowPart* part_ = nullptr;
  std::string folded_;
  std::vector<std::string_view> members_;
};

}  // namespace writ
