// Every diagnostic of YAML and of table maps: its full rendering, and its page's example and fix.
#include <filesystem>
#include <set>

#include "base/render.h"
#include "connectors/table_map.h"
#include "read_support.h"
#include "support/golden.h"

namespace writ {

namespace {

struct Checked {
  Sources sources;
  Diagnostics diagnostics;
};

TableSchema workers() {
  return TableSchema{
      "hr.workers",
      {"id"},
      {column("id", Kind::text), column("status", Type::one_of({"Active", "Terminated"}, false)),
       column("active", Kind::boolean), column("role", Kind::text),
       column("left_on", Type::of(Kind::date).as_optional()),
       column("seen_at", Type::of(Kind::timestamp).as_optional()),
       column("groups", Type::set_of(Type::of(Kind::text)))}};
}

Checked check(const std::string& path, const std::string& text) {
  Checked out;
  const auto file = out.sources.add(path, text);
  if (const auto node = load_yaml(out.sources, file, out.diagnostics)) {
    check_table_map(parse_table_map(*node, out.diagnostics), workers(), out.diagnostics);
  }
  return out;
}

// "W0602 W0610": ids in order, each once.
std::string ids(const std::string& text) {
  std::set<std::string> seen;
  for (const Diagnostic& diagnostic : check("map.yaml", text).diagnostics.sorted()) {
    seen.insert(std::string(diagnostic.code.id));
  }
  std::string out;
  for (const std::string& id : seen) {
    out += (out.empty() ? "" : " ") + id;
  }
  return out;
}

bool is_ours(std::string_view id) {
  return id.starts_with("W06") && id < "W0620";
}

// The first fenced block below a heading.
std::string fenced(const std::string& page, const std::string& heading) {
  const std::string fence = "```yaml\n";
  const std::size_t begin = page.find(fence, page.find("## " + heading)) + fence.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

}  // namespace

TEST_CASE("every diagnostic of maps as people see it", "[connectors][diag]") {
  for (const DiagnosticCode& code : all_diagnostic_codes()) {
    if (!is_ours(code.id)) {
      continue;
    }
    const std::string name = "diag/" + std::string(code.id) + "-" + std::string(code.name);
    CAPTURE(name);
    const std::string text = read_file(repository_path("tests/golden") / (name + ".yaml"));
    const Checked checked = check("map.yaml", text);
    CHECK(ids(text) == code.id);
    golden(name + ".txt", render(checked.diagnostics, checked.sources));
  }
}

TEST_CASE("a page's example shows the diagnostic, its fix does not", "[connectors][diag]") {
  for (const DiagnosticCode& code : all_diagnostic_codes()) {
    if (!is_ours(code.id)) {
      continue;
    }
    const std::string id(code.id);
    CAPTURE(id);
    const std::string page = read_file(repository_path("docs/diagnostics/" + id + ".md"));
    CHECK(page.starts_with("# " + id + " " + std::string(code.name) + "\n"));
    std::string example = fenced(page, "Example");
    // A page cannot hold the character itself.
    const std::size_t symbol = example.find("\u2404");
    if (symbol != std::string::npos) {
      example.replace(symbol, 3, "\x04");
    }
    CHECK(ids(example) == id);
    CHECK(ids(fenced(page, "Fix")).empty());
  }
}

TEST_CASE("what is wrong with a map", "[connectors][map]") {
  struct Case {
    const char* text;
    const char* ids;
  };
  const auto c = GENERATE(values<Case>({
      {"users.csv", ""},
      {"[a.csv, b.csv]", ""},
      {"{files: a.csv, delimiter: tab}", ""},
      {"{files: a.csv, delimiter: '|', header: first}", ""},
      {"{files: a.csv, header: [id, status]}", ""},
      {"{files: a.csv, total: /n, ragged: pad, extra_columns: ignore}", ""},
      {"{}", ""},
      {"", "W0611"},
      {"[]", "W0611"},
      {"[[a.csv]]", "W0611"},
      {"{files: a.csv, delimiter: ';;'}", "W0612"},
      {"{files: a.csv, delimiter: '\"'}", "W0612"},
      {"{files: a.csv, delimiter: \"\\n\"}", "W0612"},
      {"{files: a.csv, header: none}", "W0612"},
      {"{files: a.csv, format: xlsx}", "W0612"},
      {"{files: a.csv, ragged: true}", "W0612"},
      {"{files: a.csv, set_separator: ''}", "W0612"},
      {"{files: a.csv, columns: [id]}", "W0611"},
      {"{files: a.csv, columns: {id: {from: []}}}", "W0611"},
      {"{files: a.csv, columns: {id: ~}}", "W0611"},
      {"{files: a.csv, columns: {id: {form: x}}}", "W0610"},
      {"{files: a.csv, columns: {active: {from: x, present: true, values: {a: b}}}}",
       "W0613 W0617"},
      {"{files: a.csv, columns: {status: {const: Gone}}}", "W0617"},
      {"{files: a.csv, columns: {groups: {const: 'a;b'}}}", ""},
      {"{files: a.csv, columns: {role: {from: x, format: unix_s}}}", "W0617"},
      {"{files: a.csv, columns: {role: {from: x, present: true}}}", "W0617"},
      {"{files: a.csv, columns: {role: {from: x, null_is_empty: true}}}", "W0617"},
      {"{files: a.csv, columns: {groups: {from: x, null_is_empty: true}}}", ""},
      {"{files: a.csv, columns: {groups: {from: x, null_is_empty: yes}}}", "W0611"},
      {"{files: a.csv, columns: {seen_at: {from: x, format: '%Y-%m-%d'}}}", "W0617"},
      {"{files: a.csv, columns: {seen_at: {from: x, format: '%Y-%m-%d %H:%M'}}}", ""},
      {"{files: a.csv, columns: {left_on: {from: x, format: filetime}}}", ""},
      {"{files: a.csv, columns: {role: /a/*/b}}", ""},  // a CSV header may look like anything
      {"{files: a.json, columns: {role: /a/*/b}}", "W0617"},
      {"{files: a.json, columns: {groups: /a/*/b}}", ""},
      {"{files: a.json, columns: {role: /a~2}}", "W0615"},
      {"{files: a.x, format: ndjson, columns: {role: '/[a]'}}", "W0615"},
      {"{files: a.json, items: users}", "W0615"},
      {"{files: a.json, items: '/users/*'}", "W0617"},
  }));
  CAPTURE(c.text);
  CHECK(ids(c.text) == c.ids);
}

}  // namespace writ
