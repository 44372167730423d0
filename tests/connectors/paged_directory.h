// PagedDirectory: people and groups behind simple paged results, as OpenLDAP or Active Directory
// has them, and what a broken server may make of a page. Answers for a FakeLdap.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "fake_ldap.h"

namespace writ {

struct PageFault {
  enum class What {
    page_repeated,    // the page before comes once more, in the place of this
    page_again,       // this page comes twice
    page_skipped,     // the next one comes in its place
    page_empty,       // one without entries comes before it
    pages_endless,    // from here on the same page, for ever
    empty_endless,    // from here on pages without entries, for ever
    cookie_garbled,   // whether there are more pages cannot be read
    cookie_missing,   // it is not said
    cookie_early,     // there are none, says the server
    entry_twice,      // the last entry of the page
    entry_carried,    // the last entry of the page before is the first of this one as well
    entry_left_out,   // the last
    entry_broken,     // the bytes of the last end too early
    refused,          // with `code`
    referred,         // to another server for a part
    range_refused,    // of a group's members, with `code`
    range_repeated,   // the part before
    range_skipped,    // the part behind
    range_short,      // a value less than the part says
    range_end_short,  // of the last part, which does not say how many there are
    range_twice,      // the part comes twice
    range_absent      // nothing
  };
  What what = What::page_repeated;
  std::size_t at = 1;  // the n-th page of users and groups, or the n-th part of the members
  int code = 51;
};

class PagedDirectory {
 public:
  using What = PageFault::What;

  PagedDirectory(bool active_directory, std::vector<PageFault> faults)
      : active_directory_(active_directory), faults_(std::move(faults)), hit_(faults_.size()) {
    for (int i = 0; i < 17; ++i) {
      add_person("u" + std::to_string(i), i);
    }
    for (int i = 0; i < 6; ++i) {
      add_group(i);
    }
  }

  // Of one connection. The server's thread alone calls it.
  FakeLdap::Reply answer(const std::string& request) {
    if (has(request, "namingContexts")) {
      return {{fake_entry("", {{"namingContexts", {"dc=example,dc=com"}}}), fake_done()}};
    }
    if (has(request, "member;range=")) {
      return part(request);
    }
    if (has(request, "1.1")) {  // whether anybody has the attribute
      const bool mail = has(request, "mail") || has(request, "proxyAddresses");
      const std::string done = fake_done() + fake_cookie("");
      return mail ? FakeLdap::Reply{{fake_entry(people_.front().dn, {}), done}}
                  : FakeLdap::Reply{{done}};
    }
    if (has(request, "employeeNumber")) {
      return page(request, people_);
    }
    if (has(request, "groupType") || has(request, "memberUid")) {
      return page(request, groups_);
    }
    return {{fake_done(32)}};  // a member that is nowhere
  }
  bool hit(std::size_t fault) const { return hit_[fault]; }

 private:
  struct Entry {
    std::string dn;
    FakeValues attributes;
  };
  static constexpr std::size_t range_size = 4;

  static bool has(const std::string& request, const std::string& text) {
    return request.find(text) != std::string::npos;
  }
  static std::string dn_of(const std::string& name) { return "cn=" + name + ",dc=example,dc=com"; }

  void add_person(const std::string& name, int number) {
    const std::string mail = name + "@example.com";
    FakeValues values{{"objectClass", {"person", active_directory_ ? "user" : "inetOrgPerson"}},
                      {"cn", {name}},
                      {"sn", {"S"}},
                      {"employeeNumber", {std::to_string(number)}}};
    if (active_directory_) {
      values.push_back({"userAccountControl", {number % 3 == 0 ? "514" : "512"}});
      values.push_back({"proxyAddresses", {"SMTP:" + mail}});
    } else {
      values.push_back({"uid", {name}});
      values.push_back({"mail", {mail}});
    }
    people_.push_back({dn_of(name), values});
  }
  // The first has thirteen members, the others a few; each is in the one before.
  void add_group(int number) {
    std::vector<std::string> members;
    for (int i = 0; i < (number == 0 ? 11 : number); ++i) {
      members.push_back(dn_of("u" + std::to_string((i + number) % 17)));
    }
    members.push_back(dn_of("g" + std::to_string(number + 1)));
    if (number == 0) {
      members.push_back(dn_of("nobody"));
    }
    if (number == 5) {
      members.pop_back();  // there is no g6
    }
    members_.push_back(members);
    const std::string name = "g" + std::to_string(number);
    groups_.push_back(
        {dn_of(name),
         {{"objectClass", {active_directory_ ? "group" : "groupOfNames"}}, {"cn", {name}}}});
  }

  // The values from `from` on, as the server shows them: all, or a part.
  FakeValues members_from(std::size_t group, std::size_t from, std::size_t missing = 0) const {
    const std::vector<std::string>& all = members_[group];
    if (!active_directory_ || (from == 0 && all.size() <= range_size)) {
      return {{"member", all}};
    }
    const bool last = from + range_size >= all.size();
    const std::size_t end = last ? all.size() : from + range_size;
    const std::string name =
        "member;range=" + std::to_string(from) + "-" + (last ? "*" : std::to_string(end - 1));
    return {{name,
             {all.begin() + static_cast<std::ptrdiff_t>(from),
              all.begin() + static_cast<std::ptrdiff_t>(end - missing)}}};
  }
  std::string shown(const Entry& entry) const {
    FakeValues values = entry.attributes;
    if (&entry >= groups_.data() && &entry < groups_.data() + groups_.size()) {
      const auto group = static_cast<std::size_t>(&entry - groups_.data());
      if (active_directory_ && members_[group].size() > range_size) {
        values.push_back({"member", {}});
      }
      for (auto& more : members_from(group, 0)) {
        values.push_back(std::move(more));
      }
    }
    return fake_entry(entry.dn, values);
  }

  const PageFault* fault_at(std::size_t number, bool of_ranges) {
    for (std::size_t i = 0; i < faults_.size(); ++i) {
      const bool for_ranges = faults_[i].what >= What::range_refused;
      if (faults_[i].at == number && for_ranges == of_ranges && !hit_[i]) {
        hit_[i] = true;
        return &faults_[i];
      }
    }
    return nullptr;
  }

  FakeLdap::Reply part(const std::string& request) {
    const std::size_t at = request.find("member;range=") + 13;
    std::size_t from = std::stoul(request.substr(at));
    std::size_t group = 0;
    while (!has(request, groups_[group].dn)) {
      ++group;
    }
    std::size_t missing = 0;
    bool twice = false;
    if (const PageFault* fault = fault_at(++parts_, true)) {
      switch (fault->what) {
        case What::range_refused:
          return {{fake_done(fault->code, "why")}};
        case What::range_absent:
          return {{fake_entry(groups_[group].dn, {}), fake_done()}};
        case What::range_repeated:
          from -= range_size;
          break;
        case What::range_twice:
          twice = true;
          break;
        case What::range_skipped:
          from = std::min(from + range_size, members_[group].size() - 1);
          break;
        default: {
          const bool last = from + range_size >= members_[group].size();
          missing = last == (fault->what == What::range_end_short) ? 1 : 0;
        }
      }
    }
    const std::string part = fake_entry(groups_[group].dn, members_from(group, from, missing));
    return twice ? FakeLdap::Reply{{part, part, fake_done()}}
                 : FakeLdap::Reply{{part, fake_done()}};
  }

  // "o8": from the entry at 8 on.
  static std::size_t place_in(const std::string& request) {
    const std::size_t control = request.find("1.2.840.113556.1.4.319");
    const std::size_t cookie = control == std::string::npos ? control : request.find('o', control);
    return cookie == std::string::npos ? 0 : std::stoul(request.substr(cookie + 1));
  }
  static std::size_t size_in(const std::string& request, std::size_t all) {
    const std::size_t control = request.find("1.2.840.113556.1.4.319");
    // Behind the name: octet string, sequence, integer of one byte.
    return control == std::string::npos ? all
                                        : static_cast<unsigned char>(request[control + 22 + 6]);
  }

  FakeLdap::Reply page(const std::string& request, const std::vector<Entry>& all) {
    std::size_t from = place_in(request);
    const std::size_t size = size_in(request, all.size());
    std::size_t next = from + size;
    const PageFault* fault = endless_ == nullptr ? fault_at(++pages_, false) : endless_;
    const auto is = [&fault](What what) { return fault != nullptr && fault->what == what; };
    std::vector<std::string> out;
    if (is(What::page_repeated)) {
      from -= std::min(from, size);
    } else if (is(What::page_skipped)) {
      from += size;
      next += size;
    } else if (is(What::page_again) || is(What::page_empty)) {
      next = from;
    } else if (is(What::pages_endless) || is(What::empty_endless)) {
      endless_ = fault;
      next = from;
    } else if (is(What::entry_carried) && from > 0) {
      out.push_back(shown(all[from - 1]));
    }
    std::size_t end = std::min(all.size(), from + size);
    end = is(What::page_empty) || is(What::empty_endless) ? from : end;
    for (std::size_t i = from; i < end; ++i) {
      out.push_back(shown(all[i]));
    }
    return spoilt(std::move(out), next < all.size() ? "o" + std::to_string(next) : "", fault);
  }

  static FakeLdap::Reply spoilt(std::vector<std::string> out, const std::string& cookie,
                                const PageFault* fault) {
    const auto is = [fault](What what) { return fault != nullptr && fault->what == what; };
    if (is(What::refused)) {
      out.push_back(fake_done(fault->code, "why"));
      return {out};
    }
    if (!out.empty() && is(What::entry_twice)) {
      out.push_back(out.back());
    } else if (!out.empty() && is(What::entry_left_out)) {
      out.pop_back();
    } else if (!out.empty() && is(What::entry_broken)) {
      // All lengths but the innermost ones are right.
      std::string content = out.back().substr(5 - (out.back()[1] > 0 ? 3 : 0));
      content.resize(content.size() - 3);
      out.back() = ber::tlv(0x64, content);
    } else if (is(What::referred)) {
      out.push_back(fake_reference("ldap://other.example.com/ou=x,dc=example,dc=com"));
    }
    std::string control = fake_cookie(is(What::cookie_early) ? "" : cookie);
    if (is(What::cookie_missing)) {
      control.clear();
    } else if (is(What::cookie_garbled)) {
      const std::string name = ber::text("1.2.840.113556.1.4.319");
      control = ber::tlv(0xA0, ber::tlv(0x30, name + ber::text("\x30\x05\x02")));
    }
    out.push_back(fake_done() + control);
    return {out};
  }

  bool active_directory_;
  std::vector<PageFault> faults_;
  std::vector<bool> hit_;
  std::vector<Entry> people_;
  std::vector<Entry> groups_;
  std::vector<std::vector<std::string>> members_;  // by group
  std::size_t pages_ = 0;
  std::size_t parts_ = 0;
  const PageFault* endless_ = nullptr;
};

}  // namespace writ
