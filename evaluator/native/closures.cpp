// Transitive closures: over a ref (`x.manager+`), and over a table of edges (`reachable from`).
#include "evaluator/native/closures.h"

#include <functional>

#include "evaluator/native/keys.h"
#include "evaluator/native/profile.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

using Step = std::function<const SetData&(const Val&)>;

struct InOrder {
  Engine* engine;
  bool operator()(const Val& a, const Val& b) const { return order(*engine, a, b) < 0; }
};

// All that one or more steps from `start` reach. What certain steps alone reach is certain; what
// lies behind a possible step is possible, for that step's reasons.
const SetData* walk(Ctx& ctx, const Val& start, const Step& step) {
  Engine& engine = ctx.engine();
  SetBuilder result(engine);
  std::map<Val, bool, InOrder> seen(InOrder{&engine});  // whether certain
  Vals certain{start};
  std::vector<SetData::Possible> possible;
  const auto reach = [&](const Val& member, bool sure, ReasonSet doubt) {
    const auto [place, fresh] = seen.try_emplace(member, sure);
    if (!fresh && (place->second || !sure)) {
      return;
    }
    place->second = sure;
    if (sure) {
      result.add(member);
      certain.push_back(member);
    } else {
      result.add(member, doubt);
      possible.push_back({member, doubt});
    }
  };
  const auto follow = [&](const SetData& next, bool sure, ReasonSet doubt) {
    for (const Val& member : next.certain) {
      reach(member, sure, doubt);
    }
    for (const SetData::Possible& member : next.possible) {
      reach(member.value, false, engine.reasons.unite(member.why, doubt));
    }
    if (next.open) {
      result.open(next.open_why);
    }
  };
  for (std::size_t i = 0; i < certain.size() && engine.visit(1); ++i) {
    follow(step(Val(certain[i])), true, 0);
  }
  for (std::size_t i = 0; i < possible.size() && engine.visit(1); ++i) {
    const SetData::Possible from = possible[i];
    follow(step(from.value), false, from.why);
  }
  return result.finish(ctx.arena);
}

// How many steps a walk took that reached these.
std::size_t steps_of(const SetData& reached) {
  return 1 + reached.certain.size() + reached.possible.size();
}

template <class FromOne>
const SetData* from_each(Ctx& ctx, const SetData& starts, FromOne from_one) {
  SetBuilder all(ctx.engine());
  for (const Val& start : starts.certain) {
    all.add(Val::of(from_one(start)));
  }
  for (const SetData::Possible& start : starts.possible) {
    all.add(Val::of(from_one(start.value)), start.why);
  }
  if (starts.open) {
    all.open(starts.open_why);
  }
  return all.finish(ctx.arena);
}

}  // namespace

const SetData* closure_of(Ctx& ctx, NodeRef node, Closures& known, const Val& start) {
  if (start.tag != Tag::row) {
    return &to_set(ctx, ctx.engine().unknown("it is no row"));
  }
  World& world = ctx.world;
  const RelState& state = world.relations[start.relation()];
  std::atomic<const SetData*>& memo =
      known.sets[state.offsets[start.part()] + static_cast<std::size_t>(start.a)];
  if (const SetData* done = memo.load(std::memory_order_acquire)) {
    return done;
  }
  const std::lock_guard lock(world.mutex);
  if (memo.load(std::memory_order_acquire) == nullptr) {
    Timed timed(ctx.engine().profile, node);
    Ctx inner{world, world.arena, ctx.depth};
    const SetData* reached = walk(inner, start, [&](const Val& from) -> const SetData& {
      return to_set(inner, read_field(inner, node->name, node->field, from));
    });
    timed.rows(steps_of(*reached));
    memo.store(reached, std::memory_order_release);
  }
  return memo.load(std::memory_order_acquire);
}

Closures& closures_of(World& world, NodeRef node, std::optional<std::uint32_t> relation) {
  const std::lock_guard lock(world.mutex);
  std::unique_ptr<Closures>& known = world.closures[node];
  if (known == nullptr) {
    known = std::make_unique<Closures>();
  }
  if (relation && known->sets == nullptr) {
    known->sets.reset(new std::atomic<const SetData*>[world.relations[*relation].rows()]());
  }
  return *known;
}

namespace {

// The relation that the closure runs over, of rows or sets of them.
std::optional<std::uint32_t> relation_of(const Val& value) {
  if (value.tag == Tag::row) {
    return value.relation();
  }
  if (value.tag != Tag::set) {
    return std::nullopt;
  }
  for (const Val& member : value.set().certain) {
    return relation_of(member);
  }
  for (const SetData::Possible& member : value.set().possible) {
    return relation_of(member.value);
  }
  return std::nullopt;
}

bool closed_rows(const SetData& set) {
  return set.closed() && (set.certain.empty() || set.certain.front().tag == Tag::row);
}

Edges read_edges(Ctx& ctx, NodeRef node, const SetData& set) {
  Edges edges;
  edges.set = &set;
  edges.begins.resize(set.certain.size());
  edges.ends.resize(set.certain.size());
  read_field(ctx, node->from_field, -1, set.certain.data(), set.certain.size(),
             edges.begins.data());
  read_field(ctx, node->to_field, -1, set.certain.data(), set.certain.size(), edges.ends.data());
  std::vector<std::uint32_t> rows;
  Keys keys;
  for (std::uint32_t i = 0; i < edges.begins.size(); ++i) {
    const Val& begin = edges.begins[i];
    if (begin.tag == Tag::absent) {
      continue;
    }
    const bool plain = begin.tag == Tag::text || begin.tag == Tag::row;
    edges.hashed = edges.hashed && (plain || begin.tag == Tag::unknown);
    if (plain) {
      const std::int64_t key = *lookup_key(ctx.engine(), begin, false);
      rows.push_back(i);
      keys.add({&key, 1});
    } else {
      edges.wild.push_back(i);
    }
  }
  edges.index = KeyIndex({{rows, keys}}, 1);
  return edges;
}

const SetData* edges_from(Ctx& ctx, NodeRef node, const Edges& edges, const Val& from) {
  Engine& engine = ctx.engine();
  SetBuilder ends(engine);
  const auto follow = [&](const Val& in, const Val& begin, const Val& end) {
    const Val leaves = both(engine, in, equal(ctx, begin, from));
    if (leaves.yes()) {
      ends.add(end);
    } else if (leaves.open()) {
      ends.add(end, leaves.why);
    }
  };
  const bool looked_up = edges.hashed && (from.tag == Tag::text || from.tag == Tag::row);
  if (looked_up) {
    const auto found = edges.index.find(*lookup_key(engine, from, false));
    auto wild = edges.wild.begin();
    for (const std::uint32_t i : found) {
      for (; wild != edges.wild.end() && *wild < i; ++wild) {
        follow(Val::of(true), edges.begins[*wild], edges.ends[*wild]);
      }
      follow(Val::of(true), edges.begins[i], edges.ends[i]);
    }
    for (; wild != edges.wild.end(); ++wild) {
      follow(Val::of(true), edges.begins[*wild], edges.ends[*wild]);
    }
  } else {
    for (std::size_t i = 0; i < edges.begins.size(); ++i) {
      follow(Val::of(true), edges.begins[i], edges.ends[i]);
    }
  }
  for (const SetData::Possible& edge : edges.set->possible) {
    follow(Val::unknown(edge.why), read_field(ctx, node->from_field, -1, edge.value),
           read_field(ctx, node->to_field, -1, edge.value));
  }
  if (edges.set->open) {
    ends.open(edges.set->open_why);
  }
  return ends.finish(ctx.arena);
}

}  // namespace

void ref_closures(Ctx& ctx, NodeRef node, const Val* objects, std::size_t n, Val* out) {
  std::optional<std::uint32_t> relation;
  for (std::size_t i = 0; i < n && !relation; ++i) {
    relation = relation_of(objects[i]);
  }
  Closures& known = closures_of(ctx.world, node, relation);
  std::vector<const SetData*> parts;
  for (std::size_t i = 0; i < n; ++i) {
    const SetData& starts = to_set(ctx, objects[i]);
    bool plain = closed_rows(starts);
    parts.clear();
    for (std::size_t k = 0; plain && k < starts.certain.size(); ++k) {
      parts.push_back(closure_of(ctx, node, known, starts.certain[k]));
      plain = closed_rows(*parts.back());
    }
    if (plain) {
      if (node->reflexive) {
        parts.push_back(&starts);
      }
      out[i] = Val::of(union_of_rows(ctx.arena, parts));
      continue;
    }
    const SetData* steps = from_each(
        ctx, starts, [&](const Val& start) { return closure_of(ctx, node, known, start); });
    out[i] = Val::of(node->reflexive ? unite(ctx, starts, *steps) : steps);
  }
}

Val reachable_from(Ctx& ctx, NodeRef node, const Val& from, const SetData& edge_set) {
  World& world = ctx.world;
  const SetData& starts = to_set(ctx, from);
  const std::lock_guard lock(world.mutex);
  // Over a relation the edges are the same for all, and so is what each start reaches.
  auto& table = world.reachable[node];
  Ctx inner{world, names_relation(node->kids[1]) ? world.arena : ctx.arena, ctx.depth};
  std::unique_ptr<Edges> own;
  const auto edges = [&]() -> const Edges& {
    auto& slot = names_relation(node->kids[1]) ? world.edges[node] : own;
    if (slot == nullptr) {
      slot = std::make_unique<Edges>(read_edges(inner, node, edge_set));
    }
    return *slot;
  };
  const SetData* reached = from_each(ctx, starts, [&](const Val& start) -> const SetData* {
    const SetData* fresh = nullptr;
    const SetData*& memo =
        names_relation(node->kids[1])
            ? table[{static_cast<int>(start.tag), start.a, start.tag == Tag::email ? 0 : start.b}]
            : fresh;
    if (memo == nullptr) {
      Timed timed(ctx.engine().profile, node);
      memo = walk(inner, start, [&](const Val& at) -> const SetData& {
        return *edges_from(inner, node, edges(), at);
      });
      timed.rows(steps_of(*memo));
    }
    return memo;
  });
  return Val::of(unite(ctx, starts, *reached));
}

}  // namespace writ::native
