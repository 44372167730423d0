#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/learned_map.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::size_t most_named = 3;

// A scalar of YAML: bare where it can be nothing else.
std::string scalar(const std::string& text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ' ' ||
           (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-';
  };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  static const std::set<std::string> words = {"true", "false", "null", "yes", "no",
                                              "on",   "off",   "y",    "n"};
  if (!text.empty() && letter(text.front()) && text.back() != ' ' &&
      std::all_of(text.begin(), text.end(), plain) && !words.contains(ascii_lower(text))) {
    return text;
  }
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    const std::string bytes = text.substr(at, point.bytes);
    at += point.bytes;
    if (bytes == "\"" || bytes == "\\") {
      out += "\\" + bytes;
    } else if (printable(bytes) == bytes) {
      out += bytes;
    } else {
      out += point.value > 0xffff
                 ? fmt::format("\\U{:08X}", static_cast<std::uint32_t>(point.value))
                 : fmt::format("\\u{:04X}", static_cast<std::uint32_t>(point.value));
    }
  }
  return out + "\"";
}

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    out += (out.empty() ? "" : ", ") + scalar(text);
  }
  return "[" + out + "]";
}

std::string comment(const std::string& indent, const std::string& text) {
  std::string out;
  constexpr std::size_t width = 100;
  const std::string safe = printable(text);
  for (const std::string_view line : wrap(safe, width - indent.size() - 2)) {
    out += indent + "# " + std::string(line) + "\n";
  }
  return out;
}

std::vector<std::string> entry_lines(const LearnedColumn& column) {
  const ColumnFit& fit = column.fit;
  if (fit.format.empty() && fit.nulls.empty() && fit.values.empty()) {
    return {column.name + ": " + scalar(column.from)};
  }
  std::vector<std::string> lines = {column.name + ":", "  from: " + scalar(column.from)};
  if (!fit.format.empty()) {
    lines.push_back("  format: " + scalar(fit.format));
  }
  if (!fit.nulls.empty()) {
    lines.push_back("  nulls: " + list(fit.nulls));
  }
  if (!fit.values.empty()) {
    lines.emplace_back("  values:");
    for (const auto& [theirs, ours] : fit.values) {
      lines.push_back("    " + scalar(theirs) + ": " + scalar(ours));
    }
  }
  return lines;
}

std::string column_yaml(const LearnedColumn& column) {
  const bool unsure = column.certainty == Certainty::unsure;
  const std::string indent = "    ";
  std::string out = comment(
      indent, fmt::format("{}: {}", to_string(column.certainty), fmt::join(column.why, "; ")));
  for (const std::string& line : entry_lines(column)) {
    out += indent + (unsure ? "# " : "") + line + "\n";
  }
  if (!column.fit.unfit.empty() && column.fit.unlisted.empty()) {
    out += comment(indent, "not read: " + listed(column.fit.unfit, most_named));
  }
  if (!column.fit.unlisted.empty()) {
    out += comment(
        indent, "kept as they are, not of the schema: " + listed(column.fit.unlisted, most_named));
  }
  return out;
}

void note(std::string& out, const char* what, const std::vector<std::string>& names) {
  if (!names.empty()) {
    out += comment("  ", fmt::format("{}: {}", what, fmt::join(names, ", ")));
  }
}

}  // namespace

std::string learned_yaml(const LearnedMap& map, const ExportSample& sample,
                         const std::string& schema) {
  std::string out = comment(
      "", fmt::format("For `tables:` of a source in writ.yaml: {} as {} of {}. Learned from {}{}; "
                      "look through it before you rely on it.",
                      sample.path, map.table, schema, sample.whole ? "" : "the first ",
                      counted(sample.records, "record")));
  if (sample.refused > 0) {
    out +=
        comment("", fmt::format("{} cannot be read: too many or too few fields, or broken quotes",
                                counted(sample.refused, "record")));
  }
  out += map.table + ":\n  files: " + scalar(sample.path) + "\n  format: csv\n";
  if (sample.delimiter != ',') {
    out += "  delimiter: " + (sample.delimiter == '\t' ? "tab" : scalar({sample.delimiter})) + "\n";
  }
  if (sample.encoding == Encoding::latin1) {
    out += "  encoding: latin1\n";
  }
  if (!map.set_separator.empty()) {
    out += "  set_separator: " + scalar(map.set_separator) + "\n";
  }
  const bool any = std::any_of(
      map.columns.begin(), map.columns.end(),
      [](const LearnedColumn& column) { return column.certainty != Certainty::unsure; });
  out += any ? "  columns:\n" : "  columns: {}\n";
  for (const LearnedColumn& column : map.columns) {
    out += column_yaml(column);
  }
  const bool clocks =
      std::any_of(map.columns.begin(), map.columns.end(), [](const LearnedColumn& column) {
        return column.fit.format.find("%H") != std::string::npos;
      });
  if (clocks) {
    out += comment("  ",
                   "times without an offset are on the clock of the source's `timezone` (UTC "
                   "where it has none)");
  }
  note(out, "the schema needs, and no column is mapped to", map.needed);
  note(out, "optional, and no column is mapped to", map.lacking);
  note(out, "columns of the file that nothing reads", map.unused);
  return out;
}

}  // namespace writ
