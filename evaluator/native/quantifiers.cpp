// Quantifiers, aggregates and comprehensions: pairs of subjects and members, and what becomes of
// them for each subject.
#include "evaluator/native/operators.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

Vals where_of(Ctx& ctx, NodeRef node, const Frame& frame, const PairBatch& batch) {
  Vals truth(batch.size(), Val::of(true));
  conjunction(ctx, node->where, frame, truth,
              settled_parts(batch, node->where.size(), node->is_inner, node->lookup));
  return truth;
}

// The slots that the conditions still to be tried read.
const std::vector<int>& needed(NodeRef node, const PairBatch& batch) {
  return batch.sure && (batch.matched || !node->lookup) ? node->rest : node->free;
}

// Calls visit(subject, position in the batch, chosen, frame) for the members whose condition is not
// false.
template <class Visit>
Openness for_each_chosen(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Visit visit) {
  return for_each_pair(ctx, ranging_of(node), frame, sel, [&](const PairBatch& batch) {
    const PairFrame inner(frame, sel, batch, needed(node, batch), node->slot);
    Vals chosen = where_of(ctx, node, inner.frame(), batch);
    for (std::size_t j = 0; j < batch.membership.size(); ++j) {
      chosen[j] = both(ctx.engine(), batch.membership[j], chosen[j]);
    }
    const Chosen kept =
        choose({nullptr, batch.size()}, [&](std::size_t j) { return !chosen[j].no(); });
    Vals results;
    if (node->result != nullptr) {
      results = eval(ctx, node->result, inner.frame(), kept.sel());
    }
    for (std::size_t k = 0; k < kept.places.size(); ++k) {
      const std::size_t j = kept.places[k];
      visit(batch.outer[j], chosen[j], results.empty() ? Val{} : results[k]);
    }
  });
}

void counted(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  Engine& engine = ctx.engine();
  for (std::size_t i = 0; i < sel.n; ++i) {
    out[i] = Val::exactly(Tag::integer, 0);
  }
  const Openness open =
      for_each_chosen(ctx, node, frame, sel, [&](std::size_t i, const Val& chosen, const Val&) {
        out[i].a += chosen.yes() ? 1 : 0;
        out[i].b += 1;
        out[i].why = engine.reasons.unite(out[i].why, chosen.why);
      });
  for (std::size_t i = 0; i < sel.n; ++i) {
    if (open.open_at(i)) {
      out[i].high_open = true;
      out[i].b = 0;
      out[i].why = engine.reasons.unite(out[i].why, open.why_at(i));
    }
  }
}

Val sum_of(Engine& engine, NodeRef node, const Vals& values) {
  Sum total(node->type.is(Kind::decimal)    ? Tag::decimal
            : node->type.is(Kind::duration) ? Tag::duration
                                            : Tag::integer);
  for (const Val& value : values) {
    if (const auto quantity = as_quantity(engine, value)) {
      total.add(engine, *quantity);
    }
  }
  return settled(engine, node->text, total.total(engine));
}

}  // namespace

Ranging ranging_of(NodeRef node) {
  return {node->kids.front(), node->slot, &node->inner, &node->lookup};
}

Ranging ranging_of(const PlanBinding& clause) {
  return {clause.value, clause.slot, &clause.inner, &clause.lookup};
}

Vals witnesses(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, const PairBatch& batch) {
  const PairFrame inner(frame, sel, batch, needed(node, batch), node->slot);
  Vals truth = where_of(ctx, node, inner.frame(), batch);
  if (node->satisfies != nullptr) {
    const Chosen rest =
        choose({nullptr, batch.size()}, [&](std::size_t i) { return !truth[i].no(); });
    const Vals values = holds(ctx, node->satisfies, inner.frame(), rest.sel());
    for (std::size_t k = 0; k < values.size(); ++k) {
      Val& value = truth[rest.places[k]];
      value = both(ctx.engine(), value, negated(values[k]));
    }
  }
  return truth;
}

void quantified(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  Engine& engine = ctx.engine();
  Vals found(sel.n, Val::of(false));
  const Openness open =
      for_each_pair(ctx, ranging_of(node), frame, sel, [&](const PairBatch& batch) {
        const Vals truth = witnesses(ctx, node, frame, sel, batch);
        for (std::size_t j = 0; j < batch.size(); ++j) {
          Val& result = found[batch.outer[j]];
          if (!truth[j].no()) {
            result = either(engine, result, both(engine, batch.membership_at(j), truth[j]));
          }
        }
      });
  for (std::size_t i = 0; i < sel.n; ++i) {
    if (open.open_at(i)) {
      found[i] = either(engine, found[i], Val::unknown(open.why_at(i)));
    }
    out[i] = node->op == Op::exists ? found[i] : negated(found[i]);
  }
}

void aggregated(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  if (node->op == Op::count) {
    return counted(ctx, node, frame, sel, out);
  }
  Engine& engine = ctx.engine();
  std::vector<Vals> values(sel.n);
  std::vector<ReasonSet> why(sel.n, 0);
  const Openness open = for_each_chosen(
      ctx, node, frame, sel, [&](std::size_t i, const Val& chosen, const Val& value) {
        why[i] = engine.reasons.unite(why[i], chosen.why);
        values[i].push_back(value);
        if (const auto unknown = strict(engine, value)) {
          why[i] = engine.reasons.unite(why[i], *unknown);
        }
      });
  for (std::size_t i = 0; i < sel.n; ++i) {
    why[i] = engine.reasons.unite(why[i], open.why_at(i));
    if (why[i] != 0) {
      out[i] = Val::unknown(why[i]);
    } else if (node->op == Op::sum) {
      out[i] = sum_of(engine, node, values[i]);
    } else {
      const auto best = extreme(engine, values[i], node->op == Op::max);
      out[i] = best ? settled(engine, node->text, *best) : Val{};
    }
  }
}

void comprehended(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  std::vector<SetBuilder> sets(sel.n, SetBuilder(ctx.engine()));
  const Openness open = for_each_chosen(
      ctx, node, frame, sel, [&](std::size_t i, const Val& chosen, const Val& value) {
        if (chosen.yes()) {
          sets[i].add(value);
        } else {
          sets[i].add(value, chosen.why);
        }
      });
  for (std::size_t i = 0; i < sel.n; ++i) {
    if (open.open_at(i)) {
      sets[i].open(open.why_at(i));
    }
    out[i] = Val::of(sets[i].finish(ctx.arena));
  }
}

}  // namespace writ::native
