#include "cli/export_sample.h"

#include <algorithm>

#include "base/text.h"
#include "connectors/csv.h"
#include "connectors/csv_header.h"

namespace writ {
namespace {

// Enough for 1,000 records of 4 KiB.
constexpr std::uint64_t most_bytes = std::uint64_t{4} << 20;

// The beginning of the file, up to the end of a line; sets `whole` where that is all of it.
Result<std::string> read_head(const World& world, const std::string& path, bool& whole) {
  const std::unique_ptr<DataFile> file = world.open(path, max_pieced_bytes);
  if (file == nullptr) {
    const Result<std::string> why = world.read(path, max_data_bytes);
    return why ? Error{"cannot read `" + path + "`"} : why.error();
  }
  whole = file->size() <= most_bytes;
  std::string bytes(std::min(file->size(), most_bytes), '\0');
  if (!file->read(0, bytes.data(), bytes.size())) {
    return Error{"cannot read `" + path + "`"};
  }
  const bool wide = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
  if (!whole && !wide) {
    bytes.erase(bytes.find_last_of('\n') + 1);
  }
  return bytes;
}

}  // namespace

Result<ExportSample> read_sample(const World& world, const std::string& path) {
  ExportSample sample;
  sample.path = path;
  Result<std::string> bytes = read_head(world, path, sample.whole);
  if (!bytes) {
    return bytes.error();
  }
  if (const std::string foreign = foreign_encoding(*bytes); !foreign.empty()) {
    return Error{"`" + path + "`: " + foreign};
  }
  sample.text = to_utf8(*bytes, Encoding::utf8);
  if (invalid_utf8(sample.text)) {
    sample.encoding = Encoding::latin1;
    sample.text = to_utf8(*bytes, Encoding::latin1);
  }
  std::string_view rest = sample.text;
  const auto declared = take_separator_line(rest);
  sample.delimiter = declared.value_or(sniff_delimiter(rest));
  CsvReader reader(rest, sample.delimiter);
  CsvRecord record;
  if (!reader.next(record) || !record.reason.empty()) {
    return Error{"`" + path + "` has no header" +
                 (record.reason.empty() ? "" : ": " + record.reason + ": " + record.detail)};
  }
  const CsvHeader header({record.fields.begin(), record.fields.end()});
  if (const std::string twice = header.twice(); !twice.empty()) {
    return Error{"the header of `" + path + "` has " + in_backticks(twice) +
                 " twice; rename one of them in the file"};
  }
  std::vector<std::size_t> fields;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (!header.name(i).empty()) {
      sample.columns.push_back({header.name(i), {}});
      fields.push_back(i);
    }
  }
  while (sample.records < most_records && reader.next(record)) {
    ++sample.records;
    if (!record.reason.empty() || record.fields.size() != header.size()) {
      ++sample.refused;
      continue;
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      sample.columns[i].values.emplace_back(trim_unicode(record.fields[fields[i]]));
    }
  }
  const std::size_t seen = sample.text.size() - rest.size() + reader.at();
  sample.whole = sample.whole && !reader.next(record);
  sample.text.resize(seen);
  return sample;
}

}  // namespace writ
