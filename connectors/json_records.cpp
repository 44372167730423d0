#include "connectors/json_records.h"

#include <fmt/format.h>

#include <algorithm>

#include "connectors/json.h"

namespace writ {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A cursor that finds its way by quotes and brackets alone.
class Scan {
 public:
  explicit Scan(std::string_view text, std::size_t at = 0) : text_(text), at_(at) { spaces(); }

  std::size_t at() const { return at_; }
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) {
      ++at_;
    }
  }
  bool take(char c) {
    if (here() != c) {
      return false;
    }
    ++at_;
    spaces();
    return true;
  }

  // Past one value and the space behind it; its slice is empty where it is never closed.
  std::string_view value() {
    const std::size_t begin = at_;
    std::string closers;
    do {
      const char c = here();
      if (at_ >= text_.size()) {
        return {};
      }
      if (c == '"') {
        if (!string()) {
          return {};
        }
      } else if (c == '{' || c == '[') {
        closers += c == '{' ? '}' : ']';
        ++at_;
      } else if (c == '}' || c == ']') {
        if (closers.empty() || closers.back() != c) {
          return {};
        }
        closers.pop_back();
        ++at_;
      } else if (closers.empty()) {
        bare();
        if (at_ == begin) {
          return {};
        }
      } else {
        ++at_;
      }
    } while (!closers.empty());
    const std::string_view slice = text_.substr(begin, at_ - begin);
    spaces();
    return slice;
  }

 private:
  bool string() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return true;
      }
    }
    at_ = text_.size();
    return false;
  }
  void bare() {
    while (at_ < text_.size() && !is_space(text_[at_]) &&
           std::string_view(",:[]{}\"").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_;
};

// Moves `scan` from an object or a list to the value of one key or index.
bool step_into(Scan& scan, const std::string& name) {
  const bool object = scan.take('{');
  if (!object && !scan.take('[')) {
    return false;
  }
  for (std::size_t index = 0;; ++index) {
    if (scan.here() == '}' || scan.here() == ']') {
      return false;
    }
    bool here = name == std::to_string(index);
    if (object) {
      const std::string_view raw = scan.value();
      const ParsedJson key = parse_json(raw);
      if (!key.value.is(Value::Kind::text) || !scan.take(':')) {
        return false;
      }
      here = key.value.text == name;
    }
    if (here) {
      return true;
    }
    if (scan.value().empty() || !scan.take(',')) {
      return false;
    }
  }
}

std::string at_line(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", line, before.size() - start + 1);
}

// The document without the records must be whole and valid.
std::string envelope_fault(std::string_view document, std::size_t begin, std::size_t end) {
  std::string envelope(document.substr(0, begin));
  envelope += document.substr(end);
  const ParsedJson parsed = check_json(envelope);
  if (parsed.reason.empty()) {
    return {};
  }
  std::string what = parsed.reason + (parsed.detail.empty() ? "" : ": ") + parsed.detail;
  if (parsed.at == 0) {
    return what;
  }
  const std::size_t at = parsed.at < begin ? parsed.at : parsed.at + (end - begin);
  const bool second = at < document.size() && (document[at] == '{' || document[at] == '[');
  return fmt::format("{} at {}{}", what, at_line(document, at),
                     second ? " (one record a line? say `format: ndjson`)" : "");
}

// Pointers to the lists of a document, for a person who has not said where the records are.
void find_lists(Scan& scan, const std::string& path, std::vector<std::string>& out) {
  if (scan.here() != '{' || std::count(path.begin(), path.end(), '/') > 3) {
    scan.value();
    return;
  }
  scan.take('{');
  while (out.size() < 4 && scan.here() == '"') {
    const ParsedJson key = parse_json(scan.value());
    if (!scan.take(':')) {
      return;
    }
    const std::string below = path + "/" + key.value.text;
    if (scan.here() == '[') {
      out.push_back(below);
    }
    find_lists(scan, below, out);
    if (!scan.take(',')) {
      break;
    }
  }
  scan.take('}');
}

std::string where_lists_are(std::string_view document) {
  std::vector<std::string> lists;
  Scan scan(document);
  find_lists(scan, "", lists);
  return lists.empty() ? "" : fmt::format(" (it has lists at `{}`)", fmt::join(lists, "`, `"));
}

Result<std::vector<std::string_view>> split(std::string_view document, std::size_t list) {
  std::vector<std::string_view> records;
  Scan scan(document, list);
  scan.take('[');
  const std::size_t begin = scan.at();
  while (scan.here() != ']') {
    const std::size_t at = scan.at();
    const std::string_view record = scan.value();
    if (record.empty() || (scan.here() != ',' && scan.here() != ']')) {
      return Error{
          fmt::format("broken JSON: the record that begins at {} is torn", at_line(document, at))};
    }
    records.push_back(record);
    if (scan.take(',') && scan.here() == ']') {
      return Error{
          fmt::format("broken JSON: a comma before `]` at {}", at_line(document, scan.at()))};
    }
  }
  const std::string fault = envelope_fault(document, begin, scan.at());
  return fault.empty() ? Result<std::vector<std::string_view>>(std::move(records)) : Error{fault};
}

}  // namespace

std::string_view json_slice(std::string_view document, const Pointer& pointer) {
  Scan scan(document);
  for (const PointerStep& step : pointer.steps) {
    if (step.kind != PointerStep::Kind::name || !step_into(scan, step.name)) {
      return {};
    }
  }
  return scan.value();
}

Result<std::vector<std::string_view>> json_records(std::string_view document,
                                                   const std::vector<Pointer>& pointers,
                                                   bool none_is_empty) {
  std::string_view list = pointers.empty() ? json_slice(document, {}) : std::string_view();
  for (const Pointer& pointer : pointers) {
    if (list.empty()) {
      list = json_slice(document, pointer);
    }
  }
  if (!list.starts_with('[')) {
    // Broken text first: a torn document may have lost the list.
    const std::string fault = envelope_fault(document, document.size(), document.size());
    if (!fault.empty()) {
      return Error{fault};
    }
    if (none_is_empty && (list.empty() || list == "null")) {
      return std::vector<std::string_view>();
    }
    const std::string_view what = pointers.empty() ? "the document is no list of records; say "
                                                     "`items:` and where the list is"
                                  : list.empty()   ? "the document has nothing at `items`"
                                                   : "what the document has at `items` is no list";
    return Error{std::string(what) + where_lists_are(document)};
  }
  return split(document, static_cast<std::size_t>(list.data() - document.data()));
}

}  // namespace writ
