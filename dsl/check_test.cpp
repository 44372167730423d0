#include <algorithm>

#include "base/suggest.h"
#include "base/zone.h"
#include "dsl/checker.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

void Checker::check_tests() {
  for (File& file : program_.files) {
    for (Declaration& declaration : file.declarations) {
      if (auto* test = std::get_if<TestCase>(&declaration.node)) {
        check_test(declaration, *test);
        program_.tests.push_back({test, file.source, declaration.span});
      }
    }
  }
}

void Checker::check_test(const Declaration&, TestCase& test) {
  for (With& with : test.with) {
    const auto param = program_.params.find(with.param.text);
    if (param != program_.params.end()) {
      check_literal(with.value, param->second.type, "`" + with.param.text + "`");
    } else if (params_.count(with.param.text) == 0 && !broken(with.param.text)) {
      std::vector<std::string> names;
      for (const auto& [name, known] : params_) {
        names.push_back(name);
      }
      report("W0201", with.param.span, "there is no param `" + with.param.text + "`",
             did_you_mean(with.param.text, names));
    }
  }
  for (const TimeZone& zone : test.zones) {
    if (program_.sources.count(zone.source.text) == 0 && uses_.count(zone.source.text) == 0) {
      report("W0201", zone.source.span, "there is no source `" + zone.source.text + "`");
    }
    if (find_zone(zone.zone.text) == nullptr) {
      report("W0212", zone.zone.span, "there is no time zone \"" + zone.zone.text + "\"",
             did_you_mean(zone.zone.text, all_zone_names()));
    }
  }
  for (Given& given : test.givens) {
    check_given(given);
  }
  for (Before& before : test.before) {
    if (before.at >= test.at) {
      report("W0411", before.at_span, "an earlier snapshot cannot be of " + to_string(before.at),
             "name a time before " + to_string(test.at) + ", that of the test");
    }
    for (Given& given : before.givens) {
      check_given(given);
    }
  }
  if (test.expectations.empty()) {
    report("W0504", test.name.span, "this test expects nothing, so it would always pass",
           "add what it shows: expect <policy> violation on <subject>");
  }
  for (const Expectation& expectation : test.expectations) {
    check_expectation(expectation);
  }
}

void Checker::check_given(Given& given) {
  const Relation* table = find_table(given.table);
  if (table == nullptr || given.what != Given::What::row) {
    return;
  }
  std::vector<std::string> names;
  for (const FieldInfo& field : table->fields) {
    if (field.origin == FieldOrigin::column) {
      names.push_back(field.name);
    }
  }
  std::set<std::string> seen;
  for (GivenField& field : given.fields) {
    const int index = table->find(field.name.text);
    if (index < 0 || table->fields[static_cast<std::size_t>(index)].origin != FieldOrigin::column) {
      std::string help = did_you_mean(field.name.text, names);
      if (index >= 0) {
        help = "it comes from a link or the identity rules: give what these look at";
      }
      report("W0202", field.name.span,
             "`" + table->name + "` has no column `" + field.name.text + "`", help);
      continue;
    }
    if (!seen.insert(field.name.text).second) {
      report("W0209", field.name.span, "`" + field.name.text + "` is given twice",
             "remove one of them");
      continue;
    }
    const FieldInfo& info = table->fields[static_cast<std::size_t>(index)];
    if (info.unobservable) {
      report("W0505", field.name.span,
             "`" + field.name.text + "` is always unknown: " + *info.unobservable, "leave it out");
      continue;
    }
    check_literal(field.value, info.type, "`" + field.name.text + "`");
  }
  for (const std::string& key : table->key) {
    if (seen.count(key) == 0) {
      report("W0501", given.table.span,
             "this row of `" + table->name + "` has no `" + key + "`, its key",
             "add " + key + ": …");
    }
  }
}

void Checker::check_expectation(const Expectation& expectation) {
  static const std::vector<std::string> verdicts = {"compliant", "violation", "pending", "unknown",
                                                    "nothing"};
  if (expectation.verdict.text == "waived") {
    report("W0502", expectation.verdict.span, "a test has no waivers, so nothing in it is waived",
           "expect the verdict without the waiver");
  } else if (std::find(verdicts.begin(), verdicts.end(), expectation.verdict.text) ==
             verdicts.end()) {
    const std::string help = did_you_mean(expectation.verdict.text, verdicts);
    report("W0214", expectation.verdict.span,
           "there is no verdict `" + expectation.verdict.text + "`",
           help.empty() ? "one of compliant, violation, pending, unknown, nothing" : help);
  }
  const PolicyInfo* policy = program_.find_policy(expectation.policy.text);
  if (policy == nullptr) {
    if (broken(expectation.policy.text)) {
      return;
    }
    std::vector<std::string> names;
    for (const auto& [name, known] : policies_) {
      names.push_back(name);
    }
    report("W0207", expectation.policy.span, "there is no policy `" + expectation.policy.text + "`",
           did_you_mean(expectation.policy.text, names));
    return;
  }
  const std::size_t parts = std::max<std::size_t>(policy->for_types.size(), 1);
  for (const auto& subject : expectation.subjects) {
    if (subject.size() != parts) {
      report("W0503", subject.front().span,
             "a subject of `" + expectation.policy.text + "` has " + std::to_string(parts) +
                 (parts == 1 ? " key" : " keys") + ", and this one has " +
                 std::to_string(subject.size()),
             parts == 1 ? "name the row, or the policy where it has no `for`"
                        : "write the keys in brackets, in the order of the policy's `for`s");
    }
  }
}

}  // namespace writ
