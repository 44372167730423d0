#include "connectors/ldap/directory_listing.h"

#include <fmt/format.h>

#include <algorithm>

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

// Moves the values that came in parts to the attribute's own name; the ranges that go on.
std::vector<ValueRange> join_parts(const LdapEntry& from, LdapEntry& into) {
  std::vector<ValueRange> open;
  for (const auto& [name, values] : from.attributes) {
    const auto range = value_range(name);
    if (!range) {
      continue;
    }
    std::vector<std::string>& all = into.attributes[range->name];
    all.insert(all.end(), values.begin(), values.end());
    if (!range->last) {
      open.push_back(*range);
    }
  }
  return open;
}

// Asks for what is behind `range`; what is wrong, or nothing.
std::string complete(LdapClient& client, ValueRange range, LdapEntry& entry) {
  for (;;) {
    LdapSearch search{entry.dn, false};
    search.attributes = {fmt::format("{};range={}-*", range.name, range.next)};
    std::vector<ValueRange> open;
    bool came = false;
    const LdapAnswer answer = client.search(search, [&](const LdapEntry& part) {
      came = came || in_parts(part);
      open = join_parts(part, entry);
    });
    if (!answer.fault.empty()) {
      return answer.fault;
    }
    if (!came) {
      return "the server does not show the rest";
    }
    if (open.empty()) {
      return {};
    }
    if (open.front().next <= range.next) {
      return "the server shows the same values again";
    }
    range = open.front();
  }
}

std::string completed(LdapClient& client, LdapEntry& entry) {
  LdapEntry whole{entry.dn, {}};
  const std::vector<ValueRange> open = join_parts(entry, whole);
  for (const auto& [name, values] : entry.attributes) {
    // Beside its parts, the attribute itself is there without values.
    if (!value_range(name) && !values.empty()) {
      std::vector<std::string>& all = whole.attributes[name];
      all.insert(all.end(), values.begin(), values.end());
    }
  }
  entry = std::move(whole);
  for (const ValueRange& range : open) {
    if (const std::string wrong = complete(client, range, entry); !wrong.empty()) {
      return fmt::format("of {} of {} only the first {} values came: {}", in_backticks(range.name),
                         in_backticks(entry.dn), entry.all(range.name).size(), wrong);
    }
  }
  return {};
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
  for (unsigned empty_pages = 0;;) {
    std::vector<LdapEntry> parts;
    const std::uint64_t before = out.entries;
    const LdapAnswer answer = client.search(search, [&](LdapEntry entry) {
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
    if (!answer.fault.empty()) {
      out.incomplete.push_back(fmt::format("after {} entries: {}", out.entries, answer.fault));
      return out;
    }
    empty_pages = out.entries == before ? empty_pages + 1 : 0;
    if (empty_pages > most_empty_pages) {
      out.incomplete.push_back("the server gives one page without entries after the other");
      return out;
    }
    if (answer.cookie.empty()) {
      return out;
    }
    search.cookie = answer.cookie;
  }
}

}  // namespace writ
