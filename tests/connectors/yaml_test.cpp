#include "connectors/yaml.h"

#include <catch2/catch.hpp>

namespace writ {

namespace {

// Plain text for scalars, quotes for quoted ones, `~` for null; or the ids of what is wrong.
std::string spelt(const YamlNode& node) {
  std::string out;
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "~";
    case YamlNode::Kind::scalar:
      return node.quoted ? "'" + node.text + "'" : node.text;
    case YamlNode::Kind::sequence:
      for (const YamlNode& item : node.items) {
        out += (out.empty() ? "" : ",") + spelt(item);
      }
      return "[" + out + "]";
    case YamlNode::Kind::mapping:
      break;
  }
  for (const YamlEntry& entry : node.entries) {
    out += (out.empty() ? "" : ",") + entry.key + ":" + spelt(entry.value);
  }
  return "{" + out + "}";
}

struct Loaded {
  Sources sources;
  Diagnostics diagnostics;
  std::optional<YamlNode> node;
};

Loaded load(const std::string& text, YamlLimits limits = {}) {
  Loaded out;
  const auto file = out.sources.add("a.yaml", text);
  out.node = load_yaml(out.sources, file, out.diagnostics, limits);
  return out;
}

std::string loaded(const std::string& text, YamlLimits limits = {}) {
  const Loaded result = load(text, limits);
  CHECK(result.node.has_value() != result.diagnostics.has_errors());
  if (result.node) {
    return spelt(*result.node);
  }
  const Diagnostic first = result.diagnostics.sorted().front();
  return std::string(first.code.id) + " `" + std::string(result.sources.text(first.span)) + "`";
}

}  // namespace

TEST_CASE("YAML as a tree", "[connectors][yaml]") {
  struct Case {
    std::string text;
    std::string tree;
  };
  const auto c = GENERATE(values<Case>({
      {"", "~"},
      {"# only a comment\n", "~"},
      {"---\n...\n", "~"},
      {"a", "a"},
      {"a: 1", "{a:1}"},
      {"\xEF\xBB\xBF"
       "a: 1",
       "{a:1}"},
      {"a: 1\r\nb: [x, 'y', \"z\"]\r\n", "{a:1,b:[x,'y','z']}"},
      {"- 1\n- - 2\n  - 3\n-\n", "[1,[2,3],~]"},
      {"a:\n  b:\n    c: d\n  e: f\n", "{a:{b:{c:d},e:f}}"},
      {"{a: {}, b: [], c: }", "{a:{},b:[],c:~}"},
      {"a: null\nb: ~\nc: Null\nd: NULL\ne:\nf: 'null'\ng: nULL",
       "{a:~,b:~,c:~,d:~,e:~,f:'null',g:nULL}"},
      {"a: |\n  one\n  two\nb: >\n  one\n  two\n", "{a:'one\ntwo\n',b:'one two\n'}"},
      {"a: one\n  two\n", "{a:one two}"},
      {"a: 'it''s'\nb: \"\\u00e9\\n\"\n", "{a:'it's',b:'\u00E9\n'}"},
      {"no: no\non: on\n010: 010\n1:30: 1:30\n", "{no:no,on:on,010:010,1:30:1:30}"},
      {"'<<': 1", "{<<:1}"},
      {"a: '*b'\nc: '&d'\ne: '!f'", "{a:'*b',c:'&d',e:'!f'}"},
      {"a: b*c&d!e", "{a:b*c&d!e}"},
      {"%YAML 1.2\n---\na: 1", "{a:1}"},
      {"? a\n: 1", "{a:1}"},
      {"caf\u00E9: \u4E2D\u6587", "{caf\u00E9:\u4E2D\u6587}"},
  }));
  CAPTURE(c.text);
  CHECK(loaded(c.text) == c.tree);
}

TEST_CASE("YAML that is refused", "[connectors][yaml]") {
  struct Case {
    std::string text;
    std::string refusal;
  };
  const auto c = GENERATE(values<Case>({
      {"a: [1", "W0601 `1`"},
      {"a: 'b", "W0601 ``"},
      {"a: b\n\tc: d", "W0601 `:`"},
      {"a: b: c", "W0601 `:`"},
      {"[a]: b", "W0601 `[`"},
      {"{a: b}: c", "W0601 `{`"},
      {"? [a]\n: b", "W0601 `[`"},
      {"~: a", "W0601 `~`"},
      {": a", "W0601 `:`"},
      {"a: @b", "W0601 `@`"},
      {"a: 1\nb: 2\na: 3", "W0602 `a`"},
      {"{a: 1, 'a': 2}", "W0602 `'a'`"},
      {"x: {b: 1, c: {b: 1}, b: 2}", "W0602 `b`"},
      {"a: &b 1", "W0603 `&`"},
      {"a: *b", "W0603 `*`"},
      {"files: *.csv", "W0603 `*`"},
      {"a: &b 1\nc: *b", "W0603 `&`"},
      {"&a b: 1", "W0603 `&`"},
      {"<<: {a: 1}", "W0603 `<<`"},
      {"a: !!str 1", "W0604 `!`"},
      {"a: ! 1", "W0604 `!`"},
      {"a: !<tag:x> 'y'", "W0604 `!`"},
      {"!map {a: 1}", "W0604 `!`"},
      {"- !!seq [1]", "W0604 `!`"},
      {"a: 1\n---\nb: 2", "W0606 `-`"},
      {"a: 1\n...\nb: 2", "W0606 `b`"},
      {std::string("a: \0b", 5), std::string("W0607 `\0`", 9)},
      {"a: b\x04\nc: d", "W0607 `\x04`"},  // yaml-cpp would end here in silence
      {"a: b\x1B[31m", "W0607 `\x1B`"},
      {"a: \xFF", "W0607 `\xFF`"},
  }));
  CAPTURE(c.text);
  CHECK(loaded(c.text).substr(0, 5) == c.refusal.substr(0, 5));
  if (c.refusal.substr(0, 5) != "W0601") {
    CHECK(loaded(c.text) == c.refusal);
  }
}

TEST_CASE("YAML has budgets, kept while reading", "[connectors][yaml]") {
  CHECK(loaded(std::string(64, '[') + std::string(64, ']')).starts_with("["));
  CHECK(loaded(std::string(65, '[') + std::string(65, ']')) == "W0605 `[`");
  CHECK(loaded(std::string(100'000, '[')).starts_with("W060"));
  CHECK(loaded(std::string(100'000, '{')).starts_with("W060"));
  std::string blocks;
  for (int i = 0; i < 70; ++i) {
    blocks += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  }
  CHECK(loaded(blocks) == "W0605 `a`");
  CHECK(loaded("[a, b, c]", {100, 4}) == "[a,b,c]");
  CHECK(loaded("[a, b, c, d]", {100, 4}) == "W0605 `d`");
  CHECK(loaded("{a: b, c: d}", {100, 4}) == "W0605 `d`");
  CHECK(loaded("abcde", {4, 4}) == "W0605 ``");
}

TEST_CASE("spans of YAML", "[connectors][yaml]") {
  const Loaded result =
      load("key: plain text # note\n'q k': \"a \\\" b\"\nlist:\n  - x\nmap: {n: 1}\n");
  REQUIRE(result.node);
  const auto shown = [&](Span span) { return std::string(result.sources.text(span)); };
  const auto& entries = result.node->entries;
  CHECK(shown(entries[0].key_span) == "key");
  CHECK(shown(entries[0].value.span) == "plain text");
  CHECK(shown(entries[1].key_span) == "'q k'");
  CHECK(shown(entries[1].value.span) == "\"a \\\" b\"");
  CHECK(shown(entries[2].value.items[0].span) == "x");
  CHECK(shown(entries[3].value.span) == "{");
  const Loaded marked = load("\xEF\xBB\xBFk: v");
  CHECK(std::string(marked.sources.text(marked.node->entries[0].value.span)) == "v");
}

TEST_CASE("plain scalars of the core schema", "[connectors][yaml]") {
  struct Case {
    const char* text;
    const char* kind;
  };
  const auto c = GENERATE(values<Case>({
      {"true", "bool"},
      {"True", "bool"},
      {"TRUE", "bool"},
      {"false", "bool"},
      {"tRUE", "text"},
      {"yes", "text"},
      {"on", "text"},
      {"y", "text"},
      {"'true'", "text"},
      {"0", "int"},
      {"42", "int"},
      {"-7", "int"},
      {"010", "text"},
      {"+1", "text"},
      {"0x1F", "text"},
      {"0o17", "text"},
      {"1_000", "text"},
      {"1:30", "text"},
      {"'1'", "text"},
      {"1.5", "number"},
      {"-0.5", "number"},
      {"1e3", "number"},
      {"1.", "text"},
      {".5", "text"},
      {".inf", "text"},
      {".nan", "text"},
      {"1e", "text"},
      {"-", "text"},
      {"9223372036854775807", "int"},
      {"9223372036854775808", "number"},
      {"00", "text"},
      {"-01", "text"},
      {"2026-03-01", "text"},
  }));
  CAPTURE(c.text);
  const Loaded result = load(c.text[0] == '-' && c.text[1] == '\0' ? "'-'" : c.text);
  REQUIRE(result.node);
  const std::string kind = yaml_bool(*result.node)     ? "bool"
                           : yaml_int(*result.node)    ? "int"
                           : yaml_number(*result.node) ? "number"
                                                       : "text";
  CHECK(kind == c.kind);
}

}  // namespace writ
