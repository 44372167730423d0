#include "base/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace writ {
namespace {

constexpr std::size_t widest_line = 120;  // terminal columns of source text, ellipses included
constexpr std::size_t most_pieces = 500;  // characters looked at on each side of an underline
constexpr std::string_view tab = "    ";
constexpr std::string_view ellipsis = "…";

class Palette {
 public:
  explicit Palette(bool color) : color_(color) {}
  std::string paint(std::string_view code, std::string_view text) const {
    return color_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
  }
  std::string severity(Severity severity, std::string_view text) const {
    return paint(severity == Severity::error ? "1;31" : "1;33", text);
  }
  std::string strong(std::string_view text) const { return paint("1", text); }
  std::string frame(std::string_view text) const { return paint("1;34", text); }
  std::string help(std::string_view text) const { return paint("1;32", text); }

 private:
  bool color_;
};

// One character as it is shown.
struct Piece {
  std::string text;
  std::size_t width;
};

Piece piece_at(std::string_view line, std::size_t offset, std::size_t bytes) {
  std::string text(line.substr(offset, bytes));
  text = text == "\t" ? std::string(tab) : printable(text);
  const std::size_t width = display_width(text);
  return Piece{std::move(text), width};
}

// Where the character that ends at `end` begins. REQUIRES: end > 0.
std::size_t character_before(std::string_view line, std::size_t end) {
  for (std::size_t bytes = std::min<std::size_t>(4, end); bytes > 1; --bytes) {
    if (code_point_at(line, end - bytes).bytes == bytes) {
      return end - bytes;
    }
  }
  return end - 1;
}

// Where the character that holds the byte at `offset` begins.
std::size_t character_at(std::string_view line, std::size_t offset) {
  for (std::size_t back = std::min<std::size_t>(3, offset); back > 0; --back) {
    if (code_point_at(line, offset - back).bytes > back) {
      return offset - back;
    }
  }
  return offset;
}

// Characters in reading order on one side of a point. `whole`: the side ended before a bound was
// met.
struct Side {
  std::vector<Piece> pieces;
  std::size_t width = 0;
  bool whole = true;

  bool full() const { return width > widest_line || pieces.size() >= most_pieces; }
  void push(Piece piece) {
    width += piece.width;
    pieces.push_back(std::move(piece));
  }
};

Side take_forward(std::string_view line, std::size_t begin, std::size_t end) {
  Side side;
  for (std::size_t at = begin; at < end;) {
    if (side.full()) {
      side.whole = false;
      break;
    }
    const std::size_t bytes = code_point_at(line, at).bytes;
    side.push(piece_at(line, at, bytes));
    at += bytes;
  }
  return side;
}

Side take_backward(std::string_view line, std::size_t end) {
  Side side;
  while (end > 0) {
    if (side.full()) {
      side.whole = false;
      break;
    }
    const std::size_t begin = character_before(line, end);
    side.push(piece_at(line, begin, end - begin));
    end = begin;
  }
  std::reverse(side.pieces.begin(), side.pieces.end());
  return side;
}

void keep_last(Side& side, std::size_t columns) {
  auto first = side.pieces.begin();
  while (side.width > columns) {
    side.width -= first->width;
    ++first;
    side.whole = false;
  }
  side.pieces.erase(side.pieces.begin(), first);
}

void keep_first(Side& side, std::size_t columns) {
  while (side.width > columns) {
    side.width -= side.pieces.back().width;
    side.pieces.pop_back();
    side.whole = false;
  }
}

// A line, or the part of it around what is underlined, and where the underline goes.
struct Excerpt {
  std::string text;
  std::size_t indent;
  std::size_t width;
};

Excerpt excerpt(std::string_view line, std::size_t begin, std::size_t end) {
  Side left = take_backward(line, begin);
  Side marked = take_forward(line, begin, end);
  Side right = marked.whole ? take_forward(line, end, line.size()) : Side{{}, 0, false};
  if (!left.whole || !right.whole || left.width + marked.width + right.width > widest_line) {
    const std::size_t ellipses = 2;
    keep_first(marked, widest_line - ellipses);
    if (!marked.whole) {
      right = Side{{}, 0, false};
    }
    const std::size_t room = widest_line - ellipses - marked.width;
    const std::size_t right_share =
        std::min(right.width, std::max(room / 2, room - std::min(room, left.width)));
    keep_first(right, right_share);
    keep_last(left, room - right_share);
  }
  Excerpt out{left.whole ? "" : std::string(ellipsis), left.width + (left.whole ? 0 : 1),
              std::max<std::size_t>(1, marked.width)};
  for (const Side* side : {&left, &marked, &right}) {
    for (const Piece& piece : side->pieces) {
      out.text += piece.text;
    }
  }
  out.text += right.whole ? "" : ellipsis;
  return out;
}

bool can_show(Span span, const Sources& sources) {
  return span.file < sources.size();
}

class Snippets {
 public:
  Snippets(const Sources& sources, const Palette& palette, std::size_t number_width)
      : sources_(sources), palette_(palette), number_width_(number_width) {}

  std::string indent() const { return std::string(number_width_ + 1, ' '); }

  // The place, the source line and the underline, the latter painted by `paint`.
  template <class Paint>
  std::string show(Span span, char mark, Paint paint) const {
    const Source& source = sources_[span.file];
    const Place place = source.place(span.begin);
    const std::string_view line = source.line(place.line);
    const std::size_t start = source.line_start(place.line);
    const auto in_line = [&](std::size_t offset) {
      return std::clamp(offset, start, start + line.size()) - start;
    };
    const std::size_t begin = character_at(line, in_line(span.begin));
    std::size_t end = in_line(std::max(span.begin, span.end));
    const std::size_t last = character_at(line, end);
    end = last < end ? last + code_point_at(line, last).bytes : end;
    const Excerpt shown = excerpt(line, begin, end);
    const std::string bar = " " + std::string(number_width_, ' ') + " " + "|";
    const std::string numbered = fmt::format(" {:>{}} |", place.line, number_width_);
    std::string out = fmt::format("{}{} {}:{}:{}\n", indent(), palette_.frame("-->"),
                                  printable(source.path()), place.line, place.column);
    out += palette_.frame(bar) + "\n";
    out += palette_.frame(numbered) + (shown.text.empty() ? "" : " ") + shown.text + "\n";
    out += palette_.frame(bar) + " " + std::string(shown.indent, ' ') +
           paint(std::string(shown.width, mark)) + "\n";
    return out;
  }

 private:
  const Sources& sources_;
  const Palette& palette_;
  std::size_t number_width_;
};

std::size_t widest_number(const Diagnostic& diagnostic, const Sources& sources) {
  std::uint32_t line = 1;
  const auto see = [&](Span span) {
    if (can_show(span, sources)) {
      line = std::max(line, sources.place(span).line);
    }
  };
  see(diagnostic.span);
  for (const Label& label : diagnostic.labels) {
    see(label.span);
  }
  return std::to_string(line).size();
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const Sources& sources, RenderStyle style) {
  const Palette palette(style.color);
  const Snippets snippets(sources, palette, widest_number(diagnostic, sources));
  const Severity severity = diagnostic.code.severity;
  const auto by_severity = [&](std::string_view text) { return palette.severity(severity, text); };
  std::string out = by_severity(
      fmt::format("{}[{}]", severity == Severity::error ? "error" : "warning", diagnostic.code.id));
  out += palette.strong(": " + printable(diagnostic.message)) + "\n";
  if (can_show(diagnostic.span, sources)) {
    out += snippets.show(diagnostic.span, '^', by_severity);
  }
  for (const Label& label : diagnostic.labels) {
    if (!label.text.empty()) {
      out += fmt::format("{}{} {}\n", snippets.indent(), palette.strong("note:"),
                         printable(label.text));
    }
    if (can_show(label.span, sources)) {
      out += snippets.show(label.span, '-',
                           [&](std::string_view text) { return palette.frame(text); });
    }
  }
  if (!diagnostic.help.empty()) {
    out += fmt::format("{}{} {}\n", snippets.indent(), palette.help("help:"),
                       printable(diagnostic.help));
  }
  return out;
}

std::string render(const Diagnostics& diagnostics, const Sources& sources, RenderStyle style) {
  std::string out;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    out += render(diagnostic, sources, style) + "\n";
    ++(diagnostic.code.severity == Severity::error ? errors : warnings);
  }
  std::string count = errors > 0 ? counted(errors, "error") : "";
  if (warnings > 0) {
    count += (count.empty() ? "" : ", ") + counted(warnings, "warning");
  }
  return count.empty() ? out : out + count + "\n";
}

}  // namespace writ
