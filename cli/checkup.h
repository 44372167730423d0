// What a doctor found, by what was looked at, and how people and programs read it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace writ {

enum class CheckMark { good, note, bad };

struct CheckLine {
  CheckMark mark = CheckMark::good;
  std::string text;
};
struct Checkup {
  std::string name;
  std::string title;
  std::vector<CheckLine> lines;
};

// Wrapped to `width` columns.
std::string checkup_text(const std::vector<Checkup>& sections, std::size_t width, bool color);
// Schema `writ.doctor/1`: `sections`, each with `name`, `title` and `lines` of `mark` ("good",
// "note", "bad") and `text`.
std::string checkup_json(const std::vector<Checkup>& sections);

}  // namespace writ
