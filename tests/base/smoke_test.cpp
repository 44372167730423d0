#include <catch2/catch.hpp>

#include "base/email.h"
#include "base/render.h"
#include "base/sha256.h"
#include "base/zone.h"
using namespace writ;
TEST_CASE("smoke", "[base]") {
  CHECK(canonical_email(" Kim@Acme.Example. ") == "kim@acme.example");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sources sources;
  sources.add("a.writ", "x\ny = 1\n");
  Diagnostics d;
  d.add("W0101", Span{0, 2, 3}, "m", "h");
  CHECK(render(d, sources) ==
        "error[W0101]: m\n  --> a.writ:2:1\n   |\n 2 | y = 1\n   | ^\n  help: h\n\n1 error\n");
  CHECK(to_string(start_of_day(Date{0}, find_zone("America/New_York"))) == "1970-01-01T05:00:00Z");
}
