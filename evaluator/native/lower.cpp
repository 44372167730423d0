// From syntax trees to the plan. Nothing behind this file sees a tree.
#include <algorithm>
#include <set>

#include "base/ensure.h"
#include "base/overloaded.h"
#include "dsl/print.h"
#include "evaluator/native/lookups.h"
#include "evaluator/native/plan.h"

namespace writ::native {

namespace {

constexpr std::string_view implicit_row = ".";

bool expensive(Op op) {
  return op != Op::literal && op != Op::nothing && op != Op::local && op != Op::param &&
         op != Op::define && op != Op::relation && op != Op::became;
}

const ast::Expr* operand_of_and(const ast::Expr& expr, bool right) {
  const auto* node = std::get_if<ast::Binary>(&expr.node);
  if (node == nullptr || node->op != ast::BinaryOp::logical_and) {
    return nullptr;
  }
  return right ? node->right.get() : node->left.get();
}

std::vector<const ast::Expr*> conjuncts(const ast::Expr& expr) {
  std::vector<const ast::Expr*> result;
  std::vector<const ast::Expr*> stack{&expr};
  while (!stack.empty()) {
    const ast::Expr* next = stack.back();
    stack.pop_back();
    if (operand_of_and(*next, false) == nullptr) {
      result.push_back(next);
      continue;
    }
    stack.push_back(operand_of_and(*next, true));
    stack.push_back(operand_of_and(*next, false));
  }
  return result;
}

bool meets(const std::vector<int>& free, const std::set<int>& slots) {
  return std::any_of(free.begin(), free.end(), [&](int slot) { return slots.contains(slot); });
}

class Lowering {
 public:
  Lowering(const Program& program, const Sources& sources,
           const std::map<std::string, ast::Expr>& params, TextPool& texts, Plan& plan)
      : program_(program), sources_(sources), params_(params), texts_(texts), plan_(plan) {
    for (const auto& [name, relation] : program.relations) {
      relation_ids_.emplace(name, static_cast<std::uint32_t>(relation_ids_.size()));
    }
  }

  void lower_all() {
    lower_rows();
    if (rows_fault_) {  // then to read any field may
      fields_fault_ = true;
      plan_.relations.clear();
      plan_.links.clear();
      plan_.rules.clear();
      lower_rows();
    }
    for (const PolicyInfo& policy : program_.policies) {
      lower_policy(policy);
    }
    mark_recursive_fields(plan_, relation_ids_);
  }

 private:
  // The slots of one routine, policy or row plan.
  struct Names {
    std::map<std::string, int, std::less<>> slots;
    std::size_t count = 0;
    std::vector<std::pair<int, NodeRef>> lets;
    int bind(std::string_view name) {
      slots.insert_or_assign(std::string(name), static_cast<int>(count));
      return static_cast<int>(count++);
    }
  };

  Node& make(Op op, const Type& type) {
    plan_.nodes.push_back({});
    plan_.nodes.back().op = op;
    plan_.nodes.back().type = type;
    return plan_.nodes.back();
  }
  NodeRef nothing(const std::string& why) {
    Node& node = make(Op::nothing, {});
    node.name = why;
    return &node;
  }

  void read(Node& node, NodeRef kid, int bound = -1) {
    for (const int slot : kid->free) {
      if (slot != bound && std::find(node.free.begin(), node.free.end(), slot) == node.free.end()) {
        node.free.push_back(slot);
      }
    }
    node.faults = node.faults || kid->faults;
    node.quantified = node.quantified || kid->quantified;
  }
  void add_kid(Node& node, NodeRef kid) {
    read(node, kid);
    node.kids.push_back(kid);
  }

  NodeRef lower(const ast::Expr& expr, Names& names) {
    Node* node = std::visit(
        [&](const auto& tree) { return lower_node(expr, tree, names); }, expr.node);
    if (node->memo < 0 && node->free.empty() && expensive(node->op)) {
      node->memo = plan_.memos++;
    }
    return node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Literal& tree, Names&) {
    Node& node = make(Op::literal, expr.type);
    node.value = std::visit(
        overloaded{
            [](const ast::AbsentLiteral&) { return Val{}; },
            [](bool x) { return Val::of(x); },
            [](std::int64_t x) { return Val::exactly(Tag::integer, x); },
            [](Decimal x) { return Val::exactly(Tag::decimal, x.millionths); },
            [&](const std::string& x) { return Val::text(texts_.add(x)); },
            [](Duration x) { return Val::exactly(Tag::duration, x.micros); },
            [](Date x) {
              return Val{Tag::day, false, false, 0, x.days, 0};
            },
            [](Instant x) { return Val::exactly(Tag::instant, x.micros); },
        },
        tree.value);
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::SetLiteral& tree, Names& names) {
    Node& node = make(Op::set_literal, expr.type);
    for (const ast::Expr& element : tree.elements) {
      add_kid(node, lower(element, names));
    }
    return &node;
  }

  Node* local(const ast::Expr& expr, std::string_view name, const Names& names) {
    const auto found = names.slots.find(name);
    if (found == names.slots.end()) {
      Node& missing = make(Op::nothing, expr.type);
      missing.name = "`" + std::string(name) + "` has no value";
      return &missing;
    }
    Node& node = make(Op::local, expr.type);
    node.slot = found->second;
    node.free = {found->second};
    return &node;
  }

  Node* field(const ast::Expr& expr, NodeRef object, const std::string& name, int index) {
    Node& node = make(Op::field, expr.type);
    node.name = name;
    node.field = index;
    node.faults = fields_fault_;
    add_kid(node, object);
    return &node;
  }

  Node* relation(const ast::Expr& expr, const std::string& name) {
    Node& node = make(Op::relation, expr.type);
    node.relation = relation_ids_.at(name);
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::NameRef& tree, Names& names) {
    switch (tree.resolution.meaning) {
      case ast::Meaning::local:
        return local(expr, tree.name.text, names);
      case ast::Meaning::field: {
        ast::Expr row;
        row.type = Type::row_of(implicit_relation_);
        return field(expr, local(row, implicit_row, names), tree.name.text, tree.resolution.index);
      }
      case ast::Meaning::param:
        return param(expr, tree.name.text);
      case ast::Meaning::define:
      case ast::Meaning::rows:
        return define(expr, tree.name.text);
      case ast::Meaning::table:
      case ast::Meaning::view:
        return relation(expr, tree.resolution.target);
      case ast::Meaning::unresolved:
        break;
    }
    Node& node = make(Op::nothing, expr.type);
    node.name = "`" + tree.name.text + "` has no value";
    return &node;
  }

  Node* param(const ast::Expr& expr, const std::string& name) {
    const auto info = program_.params.find(name);
    Node& node = make(info == program_.params.end() ? Op::nothing : Op::param, expr.type);
    if (info == program_.params.end()) {
      node.name = "`" + name + "` has no value";
      return &node;
    }
    node.type = info->second.type;
    const auto chosen = params_.find(name);
    Names none;
    add_kid(node, lower(chosen != params_.end() ? chosen->second : *info->second.value, none));
    node.memo = plan_.memos++;
    return &node;
  }

  Node* define(const ast::Expr& expr, const std::string& name) {
    const auto info = program_.defines.find(name);
    if (info == program_.defines.end()) {
      Node& node = make(Op::nothing, expr.type);
      node.name = "`" + name + "` has no value";
      return &node;
    }
    const auto* body = std::get_if<ast::Expr>(&info->second.define->body);
    if (body == nullptr) {
      return relation(expr, info->second.type.element->relation);
    }
    if (const auto known = plan_.defines.find(name); known != plan_.defines.end()) {
      return const_cast<Node*>(known->second);
    }
    Names none;
    NodeRef lowered = lower(*body, none);
    Node& node = make(Op::define, info->second.type);
    add_kid(node, lowered);
    node.memo = plan_.memos++;
    plan_.defines.emplace(name, &node);
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Member& tree, Names& names) {
    if (tree.resolution.meaning == ast::Meaning::table) {
      return relation(expr, tree.resolution.target);
    }
    Node* node = field(expr, lower(*tree.object, names), tree.field.text, tree.resolution.index);
    node->optional_step = tree.optional_step;
    return node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Closure& tree, Names& names) {
    Node& node = make(Op::closure, expr.type);
    node.name = tree.field.text;
    node.field = tree.resolution.index;
    node.reflexive = tree.reflexive;
    add_kid(node, lower(*tree.object, names));
    return &node;
  }

  const Routine* routine(const std::string& name) {
    const auto [place, fresh] = plan_.functions.try_emplace(name, nullptr);
    if (!fresh) {
      return place->second;
    }
    const DefineInfo& info = program_.defines.at(name);
    plan_.routines.push_back({});
    Routine& routine = plan_.routines.back();
    place->second = &routine;
    Names names;
    for (const ast::Parameter& parameter : *info.define->parameters) {
      names.bind(parameter.name.text);
    }
    routine.parameters = info.parameters;
    routine.type = info.type;
    routine.body = lower(std::get<ast::Expr>(info.define->body), names);
    routine.slots = names.count;
    return &routine;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Call& tree, Names& names) {
    const bool calls = tree.resolution.meaning == ast::Meaning::define;
    const Routine* callee = calls ? routine(tree.function.text) : nullptr;
    Node& node = make(calls ? Op::call : Op::built_in, expr.type);
    node.name = tree.function.text;
    node.routine = callee;
    node.text = std::string(sources_.text(expr.span));
    for (const ast::Expr& argument : tree.arguments) {
      add_kid(node, lower(argument, names));
    }
    const bool counts = node.name == "abs" || node.name == "min" || node.name == "max";
    node.faults = node.faults || (calls ? callee->body->faults : counts);
    node.quantified = node.quantified || (calls && callee->body->quantified);
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Unary& tree, Names& names) {
    Node& node = make(Op::unary, expr.type);
    node.unary = tree.op;
    node.text = std::string(sources_.text(expr.span));
    add_kid(node, lower(*tree.operand, names));
    node.faults = node.faults || tree.op == ast::UnaryOp::negate;
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Test& tree, Names& names) {
    Node& node = make(Op::test, expr.type);
    node.test = tree.op;
    add_kid(node, lower(*tree.operand, names));
    return &node;
  }

  static bool may_fault(ast::BinaryOp op) {
    using B = ast::BinaryOp;
    return op == B::add || op == B::subtract || op == B::multiply || op == B::divide ||
           op == B::older_than || op == B::newer_than;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Binary& tree, Names& names) {
    if (tree.op == ast::BinaryOp::implies || tree.op == ast::BinaryOp::or_else) {
      Node& node = make(tree.op == ast::BinaryOp::implies ? Op::implies : Op::or_else, expr.type);
      const ast::Expr* rest = &expr;
      for (auto* next = std::get_if<ast::Binary>(&rest->node);
           next != nullptr && next->op == tree.op; next = std::get_if<ast::Binary>(&rest->node)) {
        add_kid(node, lower(*next->left, names));
        rest = next->right.get();
      }
      add_kid(node, lower(*rest, names));
      return &node;
    }
    const std::vector<const ast::Expr*> spine = ast::left_spine(expr);
    NodeRef first = lower(*std::get<ast::Binary>(spine.front()->node).left, names);
    Node* node = nullptr;
    for (std::size_t i = 0; i < spine.size();) {
      node = segment(spine, i, first, names);
      if (i < spine.size() && node->free.empty()) {
        node->memo = plan_.memos++;
      }
      first = node;
    }
    return node;
  }

  static bool leans_right(ast::BinaryOp op) {
    return op == ast::BinaryOp::implies || op == ast::BinaryOp::or_else;
  }

  // A run of one connective, or of operators that are none, as one node; moves `i` behind it.
  Node* segment(const std::vector<const ast::Expr*>& spine, std::size_t& i, NodeRef first,
                Names& names) {
    const auto connective = [&](std::size_t at) {
      const ast::BinaryOp op = std::get<ast::Binary>(spine[at]->node).op;
      return op == ast::BinaryOp::logical_and || op == ast::BinaryOp::logical_or || leans_right(op)
                 ? std::optional(op)
                 : std::nullopt;
    };
    const auto kind = connective(i);
    if (kind && leans_right(*kind)) {  // in brackets, on the left of something
      Node& node = make(*kind == ast::BinaryOp::implies ? Op::implies : Op::or_else, spine[i]->type);
      add_kid(node, first);
      add_kid(node, lower(*std::get<ast::Binary>(spine[i]->node).right, names));
      ++i;
      return &node;
    }
    std::size_t end = i;
    while (end < spine.size() && connective(end) == kind) {
      ++end;
    }
    Node& node = make(Op::chain, spine[end - 1]->type);
    add_kid(node, first);
    for (; i < end; ++i) {
      const auto& binary = std::get<ast::Binary>(spine[i]->node);
      Step step{binary.op, lower(*binary.right, names), spine[i]->type.is(Kind::set),
                binary.left->type.is(Kind::set), std::string(sources_.text(spine[i]->span))};
      read(node, step.right);
      node.faults = node.faults || may_fault(binary.op);
      node.steps.push_back(std::move(step));
    }
    return &node;
  }

  // Binds `variable` and lowers the conditions over it.
  void range_over(Node& node, const ast::Name& variable, const ast::Expr& collection,
                  const ast::Expr* where, const ast::Expr* satisfies, const ast::Expr* result,
                  Names& names) {
    add_kid(node, lower(collection, names));
    node.names_relation = node.kids[0]->op == Op::relation;
    node.slot = names.bind(variable.text);
    if (where != nullptr) {
      for (const ast::Expr* part : conjuncts(*where)) {
        node.where.push_back(lower(*part, names));
        read(node, node.where.back(), node.slot);
      }
    }
    if (satisfies != nullptr) {
      node.satisfies = lower(*satisfies, names);
      read(node, node.satisfies, node.slot);
    }
    if (result != nullptr) {
      node.result = lower(*result, names);
      read(node, node.result, node.slot);
    }
    node.lookup = node.names_relation ? find_lookup(node.where, node.slot) : std::nullopt;
    node.is_inner = find_inner(node.where, node.slot);
    Node rest;
    for (std::size_t k = 0; k < node.where.size(); ++k) {
      if (node.is_inner[k]) {
        node.inner.push_back(node.where[k]);
      } else if (!node.lookup || node.lookup->at != k) {
        read(rest, node.where[k], node.slot);
      }
    }
    for (NodeRef last : {node.satisfies, node.result}) {
      if (last != nullptr) {
        read(rest, last, node.slot);
      }
    }
    node.rest = std::move(rest.free);
    names.slots.erase(variable.text);
  }

  Node* lower_node(const ast::Expr& expr, const ast::Quantifier& tree, Names& names) {
    const Op op = tree.kind == ast::QuantifierKind::exists ? Op::exists
                  : tree.kind == ast::QuantifierKind::no   ? Op::no
                                                           : Op::every;
    Node& node = make(op, expr.type);
    range_over(node, tree.variable, *tree.collection, tree.where.get(), tree.satisfies.get(),
               nullptr, names);
    node.quantified = true;
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Aggregate& tree, Names& names) {
    const Op op = tree.kind == ast::AggregateKind::count ? Op::count
                  : tree.kind == ast::AggregateKind::sum ? Op::sum
                  : tree.kind == ast::AggregateKind::min ? Op::min
                                                         : Op::max;
    Node& node = make(op, expr.type);
    node.text = std::string(sources_.text(expr.span));
    range_over(node, tree.variable, *tree.collection, tree.where.get(), nullptr, tree.value.get(),
               names);
    node.faults = node.faults || op != Op::count;
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Comprehension& tree, Names& names) {
    Node& node = make(Op::comprehension, expr.type);
    range_over(node, tree.variable, *tree.collection, tree.where.get(), nullptr, tree.value.get(),
               names);
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Reachable& tree, Names& names) {
    Node& node = make(Op::reachable, expr.type);
    add_kid(node, lower(*tree.from, names));
    add_kid(node, lower(*tree.table, names));
    node.names_relation = node.kids[1]->op == Op::relation;
    node.from_field = tree.from_field.text;
    node.to_field = tree.to_field.text;
    return &node;
  }

  Node* lower_node(const ast::Expr& expr, const ast::Became& tree, Names& names) {
    Node& node = make(Op::became, expr.type);
    add_kid(node, lower(*tree.condition, names));
    node.lets = names.lets;
    for (auto let = node.lets.rbegin(); let != node.lets.rend(); ++let) {
      read(node, let->second);
    }
    node.faults = true;
    return &node;
  }

  RowPlan over_row(const ast::Expr& expr, const std::string& relation) {
    Names names;
    names.bind(implicit_row);
    implicit_relation_ = relation;
    RowPlan plan;
    plan.body = lower(expr, names);
    plan.slots = names.count;
    rows_fault_ = rows_fault_ || plan.body->faults;
    return plan;
  }

  std::vector<KeyPlan> lower_keys(const std::vector<ast::Key>& keys, const std::string& from,
                                  const std::string& to) {
    std::vector<KeyPlan> plans;
    for (const ast::Key& key : keys) {
      plans.push_back({over_row(key.left, from), over_row(key.right, to)});
    }
    return plans;
  }

  void lower_rows() {
    for (const auto& [name, relation] : program_.relations) {
      lower_relation(relation);
    }
    for (const LinkInfo& link : program_.links) {
      plan_.links.push_back(lower_keys(link.keys, link.from, link.to));
    }
    if (program_.identity) {
      for (const IdentityRuleInfo& rule : program_.identity->rules) {
        plan_.rules.push_back(lower_keys(rule.keys, rule.relation, program_.identity->person));
      }
    }
  }

  void lower_relation(const Relation& relation) {
    RelationPlan plan;
    plan.relation = &relation;
    for (const FieldInfo& field : relation.fields) {
      FieldPlan& lowered = plan.fields.emplace_back();
      if (field.present_when) {
        lowered.present_when = over_row(*field.present_when, relation.name);
      }
    }
    for (const ViewMapping& mapping : relation.mappings) {
      auto& values = plan.mappings.emplace_back();
      for (const auto& value : mapping.values) {
        values.push_back(value ? std::optional(over_row(*value, mapping.table)) : std::nullopt);
      }
    }
    plan_.relations.push_back(std::move(plan));
  }

  std::vector<TemplatePiece> lower_template(const std::optional<ast::Template>& text,
                                            Names& names) {
    std::vector<TemplatePiece> pieces;
    for (std::size_t i = 0; text && i < text->pieces.size(); ++i) {
      const auto* plain = std::get_if<std::string>(&text->pieces[i]);
      pieces.push_back(plain != nullptr
                           ? TemplatePiece{*plain, nullptr}
                           : TemplatePiece{{}, lower(std::get<ast::Expr>(text->pieces[i]), names)});
    }
    return pieces;
  }

  void lower_for(const ast::For& clause, const std::string& relation, Names& names,
                 std::set<int>& earlier, PlanBinding& binding) {
    binding.variable = clause.variable.text;
    binding.value = lower(clause.collection, names);
    binding.relation = relation;
    binding.names_relation = binding.value->op == Op::relation;
    binding.tied = meets(binding.value->free, earlier);
    binding.collection_text = print(clause.collection);
    binding.slot = names.bind(clause.variable.text);
    binding.has_where = clause.where.has_value();
    if (clause.where) {
      binding.where_text = print(*clause.where);
      binding.where_line = sources_.place(clause.where->span).line;
      binding.where_node = lower(*clause.where, names);
      for (const ast::Expr* part : conjuncts(*clause.where)) {
        binding.where.push_back(lower(*part, names));
        binding.tie.push_back(meets(binding.where.back()->free, earlier));
        const auto* test = std::get_if<ast::Test>(&part->node);
        binding.is_known.push_back(test != nullptr && test->op == ast::TestOp::is_known);
        binding.texts.push_back(print(*part));
      }
      binding.lookup =
          binding.names_relation ? find_lookup(binding.where, binding.slot) : std::nullopt;
      binding.is_inner = find_inner(binding.where, binding.slot);
      for (std::size_t k = 0; k < binding.where.size(); ++k) {
        // What `x is known` sets aside is counted, so it must be seen.
        binding.is_inner[k] = binding.is_inner[k] && !binding.is_known[k];
        if (binding.is_inner[k]) {
          binding.inner.push_back(binding.where[k]);
        }
      }
    }
    earlier.insert(binding.slot);
  }

  void lower_policy(const PolicyInfo& info) {
    const ast::Policy& policy = *info.policy;
    PolicyPlan plan;
    plan.info = &info;
    Names names;
    Names none;
    std::set<int> earlier;
    std::size_t fors = 0;
    plan.title = lower_template(policy.title, none);
    for (const auto& clause : policy.bindings) {
      PlanBinding& binding = plan.bindings.emplace_back();
      if (const auto* let = std::get_if<ast::Let>(&clause)) {
        binding.is_let = true;
        binding.variable = let->name.text;
        binding.value = lower(let->value, names);
        binding.slot = names.bind(let->name.text);
        names.lets.emplace_back(binding.slot, binding.value);
        if (meets(binding.value->free, earlier)) {
          earlier.insert(binding.slot);
        }
      } else {
        lower_for(std::get<ast::For>(clause), info.for_relations[fors++], names, earlier, binding);
      }
    }
    for (const ast::Require& require : policy.requires_) {
      plan.requires_.push_back({lower(require.condition, names), print(require.condition),
                                sources_.place(require.condition.span).line});
    }
    plan.message = lower_template(policy.message, names);
    plan.remedy = lower_template(policy.remedy, names);
    plan.cost = policy.cost ? lower(policy.cost->amount, names) : nullptr;
    plan.slots = names.count;
    plan_.policies.push_back(std::move(plan));
  }

  const Program& program_;
  const Sources& sources_;
  const std::map<std::string, ast::Expr>& params_;
  TextPool& texts_;
  Plan& plan_;
  std::map<std::string, std::uint32_t> relation_ids_;
  std::string implicit_relation_;
  bool fields_fault_ = false;
  bool rows_fault_ = false;
};

}  // namespace

std::unique_ptr<Plan> lower(const Program& program, const Sources& sources,
                            const std::map<std::string, ast::Expr>& params, TextPool& texts) {
  auto plan = std::make_unique<Plan>();
  Lowering(program, sources, params, texts, *plan).lower_all();
  return plan;
}

}  // namespace writ::native
