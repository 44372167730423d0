// Layout: lines of a text report, wrapped and aligned to a width. Whatever goes in comes out
// through printable() (base/text.h), so that no value from the audited data can move a cursor,
// forge a line or hide text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

enum class Ink { plain, bold, dim, red, green, yellow, blue, magenta };

struct Piece {
  std::string text;
  Ink ink = Ink::plain;
};

enum class Align { left, right };

class Layout {
 public:
  // A width under 68 counts as 68.
  Layout(std::size_t width, bool color);

  void blank();  // an empty line; none at the top, never two in a row
  // Wrapped; all lines begin at `indent`. Text over 2,000 columns is shortened.
  void text(std::size_t indent, std::vector<Piece> pieces);
  void text(std::size_t indent, std::string_view text, Ink ink = Ink::plain);
  // A label of `label_width` columns and, to its right, text that wraps in its own column.
  void labelled(std::size_t indent, std::size_t label_width, Piece label,
                std::vector<Piece> pieces);
  // Never wrapped: a command to copy.
  void verbatim(std::size_t indent, std::string_view text, Ink ink = Ink::plain);
  // Rows of cells, columns two spaces apart; the last column wraps. `align` has one entry for each
  // column.
  void table(std::size_t indent, const std::vector<std::vector<std::string>>& rows,
             const std::vector<Align>& align, bool header);

  std::string take() && { return std::move(out_); }

 private:
  void put_wrapped(std::string prefix, std::size_t prefix_width, const std::vector<Piece>& pieces);
  std::string painted(std::string_view text, Ink ink) const;

  std::size_t width_;
  bool color_;
  std::string out_;
};

// `text` made printable, with spaces up to `width` columns.
std::string padded(std::string_view text, std::size_t width, Align align = Align::left);

}  // namespace writ
