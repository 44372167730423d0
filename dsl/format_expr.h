// Expressions as layouts: brackets only where the meaning needs them (or where the author's mark a
// quantifier's end), numbers and times as written, comments inside lists beside their elements.
#pragma once

#include <string>

#include "base/source.h"
#include "dsl/ast.h"
#include "dsl/comments.h"
#include "dsl/layout.h"

namespace writ {

// What may follow an expression. A condition of a quantifier runs as far as it can, so brackets
// around it matter where a further word follows that it could take.
enum class Followed { by_nothing, by_words };

// Comments in a layout: above an item, each with its line end; at the end of a line.
void add_before(FileLayout& layout, const std::vector<Remark>& remarks);
void add_after(FileLayout& layout, const std::string& remark);

class ExprFormat {
 public:
  ExprFormat(const Source& source, const CommentPlan& comments)
      : source_(source), comments_(comments) {}

  FileLayout expr(const ast::Expr& expr, Followed followed = Followed::by_nothing);
  FileLayout operand(const ast::Expr& expr);                        // of `in`, `from`
  FileLayout key(const ast::Key& key);                              // one side == the other
  std::string text(const ast::Template& text) const;                // in quotes
  static std::string text(const std::string& plain);                // in quotes; braces stay bare
  std::string token(std::uint32_t begin, bool time = false) const;  // the number or word at `begin`

  // Whether the layout begins and ends with brackets of its own, so that it may stay on the line of
  // what introduces it.
  static bool hugs(const ast::Expr& expr);

 private:
  FileLayout at_level(const ast::Expr& expr, int level);
  FileLayout bare(const ast::Expr& expr);
  FileLayout chain(const ast::Expr& expr);
  FileLayout literal(const ast::Expr& expr, const ast::Literal& node);
  FileLayout list(const ast::Expr& expr, const ast::SetLiteral& node);
  FileLayout call(const std::string& name, const std::vector<ast::Expr>& arguments);
  FileLayout quantifier(const ast::Quantifier& node);
  FileLayout generator(const ast::Name& variable, const ast::Box<ast::Expr>& collection,
                       const ast::Box<ast::Expr>& where);
  bool bracketed(const ast::Expr& expr, int level) const;
  bool open_end(const ast::Expr& expr) const;
  std::uint32_t token_begin(const ast::Expr& expr) const;

  const Source& source_;
  const CommentPlan& comments_;
  bool keep_ =
      false;  // all brackets: without them, the limits of chains and nesting would be passed
};

}  // namespace writ
