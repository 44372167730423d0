#include "dsl/build.h"
#include "dsl/limits.h"
#include "dsl/operators.h"

namespace writ {

using namespace ast;

Name Builder::name(const Tree& tree) {
  std::string written(text(tree));
  if (written.size() > name_limit) {
    report("W0111", span(tree),
           "a name of " + std::to_string(written.size()) + " characters, and the limit is 128",
           "choose a shorter name");
    written.resize(name_limit);
  }
  return {std::move(written), span(tree)};
}

TablePath Builder::path2(const Tree& tree) {
  return {name(tree.children[0]), name(tree.children[1]), span(tree)};
}

TypeExpr Builder::type(const Tree& tree) {
  TypeExpr result;
  result.span = span(tree);
  for (const Tree& child : tree.children) {
    switch (child.kind) {
      case TreeKind::set_word:
        result.set = true;
        break;
      case TreeKind::question:
        result.optional = true;
        break;
      case TreeKind::enum_type:
        for (const Tree& value : child.children) {
          if (value.kind == TreeKind::open_word) {
            result.open = true;
          } else {
            result.one_of.push_back(string(value));
          }
        }
        break;
      case TreeKind::ref_type:
        result.ref = name(child.children.front());
        break;
      case TreeKind::path2:
        result.row = path2(child);
        break;
      default:
        result.base = name(child).text;
    }
  }
  return result;
}

Field Builder::field(const Tree& tree) {
  Field result;
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::name) {
      result.name = name(child);
    } else if (child.kind == TreeKind::type) {
      result.type = type(child);
    } else if (child.kind == TreeKind::present_when) {
      result.present_when = expr(child.children.front());
    } else if (child.kind == TreeKind::unobservable) {
      result.unobservable = string(child.children.front());
    }
  }
  return result;
}

As Builder::as_block(const Tree& tree) {
  As result{.view = name(tree.children.front()), .entries = {}, .span = span(tree)};
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::as_entry) {
      result.entries.push_back({name(child.children[0]), expr(child.children[1])});
    }
  }
  return result;
}

SchemaTable Builder::table(const Tree& tree) {
  SchemaTable result;
  result.name = name(tree.children.front());
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::key_names) {
      for (const Tree& key : child.children) {
        result.key.push_back(name(key));
      }
    } else if (child.kind == TreeKind::field) {
      result.fields.push_back(field(child));
    } else if (child.kind == TreeKind::as_block) {
      result.as.push_back(as_block(child));
    }
  }
  return result;
}

std::vector<Key> Builder::keys(const Tree& parent) {
  std::vector<Key> result;
  for (const Tree& child : parent.children) {
    if (child.kind == TreeKind::key) {
      result.push_back({expr(child.children[0]), expr(child.children[1])});
    }
  }
  return result;
}

Rows Builder::rows(const Tree& tree) {
  Rows result;
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::row_names) {
      for (const Tree& column : child.children) {
        result.columns.push_back(name(column));
      }
      continue;
    }
    std::vector<Expr> row;
    for (std::size_t i = 0; i < child.children.size(); ++i) {
      const Tree& cell = child.children[i];
      if (cell.kind == TreeKind::sign) {
        Expr number = literal_expr(child.children[++i]);
        const Span both = cover(span(cell), number.span);
        row.push_back(
            {.span = both, .node = Unary{UnaryOp::negate, std::move(number)}, .type = {}});
      } else {
        row.push_back(literal_expr(cell));
      }
    }
    result.rows.push_back(std::move(row));
  }
  return result;
}

Define Builder::define(const Tree& tree) {
  Define result{.name = name(tree.children.front()), .parameters = {}, .body = Rows{}};
  if (const Tree* parameters = tree.find(TreeKind::parameters)) {
    result.parameters.emplace();
    for (const Tree& parameter : parameters->children) {
      result.parameters->push_back({name(parameter.children[0]), type(parameter.children[1])});
    }
  }
  const Tree& body = tree.children.back();
  if (body.kind == TreeKind::rows) {
    result.body = rows(body);
  } else {
    result.body = expr(body);
  }
  return result;
}

Expect Builder::expect(const Tree& tree) {
  Expect result{.table = path2(tree.children.front()), .contract = ExpectMayBeEmpty{}};
  const Tree& contract = tree.children.back();
  if (contract.kind == TreeKind::fresh) {
    result.contract = ExpectFresh{std::get<Duration>(literal(contract.children.front()).value)};
  } else if (contract.kind == TreeKind::count_contract) {
    ExpectCount count{.op = BinaryOp::equal};
    for (const OperatorRow& row : operator_rows) {
      if (row.spelling == text(contract.children[0])) {
        count.op = row.op;
      }
    }
    count.count = integer(contract.children[1]);
    count.percent_of_previous = contract.find(TreeKind::of_previous) != nullptr;
    result.contract = count;
  }
  return result;
}

DeclarationNode Builder::declaration(const Tree& tree) {
  const auto& children = tree.children;
  switch (tree.kind) {
    case TreeKind::use:
      return Use{name(children[0]), name(children[1])};
    case TreeKind::schema: {
      Schema result{.name = name(children.front()), .tables = {}};
      for (std::size_t i = 1; i < children.size(); ++i) {
        result.tables.push_back(table(children[i]));
      }
      return result;
    }
    case TreeKind::extend_enum: {
      const auto& path = children.front().children;
      ExtendEnum result{
          .table = {name(path[0]), name(path[1]), cover(span(path[0]), span(path[1]))},
          .field = name(path[2]),
          .values = {}};
      for (std::size_t i = 1; i < children.size(); ++i) {
        result.values.push_back(string(children[i]));
      }
      return result;
    }
    case TreeKind::extend_view: {
      ExtendView result{.view = name(children.front()), .fields = {}};
      for (std::size_t i = 1; i < children.size(); ++i) {
        result.fields.push_back(field(children[i]));
      }
      return result;
    }
    case TreeKind::extend_as:
      return ExtendAs{path2(children[0]), as_block(children[1])};
    case TreeKind::expect:
      return expect(tree);
    case TreeKind::link: {
      const auto& path = children.front().children;
      return Link{.from = {name(path[0]), name(path[1]), cover(span(path[0]), span(path[1]))},
                  .field = name(path[2]),
                  .to = path2(children[1]),
                  .keys = keys(tree)};
    }
    case TreeKind::view: {
      View result{.name = name(children.front()), .fields = {}};
      for (std::size_t i = 1; i < children.size(); ++i) {
        result.fields.push_back(field(children[i]));
      }
      return result;
    }
    case TreeKind::identity: {
      Identity result{.person = path2(children.front()), .rules = {}};
      for (std::size_t i = 1; i < children.size(); ++i) {
        IdentityRule rule;
        const Tree& of = children[i].children.front();
        if (of.kind == TreeKind::path2) {
          rule.table = path2(of);
        } else {
          rule.view = name(of);
        }
        rule.keys = keys(children[i]);
        rule.span = span(children[i]);
        result.rules.push_back(std::move(rule));
      }
      return result;
    }
    case TreeKind::param:
      return Param{name(children[0]), type(children[1]), expr(children[2])};
    case TreeKind::define:
      return define(tree);
    case TreeKind::policy:
      return policy(tree);
    default:
      return test(tree);
  }
}

}  // namespace writ
