// Listing: one list of records, page by page, to its end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/collection.h"
#include "connectors/rest/page_facts.h"
#include "connectors/rest/session.h"
#include "connectors/spool.h"

namespace writ {

struct ListingOrder {
  const FetchedTable* table = nullptr;
  const Fetch* fetch = nullptr;
  Values values;           // of the record that it is for
  std::string table_name;  // "lms.users"
  std::string name;        // what the names of its pages begin with
  std::vector<const std::map<std::string, std::string>*> children;  // Fetch::each of the children
};

struct Listed {
  std::vector<CollectedPage> pages;
  std::vector<Values> children;  // of each record, one for each of ListingOrder::children
  std::optional<std::uint64_t> total;
  std::uint64_t overlaps = 0;
  std::optional<std::string> incomplete;
};

Listed fetch_listing(const ListingOrder& order, Session& session, Spool& spool,
                     const CollectProgress& progress);

// The request for a listing, without position and credentials.
Result<HttpRequest> listing_request(const Fetch& fetch, const Session& session,
                                    const Values& values);

}  // namespace writ
