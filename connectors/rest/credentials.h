// Credentials: what a source is asked with, put into each request at the last moment, so that no
// URL, log or record that is made before has them. Tokens are fetched where the system wants it,
// and fetched anew before they run out.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "connectors/http/http.h"
#include "connectors/rest/manifest.h"
#include "connectors/rest/redactor.h"

namespace writ {

class Credentials {
 public:
  // All outlive this. `settings` are the source's, secrets among them.
  Credentials(const Auth& auth, const Values& settings, HttpClient& client,
              const HttpSettings& http, Redactor& redactor)
      : auth_(auth), settings_(settings), client_(client), http_(http), redactor_(redactor) {}

  // Adds them. The error says why there are none; `may_retry` whether another try may help.
  struct Refused {
    std::string why;
    bool may_retry = false;
    bool unreached = false;  // there was no server to send it to
  };
  std::optional<Refused> add(HttpRequest& request);
  // After a 401: the token is not used again. False where there is no token to renew.
  bool renew(const HttpRequest& refused);

 private:
  using Clock = std::chrono::steady_clock;

  std::string value(const Template& text) const;
  bool has_token() const {
    return auth_.kind == Auth::Kind::oauth2_client_credentials ||
           auth_.kind == Auth::Kind::jwt_bearer;
  }
  std::optional<Refused> fetch_token();
  Result<HttpRequest> token_request() const;
  Result<std::string> assertion(const std::string& issuer, const std::string& subject,
                                const std::string& audience) const;
  std::optional<Refused> take_token(const HttpAnswer& answer);

  const Auth& auth_;
  const Values& settings_;
  HttpClient& client_;
  const HttpSettings& http_;
  Redactor& redactor_;
  std::atomic<unsigned> refusals_ = 0;
  std::mutex mutex_;  // of what follows
  Refused refused_;   // the last
  std::string token_;
  Clock::time_point good_until_{};
};

}  // namespace writ
