#include <catch2/catch.hpp>

#include "snapshot/table_builder.h"
using namespace writ;
TEST_CASE("smoke", "[snapshot]") {
  TableBuilder b(TableSchema{"t", {"id"}, {Column{"id", Type::of(Kind::text), {}}}}, nullptr);
  b.add({Cell{std::string("b")}}, {0, 1});
  b.add({Cell{std::string("a")}}, {0, 2});
  std::vector<DataFinding> f;
  Table t = std::move(b).finish(f);
  CHECK(t.find("b") == 1);
  CHECK(digest(t).size() == 64);
}
