#include <fmt/format.h>

#include <algorithm>

#include "connectors/limits.h"
#include "connectors/readers.h"
#include "connectors/yaml.h"

namespace writ {

namespace {

// YAML's plain scalars as JSON's kinds, by the core schema; all else is text.
Value value_of(YamlNode& node) {
  Value out;
  switch (node.kind) {
    case YamlNode::Kind::null:
      return out;
    case YamlNode::Kind::scalar:
      out.kind = yaml_bool(node)     ? Value::Kind::boolean
                 : yaml_number(node) ? Value::Kind::number
                                     : Value::Kind::text;
      out.text = std::move(node.text);
      return out;
    case YamlNode::Kind::sequence:
      out.kind = Value::Kind::list;
      for (YamlNode& item : node.items) {
        out.items.push_back(value_of(item));
      }
      return out;
    case YamlNode::Kind::mapping:
      break;
  }
  out.kind = Value::Kind::object;
  for (YamlEntry& entry : node.entries) {
    out.keys.push_back(std::move(entry.key));
    out.items.push_back(value_of(entry.value));
  }
  return out;
}

bool has_huge_text(const Value& value) {
  return value.text.size() > max_field_bytes ||
         std::any_of(value.items.begin(), value.items.end(), has_huge_text);
}

std::size_t line_of(const Sources& sources, const Diagnostic& diagnostic) {
  return sources.place(diagnostic.span).line;
}

Result<Value> load(std::string_view text) {
  Sources sources;
  Diagnostics diagnostics;
  auto node = load_yaml(sources, sources.add("", std::string(text)), diagnostics, yaml_data_limits);
  if (!node) {
    const Diagnostic first = diagnostics.sorted().front();
    return Error{fmt::format("{} (line {})", first.message, line_of(sources, first))};
  }
  return value_of(*node);
}

// The list of records: what the first pointer that leads anywhere leads to.
Result<const Value*> find_list(const Value& document, const std::vector<std::string>& items) {
  const Value* list = items.empty() ? &document : nullptr;
  for (const std::string& text : items) {
    const auto pointer = parse_pointer(text);
    if (!pointer) {
      return pointer.error().context("`items`");
    }
    const Found found = follow(*pointer, document);
    if (list == nullptr && found.state == Found::State::values && found.values.size() == 1) {
      list = found.values.front();
    }
  }
  if (list == nullptr || !list->is(Value::Kind::list)) {
    return Error{items.empty() ? "the document is no list of records; say `items:` and where it is"
                               : "the document has no list of records at `items`"};
  }
  return list;
}

}  // namespace

Failure read_yaml(std::string_view text, std::uint32_t file, TableIntake& intake) {
  const auto document = load(text);
  if (!document) {
    return document.error();
  }
  const auto list = find_list(*document, intake.map().items);
  if (!list) {
    return list.error();
  }
  if (intake.map().total) {
    const auto pointer = parse_pointer(*intake.map().total);
    const Found found = pointer ? follow(*pointer, *document) : Found{};
    intake.stated_total(
        found.values.size() == 1 && found.values[0] != nullptr ? found.values[0]->text : "", file);
  }
  Origin origin{file, 0};
  for (const Value& record : (*list)->items) {
    ++origin.record;
    if (has_huge_text(record)) {
      intake.refuse("too large", origin, "a text of more than 1 MiB");
    } else {
      intake.add(record, origin);
    }
  }
  return std::nullopt;
}

}  // namespace writ
