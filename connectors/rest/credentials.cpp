#include "connectors/rest/credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "connectors/rest/encode.h"
#include "connectors/rest/server_time.h"
#include "connectors/rest/url.h"

namespace writ {
namespace {

std::string form_field(std::string body, const std::string& name, const std::string& value) {
  return value.empty() ? body
                       : body + (body.empty() ? "" : "&") + name + "=" + percent_encoded(value);
}

bool is_ours(const std::string& header) {
  return header.starts_with("Authorization: Bearer ");
}

}  // namespace

std::string Credentials::value(const Template& text) const {
  const Result<std::string> filled = text.fill(settings_, HolePlace::text);
  return filled ? *filled : "";
}

std::optional<Credentials::Refused> Credentials::add(HttpRequest& request) {
  switch (auth_.kind) {
    case Auth::Kind::none:
      return std::nullopt;
    case Auth::Kind::bearer:
      request.headers.push_back("Authorization: " + auth_.scheme + " " + value(auth_.token));
      return std::nullopt;
    case Auth::Kind::basic:
      request.headers.push_back("Authorization: Basic " +
                                base64(value(auth_.user) + ":" + value(auth_.password)));
      return std::nullopt;
    case Auth::Kind::api_key:
      if (auth_.in_query) {
        request.url = with_parameter(request.url, auth_.field, percent_encoded(value(auth_.token)));
      } else {
        request.headers.push_back(auth_.field + ": " + value(auth_.token));
      }
      return std::nullopt;
    case Auth::Kind::aws_sigv4:
      request.sigv4 = Sigv4{value(auth_.service), value(auth_.region), value(auth_.user),
                            value(auth_.password)};
      return std::nullopt;
    case Auth::Kind::oauth2_client_credentials:
    case Auth::Kind::jwt_bearer:
      break;
  }
  const unsigned before = refusals_;
  const std::lock_guard lock(mutex_);
  if (token_.empty() || Clock::now() >= good_until_) {
    if (refusals_ != before) {
      return refused_;  // what another thread was told while this one waited
    }
    if (std::optional<Refused> refused = fetch_token()) {
      refused_ = *refused;
      ++refusals_;
      return refused;
    }
  }
  request.headers.push_back("Authorization: Bearer " + token_);
  return std::nullopt;
}

bool Credentials::renew(const HttpRequest& refused) {
  if (!has_token()) {
    return false;
  }
  const std::lock_guard lock(mutex_);
  // Another thread may have renewed it meanwhile.
  for (const std::string& header : refused.headers) {
    if (is_ours(header) && header.substr(22) == token_) {
      token_.clear();
    }
  }
  return true;
}

Result<std::string> Credentials::assertion(const std::string& issuer, const std::string& subject,
                                           const std::string& audience) const {
  constexpr std::int64_t lifetime = 300;
  const std::int64_t now = machine_now().micros / micros_per_second;
  nlohmann::json claims = {{"iss", issuer},
                           {"aud", audience},
                           {"iat", now},
                           {"exp", now + lifetime},
                           {"jti", fmt::format("{:x}", Clock::now().time_since_epoch().count())}};
  if (!subject.empty()) {
    claims["sub"] = subject;
  }
  if (const std::string scope = value(auth_.scope);
      auth_.kind == Auth::Kind::jwt_bearer && !scope.empty()) {
    claims["scope"] = scope;
  }
  return signed_jwt(claims.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                    value(auth_.key));
}

Result<HttpRequest> Credentials::token_request() const {
  HttpRequest request;
  request.method = HttpMethod::post_to_read;
  request.url = value(auth_.token_url);
  request.headers = {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json"};
  const std::string audience =
      auth_.audience.empty() ? value(auth_.token_url) : value(auth_.audience);
  if (auth_.kind == Auth::Kind::jwt_bearer) {
    const Result<std::string> jwt = assertion(value(auth_.issuer), value(auth_.subject), audience);
    if (!jwt) {
      return jwt.error();
    }
    request.body = form_field({}, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    request.body = form_field(request.body, "assertion", *jwt);
    return request;
  }
  const std::string id = value(auth_.client_id);
  request.body = form_field({}, "grant_type", "client_credentials");
  request.body = form_field(request.body, "scope", value(auth_.scope));
  for (const auto& [name, text] : auth_.extra) {
    request.body = form_field(request.body, name, value(text));
  }
  if (auth_.client_auth == Auth::ClientAuth::basic) {
    // RFC 6749 section 2.3.1: both are form-encoded first.
    request.headers.push_back(
        "Authorization: Basic " +
        base64(percent_encoded(id) + ":" + percent_encoded(value(auth_.client_secret))));
    return request;
  }
  request.body = form_field(request.body, "client_id", id);
  if (auth_.client_auth == Auth::ClientAuth::body) {
    request.body = form_field(request.body, "client_secret", value(auth_.client_secret));
    return request;
  }
  const Result<std::string> jwt = assertion(id, id, audience);
  if (!jwt) {
    return jwt.error();
  }
  request.body = form_field(request.body, "client_assertion_type",
                            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  request.body = form_field(request.body, "client_assertion", *jwt);
  return request;
}

std::optional<Credentials::Refused> Credentials::fetch_token() {
  Result<HttpRequest> request = token_request();
  if (!request) {
    return Refused{"no token: " + request.error().message};
  }
  request->shown = without_credentials(request->url) + " (for a token)";
  return take_token(client_.send(*request, http_));
}

std::optional<Credentials::Refused> Credentials::take_token(const HttpAnswer& answer) {
  constexpr std::int64_t usual = 3600;
  if (answer.fault != HttpFault::none) {
    return Refused{"no token: " + answer.why, answer.may_retry(), !answer.reached};
  }
  const HttpResponse& response = answer.response;
  const nlohmann::json said = nlohmann::json::parse(response.body, nullptr, false);
  const bool object = said.is_object();
  if (response.status != 200 && response.status != 201) {
    std::string why = fmt::format("no token: the token endpoint answers {}", response.status);
    for (const char* key : {"error", "error_description"}) {
      if (object && said.contains(key) && said[key].is_string()) {
        why += ": " + printable(redactor_.clean(said[key].get<std::string>().substr(0, 200)));
      }
    }
    return Refused{why, response.status == 429 || response.status >= 500};
  }
  if (!object || !said.contains("access_token") || !said["access_token"].is_string()) {
    return Refused{"no token: the token endpoint's answer has no `access_token`", true};
  }
  token_ = said["access_token"].get<std::string>();
  redactor_.add(token_);
  std::int64_t seconds = usual;
  if (said.contains("expires_in") && said["expires_in"].is_number_integer()) {
    seconds = said["expires_in"].get<std::int64_t>();
  }
  const std::int64_t early = std::min<std::int64_t>(60, seconds / 10);
  good_until_ =
      Clock::now() + std::chrono::seconds(std::clamp<std::int64_t>(seconds - early, 1, 86'400));
  return std::nullopt;
}

}  // namespace writ
