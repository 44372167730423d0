// Where a listing goes on, by what its pages say: the cases that no server of the fault runs shows.
#include <catch2/catch.hpp>

#include "connectors/rest/pager.h"
#include "connectors/rest/server_time.h"

namespace writ {
namespace {

PageFacts page_of(std::uint64_t records, std::optional<std::uint64_t> total) {
  PageFacts out;
  out.records = records;
  out.total = total;
  return out;
}

Fetch pages_until_total(std::vector<Paging::End> ends) {
  Paging paging;
  paging.strategy = Paging::Strategy::page;
  paging.param = "page";
  paging.ends = std::move(ends);
  Fetch out;
  out.paging = {paging};
  return out;
}

}  // namespace

TEST_CASE("a list that ends with its total needs one", "[connectors][rest]") {
  const Fetch fetch = pages_until_total({Paging::End::total});
  Pager pager(fetch);
  const Result<bool> more = pager.next({}, {}, page_of(2, 3));
  REQUIRE(more);
  CHECK(*more);
  SECTION("every page states it") {
    const Result<bool> end = pager.next({}, {}, page_of(1, 3));
    REQUIRE(end);
    CHECK_FALSE(*end);
  }
  SECTION("a page does not: what it would have been, nobody knows") {
    const Result<bool> end = pager.next({}, {}, page_of(1, std::nullopt));
    REQUIRE_FALSE(end);
    CHECK(end.error().message == "the page does not say how many records there are");
  }
}

TEST_CASE("a list may end otherwise where the total is missing", "[connectors][rest]") {
  const Fetch fetch = pages_until_total({Paging::End::total, Paging::End::empty_page});
  Pager pager(fetch);
  CHECK(*pager.next({}, {}, page_of(2, std::nullopt)));
  CHECK_FALSE(*pager.next({}, {}, page_of(0, std::nullopt)));
}

TEST_CASE("counts are digits alone", "[connectors][rest]") {
  CHECK(count_in("120") == 120);
  CHECK_FALSE(count_in("12 of 120"));
  CHECK_FALSE(count_in("-1"));
  CHECK_FALSE(count_in(""));
}

TEST_CASE("a reset is a time, or the seconds until then", "[connectors][rest]") {
  HttpResponse response;
  response.headers = {{"date", "Sun, 06 Nov 1994 08:49:37 GMT"}};
  const auto wait = [&](const std::string& reset) {
    response.headers.resize(1);
    response.headers.emplace_back("x-reset", reset);
    return reset_wait(response, "x-reset").value_or(std::chrono::milliseconds(-1)).count();
  };
  CHECK(wait("784111787") == 11'000);  // ten seconds after the date, and one as it has whole ones
  CHECK(wait("40") == 41'000);
  CHECK(wait("0") == 1'000);
  CHECK(wait("soon") == -1);
}

}  // namespace writ
