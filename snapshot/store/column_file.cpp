#include "snapshot/store/column_file.h"

namespace writ {
namespace {

class Sections {
 public:
  void at(std::uint32_t column, std::uint8_t depth) {
    column_ = column;
    depth_ = depth;
  }
  template <class T>
  void add(SectionKind kind, const Array<T>& array) {
    if (!array.empty()) {
      sections_.push_back({{column_, depth_, kind}, array.data(), array.size()});
    }
  }
  const std::vector<Section>& all() const { return sections_; }

 private:
  std::uint32_t column_ = no_column;
  std::uint8_t depth_ = 0;
  std::vector<Section> sections_;
};

void add_column(Sections& sections, std::uint32_t column, std::uint8_t depth,
                const ColumnData& data) {
  using enum SectionKind;
  sections.at(column, depth);
  sections.add(state, data.state);
  sections.add(flags, data.flags);
  sections.add(numbers, data.numbers);
  sections.add(days, data.days);
  sections.add(texts, data.texts);
  sections.add(canonical, data.canonical);
  sections.add(offsets, data.offsets);
  sections.add(unknown_rows, data.unknown_rows);
  sections.add(unknown_why, data.unknown_why);
  if (data.elements != nullptr) {
    add_column(sections, column, static_cast<std::uint8_t>(depth + 1), *data.elements);
  }
}

// The columns of one table from its file.
class ColumnReader {
 public:
  explicit ColumnReader(SectionFile& file) : file_(file) {}

  Result<ColumnData> read(std::uint32_t column, std::uint8_t depth, const Type& type,
                          std::uint64_t size);

 private:
  Result<bool> read_values(const Type& type, ColumnData& data);
  Result<bool> read_set(const Type& type, ColumnData& data);
  // An array that has `size` entries.
  template <class T>
  Result<bool> get(SectionKind kind, std::uint64_t size, Array<T>& array) {
    array = file_.get<T>({column_, depth_, kind});
    if (array.size() != size) {
      return Error{"column " + std::to_string(column_) + " has " + std::to_string(array.size()) +
                       " entries where " + std::to_string(size) + " belong",
                   true};
    }
    return true;
  }

  SectionFile& file_;
  std::uint32_t column_ = 0;
  std::uint8_t depth_ = 0;
};

Result<bool> ColumnReader::read_set(const Type& type, ColumnData& data) {
  if (Result<bool> got = get(SectionKind::offsets, data.size + 1, data.offsets); !got) {
    return got;
  }
  // Before the descent, which looks at deeper sections.
  const std::uint64_t elements = data.offsets[data.size];
  Result<ColumnData> read_elements =
      read(column_, static_cast<std::uint8_t>(depth_ + 1), *type.element, elements);
  if (!read_elements) {
    return read_elements.error();
  }
  data.elements = std::make_shared<const ColumnData>(std::move(*read_elements));
  return true;
}

Result<bool> ColumnReader::read_values(const Type& type, ColumnData& data) {
  switch (type.kind) {
    case Kind::boolean:
      return get(SectionKind::flags, data.size, data.flags);
    case Kind::integer:
    case Kind::decimal:
    case Kind::duration:
    case Kind::timestamp:
      return get(SectionKind::numbers, data.size, data.numbers);
    case Kind::date:
      return get(SectionKind::days, data.size, data.days);
    case Kind::email:
      if (Result<bool> got = get(SectionKind::canonical, data.size, data.canonical); !got) {
        return got;
      }
      return get(SectionKind::texts, data.size, data.texts);
    case Kind::set:
      return read_set(type, data);
    default:
      return get(SectionKind::texts, data.size, data.texts);
  }
}

Result<ColumnData> ColumnReader::read(std::uint32_t column, std::uint8_t depth, const Type& type,
                                      std::uint64_t size) {
  column_ = column;
  depth_ = depth;
  ColumnData data;
  data.size = size;
  data.state = file_.get<CellState>({column, depth, SectionKind::state});
  data.unknown_rows = file_.get<std::uint32_t>({column, depth, SectionKind::unknown_rows});
  data.unknown_why = file_.get<TextId>({column, depth, SectionKind::unknown_why});
  if ((!data.state.empty() && data.state.size() != size) ||
      data.unknown_rows.size() != data.unknown_why.size()) {
    return Error{"column " + std::to_string(column) + " has states for another number of rows",
                 true};
  }
  if (const Result<bool> got = read_values(type, data); !got) {
    return got.error();
  }
  return data;
}

Error unexpected() {
  return Error{"it has sections that do not belong to the table", true};
}

}  // namespace

Result<WrittenFile> write_columns(const std::string& path, const ColumnTable& table) {
  Sections sections;
  for (std::uint32_t column = 0; column < table.columns.size(); ++column) {
    add_column(sections, column, 0, table.columns[column]);
  }
  sections.at(no_column, 0);
  sections.add(SectionKind::origin_file, table.origin_file);
  sections.add(SectionKind::origin_record, table.origin_record);
  return write_sections(path, table.rows, sections.all());
}

Result<WrittenFile> write_texts(const std::string& path, const Texts& texts) {
  Sections sections;
  sections.add(SectionKind::text_offsets, texts.offsets());
  sections.add(SectionKind::text_bytes, texts.bytes());
  sections.add(SectionKind::text_slots, texts.slots());
  return write_sections(path, texts.size(), sections.all());
}

Result<bool> read_columns(const MappedFile& file, ColumnTable& table) {
  Result<SectionFile> sections = SectionFile::read(file);
  if (!sections) {
    return sections.error();
  }
  if (sections->rows() != table.rows) {
    return Error{"it has " + std::to_string(sections->rows()) + " rows, and the manifest says " +
                     std::to_string(table.rows),
                 true};
  }
  ColumnReader reader(*sections);
  table.columns.clear();
  for (std::uint32_t column = 0; column < table.schema.columns.size(); ++column) {
    Result<ColumnData> data = reader.read(column, 0, table.schema.columns[column].type, table.rows);
    if (!data) {
      return data.error();
    }
    table.columns.push_back(std::move(*data));
  }
  table.origin_file = sections->get<std::uint32_t>({no_column, 0, SectionKind::origin_file});
  table.origin_record = sections->get<std::uint64_t>({no_column, 0, SectionKind::origin_record});
  const auto fits = [&](std::size_t size) { return size == 0 || size == table.rows; };
  if (!fits(table.origin_file.size()) || !fits(table.origin_record.size()) ||
      !sections->all_taken()) {
    return unexpected();
  }
  return true;
}

Result<Texts> read_texts(const MappedFile& file) {
  Result<SectionFile> sections = SectionFile::read(file);
  if (!sections) {
    return sections.error();
  }
  const auto get = [&]<class T>(SectionKind kind) {
    return sections->get<T>({no_column, 0, kind});
  };
  auto offsets = get.operator()<std::uint64_t>(SectionKind::text_offsets);
  auto bytes = get.operator()<char>(SectionKind::text_bytes);
  auto slots = get.operator()<TextId>(SectionKind::text_slots);
  const bool sized = offsets.size() == sections->rows() + 1 && sections->rows() < ~TextId{0} - 1 &&
                     (slots.empty() ? sections->rows() == 0 : slots.size() / 2 >= sections->rows());
  if (!sized || (slots.size() & (slots.size() - 1)) != 0 || !sections->all_taken()) {
    return unexpected();
  }
  return Texts(std::move(offsets), std::move(bytes), std::move(slots));
}

}  // namespace writ
