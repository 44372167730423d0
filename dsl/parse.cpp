#include "dsl/parse.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dsl/build.h"
#include "dsl/limits.h"
#include "dsl/parse_tree.h"
#include "dsl/scan.h"

namespace writ {

using namespace ast;

namespace {

constexpr std::array<std::string_view, 11> declaration_words = {
    "use",      "schema", "extend", "expect", "link", "view",
    "identity", "param",  "define", "policy", "test"};
constexpr std::array<std::string_view, 13> clause_words = {
    "title", "description", "severity", "controls", "owner",   "tags",  "cost",
    "may",   "for",         "let",      "require",  "message", "remedy"};
constexpr std::array<std::string_view, 6> test_words = {"at",    "with",   "timezone",
                                                        "given", "before", "expect"};

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() &&
         ((text[end] >= 'a' && text[end] <= 'z') || (text[end] >= 'A' && text[end] <= 'Z') ||
          (text[end] >= '0' && text[end] <= '9') || text[end] == '_')) {
    ++end;
  }
  return text.substr(at, end - at);
}

template <class Words>
bool among(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The start of the next line after `from` whose first word makes `good` true, or `to`.
template <class Good>
std::size_t next_line(std::string_view text, std::size_t from, std::size_t to, Good good) {
  while (true) {
    from = text.find('\n', from);
    if (from == std::string_view::npos || from >= to) {
      return to;
    }
    ++from;
    std::size_t first = from;
    while (first < to && (text[first] == ' ' || text[first] == '\t')) {
      ++first;
    }
    if (first < to && good(first, first == from)) {
      return first;
    }
  }
}

// Where the declaration that begins at `from` surely ends: at the next line that begins one.
// `expect` and words that fields may have count only in the first column, since tests and schemas
// hold them too.
std::size_t next_declaration(std::string_view text, std::size_t from) {
  return next_line(text, from, text.size(), [&](std::size_t at, bool first_column) {
    const std::string_view word = word_at(text, at);
    const char after = at + word.size() < text.size() ? text[at + word.size()] : ' ';
    return first_column && among(word, declaration_words) &&
           (after == ' ' || after == '\t' || after == '\n' || after == '\r');
  });
}

// The second word of a declaration, which is its name in most.
std::string name_of(std::string_view text, std::size_t from) {
  const std::string_view word = word_at(text, from);
  const std::size_t at = skip_trivia(text, from + word.size());
  return std::string(word_at(text, at));
}

struct Parser {
  const Source& source;
  std::uint32_t number;
  Diagnostics& diagnostics;
  Builder builder;
  File file;

  // What is wrong in the rest of a broken policy or test, clause by clause.
  void report_rest(std::size_t fault, std::size_t end, bool policy) {
    const std::string_view text = source.text();
    for (int more = 0; more < 20; ++more) {
      const std::size_t at = next_line(text, fault, end, [&](std::size_t place, bool) {
        const std::string_view word = word_at(text, place);
        return policy ? among(word, clause_words) : among(word, test_words);
      });
      if (at >= end) {
        return;
      }
      const ParsedTree rest =
          parse_tree(text, at, end, policy ? Entry::rest_of_policy : Entry::rest_of_test);
      if (rest.tree) {
        return;
      }
      builder.report_fault(rest.fault);
      fault = rest.fault.offset;
    }
  }

  Doc doc_above(std::size_t begin) const {
    Doc doc;
    const std::uint32_t line = source.place(static_cast<std::uint32_t>(begin)).line;
    std::uint32_t wanted = line;
    for (auto comment = file.comments.rbegin(); comment != file.comments.rend(); ++comment) {
      if (comment->span.begin >= begin) {
        continue;
      }
      if (!comment->own_line || source.place(comment->span.begin).line + 1 != wanted) {
        break;
      }
      std::string text = source.text().substr(comment->span.begin + 1, comment->span.size() - 1);
      doc.lines.insert(doc.lines.begin(), text.rfind(' ', 0) == 0 ? text.substr(1) : text);
      --wanted;
    }
    return doc;
  }

  void run() {
    const std::string_view text = source.text();
    std::size_t at = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
    while ((at = skip_trivia(text, at)) < text.size()) {
      if (file.declarations.size() >= declaration_limit) {
        diagnostics.add("W0114",
                        {number, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at)},
                        "more than 10,000 declarations in one file", "split the file");
        return;
      }
      ParsedTree parsed = parse_tree(text, at, text.size(), Entry::declaration);
      if (!parsed.tree) {
        builder.report_fault(parsed.fault);
        file.broken.push_back(name_of(text, at));
        const std::size_t end = next_declaration(text, std::max(at, parsed.fault.offset));
        const std::string_view word = word_at(text, at);
        if (word == "policy" || word == "test") {
          report_rest(parsed.fault.offset, end, word == "policy");
        }
        at = end;
        continue;
      }
      const std::size_t errors = diagnostics.size();
      Declaration declaration{
          .span = builder.span(*parsed.tree), .doc = doc_above(at), .node = Use{}};
      declaration.node = builder.declaration(parsed.tree->children.front());
      declaration.span = builder.span(parsed.tree->children.front());
      if (diagnostics.size() == errors) {
        file.declarations.push_back(std::move(declaration));
      } else {
        file.broken.push_back(name_of(text, at));
      }
      at = parsed.end;
    }
  }
};

}  // namespace

File parse(const Sources& sources, std::uint32_t number, Diagnostics& diagnostics) {
  const Source& source = sources[number];
  Parser parser{source, number, diagnostics, Builder(source, number, diagnostics), {}};
  parser.file.source = number;
  if (scan(source, number, diagnostics)) {
    parser.file.comments = find_comments(source.text(), number);
    parser.run();
  }
  return std::move(parser.file);
}

namespace {

std::optional<Tree> parse_whole(const Source& source, std::uint32_t number, Entry entry,
                                Builder& builder, Diagnostics& diagnostics) {
  if (!scan(source, number, diagnostics)) {
    return std::nullopt;
  }
  ParsedTree parsed = parse_tree(source.text(), 0, source.text().size(), entry);
  if (!parsed.tree) {
    builder.report_fault(parsed.fault);
  }
  return std::move(parsed.tree);
}

}  // namespace

std::optional<Expr> parse_expression(const Sources& sources, std::uint32_t number,
                                     Diagnostics& diagnostics) {
  Builder builder(sources[number], number, diagnostics);
  const std::size_t before = diagnostics.size();
  const auto tree = parse_whole(sources[number], number, Entry::expression, builder, diagnostics);
  if (!tree) {
    return std::nullopt;
  }
  Expr expr = builder.expr(tree->children.front());
  return diagnostics.size() == before ? std::optional(std::move(expr)) : std::nullopt;
}

std::optional<For> parse_query(const Sources& sources, std::uint32_t number,
                               Diagnostics& diagnostics) {
  Builder builder(sources[number], number, diagnostics);
  const std::size_t before = diagnostics.size();
  const auto tree = parse_whole(sources[number], number, Entry::query, builder, diagnostics);
  if (!tree) {
    return std::nullopt;
  }
  For query = builder.binding(tree->children.front());
  return diagnostics.size() == before ? std::optional(std::move(query)) : std::nullopt;
}

}  // namespace writ
