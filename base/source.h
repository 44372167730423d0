// Source texts and places in them. A Span is a byte range of one file; only the renderer turns it into
// lines and columns.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

struct Span {
  std::uint32_t file = 0;   // index into Sources
  std::uint32_t begin = 0;  // byte offset
  std::uint32_t end = 0;    // one past the last byte

  std::uint32_t size() const { return end - begin; }
  // Positions never make two syntax trees different: "equal" means the same program.
  friend bool operator==(const Span&, const Span&) { return true; }
};

// The smallest span that covers both. REQUIRES: same file.
Span cover(Span a, Span b);

struct Place {
  std::uint32_t line = 1;    // from 1
  std::uint32_t column = 1;  // in characters (code points), from 1
};

// One text with a name to show. Lines end at LF; a CR before it belongs to the line end.
class Source {
 public:
  Source(std::string path, std::string text);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  Place place(std::uint32_t offset) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }
  // Without its line end. REQUIRES: 1 <= line <= line_count().
  std::string_view line(std::uint32_t line) const;
  std::uint32_t line_start(std::uint32_t line) const { return starts_[line - 1]; }

 private:
  std::string path_;
  std::string text_;
  std::vector<std::uint32_t> starts_;
};

// All texts of a run. References stay valid as more are added.
class Sources {
 public:
  // Returns the index that spans carry.
  std::uint32_t add(std::string path, std::string text);
  const Source& operator[](std::uint32_t file) const { return files_[file]; }
  std::size_t size() const { return files_.size(); }
  std::string_view text(Span span) const;
  Place place(Span span) const { return files_[span.file].place(span.begin); }

 private:
  std::deque<Source> files_;
};

}  // namespace writ
