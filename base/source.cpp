#include "base/source.h"

#include <algorithm>

#include "base/ensure.h"

namespace writ {
namespace {

bool continues_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

Span cover(Span a, Span b) {
  ENSURE(a.file == b.file);
  return Span{a.file, std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

Source::Source(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)), starts_{0} {
  ENSURE(text_.size() <= UINT32_MAX);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

// Counts the bytes that begin a code point: fast on lines of a megabyte, and harmless on malformed
// text.
Place Source::place(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const std::uint32_t start = *(after - 1);
  while (offset > start && offset < text_.size() && continues_code_point(text_[offset])) {
    --offset;
  }
  const auto text = std::string_view(text_).substr(start, offset - start);
  const auto before = std::count_if(text.begin(), text.end(),
                                    [](char byte) { return !continues_code_point(byte); });
  return Place{static_cast<std::uint32_t>(after - starts_.begin()),
               static_cast<std::uint32_t>(before) + 1};
}

std::string_view Source::line(std::uint32_t line) const {
  const std::size_t begin = starts_[line - 1];
  std::size_t end = line < starts_.size() ? starts_[line] - 1 : text_.size();
  if (line < starts_.size() && end > begin && text_[end - 1] == '\r') {
    --end;
  }
  return std::string_view(text_).substr(begin, end - begin);
}

std::uint32_t Sources::add(std::string path, std::string text) {
  files_.emplace_back(std::move(path), std::move(text));
  return static_cast<std::uint32_t>(files_.size() - 1);
}

std::string_view Sources::text(Span span) const {
  const std::string_view all = files_[span.file].text();
  const std::size_t begin = std::min<std::size_t>(span.begin, all.size());
  return all.substr(begin, span.end > begin ? span.end - begin : 0);
}

}  // namespace writ
