#include "snapshot/columns.h"

namespace writ {

ColumnWriter::ColumnWriter(const Type& type, Texts& texts) : type_(type), texts_(texts) {
  if (type_.is(Kind::set)) {
    elements_ = std::make_unique<ColumnWriter>(type_.element ? *type_.element : Type{}, texts);
    offsets_.push_back(0);
  }
}

// The states are written down from the first cell without a value on.
void ColumnWriter::add_state(CellState state) {
  if (state != CellState::value && state_.empty()) {
    state_.assign(size_, CellState::value);
  }
  if (state != CellState::value || !state_.empty()) {
    state_.push_back(state);
  }
}

// Whether the cell holds a value of the column's type; only then is anything added.
bool ColumnWriter::add_value(const Cell& cell) {
  switch (type_.kind) {
    case Kind::boolean: {
      const bool* value = std::get_if<bool>(&cell.value);
      flags_.push_back(value != nullptr && *value ? 1 : 0);
      return value != nullptr;
    }
    case Kind::integer: {
      const auto* value = std::get_if<std::int64_t>(&cell.value);
      numbers_.push_back(value != nullptr ? *value : 0);
      return value != nullptr;
    }
    case Kind::decimal: {
      const auto* value = std::get_if<Decimal>(&cell.value);
      numbers_.push_back(value != nullptr ? value->millionths : 0);
      return value != nullptr;
    }
    case Kind::duration: {
      const auto* value = std::get_if<Duration>(&cell.value);
      numbers_.push_back(value != nullptr ? value->micros : 0);
      return value != nullptr;
    }
    case Kind::timestamp: {
      const auto* value = std::get_if<Instant>(&cell.value);
      numbers_.push_back(value != nullptr ? value->micros : 0);
      return value != nullptr;
    }
    case Kind::date: {
      const auto* value = std::get_if<Date>(&cell.value);
      days_.push_back(value != nullptr ? value->days : 0);
      return value != nullptr;
    }
    case Kind::email: {
      const auto* value = std::get_if<Email>(&cell.value);
      ids_.push_back(value != nullptr ? texts_.add(value->collected) : 0);
      canonical_.push_back(value != nullptr ? texts_.add(value->canonical) : 0);
      return value != nullptr;
    }
    case Kind::set: {
      const auto* value = std::get_if<CellSet>(&cell.value);
      for (std::size_t i = 0; value != nullptr && i < value->size(); ++i) {
        elements_->add((*value)[i]);
      }
      offsets_.push_back(elements_->size_);
      return value != nullptr;
    }
    default: {
      const auto* value = std::get_if<std::string>(&cell.value);
      ids_.push_back(value != nullptr ? texts_.add(*value) : 0);
      return value != nullptr;
    }
  }
}

void ColumnWriter::add(const Cell& cell) {
  const Unknown* unknown = std::get_if<Unknown>(&cell.value);
  const bool valued = add_value(cell);
  if (valued || cell.absent()) {
    add_state(valued ? CellState::value : CellState::absent);
  } else {
    add_state(CellState::unknown);
    unknown_rows_.push_back(static_cast<std::uint32_t>(size_));
    unknown_why_.push_back(
        texts_.add(unknown != nullptr ? unknown->why : "it is no value of its column's type"));
  }
  ++size_;
}

ColumnData ColumnWriter::finish() && {
  ColumnData data;
  data.size = size_;
  const auto move_to = [](auto& values, auto& array) {
    if (!values.empty()) {
      array = std::move(values);
    }
  };
  move_to(state_, data.state);
  move_to(flags_, data.flags);
  move_to(numbers_, data.numbers);
  move_to(days_, data.days);
  move_to(ids_, data.texts);
  move_to(canonical_, data.canonical);
  move_to(offsets_, data.offsets);
  move_to(unknown_rows_, data.unknown_rows);
  move_to(unknown_why_, data.unknown_why);
  if (elements_ != nullptr) {
    data.elements = std::make_shared<const ColumnData>(std::move(*elements_).finish());
  }
  return data;
}

}  // namespace writ
