// The verdicts of one policy's subjects, with what decided them.
#pragma once

#include "evaluator/native/population.h"

namespace writ::native {

// The row that a witness is, or nothing: of a view's row, the row behind it.
std::optional<Witness> witness_of(const World& world, const Val& row);

// The rows that decided a condition for each subject (evaluator/reference/proof.h); `truth` is what
// it came to.
std::vector<std::vector<Val>> deciding_rows(Ctx& ctx, NodeRef condition, const Frame& frame,
                                            Sel sel, const Vals& truth);

// The judgements of one worker over its share of the subjects.
class Judge {
 public:
  // `footing`: of each row of the first `for`'s relation (footing.h), to be filled in; or null.
  explicit Judge(const PolicyPlan& plan, std::uint8_t* footing = nullptr);

  void judge(Ctx& ctx, const Combinations& subjects);
  void unnamed(Ctx& ctx, const Combinations& so_far, std::size_t at, ReasonSet why);
  void add(Engine& engine, Judge&& other);
  // The findings so far, in the order of subjects.
  std::vector<Finding> take_findings() { return std::exchange(findings_, {}); }
  // Those of subjects with an open side. Call it once, last.
  std::vector<Finding> finish(Ctx& ctx);
  // What each violation costs.
  const Vals& costs() const { return costs_; }
  void add_unlisted(std::uint64_t compliant) { unlisted_ += compliant; }
  std::uint64_t unlisted() const { return unlisted_; }  // compliant subjects without a finding
  // Whether gaps leave a subject open: its verdict hangs on more than the rows of one member.
  bool has_open() const { return !open_.empty() || !doubts_.empty(); }

 private:
  using Bound = std::vector<std::optional<Val>>;  // one for each `for`
  struct OpenSubject {
    Bound bound;
    ReasonSet why = 0;  // none: it is compliant with every partner that it might have
  };
  struct Required {
    std::vector<Vals> truth;  // of each require, by subject; absent: not asked
    Vals all;
  };

  Required require_all(Ctx& ctx, const Frame& frame, std::size_t n) const;
  std::vector<std::size_t> deciding(const Required& required, std::size_t at) const;
  Bound whole(const Combinations& subjects, std::size_t at) const;
  Bound bound_side(const Combinations& subjects, std::size_t at) const;
  Subject subject_of(Ctx& ctx, const Bound& bound) const;
  OpenSubject& open_subject(Ctx& ctx, Bound bound);
  void doubt(Ctx& ctx, const Combinations& subjects, std::size_t at, ReasonSet why);
  ReasonSet doubts_of(Engine& engine, const Subject& subject, const Bound& bound) const;
  Finding make_finding(Ctx& ctx, Verdict verdict, const Bound& bound, ReasonSet why) const;
  void explain(const Combinations& subjects, std::size_t at, const Required& required,
               Finding& finding) const;
  void add_deciding_rows(Ctx& ctx, const Combinations& subjects, const Required& required);
  void explain_open(Ctx& ctx, const Bound& bound, Finding& finding) const;
  void settle_texts(Ctx& ctx, const Combinations& subjects);

  std::uint32_t first_row(const World& world, const Combinations& subjects, std::size_t at) const;
  void leave_out(const World& world, const Combinations& subjects, std::size_t at);

  const PolicyPlan* plan_;
  std::uint8_t* footing_ = nullptr;
  std::vector<const PlanBinding*> fors_;
  std::vector<Finding> findings_;
  // Subjects of a batch that are not compliant, or have a message, with their findings.
  std::vector<std::pair<std::uint32_t, std::size_t>> explained_, told_;
  Vals costs_;
  std::uint64_t unlisted_ = 0;
  std::map<Subject, OpenSubject> open_;
  std::map<Subject, ReasonSet> doubts_;
  std::map<std::size_t, ReasonSet> unnamed_;  // by `for`: why not all of its members can be named
};

// `text` filled in for these subjects.
std::vector<std::string> rendered(Ctx& ctx, const std::vector<TemplatePiece>& text,
                                  const Frame& frame, Sel sel);

}  // namespace writ::native
