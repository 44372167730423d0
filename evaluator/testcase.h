// Runs the `test` blocks of a program: builds the snapshot that a test writes out, evaluates the
// policies that it expects something of, and compares subjects and verdicts.
#pragma once

#include <string>
#include <vector>

#include "dsl/program.h"
#include "evaluator/evaluate.h"

namespace writ {

struct TestFailure {
  Span span;                         // of the expectation
  std::string message;               // what was expected, what came out
  std::vector<std::string> details;  // a line for each subject with its verdict and reasons
};

struct TestResult {
  std::string name;
  Span span;
  std::vector<TestFailure> failures;
  bool passed() const { return failures.empty(); }
};

TestResult run_test(const Program& program, const Sources& sources, const TestInfo& test);

}  // namespace writ
