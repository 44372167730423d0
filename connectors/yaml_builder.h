// YamlBuilder: from the events of yaml-cpp to a YamlNode, as connectors/yaml.h allows it. Keeps the
// rules that are about nodes, W0602 to W0606 and what W0601 says of keys; knows nothing of bytes,
// encodings and syntax errors.
#pragma once

#include <yaml-cpp/eventhandler.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "connectors/yaml.h"

namespace writ {

// Thrown through yaml-cpp to end the reading; the diagnostic has been added.
struct YamlStop {};

class YamlBuilder : public YAML::EventHandler {
 public:
  // `skipped`: bytes of a byte order mark, which yaml-cpp does not see.
  YamlBuilder(std::string_view text, std::uint32_t file, std::uint32_t skipped, YamlLimits limits,
              Diagnostics& diagnostics)
      : text_(text), file_(file), skipped_(skipped), limits_(limits), diagnostics_(diagnostics) {}

  YamlNode root;  // when the document has ended

  // The character at `mark`.
  Span at(const YAML::Mark& mark) const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override;
  void OnAnchor(const YAML::Mark& mark, const std::string&) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override;
  void OnMapEnd() override;

 private:
  struct Key {
    std::string text;
    Span span;
  };
  // A collection that is not closed yet.
  struct Open {
    YamlNode node;
    std::optional<Key> key;            // of a mapping: its value comes next
    std::map<std::string, Span> keys;  // of a mapping, so far
  };

  [[noreturn]] void stop(std::string_view id, Span where, std::string message, std::string help);
  [[noreturn]] void no_alias(const YAML::Mark& mark, std::string_view what);
  void check_tag(const YAML::Mark& mark, const std::string& tag);
  void count(Span where);
  Span span(std::size_t begin, std::size_t end) const;
  Span scalar_span(const YAML::Mark& mark, const std::string& value) const;
  bool wants_key() const;
  void key(const std::string& text, bool quoted, Span where);
  void open(const YAML::Mark& mark, const std::string& tag, YamlNode::Kind kind);
  void close();
  void place(YamlNode node);
  void put(YamlNode node);

  std::string_view text_;
  std::uint32_t file_;
  std::uint32_t skipped_;
  YamlLimits limits_;
  Diagnostics& diagnostics_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  std::vector<Open> open_;
};

}  // namespace writ
