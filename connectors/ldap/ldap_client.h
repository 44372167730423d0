// LdapClient: one connection to a directory that only reads. It can bind, ask who it is, and
// search; there is no other operation. Referrals are handed back and never followed, certificates
// are always checked, nothing is asked past the deadline.
//
// A client belongs to one thread; several clients may be used at once, each by its own. libldap
// (2.5 and later) guards what its handles share. Its settings files and the environment are
// overruled where they touch what is said here.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "connectors/ldap/entry.h"
#include "connectors/ldap/ldap_settings.h"
#include "connectors/rest/redactor.h"

struct ldap;  // libldap's handle and message
struct ldapmsg;

namespace writ {

struct LdapSearch {
  std::string base;
  bool subtree = true;  // else the entry `base` alone
  std::string filter = "(objectClass=*)";
  std::vector<std::string> attributes = {};
  std::size_t page_size = 0;  // 0: not paged
  std::string cookie = {};    // of the page before
};

struct LdapAnswer {
  std::string fault;                    // for people; empty: all that was asked for came
  bool not_there = false;               // a fault: there is no such entry, or we may not see it
  bool paged = false;                   // it says whether there are more pages
  std::string cookie;                   // not empty: there may be more
  std::vector<std::string> references;  // where the server says that the rest is
};

// What the server says of itself (RFC 4512, 5.1).
struct RootDse {
  std::string fault;                  // why it is not known, or nothing
  std::vector<std::string> contexts;  // the bases that it has; Active Directory: the domain's
  bool has_clock = false;             // currentTime
};

class LdapClient {
 public:
  // Connected, encrypted unless `allow_plain`, and signed in.
  static Result<std::unique_ptr<LdapClient>> open(const LdapSettings& settings);
  ~LdapClient();
  LdapClient(const LdapClient&) = delete;
  LdapClient& operator=(const LdapClient&) = delete;

  // Hands over each entry as it comes. What came before a fault is handed over too.
  using Take = std::function<void(LdapEntry)>;
  LdapAnswer search(const LdapSearch& search, const Take& take);

  RootDse root_dse();
  // The server's clock, where it has one.
  std::optional<Instant> server_now();

  // Whom the server takes us for ("Who am I?", RFC 4532): "dn:cn=writ,…", "u:EXAMPLE\writ",
  // "anonymous". Empty: it does not tell.
  const std::string& principal() const { return principal_; }
  const std::string& address() const {
    return address_;
  }  // "ldaps://host:636 at 192.0.2.1, TLS1.3"

 private:
  // An answer, freed with it; or why there is none.
  struct Free {
    void operator()(ldapmsg* message) const;
  };
  using Message = std::unique_ptr<ldapmsg, Free>;
  struct Outcome {
    int code = 0;  // of LDAP; below 0: no answer
    std::string text;
    std::vector<std::string> references;
    bool paged = false;
    std::string cookie;
  };

  explicit LdapClient(const LdapSettings& settings) : settings_(settings) {
    redactor_.add(settings.password);
  }
  Result<bool> connect();
  Result<bool> set_up();
  Result<bool> set_up_tls();
  Result<bool> start_tls();
  Result<bool> shake_hands();
  Result<bool> encrypt();
  Result<bool> bind();
  Result<bool> ask_principal();
  std::string read_answers(int id, LdapAnswer& answer, const Take& take);
  std::optional<LdapEntry> entry_of(ldapmsg* message) const;
  // The next message of request `id`; `until` is when we give up.
  Result<Message> await(int id, std::chrono::steady_clock::time_point until);
  std::chrono::steady_clock::time_point until() const;
  Outcome outcome_of(ldapmsg* message) const;
  std::string explained(const Outcome& outcome) const;
  std::string last_fault() const;
  Error broken(const std::string& why);

  LdapSettings settings_;
  Redactor redactor_;  // some servers say in an error what they were sent
  ldap* handle_ = nullptr;
  int file_ = -1;  // the socket, which is the handle's
  std::string host_;
  std::string address_;
  std::string principal_;
  std::string broken_;  // why nothing more is asked
};

}  // namespace writ
