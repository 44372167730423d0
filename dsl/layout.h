// FileLayout: text that knows where it may break into lines, and the rendering that breaks it only
// where a line would grow too long. A group is written on one line if it fits, else all of its own
// breaks become line ends; groups inside decide for themselves.
#pragma once

#include <string>
#include <vector>

namespace writ {

class FileLayout {
 public:
  FileLayout(std::string text);  // NOLINT: converts on purpose; without line ends
  FileLayout(const char* text);  // NOLINT

  static FileLayout line();                       // a space, or a line end
  static FileLayout soft();                       // nothing, or a line end
  static FileLayout hard();                       // a line end; every group around it breaks
  static FileLayout comment(std::string text);    // takes no width; every group around it breaks
  static FileLayout if_broken(std::string text);  // only where the group around it breaks
  static FileLayout concat(std::vector<FileLayout> parts);
  static FileLayout group(std::vector<FileLayout> parts);
  static FileLayout nest(int columns,
                         std::vector<FileLayout> parts);  // line ends inside are indented further

  FileLayout& add(FileLayout part);  // to a concat, group or nest

  bool breaks() const { return breaks_; }  // holds a hard line end or a comment

 private:
  friend class Rendering;
  enum class Kind { text, line, soft, hard, comment, if_broken, concat, group, nest };
  FileLayout(Kind kind, std::string text, int columns, std::vector<FileLayout> parts);

  Kind kind_ = Kind::text;
  bool breaks_ = false;
  int columns_ = 0;
  std::string text_;
  std::vector<FileLayout> parts_;
};

// `layout` from column `indent` on (what stands before it on its first line is not written),
// further lines indented by at least `indent`, no line longer than `width` where that can be.
std::string render(const FileLayout& layout, int indent, int width);
// On one line. REQUIRES: !layout.breaks().
std::string flat(const FileLayout& layout);

}  // namespace writ
