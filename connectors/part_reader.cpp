#include "connectors/part_reader.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "base/parallel.h"
#include "base/text.h"
#include "connectors/json_records.h"
#include "connectors/json_table.h"
#include "connectors/piece_reader.h"

namespace writ {

namespace {

constexpr std::size_t window_bytes = 1 << 16;  // in which a header must be found

class FileReader {
 public:
  FileReader(const DataFile& file, std::uint32_t number, const PartOptions& options,
             TableIntake& intake, std::vector<RowPart>& parts)
      : file_(file),
        number_(number),
        options_(options),
        intake_(intake),
        parts_(parts),
        pieces_(file, options, intake) {}

  bool csv(std::uint64_t begin, std::string_view window);
  bool ndjson(std::uint64_t begin);
  bool json(std::uint64_t begin);

 private:
  bool mostly_odd() const;
  void number_records();
  void keep();

  const DataFile& file_;
  std::uint32_t number_;
  PartOptions options_;
  TableIntake& intake_;
  std::vector<RowPart>& parts_;
  PieceReader pieces_;
  std::vector<RowPart> mine_;
  std::optional<CsvLayout> layout_;
};

// Whether the records are better judged where they lie than from copies.
bool FileReader::mostly_odd() const {
  constexpr std::size_t always_few = 1 << 20;
  std::size_t odd = 0;
  for (const RowPart& part : mine_) {
    odd += part.odd_bytes;
  }
  return odd > std::max<std::uint64_t>(always_few, file_.size() / 4);
}

void FileReader::number_records() {
  std::uint64_t records = 0;
  for (RowPart& part : mine_) {
    part.file = number_;
    part.first_record = records + 1;
    records += part.record_count;
  }
}

void FileReader::keep() {
  for (RowPart& part : mine_) {
    for (const auto& [name, rows] : part.unmapped) {
      intake_.unmapped(name, rows);
    }
    if (part.rows() > 0) {
      parts_.push_back(std::move(part));
    }
  }
}

bool FileReader::csv(std::uint64_t begin, std::string_view window) {
  auto layout = csv_layout(window, intake_);
  const bool cut = begin + window.size() < file_.size();
  if (!layout || (cut && (layout->begin + 1 >= window.size() ||
                          first_line_end(window) + 1 >= window.size()))) {
    return false;
  }
  layout_ = std::move(*layout);
  for (const auto& worker : pieces_.workers()) {
    worker->csv = std::make_unique<CsvRows>(intake_, *layout_, worker->writer);
  }
  if (!pieces_.read(begin + layout_->begin, mine_) || mostly_odd()) {
    return false;
  }
  number_records();
  std::uint64_t rows = 0;
  std::uint64_t lines = layout_->lines;
  for (const RowPart& part : mine_) {
    rows += part.rows();
    for (const OddRecord& odd : part.odd) {
      CsvRecord record;
      record.reason = odd.reason;
      record.detail = odd.detail;
      CsvReader reader(odd.text, layout_->delimiter);  // holds what the record's fields show
      if (odd.reason.empty()) {
        reader.next(record);
        ++rows;
      }
      record.line = lines + odd.line + 1;
      add_csv_record(record, *layout_, {number_, part.first_record + odd.record}, intake_);
    }
    lines += part.line_count;
  }
  note_csv_columns(*layout_, number_, rows, intake_);
  keep();
  return true;
}

bool FileReader::ndjson(std::uint64_t begin) {
  for (const auto& worker : pieces_.workers()) {
    worker->json = std::make_unique<JsonRows>(intake_, worker->writer);
  }
  if (!pieces_.read(begin, mine_) || mostly_odd()) {
    return false;
  }
  number_records();
  if (mine_.empty() || mine_.back().first_record + mine_.back().record_count == 1) {
    return false;  // the file is empty, which its reader says
  }
  std::uint64_t lines = 0;
  for (const RowPart& part : mine_) {
    for (const OddRecord& odd : part.odd) {
      const auto place = [&](std::size_t at) { return json_place(lines + odd.line + 1, at + 1); };
      add_json_record(odd.text, {number_, part.first_record + odd.record}, place, intake_);
    }
    lines += part.line_count;
  }
  keep();
  return true;
}

bool FileReader::json(std::uint64_t begin) {
  const auto pointers = item_pointers(intake_.map());
  if (!pointers) {
    return false;
  }
  FileWindow& whole = pieces_.workers()[0]->window;
  if (!whole.load(begin, file_.size())) {
    return false;
  }
  const auto records = json_records(whole.text(), *pointers, intake_.map().no_items_is_empty);
  if (!records) {
    return false;
  }
  for (const auto& worker : pieces_.workers()) {
    worker->json = std::make_unique<JsonRows>(intake_, worker->writer);
  }
  std::vector<std::vector<std::string_view>> pieces;
  for (const std::string_view record : *records) {
    if (pieces.empty() || record.data() - pieces.back().front().data() >=
                              static_cast<std::ptrdiff_t>(options_.piece_bytes)) {
      pieces.emplace_back();
    }
    pieces.back().push_back(record);
  }
  mine_.resize(pieces.size());
  parallel(options_.threads, pieces.size(), [&](std::size_t i, std::size_t number) {
    const std::vector<std::string_view>& piece = pieces[i];
    const char* first = piece.front().data();
    const char* last = piece.back().data() + piece.back().size();
    PieceWorker& worker = *pieces_.workers()[number];
    worker.writer.start(mine_[i], piece.size());
    worker.json->read_records({first, static_cast<std::size_t>(last - first)}, piece);
  });
  if (mostly_odd()) {
    return false;
  }
  number_records();
  JsonLines lines(whole.text());
  for (std::size_t i = 0; i < mine_.size(); ++i) {
    for (const OddRecord& odd : mine_[i].odd) {
      const auto at_text = pieces[i][odd.record].data() - whole.text().data();
      const auto place = [&](std::size_t at) {
        return lines.place(static_cast<std::size_t>(at_text) + at);
      };
      add_json_record(odd.text, {number_, mine_[i].first_record + odd.record}, place, intake_);
    }
  }
  state_total(whole.text(), number_, intake_);
  keep();
  return true;
}

}  // namespace

bool read_parts(const DataFile& file, FileFormat format, std::uint32_t number,
                const PartOptions& options, TableIntake& intake, std::vector<RowPart>& parts) {
  if (intake.map().encoding != Encoding::utf8 || file.size() == 0) {
    return false;
  }
  std::string window(static_cast<std::size_t>(std::min<std::uint64_t>(window_bytes, file.size())),
                     '\0');
  if (!file.read(0, window.data(), window.size())) {
    return false;
  }
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const std::size_t begin = window.starts_with(mark) ? mark.size() : 0;
  const std::string_view text = std::string_view(window).substr(begin);
  if (window.starts_with("\xFF\xFE") || window.starts_with("\xFE\xFF") ||
      !foreign_encoding(text).empty() || trim(text).empty()) {
    return false;
  }
  FileReader reader(file, number, options, intake, parts);
  switch (format) {
    case FileFormat::csv:
      return reader.csv(begin, text);
    case FileFormat::ndjson:
      return reader.ndjson(begin);
    case FileFormat::json:
      return reader.json(begin);
    default:
      return false;
  }
}

}  // namespace writ
