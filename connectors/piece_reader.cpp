#include "connectors/piece_reader.h"

#include <algorithm>
#include <atomic>

#include "base/parallel.h"

namespace writ {

namespace {

constexpr std::uint64_t further_bytes = 1 << 13;  // read behind a piece at first, for its last line

// About how many rows `size` bytes hold, by the first lines of them.
std::size_t guess_rows(std::string_view text, std::uint64_t size) {
  constexpr std::size_t sample = 4096;
  const std::string_view begin = text.substr(0, sample);
  const auto lines = static_cast<std::size_t>(std::count(begin.begin(), begin.end(), '\n'));
  const std::size_t each = begin.size() / std::max<std::size_t>(lines, 1);
  return static_cast<std::size_t>(size) / std::max<std::size_t>(each, 8) * 17 / 16 + 8;
}

}  // namespace

PieceReader::PieceReader(const DataFile& file, const PartOptions& options,
                         const TableIntake& intake)
    : file_(file), options_(options) {
  for (std::size_t i = 0; i < std::max<std::size_t>(options.threads, 1); ++i) {
    workers_.push_back(std::make_unique<PieceWorker>(file, intake));
  }
}

// Where the first line begins in a range; nothing if none does.
bool PieceReader::find_start(PieceWorker& worker, Range range,
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
bool PieceReader::read_part(PieceWorker& worker, std::uint64_t start, std::uint64_t end,
                            RowPart& part, std::uint64_t& next) const {
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
bool PieceReader::read(std::uint64_t begin, std::vector<RowPart>& parts) {
  const std::uint64_t size = file_.size();
  const std::uint64_t step =
      std::clamp<std::uint64_t>(size / 16, options_.piece_bytes, 8 * options_.piece_bytes);
  const auto count = static_cast<std::size_t>((size - begin + step - 1) / step);
  const auto range_of = [&](std::size_t i) {
    return Range{begin + i * step, std::min(begin + (i + 1) * step, size)};
  };
  struct Read {
    std::optional<std::uint64_t> start;
    std::uint64_t next = 0;
  };
  std::vector<Read> reads(count);
  parts.resize(count);
  std::atomic<bool> failed = false;
  parallel(options_.threads, count, [&](std::size_t i, std::size_t number) {
    PieceWorker& worker = *workers_[number];
    Read& read = reads[i];
    if (i == 0) {
      read.start = begin;
    } else if (failed || !find_start(worker, range_of(i), read.start)) {
      failed = true;
      return;
    }
    if (read.start && !read_part(worker, *read.start, range_of(i).end, parts[i], read.next)) {
      failed = true;
    }
  });
  std::uint64_t next = begin;
  for (std::size_t i = 0; i < count && !failed; ++i) {
    if (next >= range_of(i).end) {
      parts[i] = {};
      continue;
    }
    if (reads[i].start != next) {
      failed = !read_part(*workers_[0], next, range_of(i).end, parts[i], reads[i].next);
    }
    next = reads[i].next;
  }
  return !failed;
}

}  // namespace writ
