// Running the plan: batches of subjects go through nodes, one vector of values after the other.
// World is one snapshot seen through the plan; Ctx is one thread's work on it.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "evaluator/evaluate.h"
#include "evaluator/native/plan.h"
#include "evaluator/native/row_index.h"
#include "evaluator/native/vals.h"
#include "snapshot/columns.h"

namespace re2 {
class RE2;
}

namespace writ {
struct NativeOptions;
}

namespace writ::native {

class Profile;
class Staleness;
struct World;

// Where days come from: a column, or (without one) a function. Val::b of a day is the number of its
// place and the row; number 0 is that of literals.
struct DayPlace {
  const World* world = nullptr;
  std::uint32_t relation = 0;
  int column = -1;
  const Zone* zone = nullptr;
  friend bool operator==(const DayPlace&, const DayPlace&) = default;
};

// What all worlds and threads of one evaluation share.
struct Engine {
  Engine(const Program& the_program, const Sources& the_sources, const EvaluateOptions& the_options,
         const Texts& base);

  const Program& program;
  const Sources& sources;
  const EvaluateOptions& options;
  TextPool texts;
  ReasonPool reasons;
  std::unique_ptr<Plan> plan;
  std::atomic<std::uint64_t> visited = 0;
  std::atomic<bool> exhausted = false;
  unsigned threads = 1;
  Profile* profile = nullptr;  // null: nothing is counted
  const NativeOptions* settings = nullptr;
  Staleness* staleness = nullptr;  // null: there is no earlier outcome
  std::size_t share = 4096;  // members of a policy's first `for` in one piece of work
  std::mutex mutex;  // of what follows
  std::set<DataFinding> findings;
  std::map<TextId, std::shared_ptr<const re2::RE2>> patterns;
  std::deque<DayPlace> day_places{DayPlace{}};

  // Counts rows. False where the budget is used up.
  bool visit(std::uint64_t rows);
  // `missing`, with no place to blame.
  ReasonSet because(std::string_view note);
  Val unknown(std::string_view note) { return Val::unknown(because(note)); }
  std::int64_t day_place(const DayPlace& place);
  DayPlace day_place_of(const Val& day);
  const Zone* zone_of(const Val& day) { return day_place_of(day).zone; }  // null: a literal's
  void note_fault(const std::string& text, std::string_view fault);
};

struct RelState {
  const Relation* relation = nullptr;
  const ColumnTable* table = nullptr;  // null where the snapshot lacks it
  TextId name = TextPool::none;
  Name shown;                          // the same
  std::vector<Name> files;             // of a table
  std::vector<int> columns;            // of a table: where each field's column is, or -1
  std::vector<TextId> column_names;    // of the table's columns
  std::vector<std::uint32_t> parts;    // of a view: its tables
  std::vector<std::size_t> offsets;    // of each part: the first of its rows among all; the last: how many
  std::vector<std::string> incomplete;

  std::size_t rows() const { return offsets.back(); }
};

// What one row's account belongs to.
struct Persons {
  std::vector<Val> person;
  std::vector<std::vector<std::uint32_t>> candidates;  // where it is not known
};

// The edges of a `reachable`, by where they begin.
struct Edges {
  const SetData* set = nullptr;
  std::vector<Val> begins, ends;  // of the certain ones
  bool hashed = true;
  KeyIndex index;
  std::vector<std::uint32_t> wild;
};

// What each row of a relation reaches by a closure; null: not worked out.
struct Closures {
  std::unique_ptr<std::atomic<const SetData*>[]> sets;
};

struct World {
  World(Engine& the_engine, const ColumnSnapshot& the_snapshot);
  ~World();

  Engine& engine;
  const ColumnSnapshot& snapshot;
  World* same = nullptr;  // one of the same snapshot, whose keys, refs and ranges serve here too
  bool few = false;  // few subjects are judged: ranges are built for their keys alone
  Instant present;  // what `now` means: the snapshot's as-of time, unless somebody says otherwise
  // Its texts' numbers in the pool; empty: the same. Each is found when it is first asked for.
  mutable std::vector<TextId> remap;
  std::vector<RelState> relations;
  std::vector<std::unique_ptr<World>> earlier;  // oldest first

  // Worked out once, by whoever needs it first.
  std::recursive_mutex mutex;
  Arena arena;
  std::vector<Val> memos;
  std::vector<std::atomic<int>> memo_states;  // 0: not yet, 1: at work, 2: done
  std::map<std::pair<std::uint32_t, int>, std::int64_t> day_columns;
  std::map<std::string, std::unique_ptr<Range>> ranges;     // by what they depend on
  std::map<const void*, const Range*> known_ranges;         // by where they are used
  std::map<const void*, std::unique_ptr<const Range>> narrowed;  // narrow.h; the same
  std::map<std::uint32_t, std::unique_ptr<KeyIndex>> row_keys;       // by relation
  std::map<std::pair<std::uint32_t, int>, RowList> refs;             // targets, by column
  std::map<std::size_t, std::vector<Val>> links;
  std::map<std::uint32_t, Persons> persons;                          // by table
  std::vector<std::vector<std::pair<Val, ReasonSet>>> accounts;      // of each person
  bool accounts_done = false;
  std::map<std::tuple<std::uint32_t, std::int64_t, int>, std::pair<int, Val>> guarded;
  std::map<NodeRef, std::unique_ptr<Closures>> closures;
  std::map<NodeRef, std::map<std::tuple<int, std::int64_t, std::int64_t>, const SetData*>> reachable;
  std::map<NodeRef, std::unique_ptr<Edges>> edges;
  std::map<std::uint32_t, const SetData*> all_rows;

  TextId text(TextId id) const { return remap.empty() ? id : pooled(id); }
  Instant now() const { return present; }
  std::uint32_t relation_id(const std::string& name) const;
  // The n-th row among those of all parts.
  Val row_at(std::uint32_t relation, std::size_t index) const;
  Val base_row(const Val& row) const;
  std::string key(const Val& row) const;
  ReasonSet incompleteness(std::uint32_t relation) const;
  // The texts of another snapshot than the pool's: text() looks each up.
  void remap_texts() { remap.assign(snapshot.texts->size(), TextPool::none); }
  // Reasons at a cell of a table's row; `note` in the pool.
  ReasonSet blame(ReasonKind kind, std::uint32_t relation, std::size_t row, TextId column,
                  TextId note) const;

 private:
  TextId pooled(TextId id) const;
};

struct Frame {
  explicit Frame(std::size_t count) : slots(count, nullptr) {}
  std::vector<const Val*> slots;  // each with a value for every subject of the batch
};

// Which subjects of a batch: positions in the frame's vectors.
struct Sel {
  const std::uint32_t* at = nullptr;  // null: 0, 1, 2, …
  std::size_t n = 0;
  std::uint32_t operator[](std::size_t i) const {
    return at != nullptr ? at[i] : static_cast<std::uint32_t>(i);
  }
};

struct Ctx {
  World& world;
  Arena& arena;
  int depth = 0;
  bool alone = false;  // no other thread is at work on the world

  Engine& engine() const { return world.engine; }
};

// out[i] = the node's value for subject sel[i].
void eval(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out);
Vals eval(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel);
// The same of conditions: every value is a boolean or unknown.
Vals holds(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel);
// The value of a node that depends on no row, worked out once a world.
Val memo(Ctx& ctx, NodeRef node);

// In fields.cpp.
void read_field(Ctx& ctx, const std::string& name, int field, const Val* objects, std::size_t n,
                Val* out);
Val read_field(Ctx& ctx, const std::string& name, int field, const Val& object);
Val as_type(Ctx& ctx, const Val& value, const Type& type);

// In rows.cpp.
// The row of a table or view with this key, or absent.
Val find_row(Ctx& ctx, std::uint32_t relation, std::string_view key);
const SetData& all_rows(Ctx& ctx, std::uint32_t relation);

// In links.cpp, identity.cpp.
Val linked_row(Ctx& ctx, std::size_t link, std::size_t row);
const Persons& persons_of(Ctx& ctx, std::uint32_t table);
Val accounts_of(Ctx& ctx, const Val& person);

// In quantifiers.cpp, closures.cpp, builtins.cpp, became.cpp: one op each.
void quantified(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out);
void aggregated(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out);
void comprehended(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out);
void ref_closures(Ctx& ctx, NodeRef node, const Val* objects, std::size_t n, Val* out);
Val reachable_from(Ctx& ctx, NodeRef node, const Val& from, const SetData& edges);
Val built_in(Ctx& ctx, NodeRef node, const Val* arguments, std::size_t count);
void became(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out);

}  // namespace writ::native
