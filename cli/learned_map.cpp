#include "cli/learned_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/header_names.h"

namespace writ {
namespace {

constexpr double likely_from = 0.6;
constexpr double sure_from = 0.85;
// Two columns this near to each other are a choice for a person.
constexpr double as_good = 0.05;
// A name this like says something; less is chance.
constexpr double telling_name = 0.4;

std::vector<std::string> names_of(const Column& column, const ColumnMap& shipped) {
  std::vector<std::string> names = {column.name};
  names.insert(names.end(), shipped.from.begin(), shipped.from.end());
  return names;
}

// "all 998: addresses", "2 of 3: days as %d.%m.%Y"
std::string share_text(const ColumnFit& fit) {
  return (fit.fitting == fit.present ? "all " : fmt::format("{} of ", fit.fitting)) +
         fmt::format("{}: {}", fit.present, fit.what);
}

void weigh_values(const Column& column, LearnedColumn& learned, double name) {
  const ColumnFit& fit = learned.fit;
  if (fit.present == 0) {
    learned.score = sure_from * name;
    learned.why.emplace_back("it is empty in the rows that were looked at");
  } else if (!fit.telling) {
    learned.score = 0.9 * name;
  } else if (name >= telling_name) {
    learned.score = (0.75 * name + 0.25) * fit.share();
    learned.why.push_back(share_text(fit));
    // What is named so and cannot be read wants a person, too.
    learned.score = name >= likely_from ? std::max(learned.score, telling_name) : learned.score;
  } else {
    // Values alone: many columns hold numbers, few hold the schema's own words.
    const bool words = column.type.is(Kind::email) ||
                       (scalar_type(column.type).is(Kind::enumeration) && fit.distinct > 1);
    learned.score = words && fit.share() == 1 ? 0.65 : 0;
    learned.why.push_back(share_text(fit) + ", and the name says nothing");
  }
}

LearnedColumn weigh(const TableSchema& schema, const Column& column, const ColumnMap& shipped,
                    const ExportColumn& values, const std::string& set_separator) {
  LearnedColumn learned;
  learned.name = column.name;
  learned.from = values.header;
  learned.shipped = shipped.from;
  const Likeness like = likeness(values.header, names_of(column, shipped));
  if (like.score == 1 && like.name == column.name) {
    learned.why.emplace_back("the same name");
  } else if (like.score >= telling_name) {
    learned.why.push_back("named like " + like.name);
  }
  learned.fit = fit_column(column, shipped, values, set_separator);
  weigh_values(column, learned, like.score);
  const bool key = std::find(schema.key.begin(), schema.key.end(), column.name) != schema.key.end();
  if (key && schema.key.size() == 1 && learned.fit.present > 0) {
    const bool each_once =
        learned.fit.distinct == values.values.size() && learned.fit.present == values.values.size();
    learned.score *= each_once ? 1 : 0.6;
    learned.why.emplace_back(each_once ? "each value once"
                                       : "it is empty or the same in some rows");
  }
  return learned;
}

// Separators of sets: the one of `;`, `|` and `,` that the values of the likeliest columns have.
std::string separator_of(const TableSchema& schema, const TableMap& shipped,
                         const ExportSample& sample) {
  for (const Column& column : schema.columns) {
    const auto map = shipped.columns.find(column.name);
    for (const ExportColumn& values : sample.columns) {
      const ColumnMap none;
      const ColumnMap& known = map == shipped.columns.end() ? none : map->second;
      if (!column.type.is(Kind::set) ||
          likeness(values.header, names_of(column, known)).score < likely_from) {
        continue;
      }
      for (const char* separator : {";", "|", ","}) {
        for (const std::string& value : values.values) {
          if (value.find(separator) != std::string::npos) {
            return separator;
          }
        }
      }
    }
  }
  return ";";
}

// "%d.%m.%Y %H:%M" -> "%d.%m.%Y"
std::string day_of_format(const std::string& format) {
  return format.substr(0, format.find_first_of(" T,"));
}

// One file writes its days in one way: where one column tells which comes first, the others follow.
void settle_formats(std::vector<LearnedColumn>& columns) {
  std::map<std::string, std::string> told;  // day -> by which column
  for (const LearnedColumn& column : columns) {
    if (!column.fit.format.empty() && column.fit.other_formats.empty()) {
      told.emplace(day_of_format(column.fit.format), column.from);
    }
  }
  for (LearnedColumn& column : columns) {
    ColumnFit& fit = column.fit;
    std::vector<std::string> all = fit.other_formats;
    all.insert(all.begin(), fit.format);
    std::vector<std::string> fitting;
    std::copy_if(all.begin(), all.end(), std::back_inserter(fitting),
                 [&](const std::string& one) { return told.contains(day_of_format(one)); });
    if (!fit.other_formats.empty() && fitting.size() == 1) {
      fit.format = fitting.front();
      fit.other_formats.clear();
      column.format_like = told[day_of_format(fit.format)];
    }
  }
}

void judge(std::vector<LearnedColumn>& columns) {
  for (LearnedColumn& column : columns) {
    const bool settled = column.fit.other_formats.empty();
    if (!column.fit.format.empty()) {
      column.why.push_back("written as " + column.fit.format +
                           (column.format_like.empty() ? "" : ", like " + column.format_like));
    }
    if (!settled) {
      column.why.push_back(fmt::format("or as {}: the values fit both",
                                       fmt::join(column.fit.other_formats, " or ")));
    }
    column.certainty = column.score >= sure_from && settled     ? Certainty::sure
                       : column.score >= likely_from && settled ? Certainty::likely
                                                                : Certainty::unsure;
  }
}

// Where two columns of the schema are fed by one in the map that ships, so they are here.
bool may_share(const LearnedColumn& a, const LearnedColumn& b) {
  return !a.shipped.empty() && a.shipped == b.shipped;
}

// What else would do as well.
void add_alternatives(const std::vector<LearnedColumn>& pairs, const std::set<std::string>& columns,
                      const std::set<std::string>& headers, LearnedColumn& one) {
  const double enough = one.score - as_good;
  if (one.score < likely_from) {
    return;
  }
  for (const LearnedColumn& pair : pairs) {
    const bool other_header = pair.name == one.name && !headers.contains(pair.from);
    const bool other_column = pair.from == one.from && !columns.contains(pair.name);
    if ((other_header || other_column) && pair.score > enough) {
      one.why.push_back(other_header ? "or from `" + pair.from + "`, which fits as well"
                                     : "or it is " + pair.name + ", which fits as well");
      one.score = std::min(one.score, likely_from - as_good);
    }
  }
}

// The best pairs first; each column once, each header once. Equals: in the schema's order, then the
// file's.
std::vector<LearnedColumn> choose(std::vector<LearnedColumn> pairs) {
  std::stable_sort(pairs.begin(), pairs.end(), [](const LearnedColumn& a, const LearnedColumn& b) {
    return a.score > b.score;
  });
  std::set<std::string> columns;
  std::set<std::string> headers;
  std::vector<LearnedColumn> chosen;
  for (const LearnedColumn& pair : pairs) {
    const bool taken = std::any_of(chosen.begin(), chosen.end(), [&](const LearnedColumn& other) {
      return other.name == pair.name || (other.from == pair.from && !may_share(other, pair));
    });
    if (!taken) {
      columns.insert(pair.name);
      headers.insert(pair.from);
      chosen.push_back(pair);
    }
  }
  for (LearnedColumn& one : chosen) {
    add_alternatives(pairs, columns, headers, one);
  }
  return chosen;
}

}  // namespace

std::string_view to_string(Certainty certainty) {
  switch (certainty) {
    case Certainty::unsure:
      return "unsure";
    case Certainty::likely:
      return "likely";
    case Certainty::sure:
      return "sure";
  }
  return "";
}

bool LearnedMap::whole() const {
  return needed.empty();
}

LearnedMap learn(const TableSchema& schema, const TableMap& shipped, const ExportSample& sample) {
  LearnedMap result;
  result.table = schema.name.substr(schema.name.find('.') + 1);
  const bool sets = std::any_of(schema.columns.begin(), schema.columns.end(),
                                [](const Column& column) { return column.type.is(Kind::set); });
  result.set_separator = sets ? separator_of(schema, shipped, sample) : "";
  std::vector<LearnedColumn> pairs;
  for (const Column& column : schema.columns) {
    const auto known = shipped.columns.find(column.name);
    for (const ExportColumn& values : sample.columns) {
      if (column.unobservable) {
        continue;
      }
      LearnedColumn pair =
          weigh(schema, column, known == shipped.columns.end() ? ColumnMap() : known->second,
                values, result.set_separator);
      if (pair.score >= telling_name) {
        pairs.push_back(std::move(pair));
      }
    }
  }
  std::vector<LearnedColumn> chosen = choose(std::move(pairs));
  settle_formats(chosen);
  judge(chosen);
  std::set<std::string> used;
  for (const Column& column : schema.columns) {
    const auto place = std::find_if(chosen.begin(), chosen.end(), [&](const LearnedColumn& one) {
      return one.name == column.name;
    });
    const bool mapped = place != chosen.end() && place->certainty != Certainty::unsure;
    if (place != chosen.end()) {
      result.score += mapped ? place->score : place->score / 2;
      used.insert(mapped ? place->from : std::string());
      result.columns.push_back(*place);
    }
    if (!mapped && !column.unobservable) {
      (column.type.optional || column.type.is(Kind::set) ? result.lacking : result.needed)
          .push_back(column.name);
    }
  }
  for (const ExportColumn& column : sample.columns) {
    if (!used.contains(column.header)) {
      result.unused.push_back(column.header);
    }
  }
  return result;
}

}  // namespace writ
