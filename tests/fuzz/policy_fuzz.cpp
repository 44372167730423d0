// Any bytes as a policy file: what the parser accepts keeps the formatter's laws, what the checker
// accepts can be evaluated, and all else ends in a diagnostic.
#include <cstdint>

#include "base/ensure.h"
#include "base/render.h"
#include "dsl/check.h"
#include "evaluator/evaluate.h"
#include "snapshot/table_builder.h"
#include "support/format_laws.h"

namespace writ {
namespace {

constexpr const char* schemas = R"(
schema people { table workers key id {
  id : string  mail : email?  status : "Active" | "Terminated"  left : date? present when status == "Terminated"
  boss : ref workers?  level : int  pay : decimal?  since : timestamp  shift : duration  tags : set of string } }
use hr : people
)";

// Two workers who know of each other, one of them with gaps.
Snapshot two_workers(const Program& program) {
  Snapshot snapshot;
  snapshot.as_of = *parse_timestamp("2026-03-01T00:00:00Z");
  for (const auto& [name, schema] : program.schemas) {
    TableBuilder builder(schema, utc_zone());
    if (name == "hr.workers" && schema.columns.size() == 10) {
      builder.add({{std::string("a")},
                   {Email{"a@x.example", "a@x.example"}},
                   {std::string("Active")},
                   {Absent{}},
                   {std::string("b")},
                   {std::int64_t{1}},
                   {*parse_decimal("1.5")},
                   {snapshot.as_of},
                   {Duration{3'600'000'000}},
                   {CellSet{{std::string("x")}}}},
                  {});
      builder.add({{std::string("b")},
                   {Unknown{"?"}},
                   {std::string("Terminated")},
                   {Date{20'500}},
                   {Absent{}},
                   {Unknown{"?"}},
                   {Absent{}},
                   {Unknown{"?"}},
                   {Unknown{"?"}},
                   {Unknown{"?"}}},
                  {});
    }
    snapshot.tables.emplace(name, std::move(builder).finish(snapshot.findings));
  }
  return snapshot;
}

}  // namespace
}  // namespace writ

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace writ;
  const std::string text(reinterpret_cast<const char*>(data), size);
  ENSURE(testing::broken_law(text).empty());
  Sources sources;
  Diagnostics diagnostics;
  std::vector<ast::File> files;
  files.push_back(parse(sources, sources.add("schemas.writ", schemas), diagnostics));
  ENSURE(!diagnostics.has_errors());
  files.push_back(parse(sources, sources.add("policy.writ", text), diagnostics));
  const Program program = check(std::move(files), sources, diagnostics);
  ENSURE(render(diagnostics, sources).empty() == diagnostics.sorted().empty());
  if (!diagnostics.has_errors()) {
    evaluate(program, sources, two_workers(program), {});
  }
  return 0;
}
