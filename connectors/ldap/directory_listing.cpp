#include "connectors/ldap/directory_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "connectors/ldap/dn.h"

namespace writ {
namespace {

// Pages without an entry that a server may give in a row; a search that skips much has some.
constexpr unsigned most_empty_pages = 10'000;

bool in_parts(const LdapEntry& entry) {
  return std::any_of(entry.attributes.begin(), entry.attributes.end(), [](const auto& attribute) {
    return value_range(attribute.first).has_value();
  });
}

// Adds the values of a part that must begin with value number `from`; what is wrong, or nothing.
std::string take_part(const ValueRange& part, const std::vector<std::string>& values,
                      std::uint64_t from, LdapEntry& into) {
  if (part.first != from) {
    return fmt::format("the server shows those from {} on instead of those from {} on", part.first,
                       from);
  }
  if (!part.last && values.size() != part.next - part.first) {
    return fmt::format("of those from {} to {} the server shows {}", part.first, part.next - 1,
                       values.size());
  }
  std::vector<std::string>& all = into.attributes[part.name];
  all.insert(all.end(), values.begin(), values.end());
  return {};
}

// Asks for what is behind `range`; what is wrong, or nothing.
std::string complete(LdapClient& client, ValueRange range, LdapEntry& entry) {
  while (!range.last) {
    LdapSearch search{entry.dn, false};
    search.attributes = {fmt::format("{};range={}-*", range.name, range.next)};
    std::string wrong = "the server does not show the rest";
    unsigned shown_parts = 0;
    ValueRange next;
    const LdapAnswer answer = client.search(search, [&](const LdapEntry& part) {
      for (const auto& [name, values] : part.attributes) {
        const auto shown = value_range(name);
        if (shown && shown->name == range.name) {
          wrong = ++shown_parts == 1 ? take_part(*shown, values, range.next, entry)
                                     : "the server shows a part twice";
          next = *shown;
        }
      }
    });
    if (!answer.fault.empty() || !wrong.empty()) {
      return answer.fault.empty() ? wrong : answer.fault;
    }
    range = next;
  }
  return {};
}

// Puts the values that came in parts below the attribute's own name, and asks for the other parts.
std::string completed(LdapClient& client, LdapEntry& entry) {
  LdapEntry whole{entry.dn, {}};
  for (const auto& [name, values] : entry.attributes) {
    // Beside its parts, the attribute itself is there without values.
    if (!value_range(name) && !values.empty()) {
      whole.attributes[name] = values;
    }
  }
  std::string out;
  for (const auto& [name, values] : entry.attributes) {
    const auto range = value_range(name);
    if (!range || !out.empty()) {
      continue;
    }
    std::string wrong = take_part(*range, values, 0, whole);
    wrong = wrong.empty() ? complete(client, *range, whole) : wrong;
    if (!wrong.empty()) {
      out = fmt::format("of {} of {} only the first {} values came: {}", in_backticks(range->name),
                        in_backticks(entry.dn), whole.all(range->name).size(), wrong);
    }
  }
  entry = std::move(whole);
  return out;
}

// Active Directory refers to these from a domain's root; they hold its DNS and its settings, and
// neither users nor groups that anybody signs in with.
bool is_side_partition(const std::string& reference) {
  const std::string lower = ascii_lower(reference);
  return lower.find("/dc=domaindnszones,") != std::string::npos ||
         lower.find("/dc=forestdnszones,") != std::string::npos ||
         lower.find("/cn=configuration,") != std::string::npos;
}

void take_references(const std::vector<std::string>& references, const LdapSettings& settings,
                     DirectoryListing& out) {
  for (const std::string& reference : references) {
    const bool aside =
        settings.flavour == LdapSettings::Flavour::active_directory && is_side_partition(reference);
    std::vector<std::string>& to = aside ? out.notes : out.incomplete;
    std::string text = fmt::format("a referral to {} was not followed", in_backticks(reference));
    if (std::find(to.begin(), to.end(), text) == to.end()) {
      to.push_back(std::move(text));
    }
  }
}

// Hashes of the names that came. Two that are alike by chance would make a table incomplete that is
// not: of a million names, once in 37 million collections.
using Seen = std::unordered_set<std::size_t>;

// Pages that overlap have moved, or one came in the place of another.
void note_twice(const std::string& dn, DirectoryListing& out) {
  if (!std::exchange(out.overlaps, true)) {
    out.incomplete.push_back(fmt::format(
        "{} came twice: the pages overlap, and others may be missing", in_backticks(dn)));
  }
}

// Why no further page is asked for though there may be one, or nothing.
std::string why_end(const LdapSearch& search, const LdapAnswer& answer, std::uint64_t came,
                    std::uint64_t again, unsigned empty_pages) {
  if (!answer.fault.empty()) {
    return answer.fault;
  }
  if (empty_pages > most_empty_pages) {
    return "the server gives one page without entries after the other";
  }
  if (came > 0 && came == again && !answer.cookie.empty()) {
    return "the server gives the same page again";
  }
  // A server without pages gives all there is, and says nothing either.
  const bool expects_word =
      search.page_size > 0 && (!search.cookie.empty() || came == search.page_size);
  return expects_word && !answer.paged ? "the server does not say whether there are more pages"
                                       : "";
}

}  // namespace

std::string request_text(const LdapSearch& search, const LdapSettings& settings) {
  std::string out = fmt::format("search {} and below for {}:", search.base, search.filter);
  for (const std::string& name : search.attributes) {
    out += (name == search.attributes.front() ? " " : ", ") + name;
  }
  return out + (settings.page_size == 0 ? "; not paged"
                                        : fmt::format("; pages of {}", settings.page_size));
}

DirectoryListing list_directory(LdapClient& client, LdapSearch search, const LdapSettings& settings,
                                const LdapClient::Take& take) {
  DirectoryListing out;
  search.page_size = settings.page_size;
  Seen seen;
  for (unsigned empty_pages = 0;;) {
    std::vector<LdapEntry> parts;
    std::uint64_t came = 0;
    std::uint64_t again = 0;
    const LdapAnswer answer = client.search(search, [&](LdapEntry entry) {
      ++came;
      if (!seen.insert(std::hash<std::string>()(entry.dn)).second) {
        ++again;
        note_twice(entry.dn, out);
        return;
      }
      ++out.entries;
      if (in_parts(entry)) {
        parts.push_back(std::move(entry));
      } else {
        take(std::move(entry));
      }
    });
    for (LdapEntry& entry : parts) {
      if (std::string wrong = completed(client, entry); !wrong.empty()) {
        out.incomplete.push_back(std::move(wrong));
      }
      take(std::move(entry));
    }
    take_references(answer.references, settings, out);
    empty_pages = came == 0 ? empty_pages + 1 : 0;
    if (const std::string why = why_end(search, answer, came, again, empty_pages); !why.empty()) {
      out.incomplete.push_back(fmt::format("after {} entries: {}", out.entries, why));
      return out;
    }
    if (answer.cookie.empty()) {
      return out;
    }
    search.cookie = answer.cookie;
  }
}

}  // namespace writ
