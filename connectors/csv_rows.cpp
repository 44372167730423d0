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
    : intake_(intake), layout_(layout), writer_(writer), fields_(layout.header.size() + 1) {}

// Cuts one record from `at` to its line end; false where it is not of the usual kind, or longer
// than the header.
bool CsvRows::cut(CsvScan& scan, std::size_t& at, std::uint64_t& lines) {
  const std::size_t size = text_.size();
  for (count_ = 0; count_ < fields_.size();) {
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
      fields_.data()[count_++] = {text_.data() + begin, end - begin};
      ++end;
      if (end < size && text_[end] != layout_.delimiter && !ends_line(text_[end])) {
        return false;
      }
    } else {
      end = scan.next(at);
      if (end < size && text_[end] == '"') {
        return false;
      }
      fields_.data()[count_++] = {text_.data() + at, end - at};
    }
    at = end;
    if (end == size || text_[end] != layout_.delimiter) {
      return true;
    }
    ++at;
  }
  return false;
}

// All columns of one row; false, and nothing put, where its key is none.
bool CsvRows::put_row(Fields fields) {
  const std::size_t columns = writer_.columns();
  const auto text = [&](std::size_t i) { return csv_field(fields, layout_, i, intake_); };
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

// A record of good fields, `raw` without its line end.
void CsvRows::take(Fields fields, std::string_view raw) {
  RowPart& part = writer_.part();
  if (put_row(fields)) {
    writer_.finish_row(static_cast<std::uint32_t>(part.record_count));
    ++part.record_count;
  } else {
    set_aside(raw);
  }
}

// The record that CsvReader cut; record_.line is its own, from 0.
void CsvRows::take_careful(std::string_view raw) {
  if (record_.reason.empty() && !csv_ragged(record_, layout_, intake_.map())) {
    take(record_.fields, raw);
  } else {
    set_aside({});
  }
  record_.reason.clear();
  record_.detail.clear();
}

void CsvRows::set_aside(std::string_view raw) {
  RowPart& part = writer_.part();
  part.odd.push_back(OddRecord{part.record_count, record_.line, std::string(raw), record_.reason,
                               record_.detail});
  part.odd_bytes += raw.size();
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
    record_.line = part.line_count;
    if (!careful && cut(scan, at, lines) && at - begin <= longest_record) {
      const std::string_view raw = text.substr(begin, at - begin);
      const bool blank = count_ == 1 && raw.find_first_not_of(" \t") == std::string_view::npos;
      const bool pair = at + 1 < text.size() && text[at] == '\r' && text[at + 1] == '\n';
      if (!whole && at + (pair ? 2U : 1U) >= text.size()) {
        return begin;
      }
      if (!blank && count_ == layout_.header.size()) {
        take({fields_.data(), count_}, raw);
      } else if (!blank) {
        record_.fields.assign(fields_.data(), fields_.data() + count_);
        take_careful(raw);
      }
      part.line_count += lines + (at < text.size() ? 1 : 0);
      at += at == text.size() ? 0 : pair ? 2 : 1;
      continue;
    }
    record_.fields.clear();
    CsvReader reader(text.substr(begin), layout_.delimiter);
    const bool found = reader.next(record_);
    at = begin + reader.at();
    if (at == text.size() && !whole) {
      return begin;
    }
    if (found) {
      record_.line = part.line_count + record_.line - 1;
      take_careful(text.substr(begin, at - begin));
    }
    part.line_count += reader.line() - 1;
  }
  return at;
}

}  // namespace writ
