#include <algorithm>

#include "base/overloaded.h"
#include "base/text.h"
#include "dsl/formatter.h"
#include "dsl/limits.h"

namespace writ {

using namespace ast;

namespace {

bool is_name(const std::string& text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && text.size() <= name_limit && letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string subject_text(const std::vector<SubjectKey>& subject) {
  std::string out;
  for (const SubjectKey& key : subject) {
    out += (out.empty() ? "" : ", ") + (is_name(key.key) ? key.key : ExprFormat::text(key.key));
  }
  return subject.size() == 1 ? out : "(" + out + ")";
}

}  // namespace

// What stands after the table: "{ id: "w1", … }", on as many lines as it takes, each filled; none;
// incomplete.
FileLayout Formatter::given_row(const Tree& tree, const Given& given) {
  if (given.what != Given::What::row) {
    return given.what == Given::What::none ? "none" : "incomplete";
  }
  const Trivia& own = comments_.at(tree.begin);
  const Trees trees = of_kind(tree, TreeKind::given_field);
  FileLayout inner = FileLayout::nest(indent_step, {});
  add_after(inner, own.opening);
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const Trivia& trivia = comments_.at(trees[i]->begin);
    const bool fills =
        i > 0 && trivia.before.empty() && comments_.at(trees[i - 1]->begin).after.empty();
    FileLayout field =
        fills ? FileLayout::group({FileLayout::line()}) : FileLayout::concat({FileLayout::line()});
    add_before(field, trivia.before);
    field.add(given.fields[i].name.text + ": ");
    field.add(expr_.expr(given.fields[i].value));
    inner.add(std::move(field));
    inner.add(i + 1 < trees.size() ? FileLayout(",") : FileLayout::if_broken(","));
    add_after(inner, trivia.after);
  }
  for (const Remark& remark : own.closing) {
    inner.add(FileLayout::hard());
    inner.add(FileLayout::comment(remark.text));
  }
  return trees.empty() && !inner.breaks()
             ? FileLayout("{}")
             : FileLayout::group({"{", std::move(inner), FileLayout::line(), "}"});
}

// Adjacent lines have their rows below each other.
void Formatter::givens(const Trees& trees, const std::vector<const Given*>& givens, int indent,
                       Gap first) {
  std::vector<FileLayout> rows;
  std::vector<bool> one_line;
  const auto head_width = [&](std::size_t i) { return 6 + givens[i]->table.text().size(); };
  for (std::size_t i = 0; i < trees.size(); ++i) {
    rows.push_back(given_row(*trees[i], *givens[i]));
    one_line.push_back(!rows[i].breaks() && static_cast<std::size_t>(indent) + head_width(i) + 1 +
                                                    display_width(flat(rows[i])) <=
                                                line_width);
  }
  for (std::size_t i = 0; i < trees.size();) {
    std::size_t width = 0;
    std::size_t longest = 0;
    std::size_t end = i;
    do {
      width = std::max(width, head_width(end));
      longest = std::max(longest, one_line[end] ? display_width(flat(rows[end])) : 0);
      ++end;
    } while (end < trees.size() && one_line[end - 1] && one_line[end] &&
             adjacent(trees[end]->begin));
    if (static_cast<std::size_t>(indent) + width + 1 + longest > line_width) {
      width = 0;
    }
    for (; i < end; ++i) {
      item(trees[i]->begin, indent, i == 0 ? first : Gap::as_written,
           FileLayout::concat({padded("given " + givens[i]->table.text(), width) + " ", rows[i]}));
    }
  }
}

void Formatter::before(const Tree& tree, const Before& before, int indent, Gap gap) {
  above(tree.begin, indent, gap);
  const std::string head = "before " + expr_.token(tree.children.front().begin, true);
  if (open(tree.begin, indent, head, before.givens.empty())) {
    std::vector<const Given*> rows;
    for (const Given& given : before.givens) {
      rows.push_back(&given);
    }
    givens(of_kind(tree, TreeKind::given), rows, indent + indent_step, Gap::none);
    close(tree.begin, indent, rows.empty());
  }
  below(tree.begin);
}

FileLayout Formatter::expectation(const Expectation& expectation) {
  FileLayout layout =
      FileLayout::concat({"expect " + expectation.policy.text + " " + expectation.verdict.text});
  if (!expectation.subjects.empty()) {
    std::vector<FileLayout> items;
    for (const auto& subject : expectation.subjects) {
      items.emplace_back(subject_text(subject));
    }
    layout.add(FileLayout::group(
        {" on", FileLayout::nest(indent_step, {FileLayout::line(), list(std::move(items))})}));
  }
  return layout;
}

// Snapshots in the order written, runs of `given` together.
void Formatter::snapshots(const Tree& tree, const TestCase& test, Gap gap) {
  Trees run;
  std::vector<const Given*> rows;
  std::size_t given = 0;
  std::size_t earlier = 0;
  const auto flush = [&] {
    if (!run.empty()) {
      givens(run, rows, indent_step, gap);
      gap = Gap::as_written;
    }
    run.clear();
    rows.clear();
  };
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::given) {
      run.push_back(&child);
      rows.push_back(&test.givens[given++]);
    } else if (child.kind == TreeKind::before) {
      flush();
      before(child, test.before[earlier++], indent_step, gap);
      gap = Gap::as_written;
    }
  }
  flush();
}

void Formatter::test(const Tree& tree, const TestCase& test) {
  open(tree.begin, 0, "test " + ExprFormat::text(test.name.text), false);
  Gap gap = Gap::none;
  const auto put = [&](const Tree& clause, const FileLayout& layout) {
    item(clause.begin, indent_step, gap, layout);
    gap = Gap::as_written;
  };
  for (const Tree* at : of_kind(tree, TreeKind::at_clause)) {
    put(*at, "at " + expr_.token(at->children.front().begin, true));
  }
  std::size_t with = 0;
  std::size_t zone = 0;
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::with_clause) {
      const With& node = test.with[with++];
      put(child, FileLayout::concat({"with " + node.param.text + " =", assigned(node.value)}));
    } else if (child.kind == TreeKind::timezone_clause) {
      const TimeZone& node = test.zones[zone++];
      put(child, "timezone " + node.source.text + " " + ExprFormat::text(node.zone.text));
    }
  }
  snapshots(tree, test, gap);
  gap = test.givens.empty() && test.before.empty() ? gap : Gap::as_written;
  const Trees expectations = of_kind(tree, TreeKind::expectation);
  for (std::size_t i = 0; i < expectations.size(); ++i) {
    put(*expectations[i], expectation(test.expectations[i]));
  }
  close(tree.begin, 0, false);
}

}  // namespace writ
