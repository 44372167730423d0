// Collection: how a table was collected, as an auditor must be able to read it: which system was
// asked, as whom, what exactly, when, and what came back. It has no secret. Of a table that comes
// from files there is none.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace writ {

struct CollectedPage {
  std::string name;     // as Table::files has it
  std::string request;  // "GET https://…", without credentials
  long status = 0;      // of HTTP; 0 where the system speaks something else
  Instant asked_at;
  Instant answered_at;
  std::optional<Instant> server_date;
  std::string etag;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::uint64_t records = 0;
  std::optional<std::uint64_t> total;  // that the page states
  unsigned tries = 1;
};

struct Collection {
  std::string table;       // "lms.users"
  std::string connector;   // "thought_industries"
  std::string system;      // "Thought Industries"
  std::string definition;  // SHA-256 of the manifest, or the version of the program for others
  std::string address;     // base URL, host and base DN, …
  std::string server_key;  // SHA-256 of the server\'s public key (TLS); empty: there is none
  std::string principal;   // who we are there; empty: the system does not tell
  std::string scopes;      // what we may see; empty: the system does not tell
  std::vector<std::string> requests;  // exact templates, with filters and order
  std::string filter;                 // "no filter", or which
  Instant started;
  Instant ended;
  std::vector<CollectedPage> pages;
  std::vector<std::string> notes;       // what a person should know, e.g. a page was asked twice
  std::optional<std::uint64_t> total;   // that the system states of all of it
  std::uint64_t overlaps = 0;           // records that were asked for twice, to see that none moved
  std::vector<std::string> incomplete;  // why not every record is here
};

// What a connector hands over for one table. The pages are in the spool.
struct TablePages {
  std::vector<std::string> files;  // names in the spool, in order
  Collection record;
  std::optional<Instant> as_of = {};  // what is in them was so then; otherwise when it was asked
};

// How far a connector is, from any thread.
using CollectProgress =
    std::function<void(const std::string& table, std::uint64_t pages, std::uint64_t records)>;

// The server's clock against ours, in milliseconds: the median over the pages of its date minus the
// middle of asking and answering. Nothing where no page has a date.
std::optional<std::int64_t> clock_difference(const Collection& collection);

// JSON, schema `writ.collection/1`: docs/connectors.md says it, key by key.
std::string to_json(const Collection& collection);

}  // namespace writ
