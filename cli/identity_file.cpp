#include "cli/identity_file.h"

#include <fmt/format.h>

#include <set>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/required_keys.h"
#include "connectors/yaml.h"
#include "connectors/yaml_expect.h"

namespace writ {
namespace {

constexpr std::string_view nobody = "none";

// "lms.users/u88": a table that the program knows, and a key.
bool check_account(const Program& program, const YamlNode& node, const std::string& account,
                   Diagnostics& diagnostics) {
  const std::size_t slash = account.find('/');
  if (slash == std::string::npos || slash + 1 == account.size()) {
    diagnostics.add("W0650", node.span, fmt::format("{} names no account", in_backticks(account)),
                    "write the table and the key: lms.users/u88");
    return false;
  }
  const std::string table = account.substr(0, slash);
  if (program.schemas.contains(table)) {
    return true;
  }
  std::vector<std::string> tables;
  for (const auto& [name, schema] : program.schemas) {
    tables.push_back(name);
  }
  diagnostics.add("W0650", node.span, fmt::format("there is no table {}", in_backticks(table)),
                  did_you_mean(table, tables));
  return false;
}

std::optional<IdentityOverride> read_override(const Program& program, const YamlNode& node,
                                              Diagnostics& diagnostics) {
  if (!expect_mapping(node, "an override", diagnostics)) {
    return std::nullopt;
  }
  const std::vector<std::string> keys = {"account", "person", "reason", "approved_by"};
  expect_keys(node, keys, "an override", diagnostics);
  if (!require_keys(node, keys, "an override", diagnostics)) {
    return std::nullopt;
  }
  const auto text = [&](const std::string& key) {
    return require_text(*node.find(key), key, diagnostics);
  };
  IdentityOverride entry;
  entry.account = text("account");
  entry.reason = text("reason");
  entry.approved_by = text("approved_by");
  const std::string person = text("person");
  if (entry.account.empty() || entry.reason.empty() || entry.approved_by.empty() ||
      person.empty()) {
    return std::nullopt;
  }
  // Quoted, it is a person whose key happens to be that word.
  if (person != nobody || node.find("person")->quoted) {
    entry.person = person;
  }
  const bool known = check_account(program, *node.find("account"), entry.account, diagnostics);
  return known ? std::optional(std::move(entry)) : std::nullopt;
}

}  // namespace

std::vector<IdentityOverride> parse_overrides(const Program& program, const Sources& sources,
                                              std::uint32_t file, Diagnostics& diagnostics) {
  std::vector<IdentityOverride> overrides;
  const std::optional<YamlNode> root = load_yaml(sources, file, diagnostics);
  if (!root || root->is(YamlNode::Kind::null) ||
      !expect_mapping(*root, "the identity file", diagnostics)) {
    return overrides;
  }
  expect_keys(*root, {"overrides"}, "the identity file", diagnostics);
  const YamlNode* list = root->find("overrides");
  if (list == nullptr || !expect_list(*list, "`overrides`", "overrides", diagnostics)) {
    return overrides;
  }
  std::set<std::string> seen;
  for (const YamlNode& item : list->items) {
    std::optional<IdentityOverride> entry = read_override(program, item, diagnostics);
    if (entry && !seen.insert(entry->account).second) {
      diagnostics.add("W0651", item.find("account")->span,
                      fmt::format("{} has an override already", in_backticks(entry->account)),
                      "keep one of them");
    } else if (entry) {
      overrides.push_back(std::move(*entry));
    }
  }
  return overrides;
}

}  // namespace writ
