// The formatter's state: what is written so far, and where the comments go. Internal to dsl/:
// format() is the face. The raw trees say where things stand in the source, the syntax trees what
// they are; both hold the same things in the same order.
#pragma once

#include <string>
#include <vector>

#include "base/source.h"
#include "dsl/ast.h"
#include "dsl/comments.h"
#include "dsl/format_expr.h"
#include "dsl/layout.h"
#include "dsl/tree.h"

namespace writ {

constexpr int line_width = 100;
constexpr int indent_step = 2;

// Whether an empty line stands above an item.
enum class Gap { none, as_written, always };

class Formatter {
 public:
  Formatter(const ast::File& file, const Source& source, const std::vector<Tree>& trees)
      : file_(file),
        trees_(trees),
        comments_(source.text(), file.comments, trees),
        expr_(source, comments_) {}

  std::string run();

 private:
  using Trees = std::vector<const Tree*>;

  // dsl/format.cpp
  void declaration(std::size_t index);
  bool stays_close(std::size_t index, const std::string& before, const std::string& now) const;
  void align_uses();

  // dsl/format_schema.cpp
  void schema(const Tree& tree, const ast::Schema& schema);
  void table(const Tree& tree, const ast::SchemaTable& table, int indent);
  void as_block(const Tree& tree, const ast::As& as, const std::string& head, int indent);
  void extend_view(const Tree& tree, const ast::ExtendView& extend);
  void extend_as(const Tree& tree, const ast::ExtendAs& extend);
  void identity(const Tree& tree, const ast::Identity& identity);
  void fields(const Trees& trees, const std::vector<ast::Field>& fields, int indent, bool first);
  FileLayout field(const ast::Field& field, std::size_t name_width);
  FileLayout type(const ast::TypeExpr& type, int bar_column);
  FileLayout keys(const std::vector<ast::Key>& keys);

  // dsl/format_declaration.cpp
  FileLayout extend_enum(const ast::ExtendEnum& extend);
  FileLayout expect(const Tree& tree, const ast::Expect& expect);
  FileLayout link(const ast::Link& link);
  FileLayout param(const ast::Param& param);
  FileLayout define(const Tree& tree, const ast::Define& define);
  FileLayout rows(const Tree& tree, const ast::Rows& rows, std::size_t column);
  bool rows_have_comments(const Tree& tree, const Trees& trees) const;
  FileLayout assigned(const ast::Expr& value, Followed followed = Followed::by_nothing);
  static FileLayout list(std::vector<FileLayout> items);  // apart by commas, one a line if need be

  // dsl/format_policy.cpp
  void policy(const Tree& tree, const ast::Policy& policy);
  bool metadata(const Tree& tree, const ast::Policy& policy);
  FileLayout metadata_value(TreeKind kind, const ast::Policy& policy, int column);
  FileLayout controls(const std::vector<ast::Control>& controls, int column);
  void bindings(const Tree& tree, const ast::Policy& policy, Gap first);
  std::vector<std::size_t> where_columns(const Trees& trees, const ast::Policy& policy);
  FileLayout binding(const ast::For& loop, std::size_t width);

  // dsl/format_test.cpp
  void test(const Tree& tree, const ast::TestCase& test);
  void givens(const Trees& trees, const std::vector<const ast::Given*>& givens, int indent,
              Gap first);
  void snapshots(const Tree& tree, const ast::TestCase& test, Gap gap);
  void before(const Tree& tree, const ast::Before& before, int indent, Gap gap);
  FileLayout given_row(const Tree& tree, const ast::Given& given);
  FileLayout expectation(const ast::Expectation& expectation);

  // Writing. An item is `above`, its text, `below`.
  void above(std::uint32_t item, int indent, Gap gap);
  void below(std::uint32_t item);
  void line(int indent, const std::string& text);  // without its end
  void remark(int indent, const std::string& text);
  void item(std::uint32_t at, int indent, Gap gap, const FileLayout& layout);
  // "head {", and what it takes to close it again. An empty block is `{}`: open() returns false,
  // and nothing else may be written into it.
  bool open(std::uint32_t block, int indent, const std::string& head, bool empty);
  void close(std::uint32_t block, int indent, bool empty);
  // Whether no comment or empty line parts the item from the one above it.
  bool adjacent(std::uint32_t item) const;
  bool remarked(std::uint32_t item) const;  // has a comment
  static Trees of_kind(const Tree& tree, TreeKind kind);
  static std::string padded(std::string text, std::size_t width);

  const ast::File& file_;
  const std::vector<Tree>& trees_;
  CommentPlan comments_;
  ExprFormat expr_;
  std::vector<std::size_t> use_widths_;  // of each `use`: the columns that source names take
  std::string out_;
};

}  // namespace writ
