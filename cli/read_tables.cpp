#include "cli/read_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/huge_pages.h"
#include "base/text.h"
#include "cli/files.h"
#include "cli/sealed_file.h"
#include "connectors/column_source.h"
#include "snapshot/identity.h"
#include "snapshot/table_builder.h"

namespace writ {
namespace {

// Counts what is read of a file.
class Counted final : public DataFile {
 public:
  Counted(std::unique_ptr<DataFile> file, const std::string& path, const Reading& reading)
      : file_(std::move(file)), rows_in_lines_(!path.ends_with(".json")), reading_(reading) {}
  std::uint64_t size() const override { return file_->size(); }
  bool read(std::uint64_t offset, char* to, std::size_t size) const override {
    const bool whole = file_->read(offset, to, size);
    if (whole) {
      reading_.counted(size, rows_in_lines_ ? lines({to, size}) : 0);
    }
    return whole;
  }
  static std::uint64_t lines(std::string_view text) {
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  }

 private:
  std::unique_ptr<DataFile> file_;
  bool rows_in_lines_;
  const Reading& reading_;
};

// The bytes of a file, a few blocks of a seal at a time.
Result<bool> in_pieces(const DataFile& file, const std::string& path, const TakePiece& take) {
  std::string piece;
  for (std::uint64_t at = 0; at < file.size(); at += piece.size()) {
    piece.resize(static_cast<std::size_t>(
        std::min<std::uint64_t>(16 * Seal::block_bytes, file.size() - at)));
    if (!file.read(at, piece.data(), piece.size())) {
      return Error{"cannot read " + path + " to its end: did it change meanwhile?"};
    }
    if (Result<bool> taken = take(piece); !taken) {
      return taken;
    }
  }
  return true;
}

// The machine's files as one table sees them, from one folder: tables name their files the same
// wherever the project lies. Evidence is what was read, even where a file changes meanwhile.
class Rooted final : public World {
 public:
  Rooted(const World& machine, std::string root, std::string table, const Reading& reading)
      : machine_(machine), root_(std::move(root)), table_(std::move(table)), reading_(reading) {}

  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override {
    Result<std::string> bytes = machine_.read(joined(root_, path), max_bytes);
    if (!bytes) {
      return bytes;
    }
    if (!reading_.evidence) {
      count(path, *bytes);
      return bytes;
    }
    const Seal& seal =
        sealed(path, bytes->size(), [&](const TakePiece& take) { return take(*bytes); });
    return seal.fits_whole(*bytes)
               ? std::move(bytes)
               : Error{"cannot read " + path + ": it changed meanwhile; collect again"};
  }
  std::unique_ptr<DataFile> open(const std::string& path, std::uint64_t max_bytes) const override {
    std::unique_ptr<DataFile> file = machine_.open(joined(root_, path), max_bytes);
    // A file that does not tell its size (/proc) is for read().
    if (file != nullptr && reading_.evidence && file->size() > 0) {
      const Seal& seal = sealed(
          path, file->size(), [&](const TakePiece& take) { return in_pieces(*file, path, take); });
      return std::make_unique<SealedFile>(std::move(file), seal);
    }
    return file == nullptr || !reading_.counted
               ? std::move(file)
               : std::make_unique<Counted>(std::move(file), path, reading_);
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) const override {
    Result<std::vector<std::string>> found = machine_.glob(joined(root_, pattern));
    if (found) {
      for (std::string& path : *found) {
        path = relative_to(path, root_);
      }
    }
    return found;
  }
  bool is_file(const std::string& path) const override {
    return machine_.is_file(joined(root_, path));
  }
  std::map<std::string, std::string> request_values(const std::string& path) const override {
    return machine_.request_values(joined(root_, path));
  }

 private:
  void count(const std::string& path, std::string_view bytes) const {
    if (reading_.counted) {
      reading_.counted(bytes.size(), path.ends_with(".json") ? 0 : Counted::lines(bytes));
    }
  }
  // What the file held when it was kept as evidence, which is now if it was not yet.
  const Seal& sealed(const std::string& path, std::uint64_t bytes, const RawPieces& pieces) const {
    const auto [at, is_new] = seals_.try_emplace(path);
    Seal& seal = at->second;
    if (is_new) {
      reading_.evidence(table_, path, bytes, [&](const TakePiece& take) {
        return pieces([&](std::string_view piece) {
          seal.add(piece);
          count(path, piece);
          return take(piece);
        });
      });
    }
    return seal;
  }

  const World& machine_;
  std::string root_;
  std::string table_;
  const Reading& reading_;
  mutable std::map<std::string, Seal> seals_;  // of what is kept; a reader may come back to a file
};

// What the collection of the table knows that its pages do not say. A record that came twice does
// not make up for one that is missing.
void take_record(const Collection& record, ColumnTable& table, std::vector<DataFinding>& findings) {
  if (record.overlaps > 0 && table.report.merged == record.overlaps) {
    std::erase_if(findings, [&](const DataFinding& finding) {
      return finding.table == record.table && finding.kind == "duplicate_row";
    });
  }
  table.incomplete.insert(table.incomplete.begin(), record.incomplete.begin(),
                          record.incomplete.end());
  std::uint64_t records = table.report.kept;
  for (const auto& [reason, count] : table.report.refused) {
    records += count;
  }
  if (record.total && *record.total != records && record.incomplete.empty()) {
    table.incomplete.push_back(
        fmt::format("the source says that there are {} records, {} came", *record.total, records));
  }
}

ColumnTable empty_table(const TableSchema& schema, const Zone* zone, const std::string& why,
                        std::vector<DataFinding>& findings) {
  TableBuilder builder(schema, zone == nullptr ? utc_zone() : zone);
  if (!why.empty()) {
    builder.incomplete(why);
  }
  Texts none;
  return to_columns(std::move(builder).finish(findings), none);
}

}  // namespace

std::uint64_t input_bytes(const World& machine, const Inputs& inputs) {
  std::uint64_t sum = 0;
  for (const auto& [name, input] : inputs.tables) {
    for (const std::string& pattern : input.map.files) {
      const Result<std::vector<std::string>> paths = machine.glob(joined(input.root, pattern));
      for (const std::string& path : paths ? *paths : std::vector<std::string>()) {
        std::error_code error;
        const std::uintmax_t size = std::filesystem::file_size(path, error);
        sum += error ? 0 : size;
      }
    }
  }
  return sum;
}

Result<ColumnSnapshot> read_tables(const World& machine, const Inputs& inputs,
                                   const Program& program, Instant as_of, const Reading& reading,
                                   unsigned threads) {
  ColumnSnapshot snapshot;
  snapshot.as_of = as_of;
  TextBuilder texts;
  for (const auto& [name, schema] : program.schemas) {
    const auto input = inputs.tables.find(name);
    if (input == inputs.tables.end()) {
      const auto zone = inputs.zones.find(name.substr(0, name.find('.')));
      snapshot.tables[name] =
          empty_table(schema, zone == inputs.zones.end() ? nullptr : zone->second,
                      inputs.missing.at(name), snapshot.findings);
      continue;
    }
    if (reading.progress) {
      reading.progress(name);
    }
    const World& from = input->second.pages ? *input->second.pages : machine;
    const Rooted world(from, input->second.root, name, reading);
    PartOptions parts;
    parts.threads = threads;
    const bool no_page = input->second.record && input->second.map.files.empty();
    Result<ColumnTable> table =
        no_page ? empty_table(schema, input->second.zone, "", snapshot.findings)
                : read_columns(world, {}, schema, input->second.map, input->second.zone, parts,
                               texts, snapshot.findings);
    if (!table) {
      return table.error().context("cannot read `" + name + "`");
    }
    if (!table->collected_at) {
      table->collected_at = input->second.collected_at;
    }
    if (input->second.record) {
      take_record(*input->second.record, *table, snapshot.findings);
    }
    snapshot.tables[name] = std::move(*table);
  }
  if (reading.finishing) {
    reading.finishing();
  }
  *snapshot.texts = std::move(texts).finish(threads);
  give_back_memory();
  identify(snapshot, threads);
  return snapshot;
}

}  // namespace writ
