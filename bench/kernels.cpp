// bench_kernels: the innermost loops alone, by Google Benchmark, whose options it takes
// (--benchmark_filter=KeyIndex). Each tells how many bytes or items it did a second.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "base/email.h"
#include "base/sha256.h"
#include "base/time.h"
#include "connectors/csv_scan.h"
#include "evaluator/native/row_index.h"
#include "evidence/json_writer.h"
#include "snapshot/texts.h"

namespace writ {
namespace {

// The same in every run.
std::mt19937_64 numbers(1);

std::vector<std::string> addresses(std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    texts.push_back("Person." + std::to_string(numbers() % count) + "@Mail" +
                    std::to_string(i % 50) + ".example");
  }
  return texts;
}

std::size_t bytes_of(const std::vector<std::string>& texts) {
  std::size_t bytes = 0;
  for (const std::string& text : texts) {
    bytes += text.size();
  }
  return bytes;
}

void did_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}
void did_items(benchmark::State& state, std::size_t items) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(items));
}

void sha256_of_a_block(benchmark::State& state) {
  const std::string block(std::size_t{1} << 20U, 'x');
  for (auto _ : state) {
    benchmark::DoNotOptimize(sha256_hex(block));
  }
  did_bytes(state, block.size());
}
BENCHMARK(sha256_of_a_block);

void csv_scan(benchmark::State& state) {
  std::string text;
  for (const std::string& address : addresses(10000)) {
    text += address + ",Active,2026-03-03T12:00:00Z,\"a, b\"\n";
  }
  for (auto _ : state) {
    CsvScan scan(text, ',');
    std::size_t found = 0;
    for (std::size_t at = scan.next(0); at < text.size(); at = scan.next(at + 1)) {
      ++found;
    }
    benchmark::DoNotOptimize(found);
  }
  did_bytes(state, text.size());
}
BENCHMARK(csv_scan);

void canonical_addresses(benchmark::State& state) {
  const std::vector<std::string> texts = addresses(10000);
  for (auto _ : state) {
    for (const std::string& text : texts) {
      benchmark::DoNotOptimize(canonical_email(text));
    }
  }
  did_items(state, texts.size());
}
BENCHMARK(canonical_addresses);

void plain_addresses(benchmark::State& state) {
  const std::vector<std::string> texts = addresses(10000);
  std::string folded(320, ' ');
  for (auto _ : state) {
    for (const std::string& text : texts) {
      benchmark::DoNotOptimize(fold_plain_email(text, folded.data()));
    }
  }
  did_items(state, texts.size());
}
BENCHMARK(plain_addresses);

void confusable_hashes(benchmark::State& state) {
  const std::vector<std::string> texts = addresses(10000);
  for (auto _ : state) {
    for (const std::string& text : texts) {
      benchmark::DoNotOptimize(confusable_hash(text));
    }
  }
  did_items(state, texts.size());
}
BENCHMARK(confusable_hashes);

void instants(benchmark::State& state) {
  const std::vector<std::string> texts = {
      "2026-03-03T12:00:00Z", "2025-11-30T23:59:59.123456+01:00", "1999-12-31T00:00:00-08:00"};
  for (auto _ : state) {
    for (const std::string& text : texts) {
      benchmark::DoNotOptimize(parse_timestamp(text));
    }
  }
  did_items(state, texts.size());
}
BENCHMARK(instants);

void dictionary(benchmark::State& state) {
  const std::vector<std::string> texts = addresses(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    Texts dictionary;
    for (const std::string& text : texts) {
      benchmark::DoNotOptimize(dictionary.add(text));
    }
  }
  did_items(state, texts.size());
  state.counters["bytes"] = static_cast<double>(bytes_of(texts));
}
BENCHMARK(dictionary)->Arg(1000)->Arg(1000000)->Unit(benchmark::kMillisecond);

// As many rows as keys, in any order; `spread` times as many numbers.
struct Keyed {
  Keyed(std::size_t count, std::uint64_t spread) {
    for (std::uint32_t row = 0; row < count; ++row) {
      rows.push_back(row);
      values.push_back(static_cast<std::int64_t>(numbers() % (count * spread)));
    }
    keys.add(values);
  }
  std::vector<std::uint32_t> rows;
  std::vector<std::int64_t> values;
  native::Keys keys;
};

void key_index_made(benchmark::State& state) {
  const Keyed keyed(1000000, static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) {
    const native::KeyIndex index({{keyed.rows, keyed.keys}}, 1);
    benchmark::DoNotOptimize(&index);
  }
  did_items(state, keyed.rows.size());
}
BENCHMARK(key_index_made)->ArgName("spread")->Arg(4)->Arg(1000)->Unit(benchmark::kMillisecond);

void key_index_asked(benchmark::State& state) {
  const Keyed keyed(1000000, static_cast<std::uint64_t>(state.range(0)));
  const native::KeyIndex index({{keyed.rows, keyed.keys}}, 1);
  for (auto _ : state) {
    std::size_t found = 0;
    for (const std::int64_t key : keyed.values) {
      found += index.find(key).size();
    }
    benchmark::DoNotOptimize(found);
  }
  did_items(state, keyed.values.size());
}
BENCHMARK(key_index_asked)->ArgName("spread")->Arg(4)->Arg(1000)->Unit(benchmark::kMillisecond);

void json_texts(benchmark::State& state) {
  const std::vector<std::string> texts = addresses(10000);
  std::string out;
  for (auto _ : state) {
    out.clear();
    JsonWriter writer(out);
    writer.begin_object();
    for (const std::string& text : texts) {
      writer.key("message");
      writer.text(text);
    }
    writer.end_object();
  }
  did_bytes(state, out.size());
}
BENCHMARK(json_texts);

}  // namespace
}  // namespace writ

BENCHMARK_MAIN();
