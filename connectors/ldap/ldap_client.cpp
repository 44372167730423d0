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

// Of the control in an answer; nothing where it cannot be read.
std::optional<std::string> cookie_in(LDAP* handle, LDAPControl* control) {
  berval cookie{0, nullptr};
  ber_int_t estimate = 0;
  if (ldap_parse_pageresponse_control(handle, control, &estimate, &cookie) != LDAP_SUCCESS) {
    return std::nullopt;
  }
  std::string out(cookie.bv_val == nullptr ? "" : std::string(cookie.bv_val, cookie.bv_len));
  ber_memfree(cookie.bv_val);
  return out;
}

// Of a search: what the code means for whoever waits for all of it.
std::string meaning(int code) {
  switch (code) {
    case LDAP_DECODING_ERROR:
      return "the end of the answer, and whether there are more pages, cannot be read";
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
  if (LDAPControl* page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr)) {
    const std::optional<std::string> cookie = cookie_in(handle_, page);
    out.paged = cookie.has_value();
    out.cookie = cookie.value_or("");
    out.code = cookie || out.code != LDAP_SUCCESS ? out.code : LDAP_DECODING_ERROR;
  }
  ldap_controls_free(controls);
  return out;
}

// Nothing where the bytes are no entry: a part of one would look like a whole one.
std::optional<LdapEntry> LdapClient::entry_of(ldapmsg* message) const {
  LdapEntry out;
  BerElement* place = nullptr;
  berval name{0, nullptr};
  int code = ldap_get_dn_ber(handle_, message, &place, &name);
  if (code != LDAP_SUCCESS) {
    return std::nullopt;
  }
  out.dn.assign(name.bv_val, name.bv_len);
  for (;;) {
    berval* found = nullptr;
    code = ldap_get_attribute_ber(handle_, message, place, &name, &found);
    if (code != LDAP_SUCCESS || name.bv_val == nullptr) {
      break;
    }
    std::vector<std::string> values;
    for (const berval* at = found; at != nullptr && at->bv_val != nullptr; ++at) {
      values.emplace_back(at->bv_val, at->bv_len);
    }
    ber_memfree(found);
    out.attributes[ascii_lower({name.bv_val, name.bv_len})] = std::move(values);
  }
  ber_free(place, 0);
  return code == LDAP_SUCCESS ? std::optional(std::move(out)) : std::nullopt;
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
        if (std::optional<LdapEntry> entry = entry_of(message->get())) {
          take(std::move(*entry));
          break;
        }
        ldap_abandon_ext(handle_, id, nullptr, nullptr);
        return "an entry cannot be read";
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
        answer.paged = outcome.paged;
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
  const LdapSearch asked{
      "", false, "(objectClass=*)", {"namingContexts", "defaultNamingContext", "currentTime"}};
  const LdapAnswer answer = search(asked, [&](const LdapEntry& entry) {
    const std::string* main = entry.first("defaultnamingcontext");
    out.contexts = main == nullptr ? entry.all("namingcontexts") : std::vector{*main};
    out.has_clock = entry.first("currenttime") != nullptr;
  });
  out.fault = answer.fault;
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
