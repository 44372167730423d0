// Why a verdict is what it is, step by step, for people and for programs (schema `writ.explain/1`).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evaluator/evaluate.h"
#include "evidence/report.h"

namespace writ {

std::string proof_text(const std::string& policy, const std::vector<Proof>& proofs,
                       std::size_t width, bool color);
std::string proof_json(const std::string& policy, const std::string& snapshot_id,
                       const History& history, const std::vector<Proof>& proofs);

}  // namespace writ
