#include "cli/required_keys.h"

#include <fmt/format.h>

#include "base/text.h"
#include "connectors/yaml_expect.h"

namespace writ {

bool require_keys(const YamlNode& mapping, const std::vector<std::string>& keys,
                  std::string_view what, Diagnostics& diagnostics) {
  bool all = true;
  for (const std::string& key : keys) {
    if (mapping.find(key) == nullptr) {
      diagnostics.add("W0613", mapping.span, fmt::format("{} needs `{}`", what, key));
      all = false;
    }
  }
  return all;
}

std::string require_text(const YamlNode& node, const std::string& key, Diagnostics& diagnostics) {
  std::string text = expect_text(node, "`" + key + "`", diagnostics).value_or(std::string());
  if (node.is(YamlNode::Kind::scalar) && trim_unicode(text).empty()) {
    diagnostics.add("W0611", node.span, fmt::format("`{}` must say something", key));
    return {};
  }
  return text;
}

bool expect_list(const YamlNode& root, std::string_view what, std::string_view of,
                 Diagnostics& diagnostics) {
  if (root.is(YamlNode::Kind::sequence) || root.is(YamlNode::Kind::null)) {
    return true;
  }
  diagnostics.add("W0611", root.span, fmt::format("{} must be a list of {}", what, of),
                  "begin each entry with `- `");
  return false;
}

}  // namespace writ
