// Of LdapClient: from a URL to a connection that is encrypted and signed in.
#include <fmt/format.h>
#include <ldap.h>
#include <openldap.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "connectors/ldap/ldap_client.h"
#include "connectors/ldap/ldap_socket.h"

namespace writ {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Where Debian and its kin keep the authorities that the machine trusts. A libldap that was built
// with GnuTLS knows of none itself.
constexpr const char* machine_authorities = "/etc/ssl/certs/ca-certificates.crt";

// libldap opens a connection of its own where ours is lost, at an address that nobody checked and
// without TLS. Its hook behind connect() lets nothing be sent there.
int refuse_connection(LDAP*, Sockbuf*, LDAPURLDesc*, sockaddr*, ldap_conncb*) {
  return -1;
}
void no_connection(LDAP*, Sockbuf*, ldap_conncb*) {}
const ldap_conncb only_ours{refuse_connection, no_connection, nullptr};

bool set(LDAP* handle, int option, const void* value) {
  return ldap_set_option(handle, option, value) == LDAP_OPT_SUCCESS;
}
bool set(LDAP* handle, int option, int value) {
  return set(handle, option, static_cast<const void*>(&value));
}

std::string text_option(LDAP* handle, int option) {
  char* text = nullptr;
  ldap_get_option(handle, option, &text);
  std::string out = text == nullptr ? "" : text;
  ldap_memfree(text);
  return out;
}

// What Active Directory means by a refused bind, by the number behind "data" in its text (Microsoft
// calls them sub-codes; they are system error codes in hexadecimal).
std::string bind_advice(const std::string& text) {
  struct Meaning {
    std::string_view code;
    std::string_view what;
  };
  constexpr Meaning meanings[] = {
      {"525", "there is no such user"},    {"52e", "the user or the password is wrong"},
      {"530", "not at this time of day"},  {"531", "not from this machine"},
      {"532", "the password has expired"}, {"533", "the account is disabled"},
      {"701", "the account has expired"},  {"773", "the password must be changed first"},
      {"775", "the account is locked out"}};
  for (const Meaning& meaning : meanings) {
    if (text.find(fmt::format(", data {},", meaning.code)) != std::string::npos) {
      return fmt::format("; {}", meaning.what);
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<LdapClient>> LdapClient::open(const LdapSettings& settings) {
  // The handle that all others are copied from is made by the first call, which is not guarded.
  static std::once_flag started;
  std::call_once(started, [] {
    int version = 0;
    ldap_get_option(nullptr, LDAP_OPT_PROTOCOL_VERSION, &version);
  });
  if (!settings.bind_dn.empty() && settings.password.empty()) {
    return Error{
        "the password is empty: many servers take that for an anonymous sign-in (RFC 4513, 5.1.2)"};
  }
  std::unique_ptr<LdapClient> client(new LdapClient(settings));
  for (const auto step : {&LdapClient::connect, &LdapClient::set_up, &LdapClient::encrypt,
                          &LdapClient::bind, &LdapClient::ask_principal}) {
    if (const Result<bool> done = (client.get()->*step)(); !done) {
      return done.error();
    }
  }
  return client;
}

Result<bool> LdapClient::connect() {
  const Result<LdapUrl> url = parse_ldap_url(settings_.url);
  if (!url) {
    return url.error();
  }
  if (url->tls && settings_.start_tls) {
    return Error{"`start_tls` is for `ldap://`; `ldaps://` is encrypted from the start"};
  }
  if (!url->tls && !settings_.start_tls && !settings_.allow_plain) {
    return Error{
        "only encrypted connections are used: `ldaps://`, or `start_tls: true`; `allow_plain: "
        "true` sends all in the clear, the password too"};
  }
  const Result<LdapSocket> socket =
      connect_ldap(*url, settings_.allow_private, settings_.connect_timeout);
  if (!socket) {
    return socket.error();
  }
  file_ = socket->file;
  host_ = url->host;
  const std::string shown = host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]";
  const std::string plain =
      fmt::format("{}://{}:{}", url->tls ? "ldaps" : "ldap", shown, url->port);
  address_ = fmt::format("{} at {}", plain, socket->address);
  // The URL gives the name that the certificate must have; the scheme has no other effect here.
  if (ldap_init_fd(socket->file, LDAP_PROTO_TCP, plain.c_str(), &handle_) != LDAP_SUCCESS) {
    ::close(socket->file);
    handle_ = nullptr;
    return Error{"no connection: out of memory"};
  }
  return true;
}

// All that ldap.conf, .ldaprc and the environment may have set otherwise.
Result<bool> LdapClient::set_up() {
  const timeval none{-1, 0};  // CutOff and await() do it
  const bool done = set(handle_, LDAP_OPT_PROTOCOL_VERSION, int{LDAP_VERSION3}) &&
                    set(handle_, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) &&
                    set(handle_, LDAP_OPT_RESTART, LDAP_OPT_ON) &&
                    set(handle_, LDAP_OPT_DEREF, int{LDAP_DEREF_NEVER}) &&
                    set(handle_, LDAP_OPT_SIZELIMIT, int{LDAP_NO_LIMIT}) &&
                    set(handle_, LDAP_OPT_TIMELIMIT, int{LDAP_NO_LIMIT}) &&
                    set(handle_, LDAP_OPT_NETWORK_TIMEOUT, &none) &&
                    set(handle_, LDAP_OPT_CONNECT_CB, &only_ours);
  return done ? Result<bool>(true) : Error{"libldap does not take its settings"};
}

Result<bool> LdapClient::set_up_tls() {
  const std::string authorities =
      settings_.ca_file.empty() ? machine_authorities : settings_.ca_file;
  // TRY: the names of the certificate count, its subject only where it has none (RFC 6125, 6.4.4).
  // GnuTLS heeds no lowest version; shake_hands() asks which it came to.
  const bool done =
      set(handle_, LDAP_OPT_X_TLS_PROTOCOL_MIN, int{LDAP_OPT_X_TLS_PROTOCOL_TLS1_2}) &&
      set(handle_, LDAP_OPT_X_TLS_CIPHER_SUITE, nullptr) &&
      set(handle_, LDAP_OPT_X_TLS_REQUIRE_CERT, int{LDAP_OPT_X_TLS_DEMAND}) &&
      set(handle_, LDAP_OPT_X_TLS_REQUIRE_SAN, int{LDAP_OPT_X_TLS_TRY}) &&
      set(handle_, LDAP_OPT_X_TLS_CACERTDIR, nullptr) &&
      set(handle_, LDAP_OPT_X_TLS_CERTFILE, nullptr) &&
      set(handle_, LDAP_OPT_X_TLS_KEYFILE, nullptr) &&
      set(handle_, LDAP_OPT_X_TLS_CACERTFILE, authorities.c_str());
  if (!done) {
    return Error{"libldap does not take its settings of TLS"};
  }
  if (!set(handle_, LDAP_OPT_X_TLS_NEWCTX, 0)) {
    return Error{settings_.ca_file.empty()
                     ? "the certificates that this machine trusts cannot be read; name a `ca_file`"
                     : "`ca_file` cannot be read: it must hold certificates in PEM"};
  }
  return true;
}

Result<bool> LdapClient::start_tls() {
  if (!settings_.start_tls) {
    return true;
  }
  int id = 0;
  if (ldap_start_tls(handle_, nullptr, nullptr, &id) != LDAP_SUCCESS) {
    return broken(last_fault());
  }
  const Result<Message> answer = await(id, until());
  if (!answer) {
    return answer.error();
  }
  const Outcome outcome = outcome_of(answer->get());
  if (outcome.code != LDAP_SUCCESS) {
    return Error{"the server does not offer StartTLS, or somebody on the way takes it out: " +
                 explained(outcome) + "; nothing is sent in the clear"};
  }
  return true;
}

// The handshake, once the server is ready for it.
Result<bool> LdapClient::shake_hands() {
  if (ldap_install_tls(handle_) != LDAP_SUCCESS || ldap_tls_inplace(handle_) != 1) {
    return Error{fmt::format(
        "no TLS connection to {}: {}; the certificate must be for this name, valid today, and from "
        "an authority that this machine or `ca_file` trusts, and the server must offer TLS 1.2 or "
        "later",
        in_backticks(host_), last_fault())};
  }
  const std::string version = text_option(handle_, LDAP_OPT_X_TLS_VERSION);
  if (!version.ends_with("1.2") && !version.ends_with("1.3")) {
    return Error{fmt::format("the server speaks {}, and TLS 1.2 is the least that is safe",
                             in_backticks(version))};
  }
  address_ += ", " + version;
  return true;
}

Result<bool> LdapClient::encrypt() {
  if (settings_.start_tls || address_.starts_with("ldaps:")) {
    const auto left = std::chrono::ceil<milliseconds>(settings_.deadline - Clock::now());
    const milliseconds within = std::min(settings_.connect_timeout, left);
    const CutOff cut_off(file_, within);
    for (const auto step :
         {&LdapClient::set_up_tls, &LdapClient::start_tls, &LdapClient::shake_hands}) {
      if (const Result<bool> done = (this->*step)(); !done) {
        return cut_off.happened() ? Error{fmt::format("no TLS connection to {} within {} ms",
                                                      in_backticks(host_), within.count())}
                                  : done.error();
      }
    }
  }
  return limit_waits(file_) ? Result<bool>(true) : Error{"the socket takes no time limit"};
}

Result<bool> LdapClient::bind() {
  std::string password = settings_.password;
  berval secret{password.size(), password.data()};
  int id = 0;
  if (ldap_sasl_bind(handle_, settings_.bind_dn.c_str(), LDAP_SASL_SIMPLE, &secret, nullptr,
                     nullptr, &id) != LDAP_SUCCESS) {
    return broken(last_fault());
  }
  const Result<Message> answer = await(id, until());
  if (!answer) {
    return answer.error().context("no answer to the sign-in");
  }
  const Outcome outcome = outcome_of(answer->get());
  if (outcome.code != LDAP_SUCCESS) {
    const std::string who =
        settings_.bind_dn.empty() ? "an anonymous sign-in" : in_backticks(settings_.bind_dn);
    return Error{fmt::format("the server does not accept {}: {}{}", who, explained(outcome),
                             bind_advice(outcome.text))};
  }
  return true;
}

// A server need not know the question; then nobody knows the answer.
Result<bool> LdapClient::ask_principal() {
  int id = 0;
  if (ldap_whoami(handle_, nullptr, nullptr, &id) != LDAP_SUCCESS) {
    return broken(last_fault());
  }
  const Result<Message> answer = await(id, until());
  if (!answer) {
    return answer.error();
  }
  berval* name = nullptr;
  if (outcome_of(answer->get()).code != LDAP_SUCCESS ||
      ldap_parse_whoami(handle_, answer->get(), &name) != LDAP_SUCCESS) {
    return true;
  }
  principal_ = name == nullptr ? "" : printable(std::string(name->bv_val, name->bv_len));
  ber_bvfree(name);
  if (principal_.empty() && !settings_.bind_dn.empty()) {
    return Error{fmt::format("the server accepts {} and takes us for anonymous all the same",
                             in_backticks(settings_.bind_dn))};
  }
  principal_ = principal_.empty() ? "anonymous" : principal_;
  return true;
}

}  // namespace writ
