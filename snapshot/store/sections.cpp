#include "snapshot/store/sections.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/sha256.h"

namespace writ {
namespace {

// Numbers are written as the machine has them, so that mapped arrays are ready to use.
static_assert(std::endian::native == std::endian::little);

struct Header {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t sections;
  std::uint64_t rows;
  std::uint64_t bytes;  // of the file
  std::array<std::uint64_t, 4> zero;
};
static_assert(sizeof(Header) == 64);

struct Entry {
  std::uint32_t column;
  std::uint8_t depth;
  std::uint8_t kind;
  std::uint16_t zero;
  std::uint64_t offset;
  std::uint64_t count;
  std::uint64_t zeros;
};
static_assert(sizeof(Entry) == 32);

constexpr std::array<char, 8> magic = {'W', 'R', 'I', 'T', 'C', 'O', 'L', '\n'};
constexpr std::uint64_t alignment = 64;
constexpr std::array<std::size_t, 15> entry_sizes = {0, 1, 1, 8, 4, 4, 4, 8, 4, 4, 4, 8, 8, 1, 4};

std::uint64_t aligned(std::uint64_t offset) {
  return (offset + alignment - 1) / alignment * alignment;
}

template <class T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(T)};
}

// Writes and digests at once.
class Output {
 public:
  explicit Output(FileWriter file) : file_(std::move(file)) {}

  Result<bool> put(std::string_view bytes) {
    sha_.add(bytes);
    return file_.write(bytes);
  }
  Result<bool> pad() {
    constexpr std::array<char, alignment> zeros{};
    return put({zeros.data(), aligned(file_.size()) - file_.size()});
  }
  Result<WrittenFile> finish() {
    const Result<bool> finished = file_.finish();
    return finished ? Result<WrittenFile>(WrittenFile{file_.size(), sha_.hex()}) : finished.error();
  }

 private:
  FileWriter file_;
  Sha256 sha_;
};

// Header and table of sections.
std::string front_of(std::uint64_t rows, const std::vector<Section>& sections) {
  std::uint64_t offset = sizeof(Header) + sections.size() * sizeof(Entry);
  std::string entries;
  for (const Section& section : sections) {
    offset = aligned(offset);
    entries +=
        bytes_of(Entry{section.name.column, section.name.depth,
                       static_cast<std::uint8_t>(section.name.kind), 0, offset, section.count, 0});
    offset += section.count * entry_bytes(section.name.kind);
  }
  const Header header{
      magic, section_file_version, static_cast<std::uint32_t>(sections.size()), rows, offset, {}};
  return std::string(bytes_of(header)) + entries;
}

Error wrong(const std::string& what) {
  return Error{what, true};
}

}  // namespace

std::size_t entry_bytes(SectionKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  return index < entry_sizes.size() ? entry_sizes[index] : 0;
}

Result<WrittenFile> write_sections(const std::string& path, std::uint64_t rows,
                                   const std::vector<Section>& sections) {
  Result<FileWriter> file = FileWriter::create(path);
  if (!file) {
    return file.error();
  }
  Output out(std::move(*file));
  Result<bool> put = out.put(front_of(rows, sections));
  for (const Section& section : sections) {
    put = put ? out.pad() : put;
    put = put ? out.put({static_cast<const char*>(section.data),
                         section.count * entry_bytes(section.name.kind)})
              : put;
  }
  return put ? out.finish() : put.error();
}

Result<SectionFile> SectionFile::read(const MappedFile& file) {
  Header header{};
  if (file.size < sizeof header) {
    return wrong("it is shorter than a header");
  }
  std::memcpy(&header, file.bytes.get(), sizeof header);
  if (header.magic != magic) {
    return wrong("it does not begin as a section file");
  }
  if (header.version != section_file_version) {
    return wrong("its version is " + std::to_string(header.version) +
                 "; this program reads version 1: use a newer one");
  }
  if (header.bytes != file.size) {
    return wrong("it has " + std::to_string(file.size) + " bytes, and says that it has " +
                 std::to_string(header.bytes));
  }
  if (header.sections > (file.size - sizeof header) / sizeof(Entry)) {
    return wrong("its table of sections is longer than the file");
  }
  SectionFile result;
  result.file_ = file;
  result.rows_ = header.rows;
  std::uint64_t end = sizeof header + header.sections * sizeof(Entry);
  for (std::uint32_t i = 0; i < header.sections; ++i) {
    Entry entry{};
    std::memcpy(&entry, file.bytes.get() + sizeof header + i * sizeof entry, sizeof entry);
    const SectionName name{entry.column, entry.depth, static_cast<SectionKind>(entry.kind)};
    const std::size_t width = entry_bytes(name.kind);
    if (width == 0 || (i > 0 && !(result.sections_.back().name < name))) {
      return wrong("section " + std::to_string(i) + " is not where it belongs");
    }
    if (entry.offset != aligned(end) || entry.offset > file.size || entry.count == 0 ||
        entry.count > (file.size - entry.offset) / width) {
      return wrong("section " + std::to_string(i) + " lies outside of the file");
    }
    end = entry.offset + entry.count * width;
    result.sections_.push_back({name, file.bytes.get() + entry.offset, entry.count});
  }
  if (end != file.size) {
    return wrong("it has bytes behind its last section");
  }
  result.taken_.resize(result.sections_.size());
  return result;
}

const Section* SectionFile::take(const SectionName& name) {
  const auto found = std::lower_bound(
      sections_.begin(), sections_.end(), name,
      [](const Section& section, const SectionName& n) { return section.name < n; });
  if (found == sections_.end() || found->name != name) {
    return nullptr;
  }
  taken_[static_cast<std::size_t>(found - sections_.begin())] = true;
  return &*found;
}

bool SectionFile::all_taken() const {
  return std::find(taken_.begin(), taken_.end(), false) == taken_.end();
}

}  // namespace writ
