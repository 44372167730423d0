#include "dsl/parse.h"

#include <algorithm>

#include "dsl/build.h"
#include "dsl/limits.h"
#include "dsl/parse_tree.h"
#include "dsl/recover.h"
#include "dsl/scan.h"

namespace writ {

using namespace ast;

namespace {

// `at` stands on the line on which what ends at `end` ends.
bool continues_line(std::string_view text, std::size_t end, std::size_t at) {
  return end > 0 && text.substr(end, at - end).find('\n') == std::string_view::npos;
}

struct Parser {
  const Source& source;
  std::uint32_t number;
  Diagnostics& diagnostics;
  Builder builder;
  File file = {};
  int reported = 0;  // faults so far
  struct Last {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool kept = false;  // it is the last of file.declarations
  };
  Last last = {};

  // Reads the rest of a broken policy or test for further mistakes, clause by clause.
  void report_rest(std::size_t begin, std::size_t fault, std::size_t end, Block block) {
    const std::string_view text = source.text();
    for (int open = 1; reported <= fault_limit; open = 0) {
      begin = next_clause(text, begin, fault, end, block, open);
      if (begin >= end) {
        return;
      }
      const ParsedTree rest = parse_tree(
          text, begin, end, block == Block::policy ? Entry::rest_of_policy : Entry::rest_of_test);
      if (rest.tree) {
        builder.check_clauses(rest.tree->children);
        return;
      }
      builder.check_clauses(rest.read);
      report(rest.fault);
      fault = rest.fault.offset;
    }
  }

  // The second word of a declaration is its name in most.
  void add_broken(std::size_t begin) {
    const std::string_view text = source.text();
    const std::size_t at = skip_trivia(text, begin + word_at(text, begin).size());
    if (const std::string_view name = word_at(text, at); !name.empty()) {
      file.broken.emplace_back(name);
    }
  }

  void report(const SyntaxFault& fault) {
    if (++reported <= fault_limit) {
      builder.report_fault(fault);
    } else if (reported == fault_limit + 1) {
      builder.report_more(fault);
    }
  }

  // The comment lines that end on the line before `begin`, without a gap.
  Doc doc_above(std::size_t begin) const {
    auto above = std::lower_bound(
        file.comments.begin(), file.comments.end(), begin,
        [](const Comment& comment, std::size_t place) { return comment.span.begin < place; });
    Doc doc;
    std::uint32_t line = source.place(static_cast<std::uint32_t>(begin)).line;
    while (above != file.comments.begin()) {
      const Comment& comment = *--above;
      if (!comment.own_line || source.place(comment.span.begin).line != --line) {
        break;
      }
      const std::string text =
          source.text().substr(comment.span.begin + 1, comment.span.size() - 1);
      doc.lines.push_back(text.rfind(' ', 0) == 0 ? text.substr(1) : text);
    }
    std::reverse(doc.lines.begin(), doc.lines.end());
    return doc;
  }

  void run() {
    const std::string_view text = source.text();
    std::size_t at = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
    while ((at = skip_trivia(text, at)) < text.size()) {
      if (file.declarations.size() + file.broken.size() >= declaration_limit) {
        diagnostics.add("W0114",
                        {number, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at)},
                        "more than 10,000 declarations in one file", "split the file");
        return;
      }
      ParsedTree parsed = parse_tree(text, at, text.size(), Entry::declaration);
      if (!parsed.tree) {
        if (parsed.fault.offset == at && continues_line(text, last.end, at)) {
          // What is wrong belongs to the declaration before, which ended too early.
          parsed.fault.begin = last.begin;
          if (last.kept) {
            file.declarations.pop_back();
          }
          last.kept = false;
          add_broken(last.begin);
        } else {
          add_broken(at);
        }
        report(parsed.fault);
        const std::size_t end = next_declaration(text, at, parsed.fault.offset);
        const std::string_view word = word_at(text, at);
        if (word == "policy" || word == "test") {
          builder.check_clauses(parsed.read);
          report_rest(at, parsed.fault.offset, end, word == "policy" ? Block::policy : Block::test);
        }
        at = end;
        continue;
      }
      const std::size_t errors = diagnostics.size();
      const Tree& tree = parsed.tree->children.front();
      std::optional<DeclarationNode> node;
      if (builder.within_limits(tree)) {
        node = builder.declaration(tree);
      }
      if (node && diagnostics.size() == errors) {
        file.declarations.push_back({builder.span(tree), doc_above(at), std::move(*node)});
        last = {at, parsed.end, true};
      } else {
        add_broken(at);
        last = {at, parsed.end, false};
      }
      at = parsed.end;
    }
  }
};

}  // namespace

File parse(const Sources& sources, std::uint32_t number, Diagnostics& diagnostics) {
  const Source& source = sources[number];
  Parser parser{source, number, diagnostics, Builder(source, number, diagnostics)};
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
  if (!builder.within_limits(*tree)) {
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
  if (!builder.within_limits(*tree)) {
    return std::nullopt;
  }
  For query = builder.binding(tree->children.front());
  return diagnostics.size() == before ? std::optional(std::move(query)) : std::nullopt;
}

}  // namespace writ
