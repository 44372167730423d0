// A plan report while it is written: the policy at hand, its steps, what is worked out once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evaluator/native/estimate.h"
#include "evaluator/native/plan_words.h"

namespace writ::native {

class Profile;

class PlanDraft {
 public:
  // `profile` may be null.
  PlanDraft(const Sources& sources, const Profile* profile) : sources_(sources), profile_(profile) {}

  void begin(const PolicyPlan& plan, std::size_t index);
  void end();
  PlanReport finish() && { return std::move(report_); }
  PlanReport& report() { return report_; }

  // A step at the end of the list. What is visited next serves it where the caller says so.
  std::size_t step(PlanStepKind kind, std::string text, Span span, int depth);
  PlanStep& at(std::size_t step) { return (*steps_)[step]; }
  std::size_t size() const { return steps_->size(); }
  // Takes the last step away where nothing serves it.
  void drop_if_bare(std::size_t step, bool even_if_it_uses_something);
  void visited(std::size_t step, const Amount& amount);
  void visited(const Amount& amount) { rows_ += amount.count; }
  void actual(std::size_t step, const void* owner);
  double rows() const { return rows_; }

  // The entry of what is worked out once, by its identity: used by this policy and the step at hand.
  // True: it is new, and says nothing yet. `what`: by which the profile knows it.
  bool use(PlanShared::Kind kind, const std::string& identity, const void* what);
  PlanShared& shared(const std::string& identity) { return report_.shared[known_.at(identity)]; }

  void quadratic(const std::string& text, Span span, Remark remark);
  std::string written(Span span) const { return native::written(sources_, span); }
  const Sources& sources() const { return sources_; }

  // The clause that all is about, and the step that what is visited serves.
  std::string clause;
  std::size_t current = 0;

  // While a value's own steps are written, they go elsewhere.
  struct Aside {
    std::vector<PlanStep>* steps = nullptr;
    std::size_t current = 0;
    bool in_value = false;
  };
  Aside begin_value(std::vector<PlanStep>& steps);
  void end_value(const Aside& before);
  bool in_value() const { return in_value_; }

 private:
  const Sources& sources_;
  const Profile* profile_;
  PlanReport report_;
  std::map<std::string, std::size_t> known_;  // of what is shared: its place
  PlanPolicy policy_;
  std::size_t index_ = 0;
  double rows_ = 0;
  std::vector<PlanStep>* steps_ = nullptr;
  bool in_value_ = false;
};

}  // namespace writ::native
