#include "connectors/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "base/text.h"
#include "connectors/yaml_builder.h"

namespace writ {

namespace {

// A stream over text that is already in memory.
class View : public std::streambuf {
 public:
  explicit View(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // setg wants it so; nothing writes
    setg(begin, begin, begin + text.size());
  }
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
  YamlBuilder builder(text, file, skipped, limits, diagnostics);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return std::move(builder.root);
  } catch (const YamlStop&) {
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

}  // namespace writ
