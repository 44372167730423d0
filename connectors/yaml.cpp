#include "connectors/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <istream>
#include <map>
#include <streambuf>

#include "base/text.h"
#include "connectors/limits.h"

namespace writ {

namespace {

// Thrown through yaml-cpp to end the reading; the diagnostic has been added.
struct Stop {};

// A stream over text that is already in memory.
class View : public std::streambuf {
 public:
  explicit View(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // setg wants it so; nothing writes
    setg(begin, begin, begin + text.size());
  }
};

struct Key {
  std::string text;
  Span span;
};

// A collection that is not closed yet.
struct Open {
  YamlNode node;
  std::optional<Key> key;            // of a mapping: its value comes next
  std::map<std::string, Span> keys;  // of a mapping, so far
};

class Builder : public YAML::EventHandler {
 public:
  // `skipped`: bytes of a byte order mark, which yaml-cpp does not see.
  Builder(std::string_view text, std::uint32_t file, std::uint32_t skipped, YamlLimits limits,
          Diagnostics& diagnostics)
      : text_(text), file_(file), skipped_(skipped), limits_(limits), diagnostics_(diagnostics) {}

  YamlNode root;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      stop("W0606", at(mark), "the file holds more than one YAML document",
           "keep one document a file");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (wants_key()) {
      stop("W0601", at(mark), "a key is missing, or null", "put the key in quotes");
    }
    place(YamlNode{YamlNode::Kind::null, {}, false, scalar_span(mark, ""), {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { no_alias(mark, "an alias"); }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    no_alias(mark, "an anchor");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    check_tag(mark, tag);
    const Span span = scalar_span(mark, value);
    const char first = span.begin < text_.size() ? text_[span.begin] : '\0';
    const bool quoted = std::string_view("\"'|>").find(first) != std::string_view::npos;
    if (wants_key()) {
      key(value, quoted, span);
    } else {
      place(YamlNode{YamlNode::Kind::scalar, value, quoted, span, {}, {}});
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, YamlNode::Kind::sequence);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, YamlNode::Kind::mapping);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  Span at(const YAML::Mark& mark) const {
    const std::size_t raw = mark.is_null() || mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
    const std::size_t begin = std::min(raw + skipped_, text_.size());
    return span(begin, std::min(begin + 1, text_.size()));
  }

  [[noreturn]] void no_alias(const YAML::Mark& mark, std::string_view what) {
    stop("W0603", at(mark), fmt::format("{} is not allowed here", what),
         "write the value out where it is meant; text that begins with `*` or `&` needs quotes");
  }

  [[noreturn]] void stop(std::string_view id, Span where, std::string message, std::string help) {
    diagnostics_.add(id, where, std::move(message), std::move(help));
    throw Stop{};
  }

 private:
  Span span(std::size_t begin, std::size_t end) const {
    return Span{file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  // yaml-cpp tells where a scalar begins, not where it ends.
  Span scalar_span(const YAML::Mark& mark, const std::string& value) const {
    const std::size_t begin = at(mark).begin;
    const std::string_view rest = text_.substr(begin);
    if (!value.empty() && rest.starts_with(value)) {
      return span(begin, begin + value.size());
    }
    std::size_t end = std::min(rest.find('\n'), rest.size());
    if (!rest.empty() && (rest[0] == '"' || rest[0] == '\'')) {
      std::size_t i = 1;
      while (i < end && rest[i] != rest[0]) {
        i += rest[i] == '\\' && rest[0] == '"' ? 2 : 1;
      }
      end = std::min(i + 1, end);
    } else if (value.empty()) {
      end = std::min<std::size_t>(1, end);
    }
    const std::string_view line = trim(rest.substr(0, end));
    return span(begin, begin + std::max<std::size_t>(line.size(), rest.empty() ? 0 : 1));
  }

  bool wants_key() const {
    return !open_.empty() && open_.back().node.is(YamlNode::Kind::mapping) && !open_.back().key;
  }

  void count(Span where) {
    if (++nodes_ > limits_.nodes) {
      stop("W0605", where, fmt::format("more than {} values in one YAML file", limits_.nodes),
           "split the file");
    }
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    const Span where = at(mark);
    const bool written = where.begin < text_.size() && text_[where.begin] == '!';
    if (written || (!tag.empty() && tag != "?" && tag != "!")) {
      stop("W0604", where, "a tag is not allowed here",
           "leave the tag out; put a value in quotes to make it text");
    }
  }

  void key(const std::string& text, bool quoted, Span where) {
    if (text == "<<" && !quoted) {
      stop("W0603", where, "a merge key is not allowed here", "write the keys out");
    }
    count(where);
    Open& mapping = open_.back();
    const auto [first, is_new] = mapping.keys.emplace(text, where);
    if (!is_new) {
      diagnostics_
          .add("W0602", where, fmt::format("the key {} is here twice", in_backticks(text)),
               "keep one of them")
          .labels.push_back(Label{first->second, "first here"});
      throw Stop{};
    }
    mapping.key = Key{text, where};
  }

  void open(const YAML::Mark& mark, const std::string& tag, YamlNode::Kind kind) {
    check_tag(mark, tag);
    if (wants_key()) {
      stop("W0601", at(mark), "a list or a mapping is used as a key", "use text as the key");
    }
    if (open_.size() == max_document_depth) {
      stop("W0605", at(mark), fmt::format("nested more than {} levels deep", max_document_depth),
           "flatten the file");
    }
    count(at(mark));
    open_.push_back(Open{YamlNode{kind, {}, false, at(mark), {}, {}}, {}, {}});
  }

  void close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    put(std::move(node));
  }

  void place(YamlNode node) {
    count(node.span);
    put(std::move(node));
  }

  void put(YamlNode node) {
    if (open_.empty()) {
      root = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.is(YamlNode::Kind::sequence)) {
      parent.node.items.push_back(std::move(node));
      return;
    }
    parent.node.entries.push_back(
        YamlEntry{std::move(parent.key->text), parent.key->span, std::move(node)});
    parent.key.reset();
  }

  std::string_view text_;
  std::uint32_t file_;
  std::uint32_t skipped_;
  YamlLimits limits_;
  Diagnostics& diagnostics_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  std::vector<Open> open_;
};

// yaml-cpp ends a text in silence at the character U+0004, and YAML allows no other control
// character either.
bool check_characters(std::string_view text, std::uint32_t file, YamlLimits limits,
                      Diagnostics& diagnostics) {
  if (text.size() > limits.bytes) {
    diagnostics.add("W0605", Span{file, 0, 0},
                    fmt::format("a YAML file of more than {} bytes", limits.bytes),
                    "split the file");
    return false;
  }
  std::size_t bad = invalid_utf8(text).value_or(text.size());
  const auto control =
      std::find_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
      });
  bad = static_cast<std::size_t>(control - text.begin());
  if (bad == text.size()) {
    return true;
  }
  const auto at = static_cast<std::uint32_t>(bad);
  diagnostics.add("W0607", Span{file, at, at + 1},
                  "a character that YAML does not allow, or bytes that are not UTF-8",
                  "save the file as UTF-8 without control characters");
  return false;
}

bool looks_like_number(std::string_view text) {
  text.remove_prefix(text.starts_with('-') ? 1 : 0);
  const std::size_t whole = std::min(text.find_first_not_of("0123456789"), text.size());
  if (whole == 0 || (whole > 1 && text[0] == '0')) {
    return false;
  }
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (digits == 1) {
      return false;
    }
    text.remove_prefix(digits);
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  }
  return text.empty();
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [key](const YamlEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

std::optional<YamlNode> load_yaml(const Sources& sources, std::uint32_t file,
                                  Diagnostics& diagnostics, YamlLimits limits) {
  const std::string_view text = sources[file].text();
  if (!check_characters(text, file, limits, diagnostics)) {
    return std::nullopt;
  }
  const std::uint32_t skipped = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  View view(text.substr(skipped));
  std::istream stream(&view);
  Builder builder(text, file, skipped, limits, diagnostics);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return std::move(builder.root);
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& e) {
    const Span where = builder.at(e.mark);
    if (sources.text(where) == "*") {
      // An alias of nothing: `files: *.csv`, most likely.
      diagnostics.add("W0603", where, "an alias is not allowed here",
                      "text that begins with `*` needs quotes");
    } else {
      diagnostics.add("W0601", where, fmt::format("not valid YAML: {}", e.msg));
    }
  } catch (const std::exception&) {
    diagnostics.add("W0601", Span{file, 0, 0}, "not valid YAML");
  }
  return std::nullopt;
}

std::optional<bool> yaml_bool(const YamlNode& node) {
  if (!node.is(YamlNode::Kind::scalar) || node.quoted) {
    return std::nullopt;
  }
  const std::string& text = node.text;
  const bool yes = text == "true" || text == "True" || text == "TRUE";
  const bool no = text == "false" || text == "False" || text == "FALSE";
  return yes || no ? std::optional(yes) : std::nullopt;
}

std::optional<std::int64_t> yaml_int(const YamlNode& node) {
  std::int64_t value = 0;
  const char* end = node.text.data() + node.text.size();
  if (!yaml_number(node)) {
    return std::nullopt;
  }
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

bool yaml_number(const YamlNode& node) {
  return node.is(YamlNode::Kind::scalar) && !node.quoted && looks_like_number(node.text);
}

}  // namespace writ
