// Literals and texts as the author wrote them.
#include "base/overloaded.h"
#include "base/text.h"
#include "dsl/format_expr.h"
#include "dsl/parse_tree.h"

namespace writ {

using namespace ast;

// Past brackets and trivia, which belong to the span of what stands in brackets.
std::uint32_t ExprFormat::token_begin(const Expr& expr) const {
  std::size_t at = expr.span.begin;
  while (expr.parenthesised) {
    at = skip_trivia(source_.text(), at);
    if (source_.text()[at] != '(') {
      break;
    }
    ++at;
  }
  return static_cast<std::uint32_t>(at);
}

std::string ExprFormat::token(std::uint32_t begin, bool time) const {
  const std::string& all = source_.text();
  std::size_t end = begin;
  const auto belongs = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (time && (c == ':' || c == '-' || c == '+' || c == '.'));
  };
  while (end < all.size() && belongs(all[end])) {
    ++end;
  }
  return all.substr(begin, end - begin);
}

FileLayout ExprFormat::literal(const Expr& expr, const Literal& node) {
  return std::visit(overloaded{
                        [](const AbsentLiteral&) { return std::string("absent"); },
                        [](bool value) { return std::string(value ? "true" : "false"); },
                        [](const std::string& plain) { return text(plain); },
                        [&](const Decimal&) {
                          const std::string whole = token(token_begin(expr));
                          const auto rest = token_begin(expr) + whole.size() + 1;
                          return whole + "." + token(static_cast<std::uint32_t>(rest));
                        },
                        [&](const Date&) { return source_.text().substr(token_begin(expr), 10); },
                        [&](const Instant&) { return token(token_begin(expr), true); },
                        [&](const auto&) { return token(token_begin(expr)); },
                    },
                    node.value);
}

std::string ExprFormat::text(const std::string& plain) {
  const std::string all = quoted(plain);
  std::string out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == '\\' && (all[i + 1] == '{' || all[i + 1] == '}')) {
      ++i;
    } else if (all[i] == '\\') {
      out += all[i++];
    }
    out += all[i];
  }
  return out;
}

std::string ExprFormat::text(const Template& text) const {
  std::string out = "\"";
  for (const auto& piece : text.pieces) {
    if (const auto* plain = std::get_if<std::string>(&piece)) {
      const std::string all = quoted(*plain);
      out += all.substr(1, all.size() - 2);
    } else {
      ExprFormat inner(source_, comments_);
      out += "{" + flat(inner.expr(std::get<Expr>(piece))) + "}";
    }
  }
  return out + "\"";
}

}  // namespace writ
