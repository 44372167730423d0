#include "connectors/ldap/ldap_client.h"

#include <fmt/format.h>
#include <ldap.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/time_format.h"

namespace writ {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t max_said = 300;  // of what a server says in an error

std::string taken(char* text) {
  std::string out = text == nullptr ? "" : text;
  ldap_memfree(text);
  return out;
}

std::vector<std::string> taken(char** texts) {
  std::vector<std::string> out;
  for (char** at = texts; at != nullptr && *at != nullptr; ++at) {
    out.emplace_back(*at);
  }
  ber_memvfree(reinterpret_cast<void**>(texts));
  return out;
}

// The control of paged results (RFC 2696). Not critical: a server without it sends all at once.
class PageControl {
 public:
  PageControl(LDAP* handle, const LdapSearch& search) {
    std::string cookie = search.cookie;
    berval bytes{cookie.size(), cookie.data()};
    if (search.page_size > 0) {
      ldap_create_page_control(handle, static_cast<ber_int_t>(search.page_size), &bytes, 0,
                               controls_);
    }
  }
  ~PageControl() { ldap_control_free(controls_[0]); }
  PageControl(const PageControl&) = delete;
  PageControl& operator=(const PageControl&) = delete;

  LDAPControl** list() { return controls_; }

 private:
  LDAPControl* controls_[2] = {nullptr, nullptr};
};

std::string cookie_in(LDAP* handle, LDAPControl** controls) {
  LDAPControl* control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr);
  berval cookie{0, nullptr};
  ber_int_t estimate = 0;
  if (control == nullptr ||
      ldap_parse_pageresponse_control(handle, control, &estimate, &cookie) != LDAP_SUCCESS) {
    return {};
  }
  std::string out(cookie.bv_val == nullptr ? "" : std::string(cookie.bv_val, cookie.bv_len));
  ber_memfree(cookie.bv_val);
  return out;
}

// Of a search: what the code means for whoever waits for all of it.
std::string meaning(int code) {
  switch (code) {
    case LDAP_SIZELIMIT_EXCEEDED:
      return "the server's size limit cut it off";
    case LDAP_TIMELIMIT_EXCEEDED:
      return "the server's time limit cut it off";
    case LDAP_ADMINLIMIT_EXCEEDED:
      return "a limit of the server's operator cut it off";
    case LDAP_PARTIAL_RESULTS:
    case LDAP_REFERRAL:
      return "the server has only a part of it";
    case LDAP_INSUFFICIENT_ACCESS:
      return "no permission";
    case LDAP_NO_SUCH_OBJECT:
      return "there is no such entry, or we may not see it";
    default:
      return "the server refuses";
  }
}

}  // namespace

void LdapClient::Free::operator()(ldapmsg* message) const {
  ldap_msgfree(message);
}

LdapClient::~LdapClient() {
  if (handle_ != nullptr) {
    ldap_unbind_ext(handle_, nullptr, nullptr);
  }
}

Error LdapClient::broken(const std::string& why) {
  broken_ = why;
  return Error{why};
}

Clock::time_point LdapClient::until() const {
  return std::min(Clock::now() + settings_.timeout, settings_.deadline);
}

std::string LdapClient::last_fault() const {
  int code = 0;
  char* text = nullptr;
  ldap_get_option(handle_, LDAP_OPT_RESULT_CODE, &code);
  ldap_get_option(handle_, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
  Outcome outcome;
  outcome.code = code;
  outcome.text = taken(text);
  return code == LDAP_SERVER_DOWN && outcome.text.empty() ? "the server closed the connection"
                                                          : explained(outcome);
}

std::string LdapClient::explained(const Outcome& outcome) const {
  std::string out = ascii_lower(ldap_err2string(outcome.code));
  out += outcome.code > 0 ? fmt::format(" ({})", outcome.code) : "";
  const std::string said = redactor_.clean(trim(outcome.text));
  if (!said.empty() && said != "(unknown error code)") {  // GnuTLS, of most that goes wrong
    out += ": " + printable(said.substr(0, max_said)) + (said.size() > max_said ? "…" : "");
  }
  return out;
}

Result<LdapClient::Message> LdapClient::await(int id, Clock::time_point until) {
  const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
  const std::int64_t ms = std::max<std::int64_t>(left.count(), 0);
  timeval wait{ms / 1000, (ms % 1000) * 1000};
  ldapmsg* message = nullptr;
  const int kind = ldap_result(handle_, id, LDAP_MSG_ONE, &wait, &message);
  if (kind > 0) {
    return Message(message);
  }
  if (kind < 0) {
    return broken(last_fault());
  }
  ldap_abandon_ext(handle_, id, nullptr, nullptr);
  return broken(Clock::now() >= settings_.deadline
                    ? "the time for this source is up"
                    : fmt::format("no answer within {} ms", settings_.timeout.count()));
}

LdapClient::Outcome LdapClient::outcome_of(ldapmsg* message) const {
  Outcome out;
  char* matched = nullptr;
  char* text = nullptr;
  char** referrals = nullptr;
  LDAPControl** controls = nullptr;
  const int parsed =
      ldap_parse_result(handle_, message, &out.code, &matched, &text, &referrals, &controls, 0);
  out.code = parsed == LDAP_SUCCESS ? out.code : parsed;
  ldap_memfree(matched);
  out.text = taken(text);
  out.references = taken(referrals);
  out.cookie = cookie_in(handle_, controls);
  ldap_controls_free(controls);
  return out;
}

LdapEntry LdapClient::entry_of(ldapmsg* message) const {
  LdapEntry out;
  out.dn = taken(ldap_get_dn(handle_, message));
  BerElement* place = nullptr;
  for (char* name = ldap_first_attribute(handle_, message, &place); name != nullptr;
       name = ldap_next_attribute(handle_, message, place)) {
    std::vector<std::string> values;
    berval** found = ldap_get_values_len(handle_, message, name);
    for (berval** at = found; at != nullptr && *at != nullptr; ++at) {
      values.emplace_back((*at)->bv_val, (*at)->bv_len);
    }
    ldap_value_free_len(found);
    out.attributes[ascii_lower(taken(name))] = std::move(values);
  }
  ber_free(place, 0);
  return out;
}

// What is wrong, or nothing.
std::string LdapClient::read_answers(int id, LdapAnswer& answer, const Take& take) {
  const Clock::time_point end = until();
  for (;;) {
    const Result<Message> message = await(id, end);
    if (!message) {
      return message.error().message;
    }
    switch (ldap_msgtype(message->get())) {
      case LDAP_RES_SEARCH_ENTRY:
        take(entry_of(message->get()));
        break;
      case LDAP_RES_SEARCH_REFERENCE: {
        char** references = nullptr;
        ldap_parse_reference(handle_, message->get(), &references, nullptr, 0);
        // Several are ways to the same place.
        const std::vector<std::string> ways = taken(references);
        answer.references.push_back(ways.empty() ? "?" : ways.front());
        break;
      }
      case LDAP_RES_SEARCH_RESULT: {
        Outcome outcome = outcome_of(message->get());
        answer.cookie = std::move(outcome.cookie);
        answer.not_there = outcome.code == LDAP_NO_SUCH_OBJECT;
        if (!outcome.references.empty()) {
          answer.references.push_back(outcome.references.front());
        }
        return outcome.code == LDAP_SUCCESS ? std::string()
                                            : meaning(outcome.code) + ": " + explained(outcome);
      }
      default:
        break;
    }
  }
}

LdapAnswer LdapClient::search(const LdapSearch& search, const Take& take) {
  LdapAnswer answer;
  if (!broken_.empty() || Clock::now() >= settings_.deadline) {
    answer.fault = broken_.empty() ? "the time for this source is up" : broken_;
    return answer;
  }
  std::vector<std::string> names = search.attributes;
  std::vector<char*> attributes;
  attributes.reserve(names.size() + 1);
  for (std::string& name : names) {
    attributes.push_back(name.data());
  }
  attributes.push_back(nullptr);
  PageControl page(handle_, search);
  int id = 0;
  const int code =
      ldap_search_ext(handle_, search.base.c_str(),
                      search.subtree ? LDAP_SCOPE_SUBTREE : LDAP_SCOPE_BASE, search.filter.c_str(),
                      attributes.data(), 0, page.list(), nullptr, nullptr, LDAP_NO_LIMIT, &id);
  if (code == LDAP_FILTER_ERROR) {
    answer.fault = in_backticks(search.filter) + " is no LDAP filter (RFC 4515)";
  } else if (code != LDAP_SUCCESS) {
    answer.fault = broken(last_fault()).message;
  } else {
    answer.fault = read_answers(id, answer, take);
  }
  return answer;
}

RootDse LdapClient::root_dse() {
  RootDse out;
  search({"",
          false,
          "(objectClass=*)",
          {"namingContexts", "defaultNamingContext", "currentTime"},
          0,
          {}},
         [&](const LdapEntry& entry) {
           const std::string* main = entry.first("defaultnamingcontext");
           out.contexts = main == nullptr ? entry.all("namingcontexts") : std::vector{*main};
           out.has_clock = entry.first("currenttime") != nullptr;
         });
  return out;
}

std::optional<Instant> LdapClient::server_now() {
  std::optional<Instant> out;
  search({"", false, "(objectClass=*)", {"currentTime"}, 0, {}}, [&](const LdapEntry& entry) {
    const std::string* now = entry.first("currenttime");
    TimeFormat format;
    format.kind = TimeFormat::Kind::generalized_time;
    out = now == nullptr ? std::nullopt : read_instant(*now, format, nullptr);
  });
  return out;
}

}  // namespace writ
