// Random policy files as text: every production of the grammar, with white space and comments in
// every place where they may stand, all kinds of literals, brackets that are needed and brackets
// that are not. What they say makes no sense; random_policies.h makes ones that the checker
// accepts.
#pragma once

#include <functional>
#include <utility>
#include <string>

#include "support/random.h"

namespace writ::testing {

class RandomProgram {
 public:
  explicit RandomProgram(std::uint64_t seed) : random_(seed) {
    comments_ = random_.of(std::vector<int>{0, 0, 2, 10, 40});
    odd_names_ = random_.of(std::vector<int>{0, 0, 1, 4});
  }

  std::string text() {
    trivia();
    for (int i = random_.between(1, 4); i > 0; --i) {
      declaration();
    }
    trivia();
    return std::move(out_);
  }

 private:
  // ---- tokens and what stands between them

  void trivia() {
    static const std::vector<std::string> blanks = {" ",  " ",  " ",    "\n",   "\n",
                                                    "  ", "\t", "\r\n", "\n\n", "\n\n\n  "};
    out_ += random_.of(blanks);
    while (random_.chance(comments_)) {
      out_ += "#" +
              random_.of({"", " ", "# x", " a comment  ", " \"quote", " {brace}", " ünïcode ✓",
                          "\t\ttabs\t"}) +
              std::to_string(comment_++) + random_.of({"\n", "\r\n", " \n", "\n\n"});
      out_ += random_.chance(50) ? "" : random_.of(blanks);
    }
  }

  static bool bracket(char c) { return std::string("()[]{},:").find(c) != std::string::npos; }

  // A token, apart from the one before it where the two would otherwise run together.
  void put(const std::string& token) {
    const bool loose = out_.empty() || bracket(out_.back()) || bracket(token.front());
    if (!loose || random_.chance(60)) {
      trivia();
    }
    out_ += token;
  }
  void glue(const std::string& token) { out_ += token; }

  void list(int least, int most, const std::function<void()>& item, const char* comma = ",") {
    const int count = random_.between(least, most);
    for (int i = 0; i < count; ++i) {
      if (i > 0 && *comma != 0) {
        put(comma);
      }
      item();
    }
  }

  std::string a_name() {
    if (random_.chance(odd_names_)) {
      return random_.of({"title", "for", "in",   "exists", "no",      "every",        "count",
                         "where", "of",  "at",   "key",    "start",   "end",          "reachable",
                         "from",  "by",  "is",   "given",  "expect",  "policy",       "test",
                         "not",   "and", "or",   "as",     "present", "unobservable", "with",
                         "sum",   "min", "true", "set",    "ref",     "none"});
    }
    return random_.of({"a", "b", "c", "w", "u", "x1", "_", "lms", "hr", "users", "workers", "Email",
                       "is_active", "a_rather_long_name_for_a_field",
                       "another_name_that_goes_on_and_on"});
  }
  void name() { put(a_name()); }
  void path(int parts) {
    std::string path = a_name();
    for (int i = 1; i < parts; ++i) {
      path += "." + a_name();
    }
    put(path);
  }

  std::string text_content() {
    std::string out;
    for (int i = random_.below(5); i > 0; --i) {
      out += random_.of({"a", "Super Admin", " ", "é", "日本", "\\n", "\\t", "\\\"", "\\\\", "\\{",
                         "\\}", "\\u{1F512}", "\\u{202E}", "#no comment",
                         "0123456789 and more words", "'", "\\u{7f}"});
    }
    return out;
  }
  void string() { put("\"" + text_content() + (random_.chance(20) ? "{^[a-z]{2}$}" : "") + "\""); }

  void number() {
    put(random_.of({"0", "7", "1_000_000", "007", "9223372036854775807", "1.5", "200.00",
                    "0.000001", "1_0.5", "24h", "90s", "1d12h", "2w", "0s", "2026-03-01",
                    "1999-12-31", "2026-03-01T09:30:00Z", "2026-03-01t09:30:00.25+02:00"}));
    if (out_.back() == 'Z' || out_.back() == '0') {  // a sign or a dot would go on with a time
      out_ += " ";
    }
  }
  void timestamp() { put(random_.of({"2026-03-01T09:30:00Z", "2026-03-01t09:30:00.25+02:00"})); }
  void literal() {
    switch (random_.below(4)) {
      case 0:
        put(random_.of({"true", "false", "absent"}));
        break;
      case 1:
        string();
        break;
      default:
        number();
    }
  }

  // ---- expressions, by what binds at least as tightly as `level`

  void expr(int level = 0) {
    const int most = random_.chance(25) ? 3 : 1;
    const int brackets = depth_ > 5 ? 0 : random_.chance(12) ? random_.between(1, most) : 0;
    for (int i = 0; i < brackets; ++i) {
      put("(");
    }
    ++depth_;
    bare(brackets > 0 ? 0 : level);
    --depth_;
    for (int i = 0; i < brackets; ++i) {
      put(")");
    }
  }

  void binary(int level, const char* op, int left, int right, int wanted) {
    if (level < wanted) {
      put("(");
    }
    expr(left);
    put(op);
    expr(right);
    if (level < wanted) {
      put(")");
    }
  }

  void bare(int level) {
    if (depth_ > 5 || random_.chance(15 * depth_)) {
      operand(depth_ > 5);
      return;
    }
    switch (random_.below(14)) {
      case 0:
        binary(1, "implies", 2, 1, level);
        break;
      case 1:
      case 2:
        chain(2, "or", level);
        break;
      case 3:
      case 4:
        chain(3, "and", level);
        break;
      case 5:
        bracketed(level > 4, [&] {
          put("not");
          expr(4);
        });
        break;
      case 6:
      case 7:
        comparison(level);
        break;
      case 8:
        binary(6, "or else", 7, 6, level);
        break;
      case 9:
        chain(7, random_.chance(50) ? "+" : "-", level);
        break;
      case 10:
        chain(8, random_.chance(50) ? "*" : "/", level);
        break;
      case 11:
        prefixed(level);
        break;
      default:
        operand(false);
    }
  }

  void bracketed(bool yes, const std::function<void()>& inner) {
    if (yes) {
      put("(");
    }
    inner();
    if (yes) {
      put(")");
    }
  }

  void chain(int level, const char* op, int wanted) {
    bracketed(level < wanted, [&] {
      expr(level);
      for (int i = random_.between(1, 3); i > 0; --i) {
        put(op);
        expr(level + 1);
      }
    });
  }

  void comparison(int level) {
    if (random_.chance(30)) {
      bracketed(level > 5, [&] {
        expr(6);
        put("is");
        put(random_.of({"present", "absent", "known"}));
      });
      return;
    }
    const std::string op = random_.of({"==", "!=", "<", "<=", ">", ">=", "in", "not in",
                                       "subset of", "intersects", "contains", "starts with",
                                       "ends with", "matches", "by", "older than", "newer than"});
    bracketed(level > 5, [&] {
      expr(6);
      const auto space = op.find(' ');
      put(op.substr(0, space));
      if (space != std::string::npos) {
        put(op.substr(space + 1));
      }
      expr(6);
    });
  }

  void prefixed(int level) {
    bracketed(level > 9, [&] {
      const int which = random_.below(3);
      put(which == 0 ? "-" : which == 1 ? "start" : "end");
      if (which > 0) {
        put("of");
      }
      expr(which == 0 ? 10 : 9);
    });
  }

  void binding() {
    name();
    put("in");
    operand(depth_ > 5);
  }
  void where(int percent) {
    if (random_.chance(percent)) {
      put("where");
      expr();
    }
  }

  void call(const std::string& function, const std::function<void()>& arguments) {
    put(function);
    glue("(");
    arguments();
    put(")");
  }

  void primary() {
    switch (random_.below(11)) {
      case 0:
        put("[");
        list(0, 4, [&] { expr(); });
        if (out_.find_last_not_of(" \t\r\n") != std::string::npos && random_.chance(20) &&
            out_[out_.find_last_not_of(" \t\r\n")] != '[' && comments_ == 0) {
          put(",");
        }
        put("]");
        break;
      case 1:
        put("{");
        expr(1);
        put("for");
        binding();
        where(50);
        put("}");
        break;
      case 2:
        put("(");
        put(random_.of({"exists", "no"}));
        binding();
        where(80);
        put(")");
        break;
      case 3:
        put("(");
        put("every");
        binding();
        where(30);
        put("satisfies");
        expr();
        put(")");
        break;
      case 4:
        call("count", [&] {
          binding();
          where(60);
        });
        break;
      case 5:
        call(random_.of({"sum", "min", "max"}), [&] {
          expr(1);
          put("for");
          binding();
          where(40);
        });
        break;
      case 6:
        put("reachable");
        put("from");
        operand(true);
        put("through");
        path(random_.between(1, 2));
        if (random_.chance(30)) {
          trivia();
        }
        glue("(");
        name();
        put("->");
        name();
        put(")");
        break;
      case 7:
        call("became", [&] { expr(); });
        break;
      case 8:
        call(random_.of({"lower", "f", "size", "date_of", "min"}),
             [&] { list(0, 3, [&] { expr(); }); });
        break;
      default:
        put("(");
        expr();
        put(")");
    }
  }

  void operand(bool simple) {
    if (!simple && random_.chance(40)) {
      primary();
    } else if (random_.chance(40)) {
      if (in_template_) {
        put(random_.of({"1", "24h", "true"}));
      } else {
        literal();
      }
      return;
    } else {
      name();
    }
    for (int i = random_.of(std::vector<int>{0, 0, 1, 1, 2}); i > 0; --i) {
      const bool space = random_.chance(5);
      if (space) {
        trivia();
      }
      glue(random_.chance(15) ? "?." : ".");
      if (space) {
        trivia();
      }
      glue(a_name());
      if (random_.chance(8)) {
        glue(random_.of({"+", "*"}));
      }
    }
  }

  // ---- clauses

  void templated() {
    trivia();
    glue("\"");
    const int comments = comments_;
    comments_ = 0;
    in_template_ = true;
    for (int i = random_.below(4); i > 0; --i) {
      glue(text_content());
      if (random_.chance(70)) {
        glue("{");
        const std::size_t begin = out_.size();
        expr();
        glue("}");
        for (std::size_t at = begin; at < out_.size(); ++at) {  // a text stays on its line
          out_[at] = out_[at] == '\n' || out_[at] == '\r' ? ' ' : out_[at];
        }
      }
    }
    in_template_ = false;
    comments_ = comments;
    glue("\"");
  }

  void texts() {
    list(1, 3, [&] { string(); });
  }

  void type() {
    const bool set = random_.chance(15);
    if (set) {
      put("set");
      put("of");
    }
    switch (random_.below(4)) {
      case 0:
        list(
            1, 6, [&] { string(); }, "|");
        if (random_.chance(30)) {
          put("|");
          put("...");
        }
        break;
      case 1:
        put("ref");
        name();
        break;
      default:
        put(random_.of({"bool", "int", "decimal", "string", "email", "timestamp", "date",
                        "duration", "lms.users"}));
    }
    if (!set && random_.chance(40)) {
      glue("?");
    }
  }

  void field() {
    name();
    put(":");
    type();
    if (random_.chance(15)) {
      put("present");
      put("when");
      expr(3);
    }
    if (random_.chance(15)) {
      put("unobservable");
      string();
    }
  }

  void as_block() {
    put("as");
    name();
    put("{");
    list(
        0, 4,
        [&] {
          name();
          put("=");
          expr();
          if (random_.chance(40)) {
            put(",");
          }
        },
        "");
    put("}");
  }

  void keys() {
    list(1, 3, [&] {
      expr(6);
      put("==");
      expr(6);
    });
  }

  void schema() {
    put("schema");
    name();
    put("{");
    list(
        0, 3,
        [&] {
          put("table");
          name();
          put("key");
          list(1, 2, [&] { name(); });
          put("{");
          list(
              0, 6, [&] { random_.chance(88) ? field() : as_block(); }, "");
          put("}");
        },
        "");
    put("}");
  }

  void extend() {
    put("extend");
    switch (random_.below(3)) {
      case 0:
        path(3);
        put("with");
        texts();
        break;
      case 1:
        put("view");
        name();
        put("with");
        list(
            1, 3, [&] { field(); }, random_.chance(50) ? "," : "");
        break;
      default:
        path(2);
        as_block();
    }
  }

  void expect() {
    put("expect");
    path(2);
    switch (random_.below(3)) {
      case 0:
        put("fresh");
        put(random_.of({"24h", "1d12h"}));
        break;
      case 1:
        put("count");
        put(random_.of({">=", "==", "<", "!="}));
        put(random_.of({"0", "95", "1_000"}));
        if (random_.chance(50)) {
          put("%");
          put("of");
          put("previous");
        }
        break;
      default:
        put("may");
        put("be");
        put("empty");
    }
  }

  void define() {
    put("define");
    name();
    if (random_.chance(40)) {
      put("(");
      list(0, 3, [&] {
        name();
        put(":");
        type();
      });
      put(")");
    }
    put("=");
    if (random_.chance(70)) {
      expr();
      return;
    }
    put("rows");
    put("(");
    list(1, 3, [&] { name(); });
    put(")");
    put("[");
    list(0, 4, [&] {
      list(
          1, 3,
          [&] {
            if (random_.chance(10)) {
              put("-");
              number();
            } else {
              literal();
            }
          },
          "");
    });
    put("]");
  }

  void loop() {
    put("for");
    binding();
    where(70);
  }

  void policy() {
    put("policy");
    name();
    put("{");
    std::vector<std::function<void()>> clauses = {[&] {
                                                    put("title");
                                                    templated();
                                                  },
                                                  [&] {
                                                    put("description");
                                                    string();
                                                  },
                                                  [&] {
                                                    put("severity");
                                                    put(random_.of({"low", "high", "critical"}));
                                                  },
                                                  [&] {
                                                    put("controls");
                                                    list(1, 4, [&] {
                                                      name();
                                                      list(
                                                          1, 3, [&] { string(); }, "");
                                                    });
                                                  },
                                                  [&] {
                                                    put("owner");
                                                    string();
                                                  },
                                                  [&] {
                                                    put("tags");
                                                    texts();
                                                  },
                                                  [&] {
                                                    put("cost");
                                                    expr();
                                                    put("USD");
                                                    if (random_.chance(50)) {
                                                      put("per");
                                                      put("month");
                                                    }
                                                  },
                                                  [&] {
                                                    put("may");
                                                    put("be");
                                                    put("vacuous");
                                                  },
                                                  [&] {
                                                    put("message");
                                                    templated();
                                                  },
                                                  [&] {
                                                    put("remedy");
                                                    templated();
                                                  }};
    for (int i = random_.between(0, 9); i > 0; --i) {
      const int which = random_.below(16);
      if (which < static_cast<int>(clauses.size())) {
        if (const auto clause = std::exchange(clauses[static_cast<std::size_t>(which)], nullptr)) {
          clause();
        }
      } else if (which < 13) {
        loop();
      } else if (which < 14) {
        put("let");
        name();
        put("=");
        expr();
      } else {
        put("require");
        expr();
      }
    }
    put("}");
  }

  void given() {
    put("given");
    path(2);
    if (random_.chance(20)) {
      put(random_.of({"none", "incomplete"}));
      return;
    }
    put("{");
    list(0, 6, [&] {
      name();
      put(":");
      random_.chance(80) ? literal() : expr();
    });
    put("}");
  }

  void subject() {
    const auto key = [&] { random_.chance(70) ? name() : string(); };
    if (random_.chance(50)) {
      key();
      return;
    }
    put("(");
    list(1, 3, key);
    put(")");
  }

  void test() {
    put("test");
    string();
    put("{");
    put("at");
    timestamp();
    list(
        0, 7,
        [&] {
          switch (random_.below(6)) {
            case 0:
              put("with");
              name();
              put("=");
              expr();
              break;
            case 1:
              put("timezone");
              name();
              string();
              break;
            case 2:
              put("before");
              timestamp();
              put("{");
              list(
                  0, 2, [&] { given(); }, "");
              put("}");
              break;
            case 3:
              put("expect");
              name();
              put(random_.of({"compliant", "violation", "unknown", "nothing"}));
              if (random_.chance(70)) {
                put("on");
                list(1, 3, [&] { subject(); });
              }
              break;
            default:
              given();
          }
        },
        "");
    put("}");
  }

  void declaration() {
    switch (random_.below(13)) {
      case 0:
      case 1:
        put("use");
        name();
        put(":");
        name();
        break;
      case 2:
        schema();
        break;
      case 3:
        extend();
        break;
      case 4:
        expect();
        break;
      case 5:
        put("view");
        name();
        put("{");
        list(
            0, 4, [&] { field(); }, "");
        put("}");
        break;
      case 6:
        put("link");
        path(3);
        put("to");
        path(2);
        put("by");
        keys();
        break;
      case 7:
        put("identity");
        put("person");
        put("=");
        path(2);
        put("{");
        list(
            0, 3,
            [&] {
              path(random_.between(1, 2));
              put("by");
              keys();
            },
            "");
        put("}");
        break;
      case 8:
        put("param");
        name();
        put(":");
        type();
        put("=");
        expr();
        break;
      case 9:
        define();
        break;
      case 10:
        test();
        break;
      default:
        policy();
    }
  }

  Random random_;
  std::string out_;
  int depth_ = 0;
  int comments_ = 0;   // per cent
  int odd_names_ = 0;  // per cent
  int comment_ = 0;
  bool in_template_ = false;
};

inline std::string random_program(std::uint64_t seed) {
  return RandomProgram(seed).text();
}

}  // namespace writ::testing
