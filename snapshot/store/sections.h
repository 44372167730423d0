// A section file: plain arrays, one behind the other, such that each can be used where it is
// mapped. docs/snapshot-format.md says it byte by byte. What the arrays mean is column_file.h's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "snapshot/array.h"
#include "snapshot/store/files.h"

namespace writ {

constexpr std::uint32_t section_file_version = 1;

// What an array is, with the bytes that an entry of it takes.
enum class SectionKind : std::uint8_t {
  state = 1,           // 1
  flags = 2,           // 1
  numbers = 3,         // 8
  days = 4,            // 4
  texts = 5,           // 4
  canonical = 6,       // 4
  offsets = 7,         // 8
  unknown_rows = 8,    // 4
  unknown_why = 9,     // 4
  origin_file = 10,    // 4
  origin_record = 11,  // 8
  text_offsets = 12,   // 8
  text_bytes = 13,     // 1
  text_slots = 14,     // 4
};
std::size_t entry_bytes(SectionKind kind);  // 0 where there is no such kind

constexpr std::uint32_t no_column = ~std::uint32_t{0};

struct SectionName {
  std::uint32_t column = no_column;  // of the table's schema
  std::uint8_t depth = 0;            // 1: of the elements of its sets; 2: of theirs …
  SectionKind kind = SectionKind::state;
  friend auto operator<=>(const SectionName&, const SectionName&) = default;
};

struct Section {
  SectionName name;
  const void* data = nullptr;
  std::uint64_t count = 0;  // of entries
};

// A new file at `path`, on disk when this returns. REQUIRES: sections ascend by name, none is
// empty.
struct WrittenFile {
  std::uint64_t bytes = 0;
  std::string sha256;
};
Result<WrittenFile> write_sections(const std::string& path, std::uint64_t rows,
                                   const std::vector<Section>& sections);

// The sections of a mapped file. Everything about their places was checked; nothing about the
// values.
class SectionFile {
 public:
  // An Error says what is wrong with the file, without its name.
  static Result<SectionFile> read(const MappedFile& file);

  std::uint64_t rows() const { return rows_; }
  // Empty where there is no such section. The array holds the mapping.
  template <class T>
  Array<T> get(const SectionName& name) {
    const Section* section = take(name);
    return section == nullptr
               ? Array<T>()
               : Array<T>(static_cast<const T*>(section->data), section->count, file_.bytes);
  }
  // Whether every section was got.
  bool all_taken() const;

 private:
  const Section* take(const SectionName& name);

  MappedFile file_;
  std::uint64_t rows_ = 0;
  std::vector<Section> sections_;
  std::vector<bool> taken_;
};

}  // namespace writ
