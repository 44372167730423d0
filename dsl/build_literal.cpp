#include <algorithm>

#include "base/text.h"
#include "dsl/build.h"

namespace writ {

using namespace ast;

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string without_underscores(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '_') {
      out += c;
    }
  }
  return out;
}

// The `}` that closes the `{` at `open`, or `end`.
std::uint32_t matching_brace(std::string_view text, std::uint32_t open, std::uint32_t end) {
  int depth = 0;
  for (std::uint32_t at = open; at < end; ++at) {
    depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
    if (depth == 0) {
      return at;
    }
  }
  return end;
}

}  // namespace

// Resolves the escapes of what stands between the quotes; `begin` is its offset, for reports.
std::string Builder::unescape(std::string_view raw, std::uint32_t begin) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 >= raw.size()) {
      out += raw[i];
      continue;
    }
    const std::size_t at = i;
    const char c = raw[++i];
    if (c == '"' || c == '\\' || c == '{' || c == '}') {
      out += c;
    } else if (c == 'n') {
      out += '\n';
    } else if (c == 't') {
      out += '\t';
    } else if (c == 'u' && i + 1 < raw.size() && raw[i + 1] == '{') {
      char32_t value = 0;
      std::size_t j = i + 2;
      while (j < raw.size() && hex_digit(raw[j]) >= 0 && value <= 0x10FFFF) {
        value = value * 16 + static_cast<char32_t>(hex_digit(raw[j++]));
      }
      const bool closed = j < raw.size() && raw[j] == '}';
      const std::size_t end = closed ? j + 1 : j;
      if (!closed || j == i + 2 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF) ||
          value == 0) {
        report("W0103",
               {file_, begin + static_cast<std::uint32_t>(at),
                begin + static_cast<std::uint32_t>(end)},
               "`" + printable(raw.substr(at, end - at)) + "` is no character",
               "write \\u{1F512}: hexadecimal digits of a code point");
      } else {
        append_utf8(out, value);
      }
      i = end - 1;
    } else {
      const std::size_t bytes = code_point_at(raw, i).bytes;
      report("W0103",
             {file_, begin + static_cast<std::uint32_t>(at),
              begin + static_cast<std::uint32_t>(i + bytes)},
             "there is no escape `" + printable(raw.substr(at, bytes + 1)) + "`",
             "the escapes are \\\" \\\\ \\n \\t \\{ \\} \\u{…}; a backslash is \\\\");
      i += bytes - 1;
    }
  }
  return out;
}

String Builder::string(const Tree& tree) {
  return {unescape(text(tree).substr(1, tree.end - tree.begin - 2), tree.begin + 1), span(tree)};
}

Template Builder::interpolated(const Tree& tree) {
  Template result{.span = span(tree), .pieces = {}};
  const std::uint32_t end = tree.end - 1;
  std::uint32_t begin = tree.begin + 1;
  const auto add_text = [&](std::uint32_t to) {
    if (to > begin) {
      result.pieces.emplace_back(unescape(text_.substr(begin, to - begin), begin));
    }
  };
  for (std::uint32_t at = begin; at < end; ++at) {
    if (text_[at] == '\\') {
      ++at;
      if (text_.substr(at, 2) == "u{") {  // the braces of \u{…} hold no expression
        at = std::min(end, static_cast<std::uint32_t>(text_.find('}', at)));
      }
    } else if (text_[at] == '}') {
      report("W0104", {file_, at, at + 1}, "a `}` without its `{`", "write \\} to show one");
      return result;
    } else if (text_[at] == '{') {
      add_text(at);
      const std::uint32_t close = matching_brace(text_, at, end);
      if (close == end) {
        report("W0104", {file_, at, at + 1}, "a `{` without its `}`",
               "close the expression, or write \\{ to show one");
        return result;
      }
      const ParsedTree parsed = parse_tree(text_, at + 1, close, Entry::expression);
      if (!parsed.tree) {
        report_fault(parsed.fault);
        return result;
      }
      if (!within_limits(*parsed.tree)) {
        return result;
      }
      result.pieces.emplace_back(expr(parsed.tree->children.front()));
      at = close;
      begin = at + 1;
    }
  }
  add_text(end);
  return result;
}

std::int64_t Builder::integer(const Tree& tree) {
  std::int64_t value = 0;
  for (const char c : without_underscores(text(tree))) {
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, c - '0', &value)) {
      report("W0105", span(tree), "the number does not fit into 64 bits",
             "the largest is 9223372036854775807");
      return 0;
    }
  }
  return value;
}

Literal Builder::literal(const Tree& tree) {
  const std::string raw(text(tree));
  const auto bad = [&](const std::string& message, const std::string& help) {
    report("W0105", span(tree), message, help);
  };
  switch (tree.kind) {
    case TreeKind::integer:
      return {integer(tree)};
    case TreeKind::decimal:
      if (const auto value = parse_decimal(without_underscores(raw))) {
        return {*value};
      }
      bad("`" + raw + "` is no decimal",
          "a decimal has at most 6 digits after its point, and fits into 64 bits");
      return {Decimal{}};
    case TreeKind::duration:
      if (const auto value = parse_duration(raw)) {
        return {*value};
      }
      bad("`" + raw + "` is no duration", "write each unit once, the largest first: 1w2d3h4m5s");
      return {Duration{}};
    case TreeKind::date:
      if (const auto value = parse_date(raw)) {
        return {*value};
      }
      bad("there is no day " + raw, "write an existing day as year-month-day: 2026-03-01");
      return {Date{}};
    case TreeKind::timestamp:
      if (const auto value = parse_timestamp(raw)) {
        return {*value};
      }
      bad("`" + raw + "` is no timestamp",
          "write it with its offset: 2026-03-01T09:30:00Z or 2026-03-01T09:30:00+02:00");
      return {Instant{}};
    case TreeKind::true_word:
      return {true};
    case TreeKind::false_word:
      return {false};
    case TreeKind::absent_word:
      return {AbsentLiteral{}};
    default:
      return {string(tree).text};
  }
}

}  // namespace writ
