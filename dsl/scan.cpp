#include "dsl/scan.h"

#include "base/text.h"

namespace writ {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t end_of_text(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '"') {
      return at + 1;
    }
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] != '\n') {
      ++at;
    }
  }
  return at;
}

bool scan(const Source& source, std::uint32_t file, Diagnostics& diagnostics) {
  const std::string& text = source.text();
  const auto span = [&](std::size_t at, std::size_t bytes) {
    return Span{file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + bytes)};
  };
  if (text.size() > file_limit) {
    diagnostics.add(
        "W0004", span(0, 0),
        "the file has " + std::to_string(text.size()) + " bytes, and the limit is 1 MiB",
        "split it: all files of a project are one program");
    return false;
  }
  int faults = 0;
  std::size_t at = 0;
  while (at < text.size() && faults < 10) {
    const auto bad = invalid_utf8(std::string_view(text).substr(at));
    const std::size_t good_end = bad ? at + *bad : text.size();
    while (at < good_end && faults < 10) {
      const CodePoint point = code_point_at(text, at);
      if (point.value == 0) {
        diagnostics.add("W0002", span(at, 1), "a NUL character",
                        "take it out: policies are plain text");
        ++faults;
      } else if (is_bidi_control(point.value)) {
        diagnostics.add("W0003", span(at, point.bytes),
                        "a bidirectional control character: what is shown is not what is read",
                        "take it out, or write it as \\u{…} in a text");
        ++faults;
      }
      at += point.bytes;
    }
    if (bad && faults < 10) {
      diagnostics.add("W0001", span(good_end, 1), "this byte is not UTF-8",
                      "save the file as UTF-8");
      ++faults;
      at = good_end + 1;
    }
  }
  return faults == 0;
}

std::vector<ast::Comment> find_comments(std::string_view text, std::uint32_t file) {
  std::vector<ast::Comment> comments;
  bool blank = true;  // nothing but white space on this line so far
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      at = end_of_text(text, at);
      blank = false;
    } else if (c == '#') {
      std::size_t end = text.find('\n', at);
      end = end == std::string_view::npos ? text.size() : end;
      const std::size_t next = end;
      while (end > at && text[end - 1] == '\r') {
        --end;
      }
      comments.push_back(
          {{file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)}, blank});
      at = next;
    } else {
      blank = c == '\n' || (blank && (c == ' ' || c == '\t' || c == '\r'));
      ++at;
    }
  }
  return comments;
}

FoundText found_at(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) {
    return {"the end of the file", 0};
  }
  std::size_t end = offset;
  if (text[offset] == '"') {
    end = end_of_text(text, offset);
  } else if (is_name_char(text[offset])) {
    while (end < text.size() && is_name_char(text[end])) {
      ++end;
    }
  } else {
    static constexpr std::string_view pairs[] = {"==", "!=", "<=", ">=", "&&", "||",
                                                 "->", "=>", "?.", "//", "/*"};
    end = offset + code_point_at(text, offset).bytes;
    for (const std::string_view pair : pairs) {
      if (text.substr(offset, 2) == pair) {
        end = offset + 2;
      }
    }
  }
  std::string shown = printable(text.substr(offset, end - offset));
  if (code_points(shown) > 40) {
    std::size_t cut = 0;
    for (int i = 0; i < 37; ++i) {
      cut += code_point_at(shown, cut).bytes;
    }
    shown = shown.substr(0, cut) + "…";
  }
  return {"`" + shown + "`", static_cast<std::uint32_t>(end - offset)};
}

}  // namespace writ
