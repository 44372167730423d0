#include "connectors/json_rows.h"

#include <algorithm>

#include "base/ensure.h"

namespace writ {

namespace {

constexpr std::size_t longest_record = 1 << 16;  // a longer one is odd: the caps are parse_json's

// Whether every column is read from one key of the record.
bool by_keys(const TableIntake& intake) {
  for (std::size_t i = 0; i < intake.schema().columns.size(); ++i) {
    const bool plain = intake.plain_key(i) != nullptr &&
                       intake.rules(i).map.missing == ColumnMap::Missing::nothing;
    if (intake.wanted(i) && !plain) {
      return false;
    }
  }
  return true;
}

}  // namespace

JsonRows::JsonRows(const TableIntake& intake, RowWriter& writer)
    : writer_(writer),
      by_keys_(by_keys(intake)),
      document_(intake, writer),
      ignore_unmapped_(intake.map().ignore_extra_columns) {
  if (!by_keys_) {
    return;
  }
  for (const std::string& name : intake.top_keys()) {
    key(name)->mapped = true;
  }
  for (std::uint32_t i = 0; i < writer.columns(); ++i) {
    if (intake.wanted(i)) {
      Key* from = key(*intake.plain_key(i));
      ENSURE(from != nullptr);
      from->columns.push_back(i);
    }
  }
  raws_.resize(writer.columns());
}

// Lists and keys come first: what they hold may yet make the record odd.
bool JsonRows::put_row(std::uint32_t record) {
  for (std::size_t i = 0; i < raws_.size(); ++i) {
    const Raw& raw = raws_[i];
    if (raw.state == Raw::State::list && (!writer_.takes_lists(i) || !members(raw.list))) {
      return false;
    }
  }
  for (std::size_t i = 0; i < raws_.size(); ++i) {
    if (writer_.is_key(i) && ((writer_.reads(i) && raws_[i].state != Raw::State::text) ||
                              !writer_.put_key(i, raws_[i].text))) {
      while (i-- > 0) {
        if (writer_.is_key(i)) {
          writer_.remove_key(i);
        }
      }
      return false;
    }
  }
  for (std::size_t i = 0; i < raws_.size(); ++i) {
    if (writer_.is_key(i)) {
      continue;
    }
    if (!writer_.reads(i)) {
      writer_.put_same(i);
      continue;
    }
    switch (raws_[i].state) {
      case Raw::State::missing:
        writer_.put_missing(i);
        break;
      case Raw::State::null:
        writer_.put_null(i);
        break;
      case Raw::State::text:
        writer_.put(i, raws_[i].text);
        break;
      case Raw::State::list:
        members(raws_[i].list);
        writer_.put_list(i, members_);
        break;
    }
  }
  writer_.finish_row(record);
  return true;
}

// One record, text_[begin, end), from its first token on; next_ is behind it then.
bool JsonRows::record(std::size_t begin, std::size_t end) {
  if (!by_keys_) {
    return document_.put(text_.substr(begin, end - begin),
                         static_cast<std::uint32_t>(writer_.part().record_count));
  }
  while (next_ < tokens_.end() && *next_ < begin) {
    ++next_;
  }
  if (end - begin > longest_record) {
    return false;
  }
  ++stamp_;
  extra_.clear();
  inner_keys_.clear();
  unescaped_count_ = 0;
  std::fill(raws_.begin(), raws_.end(), Raw{});
  Token at = next_;
  const auto number = static_cast<std::uint32_t>(writer_.part().record_count);
  if (!walk(at, end) || !put_row(number)) {
    return false;
  }
  next_ = at;
  for (const std::uint32_t extra : extra_) {
    ++keys_[extra].count;
  }
  return true;
}

void JsonRows::odd(std::string_view record, std::uint64_t line) {
  RowPart& part = writer_.part();
  part.odd.push_back(OddRecord{part.record_count, line, std::string(record), {}, {}});
  part.odd_bytes += record.size();
}

void JsonRows::begin(std::string_view text) {
  text_ = text;
  good_ = !by_keys_ || tokens_.find(text);
  next_ = by_keys_ ? tokens_.begin() : nullptr;
  escapes_ = text.find('\\') != std::string_view::npos;
}

void JsonRows::finish() {
  for (Key& known : keys_) {
    if (known.count > 0 && !ignore_unmapped_) {
      writer_.part().unmapped[known.name] += known.count;
    }
    known.count = 0;
  }
}

std::size_t JsonRows::read(std::string_view text, std::size_t limit, bool whole) {
  std::size_t all = limit == 0 ? 0 : text.find('\n', limit - 1);
  if (all == std::string_view::npos) {
    all = whole ? text.size() : text.rfind('\n') + 1;  // npos + 1 is 0
  } else {
    all += limit == 0 ? 0 : 1;
  }
  begin(text.substr(0, all));
  RowPart& part = writer_.part();
  for (std::size_t from = 0; from < all;) {
    const std::size_t end = std::min(text_.find('\n', from), all);
    const std::string_view line = text_.substr(from, end - from);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      if (!good_ || !record(from, end)) {
        odd(line, part.line_count);
      }
      ++part.record_count;
    }
    ++part.line_count;
    from = end + 1;
  }
  finish();
  return all;
}

void JsonRows::read_records(std::string_view text, const std::vector<std::string_view>& records) {
  begin(text);
  RowPart& part = writer_.part();
  for (const std::string_view slice : records) {
    const auto from = static_cast<std::size_t>(slice.data() - text.data());
    if (!good_ || !record(from, from + slice.size())) {
      odd(slice, 0);
    }
    ++part.record_count;
  }
  finish();
}

}  // namespace writ
