// What the parts of read_manifest() share: a mapping whose keys are read one by one, where each key
// that nobody asked for is a mistake.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "connectors/rest/manifest.h"
#include "connectors/yaml.h"

namespace writ {

class ManifestKeys {
 public:
  // `what` names the mapping for people. `names`: what its texts may have holes for.
  ManifestKeys(const YamlNode& node, std::string what, const std::set<std::string>& names,
               Diagnostics& diagnostics);
  ~ManifestKeys();  // reports the keys that nobody asked for
  ManifestKeys(const ManifestKeys&) = delete;
  ManifestKeys& operator=(const ManifestKeys&) = delete;

  const YamlNode* node(const std::string& key);
  std::string text(const std::string& key, const std::string& preset = {});
  std::vector<std::string> texts(const std::string& key);
  bool flag(const std::string& key, bool preset);
  std::int64_t number(const std::string& key, std::int64_t preset, std::int64_t least,
                      std::int64_t most);
  std::optional<std::size_t> choice(const std::string& key,
                                    const std::vector<std::string>& choices);
  std::string pointer(const std::string& key);  // RFC 6901, empty where it is not said
  Template hole_text(const std::string& key);
  std::map<std::string, Template> hole_texts(const std::string& key);
  std::map<std::string, std::string> plain_texts(const std::string& key);
  std::chrono::milliseconds duration(const std::string& key, std::chrono::milliseconds preset);
  bool needs(const std::string& key);  // W0613 where it is not there

  void add(const std::string& code, const YamlNode& at, std::string message, std::string help = {});
  Diagnostics& diagnostics() { return diagnostics_; }
  const std::set<std::string>& names() const { return names_; }
  bool is_mapping() const { return good_; }
  Span span() const { return node_.span; }

 private:
  std::string text_of(const YamlNode& value, const std::string& key);
  Template template_of(const YamlNode& value, const std::string& key);

  const YamlNode& node_;
  std::string what_;
  const std::set<std::string>& names_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
  bool good_;
};

// `auth:` of `connect:`: one, or a list; never empty.
std::vector<Auth> read_auths(ManifestKeys& connect);
// `errors:` of the manifest, or of a listing.
std::vector<ErrorRule> read_errors(ManifestKeys& keys);
// `fetch:` of a table, whose map may say the total: one, or a list of them.
std::vector<Fetch> read_fetches(const YamlNode& node, const std::string& table, const YamlNode& map,
                                const std::set<std::string>& names, Diagnostics& diagnostics);

}  // namespace writ
