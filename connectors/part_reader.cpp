#include "connectors/part_reader.h"

#include <algorithm>
#include <atomic>
#include <memory>

#include "base/parallel.h"
#include "base/text.h"
#include "connectors/csv_rows.h"
#include "connectors/file_window.h"
#include "connectors/json_records.h"
#include "connectors/json_rows.h"
#include "connectors/json_table.h"

namespace writ {

namespace {

constexpr std::uint64_t further_bytes = 1 << 13;  // read behind a piece at first, for its last line
constexpr std::size_t window_bytes = 1 << 16;     // in which a header must be found

// What one thread needs to read pieces.
struct Worker {
  Worker(const DataFile& file, const TableIntake& intake) : window(file), writer(intake) {}

  FileWindow window;
  RowWriter writer;
  std::unique_ptr<JsonRows> json;
  std::unique_ptr<CsvRows> csv;
};

class FileReader {
 public:
  FileReader(const DataFile& file, std::uint32_t number, const PartOptions& options,
             TableIntake& intake, std::vector<RowPart>& parts)
      : file_(file), number_(number), options_(options), intake_(intake), parts_(parts) {
    for (std::size_t i = 0; i < std::max<std::size_t>(options.threads, 1); ++i) {
      workers_.push_back(std::make_unique<Worker>(file, intake));
    }
  }

  bool csv(std::uint64_t begin, std::string_view window);
  bool ndjson(std::uint64_t begin);
  bool json(std::uint64_t begin);

 private:
  // A stretch of the file: the records that begin in [begin, end).
  struct Range {
    std::uint64_t begin;
    std::uint64_t end;
  };

  bool read_all(std::uint64_t begin);
  bool find_start(Worker& worker, Range range, std::optional<std::uint64_t>& start) const;
  bool read_part(Worker& worker, std::uint64_t start, std::uint64_t end, RowPart& part,
                 std::uint64_t& next) const;
  bool mostly_odd() const;
  void number_records();
  void keep();

  const DataFile& file_;
  std::uint32_t number_;
  PartOptions options_;
  TableIntake& intake_;
  std::vector<RowPart>& parts_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<RowPart> mine_;
  std::optional<CsvLayout> layout_;
};

// About how many rows `size` bytes hold, by the first lines of them.
std::size_t guess_rows(std::string_view text, std::uint64_t size) {
  constexpr std::size_t sample = 4096;
  const std::string_view begin = text.substr(0, sample);
  const auto lines = static_cast<std::size_t>(std::count(begin.begin(), begin.end(), '\n'));
  const std::size_t each = begin.size() / std::max<std::size_t>(lines, 1);
  return static_cast<std::size_t>(size) / std::max<std::size_t>(each, 8) * 17 / 16 + 8;
}

// Where the first line begins in a range; nothing if none does.
bool FileReader::find_start(Worker& worker, Range range,
                            std::optional<std::uint64_t>& start) const {
  // The byte before says whether one begins at the first.
  for (std::uint64_t at = range.begin - 1; at + 1 < range.end; at += options_.piece_bytes) {
    if (!worker.window.load(at, std::min(at + options_.piece_bytes, range.end - 1))) {
      return false;
    }
    const std::size_t found = worker.window.text().find('\n');
    if (found != std::string_view::npos) {
      start = at + found + 1;
      return true;
    }
  }
  return true;
}

// The records that begin in [start, end), one of them at `start`. `next`: where the one behind
// does.
bool FileReader::read_part(Worker& worker, std::uint64_t start, std::uint64_t end, RowPart& part,
                           std::uint64_t& next) const {
  std::uint64_t further = further_bytes;
  part = {};
  for (next = start; next < end;) {
    const std::uint64_t limit = std::min(next + options_.piece_bytes, end);
    if (!worker.window.load(next, limit + further)) {
      return false;
    }
    const std::string_view text = worker.window.text();
    if (part.columns.empty()) {
      worker.writer.start(part, guess_rows(text, end - start));
    }
    const auto size = static_cast<std::size_t>(limit - next);
    const bool whole = worker.window.at_end();
    const std::size_t read = worker.json != nullptr ? worker.json->read(text, size, whole)
                                                    : worker.csv->read(text, size, whole);
    further = read == 0 ? further * 8 : further_bytes;
    next += read;
  }
  return true;
}

// Reads the file from `begin` on, where a record begins, in parts on all threads. A part begins at
// a line end of its range, which in CSV need not end a record: where the part before did not stop
// just there, it is read again.
bool FileReader::read_all(std::uint64_t begin) {
  const std::uint64_t size = file_.size();
  const std::uint64_t step =
      std::clamp<std::uint64_t>(size / 16, options_.piece_bytes, 8 * options_.piece_bytes);
  const auto parts = static_cast<std::size_t>((size - begin + step - 1) / step);
  const auto range_of = [&](std::size_t i) {
    return Range{begin + i * step, std::min(begin + (i + 1) * step, size)};
  };
  struct Read {
    std::optional<std::uint64_t> start;
    std::uint64_t next = 0;
  };
  std::vector<Read> reads(parts);
  mine_.resize(parts);
  std::atomic<bool> failed = false;
  parallel(options_.threads, parts, [&](std::size_t i, std::size_t number) {
    Worker& worker = *workers_[number];
    Read& read = reads[i];
    if (i == 0) {
      read.start = begin;
    } else if (failed || !find_start(worker, range_of(i), read.start)) {
      failed = true;
      return;
    }
    if (read.start && !read_part(worker, *read.start, range_of(i).end, mine_[i], read.next)) {
      failed = true;
    }
  });
  std::uint64_t next = begin;
  for (std::size_t i = 0; i < parts && !failed; ++i) {
    if (next >= range_of(i).end) {
      mine_[i] = {};
      continue;
    }
    if (reads[i].start != next) {
      failed = !read_part(*workers_[0], next, range_of(i).end, mine_[i], reads[i].next);
    }
    next = reads[i].next;
  }
  return !failed;
}

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
  for (const auto& worker : workers_) {
    worker->csv = std::make_unique<CsvRows>(intake_, *layout_, worker->writer);
  }
  if (!read_all(begin + layout_->begin) || mostly_odd()) {
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
  for (const auto& worker : workers_) {
    worker->json = std::make_unique<JsonRows>(intake_, worker->writer);
  }
  if (!read_all(begin) || mostly_odd()) {
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
  FileWindow& whole = workers_[0]->window;
  if (!whole.load(begin, file_.size())) {
    return false;
  }
  const auto records = json_records(whole.text(), *pointers, intake_.map().no_items_is_empty);
  if (!records) {
    return false;
  }
  for (const auto& worker : workers_) {
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
    workers_[number]->writer.start(mine_[i], piece.size());
    workers_[number]->json->read_records({first, static_cast<std::size_t>(last - first)}, piece);
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
