// What is kept as evidence is what tables are made of, though files change under the reader.
#include <catch2/catch.hpp>

#include "cli/read_tables.h"
#include "cli/sealed_file.h"
#include "support/memory_world.h"
#include "support/random.h"

namespace writ {
namespace {

class Held final : public DataFile {
 public:
  explicit Held(const std::string& bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  bool read(std::uint64_t offset, char* to, std::size_t size) const override {
    return bytes_.copy(to, size, offset) == size;
  }

 private:
  const std::string& bytes_;
};

std::string some_bytes(std::size_t size, testing::Random& random) {
  std::string bytes(size, ' ');
  for (char& byte : bytes) {
    byte = static_cast<char>(random.below(256));
  }
  return bytes;
}

TEST_CASE("a sealed file is read as it was, anywhere", "[cli][evidence]") {
  testing::Random random(1);
  static constexpr std::size_t block = Seal::block_bytes;
  const std::size_t size = GENERATE(std::size_t{0}, std::size_t{1}, block - 1, block, block + 1,
                                    3 * block, 3 * block + 77);
  const std::string bytes = some_bytes(size, random);
  Seal seal;
  for (std::size_t at = 0; at < size; at += 2 * block) {
    seal.add(std::string_view(bytes).substr(at, 2 * block));
  }
  CHECK(seal.fits_whole(bytes));
  CHECK_FALSE(seal.fits_whole(bytes + "x"));
  const SealedFile file(std::make_unique<Held>(bytes), seal);
  REQUIRE(file.size() == size);
  for (int i = 0; i < 200; ++i) {
    const auto begin = static_cast<std::size_t>(random.below(static_cast<int>(size) + 1));
    const auto length = static_cast<std::size_t>(random.below(static_cast<int>(size - begin) + 1));
    std::string read(length, ' ');
    REQUIRE(file.read(begin, read.data(), length));
    REQUIRE(read == bytes.substr(begin, length));
  }
  std::string beyond(2, ' ');
  CHECK_FALSE(file.read(size, beyond.data(), 1));
  CHECK_FALSE(file.read(size + 1, beyond.data(), 0));
}

TEST_CASE("a sealed file that changed is not read", "[cli][evidence]") {
  testing::Random random(2);
  std::string bytes = some_bytes(2 * Seal::block_bytes + 10, random);
  Seal seal;
  seal.add(bytes);
  const SealedFile file(std::make_unique<Held>(bytes), seal);
  bytes[Seal::block_bytes] ^= 1;
  char byte = 0;
  CHECK(file.read(0, &byte, 1));
  CHECK_FALSE(file.read(Seal::block_bytes + 5, &byte, 1));
  CHECK(file.read(2 * Seal::block_bytes + 9, &byte, 1));
  CHECK_FALSE(seal.fits_whole(bytes));
  bytes.pop_back();
  CHECK_FALSE(file.read(2 * Seal::block_bytes + 3, &byte, 1));
}

// A world whose open files change with it, as those of a disk do.
class Changing final : public World {
 public:
  MemoryWorld now;

  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override {
    return now.read(path, max_bytes);
  }
  std::unique_ptr<DataFile> open(const std::string& path, std::uint64_t) const override {
    return std::make_unique<Held>(now.files.at(path));
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) const override {
    return now.glob(pattern);
  }
  bool is_file(const std::string& path) const override { return now.is_file(path); }
};

// A table of one text column from `file`; `meanwhile` happens once the evidence is kept.
ColumnSnapshot collected(const World& world, const std::string& file, std::string& evidence,
                         const std::function<void()>& meanwhile) {
  Program program;
  program.schemas["a.users"] = {"a.users", {"id"}, {{"id", Type::of(Kind::text), {}}}};
  Inputs inputs;
  inputs.tables["a.users"].map.files = {file};
  Reading reading;
  reading.evidence = [&](const std::string&, const std::string&, std::uint64_t bytes,
                         const RawPieces& pieces) {
    CHECK(pieces([&](std::string_view piece) {
      evidence += piece;
      return Result<bool>(true);
    }));
    CHECK(evidence.size() == bytes);
    meanwhile();
  };
  Result<ColumnSnapshot> snapshot =
      read_tables(world, inputs, program, *parse_timestamp("2026-03-03T12:00:00Z"), reading, 2);
  REQUIRE(snapshot);
  return std::move(*snapshot);
}

TEST_CASE("a file that changes while it is collected is not half read", "[cli][evidence]") {
  const auto [file, before, after] = GENERATE(table<std::string, std::string, std::string>(
      {{"u.csv", "id\nu1\nu2\n", "id\nu1\nu3\n"},
       {"u.ndjson", "{\"id\":\"u1\"}\n{\"id\":\"u2\"}\n", "{\"id\":\"u1\"}\n"},
       {"u.json", "[{\"id\":\"u1\"},{\"id\":\"u2\"}]", "[{\"id\":\"u1\"},{\"id\":\"u3\"}]"},
       {"u.yaml", "- id: u1\n- id: u2\n", "- id: u1\n- id: u2\n- id: u3\n"}}));
  CAPTURE(file);
  Changing world;
  world.now.files[file] = before;
  std::string evidence;
  const ColumnSnapshot calm = collected(world, file, evidence, [] {});
  CHECK(evidence == before);
  CHECK(calm.tables.at("a.users").rows == 2);
  CHECK(calm.tables.at("a.users").complete());

  evidence.clear();
  std::string& bytes = world.now.files[file];
  const ColumnSnapshot changed = collected(world, file, evidence, [&, to = after] { bytes = to; });
  const ColumnTable& users = changed.tables.at("a.users");
  CHECK(evidence == before);
  CHECK(users.rows == 0);
  CHECK(users.incomplete ==
        std::vector<std::string>{"cannot read " + file + ": it changed meanwhile; collect again"});
}

TEST_CASE("a file that does not tell its size is kept as it is read", "[cli][evidence]") {
  class Silent final : public World {
   public:
    Result<std::string> read(const std::string&, std::uint64_t) const override {
      return std::string("id\nu1\n");
    }
    std::unique_ptr<DataFile> open(const std::string&, std::uint64_t) const override {
      return std::make_unique<Held>(nothing_);
    }
    Result<std::vector<std::string>> glob(const std::string& pattern) const override {
      return std::vector<std::string>{pattern};
    }
    bool is_file(const std::string&) const override { return true; }

   private:
    std::string nothing_;
  };
  std::string evidence;
  const ColumnSnapshot snapshot = collected(Silent(), "u.csv", evidence, [] {});
  CHECK(evidence == "id\nu1\n");
  CHECK(snapshot.tables.at("a.users").rows == 1);
  CHECK(snapshot.tables.at("a.users").complete());
}

}  // namespace
}  // namespace writ
