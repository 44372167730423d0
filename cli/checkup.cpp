#include "cli/checkup.h"

#include <nlohmann/json.hpp>

#include "evidence/layout.h"

namespace writ {
namespace {

std::string_view word(CheckMark mark) {
  return mark == CheckMark::good ? "good" : mark == CheckMark::note ? "note" : "bad";
}

}  // namespace

std::string checkup_text(const std::vector<Checkup>& sections, std::size_t width, bool color) {
  constexpr std::size_t mark_width = 5;
  Layout layout(width, color);
  for (const Checkup& section : sections) {
    layout.blank();
    layout.text(0, {{section.name, Ink::bold}, {": " + section.title, Ink::plain}});
    for (const CheckLine& line : section.lines) {
      const Ink ink = line.mark == CheckMark::good  ? Ink::green
                      : line.mark == CheckMark::bad ? Ink::red
                                                    : Ink::dim;
      layout.labelled(2, mark_width, {std::string(word(line.mark)), ink},
                      {{line.text, Ink::plain}});
    }
  }
  return std::move(layout).take();
}

std::string checkup_json(const std::vector<Checkup>& sections) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Checkup& section : sections) {
    Json lines = Json::array();
    for (const CheckLine& line : section.lines) {
      lines.push_back({{"mark", word(line.mark)}, {"text", line.text}});
    }
    list.push_back({{"name", section.name}, {"title", section.title}, {"lines", std::move(lines)}});
  }
  const Json json = {{"schema", "writ.doctor/1"},
                     {"tool", {{"name", "writ"}, {"version", WRIT_VERSION}}},
                     {"sections", std::move(list)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace writ
