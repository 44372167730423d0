#include "connectors/yaml_builder.h"

#include <fmt/format.h>
#include <yaml-cpp/mark.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/limits.h"

namespace writ {

void YamlBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ > 1) {
    stop("W0606", at(mark), "the file holds more than one YAML document",
         "keep one document a file");
  }
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t) {
  if (wants_key()) {
    stop("W0601", at(mark), "a key is missing, or null", "put the key in quotes");
  }
  place(YamlNode{YamlNode::Kind::null, {}, false, scalar_span(mark, ""), {}, {}});
}

void YamlBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  no_alias(mark, "an alias");
}

void YamlBuilder::OnAnchor(const YAML::Mark& mark, const std::string&) {
  no_alias(mark, "an anchor");
}

void YamlBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                           const std::string& value) {
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

void YamlBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                                  YAML::EmitterStyle::value) {
  open(mark, tag, YamlNode::Kind::sequence);
}

void YamlBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                             YAML::EmitterStyle::value) {
  open(mark, tag, YamlNode::Kind::mapping);
}

void YamlBuilder::OnSequenceEnd() {
  close();
}

void YamlBuilder::OnMapEnd() {
  close();
}

Span YamlBuilder::at(const YAML::Mark& mark) const {
  const std::size_t raw = mark.is_null() || mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
  const std::size_t begin = std::min(raw + skipped_, text_.size());
  return span(begin, std::min(begin + 1, text_.size()));
}

void YamlBuilder::no_alias(const YAML::Mark& mark, std::string_view what) {
  stop("W0603", at(mark), fmt::format("{} is not allowed here", what),
       "write the value out where it is meant; text that begins with `*` or `&` needs quotes");
}

void YamlBuilder::stop(std::string_view id, Span where, std::string message, std::string help) {
  diagnostics_.add(id, where, std::move(message), std::move(help));
  throw YamlStop{};
}

Span YamlBuilder::span(std::size_t begin, std::size_t end) const {
  return Span{file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

// yaml-cpp tells where a scalar begins, not where it ends.
Span YamlBuilder::scalar_span(const YAML::Mark& mark, const std::string& value) const {
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

bool YamlBuilder::wants_key() const {
  return !open_.empty() && open_.back().node.is(YamlNode::Kind::mapping) && !open_.back().key;
}

void YamlBuilder::count(Span where) {
  if (++nodes_ > limits_.nodes) {
    stop("W0605", where, fmt::format("more than {} values in one YAML file", limits_.nodes),
         "split the file");
  }
}

void YamlBuilder::check_tag(const YAML::Mark& mark, const std::string& tag) {
  const Span where = at(mark);
  const bool written = where.begin < text_.size() && text_[where.begin] == '!';
  if (written || (!tag.empty() && tag != "?" && tag != "!")) {
    stop("W0604", where, "a tag is not allowed here",
         "leave the tag out; put a value in quotes to make it text");
  }
}

void YamlBuilder::key(const std::string& text, bool quoted, Span where) {
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
    throw YamlStop{};
  }
  mapping.key = Key{text, where};
}

void YamlBuilder::open(const YAML::Mark& mark, const std::string& tag, YamlNode::Kind kind) {
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

void YamlBuilder::close() {
  YamlNode node = std::move(open_.back().node);
  open_.pop_back();
  put(std::move(node));
}

void YamlBuilder::place(YamlNode node) {
  count(node.span);
  put(std::move(node));
}

void YamlBuilder::put(YamlNode node) {
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

}  // namespace writ
