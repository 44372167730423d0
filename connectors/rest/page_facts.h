// What the engine must know of a page: how many records, the first one's key, totals, flags and
// where the next page is. The records themselves are read later, by the readers of files.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/rest/manifest.h"
#include "connectors/rest/template.h"
#include "connectors/table_map.h"
#include "snapshot/table.h"

namespace writ {

struct PageFacts {
  std::uint64_t records = 0;
  std::string first_key;               // of the first record; empty: no record or no key
  std::string last_key;                // of the last one
  std::optional<std::uint64_t> total;  // that the page, or its header, states
  std::optional<std::string> next;     // nothing: missing, null or empty
  std::optional<bool> more;            // Paging::more; Paging::last negated
  std::vector<bool> has;               // of each alternative paging: `when` is there
  std::vector<Values> children;        // of each record, what for_each takes from it
};

// What tells the records of a table apart, as pointers into them (FetchedTable::keys): its key, but
// for what is the same in all that a request brings.
std::vector<std::string> key_pointers(const TableSchema& schema, const TableMap& map);

// A count as an API writes it: digits alone.
std::optional<std::uint64_t> count_in(const std::string& text);

// What to look for.
struct PageQuestions {
  const FetchedTable* table = nullptr;
  const std::vector<Paging>* alternatives = nullptr;
  const Paging* paging = nullptr;  // nullptr: not known yet; next and more are not looked for
  std::vector<const std::map<std::string, std::string>*> children;  // Fetch::each of the children
  std::string total = {};                                           // pointer, or empty
};

// A page of JSON. The error says why it is none that can be trusted; an answer without a list of
// records where the map wants one is such.
class PageReader {
 public:
  PageReader();
  ~PageReader();
  PageReader(const PageReader&) = delete;
  PageReader& operator=(const PageReader&) = delete;

  Result<PageFacts> read(const std::string& body, const PageQuestions& questions);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace writ
