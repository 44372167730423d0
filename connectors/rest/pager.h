// Pager: from one page of a listing to the next. A list ends where the API says so; only where it
// has no signal, an empty or short page ends it. A listing that goes in circles is found out.
//
// A list that is read by offset, without a signal or a total, is read with an overlap: each page is
// asked from the last record of the one before. Where it begins with another one, rows moved or
// were lost; where it has nothing else, it is the end. A page that came short is thereby made up
// for.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "connectors/http/http.h"
#include "connectors/rest/manifest.h"
#include "connectors/rest/page_facts.h"

namespace writ {

constexpr std::uint64_t max_pages = 1'000'000;  // of one listing

class Pager {
 public:
  // `url`: of the listing without a position; it and `base` tell which hosts may be followed to.
  explicit Pager(const Fetch& fetch) : fetch_(fetch), paging_(&fetch.paging.front()) {
    position_ = paging_->first;
  }

  // Sets the position of the next page into a request for the listing.
  Result<bool> put(HttpRequest& request) const;

  // Whether the paging is chosen by what the first page holds.
  bool chosen() const { return chosen_; }
  const Paging& paging() const { return *paging_; }
  Result<bool> choose(const PageFacts& facts);

  // Goes on from a page that was read. True: there is a next one. An error: the listing cannot be
  // known to be whole, and why.
  Result<bool> next(const HttpRequest& request, const HttpResponse& response,
                    const PageFacts& facts);
  // As next(), after an answer without content.
  Result<bool> no_content() const;

  // How many records were asked for twice, on purpose.
  std::uint64_t overlaps() const { return overlaps_; }

  // Where the listing is, for people and for the record: "offset 200", "page 3"; a cursor is named
  // by its first characters.
  std::string place() const;

 private:
  Result<bool> by_position(const PageFacts& facts);
  Result<bool> by_overlap(const PageFacts& facts);
  bool overlapping(const PageFacts& facts) const;
  Result<bool> by_cursor(const std::optional<std::string>& cursor, const PageFacts& facts);
  Result<bool> by_url(std::optional<std::string> url, const std::string& asked);
  Result<bool> scim(const PageFacts& facts);

  const Fetch& fetch_;
  const Paging* paging_;
  bool chosen_ = false;
  std::int64_t position_ = 0;
  std::string cursor_;  // or the next URL
  std::uint64_t pages_ = 0;
  std::uint64_t records_ = 0;
  std::uint64_t overlaps_ = 0;
  std::string last_key_;             // of the page before, where the next one must begin with it
  bool alone_ = false;               // the page before had one record, which cannot be overlapped
  std::set<std::string> seen_keys_;  // digests of the first record of each page
  std::set<std::string> seen_cursors_;
};

}  // namespace writ
