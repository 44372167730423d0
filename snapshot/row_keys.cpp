#include "snapshot/row_keys.h"

#include "base/bytes.h"

namespace writ {

namespace {

// Whether join_key() writes the part as it is.
bool plain(std::string_view part) {
  std::size_t at = 0;
  for (; at + 8 <= part.size(); at += 8) {
    const auto word = word_at<std::uint64_t>(part.data() + at);
    if (has_byte(word, '/') || has_byte(word, '\\')) {
      return false;
    }
  }
  for (; at < part.size(); ++at) {
    if (part[at] == '/' || part[at] == '\\') {
      return false;
    }
  }
  return true;
}

void append_part(std::string& out, std::string_view part) {
  if (plain(part)) {
    out += part;
  } else {
    out += join_key({std::string(part)});
  }
}

}  // namespace

RowKeys::RowKeys(const ColumnTable& table, const Texts& texts)
    : texts_(texts), rows_(table.rows) {
  for (const std::string& name : table.schema.key) {
    const auto column = static_cast<std::size_t>(table.schema.find(name));
    const ColumnData& data = table.columns[column];
    const Type& type = table.schema.columns[column].type;
    const Array<TextId>& ids = type.is(Kind::email) ? data.canonical : data.texts;
    parts_.push_back({&data, &type, ids.empty() || !data.state.empty() ? nullptr : ids.data()});
  }
}

std::span<const TextId> RowKeys::texts() const {
  const bool one = parts_.size() == 1 && parts_.front().texts != nullptr;
  return one ? std::span(parts_.front().texts, rows_) : std::span<const TextId>();
}

std::string_view RowKeys::at(std::size_t row, std::string& buffer) const {
  if (parts_.size() == 1 && parts_.front().texts != nullptr) {
    const std::string_view text = texts_.at(parts_.front().texts[row]);
    if (plain(text)) {
      return text;
    }
  }
  buffer.clear();
  for (const Part& part : parts_) {
    if (&part != parts_.data()) {
      buffer += '/';
    }
    if (part.texts != nullptr) {
      append_part(buffer, texts_.at(part.texts[row]));
    } else if (part.type->is(Kind::email)) {
      append_part(buffer, texts_.at(part.data->canonical[row]));
    } else {
      append_part(buffer, to_string(cell_at(*part.data, *part.type, texts_, row)));
    }
  }
  return buffer;
}

}  // namespace writ
