// From syntax trees to the plan. Nothing behind this file sees a tree.
#include <algorithm>
#include <set>

#include "dsl/print.h"
#include "evaluator/native/lookups.h"
#include "evaluator/native/lower_expr.h"

namespace writ::native {

namespace {

bool meets(const std::vector<int>& free, const std::set<int>& slots) {
  return std::any_of(free.begin(), free.end(), [&](int slot) { return slots.contains(slot); });
}

class Lowering {
 public:
  Lowering(const Program& program, const Sources& sources,
           const std::map<std::string, ast::Expr>& params, TextPool& texts, Plan& plan)
      : program_(program),
        sources_(sources),
        plan_(plan),
        expressions_(program, sources, params, texts, plan) {}

  void lower_all() {
    lower_rows();
    if (expressions_.rows_fault()) {  // then to read any field may
      expressions_.fields_fault();
      plan_.relations.clear();
      plan_.links.clear();
      plan_.rules.clear();
      lower_rows();
    }
    for (const PolicyInfo& policy : program_.policies) {
      lower_policy(policy);
    }
    mark_recursive_fields(plan_, expressions_.relation_ids());
  }

 private:
  std::vector<KeyPlan> lower_keys(const std::vector<ast::Key>& keys, const std::string& from,
                                  const std::string& to) {
    std::vector<KeyPlan> plans;
    for (const ast::Key& key : keys) {
      plans.push_back({expressions_.over_row(key.left, from), expressions_.over_row(key.right, to)});
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
        lowered.present_when = expressions_.over_row(*field.present_when, relation.name);
      }
    }
    for (const ViewMapping& mapping : relation.mappings) {
      auto& values = plan.mappings.emplace_back();
      for (const auto& value : mapping.values) {
        values.push_back(value ? std::optional(expressions_.over_row(*value, mapping.table)) : std::nullopt);
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
                           : TemplatePiece{{}, expressions_.lower(std::get<ast::Expr>(text->pieces[i]), names)});
    }
    return pieces;
  }

  void lower_for(const ast::For& clause, const std::string& relation, Names& names,
                 std::set<int>& earlier, PlanBinding& binding) {
    binding.variable = clause.variable.text;
    binding.span = clause.variable.span;
    binding.value = expressions_.lower(clause.collection, names);
    binding.relation = relation;
    binding.tied = meets(binding.value->free, earlier);
    binding.collection_text = print(clause.collection);
    binding.slot = names.bind(clause.variable.text);
    binding.has_where = clause.where.has_value();
    if (clause.where) {
      binding.where_text = print(*clause.where);
      binding.where_line = sources_.place(clause.where->span).line;
      binding.where_node = expressions_.lower(*clause.where, names);
      for (const ast::Expr* part : ast::operands(*clause.where, ast::BinaryOp::logical_and)) {
        binding.where.push_back(expressions_.lower(*part, names));
        binding.tie.push_back(meets(binding.where.back()->free, earlier));
        const auto* test = std::get_if<ast::Test>(&part->node);
        binding.is_known.push_back(test != nullptr && test->op == ast::TestOp::is_known);
        binding.texts.push_back(print(*part));
      }
      binding.lookup =
          names_relation(binding.value) ? find_lookup(binding.where, binding.slot) : std::nullopt;
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
        binding.span = let->name.span;
        binding.value = expressions_.lower(let->value, names);
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
      plan.requires_.push_back({expressions_.lower(require.condition, names), print(require.condition),
                                sources_.place(require.condition.span).line});
    }
    plan.message = lower_template(policy.message, names);
    plan.remedy = lower_template(policy.remedy, names);
    plan.cost = policy.cost ? expressions_.lower(policy.cost->amount, names) : nullptr;
    plan.slots = names.count;
    plan_.policies.push_back(std::move(plan));
  }

  const Program& program_;
  const Sources& sources_;
  Plan& plan_;
  ExprLowering expressions_;
};

}  // namespace

std::unique_ptr<Plan> lower(const Program& program, const Sources& sources,
                            const std::map<std::string, ast::Expr>& params, TextPool& texts) {
  auto plan = std::make_unique<Plan>();
  Lowering(program, sources, params, texts, *plan).lower_all();
  return plan;
}

}  // namespace writ::native
