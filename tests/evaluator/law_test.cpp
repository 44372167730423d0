// The law behind the three values: filling in an unknown may turn `unknown` into any verdict, but
// never changes one that was not `unknown` or `pending`. Random snapshots with gaps, and the same
// with some of the gaps filled.
#include <catch2/catch.hpp>

#include "evaluator/random_snapshot.h"

using namespace writ;
using namespace writ::testing;

namespace {

// Every operator and kind of expression but `is known`, which asks about the gap itself.
constexpr const char* policies = R"(
define seniors = {w for w in hr.workers where w.level > 1}
define has_worker(e : email) = exists w in hr.workers where w.personal_email == e
define listed = rows (role, most) ["Admin" 1, "Manager" 2]
policy p01 { title "t" for u in lms.users where u.role == "Admin" require exists w in hr.workers where w.work_email == u.email }
policy p02 { title "t" for u in lms.users require no w in hr.workers where w.work_email == u.email and w.status == "Terminated" }
policy p03 { title "t" for w in hr.workers require every u in lms.users where u.email == w.personal_email satisfies u.logins > 0 }
policy p04 { title "t" for w in hr.workers where w.status == "Terminated" for u in lms.users where u.email == w.work_email
             require u.deactivated_at by end of w.terminated_on + 24h }
policy p05 { title "t" for u in lms.users require u.managed subset of u.groups }
policy p06 { title "t" for u in lms.users require every g in u.managed satisfies g.parent* intersects u.groups }
policy p07 { title "t" for w in hr.workers require w not in w.manager+ }
policy p08 { title "t" require count(u in lms.users where u.role == "Admin") <= 1 }
policy p09 { title "t" require count(u in lms.users where u.role == "Admin") == 1 or count(g in lms.groups) - count(w in seniors) > 0 }
policy p10 { title "t" for w in hr.workers require sum(u.logins for u in lms.users where u.email == w.work_email) <= 2 }
policy p11 { title "t" for w in hr.workers require w in seniors implies w.bonus is present }
policy p12 { title "t" for w in seniors require w.salary > 1 and w.note is absent }
policy p13 { title "t" for u in lms.users require "c" in reachable from u.id through lms.edges(a -> b) }
policy p14 { title "t" for u in lms.users require u.tags - u.domains == [] or u.tags contains "x" }
policy p15 { title "t" for w in hr.workers require (w.bonus or else w.level) > 1 and not (w.level == 0) }
policy p16 { title "t" for u in lms.users require u.deactivated_at is absent or u.deactivated_at > u.created_at }
policy p17 { title "t" for u in lms.users for g in u.groups require g.owner == u.email or g.parent is present }
policy p18 { title "t" for w in hr.workers require w.manager?.manager?.level in [1, 2] or w.level / 2 < 1 }
policy p19 { title "t" for u in lms.users require u.groups.owner contains u.email }
policy p20 { title "t" for w in hr.workers require w.hired_on older than 30d and w.hired_on < 2026-02-01T12:00:00Z }
policy p21 { title "t" for u in lms.users require exists m in listed where m.role == u.role and u.logins <= m.most }
policy p22 { title "t" for w in hr.workers require (min(u.logins for u in lms.users where u.email == w.work_email) or else 0) < 2 }
policy p23 { title "t" for u in lms.users where u.status == "inactive" require u.deactivated_at <= 2026-02-01T00:00:00Z }
policy p24 { title "t" for a in account for b in account where a.email == b.email and a != b require not (a.active and b.active) }
policy p25 { title "t" for w in hr.workers let e = w.work_email for u in lms.users where u.email == e and u.logins > 0 require has_worker(u.email) and u.logins < 3 }
policy p26 { title "t" for w in hr.workers require {v.manager for v in hr.workers where v.level > 0} contains w or w.mentors == [] }
policy p27 { title "t" for w in hr.workers require size(w.mentors* - w.manager*) <= 1 }
policy p28 { title "t" for u in lms.users require domain(u.email) == "x.example" and length(u.worker_id or else "") < 2 }
policy p29 { title "t" for w in hr.workers require w.shift * 2 - 1h > 3h or abs(w.level - 2) == max(w.level, 1) }
)";

std::map<Subject, Verdict> by_subject(const PolicyOutcome& policy) {
  std::map<Subject, Verdict> result;
  for (const Finding& finding : policy.findings) {
    result.emplace(finding.subject, finding.verdict);
  }
  return result;
}

// Whether `pair` is one of those that the open subject stands for.
bool stands_for(const Subject& open, const Subject& pair) {
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (!open[i].open && open[i] != pair[i]) {
      return false;
    }
  }
  return true;
}

bool is_open(const Subject& subject) {
  return std::any_of(subject.begin(), subject.end(),
                     [](const SubjectPart& part) { return part.open; });
}

// What breaks the law; empty where nothing does.
std::string broken(const PolicyOutcome& before, const PolicyOutcome& after) {
  const std::map<Subject, Verdict> later = by_subject(after);
  for (const auto& [subject, verdict] : by_subject(before)) {
    if (verdict != Verdict::compliant && verdict != Verdict::violation) {
      continue;
    }
    const std::string was = to_string(subject) + " was " + std::string(to_string(verdict));
    const auto now = later.find(subject);
    if (verdict == Verdict::violation && now == later.end()) {
      return was + " and is gone";
    }
    if (now != later.end() && now->second != verdict) {
      return was + " and is " + std::string(to_string(now->second));
    }
    for (const auto& [other, turned] : later) {
      if (is_open(subject) && !is_open(other) && stands_for(subject, other) &&
          other.back().key.find('d') == std::string::npos && turned != Verdict::compliant) {
        return was + ", and " + to_string(other) + " is " + std::string(to_string(turned));
      }
    }
  }
  if (before.status == Status::violation && after.status != Status::violation) {
    return "the policy was in violation";
  }
  if (before.status == Status::compliant && after.status != Status::compliant &&
      after.status != Status::vacuous) {
    return "the policy was compliant";
  }
  return {};
}

void check_law(unsigned first_seed, unsigned last_seed) {
  const Checked checked = good_program(policies);
  EvaluateOptions options;
  options.contracts = false;
  std::map<std::string, std::set<Verdict>> seen;
  for (unsigned seed = first_seed; seed <= last_seed; ++seed) {
    RandomCells random(seed);
    const Snapshot gaps = random_snapshot(checked.program, random);
    const Outcome before = evaluate(checked.program, checked.sources, gaps, options);
    for (int round = 0; round < 2; ++round) {
      const Snapshot filled = fill(gaps, random);
      const Outcome after = evaluate(checked.program, checked.sources, filled, options);
      for (std::size_t i = 0; i < before.policies.size(); ++i) {
        CAPTURE(seed, round, before.policies[i].name);
        CHECK(broken(before.policies[i], after.policies[i]) == "");
        for (const Finding& finding : before.policies[i].findings) {
          seen[before.policies[i].name].insert(finding.verdict);
        }
      }
    }
  }
  for (const auto& [name, verdicts] : seen) {
    CAPTURE(name);
    CHECK(verdicts.count(Verdict::unknown) == 1);
    CHECK(verdicts.count(Verdict::violation) + verdicts.count(Verdict::compliant) == 2);
  }
}

}  // namespace

TEST_CASE("filling in an unknown never changes a settled verdict", "[evaluator][law]") {
  check_law(1, 150);
}

TEST_CASE("filling in an unknown, over many more snapshots", "[.slow][law]") {
  check_law(1000, 4000);
}
