// World: one snapshot seen through one program, and what has been worked out about it so far. The
// reference interpreter reads row by row and remembers nothing but the values of fields (links,
// persons and view rows among them), of defines without parameters, and closures.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "evaluator/evaluate.h"
#include "evaluator/reference/value.h"

namespace re2 {
class RE2;
}

namespace writ::reference {

// What the worlds of one evaluation share: the budget, and what is wrong with the data.
struct Ledger {
  std::uint64_t budget = 0;
  std::uint64_t visited = 0;
  bool exhausted = false;
  std::set<DataFinding> findings;

  // Counts visited rows (and calls). False where the budget is used up: the walk must stop.
  bool visit(std::uint64_t rows = 1) {
    exhausted = exhausted || rows > budget - visited;
    visited += exhausted ? 0 : rows;
    return !exhausted;
  }
};

// A value worked out at most once. `busy` tells a value that is defined through itself.
struct Memo {
  enum class State { none, busy, done } state = State::none;
  Value value = Absent{};
};

struct RelationState {
  const Relation* relation = nullptr;
  const Table* table = nullptr;         // of a table; null where the snapshot lacks it
  std::vector<int> columns;             // of a table: where each field's column is, or -1
  std::vector<std::uint32_t> parts;     // of a view: the relations that its mappings name
  std::vector<std::string> incomplete;  // of a table: why rows may be missing
  SetRef rows;                          // all of them; null before they are asked for
  std::vector<std::vector<std::vector<Memo>>>
      fields;  // by part, row, field; filled in as rows are read
};

// Whom an account belongs to.
struct PersonMatch {
  Memo::State state = Memo::State::none;
  Value person = Absent{};  // a row, absent or undetermined
  std::vector<std::uint32_t>
      candidates;  // rows of the person table that it may be; the row itself where it is known
};

// The values of one side of a link's or rule's keys, row by row.
using KeyTable = std::vector<std::vector<Value>>;

struct World {
  World(const Program& program, const Sources& sources, const Snapshot& snapshot,
        const EvaluateOptions& options, Ledger& ledger);

  const Program& program;
  const Sources& sources;
  const Snapshot& snapshot;
  const EvaluateOptions& options;
  Ledger& ledger;
  std::vector<std::unique_ptr<World>>
      earlier;  // of options.history, oldest first; of a history's world: none

  std::vector<RelationState> relations;  // by name
  std::map<std::string, std::uint32_t> relation_ids;
  std::map<std::string, Memo> defines;
  std::map<std::pair<RowRef, std::string>, SetRef> closures;  // by start and field
  std::map<const ast::Reachable*, std::map<Value, SetRef, InOrder>> reachable;  // by start
  std::map<const void*, std::optional<KeyTable>>
      right_keys;  // of a link or identity rule; nothing: at work on it
  std::map<std::string, std::shared_ptr<const re2::RE2>> patterns;
  std::map<RowRef, PersonMatch> persons;  // by the account's row in its own table
  int depth = 0;                          // of evaluate() calls

  std::uint32_t relation_id(const std::string& name) const;  // REQUIRES: it exists
  const RelationState& state(const RowRef& row) const { return relations[row.relation]; }
  Instant now() const { return snapshot.as_of; }
};

// The world of `snapshot`, with those of the history behind it.
std::unique_ptr<World> open_world(const Program& program, const Sources& sources,
                                  const Snapshot& snapshot, const EvaluateOptions& options,
                                  Ledger& ledger);

// The row in the table that is behind a view's row; any other row itself.
RowRef base_row(const World& world, const RowRef& row);
// "w1"; of a view's row "lms.users/u1".
std::string row_key(const World& world, const RowRef& row);
// Why the relation may lack rows; of a view, of every table in it. Empty: it is complete.
Reasons incompleteness(const World& world, std::uint32_t relation);

}  // namespace writ::reference
