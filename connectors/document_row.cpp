#include "connectors/document_row.h"

#include <algorithm>

#include "connectors/json.h"

namespace writ {

// Keys come first: what they hold may yet make the record odd.
bool DocumentRow::put_keys(const Value& document) {
  for (std::size_t i = 0; i < writer_.columns(); ++i) {
    if (!writer_.is_key(i)) {
      continue;
    }
    const RawCell raw = writer_.reads(i) ? intake_.look_up(document, i) : RawCell::scalar("");
    if (raw.state != RawCell::State::scalar || !writer_.put_key(i, raw.text)) {
      while (i-- > 0) {
        if (writer_.is_key(i)) {
          writer_.remove_key(i);
        }
      }
      return false;
    }
  }
  return true;
}

bool DocumentRow::put(std::string_view record, std::uint32_t number) {
  const ParsedJson parsed = parse_json(record);
  const Value& document = parsed.value;
  if (!parsed.reason.empty() || !document.is(Value::Kind::object) || !put_keys(document)) {
    return false;
  }
  for (std::size_t i = 0; i < writer_.columns(); ++i) {
    if (writer_.is_key(i)) {
      continue;
    }
    if (!writer_.reads(i)) {
      writer_.put_same(i);
      continue;
    }
    const RawCell raw = intake_.look_up(document, i);
    switch (raw.state) {
      case RawCell::State::missing:
        writer_.put_missing(i);
        break;
      case RawCell::State::null:
        writer_.put_null(i);
        break;
      case RawCell::State::scalar:
        writer_.put(i, raw.text);
        break;
      default:
        writer_.put_raw(i, raw);
    }
  }
  writer_.finish_row(number);
  if (!intake_.map().ignore_extra_columns) {
    const std::vector<std::string>& mapped = intake_.top_keys();
    for (const std::string& key : document.keys) {
      if (std::find(mapped.begin(), mapped.end(), key) == mapped.end()) {
        ++writer_.part().unmapped[key];
      }
    }
  }
  return true;
}

}  // namespace writ
