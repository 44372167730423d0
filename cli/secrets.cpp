// Blots out literals where a secret belongs, so that no diagnostic can show one: they end in the
// logs of CI systems.
#include "base/text.h"
#include "cli/connector_settings.h"
#include "cli/project.h"

namespace writ {
namespace {

void blot(std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    if (text[i] != '\n' && text[i] != '\r' && text[i] != ' ' && text[i] != '\t') {
      text[i] = 'x';
    }
  }
}

void blot_node(std::string& text, const YamlNode& node) {
  if (node.is(YamlNode::Kind::scalar) && !node.text.starts_with("${")) {
    blot(text, node.span.begin, node.span.end);
  }
  for (const YamlNode& item : node.items) {
    blot_node(text, item);
  }
  for (const YamlEntry& entry : node.entries) {
    blot_node(text, entry.value);
  }
}

void blot_secrets(std::string& text, const YamlNode& node) {
  for (const YamlNode& item : node.items) {
    blot_secrets(text, item);
  }
  for (const YamlEntry& entry : node.entries) {
    is_secret(entry.key) ? blot_node(text, entry.value) : blot_secrets(text, entry.value);
  }
}

// Of text that is no YAML: whatever follows `name:` on the same line.
void blot_lines(std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    for (std::size_t colon = text.find(':', begin); colon < end;
         colon = text.find(':', colon + 1)) {
      std::size_t name_end = colon;
      while (name_end > begin &&
             std::string_view(" \"'").find(text[name_end - 1]) != std::string::npos) {
        --name_end;
      }
      const std::size_t before = text.find_last_of(" \t\"',{-", name_end == 0 ? 0 : name_end - 1);
      const std::size_t name = before == std::string::npos || before < begin ? begin : before + 1;
      if (name < name_end && is_secret(std::string_view(text).substr(name, name_end - name))) {
        blot(text, colon + 1, end);
        break;
      }
    }
    begin = end + 1;
  }
}

}  // namespace

std::string without_secrets(const std::string& text) {
  std::string blotted = text;
  Sources sources;
  Diagnostics ignored;
  const std::uint32_t file = sources.add("", text);
  if (const std::optional<YamlNode> root = load_yaml(sources, file, ignored)) {
    blot_secrets(blotted, *root);
  } else {
    blot_lines(blotted);
  }
  return blotted;
}

}  // namespace writ
