#include "cli/column_fit.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "connectors/raw_cell.h"

namespace writ {
namespace {

constexpr std::size_t most_examples = 3;

// Texts that exports write for "no value".
bool means_none(const std::string& text) {
  static const std::set<std::string> none = {"-",    "--",  "n/a",   "na",     "null",
                                             "none", "nil", "never", "(none)", "(empty)"};
  return none.contains(ascii_lower(text));
}

bool is_time(const Type& type) {
  return type.is(Kind::timestamp) || type.is(Kind::date);
}

// Days first, in the order in which they are tried; clocks behind each.
const std::vector<std::string>& time_formats() {
  static const std::vector<std::string> formats = [] {
    std::vector<std::string> all = {"", "rfc3339"};
    for (const char* day : {"%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y",
                            "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d"}) {
      for (const char* clock : {"", " %H:%M:%S", " %H:%M", "T%H:%M:%S", ", %H:%M:%S", ", %H:%M"}) {
        all.push_back(std::string(day) + clock);
      }
    }
    all.insert(all.end(), {"unix_s", "unix_ms", "filetime", "generalized_time"});
    return all;
  }();
  return formats;
}

struct Reader {
  CellRules rules;

  ParsedCell read(const std::string& text) const { return read_cell(RawCell::scalar(text), rules); }
  bool reads(const std::string& text) const {
    const ParsedCell cell = read(text);
    return cell.fault == CellFault::none && !cell.cell.unknown() && !cell.cell.absent() &&
           plausible(cell.cell);
  }
  // Of a number, every format of numbers makes some time.
  bool plausible(const Cell& cell) const {
    if (rules.map.format.kind == TimeFormat::Kind::pattern) {
      return true;
    }
    constexpr std::int64_t day = std::int64_t{24} * 3600 * 1'000'000;
    constexpr std::int64_t from = 25 * 365;  // about 1995
    constexpr std::int64_t to = 130 * 365;   // about 2100
    const auto* instant = std::get_if<Instant>(&cell.value);
    const auto* date = std::get_if<Date>(&cell.value);
    const std::int64_t days = instant != nullptr ? instant->micros / day
                              : date != nullptr  ? date->days
                                                 : from;
    return rules.map.format.kind == TimeFormat::Kind::standard || (days >= from && days <= to);
  }
};

std::string letters(const std::string& text) {
  std::string out;
  for (const char c : unicode_lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) > 0x7f) {
      out += c;
    }
  }
  return out;
}

// The known spellings of what a column holds, by their letters -> ours. What two of ours are
// spelled like is left out.
std::map<std::string, std::string> spellings(const Type& type, const ColumnMap& shipped) {
  std::map<std::string, std::string> known;
  std::set<std::string> twice;
  const auto add = [&](const std::string& theirs, const std::string& ours) {
    const auto [place, fresh] = known.emplace(letters(theirs), ours);
    if (!fresh && place->second != ours) {
      twice.insert(place->first);
    }
  };
  for (const std::string& value : type.values) {
    add(value, value);
  }
  for (const auto& [theirs, ours] : shipped.values) {
    add(theirs, ours);
  }
  if (type.is(Kind::boolean)) {
    for (const char* yes : {"true", "yes", "y", "1", "on", "enabled", "x"}) {
      add(yes, "true");
    }
    for (const char* no : {"false", "no", "n", "0", "off", "disabled"}) {
      add(no, "false");
    }
  }
  for (const std::string& name : twice) {
    known.erase(name);
  }
  return known;
}

// The members of a set, or the text itself.
std::vector<std::string> members(const std::string& text, bool set, const std::string& separator) {
  std::vector<std::string> out;
  for (std::size_t at = 0; set && at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    out.emplace_back(trim_unicode(std::string_view(text).substr(at, end - at)));
    at = end + separator.size();
  }
  return set ? out : std::vector<std::string>{text};
}

void learn_spellings(const Type& type, const ColumnMap& shipped,
                     const std::vector<std::string>& texts, ColumnFit& fit) {
  const std::map<std::string, std::string> known = spellings(type, shipped);
  for (const std::string& text : texts) {
    const bool ours =
        type.is(Kind::boolean)
            ? ascii_lower(text) == "true" || ascii_lower(text) == "false"
            : std::find(type.values.begin(), type.values.end(), text) != type.values.end();
    const auto place = known.find(letters(text));
    if (!ours && place != known.end()) {
      fit.values[text] = place->second;
    } else if (!ours) {
      fit.unlisted.push_back(text);
    }
  }
}

// The first format that reads most, and those that read as much and mean other times.
void learn_format(const std::vector<std::string>& texts, Reader& reader, ColumnFit& fit) {
  std::size_t most = 0;
  std::vector<std::string> best;
  const bool clock_needed = reader.rules.column->type.is(Kind::timestamp);
  for (const std::string& format : time_formats()) {
    if (format.empty()) {
      reader.rules.map.format = {};
    } else {
      reader.rules.map.format = *parse_time_format(format);
      if (clock_needed && !reader.rules.map.format.has_clock()) {
        continue;
      }
    }
    const auto read = static_cast<std::size_t>(std::count_if(
        texts.begin(), texts.end(), [&](const std::string& text) { return reader.reads(text); }));
    if (read > most) {
      best.clear();
    }
    if (read > 0 && read >= most) {
      most = read;
      best.push_back(format);
    }
  }
  if (best.empty()) {
    reader.rules.map.format = {};
    return;
  }
  const auto meaning = [&](const std::string& format) {
    reader.rules.map.format = format.empty() ? TimeFormat{} : *parse_time_format(format);
    std::vector<std::string> out;
    for (const std::string& text : texts) {
      out.push_back(to_string(reader.read(text).cell));
    }
    return out;
  };
  const std::vector<std::string> first = meaning(best.front());
  for (std::size_t i = 1; i < best.size(); ++i) {
    if (meaning(best[i]) != first) {
      fit.other_formats.push_back(best[i]);
    }
  }
  fit.format = best.front();
  reader.rules.map.format = fit.format.empty() ? TimeFormat{} : *parse_time_format(fit.format);
}

std::string what_of(const Type& type) {
  switch (type.kind) {
    case Kind::email:
      return "addresses";
    case Kind::timestamp:
      return "times";
    case Kind::date:
      return "days";
    case Kind::enumeration:
      return "values of the schema";
    case Kind::boolean:
      return "yes or no";
    case Kind::integer:
    case Kind::decimal:
      return "numbers";
    case Kind::error:
    case Kind::nothing:
    case Kind::text:
    case Kind::duration:
    case Kind::row:
    case Kind::set:
      break;
  }
  return "";
}

}  // namespace

ColumnFit fit_column(const Column& column, const ColumnMap& shipped, const ExportColumn& values,
                     const std::string& set_separator) {
  ColumnFit fit;
  const Type& type = scalar_type(column.type);
  const bool set = column.type.is(Kind::set);
  fit.telling = !type.is(Kind::text) && !type.is(Kind::row);
  std::set<std::string> distinct;
  std::vector<std::string> texts;  // each once, in the file's order
  std::set<std::string> none;
  for (const std::string& value : values.values) {
    if (fit.telling && means_none(value)) {
      none.insert(value);
    } else if (!value.empty()) {
      ++fit.present;
      if (distinct.insert(value).second) {
        texts.push_back(value);
      }
    }
  }
  fit.distinct = distinct.size();
  std::vector<std::string> parts;
  for (const std::string& text : texts) {
    for (std::string& part : members(text, set, set_separator)) {
      parts.push_back(std::move(part));
    }
  }
  const Column single{column.name, type, std::nullopt};
  Reader reader{{.column = &single,
                 .map = {},
                 .nulls = {},
                 .set_separator = {},
                 .empty_is_empty_set = false,
                 .zone = utc_zone()}};
  if (is_time(type)) {
    learn_format(parts, reader, fit);
  } else if (type.is(Kind::enumeration) || type.is(Kind::boolean)) {
    learn_spellings(type, shipped, parts, fit);
    reader.rules.map.values = fit.values;
  }
  fit.nulls.assign(none.begin(), none.end());
  for (const std::string& value : values.values) {
    if (value.empty() || none.contains(value)) {
      continue;
    }
    const std::vector<std::string> all = members(value, set, set_separator);
    const bool read = std::all_of(all.begin(), all.end(), [&](const std::string& part) {
      const bool kept =
          std::find(fit.unlisted.begin(), fit.unlisted.end(), part) != fit.unlisted.end();
      return reader.reads(part) && !kept;
    });
    fit.fitting += read ? 1 : 0;
    if (!read && fit.unfit.size() < most_examples &&
        std::find(fit.unfit.begin(), fit.unfit.end(), value) == fit.unfit.end()) {
      fit.unfit.push_back(value);
    }
  }
  if (!type.open) {
    fit.unlisted.clear();
  }
  fit.what = what_of(type);
  return fit;
}

}  // namespace writ
