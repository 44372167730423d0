// Files read as columns are the table that files read row by row are, whatever the files hold.
#include <random>

#include "fuzz/table_fuzz.h"
#include "read_support.h"

namespace writ {

namespace {

using Random = std::mt19937;

std::string pick(Random& random, const std::vector<std::string>& from) {
  return from[random() % from.size()];
}

// Texts that some column takes, and some that none does.
std::string value(Random& random) {
  static const std::vector<std::string> values = {"u1",
                                                  "u2",
                                                  "u3",
                                                  "a",
                                                  "b",
                                                  "A",
                                                  "1",
                                                  "0",
                                                  "-1",
                                                  "-0",
                                                  "12",
                                                  "007",
                                                  "1.5",
                                                  "1.50",
                                                  "-2.25",
                                                  "99999999999999999999",
                                                  "9223372036854775807",
                                                  "true",
                                                  "FALSE",
                                                  "a@b.example",
                                                  "A@b.Example",
                                                  "a@b..example",
                                                  "\"q q\"@b.example",
                                                  "x@m\xC3\xBCnchen.example",
                                                  "a@xn--mnchen-3ya.example",
                                                  "2026-03-01",
                                                  "2026-02-30",
                                                  "2026-03-01T09:30:00Z",
                                                  "2026-03-01T09:30:00.25Z",
                                                  "2026-03-01T09:30:00+0100",
                                                  "2026-03-01 09:30:00",
                                                  "2016-12-31T23:59:60Z",
                                                  "90d",
                                                  "1d12h",
                                                  "",
                                                  " ",
                                                  "  a ",
                                                  "\xC2\xA0",
                                                  "N/A",
                                                  "-",
                                                  "a/b",
                                                  "a\\b",
                                                  "x;y;x",
                                                  "y, x",
                                                  "z\xF0\x9F\x98\x80",
                                                  "abcdefghijklmnop",
                                                  "abcdefghijklmnopq",
                                                  "abcdefghijklmnopr",
                                                  "131877000000000000"};
  return pick(random, values);
}

std::string escaped(const std::string& text, Random& random) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    } else if (c == 'a' && random() % 20 == 0) {
      out += "\\u0061";
      continue;
    }
    out += c;
  }
  return out + '"';
}

std::string json_value(Random& random, int depth = 0) {
  switch (random() % 12) {
    case 0:
      return pick(random, {"null", "true", "false", "tru", "nul", "nullx", "True"});
    case 1:
      return pick(random,
                  {"1", "0", "-1", "-0", "01", "1.5", "1e3", "1e400", "-", "1.", "+1", ".5",
                   "12345678901234567890123", "NaN", "1x", "0.1000000000000000055511151231257827"});
    case 2:
    case 3: {
      std::string out = "[";
      for (std::size_t i = random() % 4; i > 0; --i) {
        out += json_value(random, depth + 1) + (i > 1 ? "," : "");
      }
      return out + pick(random, {"]", "]", "]", "]", "]", "]", "}", ",]", ""});
    }
    case 4:
      if (depth < 3) {
        return "{\"k\":" + json_value(random, depth + 1) +
               pick(random, {"}", "}", "}", ",\"k\":1}", ",\"j\":2}", "]", ",}"});
      }
      return "{}";
    case 5:
      return pick(random,
                  {"\"\\u00e9\"", "\"\\uD83D\\uDE00\"", "\"\\uD800\"", "\"\\u0000\"", "\"\\x\"",
                   "\"a\\nb\"", "\"tab\there\"", "\"\xFF\"", "\"\\\\\"", "\"\\"});
    default:
      return escaped(value(random), random);
  }
}

std::string json_record(Random& random) {
  static const std::vector<std::string> keys = {
      "flag", "count", "price", "mail",   "day",   "at",    "span",       "role",
      "tags", "nums",  "boss",  "hidden", "extra", "other", "fl\\u0061g", "/role"};
  const std::string space = random() % 6 == 0 ? pick(random, {" ", "\t", "\r", "  ", "\n"}) : "";
  std::string out =
      space + "{" + space + "\"id\"" + space + ":" + space +
      (random() % 10 == 0 ? json_value(random) : "\"r" + std::to_string(random() % 40) + "\"");
  for (const std::string& key : keys) {
    if (random() % 3 != 0) {
      out += space + "," + space + "\"" + key + "\":" + space + json_value(random);
    }
  }
  if (random() % 30 == 0) {
    out += ",\"" + pick(random, keys) + "\":1";
  }
  return out + space + "}" + space;
}

std::string csv_field(Random& random) {
  const std::string text = value(random);
  switch (random() % 8) {
    case 0: {
      std::string out = "\"";
      for (const char c : text) {
        out += c == '"' ? "\"\"" : std::string(1, c);
      }
      return out + "\"";
    }
    case 1:
      return "\"" + pick(random, {"a,b", "a\nb", "a\r\nb", "a\rb", "x;y", ""}) + "\"";
    case 2:
      return random() % 8 == 0 ? pick(random, {"5\" disk", " \"x\"", "\"x\"y", "\"\"x", "\xFF",
                                               std::string(1, '\0')})
                               : text;
    default:
      return text.find(',') == std::string::npos ? text : "";
  }
}

std::string csv_record(Random& random) {
  std::string out = random() % 12 == 0 ? csv_field(random) : "r" + std::to_string(random() % 40);
  const std::size_t fields = random() % 12 == 0 ? random() % 15 : 12;
  for (std::size_t i = 0; i < fields; ++i) {
    out += "," + csv_field(random);
  }
  return out;
}

// Now and then a byte is lost, doubled or changed.
void damage(std::string& text, Random& random) {
  for (std::size_t i = random() % 3; i > 0 && !text.empty(); --i) {
    const std::size_t at = random() % text.size();
    switch (random() % 3) {
      case 0:
        text.erase(at, 1);
        break;
      case 1:
        text.insert(at, 1, text[at]);
        break;
      default:
        text[at] = "\"{}[],:\n\r\\x\0 "[random() % 14];
    }
  }
}

std::string file(const std::string& format, Random& random) {
  const std::string end = pick(random, {"\n", "\n", "\n", "\r\n", format == ".csv" ? "\r" : "\n"});
  std::string out = random() % 20 == 0 ? "\xEF\xBB\xBF" : "";
  if (format == ".csv") {
    out += random() % 20 == 0 ? "sep=," + end : "";
    out += "id,flag,count,price,mail,day,at,span,role,tags,nums," +
           pick(random, {"boss", "Boss", "bosses"}) + ",more" + end;
  }
  out += format == ".json" ? "[" : "";
  const std::size_t records = random() % 30;
  for (std::size_t i = 0; i < records; ++i) {
    if (format == ".json") {
      out += (i == 0 ? "" : ",") + json_record(random);
    } else {
      out += format == ".csv" ? csv_record(random) : json_record(random);
      out += i + 1 < records || random() % 2 == 0 ? end : "";
      out += random() % 15 == 0 ? pick(random, {end, " " + end, "\t" + end}) : "";
    }
  }
  out += format == ".json" ? "]" : "";
  if (random() % 3 == 0) {
    damage(out, random);
  }
  return out;
}

void compare(const std::string& format, unsigned rounds) {
  const TableSchema schema = fuzz_schema();
  const Zone* zone = find_zone("America/New_York");
  for (unsigned round = 0; round < rounds; ++round) {
    Random random(round);
    MemoryWorld world;
    for (std::size_t i = 0; i <= random() % 3; ++i) {
      world.files["f" + std::to_string(i) + format] = file(format, random);
    }
    const auto choice = static_cast<std::uint8_t>(random() % 2 == 0 ? 0 : random() % 256);
    TableMap map = fuzz_map(choice);
    if (random() % 4 == 0) {
      map.columns["price"].constant = pick(random, {"1.50", "x", ""});
      map.ignore_extra_columns = true;
    }
    CAPTURE(format, round);
    const std::string found = difference(world, {"*" + format}, schema, map, zone,
                                         {{1, 1 << 19, {}}, {2, 100, {}}, {8, 1 + round % 40, {}}});
    REQUIRE(found == "");
  }
}

}  // namespace

TEST_CASE("columns of random NDJSON are its rows", "[connectors][columns]") {
  compare(".ndjson", 400);
}

TEST_CASE("columns of random CSV are its rows", "[connectors][columns]") {
  compare(".csv", 400);
}

TEST_CASE("columns of random JSON are its rows", "[connectors][columns]") {
  compare(".json", 250);
}

TEST_CASE("columns that are not asked for leave no trace", "[connectors][columns]") {
  const TableSchema schema = fuzz_schema();
  const std::vector<std::string> asked = {"mail", "tags"};
  for (const std::string format : {".csv", ".ndjson"}) {
    for (unsigned round = 0; round < 100; ++round) {
      Random random(round);
      MemoryWorld world;
      world.files["f" + format] = file(format, random);
      const TableMap map = fuzz_map(static_cast<std::uint8_t>(random() % 16));
      std::vector<DataFinding> all_findings;
      const auto rows = read_files(world, {"f" + format}, schema, map, nullptr, all_findings);
      TextBuilder builder;
      std::vector<DataFinding> findings;
      const auto columns = read_columns(world, {"f" + format}, schema, map, nullptr,
                                        {1, 1 << 19, asked}, builder, findings);
      REQUIRE(rows);
      REQUIRE(columns);
      CAPTURE(format, round);
      const Texts texts = std::move(builder).finish(1);
      CHECK(columns->schema.columns.size() == 3);
      CHECK(report_text(columns->report) == report_text(rows->report));
      CHECK(columns->incomplete == rows->incomplete);
      REQUIRE(columns->rows == rows->rows.size());
      for (std::size_t row = 0; row < columns->rows; ++row) {
        CHECK(row_key(*columns, texts, row) == rows->rows[row].key);
        for (const std::string& name : asked) {
          const auto at = static_cast<std::size_t>(columns->schema.find(name));
          CHECK(cell_at(columns->columns[at], columns->schema.columns[at].type, texts, row) ==
                rows->rows[row].cells[static_cast<std::size_t>(schema.find(name))]);
        }
      }
      const auto about_others = [&](const DataFinding& finding) {
        const bool copies = finding.kind == "duplicate_row" || finding.kind == "conflicting_rows";
        return copies || (schema.find(finding.column) >= 0 && finding.column != "id" &&
                          finding.column != "mail" && finding.column != "tags");
      };
      std::erase_if(all_findings, about_others);
      std::erase_if(findings, about_others);
      CHECK(findings == all_findings);
    }
  }
}

}  // namespace writ
