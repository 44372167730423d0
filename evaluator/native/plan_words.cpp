#include "evaluator/native/plan_words.h"

#include <algorithm>

namespace writ::native {

namespace {

std::string_view opening(Op op) {
  switch (op) {
    case Op::exists:
      return "exists ";
    case Op::no:
      return "no ";
    case Op::every:
      return "every ";
    case Op::count:
      return "count ";
    case Op::sum:
      return "sum ";
    case Op::min:
      return "min ";
    case Op::max:
      return "max ";
    default:
      return "";
  }
}

PlanStepKind kind_of_step(Op op) {
  switch (op) {
    case Op::exists:
      return PlanStepKind::semi_join;
    case Op::no:
    case Op::every:
      return PlanStepKind::anti_join;
    case Op::comprehension:
      return PlanStepKind::set_join;
    default:
      return PlanStepKind::aggregate_join;
  }
}

bool is_equality(NodeRef node) {
  return node->op == Op::chain && node->steps.size() == 1 &&
         node->steps.front().op == ast::BinaryOp::equal;
}

// A condition that may overflow and stands before an equality.
NodeRef fault_before_equality(const std::vector<NodeRef>& where) {
  const auto fault =
      std::find_if(where.begin(), where.end(), [](NodeRef part) { return part->faults; });
  const bool before =
      fault != where.end() && std::any_of(fault, where.end(), [](NodeRef part) {
        return is_equality(part) && !part->faults;
      });
  return before ? *fault : nullptr;
}

}  // namespace

std::string written(const Sources& sources, Span span) {
  const std::string_view text = sources.text(span);
  std::string line;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      line += c;
      if (c == '\\' && i + 1 < text.size()) {
        line += text[++i];
      }
      quoted = c != '"';
    } else if (c == '#') {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      if (!line.empty() && line.back() != ' ') {
        line += ' ';
      }
    } else {
      quoted = c == '"';
      line += c;
    }
  }
  return line;
}

Members members_of(NodeRef node, const Sources& sources) {
  const std::string collection = written(sources, node->kids.front()->span);
  std::string text = std::string(opening(node->op));
  if (node->result != nullptr) {
    text += written(sources, node->result->span) + " for ";
  }
  text += node->name + " in " + collection;
  return {&node->inner,       kind_of_step(node->op), std::move(text), node->name,
          node->span,         node->kids.front(),     node->slot,      &node->where,
          &node->inner,       &node->is_inner,        &node->lookup,   node->satisfies,
          node->result};
}

Members members_of(const PlanBinding& binding, const Sources& sources, bool first) {
  return {&binding.inner,
          first ? PlanStepKind::scan : PlanStepKind::join,
          "for " + binding.variable + " in " + written(sources, binding.value->span),
          binding.variable,
          binding.span,
          binding.value,
          binding.slot,
          &binding.where,
          &binding.inner,
          &binding.is_inner,
          &binding.lookup,
          nullptr,
          nullptr};
}

Remark about_product(const Members& members, const Sources& sources) {
  const std::string collection = written(sources, members.collection->span);
  const std::string key = "`" + members.variable + ".FIELD == …`";
  Remark remark{"every row of " + collection + " is tried for each subject: no `==` finds rows by a key",
                "tie " + members.variable + " to the subject by " + key +
                    " among the conditions that `and` joins; what is right of the `==` must not "
                    "speak of " + members.variable};
  if (NodeRef fault = fault_before_equality(*members.where)) {
    remark.help = "write the `==` before `" + written(sources, fault->span) +
                  "`: that one may overflow, so it is tried on every row, and so is what follows it";
  } else if (members.satisfies != nullptr && is_equality(members.satisfies)) {
    remark.help = "say " + key + " in a `where`: rows are not looked up by what they must satisfy";
  }
  return remark;
}

Remark about_weak_key(const Members& members, std::uint64_t keys, const Sources& sources) {
  const std::string collection = written(sources, members.collection->span);
  const std::string key = written(sources, (*members.lookup)->inner->span);
  return {"rows of " + collection + " are looked up by `" + key + "`, which tells no more than " +
              std::to_string(keys) + " groups of them apart: a large part is tried for each subject",
          "add a condition `==` on a field that differs from row to row"};
}

Remark about_set(const Members& members, const Sources& sources) {
  return {"every member of `" + written(sources, members.collection->span) +
              "`, which grows with a table, is tried for each subject: members of a set are not "
              "looked up by a key",
          "range over the table itself, with the conditions of the set and an `==` to the subject"};
}

Remark about_membership() {
  return {"the set grows with a table, and its members are compared one after the other",
          "say it as `exists x in TABLE where x.FIELD == …`: rows are looked up by the `==`"};
}

}  // namespace writ::native
