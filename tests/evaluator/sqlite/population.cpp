#include "evaluator/sqlite/population.h"

namespace writ::testing {

namespace {

// Whether the tie is open for cells of the row that a `for` binds; those of a row that is paired
// with itself lie on both sides.
std::string open_for(const SqlPopulation& all, std::size_t of) {
  std::string any;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto row = all.tie->missing->find(all.aliases[i]);
    if (row != all.tie->missing->end()) {
      const std::string itself = i == of ? "" : all.rows[0] + " = " + all.rows[1] + " AND ";
      any += (any.empty() ? "(" : " OR (") + itself + "(" + row->second + "))";
    }
  }
  return any.empty() ? "0" : "(" + any + ")";
}

// Which side of a tie is open: 0, none; 1, the second, for cells of the first row; 2, the first,
// for cells of the second row alone; 3, that is not told: for cells of others.
std::string open_side(const SqlPopulation& all) {
  if (!all.tie) {
    return "0";
  }
  const std::string settled = "CASE WHEN " + all.tie->low + " IS NOT NULL THEN 0 ";
  if (all.fors != 2 || !all.tie->missing) {
    return settled + "ELSE 3 END";
  }
  return settled + "WHEN " + open_for(all, 0) + " THEN 1 WHEN " + open_for(all, 1) +
         " THEN 2 ELSE 0 END";
}

// Whether cells of the second row are missing too.
std::string second_too(const SqlPopulation& all) {
  return all.fors == 2 && all.tie && all.tie->missing ? open_for(all, 1) : "0";
}

// As p every combination that may be a subject, with how far its `where`s (w) and `require`s (r)
// hold.
std::string combinations(const SqlPopulation& all, const SqlValue& required) {
  return "q AS (SELECT " + all.keys + all.where.low + " AS w, " + required.low + " AS r, " +
         beyond_due(required) + " AS b, " + open_side(all) + " AS side, " + second_too(all) +
         " AS too, " + all.there + " AS h, " + all.loose + " AS l" + all.from +
         "), p AS MATERIALIZED (SELECT * FROM q WHERE l OR (h AND w IS NOT 0)) ";
}

// A subject of two sides of which one is open is compliant if it is with every partner that it
// might have; where a pair that its partner is reported for leaves it in doubt, it is not.
std::string answers(const SqlPopulation& all, bool tells_pending) {
  std::string keys;
  for (std::size_t i = 0; i < all.fors; ++i) {
    keys += "k" + std::to_string(i) + ", ";
  }
  std::string query = "SELECT " + keys +
                      "CASE WHEN r = 1 THEN 'compliant' WHEN w IS NULL THEN 'unknown' WHEN r = 0 "
                      "THEN 'violation' WHEN b THEN 'unknown' ELSE " +
                      (tells_pending ? "'pending'" : "'unknown'") +
                      " END, CASE WHEN l OR side = 3 THEN 1 ELSE 0 END FROM p WHERE l OR side NOT IN (1, "
                      "2)";
  if (all.fors == 2 && all.tie) {
    query += " UNION ALL SELECT k0, '_', CASE WHEN min(r IS 1) AND NOT " + all.open[1] +
             " THEN 'compliant' ELSE 'unknown' END, 0 FROM p WHERE side = 1 GROUP BY k0"
             " UNION ALL SELECT '_', k1, CASE WHEN min(r IS 1) AND NOT " +
             all.open[0] +
             " AND k1 NOT IN (SELECT k1 FROM p WHERE side = 1 AND too AND r IS NOT 1)"
             " THEN 'compliant' ELSE 'unknown' END, 0 FROM p WHERE side = 2 GROUP BY k1";
  }
  return query;
}

}  // namespace

void SqlPopulation::add(const SqlValue& part, bool ties) {
  where = conjunction(where, part);
  if (ties) {
    tie = tie ? conjunction(*tie, part) : part;
  }
}

std::string SqlPopulation::query(const SqlValue& required, bool tells_pending) const {
  return "WITH " + combinations(*this, required) + answers(*this, tells_pending);
}

}  // namespace writ::testing
