// What `writ test` found, for people and for programs (schema `writ.test/1`).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/source.h"
#include "evaluator/testcase.h"

namespace writ {

std::string test_text(const std::vector<TestResult>& results, const Sources& sources,
                      std::size_t width, bool color);
std::string test_json(const std::vector<TestResult>& results, const Sources& sources);

}  // namespace writ
