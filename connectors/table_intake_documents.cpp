// What a TableIntake reads from records that are documents: a column at a time, by its pointers.
#include <fmt/format.h>

#include <algorithm>

#include "connectors/table_intake.h"

namespace writ {

namespace {

RawCell raw_of(const Value& value) {
  switch (value.kind) {
    case Value::Kind::null:
      return RawCell{RawCell::State::null, {}, {}, {}};
    case Value::Kind::boolean:
    case Value::Kind::number:
    case Value::Kind::text:
      return RawCell::scalar(value.text);
    case Value::Kind::object:
      return RawCell::misfit("expected a value, found an object");
    case Value::Kind::list:
      break;
  }
  RawCell out{RawCell::State::list, {}, {}, {}};
  for (const Value& item : value.items) {
    out.items.push_back(raw_of(item));
  }
  return out;
}

RawCell raw_of(const Found& found, bool maps) {
  switch (found.state) {
    case Found::State::missing:
      return RawCell{RawCell::State::missing, {}, {}, {}};
    case Found::State::null:
      return RawCell{RawCell::State::null, {}, {}, {}};
    case Found::State::several:
    case Found::State::misfit:
      return RawCell::misfit(found.why);
    case Found::State::values:
      break;
  }
  if (!maps) {
    return raw_of(*found.values.front());
  }
  RawCell out{RawCell::State::list, {}, {}, {}};
  for (const Value* value : found.values) {
    out.items.push_back(value == nullptr ? RawCell{} : raw_of(*value));
  }
  return out;
}

// For a column that only asks whether there is something: an empty list or object holds nothing.
RawCell presence_of(const Found& found) {
  if (found.state != Found::State::values) {
    return raw_of(found, false);
  }
  for (const Value* value : found.values) {
    if (value != nullptr && value->scalar()) {
      return RawCell::scalar(value->text);
    }
    if (value != nullptr && !value->items.empty()) {
      return RawCell{RawCell::State::list, {}, {}, {}};
    }
  }
  return RawCell{RawCell::State::null, {}, {}, {}};
}

}  // namespace

RawCell TableIntake::instead_of_missing(std::size_t column) const {
  const ColumnMap& map = rules_[column].map;
  switch (map.missing) {
    case ColumnMap::Missing::nothing:
      break;
    case ColumnMap::Missing::null:
      return RawCell{RawCell::State::null, {}, {}, {}};
    case ColumnMap::Missing::empty:
      return RawCell{RawCell::State::list, {}, {}, {}};
    case ColumnMap::Missing::text:
      return RawCell::scalar(map.missing_text);
  }
  return {};
}

RawCell TableIntake::look_up(const Value& document, std::size_t column) const {
  RawCell raw = follow_all(document, column);
  return raw.state == RawCell::State::missing ? instead_of_missing(column) : std::move(raw);
}

RawCell TableIntake::follow_all(const Value& document, std::size_t column) const {
  RawCell best;  // missing
  for (const Pointer& pointer : pointers_[column]) {
    const Found found = follow(pointer, document);
    RawCell cell = rules_[column].map.present ? presence_of(found) : raw_of(found, pointer.maps());
    if (found.state == Found::State::several) {
      return cell;
    }
    const bool none = cell.state == RawCell::State::missing || cell.state == RawCell::State::null ||
                      (cell.state == RawCell::State::scalar && rules_[column].no_value(cell.text));
    if (!none && cell.state != RawCell::State::misfit) {
      return cell;
    }
    // Of those without a usable value the one that says most is kept: misfit, then null, then
    // missing.
    const bool says_more =
        best.state == RawCell::State::missing ||
        (cell.state == RawCell::State::misfit && best.state != RawCell::State::misfit);
    if (says_more) {
      best = std::move(cell);
    }
  }
  return faults_[column].empty() ? best : RawCell::misfit(faults_[column]);
}

void TableIntake::add(const Value& document, Origin origin) {
  if (!document.is(Value::Kind::object)) {
    refuse("no object", origin, fmt::format("the record is {}", describe(document)));
    return;
  }
  std::vector<RawCell> raw(rules_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (wanted(i)) {
      raw[i] = look_up(document, i);
    }
  }
  add(raw, origin);
  for (const std::string& key : document.keys) {
    if (std::find(top_keys_.begin(), top_keys_.end(), key) == top_keys_.end()) {
      unmapped(key, 1);
    }
  }
}

}  // namespace writ
