#include "base/text.h"

#include <catch2/catch.hpp>
#include <random>

using namespace writ;
using namespace std::string_literals;

TEST_CASE("well-formed UTF-8 is told from the rest, by the first bad byte", "[base][text]") {
  struct Row {
    std::string text;
    std::optional<std::size_t> bad;
  };
  const auto row = GENERATE(values<Row>({
      {"", {}},
      {"plain", {}},
      {"nul \0 is fine"s, {}},
      {"é日🔒", {}},
      {"\x7f\xc2\x80\xdf\xbf", {}},
      {"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf", {}},
      {"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", {}},
      {"a\x80", 1},  // a continuation alone
      {"a\xc3", 1},  // cut short
      {"a\xe6\x97", 1},
      {"a\xf0\x9f\x94", 1},
      {"\xc3(", 0},
      {"ok\xe2(\xa1", 2},
      {"\xc0\x80", 0},  // overlong
      {"\xc1\xbf", 0},
      {"\xe0\x9f\xbf", 0},
      {"\xf0\x8f\xbf\xbf", 0},
      {"\xed\xa0\x80", 0},  // surrogates
      {"\xed\xbf\xbf", 0},
      {"\xf4\x90\x80\x80", 0},  // past U+10FFFF
      {"\xf5\x80\x80\x80", 0},
      {"\xfe", 0},
      {"\xff", 0},
      {"é\xff", 2},
  }));
  CAPTURE(row.text);
  CHECK(invalid_utf8(row.text) == row.bad);
}

TEST_CASE("every code point survives writing and reading", "[base][text]") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) {
      continue;
    }
    std::string text;
    append_utf8(text, c);
    const CodePoint read = code_point_at(text, 0);
    wrong += read.value == c && read.bytes == text.size() && !invalid_utf8(text) ? 0U : 1U;
  }
  CHECK(wrong == 0);
}

TEST_CASE("lengths are counted in code points and in terminal columns", "[base][text]") {
  struct Row {
    std::string text;
    std::size_t code_points, width;
  };
  const auto row = GENERATE(values<Row>({
      {"", 0, 0},
      {"abc", 3, 3},
      {"é", 1, 1},
      {"e\u0301", 2, 1},  // a combining accent takes no column
      {"日本", 2, 4},
      {"ｶﾅ", 2, 2},  // half-width forms
      {"Ａ", 1, 2},  // full-width form
      {"🔒", 1, 2},
      {"한", 1, 2},
      {"\u1112\u1161\u11ab", 3, 2},  // the same in jamo: one syllable block
      {"a\u200bb", 3, 2},            // zero-width space
      {"שלום", 4, 4},
      {"a\tb", 3, 2},  // controls take none; callers show them otherwise
  }));
  CAPTURE(row.text);
  CHECK(code_points(row.text) == row.code_points);
  CHECK(display_width(row.text) == row.width);
}

TEST_CASE("printable text shows what a terminal would obey or hide", "[base][text]") {
  struct Row {
    std::string text, shown;
  };
  const auto row = GENERATE(values<Row>({
      {"", ""},
      {"plain é日🔒 text", "plain é日🔒 text"},
      {"e\u0301", "e\u0301"},
      {"\x1b[31mred", "\\u{1B}[31mred"},
      {"a\nb\r\tc", "a\\u{A}b\\u{D}\\u{9}c"},
      {"nul\0"s, "nul\\u{0}"},
      {"\x7f", "\\u{7F}"},
      {"\u0085\u009b", "\\u{85}\\u{9B}"},
      {"a\u202eb", "a\\u{202E}b"},
      {"\u2066\u2069\u200f", "\\u{2066}\\u{2069}\\u{200F}"},
      {"\u200b\u00ad\ufeff", "\\u{200B}\\u{AD}\\u{FEFF}"},
      {"\u2028\u2029", "\\u{2028}\\u{2029}"},
      {"\U000E0041", "\\u{E0041}"},
      {"\xff", "\\x{FF}"},
      {"a\xc3(b", "a\\x{C3}(b"},
      {"\xed\xa0\x80", "\\x{ED}\\x{A0}\\x{80}"},
      {"\u00a0", "\u00a0"},
      {"back\\slash", "back\\slash"},
  }));
  CHECK(printable(row.text) == row.shown);
}

TEST_CASE("printable text is well-formed and free of controls, whatever came in", "[base][text]") {
  std::mt19937 random(5);
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (auto length = random() % 12; length > 0; --length) {
      text.push_back(static_cast<char>(random() % 256));
    }
    const std::string shown = printable(text);
    REQUIRE(!invalid_utf8(shown));
    REQUIRE(printable(shown) == shown);
  }
}

TEST_CASE("the bidirectional controls are the twelve that reorder text", "[base][text]") {
  std::u32string found;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_bidi_control(c)) {
      found.push_back(c);
    }
  }
  CHECK(found == U"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");
}

TEST_CASE("white space is trimmed at both ends", "[base][text]") {
  struct Row {
    std::string text, ascii, unicode;
  };
  const auto row = GENERATE(values<Row>({
      {"", "", ""},
      {" \t\r\n\v\f", "", ""},
      {"a", "a", "a"},
      {"  a b\t", "a b", "a b"},
      {"\u00a0a\u3000", "\u00a0a\u3000", "a"},
      {"\u2003\u0085 \u1680", "\u2003\u0085 \u1680", ""},
      {"\u200ba", "\u200ba", "\u200ba"},  // zero-width space is not White_Space
      {" \xff ", "\xff", "\xff"},
      {"é ", "é", "é"},
  }));
  CAPTURE(row.text);
  CHECK(trim(row.text) == row.ascii);
  CHECK(trim_unicode(row.text) == row.unicode);
}

TEST_CASE("case is mapped without a locale", "[base][text]") {
  struct Row {
    std::string text, ascii_lower, lower, upper;
  };
  const auto row = GENERATE(values<Row>({
      {"", "", "", ""},
      {"AbZ@[`z{", "abz@[`z{", "abz@[`z{", "ABZ@[`Z{"},
      {"ÄÉ", "ÄÉ", "äé", "ÄÉ"},
      {"straße", "straße", "straße", "STRASSE"},
      {"I\u0130ıi", "i\u0130ıi", "ii\u0307ıi", "I\u0130II"},
      {"\u212a\u017f", "\u212a\u017f", "k\u017f", "\u212aS"},
      {"ΟΔΟΣ", "ΟΔΟΣ", "οδος", "ΟΔΟΣ"},
      {"A\xff"
       "É\xc3",
       "a\xff"
       "É\xc3",
       "a\xff"
       "é\xc3",
       "A\xff"
       "É\xc3"},
  }));
  CAPTURE(row.text);
  CHECK(ascii_lower(row.text) == row.ascii_lower);
  CHECK(unicode_lower(row.text) == row.lower);
  CHECK(unicode_upper(row.text) == row.upper);
}

TEST_CASE("ASCII is what has no byte over 127", "[base][text]") {
  CHECK(is_ascii(""));
  CHECK(is_ascii("a\x7f\0"s));
  CHECK(!is_ascii("é"));
  CHECK(!is_ascii("a\x80"));
}

TEST_CASE("a quoted text has the language's escapes", "[base][text]") {
  struct Row {
    std::string text, quoted;
  };
  const auto row = GENERATE(values<Row>({
      {"", R"("")"},
      {"Super Admin", R"("Super Admin")"},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"{x}", R"("\{x\}")"},
      {"a\nb\tc", R"("a\nb\tc")"},
      {"\r\x1b\x7f", R"("\u{D}\u{1B}\u{7F}")"},
      {"é日🔒", R"("é日🔒")"},
      {"\u202e\u200b", R"("\u{202E}\u{200B}")"},
      {"\xff", "\"\ufffd\""},
  }));
  CHECK(quoted(row.text) == row.quoted);
}

TEST_CASE("a value in a message is short and whole", "[base][text]") {
  CHECK(in_backticks("") == "``");
  CHECK(in_backticks("Owner") == "`Owner`");
  CHECK(in_backticks(std::string(60, 'a')) == "`" + std::string(60, 'a') + "`");
  CHECK(in_backticks(std::string(61, 'a')) == "`" + std::string(60, 'a') + "…`");
  CHECK(in_backticks(std::string(59, 'a') + "é!") == "`" + std::string(59, 'a') + "…`");
}
