#include "connectors/csv_rows.h"

#include "connectors/json_tokens.h"

namespace writ {

namespace {

constexpr std::size_t longest_record = 1 << 16;  // the caps for a longer one are CsvReader's

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

CsvRows::CsvRows(const TableIntake& intake, const CsvLayout& layout, RowWriter& writer)
    : intake_(intake), layout_(layout), writer_(writer) {}

// Cuts one record from `at` to its line end; false where it is not of the usual kind.
bool CsvRows::cut(CsvScan& scan, std::size_t& at, std::uint64_t& lines) {
  const std::size_t size = text_.size();
  for (;;) {
    std::size_t end = at;
    if (at < size && text_[at] == '"') {
      const std::size_t begin = at + 1;
      end = scan.next(begin);
      for (; end < size && text_[end] != '"'; end = scan.next(end + 1)) {
        const bool pair = text_[end] == '\r' && end + 1 < size && text_[end + 1] == '\n';
        lines += ends_line(text_[end]) && !pair ? 1 : 0;
      }
      if (end == size) {
        return false;
      }
      record_.fields.push_back(text_.substr(begin, end - begin));
      ++end;
      if (end < size && text_[end] != layout_.delimiter && !ends_line(text_[end])) {
        return false;
      }
    } else {
      end = scan.next(at);
      if (end < size && text_[end] == '"') {
        return false;
      }
      record_.fields.push_back(text_.substr(at, end - at));
    }
    at = end;
    if (end == size || text_[end] != layout_.delimiter) {
      return true;
    }
    ++at;
  }
}

// All columns of one row; false, and nothing put, where its key is none.
bool CsvRows::put_row() {
  const std::size_t columns = writer_.columns();
  const auto text = [this](std::size_t i) {
    return csv_field(record_.fields, layout_, i, intake_);
  };
  for (std::size_t i = 0; i < columns; ++i) {
    if (writer_.is_key(i) &&
        ((writer_.reads(i) && layout_.feeds[i].empty()) || !writer_.put_key(i, text(i)))) {
      while (i-- > 0) {
        if (writer_.is_key(i)) {
          writer_.remove_key(i);
        }
      }
      return false;
    }
  }
  for (std::size_t i = 0; i < columns; ++i) {
    if (writer_.is_key(i)) {
      continue;
    }
    if (!writer_.reads(i)) {
      writer_.put_same(i);
    } else if (layout_.feeds[i].empty()) {
      writer_.put_no_column(i);
    } else {
      writer_.put(i, text(i));
    }
  }
  return true;
}

// The record that was cut, `raw` without its line end; record_.line is its own, from 0.
void CsvRows::take(std::string_view raw) {
  RowPart& part = writer_.part();
  const bool refused = !record_.reason.empty() || csv_ragged(record_, layout_, intake_.map());
  if (!refused && put_row()) {
    writer_.finish_row(static_cast<std::uint32_t>(part.record_count));
  } else {
    const std::string_view kept = refused ? std::string_view() : raw;
    part.odd.push_back(OddRecord{part.record_count, record_.line, std::string(kept), record_.reason,
                                 record_.detail});
    part.odd_bytes += kept.size();
  }
  ++part.record_count;
}

std::size_t CsvRows::read(std::string_view text, std::size_t limit, bool whole) {
  text_ = text;
  RowPart& part = writer_.part();
  part.no_column.resize(writer_.columns());
  for (std::size_t i = 0; i < writer_.columns(); ++i) {
    part.no_column[i] = writer_.reads(i) && layout_.feeds[i].empty();
  }
  const std::size_t lines_end = whole ? text.size() : text.rfind('\n') + 1;  // npos + 1 is 0
  const std::string_view complete = text.substr(0, lines_end == 0 ? text.size() : lines_end);
  const bool careful = !valid_utf8(complete) || complete.find('\0') != std::string_view::npos;
  CsvScan scan(text, layout_.delimiter);
  std::size_t at = 0;
  while (at < text.size() && at < limit) {
    const std::size_t begin = at;
    std::uint64_t lines = 0;
    record_.fields.clear();
    record_.reason.clear();
    record_.detail.clear();
    record_.line = part.line_count;
    if (!careful && cut(scan, at, lines) && at - begin <= longest_record) {
      const std::string_view raw = text.substr(begin, at - begin);
      const bool blank =
          record_.fields.size() == 1 && raw.find_first_not_of(" \t") == std::string_view::npos;
      const bool pair = at + 1 < text.size() && text[at] == '\r' && text[at + 1] == '\n';
      if (!whole && at + (pair ? 2U : 1U) >= text.size()) {
        return begin;
      }
      if (!blank) {
        take(raw);
      }
      part.line_count += lines + (at < text.size() ? 1 : 0);
      at += at == text.size() ? 0 : pair ? 2 : 1;
      continue;
    }
    CsvReader reader(text.substr(begin), layout_.delimiter);
    const bool found = reader.next(record_);
    at = begin + reader.at();
    if (at == text.size() && !whole) {
      return begin;
    }
    if (found) {
      record_.line = part.line_count + record_.line - 1;
      take(text.substr(begin, at - begin));
    }
    part.line_count += reader.line() - 1;
  }
  return at;
}

}  // namespace writ
