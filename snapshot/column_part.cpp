#include "snapshot/column_part.h"

#include <algorithm>

#include "base/ensure.h"

namespace writ {

namespace {

// What ColumnWriter says of a cell that does not fit its column.
constexpr std::string_view no_value_of_type = "it is no value of its column's type";

// The value, if the cell holds one of type T; adds it to `to`, or else a 0.
template <class T, class Array, class Map>
bool take(const Cell& cell, Array& to, Map map) {
  const T* value = std::get_if<T>(&cell.value);
  using Entry = std::remove_cvref_t<decltype(to[0])>;
  to.push_back(value == nullptr ? Entry{} : map(*value));
  return value != nullptr;
}

}  // namespace

void ColumnPart::reserve(const Type& type, std::size_t rows) {
  state.reserve(rows);
  switch (type.kind) {
    case Kind::boolean:
      flags.reserve(rows);
      break;
    case Kind::integer:
    case Kind::decimal:
    case Kind::duration:
    case Kind::timestamp:
      numbers.reserve(rows);
      break;
    case Kind::date:
      days.reserve(rows);
      break;
    case Kind::email:
      canonical.reserve(rows);
      texts.reserve(rows);
      break;
    case Kind::set:
      ends.reserve(rows);
      elements = std::make_unique<ColumnPart>();
      elements->reserve(*type.element, rows);
      break;
    default:
      texts.reserve(rows);
  }
}

void ColumnPart::add_empty(const Type& type, CellState without) {
  state.push_back(without);
  only_values = false;
  missing += without == missing_key ? 1 : 0;
  switch (type.kind) {
    case Kind::boolean:
      flags.push_back(0);
      break;
    case Kind::integer:
    case Kind::decimal:
    case Kind::duration:
    case Kind::timestamp:
      numbers.push_back(0);
      break;
    case Kind::date:
      days.push_back(0);
      break;
    case Kind::email:
      canonical.push_back(0);
      texts.push_back(0);
      break;
    case Kind::set:
      ends.push_back(ends.empty() ? 0 : ends.back());
      break;
    default:
      texts.push_back(0);
  }
}

void ColumnPart::add(const Cell& cell, const Type& type, TextBatch& batch) {
  if (cell.absent()) {
    add_empty(type, CellState::absent);
    return;
  }
  const auto micros = [](const auto& value) { return value.micros; };
  const auto text = [&batch](const std::string& value) { return batch.add(value); };
  bool fits = false;
  switch (type.kind) {
    case Kind::boolean:
      fits = take<bool>(cell, flags,
                        [](bool value) { return static_cast<std::uint8_t>(value ? 1 : 0); });
      break;
    case Kind::integer:
      fits = take<std::int64_t>(cell, numbers, [](std::int64_t value) { return value; });
      break;
    case Kind::decimal:
      fits = take<Decimal>(cell, numbers, [](Decimal value) { return value.millionths; });
      break;
    case Kind::duration:
      fits = take<Duration>(cell, numbers, micros);
      break;
    case Kind::timestamp:
      fits = take<Instant>(cell, numbers, micros);
      break;
    case Kind::date:
      fits = take<Date>(cell, days, [](Date value) { return value.days; });
      break;
    case Kind::email:
      take<Email>(cell, texts, [&](const Email& value) { return batch.add(value.collected); });
      fits = take<Email>(cell, canonical,
                         [&](const Email& value) { return batch.add(value.canonical); });
      break;
    case Kind::set: {
      const auto* value = std::get_if<CellSet>(&cell.value);
      for (std::size_t i = 0; value != nullptr && i < value->size(); ++i) {
        elements->add((*value)[i], *type.element, batch);
      }
      ends.push_back(static_cast<std::uint32_t>(elements->size()));
      fits = value != nullptr;
      break;
    }
    default:
      fits = take<std::string>(cell, texts, text);
  }
  state.push_back(fits ? CellState::value : CellState::unknown);
  if (!fits) {
    const Unknown* unknown = std::get_if<Unknown>(&cell.value);
    only_values = false;
    unknown_why.push_back(batch.add(unknown == nullptr ? no_value_of_type : unknown->why));
  }
}

void ColumnPart::remove_last(const Type& type) {
  ENSURE(!type.is(Kind::set));
  if (state.back() == CellState::unknown) {
    unknown_why.pop_back();
  }
  missing -= state.back() == missing_key ? 1 : 0;
  const auto drop = [](auto& array) {
    if (!array.empty()) {
      array.pop_back();
    }
  };
  state.pop_back();
  drop(flags);
  drop(numbers);
  drop(days);
  drop(texts);
  drop(canonical);
}

Cell ColumnPart::cell(std::size_t row, const Type& type, const TextBatch& batch) const {
  if (state[row] == CellState::absent) {
    return {Absent{}};
  }
  if (state[row] == CellState::unknown) {
    const auto earlier = std::count(state.begin(), state.begin() + row, CellState::unknown);
    return {Unknown{std::string(batch.at(unknown_why[static_cast<std::size_t>(earlier)]))}};
  }
  switch (type.kind) {
    case Kind::boolean:
      return {flags[row] != 0};
    case Kind::integer:
      return {numbers[row]};
    case Kind::decimal:
      return {Decimal{numbers[row]}};
    case Kind::duration:
      return {Duration{numbers[row]}};
    case Kind::timestamp:
      return {Instant{numbers[row]}};
    case Kind::date:
      return {Date{days[row]}};
    case Kind::email:
      return {Email{std::string(batch.at(texts[row])), std::string(batch.at(canonical[row]))}};
    case Kind::set: {
      CellSet cells;
      for (std::uint32_t i = row == 0 ? 0 : ends[row - 1]; i < ends[row]; ++i) {
        cells.push_back(elements->cell(i, *type.element, batch));
      }
      return {std::move(cells)};
    }
    default:
      return {std::string(batch.at(texts[row]))};
  }
}

}  // namespace writ
