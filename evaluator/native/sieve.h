// Sieve: of the subjects of a policy with one `for`, lets through those that the engine has to
// judge. What falls through the kernels is certain: it is no subject, or compliant.
#pragma once

#include <memory>

#include "evaluator/native/kernels.h"

namespace writ::native {

class Sieve {
 public:
  // Null where the policy's conditions have no kernels, or compliant subjects are to be listed.
  static std::unique_ptr<const Sieve> make(Ctx& ctx, const PolicyPlan& plan);

  // Of members of the first `for`, ascending. Adds to `compliant` how many are subjects and
  // compliant, but not let through; where `footing` (footing.h) is not null, to each row's too.
  Indices left(const std::uint32_t* rows, std::size_t n, std::uint64_t& compliant,
               std::uint8_t* footing) const;

 private:
  struct Condition {
    TruthRef test;
    bool noted = false;  // subjects that fail it are counted: they are let through
  };
  struct Part {
    std::vector<Condition> where;
    std::vector<TruthRef> required;
    bool settles = true;  // each requirement has a kernel
  };
  void pass(const Part& part, const std::uint32_t* rows, std::size_t n, std::size_t offset,
            Indices& left, std::uint64_t& compliant, std::uint8_t* footing) const;

  std::vector<std::size_t> offsets_;
  std::vector<Part> parts_;
};

}  // namespace writ::native
