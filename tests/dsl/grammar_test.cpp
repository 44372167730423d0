// The grammar itself: no rule that loops without reading.
#include "dsl/grammar.h"

#include <catch2/catch.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

TEST_CASE("no rule of the grammar can loop without reading", "[dsl][grammar]") {
  using namespace writ::grammar;
  struct file : star<seq<ws, declaration>> {};
  CHECK(tao::pegtl::analyze<file>() == 0);
  CHECK(tao::pegtl::analyze<expression_only>() == 0);
  CHECK(tao::pegtl::analyze<query_only>() == 0);
  CHECK(tao::pegtl::analyze<policy_rest_only>() == 0);
  CHECK(tao::pegtl::analyze<test_rest_only>() == 0);
}
