// Over the tokens of one record: its keys, and what each holds.
#include <algorithm>

#include "base/bytes.h"
#include "connectors/json_rows.h"
#include "connectors/json_scalar.h"
#include "connectors/limits.h"

namespace writ {

namespace {

constexpr std::size_t most_keys = 512;       // keys made of data are odd
constexpr std::size_t most_inner_keys = 48;  // so many are compared with each other

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool ends_scalar(char c) {
  return is_space(c) || c == ',' || c == ']' || c == '}';
}

}  // namespace

// The key that the record before had here, if this one has it too, written without an escape.
JsonRows::Key* JsonRows::expected(Token at) {
  if (field_ >= order_.size() || escapes_) {
    return nullptr;
  }
  Key& known = keys_[order_[field_]];
  const char* name = text_.data() + *at + 1;
  const std::size_t size = known.name.size();
  const bool same =
      at[1] - *at == size + 2 && name[size] == '"' && same_bytes(name, known.name.data(), size);
  return same ? &known : nullptr;
}

// The key of this name; nullptr where there are too many.
JsonRows::Key* JsonRows::key(std::string_view name) {
  const auto [found, is_new] =
      index_.try_emplace(std::string(name), static_cast<std::uint32_t>(keys_.size()));
  if (is_new) {
    if (keys_.size() >= most_keys + raws_.size()) {
      index_.erase(found);
      return nullptr;
    }
    keys_.push_back(Key{std::string(name), {}, false, 0, 0});
  }
  if (field_ < order_.size()) {
    order_[field_] = found->second;
  } else {
    order_.push_back(found->second);
  }
  return &keys_[found->second];
}

// The text of a string token as it is written. The next token follows it with only space between.
bool JsonRows::string(Token at, std::string_view& out) {
  const std::size_t begin = *at + 1;
  std::size_t end = at + 1 < tokens_.end() ? at[1] : text_.size();
  do {
    --end;
  } while (end >= begin && is_space(text_[end]));
  if (end < begin || text_[end] != '"') {
    return false;
  }
  out = text_.substr(begin, end - begin);
  return true;
}

// The same with its escapes read, valid until the next record; odd where one is wrong or a NUL.
bool JsonRows::text_of(Token at, std::string_view& out) {
  if (!escapes_ && at + 1 < tokens_.end() && text_[at[1] - 1] == '"' && at[1] - *at > 1) {
    out = std::string_view(text_.data() + *at + 1, at[1] - *at - 2);
    return true;
  }
  if (!string(at, out)) {
    return false;
  }
  if (!escapes_ || out.find('\\') == std::string_view::npos) {
    return true;
  }
  if (unescaped_count_ == unescaped_.size()) {
    unescaped_.emplace_back();
  }
  std::string& text = unescaped_[unescaped_count_++];
  if (!json_unescape(out, text)) {
    return false;
  }
  out = text;
  return true;
}

bool JsonRows::scalar(Token at, std::string_view& out) {
  const std::string_view rest = text_.substr(*at);
  const std::size_t size = rest.starts_with("null")    ? 4
                           : rest.starts_with("true")  ? 4
                           : rest.starts_with("false") ? 5
                                                       : json_number_size(rest);
  if (size == 0 || size >= rest.size() || !ends_scalar(rest[size])) {
    return false;
  }
  out = rest.substr(0, size);
  return true;
}

// Past one value; checks all that is inside.
bool JsonRows::skip(Token& at, std::size_t depth) {
  std::string_view text;
  const char kind = char_at(at);
  if (kind == '"') {
    return text_of(at++, text);
  }
  if (kind != '{' && kind != '[') {
    return scalar(at++, text);
  }
  const bool object = kind == '{';
  const char closer = object ? '}' : ']';
  const std::size_t first_key = inner_keys_.size();
  if (depth == max_document_depth) {
    return false;
  }
  ++at;
  for (bool first = true; at < tokens_.end(); first = false) {
    if (char_at(at) == closer && first) {
      ++at;
      return true;
    }
    if (object) {
      if (char_at(at) != '"' || !text_of(at++, text) || at >= tokens_.end() ||
          char_at(at++) != ':' || at >= tokens_.end()) {
        return false;
      }
      const auto begin = inner_keys_.begin() + static_cast<std::ptrdiff_t>(first_key);
      if (std::find(begin, inner_keys_.end(), text) != inner_keys_.end() ||
          inner_keys_.size() - first_key > most_inner_keys) {
        return false;
      }
      inner_keys_.push_back(text);
    }
    if (!skip(at, depth + 1) || at >= tokens_.end()) {
      return false;
    }
    const char next = char_at(at++);
    if (next == closer) {
      inner_keys_.resize(first_key);
      return true;
    }
    if (next != ',') {
      return false;
    }
  }
  return false;
}

// The members of a list that was skipped already, all single values other than null.
bool JsonRows::members(Token list) {
  members_.clear();
  for (Token at = list + 1; char_at(at) != ']';) {
    std::string_view text;
    const char kind = char_at(at);
    const bool single = kind == '"'                  ? text_of(at, text)
                        : kind != '[' && kind != '{' ? scalar(at, text)
                                                     : false;
    if (!single || (kind == 'n')) {
      return false;
    }
    members_.push_back(text);
    ++at;
    at += char_at(at) == ',' ? 1 : 0;
  }
  return true;
}

// Over one object from its `{`, which must close before `end`.
bool JsonRows::walk(Token& at, std::size_t end) {
  const Token last = tokens_.end();
  if (at >= last || *at >= end || char_at(at) != '{') {
    return false;
  }
  ++at;
  for (field_ = 0; at < last; ++field_) {
    if (field_ == 0 && char_at(at) == '}') {
      break;
    }
    if (last - at < 4 || char_at(at) != '"' || char_at(at + 1) != ':') {
      return false;
    }
    Key* found = expected(at);
    if (found == nullptr) {
      std::string_view name;
      found = text_of(at, name) ? key(name) : nullptr;
    }
    if (found == nullptr || found->seen == stamp_) {
      return false;
    }
    found->seen = stamp_;
    at += 2;
    Raw raw;
    const Token value = at;
    const char kind = char_at(at);
    if (kind == '"') {
      raw.state = Raw::State::text;
      if (!text_of(at++, raw.text)) {
        return false;
      }
    } else if (kind == '[' || kind == '{') {
      raw.state = Raw::State::list;
      raw.list = value;
      if (!skip(at, 1) || (kind == '{' && !found->columns.empty())) {
        return false;
      }
    } else {
      raw.state = kind == 'n' ? Raw::State::null : Raw::State::text;
      if (!scalar(at++, raw.text)) {
        return false;
      }
    }
    for (const std::uint32_t column : found->columns) {
      raws_[column] = raw;
    }
    if (!found->mapped) {
      extra_.push_back(static_cast<std::uint32_t>(found - keys_.data()));
    }
    if (at >= last || (char_at(at) != ',' && char_at(at) != '}')) {
      return false;
    }
    if (char_at(at) == '}') {
      break;
    }
    ++at;
  }
  return at < last && *at++ < end && (at >= last || *at >= end);
}

}  // namespace writ
