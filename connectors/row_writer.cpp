#include "connectors/row_writer.h"

#include <algorithm>
#include <cstdint>

#include "base/bytes.h"
#include "base/email.h"
#include "connectors/key_beginning.h"

namespace writ {

namespace {

bool text_like(const Type& type) {
  return type.is(Kind::text) || type.is(Kind::row) || type.is(Kind::enumeration);
}

bool listed(const Type& type, std::string_view text) {
  return type.open ||
         std::any_of(type.values.begin(), type.values.end(),
                     [text](const std::string& value) { return same_text(value, text); });
}

// Surely a value: it begins with something that is no white space.
bool surely_some(std::string_view text) {
  return !text.empty() && text.front() > ' ' && text.front() < '\x7F';
}

}  // namespace

RowWriter::RowWriter(const TableIntake& intake) {
  const TableSchema& schema = intake.schema();
  columns_.resize(schema.columns.size());
  unobservable_.resize(schema.columns.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Writes& column = columns_[i];
    const CellRules& rules = intake.rules(i);
    column.rules = &rules;
    column.type = &schema.columns[i].type;
    column.plain = rules.map.values.empty() && !rules.map.present &&
                   rules.map.format.kind == TimeFormat::Kind::standard;
    column.text_set =
        column.plain && column.type->is(Kind::set) && text_like(*column.type->element);
    if (schema.columns[i].unobservable) {
      unobservable_[i] = ParsedCell{Cell{Unknown{*schema.columns[i].unobservable}}};
      column.same = &unobservable_[i];
    } else if (rules.map.constant) {
      column.same = &intake.constant(i);
    }
  }
  for (const std::string& name : schema.key) {
    const auto column = static_cast<std::size_t>(schema.find(name));
    key_columns_.push_back(column);
    columns_[column].key = true;
  }
}

void RowWriter::start(RowPart& part, std::size_t expected) {
  part_ = &part;
  part.columns.clear();
  part.columns.resize(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    part.columns[i].reserve(*columns_[i].type, expected);
    columns_[i].recent.forget();
  }
  part.keyed.reserve(expected);
  part.records.reserve(expected);
}

bool RowWriter::put_email(Writes& writes, ColumnPart& cells, std::string_view text) {
  folded_.resize(std::max(folded_.size(), text.size()));
  const PlainEmail plain = fold_plain_email(text, folded_.data());
  if (plain == PlainEmail::no) {
    return false;
  }
  const TextBatch::Index collected = part_->texts.add(text, writes.recent);
  cells.texts.push_back(collected);
  cells.canonical.push_back(
      plain == PlainEmail::canonical
          ? collected
          : part_->texts.add(std::string_view(folded_.data(), text.size()), writes.recent));
  return true;
}

// A text that surely is a value, written in the usual way; false, and nothing put, if it is not.
bool RowWriter::put_plain(Writes& writes, ColumnPart& cells, std::string_view text) {
  const Type& type = *writes.type;
  const auto number = [&cells](const auto& value, auto micros) {
    if (value) {
      cells.numbers.push_back(micros(*value));
    }
    return value.has_value();
  };
  switch (type.kind) {
    case Kind::boolean:
      if (text != "true" && text != "false") {
        return false;
      }
      cells.flags.push_back(text == "true" ? 1 : 0);
      return true;
    case Kind::decimal:
      return number(parse_decimal(text), [](Decimal value) { return value.millionths; });
    case Kind::duration:
      return number(parse_duration(text), [](Duration value) { return value.micros; });
    case Kind::timestamp:
      return number(parse_timestamp(text, true), [](Instant value) { return value.micros; });
    case Kind::date: {
      const auto day = parse_date(text);
      if (day) {
        cells.days.push_back(day->days);
      }
      return day.has_value();
    }
    case Kind::email:
      return put_email(writes, cells, text);
    case Kind::enumeration:
      if (!listed(type, text)) {
        return false;
      }
      [[fallthrough]];
    case Kind::text:
    case Kind::row:
      cells.texts.push_back(part_->texts.add(text, writes.recent));
      return true;
    default:
      return false;
  }
}

// Whether the text may be one of `nulls`, white space behind it aside.
bool RowWriter::maybe_null(const Writes& writes, std::string_view text) {
  const std::vector<std::string>& nulls = writes.rules->nulls;
  return !nulls.empty() && std::any_of(nulls.begin(), nulls.end(), [text](const std::string& null) {
    return text.starts_with(null);
  });
}

void RowWriter::put(std::size_t column, std::string_view text) {
  Writes& writes = columns_[column];
  ColumnPart& cells = part_->columns[column];
  if (writes.plain && surely_some(text) && !maybe_null(writes, text) &&
      put_plain(writes, cells, text)) {
    cells.state.push_back(CellState::value);
    return;
  }
  if (writes.plain && text.empty() && writes.type->optional) {
    cells.add_empty(*writes.type, CellState::absent);
    return;
  }
  if (writes.text_set && split(column, text)) {
    put_list(column, members_);
    return;
  }
  put_raw(column, RawCell::scalar(text));
}

// The members of a set that is written as one text; false where they are not plain.
bool RowWriter::split(std::size_t column, std::string_view text) {
  const Writes& writes = columns_[column];
  const std::string& separator = writes.rules->set_separator;
  members_.clear();
  if (text.empty()) {
    return writes.rules->empty_is_empty_set;
  }
  if (separator.empty() || maybe_null(writes, text)) {
    return false;
  }
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(separator);
    const std::string_view member = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
    if (!plain_member(writes, member) || !surely_some(member.substr(member.size() - 1))) {
      return false;
    }
    members_.push_back(member);
  }
  return true;
}

bool RowWriter::plain_member(const Writes& writes, std::string_view member) {
  const Type& element = *writes.type->element;
  return surely_some(member) && !maybe_null(writes, member) &&
         (!element.is(Kind::enumeration) || listed(element, member));
}

void RowWriter::put_null(std::size_t column) {
  const Writes& writes = columns_[column];
  if (writes.plain && writes.type->optional) {
    part_->columns[column].add_empty(*writes.type, CellState::absent);
  } else {
    put_raw(column, RawCell{RawCell::State::null, {}, {}, {}});
  }
}

void RowWriter::put_missing(std::size_t column) {
  part_->columns[column].add_empty(*columns_[column].type, missing_key);
}

void RowWriter::put_list(std::size_t column, std::vector<std::string_view>& members) {
  const Writes& writes = columns_[column];
  const bool plain = std::all_of(members.begin(), members.end(), [&](std::string_view member) {
    return plain_member(writes, member);
  });
  if (!plain) {
    RawCell raw{RawCell::State::list, {}, {}, {}};
    for (const std::string_view member : members) {
      raw.items.push_back(RawCell::scalar(member));
    }
    put_raw(column, raw);
    return;
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  ColumnPart& cells = part_->columns[column];
  for (const std::string_view member : members) {
    cells.elements->texts.push_back(part_->texts.add(member, columns_[column].recent));
    cells.elements->state.push_back(CellState::value);
  }
  cells.ends.push_back(static_cast<std::uint32_t>(cells.elements->size()));
  cells.state.push_back(CellState::value);
}

bool RowWriter::put_key(std::size_t column, std::string_view text) {
  Writes& writes = columns_[column];
  ColumnPart& cells = part_->columns[column];
  if (writes.same == nullptr && writes.plain && surely_some(text) && !maybe_null(writes, text) &&
      put_plain(writes, cells, text)) {
    cells.state.push_back(CellState::value);
    return true;
  }
  const ParsedCell parsed =
      writes.same != nullptr ? *writes.same : read_cell(RawCell::scalar(text), *writes.rules);
  if (parsed.fault != CellFault::none || parsed.cell.absent() || parsed.cell.unknown() ||
      writes.type->is(Kind::set)) {
    return false;
  }
  put_parsed(column, parsed, text);
  return true;
}

void RowWriter::remove_key(std::size_t column) {
  part_->columns[column].remove_last(*columns_[column].type);
}

void RowWriter::finish_row(std::uint32_t record) {
  const auto row = static_cast<std::uint32_t>(part_->records.size());
  KeyBeginning key;
  for (const std::size_t column : key_columns_) {
    const ColumnPart& cells = part_->columns[column];
    const Type& type = *columns_[column].type;
    if (column != key_columns_.front()) {
      key.add('/');
    }
    if (type.is(Kind::email)) {
      key.part(part_->texts.at(cells.canonical[row]));
    } else if (!cells.texts.empty()) {
      key.part(part_->texts.at(cells.texts[row]));
    } else {
      key.part(to_string(cells.cell(row, type, part_->texts)));
    }
  }
  part_->keyed.push_back(key.row(RowPlace{0, row}));
  part_->records.push_back(record);
}

}  // namespace writ
