// Session: one source, asked politely and stubbornly: credentials, pace, waiting, trying again, and
// what an answer means. Knows nothing of pages. Safe to use from several threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.h"
#include "connectors/http/http.h"
#include "connectors/rest/credentials.h"
#include "connectors/rest/manifest.h"
#include "connectors/rest/rate_gate.h"
#include "connectors/rest/redactor.h"
#include "connectors/rest/server_time.h"

namespace writ {

struct SessionLimits {
  std::chrono::steady_clock::time_point deadline;  // of all of it
  unsigned tries = 5;                              // of one request
  std::chrono::milliseconds first_wait{1000};      // doubled each time, with jitter
  std::chrono::milliseconds longest_wait{300'000};
};

// What one request came to.
struct Asked {
  enum class Outcome { answered, no_content, nothing, failed };
  Outcome outcome = Outcome::failed;  // nothing: the manifest says that there are no records
  HttpResponse response;
  std::string why;  // failed: for people, without secrets
  std::string url;  // that answered, after redirects within the host; without credentials
  unsigned tries = 0;
  bool renewed = false;  // the token was, once
  Instant asked_at;      // the last try, by this machine's clock
  Instant answered_at;
};

class Session {
 public:
  // All outlive this.
  Session(const RestManifest& manifest, const Auth& auth, const Values& settings,
          HttpClient& client, const HttpSettings& http, const SessionLimits& limits,
          Redactor& redactor);

  // `request` has neither credentials nor the manifest's headers. `judge` looks at an answer that
  // seems good: what it says is wrong with it is tried again as a broken page would be.
  using Judge = std::function<std::string(const HttpResponse&)>;
  // `rules` count before the manifest's.
  Asked ask(const HttpRequest& request, const Judge& judge = {},
            const std::vector<ErrorRule>& rules = {});

  const Values& settings() const { return settings_; }
  const RestManifest& manifest() const { return manifest_; }
  const Redactor& redactor() const { return redactor_; }
  // HttpResponse::server_key of the first connection.
  std::string server_key() const;

 private:
  enum class Step { done, again, failed };
  struct Verdict {
    Step step = Step::failed;
    std::string why;
    std::optional<std::chrono::milliseconds> wait = {};  // that the source asked for
    bool slow_down = false;                              // everybody waits, not this request alone
    bool unreached = false;                              // there was no server to send it to
  };

  struct Judging {
    const Judge& judge;
    const std::vector<ErrorRule>& rules;
  };
  void once(HttpRequest request, Asked& asked, Verdict& verdict, const Judging& how);
  Verdict judged(const HttpRequest& sent, const HttpAnswer& answer, Asked& asked,
                 const Judging& how);
  Verdict judged_status(const HttpRequest& sent, const HttpResponse& response, Asked& asked,
                        const Judging& how);
  std::optional<Verdict> by_rule(const std::vector<ErrorRule>& rules, const HttpResponse& response,
                                 Asked& asked) const;
  Verdict waits(const HttpResponse& response, const std::string& why) const;
  std::string said(const HttpResponse& response) const;
  std::optional<std::string> prepare(HttpRequest& request) const;
  void heard(const HttpAnswer& answer);
  std::string gone() const;
  std::chrono::milliseconds pause_before(unsigned tries, const Verdict& verdict) const;

  const RestManifest& manifest_;
  const Values& settings_;
  HttpClient& client_;
  const HttpSettings& http_;
  SessionLimits limits_;
  Redactor& redactor_;
  Credentials credentials_;
  RateGate gate_;
  mutable std::mutex mutex_;  // of what follows
  std::string server_key_;
  bool heard_ = false;  // some server was reached
  std::string gone_;    // none was, to the last try: no other request is tried
};

}  // namespace writ
