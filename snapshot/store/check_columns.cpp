#include "snapshot/store/check_columns.h"

#include <algorithm>

namespace writ {
namespace {

Error wrong(const std::string& what) {
  return Error{what, true};
}

template <class T>
bool below(const Array<T>& values, std::uint64_t limit) {
  T greatest = 0;
  for (const T value : values) {
    greatest = std::max(greatest, value);
  }
  return values.empty() || greatest < limit;
}

// From 0, never down, to the last.
bool ascend(const Array<std::uint64_t>& offsets, std::uint64_t last) {
  return !offsets.empty() && offsets[0] == 0 && *(offsets.end() - 1) == last &&
         std::is_sorted(offsets.begin(), offsets.end());
}

// Each unknown cell has its reason, and no other.
bool reasons_fit(const ColumnData& data) {
  std::size_t next = 0;
  for (std::size_t row = 0; row < data.state.size(); ++row) {
    if (data.state[row] > CellState::unknown) {
      return false;
    }
    if (data.state[row] == CellState::unknown &&
        (next >= data.unknown_rows.size() || data.unknown_rows[next++] != row)) {
      return false;
    }
  }
  return next == data.unknown_rows.size();
}

// Of cells without a value: `texts` numbers text 0, which a dictionary may not even have.
bool texts_exist(const ColumnData& data, const Array<TextId>& ids, std::size_t count) {
  if (below(ids, count)) {
    return true;
  }
  for (std::size_t row = 0; row < ids.size(); ++row) {
    if (ids[row] >= count && (ids[row] != 0 || data.at(row) == CellState::value)) {
      return false;
    }
  }
  return true;
}

bool days_exist(const Array<std::int32_t>& days) {
  return std::all_of(days.begin(), days.end(), [](std::int32_t day) {
    return day >= earliest_date.days && day <= latest_date.days;
  });
}

bool instants_exist(const Array<std::int64_t>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](std::int64_t micros) {
    return micros >= earliest_instant.micros && micros <= latest_instant.micros;
  });
}

Result<bool> check_column(const ColumnData& data, const Type& type, const Texts& texts) {
  if (!reasons_fit(data) || !below(data.unknown_why, texts.size())) {
    return wrong("states and reasons do not fit each other");
  }
  if (!below(data.flags, 2)) {
    return wrong("a bool is neither true nor false");
  }
  if (!texts_exist(data, data.texts, texts.size()) ||
      !texts_exist(data, data.canonical, texts.size())) {
    return wrong("a text is not in the dictionary");
  }
  if (!days_exist(data.days) || (type.is(Kind::timestamp) && !instants_exist(data.numbers))) {
    return wrong("a time lies outside of the years 1 to 9999");
  }
  if (data.elements != nullptr) {
    return ascend(data.offsets, data.elements->size)
               ? check_column(*data.elements, *type.element, texts)
               : wrong("the offsets of sets do not ascend");
  }
  return true;
}

}  // namespace

Result<bool> check_texts(const Texts& texts) {
  if (!ascend(texts.offsets(), texts.bytes().size())) {
    return wrong("the offsets of texts do not ascend");
  }
  const Array<TextId>& slots = texts.slots();
  const auto free = static_cast<std::size_t>(std::count(slots.begin(), slots.end(), TextId{0}));
  if (!below(slots, texts.size() + 1) || slots.size() - free != texts.size()) {
    return wrong("the slots of texts do not fit their number");
  }
  return true;
}

Result<bool> check_columns(const ColumnTable& table, const Texts& texts) {
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const Column& declared = table.schema.columns[column];
    if (const Result<bool> checked = check_column(table.columns[column], declared.type, texts);
        !checked) {
      return checked.error().context("column " + declared.name);
    }
  }
  if (!below(table.origin_file, std::max<std::size_t>(1, table.files.size()))) {
    return wrong("a row comes from a file that is not named");
  }
  return true;
}

Result<bool> check_keys(const ColumnTable& table, const Texts& texts) {
  std::string last;
  for (std::size_t row = 0; row < table.rows; ++row) {
    std::string key = row_key(table, texts, row);
    if (row > 0 && !(last < key)) {
      return wrong("row " + std::to_string(row) + " is not in the order of keys");
    }
    last = std::move(key);
  }
  return true;
}

}  // namespace writ
