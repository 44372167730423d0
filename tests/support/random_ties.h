// Random policies of two or three `for`s whose rows are tied by their fields, as text, over the
// schemas of tests/meaning/prelude: what leaves a side of a subject open.
#pragma once

#include <string>
#include <vector>

#include "support/random.h"

namespace writ::testing {

class RandomTies {
 public:
  explicit RandomTies(std::uint64_t seed) : random_(seed) {}

  // `third`: some have three.
  std::string policy(const std::string& name, bool third = false) {
    static const std::vector<std::vector<const char*>> pairs = {
        {"hr.workers", "lms.users"},  {"lms.users", "hr.workers"}, {"hr.workers", "account"},
        {"lms.groups", "hr.workers"}, {"lms.users", "lms.groups"}, {"seniors", "lms.users"},
        {"hr.workers", "hr.workers"}, {"lms.users", "account"}};
    const std::vector<const char*>& pair = random_.of(pairs);
    std::string text = "policy " + name + " {\n  title \"t\"\n  for a in " + pair[0];
    text += random_.chance(25) ? " where " + alone("a", pair[0]) + "\n" : "\n";
    text += std::string("  for b in ") + pair[1] + " where " + tie(pair[0], pair[1]);
    text += random_.chance(25) ? " and " + alone("b", pair[1]) + "\n" : "\n";
    if (third && random_.chance(40)) {
      const std::string last = random_.of({"lms.groups", "hr.workers", "lms.users"});
      const bool first = random_.chance(40);
      text += "  for c in " + last + " where " +
              equality(first ? "a" : "b", first ? pair[0] : pair[1], "c", last) + "\n";
    }
    text += "  require " + (random_.chance(50) ? tie(pair[0], pair[1]) : alone("a", pair[0]));
    text += random_.chance(50) ? " or " + alone("b", pair[1]) + "\n" : "\n";
    return text + "}\n";
  }

 private:
  struct Field {
    const char* name;
    const char* kind;
    bool optional = false;
  };

  static std::vector<Field> fields_of(const std::string& relation) {
    if (relation == "lms.users") {
      return {{"email", "email"},          {"backup", "email", true}, {"id", "text"},
              {"created_at", "time"},      {"logins", "number"},      {"worker_id", "text", true},
              {"last_login", "time", true}};
    }
    if (relation == "lms.groups") {
      return {{"id", "text"}, {"owner", "email", true}};
    }
    if (relation == "account") {
      return {{"id", "text"}, {"email", "email"}, {"role", "text", true}};
    }
    return {{"personal_email", "email"}, {"work_email", "email", true}, {"id", "text"},
            {"hired_on", "time"},        {"note", "text", true},        {"level", "number"},
            {"bonus", "number", true}};
  }

  // Of one row.
  std::string alone(const std::string& row, const std::string& relation) {
    const Field field = random_.of(fields_of(relation));
    const std::string path = row + "." + field.name;
    if (field.optional) {
      return path + (random_.chance(50) ? " is present" : " is absent");
    }
    const std::string kind = field.kind;
    return kind == "number" ? path + random_.of({" > 0", " <= 2", " == 1"})
           : kind == "time" ? path + random_.of({" < 2026-02-02", " >= 2026-01-31T12:00:00Z"})
                            : path + random_.of({" == \"a\"", " != \"a@x.example\""});
  }

  std::string equality(const std::string& x, const std::string& first, const std::string& y,
                       const std::string& second) {
    for (;;) {
      const Field a = random_.of(fields_of(first));
      const Field b = random_.of(fields_of(second));
      if (std::string(a.kind) == b.kind && !(a.optional && b.optional)) {
        const bool unequal = !a.optional && !b.optional && random_.chance(20);
        return x + "." + a.name + (unequal ? " != " : " == ") + y + "." + b.name;
      }
    }
  }

  std::string tie(const std::string& first, const std::string& second) {
    const std::string one = equality("a", first, "b", second);
    switch (random_.below(5)) {
      case 0:
        return "(" + one + " or " + equality("a", first, "b", second) + ")";
      case 1:
        return "not (" + one + " and " + equality("a", first, "b", second) + ")";
      default:
        return one;
    }
  }

  Random random_;
};

}  // namespace writ::testing
