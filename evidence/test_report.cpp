#include "evidence/test_report.h"

#include <map>

#include "evidence/json_parts.h"
#include "evidence/layout.h"
#include "evidence/text_findings.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

using ByFile = std::map<std::uint32_t, std::vector<const TestResult*>>;

ByFile by_file(const std::vector<TestResult>& results) {
  ByFile files;
  for (const TestResult& result : results) {
    files[result.span.file].push_back(&result);
  }
  return files;
}

std::size_t failed_among(const std::vector<const TestResult*>& results) {
  std::size_t failed = 0;
  for (const TestResult* result : results) {
    failed += result->passed() ? 0 : 1;
  }
  return failed;
}

std::string place_text(const Span& span, const Sources& sources) {
  return sources[span.file].path() + ":" + std::to_string(sources.place(span).line);
}

void write_failures(Layout& layout, const TestResult& result, const Sources& sources) {
  layout.labelled(2, 6, {"failed", Ink::red},
                  {{"\"" + result.name + "\"", Ink::bold},
                   {"  " + place_text(result.span, sources), Ink::dim}});
  for (const TestFailure& failure : result.failures) {
    layout.text(4, {{failure.message}, {"  " + place_text(failure.span, sources), Ink::dim}});
    for (const std::string& detail : failure.details) {
      layout.text(6, detail);
    }
  }
}

Json failure_json(const TestFailure& failure, const Sources& sources) {
  return {{"file", sources[failure.span.file].path()},
          {"line", sources.place(failure.span).line},
          {"message", failure.message},
          {"details", failure.details}};
}

}  // namespace

std::string test_text(const std::vector<TestResult>& results, const Sources& sources,
                      std::size_t width, bool color) {
  Layout layout(width, color);
  std::size_t failed = 0;
  const ByFile files = by_file(results);
  for (const auto& [file, tests] : files) {
    const std::size_t bad = failed_among(tests);
    failed += bad;
    const std::string count =
        bad == 0 ? counted(tests.size(), "test") + " passed"
                 : grouped(bad) + " of " + counted(tests.size(), "test") + " failed";
    layout.text(0, {{sources[file].path() + ": "}, {count, bad == 0 ? Ink::green : Ink::red}});
    for (const TestResult* test : tests) {
      if (!test->passed()) {
        write_failures(layout, *test, sources);
      }
    }
  }
  if (files.size() != 1) {
    const std::string all =
        counted(results.size(), "test") + " in " + counted(files.size(), "file");
    layout.text(0, failed == 0 ? all + " passed" : all + ", " + grouped(failed) + " failed",
                Ink::bold);
  }
  return std::move(layout).take();
}

std::string test_json(const std::vector<TestResult>& results, const Sources& sources) {
  Json tests = Json::array();
  std::size_t failed = 0;
  for (const TestResult& result : results) {
    failed += result.passed() ? 0 : 1;
    Json failures = Json::array();
    for (const TestFailure& failure : result.failures) {
      failures.push_back(failure_json(failure, sources));
    }
    tests.push_back({{"test", result.name},
                     {"file", sources[result.span.file].path()},
                     {"line", sources.place(result.span).line},
                     {"passed", result.passed()},
                     {"failures", std::move(failures)}});
  }
  Json document = json_document("writ.test/1");
  document["summary"] = {
      {"files", by_file(results).size()}, {"tests", results.size()}, {"failed", failed}};
  document["tests"] = std::move(tests);
  return json_dump(document);
}

}  // namespace writ
