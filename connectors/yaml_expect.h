// What a configuration expects of a YAML node, said as a diagnostic where it is not so: W0610 (a
// key that nobody knows), W0611 (the wrong kind of value), W0612 (none of the choices). `what`
// names the value for people, without backticks: "the delimiter".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "connectors/yaml.h"

namespace writ {

// False, with W0611, where the node is none.
bool expect_mapping(const YamlNode& node, std::string_view what, Diagnostics& diagnostics);
// W0610, with the nearest of `known`, for every other key. REQUIRES: a mapping.
void expect_keys(const YamlNode& mapping, const std::vector<std::string>& known,
                 std::string_view what, Diagnostics& diagnostics);

// Any scalar is text: `no`, `42` and `"42"` are what they say.
std::optional<std::string> expect_text(const YamlNode& node, std::string_view what,
                                       Diagnostics& diagnostics);
// A text, or a list of texts with at least one.
std::vector<std::string> expect_texts(const YamlNode& node, std::string_view what,
                                      Diagnostics& diagnostics);
std::optional<bool> expect_bool(const YamlNode& node, std::string_view what,
                                Diagnostics& diagnostics);
std::optional<std::int64_t> expect_int(const YamlNode& node, std::string_view what,
                                       Diagnostics& diagnostics);
// The position in `choices` of a text that is one of them.
std::optional<std::size_t> expect_choice(const YamlNode& node,
                                         const std::vector<std::string>& choices,
                                         std::string_view what, Diagnostics& diagnostics);

}  // namespace writ
