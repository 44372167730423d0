#include "base/email.h"

#include <catch2/catch.hpp>
#include <random>
#include <thread>
#include <vector>

#include "base/text.h"

using namespace writ;
using namespace std::string_literals;

namespace {

// What no address comes to, so that a table says both in one column.
std::string shown(const std::string& text) {
  return canonical_email(text).value_or("-");
}

}  // namespace

TEST_CASE("an address is trimmed and lower-cased in ASCII, and nothing else of it is touched",
          "[base][email]") {
  struct Row {
    std::string text, canonical;
  };
  const auto row = GENERATE(values<Row>({
      {"kim@acme.example", "kim@acme.example"},
      {"Kim@Acme.EXAMPLE", "kim@acme.example"},
      {" \tkim@acme.example\r\n", "kim@acme.example"},
      {"\u00a0kim@acme.example\u3000", "kim@acme.example"},
      {"kim@acme.example.", "kim@acme.example"},
      {"kim.lee+tag@acme.example", "kim.lee+tag@acme.example"},
      {"k.i.m@acme.example", "k.i.m@acme.example"},
      {"kim@localhost", "kim@localhost"},
      {"kim@my_host.example", "kim@my_host.example"},
      {"o'hara!#$%&*/=?^_`{|}~-@acme.example", "o'hara!#$%&*/=?^_`{|}~-@acme.example"},
      {"1@2.3", "1@2.3"},
      {"\"a@b\"@acme.example", "\"a@b\"@acme.example"},
      {"\"a\\\"@b\"@acme.example", "\"a\\\"@b\"@acme.example"},
      {"\"a\\\\\"@acme.example", "\"a\\\\\"@acme.example"},
      {"KÉVIN@acme.example", "kÉvin@acme.example"},  // never full Unicode case mapping
  }));
  CAPTURE(row.text);
  CHECK(shown(row.text) == row.canonical);
}

TEST_CASE("what is no address has no canonical form", "[base][email]") {
  const auto text =
      GENERATE(as<std::string>(), "", " ", "@", "kim", "kim@", "@acme.example", "kim@@acme.example",
               "kim@a@b", "kim lee@acme.example", "kim@acme example", "kim@acme\n.example",
               "\"a b\"@acme.example", "\"a@acme.example", "\"@acme.example", "kim@\"acme\"",
               "kim\0@acme.example"s, "kim\x1b@acme.example", "kim\u0085@acme.example",
               "kim\u00a0lee@acme.example", "kim@.", "kim@..", "kim@acme..example",
               "kim@.acme.example", "kim@acme.example..", "kim@-acme.example", "kim@acme-.example",
               "kim@ab--cd.example", "kim@[192.0.2.1]", "kim@acme,example", "kim@acme/example",
               "kim@acme:25", "<kim@acme.example>", "Kim <kim@acme.example>", "mailto:a@b@c",
               "\xff@acme.example", "kim@\xff.example", "kim@acme\xc3.example");
  CAPTURE(text);
  CHECK(shown(text) == "-");
}

TEST_CASE("an address has at most 320 bytes, a domain 253, a label 63", "[base][email]") {
  const std::string label(63, 'a');
  const std::string domain = label + "." + label + "." + label + "." + std::string(61, 'a');
  REQUIRE(domain.size() == 253);
  CHECK(canonical_email("k@" + domain));
  CHECK(canonical_email("k@" + domain + "."));
  CHECK(!canonical_email("k@" + domain + "a"));
  CHECK(!canonical_email("k@a" + label + ".example"));
  CHECK(canonical_email(std::string(66, 'k') + "@" + domain));
  CHECK(!canonical_email(std::string(67, 'k') + "@" + domain));
  CHECK(!canonical_email(std::string(1'000'000, 'k') + "@acme.example"));
  CHECK(!canonical_email(std::string(1'000'000, '@')));
  CHECK(!canonical_email("k@" + std::string(1'000'000, '.')));
}

TEST_CASE("the local part is NFC, and look-alikes never become ASCII", "[base][email]") {
  struct Row {
    std::string text, canonical;
  };
  const auto row = GENERATE(values<Row>({
      {"rene\u0301@acme.example", "ren\u00e9@acme.example"},
      {"ren\u00e9@acme.example", "ren\u00e9@acme.example"},
      {"RENE\u0301@acme.example", "ren\u00c9@acme.example"},
      {"REN\u00c9@acme.example", "ren\u00c9@acme.example"},
      {"H\u0331@acme.example", "\u1e96@acme.example"},  // composes in lower case only
      {"h\u0331@acme.example", "\u1e96@acme.example"},
      {"\u212aim@acme.example", "\u212aim@acme.example"},  // Kelvin sign
      {"\u212a\u0301@acme.example", "\u212a\u0301@acme.example"},
      {"\u017fam@acme.example", "\u017fam@acme.example"},  // long s
      {"k\u0131m@acme.example", "k\u0131m@acme.example"},  // dotless i
      {"K\u0130M@acme.example", "k\u0130m@acme.example"},  // dotted I
      {"a\u037e@acme.example", "a\u037e@acme.example"},    // Greek question mark
      {"a\u1fef@acme.example", "a\u1fef@acme.example"},    // Greek varia
      {"\uff4bim@acme.example", "\uff4bim@acme.example"},  // full-width k
      {"\u043aim@acme.example", "\u043aim@acme.example"},  // Cyrillic
      {"用户@acme.example", "用户@acme.example"},
  }));
  CAPTURE(row.text);
  CHECK(shown(row.text) == row.canonical);
}

TEST_CASE("a domain is its IDNA A-label, by UTS 46 without transitional mappings",
          "[base][email]") {
  struct Row {
    std::string domain, canonical;
  };
  const auto row = GENERATE(values<Row>({
      {"bücher.example", "xn--bcher-kva.example"},
      {"BÜCHER.example", "xn--bcher-kva.example"},
      {"bu\u0308cher.example", "xn--bcher-kva.example"},
      {"xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"XN--BCHER-KVA.Example.", "xn--bcher-kva.example"},
      {"faß.de", "xn--fa-hia.de"},        // not fass.de
      {"βόλος.com", "xn--nxasmm1c.com"},  // final sigma is kept
      {"例え.jp", "xn--r8jz45g.jp"},
      {"my_höst.example", "xn--my_hst-zxa.example"},
      {"xn--a.example", "-"},  // no Punycode
      {"xn--.example", "-"},
      {"xn--abc-.example", "-"},  // says nothing but ASCII
      {"xn--bcher-KVA\u00e9.example", "-"},
      {"xn--ls8h=.example", "-"},
      {"a\u200db.example", "-"},  // joiner without its context
      {"\u0301a.example", "-"},   // begins with a mark
      {"a\ufffd.example", "-"},
      {"שaלום.example", "-"},  // breaks the bidi rule
      {"שלום.example", "xn--9dbne9b.example"},
      {"-ü.example", "-"},
      {"ü..example", "-"},
  }));
  CAPTURE(row.domain);
  const std::string canonical = shown("kim@" + row.domain);
  CHECK(canonical == (row.canonical == "-" ? "-" : "kim@" + row.canonical));
}

TEST_CASE("a domain that folds into another's ASCII is refused", "[base][email]") {
  const auto domain = GENERATE(as<std::string>(),
                               "\u212acme.example",      // Kelvin sign
                               "\uff41cme.example",      // full-width a
                               "acme.e\u2093ample",      // subscript x
                               "acme.example\u3002com",  // ideographic full stop
                               "acme\uff0eexample",      // full-width full stop
                               "acme\uff61example",      // half-width ideographic full stop
                               "ac\u00adme.example",     // soft hyphen
                               "ac\u200bme.example",     // zero-width space
                               "acme.example\u2060",     // word joiner
                               "\u24d0cme.example",      // circled a
                               "\U0001d41acme.example",  // mathematical bold a
                               "acme.example\u3002",     // a trailing dot of another kind
                               "\u017facme.example");    // long s
  CAPTURE(domain);
  CHECK(shown("kim@" + domain) == "-");
}

TEST_CASE("a canonical form is its own canonical form", "[base][email]") {
  const std::vector<std::string> pieces = {"K", "e", "\u0301", "\u0331", "H", "\u212a", "\u037e",
                                           "@", ".", "\"",     "\\",     "ü", "ß",      "日",
                                           "-", "_", "xn--",   "\u200d", "ש", " ",      "\u00ad"};
  std::mt19937 random(3);
  int valid = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text = "a";
    for (auto length = random() % 7; length > 0; --length) {
      text += pieces[random() % pieces.size()];
    }
    text += "@b";
    for (auto length = random() % 6; length > 0; --length) {
      text += pieces[random() % pieces.size()];
    }
    const auto once = canonical_email(text);
    if (!once) {
      continue;
    }
    ++valid;
    CAPTURE(text, *once);
    REQUIRE(canonical_email(*once) == once);
    REQUIRE(!invalid_utf8(*once));
    REQUIRE(is_ascii(email_domain(*once)));
    REQUIRE(std::string(email_local(*once)) + "@" + std::string(email_domain(*once)) == *once);
  }
  CHECK(valid > 1'000);
}

TEST_CASE("a canonical address has a local part and a domain", "[base][email]") {
  CHECK(email_local("kim@acme.example") == "kim");
  CHECK(email_domain("kim@acme.example") == "acme.example");
  CHECK(email_local("\"a@b\"@acme.example") == "\"a@b\"");
  CHECK(email_domain("\"a@b\"@acme.example") == "acme.example");
}

TEST_CASE("addresses that look alike have one skeleton, others do not", "[base][email]") {
  struct Row {
    std::string a, b;
    bool alike;
  };
  const auto row = GENERATE(values<Row>({
      {"kim@acme.example", "kim@acme.example", true},
      {"\u043aim@acme.example", "kim@acme.example", false},  // Cyrillic ka is not in UTS 39's list
      {"p\u0430ypal@acme.example", "paypal@acme.example", true},  // Cyrillic a
      {"\u0410dmin@acme.example", "admin@acme.example", true},    // Cyrillic capital A
      {"kim@\u0430cme.example", "kim@acme.example", true},        // the same in a domain
      {"kim@xn--cme-5cd.example", "kim@acme.example", true},
      {"\u212aim@acme.example", "kim@acme.example", true},   // Kelvin sign
      {"k\u0131m@acme.example", "kim@acme.example", true},   // dotless i
      {"ki\u200bm@acme.example", "kim@acme.example", true},  // zero-width space
      {"kirn@acme.example", "kim@acme.example", true},       // rn is m
      {"l@acme.example", "1@acme.example", true},
      {"kim@acme.example", "tim@acme.example", false},
      {"kim@acme.example", "kim@acme.test", false},
      {"ki.m@acme.example", "kim@acme.example", false},
  }));
  CAPTURE(row.a, row.b);
  const auto a = canonical_email(row.a);
  const auto b = canonical_email(row.b);
  REQUIRE(a.has_value());
  REQUIRE(b.has_value());
  CHECK((confusable_skeleton(*a) == confusable_skeleton(*b)) == row.alike);
}

TEST_CASE("threads may canonicalise at the same time", "[base][email]") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, t] {
      for (int i = 0; i < 500; ++i) {
        const auto canonical = canonical_email("Rene\u0301@b\u00fccher.example");
        const bool right =
            canonical == "ren\u00e9@xn--bcher-kva.example" &&
            confusable_skeleton(*canonical) == "ren\u0065\u0301@bu\u0308cher.exarnple";
        wrong[t] += right ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("addresses that look alike have one hash", "[base]") {
  const std::vector<std::string> parts = {"modern", "Il1|0O", "a-b_c.d", "x+y'z", "rn", "m"};
  for (const std::string& local : parts) {
    for (const std::string& other : parts) {
      const std::string a = local + "@exarnple.com";
      const std::string b = other + "@example.com";
      CHECK((confusable_skeleton(a) == confusable_skeleton(b)) ==
            (confusable_hash(a) == confusable_hash(b)));
    }
  }
  CHECK(confusable_hash("m@x.example") == confusable_hash("rn@x.example"));
  CHECK(confusable_hash("a@xn--bcher-kva.example") != confusable_hash("a@bucher.example"));
}

TEST_CASE("the quick way to a canonical address says what the slow one does", "[base][email]") {
  std::mt19937 random(3);
  const std::string characters = "aZ09@.-_+\"! \\\xC3\xBC\t";
  int plain = 0;
  for (int round = 0; round < 200000; ++round) {
    std::string text;
    for (std::size_t i = random() % 12; i > 0; --i) {
      text += random() % 3 == 0 ? characters[random() % characters.size()] : 'b';
    }
    text += random() % 2 == 0 ? "@x.Example" : "";
    std::string folded(text.size(), '?');
    const PlainEmail quick = fold_plain_email(text, folded.data());
    if (quick == PlainEmail::no) {
      continue;
    }
    ++plain;
    CAPTURE(text);
    REQUIRE(canonical_email(text) == folded);
    REQUIRE((folded == text) == (quick == PlainEmail::canonical));
  }
  CHECK(plain > 10000);
}

TEST_CASE("the quick way knows the sizes of an address", "[base][email]") {
  for (const std::size_t size : {62U, 63U, 64U, 250U, 253U, 260U, 320U}) {
    for (const std::string& label : {std::string(size, 'a'), "a." + std::string(size, 'b'),
                                     std::string(60, 'a') + "." + std::string(size, 'c')}) {
      const std::string text = "x@" + label;
      std::string folded(text.size(), '?');
      CHECK((fold_plain_email(text, folded.data()) == PlainEmail::no) == !canonical_email(text));
    }
  }
}
