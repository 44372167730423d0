#include "evidence/layout.h"

#include <algorithm>

#include "base/text.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::size_t narrowest = 68;
// Text is not squeezed into fewer columns than this.
constexpr std::size_t least_room = 20;
constexpr std::size_t longest_text = 2000;

std::string_view escape_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::bold:
      return "\x1b[1m";
    case Ink::dim:
      return "\x1b[2m";
    case Ink::red:
      return "\x1b[1;31m";
    case Ink::green:
      return "\x1b[32m";
    case Ink::yellow:
      return "\x1b[33m";
    case Ink::blue:
      return "\x1b[34m";
    case Ink::magenta:
      return "\x1b[35m";
  }
  return "";
}

}  // namespace

std::string padded(std::string_view text, std::size_t width, Align align) {
  std::string safe = printable(text);
  const std::size_t used = display_width(safe);
  const std::string spaces(used < width ? width - used : 0, ' ');
  return align == Align::left ? safe + spaces : spaces + safe;
}

Layout::Layout(std::size_t width, bool color) : width_(std::max(width, narrowest)), color_(color) {}

std::string Layout::painted(std::string_view text, Ink ink) const {
  if (!color_ || ink == Ink::plain || text.empty()) {
    return std::string(text);
  }
  return std::string(escape_of(ink)) + std::string(text) + "\x1b[0m";
}

void Layout::blank() {
  if (!out_.empty() && !out_.ends_with("\n\n")) {
    out_ += '\n';
  }
}

void Layout::put_wrapped(std::string prefix, std::size_t prefix_width,
                         const std::vector<Piece>& pieces) {
  std::string all;
  std::vector<std::size_t> ends;  // of each piece, in `all`
  for (const Piece& piece : pieces) {
    all += shortened(printable(piece.text), longest_text);
    ends.push_back(all.size());
  }
  const std::size_t room = width_ > prefix_width + least_room ? width_ - prefix_width : least_room;
  for (const std::string_view line : wrap(all, room)) {
    const auto begin = static_cast<std::size_t>(line.data() - all.data());
    std::string shown;
    std::size_t at = begin;
    for (std::size_t i = 0; i < pieces.size() && at < begin + line.size(); ++i) {
      const std::size_t end = std::min(ends[i], begin + line.size());
      if (end > at) {
        shown += painted(std::string_view(all).substr(at, end - at), pieces[i].ink);
        at = end;
      }
    }
    if (shown.empty()) {
      prefix.erase(prefix.find_last_not_of(' ') + 1);
    }
    out_ += prefix + shown + '\n';
    prefix.assign(prefix_width, ' ');
  }
}

void Layout::text(std::size_t indent, std::vector<Piece> pieces) {
  put_wrapped(std::string(indent, ' '), indent, pieces);
}

void Layout::text(std::size_t indent, std::string_view text, Ink ink) {
  put_wrapped(std::string(indent, ' '), indent, {{std::string(text), ink}});
}

void Layout::labelled(std::size_t indent, std::size_t label_width, Piece label,
                      std::vector<Piece> pieces) {
  const std::string safe = printable(label.text);
  const std::size_t used = display_width(safe);
  const std::size_t gap = (used < label_width ? label_width - used : 0) + 2;
  put_wrapped(std::string(indent, ' ') + painted(safe, label.ink) + std::string(gap, ' '),
              indent + used + gap, pieces);
}

void Layout::verbatim(std::size_t indent, std::string_view text, Ink ink) {
  out_ += std::string(indent, ' ') + painted(printable(text), ink) + '\n';
}

void Layout::table(std::size_t indent, const std::vector<std::vector<std::string>>& rows,
                   const std::vector<Align>& align, bool header) {
  std::vector<std::size_t> widths(align.size(), 0);
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(printable(row[i])));
    }
  }
  bool first = header;
  for (const std::vector<std::string>& row : rows) {
    std::string prefix(indent, ' ');
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      prefix += padded(row[i], widths[i], align[i]) + "  ";
    }
    const Ink ink = first ? Ink::dim : Ink::plain;
    const std::size_t prefix_width = display_width(prefix);
    if (align.back() == Align::right) {
      out_ += painted(prefix + padded(row.back(), widths.back(), Align::right), ink) + '\n';
    } else if (prefix_width + std::min(widths.back(), least_room) <= width_) {
      put_wrapped(painted(prefix, ink), prefix_width, {{row.back(), ink}});
    } else {
      out_ += painted(prefix.substr(0, prefix.find_last_not_of(' ') + 1), ink) + '\n';
      text(indent + 4, row.back(), ink);
    }
    first = false;
  }
}

}  // namespace writ
