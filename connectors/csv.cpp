#include "connectors/csv.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/limits.h"

namespace writ {

namespace {

// The first thing that is wrong with a record is what is said about it.
void blame(CsvRecord& record, std::string_view reason, std::string_view detail) {
  if (record.reason.empty()) {
    record.reason = reason;
    record.detail = detail;
  }
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

bool CsvReader::at_record_end() const {
  return at_ >= text_.size() || ends_line(text_[at_]);
}

void CsvReader::end_record() {
  if (at_ < text_.size()) {
    const bool pair = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
    at_ += pair ? 2 : 1;
    ++line_;
  }
}

// Keeps text_[begin, end); `doubled` quotes inside stand for one each.
void CsvReader::add(CsvRecord& record, std::size_t begin, std::size_t end, std::size_t doubled) {
  const std::string_view raw = text_.substr(begin, end - begin);
  if (end - record_begin_ > max_record_bytes) {
    return;  // check() refuses the record; its fields must not fill the memory
  }
  if (raw.size() - doubled > max_field_bytes) {
    blame(record, "too large", "a field of more than 1 MiB");
    record.fields.emplace_back();
    return;
  }
  if (doubled == 0) {
    record.fields.push_back(raw);
    return;
  }
  if (undoubled_count_ == undoubled_.size()) {
    undoubled_.emplace_back();
  }
  std::string& out = undoubled_[undoubled_count_++];
  out.clear();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    out += raw[i];
    i += raw[i] == '"' ? 1 : 0;
  }
  record.fields.push_back(out);
}

void CsvReader::quoted(CsvRecord& record) {
  const std::size_t begin = ++at_;
  std::size_t doubled = 0;
  for (;; ++at_) {
    if (at_ >= text_.size()) {
      blame(record, "torn", "a quote is never closed");
      return;
    }
    const char c = text_[at_];
    if (c == '"') {
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
        break;
      }
      ++doubled;
      ++at_;
    } else if (c == '\n' || (c == '\r' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '\n'))) {
      ++line_;
    }
  }
  add(record, begin, at_, doubled);
  ++at_;
  if (!at_record_end() && text_[at_] != delimiter_) {
    blame(record, "broken quoting", "text after a closing quote");
    while (!at_record_end() && text_[at_] != delimiter_) {
      ++at_;
    }
  }
}

void CsvReader::unquoted(CsvRecord& record) {
  const std::size_t begin = at_;
  while (!at_record_end() && text_[at_] != delimiter_) {
    if (text_[at_] == '"' && at_ > begin && blank(text_.substr(begin, at_ - begin))) {
      blame(record, "broken quoting", "a quote after white space");
    }
    ++at_;
  }
  add(record, begin, at_, 0);
}

void CsvReader::field(CsvRecord& record) {
  if (at_ < text_.size() && text_[at_] == '"') {
    quoted(record);
  } else {
    unquoted(record);
  }
}

void CsvReader::check(CsvRecord& record) const {
  const std::string_view raw = text_.substr(record_begin_, at_ - record_begin_);
  if (raw.size() > max_record_bytes) {
    blame(record, "too large", "a record of more than 16 MiB");
  }
  if (raw.find('\0') != std::string_view::npos) {
    blame(record, "malformed text", "a NUL character");
  }
  if (invalid_utf8(raw)) {
    blame(record, "malformed text", "not UTF-8");
  }
}

bool CsvReader::next(CsvRecord& record) {
  while (at_ < text_.size()) {
    record.fields.clear();
    record.reason.clear();
    record.detail.clear();
    record.line = line_;
    undoubled_count_ = 0;
    record_begin_ = at_;
    field(record);
    while (at_ < text_.size() && text_[at_] == delimiter_) {
      ++at_;
      field(record);
    }
    check(record);
    const bool empty_line = blank(text_.substr(record_begin_, at_ - record_begin_));
    end_record();
    // White space with a tab as the delimiter is a record of empty fields.
    if (!empty_line || record.fields.size() > 1) {
      return true;
    }
  }
  return false;
}

bool is_delimiter(char c) {
  return c == '\t' || (c > ' ' && c < '\x7F' && c != '"');
}

std::optional<char> take_separator_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  const std::size_t size = line.size();
  if (line.size() == 7 && line.front() == '"' && line.back() == '"') {
    line = line.substr(1, 5);
  }
  if (line.size() != 5 || ascii_lower(line.substr(0, 4)) != "sep=") {
    return std::nullopt;
  }
  const char delimiter = line[4];
  if (!is_delimiter(delimiter)) {
    return std::nullopt;
  }
  text.remove_prefix(size);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : text.empty() ? 0 : 1);
  return delimiter;
}

std::size_t first_line_end(std::string_view text) {
  bool inside = false;
  for (std::size_t at = text.find_first_not_of("\r\n"); at < text.size(); ++at) {
    if (text[at] == '"') {
      inside = !inside;
    } else if (!inside && ends_line(text[at])) {
      return at;
    }
  }
  return text.size();
}

char sniff_delimiter(std::string_view text) {
  constexpr std::array<char, 4> candidates = {',', ';', '\t', '|'};
  std::array<std::size_t, 4> seen{};
  bool inside = false;
  for (const char c : text.substr(0, first_line_end(text))) {
    if (c == '"') {
      inside = !inside;
    } else if (!inside) {
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        seen[i] += c == candidates[i] ? 1 : 0;
      }
    }
  }
  return candidates[static_cast<std::size_t>(std::max_element(seen.begin(), seen.end()) -
                                             seen.begin())];
}

}  // namespace writ
