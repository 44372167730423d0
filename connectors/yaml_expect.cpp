#include "connectors/yaml_expect.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"

namespace writ {

namespace {

std::string found(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::mapping:
      return "keys and values";
    case YamlNode::Kind::scalar:
      break;
  }
  return in_backticks(node.text);
}

void misfit(const YamlNode& node, std::string_view what, std::string_view expected,
            Diagnostics& diagnostics, std::string help = {}) {
  diagnostics.add("W0611", node.span,
                  fmt::format("{} must be {}, found {}", what, expected, found(node)),
                  std::move(help));
}

}  // namespace

bool expect_mapping(const YamlNode& node, std::string_view what, Diagnostics& diagnostics) {
  if (!node.is(YamlNode::Kind::mapping)) {
    misfit(node, what, "keys and values", diagnostics);
    return false;
  }
  return true;
}

void expect_keys(const YamlNode& mapping, const std::vector<std::string>& known,
                 std::string_view what, Diagnostics& diagnostics) {
  for (const YamlEntry& entry : mapping.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) {
      continue;
    }
    std::string help = did_you_mean(entry.key, known);
    if (help.empty()) {
      help = fmt::format("it knows: {}", fmt::join(known, ", "));
    }
    diagnostics.add("W0610", entry.key_span,
                    fmt::format("{} has no key {}", what, in_backticks(entry.key)),
                    std::move(help));
  }
}

std::optional<std::string> expect_text(const YamlNode& node, std::string_view what,
                                       Diagnostics& diagnostics) {
  if (!node.is(YamlNode::Kind::scalar)) {
    misfit(node, what, "text", diagnostics);
    return std::nullopt;
  }
  return node.text;
}

std::vector<std::string> expect_texts(const YamlNode& node, std::string_view what,
                                      Diagnostics& diagnostics) {
  std::vector<std::string> out;
  if (node.is(YamlNode::Kind::scalar)) {
    out.push_back(node.text);
  } else if (!node.is(YamlNode::Kind::sequence) || node.items.empty()) {
    misfit(node, what, "text or a list of texts", diagnostics);
  }
  for (const YamlNode& item : node.items) {
    if (auto text = expect_text(item, what, diagnostics)) {
      out.push_back(std::move(*text));
    }
  }
  return out;
}

std::optional<bool> expect_bool(const YamlNode& node, std::string_view what,
                                Diagnostics& diagnostics) {
  const auto value = yaml_bool(node);
  if (!value) {
    misfit(node, what, "`true` or `false`", diagnostics);
  }
  return value;
}

std::optional<std::int64_t> expect_int(const YamlNode& node, std::string_view what,
                                       Diagnostics& diagnostics) {
  const auto value = yaml_int(node);
  if (!value) {
    misfit(node, what, "a whole number", diagnostics);
  }
  return value;
}

std::optional<std::size_t> expect_choice(const YamlNode& node,
                                         const std::vector<std::string>& choices,
                                         std::string_view what, Diagnostics& diagnostics) {
  const auto text = expect_text(node, what, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  const auto found = std::find(choices.begin(), choices.end(), *text);
  if (found != choices.end()) {
    return static_cast<std::size_t>(found - choices.begin());
  }
  std::string help = did_you_mean(*text, choices);
  diagnostics.add("W0612", node.span,
                  fmt::format("{} must be one of {}, found {}", what, fmt::join(choices, ", "),
                              in_backticks(*text)),
                  std::move(help));
  return std::nullopt;
}

}  // namespace writ
