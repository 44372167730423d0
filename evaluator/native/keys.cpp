#include "evaluator/native/keys.h"

#include <algorithm>

#include "evaluator/native/lookups.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr std::size_t shown_candidates = 5;

Vals side(Ctx& ctx, const RowPlan& plan, const Vals& rows) {
  Frame frame(plan.slots);
  frame.slots[0] = rows.data();
  return eval(ctx, plan.body, frame, {nullptr, rows.size()});
}

// The rows that may match, by the first key.
class Candidates {
 public:
  Candidates(Engine& engine, const KeyPlan& key, const Vals& right)
      : engine_(engine),
        hashed_(have_common_keys(key.left.body->type, key.right.body->type)),
        canonical_(key.left.body->type.is(Kind::email) || key.right.body->type.is(Kind::email)) {
    std::vector<std::uint32_t> rows;
    Keys keys;
    for (std::uint32_t row = 0; row < right.size(); ++row) {
      all_.push_back(row);
      if (!hashed_ || right[row].tag == Tag::absent) {
        continue;
      }
      if (const auto key_of_row = lookup_key(engine, right[row], canonical_)) {
        rows.push_back(row);
        keys.add({&*key_of_row, 1});
      } else {
        wild_.push_back(row);
      }
    }
    index_ = KeyIndex({{rows, keys}}, 1);
  }

  std::vector<std::uint32_t> of(const Val& left) const {
    const auto key = hashed_ ? lookup_key(engine_, left, canonical_) : std::nullopt;
    if (!key) {
      return all_;
    }
    const auto found = index_.find(*key);
    std::vector<std::uint32_t> rows;
    std::merge(found.begin(), found.end(), wild_.begin(), wild_.end(), std::back_inserter(rows));
    return rows;
  }

 private:
  Engine& engine_;
  bool hashed_;
  bool canonical_;
  KeyIndex index_;
  std::vector<std::uint32_t> wild_, all_;
};

}  // namespace

std::optional<std::int64_t> lookup_key(Engine& engine, const Val& value, bool canonical) {
  switch (value.tag) {
    case Tag::text: {
      const auto id = static_cast<TextId>(value.a);
      const TextId address = canonical ? engine.texts.canonical(id) : TextPool::none;
      return address != TextPool::none ? address : id;
    }
    case Tag::email:
    case Tag::boolean:
      return value.a;
    case Tag::row:
      return value.a | std::int64_t{value.part()} << 40;
    case Tag::integer:
      return value.exact() ? std::optional(static_cast<std::int64_t>(
                                 static_cast<std::uint64_t>(value.a) *
                                 static_cast<std::uint64_t>(Decimal::one)))
                           : std::nullopt;
    case Tag::decimal:
    case Tag::duration:
    case Tag::instant:
      return value.exact() ? std::optional(value.a) : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::int64_t lookup_key(const NumberClass& kind, std::int64_t value) {
  if (kind.tag == Tag::row) {
    return value | std::int64_t{kind.part} << 40;
  }
  return kind.tag == Tag::integer
             ? static_cast<std::int64_t>(static_cast<std::uint64_t>(value) *
                                         static_cast<std::uint64_t>(Decimal::one))
             : value;
}

std::vector<KeyMatch> match_keys(Ctx& ctx, const std::vector<KeyPlan>& keys, const Vals& left,
                                 std::uint32_t to) {
  Engine& engine = ctx.engine();
  Vals targets;
  for (std::size_t row = 0; row < ctx.world.relations[to].rows(); ++row) {
    targets.push_back(Val::row(to, 0, static_cast<std::int64_t>(row)));
  }
  std::vector<Vals> lefts, rights;
  for (const KeyPlan& key : keys) {
    rights.push_back(side(ctx, key.right, targets));
  }
  for (const KeyPlan& key : keys) {
    lefts.push_back(side(ctx, key.left, left));
  }
  const Candidates candidates(engine, keys.front(), rights.front());
  std::vector<KeyMatch> matches(left.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    KeyMatch& match = matches[i];
    match.absent = std::any_of(lefts.begin(), lefts.end(), [&](const Vals& values) {
      return values[i].tag == Tag::absent;
    });
    if (match.absent) {
      continue;
    }
    for (const std::uint32_t row : candidates.of(lefts.front()[i])) {
      Val fits = Val::of(true);
      for (std::size_t k = 0; k < keys.size() && !fits.no(); ++k) {
        fits = both(engine, fits, equal(ctx, lefts[k][i], rights[k][row]));
      }
      if (fits.yes()) {
        match.certain.push_back(row);
      } else if (fits.open()) {
        match.possible.push_back(row);
        match.why = engine.reasons.unite(match.why, fits.why);
      }
    }
  }
  return matches;
}

Val ambiguous(Ctx& ctx, const Val& row, const std::string& column, std::uint32_t relation,
              const std::vector<std::uint32_t>& candidates) {
  const World& world = ctx.world;
  const Val base = world.base_row(row);
  std::string note = "it fits ";
  for (std::size_t i = 0; i < candidates.size() && i < shown_candidates; ++i) {
    note += (i == 0 ? "" : ", ") + world.key(Val::row(relation, 0, candidates[i]));
  }
  if (candidates.size() > shown_candidates) {
    note += " and " + std::to_string(candidates.size() - shown_candidates) + " more";
  }
  note += " of " + world.relations[relation].relation->name;
  return Val::unknown(world.blame(ReasonKind::ambiguous, base.relation(),
                                  static_cast<std::size_t>(base.a), ctx.engine().texts.add(column),
                                  ctx.engine().texts.add(note)));
}

}  // namespace writ::native
