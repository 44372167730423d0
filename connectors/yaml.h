// YAML as configuration and data may use it: one document, YAML 1.2 core schema, no anchors,
// aliases, tags or merge keys, no key twice, and budgets that are kept while the text is read. What
// breaks these rules is a diagnostic, W0601 to W0609. Plain scalars keep their text: `no`, `on`,
// `010` and `1:30` stay what they say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"

namespace writ {

struct YamlEntry;

struct YamlNode {
  enum class Kind { null, scalar, sequence, mapping };

  Kind kind = Kind::null;  // null: `null`, `Null`, `NULL`, `~` or nothing, unquoted
  std::string text;        // of a scalar, quotes and escapes resolved
  bool quoted = false;  // of a scalar: in quotes, or a block (`|`, `>`); it is text then, whatever
                        // it looks like
  Span span;            // a scalar's text; a collection's first character
  std::vector<YamlNode> items;     // of a sequence
  std::vector<YamlEntry> entries;  // of a mapping, in the order of the file

  bool is(Kind k) const { return kind == k; }
  // The value under `key`, or nullptr.
  const YamlNode* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  Span key_span;
  YamlNode value;
};

struct YamlLimits {
  std::uint64_t bytes = std::uint64_t{16} << 20;
  std::size_t nodes = 1'000'000;
};
constexpr YamlLimits yaml_data_limits{std::uint64_t{64} << 20, 4'000'000};

// The text of sources[file]. Nothing where a diagnostic of an error was added; an empty text is a
// null node.
std::optional<YamlNode> load_yaml(const Sources& sources, std::uint32_t file,
                                  Diagnostics& diagnostics, YamlLimits limits = {});

// What an unquoted scalar means in the core schema, or nothing: `true`, `True`, `TRUE`, …; `0`,
// `-12` (no leading zeros, no `+`, no `_`), which fits 64 bits.
std::optional<bool> yaml_bool(const YamlNode& node);
std::optional<std::int64_t> yaml_int(const YamlNode& node);
// Whether an unquoted scalar is written as a number: `-12`, `1.5`, `1e3`.
bool yaml_number(const YamlNode& node);

}  // namespace writ
