#include "evaluator/testcase.h"

#include <algorithm>

#include "dsl/literal.h"
#include "snapshot/table_builder.h"

namespace writ {

namespace {

constexpr std::string_view test_file = "test";

const Zone* zone_of(const ast::TestCase& test, const std::string& source) {
  for (const ast::TimeZone& zone : test.zones) {
    if (zone.source.text == source) {
      const Zone* found = find_zone(zone.zone.text);
      return found != nullptr ? found : utc_zone();
    }
  }
  return utc_zone();
}

// What is left out of a row is unknown: a test states all that its rule depends on.
std::vector<Cell> cells_of(const ast::Given& given, const TableSchema& schema) {
  std::vector<Cell> cells(schema.columns.size(), Cell{Unknown{"not given in the test"}});
  for (const ast::GivenField& field : given.fields) {
    if (const int column = schema.find(field.name.text); column >= 0) {
      const auto at = static_cast<std::size_t>(column);
      cells[at] = literal_cell(field.value, schema.columns[at].type);
    }
  }
  return cells;
}

Snapshot build_snapshot(const Program& program, const Sources& sources, const ast::TestCase& test,
                        Instant at, const std::vector<ast::Given>& givens) {
  Snapshot snapshot;
  snapshot.as_of = at;
  for (const auto& [name, schema] : program.schemas) {
    TableBuilder builder(schema, zone_of(test, program.relation(name).source));
    const std::uint32_t file = builder.add_file(std::string(test_file));
    for (const ast::Given& given : givens) {
      if (given.table.text() != name) {
        continue;
      }
      if (given.what == ast::Given::What::row) {
        const std::uint64_t line = sources.place(given.table.span).line;
        builder.add(cells_of(given, schema), Origin{file, line});
      } else if (given.what == ast::Given::What::incomplete) {
        builder.incomplete("incomplete in the test");
      }
    }
    builder.collected_at(at);
    snapshot.tables.emplace(name, std::move(builder).finish(snapshot.findings));
  }
  return snapshot;
}

std::vector<std::string> keys_of(const Subject& subject) {
  std::vector<std::string> keys;
  for (const SubjectPart& part : subject) {
    keys.push_back(part.open ? "_" : part.key);
  }
  return keys;
}

std::string show_keys(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) {
    text += (text.empty() ? "" : ", ") + key;
  }
  return keys.size() == 1 ? text : "(" + text + ")";
}

std::string describe(const Finding& finding) {
  std::string line = to_string(finding.subject) + ": " + std::string(to_string(finding.verdict));
  for (const Reason& reason : finding.reasons) {
    line += "\n  " + to_string(reason);
  }
  return line;
}

// The first thing that is not as expected; empty where all is.
std::string compare_listed(const ast::Expectation& expectation, const PolicyOutcome& policy) {
  std::set<std::vector<std::string>> expected;
  for (const auto& subject : expectation.subjects) {
    std::vector<std::string> keys;
    for (const ast::SubjectKey& key : subject) {
      keys.push_back(key.key);
    }
    expected.insert(std::move(keys));
  }
  const std::string& verdict = expectation.verdict.text;
  for (const Finding& finding : policy.findings) {
    const std::vector<std::string> keys = keys_of(finding.subject);
    const bool listed = expected.erase(keys) > 0;
    const bool has = to_string(finding.verdict) == verdict;
    if (listed && !has) {
      return "expected " + verdict + " on " + show_keys(keys) + ", which is " +
             std::string(to_string(finding.verdict));
    }
    if (!listed && has) {
      return show_keys(keys) + " is " + verdict + " too, and not listed";
    }
  }
  return expected.empty() ? std::string()
                          : "expected " + verdict + " on " + show_keys(*expected.begin()) +
                                ", which is no subject";
}

std::string compare_all(const std::string& verdict, const PolicyOutcome& policy) {
  if (verdict == "nothing") {
    return policy.findings.empty()
               ? std::string()
               : "expected no subject, and there are " + std::to_string(policy.findings.size());
  }
  if (policy.findings.empty()) {
    return to_string(policy.status) == verdict
               ? std::string()
               : "expected " + verdict + ", and there is no subject";
  }
  for (const Finding& finding : policy.findings) {
    if (to_string(finding.verdict) != verdict) {
      return "expected " + verdict + " on every subject, and " + to_string(finding.subject) +
             " is " + std::string(to_string(finding.verdict));
    }
  }
  return {};
}

}  // namespace

TestResult run_test(const Program& program, const Sources& sources, const TestInfo& info) {
  const ast::TestCase& test = *info.test;
  const Snapshot snapshot = build_snapshot(program, sources, test, test.at, test.givens);
  std::vector<ast::Before> before = test.before;
  std::stable_sort(before.begin(), before.end(),
                   [](const ast::Before& a, const ast::Before& b) { return a.at < b.at; });
  std::vector<Snapshot> history;
  for (const ast::Before& earlier : before) {
    history.push_back(build_snapshot(program, sources, test, earlier.at, earlier.givens));
  }
  EvaluateOptions options;
  options.contracts = false;
  for (const Snapshot& earlier : history) {
    options.history.push_back(&earlier);
  }
  for (const ast::With& with : test.with) {
    options.params.insert_or_assign(with.param.text, with.value);
  }
  for (const ast::Expectation& expectation : test.expectations) {
    options.only.insert(expectation.policy.text);
  }
  const Outcome outcome = evaluate(program, sources, snapshot, options);
  TestResult result{test.name.text, info.span, {}};
  for (const ast::Expectation& expectation : test.expectations) {
    for (const PolicyOutcome& policy : outcome.policies) {
      if (policy.name != expectation.policy.text) {
        continue;
      }
      std::string wrong = expectation.subjects.empty()
                              ? compare_all(expectation.verdict.text, policy)
                              : compare_listed(expectation, policy);
      if (wrong.empty()) {
        continue;
      }
      TestFailure failure{expectation.span, policy.name + ": " + wrong, {}};
      for (const Finding& finding : policy.findings) {
        failure.details.push_back(describe(finding));
      }
      result.failures.push_back(std::move(failure));
    }
  }
  return result;
}

}  // namespace writ
