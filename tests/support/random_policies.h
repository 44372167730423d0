// Random policies that the checker accepts, as text, over the schemas of tests/meaning/prelude:
// every operator, quantifier, aggregate, closure and function, nested `depth` deep, on any kind of
// operand. What is optional is narrowed, compared with something that is not, or given an `or
// else`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/random.h"

namespace writ::testing {

// What every generated policy may use.
inline constexpr const char* random_policies_prelude = R"(
use hr : people
use lms : learning
link hr.workers.login to lms.users by work_email == email
link lms.users.twin to lms.users by worker_id == id
identity person = hr.workers { lms.users by email == work_email  account by email == personal_email }
param floor : int = 1
define seniors = {v for v in hr.workers where v.level > floor}
define admins = {v for v in lms.users where v.role == "Admin"}
define known_domains = ["x.example", "y.example"]
define has_worker(e : email) = exists v in hr.workers where v.work_email == e
define busy(q : lms.users, n : int) = q.logins > n and q.status == "active"
define listed = rows (role, most) ["Admin" 1, "Manager" 2]
)";

class RandomPolicies {
 public:
  explicit RandomPolicies(std::uint64_t seed) : random_(seed) {}

  // One policy called `name`.
  std::string policy(const std::string& name, int depth = 3) {
    scope_.clear();
    next_ = 0;
    leaves_ = 0;
    std::string text = "policy " + name + " {\n  title \"t\"\n";
    for (int i = random_.of(std::vector<int>{0, 1, 1, 1, 2, 2}); i > 0; --i) {
      const auto [over, kind] = collection(1);
      const std::string row = bind(kind);
      text += "  for " + row + " in " + over;
      text += random_.chance(60) ? " where " + narrowing(depth - 1) + "\n" : "\n";
    }
    for (int i = random_.below(3); i > 0; --i) {
      static const std::vector<std::string> kinds = {
          "int", "string", "email", "duration", "date", "set of string", "timestamp"};
      const std::string kind = random_.of(kinds);
      const std::string value = of_kind(kind, depth - 1);
      text += "  let " + bind(kind) + " = " + value + "\n";
    }
    for (int i = random_.between(1, 2); i > 0; --i) {
      text += "  require " + boolean(depth) + "\n";
    }
    text +=
        "  message \"" + std::string(scope_.empty() ? "" : "{" + scope_[0].first + "}") + "\"\n";
    return text + "}\n";
  }

 private:
  using Names = std::vector<std::pair<std::string, std::string>>;  // name, kind

  std::string bind(const std::string& kind) {
    scope_.emplace_back("v" + std::to_string(next_++) + "x", kind);
    return scope_.back().first;
  }

  // ---- paths: fields of the names in scope, by kind; "int?" is an optional int

  static const Names& fields_of(const std::string& relation) {
    static const Names workers = {{"id", "string"},
                                  {"work_email", "email?"},
                                  {"personal_email", "email"},
                                  {"status", "choice"},
                                  {"hired_on", "date"},
                                  {"terminated_on", "date?"},
                                  {"manager", "workers?"},
                                  {"mentors", "set of workers"},
                                  {"level", "int"},
                                  {"salary", "decimal"},
                                  {"shift", "duration"},
                                  {"note", "string?"},
                                  {"bonus", "int?"},
                                  {"secret", "string?"},
                                  {"login", "users?"},
                                  {"accounts", "set of account"}};
    static const Names users = {{"id", "string"},
                                {"email", "email"},
                                {"backup", "email?"},
                                {"role", "choice"},
                                {"status", "choice"},
                                {"created_at", "timestamp"},
                                {"deactivated_at", "timestamp?"},
                                {"last_login", "timestamp?"},
                                {"groups", "set of groups"},
                                {"managed", "set of groups"},
                                {"tags", "set of string"},
                                {"domains", "set of string"},
                                {"worker_id", "string?"},
                                {"logins", "int"},
                                {"person", "workers?"},
                                {"twin", "users?"}};
    static const Names groups = {{"id", "string"}, {"parent", "groups?"}, {"owner", "email?"}};
    static const Names edges = {{"a", "string"}, {"b", "string"}};
    static const Names account = {{"app", "string"},
                                  {"id", "string"},
                                  {"email", "email"},
                                  {"active", "bool"},
                                  {"privileged", "bool"},
                                  {"role", "string?"},
                                  {"created_at", "timestamp?"},
                                  {"deactivated_at", "timestamp?"},
                                  {"last_active_at", "timestamp?"},
                                  {"person", "workers?"}};
    static const Names listed = {{"role", "string"}, {"most", "int"}};
    static const Names none;
    return relation == "workers"   ? workers
           : relation == "users"   ? users
           : relation == "groups"  ? groups
           : relation == "edges"   ? edges
           : relation == "account" ? account
           : relation == "listed"  ? listed
                                   : none;
  }

  // A path of this kind, or nothing.
  std::string path(const std::string& kind) {
    std::vector<std::string> found;
    for (const auto& [name, of] : scope_) {
      if (of == kind) {
        found.push_back(name);
      }
      for (const auto& [field, type] : fields_of(of)) {
        if (type == kind) {
          found.push_back(name + "." + field);
        }
        // Steps over an optional ref, and on from a set of refs.
        const bool optional = type.back() == '?';
        for (const auto& [further, deeper] : fields_of(type.substr(0, type.size() - 1))) {
          if (optional && (deeper == kind || deeper + "?" == kind) && kind.back() == '?') {
            found.push_back(name + "." + field + "?." + further);
          }
        }
        if (type.rfind("set of ", 0) == 0) {
          for (const auto& [further, deeper] : fields_of(type.substr(7))) {
            if ("set of " + deeper == kind || "set of " + deeper == kind + "?") {
              found.push_back(name + "." + field + "." + further);
            }
          }
        }
      }
    }
    return found.empty() ? std::string() : random_.of(found);
  }

  std::string path_or(const std::string& kind, const std::string& otherwise) {
    const std::string found = random_.chance(85) ? path(kind) : std::string();
    return found.empty() ? otherwise : found;
  }

  std::string literal(const std::string& kind) {
    if (kind == "int") {
      return random_.of({"0", "1", "2", "3"});
    }
    if (kind == "decimal") {
      return random_.of({"0.5", "1.00", "2.25"});
    }
    if (kind == "duration") {
      return random_.of({"1h", "24h", "30d", "0s"});
    }
    if (kind == "timestamp") {
      return random_.of({"2026-01-31T00:00:00Z", "2026-02-01T12:00:00Z", "2026-03-01T00:00:00Z"});
    }
    if (kind == "date") {
      return random_.of({"2026-01-31", "2026-02-01", "2026-03-05"});
    }
    return random_.of({"\"a\"", "\"b\"", "\"c\"", "\"A@X.example\"", "\"\""});
  }

  // ---- collections

  // An expression to range over, and the kind of what it binds.
  std::pair<std::string, std::string> collection(int depth) {
    static const Names tables = {{"hr.workers", "workers"}, {"lms.users", "users"},
                                 {"lms.groups", "groups"},  {"lms.edges", "edges"},
                                 {"account", "account"},    {"seniors", "workers"},
                                 {"admins", "users"},       {"listed", "listed"}};
    if (depth > 0 && !scope_.empty() && random_.chance(25)) {
      const std::string element = random_.of({"workers", "groups", "string"});
      return {set_of(element, depth - 1), element};
    }
    return random_.of(tables);
  }

  // "x in C where …" with x in scope for `body`, which follows it.
  template <class Body>
  std::string ranged(int depth, int where_percent, Body&& body) {
    const auto [over, kind] = collection(depth);
    const std::string name = bind(kind);
    std::string text = name + " in " + over;
    if (random_.chance(where_percent)) {
      text += " where " + boolean(depth - 1);
    }
    text = body(name, kind, text);
    scope_.pop_back();
    return text;
  }

  std::string aggregate(const std::string& function, const std::string& kind, int depth) {
    return ranged(depth, 50, [&](const std::string&, const std::string&, const std::string& over) {
      return function + "(" + of_kind(kind, depth - 1) + " for " + over + ")";
    });
  }

  // ---- conditions

  std::string brackets(const std::string& text) { return "(" + text + ")"; }

  // A condition that may tell later ones what is present.
  std::string narrowing(int depth) {
    return depth > 0 && random_.chance(30) ? boolean(depth - 1) + " and " + boolean(depth - 1)
                                           : boolean(depth);
  }

  // `p is present and …p…`, in the ways that the checker knows.
  std::string present_first(int depth) {
    const std::string kind = random_.of({"int", "email", "timestamp", "date", "string", "workers"});
    const std::string of = path(kind + "?");
    if (of.empty() || of.find("?.") != of.npos) {
      return boolean(depth);
    }
    std::string then;
    if (kind == "int") {
      then = of + random_.of({" < ", " >= ", " != "}) + integer(depth);
    } else if (kind == "workers") {
      then = of + random_.of({".level > 0", " in seniors", ".hired_on < 2026-02-01"});
    } else if (kind == "timestamp" || kind == "date") {
      then = of + random_.of({" < ", " > ", " != "}) + timestamp(depth);
    } else {
      then = of + random_.of({" != ", " starts with "}) + text(depth);
    }
    const int way = random_.below(4);
    return way == 0   ? brackets(of + " is present and " + then)
           : way == 1 ? brackets(of + " is present implies " + then)
           : way == 2 ? brackets(of + " is absent or " + then)
                      : brackets("not (" + of + " is absent) and " + then);
  }

  std::string optional_test() {
    const std::string kind = random_.of(
        {"int?", "email?", "timestamp?", "date?", "string?", "workers?", "groups?", "users?"});
    const std::string of = path(kind);
    return of.empty() ? "true" : of + random_.of({" is present", " is absent", " is known"});
  }

  std::string optional_equality(int depth) {
    const std::string kind = random_.of({"int", "email", "timestamp", "string", "date"});
    const std::string left = path(kind + "?");
    if (left.empty()) {
      return optional_test();
    }
    if (kind == "string" && random_.chance(40)) {
      return left + " in " + set_of("string", depth);
    }
    const std::string other = path(kind + "?");
    if (!other.empty() && random_.chance(20)) {
      return brackets(left + " or else " + other) + " == " + of_kind(kind, depth);
    }
    return random_.chance(25) ? of_kind(kind, depth) + " == " + left
                              : left + " == " + of_kind(kind, depth);
  }

  std::string present_when(int depth) {
    std::vector<std::string> found;
    const Names scope = scope_;  // which a nested condition adds to
    for (const auto& [name, kind] : scope) {
      if (kind == "users") {
        found.push_back(name + ".status == \"inactive\" and " + name +
                        ".deactivated_at <= " + timestamp(depth));
      } else if (kind == "workers") {
        found.push_back(name + ".status == \"Terminated\" and " + name +
                        ".terminated_on <= " + of_kind("date", depth));
        found.push_back(name + ".status != \"Terminated\" or " + "end of " + "2026-01-31" +
                        " + 1h > " + timestamp(depth));
      } else if (kind == "account") {
        found.push_back(name + ".email == \"a@x.example\"");
      }
    }
    return found.empty() ? boolean(depth) : brackets(random_.of(found));
  }

  std::string enumeration() {
    std::vector<std::string> found;
    for (const auto& [name, kind] : scope_) {
      if (kind == "users") {
        found.push_back(
            name + ".role " +
            random_.of({"== \"Admin\"", "!= \"Manager\"", "in [\"Admin\", \"Learner\"]"}));
        found.push_back(name + ".status == \"active\"");
        found.push_back("busy(" + name + ", " + integer(0) + ")");
      } else if (kind == "workers") {
        found.push_back(
            name + ".status " +
            random_.of({"== \"Active\"", "!= \"Terminated\"", "not in [\"On leave\"]"}));
      }
    }
    return found.empty() ? "true" : random_.of(found);
  }

  std::string obligation(int depth) {
    const std::string optional = path(random_.of({"timestamp?", "date?"}));
    const std::string event = optional.empty() || random_.chance(20) ? instant(depth) : optional;
    return brackets(event + " by " + instant(depth));
  }

  std::string leaf() {
    switch (random_.below(8)) {
      case 0:
        return enumeration();
      case 1:
        return optional_test();
      case 2:
        return optional_equality(0);
      case 3:
        return path_or("bool", "false");
      case 4:
        return brackets(integer(0) + comparison() + integer(0));
      case 5:
        return brackets(of_kind("email", 0) + " == " + of_kind("email", 0));
      case 6:
        return present_first(0);
      default:
        return obligation(0);
    }
  }

  std::string comparison() { return random_.of({" < ", " <= ", " > ", " >= ", " == ", " != "}); }

  std::string boolean(int depth) {
    if (depth <= 0) {
      if (++leaves_ > 200) {
        return "true";  // a policy of any depth stays readable
      }
      return leaf();
    }
    const int d = depth - 1;
    switch (random_.below(26)) {
      case 0:
        return brackets(boolean(d) + " and " + boolean(d));
      case 1:
        return brackets(boolean(d) + " or " + boolean(d));
      case 2:
        return brackets("not " + boolean(d));
      case 3:
        return brackets(boolean(d) + " implies " + boolean(d));
      case 4:
        return brackets(integer(d) + comparison() + integer(d));
      case 5:
        return brackets(decimal(d) + comparison() + (random_.chance(50) ? decimal(d) : integer(d)));
      case 6:
        return brackets(duration(d) + comparison() + duration(d));
      case 7:
        return brackets(instant(d) + comparison() + instant(d));
      case 8:
        return brackets(text(d) + random_.of({" == ", " != "}) + text(d));
      case 9:
        return brackets(of_kind("email", d) + random_.of({" == ", " != "}) + text(d));
      case 10:
        return brackets(text(d) + random_.of({" in ", " not in "}) + texts(d));
      case 11: {
        const std::string element = random_.of({"string", "workers", "groups"});
        const auto side = [&] { return element == "string" ? texts(d) : set_of(element, d); };
        const std::string left = side();
        return brackets(left + random_.of({" subset of ", " intersects ", " == ", " != "}) +
                        side());
      }
      case 12:
        return brackets(texts(d) + " contains " + text(d));
      case 13:
        return brackets(text(d) + random_.of({" starts with ", " ends with ", " contains "}) +
                        text(d));
      case 14:
        return brackets(text(d) + " matches " +
                        random_.of({"\"^a\"", "\"b|c$\"", "\"^.*@x\"", "\"(\\\\.|a){2}\""}));
      case 15:
        return brackets(instant(d) + random_.of({" older than ", " newer than "}) + duration(d));
      case 16:
        return obligation(d);
      case 17:
        return brackets(ranged(depth, 100, [&](const auto&, const auto&, const std::string& over) {
          return random_.of({"exists ", "no "}) + over;
        }));
      case 18:
        return brackets(ranged(depth, 40, [&](const auto&, const auto&, const std::string& over) {
          return "every " + over + " satisfies " + boolean(d);
        }));
      case 19:
        return present_first(d);
      case 20:
        return optional_equality(d);
      case 21:
        return present_when(d);
      case 22:
        return "has_worker(" + of_kind("email", d) + ")";
      case 23:
        return brackets(integer(d) + " is known");
      case 24: {
        const std::string row = path("workers");
        const std::string other = path("workers?");
        if (row.empty()) {
          return enumeration();
        }
        return other.empty() || random_.chance(50) ? brackets(row + " in " + set_of("workers", d))
                                                   : brackets(other + " == " + row);
      }
      default:
        return leaf();
    }
  }

  // ---- values

  std::string of_kind(const std::string& kind, int depth) {
    if (kind == "int") {
      return integer(depth);
    }
    if (kind == "decimal") {
      return decimal(depth);
    }
    if (kind == "duration") {
      return duration(depth);
    }
    if (kind == "timestamp") {
      return timestamp(depth);
    }
    if (kind == "string") {
      return text(depth);
    }
    if (kind.rfind("set of ", 0) == 0) {
      return set_of(kind.substr(7), depth);
    }
    if (kind == "date") {
      return depth > 0 && random_.chance(30)
                 ? "date_of(" + timestamp(depth - 1) + ", \"Europe/Paris\")"
                 : path_or("date", literal("date"));
    }
    // An email: there is no literal of one, so that without a path a worker's will do.
    const std::string found = path("email");
    const std::string maybe = path("email?");
    if (!maybe.empty() && !found.empty() && random_.chance(30)) {
      return brackets(maybe + " or else " + found);
    }
    const std::string text = path("string?");
    if (!maybe.empty() && random_.chance(30)) {
      const std::string middle = text.empty() || random_.chance(50) ? "" : text + " or else ";
      return brackets(maybe + " or else " + middle + "\" A@X.example\"");
    }
    if (!text.empty() && !found.empty() && random_.chance(20)) {
      return brackets(text + " or else " + found);
    }
    return found.empty() ? literal("string") : found;
  }

  std::string or_else(const std::string& kind, int depth) {
    const std::string maybe = path(kind + "?");
    return maybe.empty() ? path_or(kind, literal(kind))
                         : brackets(maybe + " or else " + of_kind(kind, depth));
  }

  std::string integer(int depth) {
    if (depth <= 0) {
      return random_.chance(20) ? "floor" : path_or("int", literal("int"));
    }
    const int d = depth - 1;
    switch (random_.below(11)) {
      case 0:
        return brackets(integer(d) + random_.of({" + ", " - ", " * "}) + integer(d));
      case 1:
        return ranged(depth, 80, [&](const auto&, const auto&, const std::string& over) {
          return "count(" + over + ")";
        });
      case 2:
        return "length(" + text(d) + ")";
      case 3:
        return "size(" + set_of(random_.of({"string", "workers", "groups"}), d) + ")";
      case 4:
        return aggregate("sum", "int", depth);
      case 5:
        return brackets(aggregate(random_.of({"min", "max"}), "int", depth) + " or else " +
                        integer(d));
      case 6:
        return random_.of({"min(", "max("}) + integer(d) + ", " + integer(d) + ")";
      case 7:
        return "abs(" + integer(d) + ")";
      case 8:
        return or_else("int", d);
      case 9:
        return brackets("-" + integer(d));
      default:
        return path_or("int", literal("int"));
    }
  }

  std::string decimal(int depth) {
    if (depth <= 0) {
      return path_or("decimal", literal("decimal"));
    }
    const int d = depth - 1;
    switch (random_.below(5)) {
      case 0:
        return brackets(decimal(d) + random_.of({" + ", " - ", " * ", " / "}) + decimal(d));
      case 1:
        return brackets(integer(d) + " / " + integer(d));
      case 2:
        return aggregate("sum", "decimal", depth);
      case 3:
        return brackets(duration(d) + " / " + duration(d));
      default:
        return path_or("decimal", literal("decimal"));
    }
  }

  std::string duration(int depth) {
    if (depth <= 0) {
      return path_or("duration", literal("duration"));
    }
    const int d = depth - 1;
    switch (random_.below(7)) {
      case 0:
        return brackets(duration(d) + random_.of({" + ", " - "}) + duration(d));
      case 1:
        return brackets(duration(d) + random_.of({" * ", " / "}) + integer(d));
      case 2:
        return brackets(timestamp(d) + " - " + timestamp(d));
      case 3:
        return aggregate("sum", "duration", depth);
      case 4:
        return "abs(" + duration(d) + ")";
      case 5:
        return brackets("-" + duration(d));
      default:
        return path_or("duration", literal("duration"));
    }
  }

  std::string instant(int depth) {
    return random_.chance(35) ? of_kind("date", depth) : timestamp(depth);
  }

  std::string timestamp(int depth) {
    if (depth <= 0) {
      return path_or("timestamp", literal("timestamp"));
    }
    const int d = depth - 1;
    switch (random_.below(7)) {
      case 0:
        return brackets(timestamp(d) + random_.of({" + ", " - "}) + duration(d));
      case 1:
        return brackets(of_kind("date", d) + random_.of({" + ", " - "}) + duration(d));
      case 2:
        return brackets(random_.of({"start of ", "end of "}) + of_kind("date", d));
      case 3:
        return or_else("timestamp", d);
      case 4:
        return random_.of({"min(", "max("}) + timestamp(d) + ", " + timestamp(d) + ")";
      case 5:
        return brackets(aggregate(random_.of({"min", "max"}), "timestamp", depth) + " or else " +
                        literal("timestamp"));
      default:
        return path_or("timestamp", literal("timestamp"));
    }
  }

  std::string text(int depth) {
    if (depth <= 0) {
      return path_or("string", literal("string"));
    }
    const int d = depth - 1;
    switch (random_.below(6)) {
      case 0:
        return random_.of({"lower(", "upper(", "trim("}) + text(d) + ")";
      case 1:
        return random_.of({"domain(", "local("}) + of_kind("email", d) + ")";
      case 2:
        return or_else("string", d);
      case 3: {
        const std::string choice = path("choice");
        return choice.empty() ? text(d) : "lower(" + choice + ")";
      }
      default:
        return path_or("string", literal("string"));
    }
  }

  std::string rows_set(const std::string& element, int depth) {
    const std::string found = path("set of " + element);
    const bool workers = element == "workers";
    if (depth <= 0) {
      return !found.empty() ? found : workers ? "seniors" : "{g for g in lms.groups}";
    }
    const int d = depth - 1;
    switch (random_.below(5)) {
      case 0:
        return brackets(rows_set(element, d) + random_.of({" + ", " - "}) + rows_set(element, d));
      case 1: {
        const std::string row = path(element);
        const std::string from = row.empty() || random_.chance(40) ? found : row;
        return from.empty() ? rows_set(element, d)
                            : from + (workers ? random_.of({".manager", ".mentors"}) : ".parent") +
                                  random_.of({"+", "*"});
      }
      case 2: {
        const std::string name = bind(element);
        const std::string text = "{" + name + " for " + name + " in " +
                                 (workers ? "hr.workers" : "lms.groups") + " where " + boolean(d) +
                                 "}";
        scope_.pop_back();
        return text;
      }
      default:
        return rows_set(element, 0);
    }
  }

  std::string set_of(const std::string& element, int depth) {
    if (element != "string") {
      return rows_set(element, depth);
    }
    if (depth <= 0) {
      return path_or("set of string", random_.of({"[]", "[\"a\", \"b\"]", "known_domains"}));
    }
    const int d = depth - 1;
    switch (random_.below(6)) {
      case 0:
        return brackets(set_of("string", d) + random_.of({" + ", " - "}) + set_of("string", d));
      case 1:
        return "(reachable from " + (random_.chance(50) ? text(d) : set_of("string", d)) +
               " through lms.edges(a -> b))";
      case 2:
        return ranged(depth, 60, [&](const auto&, const auto&, const std::string& over) {
          return "{" + text(d) + " for " + over + "}";
        });
      case 3:
        return rows_set("groups", d) + ".id";
      default:
        return set_of("string", 0);
    }
  }

  // A set of texts or of emails.
  std::string texts(int depth) {
    return random_.chance(25) ? emails(depth) : set_of("string", depth);
  }

  // A set of emails, among which may be texts.
  std::string emails(int depth) {
    const std::string email = path("email");
    if (depth > 0 && random_.chance(60)) {
      const std::string more =
          path_or("set of string", random_.of({"[\"A@X.example\"]", "known_domains"}));
      return random_.chance(60) ? brackets(emails(depth - 1) + " + " + more)
             : random_.chance(50) ? brackets(more + " + " + emails(depth - 1))
                                  : brackets(emails(depth - 1) + " - " + more);
    }
    if (email.empty() || random_.chance(30)) {
      const std::string name = bind("users");
      scope_.pop_back();
      return "{" + name + ".email for " + name + " in lms.users}";
    }
    return "[" + email + ", " + path_or("string", "\"A@X.example\"") + "]";
  }

  Random random_;
  Names scope_;
  int next_ = 0;
  int leaves_ = 0;
};

}  // namespace writ::testing
