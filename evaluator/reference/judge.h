// The verdicts of one policy's subjects, with what decided them.
#pragma once

#include "evaluator/reference/population.h"

namespace writ::reference {

// The conjunction of the requires in one scope, and which of them decided.
struct Required {
  Truth truth = Truth::of(true);
  std::vector<const ast::Require*> deciding;  // the first that is false, or all that are unknown
};
Required require_all(World& world, const ast::Policy& policy, const Scope* scope);

class Judge {
 public:
  Judge(World& world, const PolicyInfo& policy) : world_(world), policy_(policy) {}

  void judge(const Combination& subject, const Scope* scope);
  // `so_far` has partners in the next `for` that nobody can name.
  void unnamed(const Combination& so_far, const Reasons& reasons);
  // Every subject's finding, in no particular order. Call it once, last.
  std::vector<Finding> finish();

 private:
  struct OpenSubject {
    Bound bound;
    Reasons reasons;  // none: it is compliant with every partner that it might have
  };

  OpenSubject& open_subject(Bound bound);
  void doubt(const Combination& combination, const Reasons& reasons);
  Reasons doubts_of(const Subject& subject, const Bound& bound) const;
  Finding make_finding(Verdict verdict, const Bound& bound, const Reasons& reasons);
  void explain(Finding& finding, const Bound& bound, const SubjectScope& scope);
  void add_because(Finding& finding, const std::string& clause, const ast::Expr& expr,
                   Truth::State value);
  void add_witnesses(Finding& finding, const std::vector<RowRef>& rows);

  World& world_;
  const PolicyInfo& policy_;
  std::vector<Finding> findings_;
  std::map<Subject, OpenSubject> open_;
  std::map<Subject, Reasons> doubts_;  // of open subjects, should they be reported
  std::map<std::size_t, Reasons> unnamed_;  // by `for`: why not all of its members can be named
};

}  // namespace writ::reference
