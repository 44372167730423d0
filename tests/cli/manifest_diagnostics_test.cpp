// The diagnostics of connectors' manifests: their full rendering, and their pages' example and fix.
#include <set>

#include "base/render.h"
#include "cli/connector_folder.h"
#include "support/golden.h"
#include "support/memory_world.h"

namespace writ {
namespace {

struct Checked {
  Sources sources;
  Diagnostics diagnostics;
};

Checked check(const std::string& manifest) {
  MemoryWorld world;
  world.files["crm/manifest.yaml"] = manifest;
  world.files["crm/README.md"] = "| `id` | `id` | |\n";
  world.files["crm/schema.writ"] =
      "schema crm {\n  table users key id {\n    id : string\n    email : email\n  }\n}\n";
  Checked out;
  REQUIRE(read_connector(world, "crm", out.sources, out.diagnostics));
  return out;
}

std::string ids(const Checked& checked) {
  std::set<std::string> seen;
  for (const Diagnostic& diagnostic : checked.diagnostics.sorted()) {
    seen.insert(std::string(diagnostic.code.id));
  }
  std::string out;
  for (const std::string& id : seen) {
    out += (out.empty() ? "" : " ") + id;
  }
  return out;
}

std::string fenced(const std::string& page, const std::string& heading) {
  const std::string fence = "```yaml\n";
  const std::size_t begin = page.find(fence, page.find("## " + heading)) + fence.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

}  // namespace

TEST_CASE("every diagnostic of manifests as people see it", "[cli][diag]") {
  const auto name = GENERATE(values<std::string>({"W0660-bad-hole", "W0661-untraced-field"}));
  CAPTURE(name);
  const Checked checked = check(read_file(repository_path("tests/golden/diag/" + name + ".yaml")));
  CHECK(ids(checked) == name.substr(0, 5));
  golden("diag/" + name + ".txt", render(checked.diagnostics, checked.sources));
}

TEST_CASE("a page's example shows the diagnostic of a manifest, its fix does not", "[cli][diag]") {
  const auto id = GENERATE(values<std::string>({"W0660", "W0661"}));
  CAPTURE(id);
  const std::string page = read_file(repository_path("docs/diagnostics/" + id + ".md"));
  CHECK(ids(check(fenced(page, "Example"))) == id);
  CHECK(ids(check(fenced(page, "Fix"))).empty());
}

TEST_CASE("what is wrong with a manifest", "[cli][connector]") {
  struct Case {
    const char* change;  // of the listing
    const char* ids;
  };
  const auto row = GENERATE(values<Case>({
      {"path: /users", ""},
      {"path: \"/users/${id}\"", "W0660"},
      {"paht: /users", "W0610 W0613"},
      {"path: /users, method: POST", "W0613"},
      {"path: /users, method: POST, read_only: true", ""},
      {"path: /users, method: DELETE", "W0612"},
      {"path: /users, method: PUT", "W0612"},
      {"path: /users, paging: {strategy: offset, param: o}", "W0613"},
      {"path: /users, paging: {strategy: offset, param: o, end: [empty_page]}", ""},
      {"path: /users, paging: {strategy: offset, param: o, end: [short_page]}", "W0613"},
      {"path: /users, paging: {strategy: page, end: [empty_page]}", "W0613"},
      {"path: /users, paging: {strategy: page, param: p, end: [empty_page]}", "W0613"},
      {"path: /users, paging: {strategy: page, param: p, first: 0, end: [empty_page]}", ""},
      {"path: /users, paging: {strategy: offset, param: o, end: [total]}", "W0613"},
      {"path: /users, total: /count, paging: {strategy: offset, param: o, end: [total]}", ""},
      {"path: /users, total_header: X-N, paging: {strategy: offset, param: o, end: [total]}", ""},
      {"path: /users, paging: {strategy: cursor, param: c}", "W0613"},
      {"path: /users, paging: {strategy: cursor, param: c, next: x}", "W0613 W0615"},
      {"path: /users, paging: {strategy: next_url}", "W0613"},
      {"path: /users, paging: {strategy: sideways}", "W0612"},
      {"path: /users, paging: []", "W0611"},
      {"path: /users, for_each: {table: groups, values: {g: /id}}", "W0613"},
      {"path: /users, for_each: {table: users, values: {g: /id}}", "W0613"},
      {"path: /users, needs: [nothing]", "W0660"},
      {"path: /users, errors: [{status: [403], then: unavailable}]", "W0613"},
      {"path: /users, errors: [{status: [403], then: ignore}]", "W0612"},
  }));
  CAPTURE(row.change);
  CHECK(
      ids(check(
          "connector: crm\nsettings: {base_url: {help: h}}\nconnect: {base_url: \"${base_url}\"}\n"
          "tables: {users: {fetch: {" +
          std::string(row.change) + "}, columns: {id: /id}}}\n")) == row.ids);
}

TEST_CASE("a column takes from a request what the request has", "[cli][connector]") {
  const auto from = GENERATE(values<std::string>({"kind", "knd"}));
  const Checked checked = check(
      "connector: crm\nsettings: {base_url: {help: h}}\nconnect: {base_url: \"${base_url}\"}\n"
      "tables: {users: {fetch: {path: /users, values: {kind: a}},\n"
      "  columns: {id: /id, email: {request: " +
      from + "}}}}\n");
  CHECK(ids(checked) == (from == "kind" ? "W0661" : "W0660 W0661"));  // W0661: `email`, untraced
}

}  // namespace writ
