#include "connectors/rest/manifest_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"
#include "base/time.h"
#include "connectors/pointer.h"
#include "connectors/yaml_expect.h"

namespace writ {

ManifestKeys::ManifestKeys(const YamlNode& node, std::string what,
                           const std::set<std::string>& names, Diagnostics& diagnostics)
    : node_(node),
      what_(std::move(what)),
      names_(names),
      diagnostics_(diagnostics),
      good_(expect_mapping(node, what_, diagnostics)) {}

ManifestKeys::~ManifestKeys() {
  if (good_) {
    expect_keys(node_, known_, what_, diagnostics_);
  }
}

const YamlNode* ManifestKeys::node(const std::string& key) {
  known_.push_back(key);
  return good_ ? node_.find(key) : nullptr;
}

std::string ManifestKeys::text(const std::string& key, const std::string& preset) {
  const YamlNode* value = node(key);
  return value == nullptr ? preset
                          : expect_text(*value, in_backticks(key), diagnostics_).value_or(preset);
}

std::vector<std::string> ManifestKeys::texts(const std::string& key) {
  const YamlNode* value = node(key);
  return value == nullptr ? std::vector<std::string>()
                          : expect_texts(*value, in_backticks(key), diagnostics_);
}

bool ManifestKeys::flag(const std::string& key, bool preset) {
  const YamlNode* value = node(key);
  return value == nullptr ? preset
                          : expect_bool(*value, in_backticks(key), diagnostics_).value_or(preset);
}

std::int64_t ManifestKeys::number(const std::string& key, std::int64_t preset, std::int64_t least,
                                  std::int64_t most) {
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return preset;
  }
  const std::int64_t number = expect_int(*value, in_backticks(key), diagnostics_).value_or(preset);
  if (number < least || number > most) {
    add("W0612", *value, fmt::format("`{}` must be from {} to {}", key, least, most));
    return preset;
  }
  return number;
}

std::optional<std::size_t> ManifestKeys::choice(const std::string& key,
                                                const std::vector<std::string>& choices) {
  const YamlNode* value = node(key);
  return value == nullptr ? std::nullopt
                          : expect_choice(*value, choices, in_backticks(key), diagnostics_);
}

std::string ManifestKeys::pointer(const std::string& key) {
  const YamlNode* value = node(key);
  std::string text = value == nullptr ? "" : text_of(*value, key);
  if (value == nullptr || text.empty()) {
    return text;
  }
  const Result<Pointer> pointer =
      text.starts_with('/') ? parse_pointer(text) : Result<Pointer>(Error{"it begins with `/`"});
  if (!pointer) {
    add("W0615", *value, fmt::format("`{}` is no pointer: {}", key, pointer.error().message));
    return {};
  }
  return text;
}

std::string ManifestKeys::text_of(const YamlNode& value, const std::string& key) {
  return expect_text(value, in_backticks(key), diagnostics_).value_or("");
}

Template ManifestKeys::template_of(const YamlNode& value, const std::string& key) {
  Result<Template> parsed = Template::parse(text_of(value, key));
  if (!parsed) {
    add("W0660", value, fmt::format("`{}`: {}", key, parsed.error().message));
    return {};
  }
  for (const std::string& name : parsed->names()) {
    if (!names_.contains(name)) {
      const std::vector<std::string> known(names_.begin(), names_.end());
      std::string help = did_you_mean(name, known);
      add("W0660", value, fmt::format("nothing here is called ${{{}}}", name),
          help.empty() ? fmt::format("there are: {}", fmt::join(known, ", ")) : std::move(help));
    }
  }
  return std::move(*parsed);
}

Template ManifestKeys::hole_text(const std::string& key) {
  const YamlNode* value = node(key);
  return value == nullptr ? Template() : template_of(*value, key);
}

std::map<std::string, Template> ManifestKeys::hole_texts(const std::string& key) {
  std::map<std::string, Template> out;
  const YamlNode* value = node(key);
  if (value != nullptr && expect_mapping(*value, in_backticks(key), diagnostics_)) {
    for (const YamlEntry& entry : value->entries) {
      out[entry.key] = template_of(entry.value, entry.key);
    }
  }
  return out;
}

std::map<std::string, std::string> ManifestKeys::plain_texts(const std::string& key) {
  std::map<std::string, std::string> out;
  const YamlNode* value = node(key);
  if (value != nullptr && expect_mapping(*value, in_backticks(key), diagnostics_)) {
    for (const YamlEntry& entry : value->entries) {
      out[entry.key] = text_of(entry.value, entry.key);
    }
  }
  return out;
}

std::chrono::milliseconds ManifestKeys::duration(const std::string& key,
                                                 std::chrono::milliseconds preset) {
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return preset;
  }
  const std::optional<Duration> duration = parse_duration(text_of(*value, key));
  if (!duration || duration->micros <= 0) {
    add("W0612", *value, fmt::format("`{}` is no duration", key), "write it as 1s, 5m or 1h");
    return preset;
  }
  return std::chrono::milliseconds(duration->micros / 1000);
}

bool ManifestKeys::needs(const std::string& key) {
  if (!good_ || node_.find(key) != nullptr) {
    return good_;
  }
  diagnostics_.add("W0613", node_.span, fmt::format("{} has no `{}`", what_, key));
  return false;
}

void ManifestKeys::add(const std::string& code, const YamlNode& at, std::string message,
                       std::string help) {
  diagnostics_.add(code, at.span, std::move(message), std::move(help));
}

}  // namespace writ
