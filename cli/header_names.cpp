#include "cli/header_names.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/suggest.h"
#include "base/text.h"

namespace writ {
namespace {

using Words = std::vector<std::string>;

constexpr double same_words = 0.95;
constexpr double some_words = 0.9;  // times the share that they have in common
constexpr double one_mistake = 0.8;
constexpr double last_part_of = 0.9;  // a pointer, times its score

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) > 0x7f;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "lastActiveAt", "Last Active (UTC)" -> last active at; last active utc
Words split(std::string_view text) {
  Words words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) {
      words.push_back(unicode_lower(word));
    }
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_letter(c) && !is_digit(c)) {
      end();
      continue;
    }
    const bool before_lower =
        i + 1 < text.size() && is_letter(text[i + 1]) && !is_upper(text[i + 1]);
    const bool hump =
        i > 0 && is_upper(c) && (is_digit(text[i - 1]) ? before_lower : !is_upper(text[i - 1]));
    const bool last_of_acronym = i > 0 && is_upper(c) && is_upper(text[i - 1]) && before_lower;
    if (hump || last_of_acronym) {
      end();
    }
    word += c;
  }
  end();
  return words;
}

// Words that mean the same, as the one that is compared.
const std::string& meaning(const std::string& word) {
  static const std::map<std::string, std::string> same = {{"mail", "email"},
                                                          {"emailaddress", "email"},
                                                          {"no", "number"},
                                                          {"nr", "number"},
                                                          {"num", "number"},
                                                          {"dept", "department"},
                                                          {"mgr", "manager"},
                                                          {"supervisor", "manager"},
                                                          {"identifier", "id"},
                                                          {"uuid", "id"},
                                                          {"guid", "id"},
                                                          {"family", "last"},
                                                          {"given", "first"},
                                                          {"activity", "active"},
                                                          {"creation", "created"},
                                                          {"create", "created"},
                                                          {"modified", "updated"},
                                                          {"changed", "updated"},
                                                          {"update", "updated"},
                                                          {"termination", "left"},
                                                          {"terminated", "left"},
                                                          {"leaving", "left"},
                                                          {"hire", "hired"},
                                                          {"joined", "hired"},

                                                          {"state", "status"},
                                                          {"signin", "login"},
                                                          {"deactivation", "deactivated"}};
  const auto place = same.find(word);
  return place == same.end() ? word : place->second;
}

// "clients" -> "client"
std::string singular(const std::string& word) {
  const bool plural =
      word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
  return plural ? word.substr(0, word.size() - 1) : word;
}

// Two words that are one, and one that is two.
void join_pairs(Words& words) {
  Words out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool pair = i + 1 < words.size();
    if (pair && words[i] == "e" && words[i + 1] == "mail") {
      out.emplace_back("email");
      ++i;
    } else if (pair && (words[i] == "sign" || words[i] == "log") &&
               (words[i + 1] == "in" || words[i + 1] == "on")) {
      out.emplace_back("login");
      ++i;
    } else if (words[i] == "2fa" || words[i] == "mfa") {
      out.insert(out.end(), {"two", "factor"});
    } else if (words[i] == "surname" || words[i] == "forename") {
      out.insert(out.end(), {words[i] == "surname" ? "last" : "first", "name"});
    } else {
      out.push_back(words[i]);
    }
  }
  words = std::move(out);
}

// Without what says little, unless it is all that there is.
Words telling(std::string_view text) {
  static const std::set<std::string> little = {
      "at",     "on",   "date",    "time",    "timestamp", "is",      "the",
      "of",     "utc",  "user",    "account", "employee",  "worker",  "person",
      "member", "flag", "enabled", "value",   "code",      "address", "work"};
  Words words = split(text);
  join_pairs(words);
  Words out;
  for (const std::string& word : words) {
    if (!little.contains(singular(word))) {
      out.push_back(meaning(singular(word)));
    }
  }
  return out.empty() ? words : out;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) {
    text += word;
  }
  return text;
}

// Twice the words in common, by all words.
double in_common(const Words& a, const Words& b) {
  std::multiset<std::string> rest(b.begin(), b.end());
  double common = 0;
  for (const std::string& word : a) {
    if (const auto place = rest.find(word); place != rest.end()) {
      rest.erase(place);
      ++common;
    }
  }
  return 2 * common / static_cast<double>(a.size() + b.size());
}

double score_of(const std::string& header, std::string_view name) {
  if (split(header) == split(name)) {
    return 1;
  }
  const Words a = telling(header);
  const Words b = telling(name);
  if (a.empty() || b.empty()) {
    return 0;
  }
  const std::string text_a = joined(a);
  const std::string text_b = joined(b);
  if (text_a == text_b) {
    return same_words;
  }
  const std::size_t limit = std::max(text_a.size(), text_b.size()) / 5;
  const bool near = limit > 0 && edit_distance(text_a, text_b, limit) <= limit;
  return std::max(some_words * in_common(a, b), near ? one_mistake : 0.0);
}

// Of a pointer the last part tells most (/workAssignments/0/jobTitle), unless it is what everything
// has (/parent/id).
std::string last_part(const std::string& pointer) {
  const std::size_t slash = pointer.find_last_of('/');
  const std::string last = slash == std::string::npos ? "" : pointer.substr(slash + 1);
  static const std::set<std::string> everywhere = {
      "id", "name", "codeValue", "shortName", "value", "key", "title", "label", "displayName"};
  return everywhere.contains(last) && slash > 0 ? "" : last;
}

}  // namespace

Likeness likeness(const std::string& header, const std::vector<std::string>& names) {
  Likeness best;
  for (const std::string& name : names) {
    const std::string last = last_part(name);
    const double score = std::max(score_of(header, name),
                                  last.empty() ? 0.0 : last_part_of * score_of(header, last));
    if (score > best.score) {
      best = {score, name};
    }
  }
  return best;
}

}  // namespace writ
