// The formatter's laws, for tests and fuzzers alike. Knows no test framework.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/render.h"
#include "dsl/format.h"
#include "dsl/parse.h"

namespace writ::testing {

// The texts of a file's comments, trailing white space aside, sorted.
inline std::vector<std::string> comment_texts(const ast::File& file, const Sources& sources) {
  std::vector<std::string> texts;
  for (const ast::Comment& comment : file.comments) {
    std::string text(sources.text(comment.span));
    while (text.back() == ' ' || (text.back() >= '\t' && text.back() <= '\r')) {
      text.pop_back();
    }
    texts.push_back(std::move(text));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

// The law of the formatter that does not hold for `text`, in words; empty where all hold, or where
// the text does not parse. `parsed`, if given, says whether it did.
inline std::string broken_law(const std::string& text, bool* parsed = nullptr) {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse(sources, sources.add("a.writ", text), diagnostics);
  if (parsed != nullptr) {
    *parsed = !diagnostics.has_errors();
  }
  if (diagnostics.has_errors()) {
    return {};
  }
  const std::string once = format(file, sources);
  const ast::File again = parse(sources, sources.add("b.writ", once), diagnostics);
  if (diagnostics.has_errors()) {
    return "what was formatted does not parse\n" + render(diagnostics, sources) + once;
  }
  if (!(again == file)) {
    return "what was formatted means something else\n" + once;
  }
  if (comment_texts(file, sources) != comment_texts(again, sources)) {
    return "comments were lost or made up\n" + once;
  }
  const std::string twice = format(again, sources);
  if (twice != once) {
    return "formatting twice is not formatting once\n" + once + "\n---- and then ----\n" + twice;
  }
  for (std::size_t at = 0; (at = once.find('\n', at)) != std::string::npos; ++at) {
    if (at > 0 && once[at - 1] == ' ') {
      return "a line ends in white space\n" + once;
    }
  }
  return {};
}

}  // namespace writ::testing
