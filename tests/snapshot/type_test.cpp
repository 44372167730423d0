#include "snapshot/type.h"

#include <catch2/catch.hpp>

using namespace writ;

TEST_CASE("a type is printed as an author writes it", "[snapshot][type]") {
  struct Row {
    Type type;
    std::string text;
  };
  const auto row = GENERATE(values<Row>({
      {Type::of(Kind::boolean), "bool"},
      {Type::of(Kind::integer), "int"},
      {Type::of(Kind::decimal), "decimal"},
      {Type::of(Kind::text), "string"},
      {Type::of(Kind::email), "email"},
      {Type::of(Kind::duration), "duration"},
      {Type::of(Kind::timestamp), "timestamp"},
      {Type::of(Kind::date), "date"},
      {Type::of(Kind::nothing), "absent"},
      {Type::of(Kind::error), "unknown type"},
      {Type::of(Kind::timestamp).as_optional(), "timestamp?"},
      {Type::one_of({"a"}, false), R"("a")"},
      {Type::one_of({"a", "b c"}, false), R"("a" | "b c")"},
      {Type::one_of({"a", "b"}, true), R"("a" | "b" | ...)"},
      {Type::one_of({"a", "b"}, false).as_optional(), R"("a" | "b"?)"},
      {Type::one_of({}, true), "..."},
      {Type::one_of({"say \"hi\"\n"}, false), R"("say \"hi\"\n")"},
      {Type::row_of("hr.workers"), "ref hr.workers"},
      {Type::row_of("hr.workers").as_optional(), "ref hr.workers?"},
      {Type::set_of(Type::of(Kind::email)), "set of email"},
      {Type::set_of(Type::row_of("lms.groups")), "set of ref lms.groups"},
  }));
  CHECK(to_string(row.type) == row.text);
}

TEST_CASE("types are equal by all that they say", "[snapshot][type]") {
  const std::vector<Type> different = {
      Type::of(Kind::text),
      Type::of(Kind::email),
      Type::of(Kind::text).as_optional(),
      Type::one_of({"a", "b"}, false),
      Type::one_of({"a", "b"}, true),
      Type::one_of({"b", "a"}, false),
      Type::row_of("hr.workers"),
      Type::row_of("lms.users"),
      Type::set_of(Type::of(Kind::text)),
      Type::set_of(Type::of(Kind::email)),
      Type::set_of(Type::of(Kind::email).as_optional()),
      Type::of(Kind::set),
  };
  for (std::size_t i = 0; i < different.size(); ++i) {
    for (std::size_t j = 0; j < different.size(); ++j) {
      CAPTURE(to_string(different[i]), to_string(different[j]));
      CHECK((different[i] == different[j]) == (i == j));
    }
  }
  CHECK(Type::set_of(Type::of(Kind::email)) == Type::set_of(Type::of(Kind::email)));  // deep
}

TEST_CASE("optional is put on and taken off, but never on a set", "[snapshot][type]") {
  const Type type = Type::one_of({"a"}, true);
  CHECK(type.as_optional().optional);
  CHECK(!type.optional);
  CHECK(type.as_optional().as_optional(false) == type);
  const Type set = Type::set_of(Type::of(Kind::text));
  CHECK(set.as_optional() == set);
}
