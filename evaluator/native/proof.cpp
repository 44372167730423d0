// Which rows decided a condition for one subject: the rows part of evaluator/reference/proof.cpp.
#include <algorithm>

#include "evaluator/native/judge.h"
#include "evaluator/native/operators.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr int depth_limit = 64;
constexpr std::size_t shown_members = 3;

enum class State { no, yes, unknown };

State state_of(const Val& truth) {
  return truth.yes() ? State::yes : truth.no() ? State::no : State::unknown;
}

// The members of a quantifier that decided it for each subject: the first witness where there is one,
// else the first few that leave it open.
std::vector<std::vector<Val>> deciding_members(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel,
                                               const Vals& truth) {
  std::vector<std::vector<Val>> members(sel.n);
  const State witnessed = node->op == Op::exists ? State::yes : State::no;
  if (std::none_of(truth.begin(), truth.end(), [&](const Val& value) {
        return value.open() || state_of(value) == witnessed;
      })) {
    return members;
  }
  for_each_pair(ctx, ranging_of(node), frame, sel, [&](const PairBatch& batch) {
    const Vals values = witnesses(ctx, node, frame, sel, batch);
    for (std::size_t j = 0; j < batch.size(); ++j) {
      const std::uint32_t i = batch.outer[j];
      const bool sure = state_of(truth[i]) == witnessed;
      const State sought = sure ? State::yes : State::unknown;
      if ((sure || truth[i].open()) && members[i].size() < (sure ? 1 : shown_members) &&
          batch.membership_at(j).yes() && state_of(values[j]) == sought) {
        members[i].push_back(batch.member[j]);
      }
    }
  });
  return members;
}

class Prover {
 public:
  explicit Prover(Ctx& ctx) : ctx_(ctx) {}

  void prove(NodeRef node, const Frame& frame, std::uint32_t at, int depth, bool deciding) {
    if (!deciding || !node->quantified || depth >= depth_limit) {
      return;
    }
    ++depth;
    switch (node->op) {
      case Op::chain:
        if (const ast::BinaryOp op = node->steps.front().op;
            op == ast::BinaryOp::logical_and || op == ast::BinaryOp::logical_or) {
          std::vector<NodeRef> operands;
          flatten(node, op, operands);
          connective(operands, op == ast::BinaryOp::logical_and, truth(node, frame, at), frame, at,
                     depth);
        }
        return;
      case Op::implies:
        return implication(node, frame, at, depth);
      case Op::unary:
        return prove(node->kids.front(), frame, at, depth, true);
      case Op::define:
        return prove(node->kids.front(), Frame(0), 0, depth, true);
      case Op::exists:
      case Op::no:
      case Op::every:
        return quantifier(node, frame, at, depth);
      case Op::call:
        return call(node, frame, at, depth);
      default:
        return;
    }
  }

  std::vector<Val> rows;

 private:
  Val truth(NodeRef node, const Frame& frame, std::uint32_t at) {
    return holds(ctx_, node, frame, {&at, 1}).front();
  }

  static void flatten(NodeRef node, ast::BinaryOp op, std::vector<NodeRef>& out) {
    if (node->op != Op::chain || node->steps.front().op != op) {
      out.push_back(node);
      return;
    }
    flatten(node->kids.front(), op, out);
    for (const Step& step : node->steps) {
      flatten(step.right, op, out);
    }
  }

  void connective(const std::vector<NodeRef>& operands, bool conjunction, const Val& result,
                  const Frame& frame, std::uint32_t at, int depth) {
    for (NodeRef operand : operands) {
      const Val value = truth(operand, frame, at);
      prove(operand, frame, at, depth, state_of(value) == state_of(result));
      if (conjunction ? value.no() : value.yes()) {
        return;
      }
    }
  }

  // What `kids[from] implies … implies kids.back()` comes to.
  Val implied(NodeRef node, std::size_t from, const Frame& frame, std::uint32_t at) {
    Val so_far = Val::of(false);
    for (std::size_t k = from; k < node->kids.size() && !so_far.yes(); ++k) {
      const Val value = truth(node->kids[k], frame, at);
      const bool last = k + 1 == node->kids.size();
      so_far = either(ctx_.engine(), so_far, last ? value : negated(value));
    }
    return so_far;
  }

  // It is false where the left is true and the right false, and true where either is otherwise.
  void implication(NodeRef node, const Frame& frame, std::uint32_t at, int depth) {
    for (std::size_t k = 0; k + 1 < node->kids.size(); ++k, ++depth) {
      prove(node->kids[k], frame, at, depth, !implied(node, k, frame, at).yes());
      if (truth(node->kids[k], frame, at).no()) {
        return;
      }
    }
    prove(node->kids.back(), frame, at, depth - 1, true);
  }

  void quantifier(NodeRef node, const Frame& frame, std::uint32_t at, int depth) {
    const Vals result{truth(node, frame, at)};
    const auto members = deciding_members(ctx_, node, frame, {&at, 1}, result);
    for (const Val& element : members.front()) {
      member(node, element, frame, at, depth);
    }
  }

  void member(NodeRef node, const Val& element, const Frame& frame, std::uint32_t at, int depth) {
    if (element.tag == Tag::row) {
      rows.push_back(element);
    }
    if (depth >= depth_limit) {
      return;
    }
    const PairBatch one{{0}, {element}, {}, false, false};
    const PairFrame inner(frame, {&at, 1}, one, node->free, node->slot);
    if (node->where.size() == 1) {
      prove(node->where.front(), inner.frame(), 0, depth + 1, true);
    } else if (!node->where.empty() && depth + 1 < depth_limit) {
      Vals result(1, Val::of(true));
      conjunction(ctx_, node->where, inner.frame(), result);
      connective(node->where, true, result.front(), inner.frame(), 0, depth + 2);
    }
    if (node->satisfies != nullptr) {
      prove(node->satisfies, inner.frame(), 0, depth + 1, true);
    }
  }

  void call(NodeRef node, const Frame& frame, std::uint32_t at, int depth) {
    const Routine& routine = *node->routine;
    Frame inner(routine.slots);
    std::vector<Vals> arguments;
    for (std::size_t k = 0; k < node->kids.size(); ++k) {
      arguments.push_back(eval(ctx_, node->kids[k], frame, {&at, 1}));
      arguments.back()[0] = as_type(ctx_, arguments.back()[0], routine.parameters[k]);
      inner.slots[k] = arguments.back().data();
    }
    prove(routine.body, inner, 0, depth, true);
  }

  Ctx& ctx_;
};

}  // namespace

namespace {

// A quantifier with none inside: its members alone can decide.
bool is_flat(NodeRef node) {
  const bool quantifier = node->op == Op::exists || node->op == Op::no || node->op == Op::every;
  return quantifier && (node->satisfies == nullptr || !node->satisfies->quantified) &&
         std::none_of(node->where.begin(), node->where.end(),
                      [](NodeRef part) { return part->quantified; });
}

}  // namespace

std::vector<std::vector<Val>> deciding_rows(Ctx& ctx, NodeRef condition, const Frame& frame,
                                            Sel sel, const Vals& truth) {
  std::vector<std::vector<Val>> rows;
  if (is_flat(condition)) {
    rows = deciding_members(ctx, condition, frame, sel, truth);
    for (std::vector<Val>& found : rows) {
      std::erase_if(found, [](const Val& member) { return member.tag != Tag::row; });
    }
    return rows;
  }
  for (std::size_t i = 0; i < sel.n; ++i) {
    Prover prover(ctx);
    prover.prove(condition, frame, sel[i], 0, true);
    rows.push_back(std::move(prover.rows));
  }
  return rows;
}

std::optional<Witness> witness_of(const World& world, const Val& row) {
  const Val base = world.base_row(row);
  const RelState& state = world.relations[base.relation()];
  const ColumnTable* table = state.table;
  if (table == nullptr) {
    return std::nullopt;
  }
  const Origin origin = table->origin(static_cast<std::size_t>(base.a));
  const bool named = origin.file < table->files.size();
  return Witness{state.shown, world.key(base), named ? state.files[origin.file] : Name(),
                 origin.record};
}

}  // namespace writ::native
