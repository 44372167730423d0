// Kernels of nodes that hang on one row alone, each made once for a part of a relation. For several
// threads at once.
#pragma once

#include <mutex>

#include "evaluator/native/kernels.h"
#include "evaluator/native/scope.h"

namespace writ::native {

class RowKernels {
 public:
  explicit RowKernels(World& world) : world_(world) {}

  // What the node is for each subject of the scope; false where it has no kernel, or for some
  // subject the kernel has no answer. REQUIRES: the scope's rows.
  bool numbers(NodeRef node, const Scope& scope, NumberClass& of, Numbers& out);
  // The same of a condition; may_both where there is no answer.
  bool truth(NodeRef node, const Scope& scope, std::uint8_t* out);

 private:
  struct Made {
    NumberRef number;
    TruthRef truth;
  };
  const Made& made(NodeRef node, const Scope& scope, bool condition);

  World& world_;
  std::mutex mutex_;
  std::map<std::tuple<NodeRef, std::uint32_t, std::uint32_t, bool>, Made> made_;
};

}  // namespace writ::native
