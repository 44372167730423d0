#include "connectors/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "connectors/limits.h"

namespace writ {

namespace {

// What a node costs in memory beside its text, so that `[[],[],…` is as large as it is.
constexpr std::size_t node_cost = sizeof(Value);

// Receives the events of nlohmann's parser, which keeps no tree and does not recurse. Builds one
// Value, or with `keep` off only checks.
class Tree {
 public:
  Tree(ParsedJson& out, std::size_t size, bool keep) : out_(out), size_(size), keep_(keep) {}

  bool null() { return leaf(Value::Kind::null, {}); }
  bool boolean(bool value) { return leaf(Value::Kind::boolean, value ? "true" : "false"); }
  // Only negative numbers come as number_integer, and "-0" among them.
  bool number_integer(std::int64_t value) {
    return leaf(Value::Kind::number, value == 0 ? "-0" : std::to_string(value));
  }
  bool number_unsigned(std::uint64_t value) {
    return leaf(Value::Kind::number, std::to_string(value));
  }
  // Fractions, exponents and integers that fit no 64 bits: the raw text is exact.
  bool number_float(double, const std::string& raw) { return leaf(Value::Kind::number, raw); }
  bool string(std::string& text) { return leaf(Value::Kind::text, std::move(text)); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Value::Kind::object); }
  bool start_array(std::size_t) { return open(Value::Kind::list); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (!spend(name.size())) {
      return false;
    }
    if (!keys_.back().insert(name).second) {
      return blame("duplicate key", in_backticks(name));
    }
    if (keep_) {
      open_.back()->keys.push_back(std::move(name));
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& e) {
    out_.at = position == 0 ? 0 : position - 1;
    // 406: a number that no double can hold. It is JSON, but nobody can say what it means.
    return blame("broken JSON", e.id == 406        ? "a number out of range"
                                : out_.at >= size_ ? "the text ends early"
                                                   : "");
  }

 private:
  bool blame(std::string_view reason, std::string detail) {
    out_.reason = reason;
    out_.detail = std::move(detail);
    return false;
  }

  bool spend(std::size_t text) {
    if (!keep_) {
      return true;
    }
    if (text > max_field_bytes) {
      return blame("too large", "a text of more than 1 MiB");
    }
    spent_ += node_cost + text;
    return spent_ <= 4 * max_record_bytes || blame("too large", "a record of more than 16 MiB");
  }

  Value* place(Value value) {
    if (open_.empty()) {
      out_.value = std::move(value);
      return &out_.value;
    }
    open_.back()->items.push_back(std::move(value));
    return &open_.back()->items.back();
  }

  bool leaf(Value::Kind kind, std::string text) {
    if (!spend(text.size())) {
      return false;
    }
    if (keep_) {
      place(Value{kind, std::move(text), {}, {}});
    }
    return true;
  }

  bool open(Value::Kind kind) {
    if (keys_.size() == max_document_depth) {
      return blame("too deep", fmt::format("more than {} levels", max_document_depth));
    }
    keys_.emplace_back();
    if (!spend(0)) {
      return false;
    }
    if (keep_) {
      // Pointers into `items` stay valid: a list grows only while none of its elements is open.
      open_.push_back(place(Value{kind, {}, {}, {}}));
    }
    return true;
  }

  bool close() {
    keys_.pop_back();
    if (keep_) {
      open_.pop_back();
    }
    return true;
  }

  ParsedJson& out_;
  std::size_t size_;  // of the text
  bool keep_;
  std::size_t spent_ = 0;
  std::vector<Value*> open_;
  std::vector<std::set<std::string, std::less<>>> keys_;  // of the open objects and lists
};

ParsedJson run(std::string_view text, bool keep) {
  ParsedJson out;
  const auto refuse = [&out](std::string_view reason, std::string_view detail, std::size_t at) {
    out.reason = reason;
    out.detail = detail;
    out.at = at;
    return out;
  };
  if (keep && text.size() > max_record_bytes) {
    return refuse("too large", "a record of more than 16 MiB", 0);
  }
  // To nlohmann's lexer a NUL is the end of the text: what follows would be dropped in silence.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return refuse("malformed text", "a NUL character", nul);
  }
  if (const auto bad = invalid_utf8(text)) {
    return refuse("malformed text", "not UTF-8", *bad);
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return refuse("broken JSON", "a byte order mark inside the text", 0);
  }
  try {
    Tree tree(out, text.size(), keep);
    nlohmann::json::sax_parse(text.begin(), text.end(), &tree);
  } catch (const std::exception&) {
    return refuse("broken JSON", "", 0);
  }
  if (!out.reason.empty()) {
    out.value = {};
  }
  return out;
}

}  // namespace

ParsedJson parse_json(std::string_view text) {
  return run(text, true);
}

ParsedJson check_json(std::string_view text) {
  return run(text, false);
}

}  // namespace writ
