#include "connectors/rest/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

#include "base/text.h"
#include "connectors/rest/server_time.h"
#include "connectors/rest/url.h"

namespace writ {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int max_redirects = 5;
constexpr std::size_t max_said = 200;

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
}

// Nothing where the answer may be JSON.
std::optional<std::string> foreign_type(const HttpResponse& response) {
  const std::string* type = response.header("content-type");
  if (type == nullptr || ascii_lower(*type).find("json") != std::string::npos) {
    return std::nullopt;
  }
  return ascii_lower(type->substr(0, type->find(';')));
}

}  // namespace

Session::Session(const RestManifest& manifest, const Auth& auth, const Values& settings,
                 HttpClient& client, const HttpSettings& http, const SessionLimits& limits,
                 Redactor& redactor)
    : manifest_(manifest),
      settings_(settings),
      client_(client),
      http_(http),
      limits_(limits),
      redactor_(redactor),
      credentials_(auth, settings, client, http, redactor),
      gate_(manifest.budget) {}

// What the server says of itself, for a message.
std::string Session::said(const HttpResponse& response) const {
  std::string text = redactor_.clean(response.body.substr(0, 4 * max_said));
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  const std::string_view trimmed = trim(text);
  if (trimmed.empty() || trimmed.front() == '<') {
    return {};
  }
  std::string shown(trimmed.substr(0, max_said));
  return ": " + printable(shown) + (trimmed.size() > max_said ? "…" : "");
}

Session::Verdict Session::waits(const HttpResponse& response, const std::string& why) const {
  Verdict verdict{Step::again, why, retry_after(response), true};
  if (!verdict.wait) {
    verdict.wait = reset_wait(response, manifest_.budget.reset_header);
  }
  // A hint that lies in the past, or so far ahead that it can only be wrong, is none.
  if (verdict.wait && (verdict.wait->count() < 0 || *verdict.wait > limits_.longest_wait)) {
    verdict.wait.reset();
  }
  return verdict;
}

std::optional<Session::Verdict> Session::by_rule(const std::vector<ErrorRule>& rules,
                                                 const HttpResponse& response, Asked& asked) const {
  for (const ErrorRule& rule : rules) {
    const bool status = std::find(rule.statuses.begin(), rule.statuses.end(), response.status) !=
                        rule.statuses.end();
    if (!status || response.body.find(rule.body) == std::string::npos) {
      continue;
    }
    const std::string why = fmt::format("{}{}", response.status, said(response));
    switch (rule.then) {
      case ErrorRule::Then::retry:
        return Verdict{Step::again, why};
      case ErrorRule::Then::wait:
        return waits(response, "rate limit: " + why);
      case ErrorRule::Then::unavailable:
        return Verdict{Step::failed, "not observable: " + rule.because + " (" + why + ")"};
      case ErrorRule::Then::none:
        asked.outcome = Asked::Outcome::nothing;
        return Verdict{Step::done, {}};
    }
  }
  return std::nullopt;
}

Session::Verdict Session::judged_status(const HttpRequest& sent, const HttpResponse& response,
                                        Asked& asked, const Judging& how) {
  for (const std::vector<ErrorRule>* rules : {&how.rules, &manifest_.errors}) {
    if (std::optional<Verdict> ruled = by_rule(*rules, response, asked)) {
      return *ruled;
    }
  }
  const std::string why = fmt::format("{}{}", response.status, said(response));
  switch (response.status) {
    case 200:
    case 201:
      asked.outcome = Asked::Outcome::answered;
      return {Step::done, {}};
    case 204:
      asked.outcome = Asked::Outcome::no_content;
      return {Step::done, {}};
    case 401:
      if (!asked.renewed && credentials_.renew(sent)) {
        asked.renewed = true;
        return {Step::again, why, milliseconds(0)};
      }
      return {Step::failed, "the credentials are not accepted: " + why};
    case 403:
      return {Step::failed, "no permission: " + why};
    case 429:
      return waits(response, "rate limit: " + why);
    case 503:
      return waits(response, why);
    case 408:
    case 425:
    case 500:
    case 502:
    case 504:
      return {Step::again, why};
    default:
      return {Step::failed, why};
  }
}

Session::Verdict Session::judged(const HttpRequest& sent, const HttpAnswer& answer, Asked& asked,
                                 const Judging& how) {
  if (answer.fault != HttpFault::none) {
    return {.step = answer.may_retry() ? Step::again : Step::failed,
            .why = answer.why,
            .unreached = !answer.reached};
  }
  Verdict verdict = judged_status(sent, answer.response, asked, how);
  if (verdict.step != Step::done || asked.outcome != Asked::Outcome::answered) {
    return verdict;
  }
  if (const auto foreign = foreign_type(answer.response)) {
    return {Step::again, fmt::format("the answer is {}, not JSON", printable(*foreign))};
  }
  if (how.judge) {
    if (std::string wrong = how.judge(answer.response); !wrong.empty()) {
      return {Step::again, redactor_.clean(wrong)};
    }
  }
  return verdict;
}

// The manifest's headers; what is wrong with the request.
std::optional<std::string> Session::prepare(HttpRequest& request) const {
  for (const auto& [name, text] : manifest_.headers) {
    const Result<std::string> value = text.fill(settings_, HolePlace::header);
    if (!value) {
      return value.error().message;
    }
    if (!value->empty()) {
      request.headers.push_back(name + ": " + *value);
    }
  }
  if (request.method == HttpMethod::post_to_read) {
    request.headers.emplace_back("Content-Type: application/json");
  }
  return std::nullopt;
}

void Session::once(HttpRequest request, Asked& asked, Verdict& verdict, const Judging& how) {
  const std::optional<std::string> home = origin_of(request.url);
  for (int redirects = 0; redirects <= max_redirects; ++redirects) {
    asked.url = without_credentials(request.url);
    HttpRequest sent = request;
    sent.shown = redactor_.clean(asked.url);
    if (const auto refused = credentials_.add(sent)) {
      verdict = {.step = refused->may_retry ? Step::again : Step::failed,
                 .why = refused->why,
                 .unreached = refused->unreached};
      return;
    }
    if (std::any_of(sent.headers.begin(), sent.headers.end(), has_control)) {
      verdict = {Step::failed,
                 "a header would hold a control character; is there a line break in "
                 "a secret?"};
      return;
    }
    asked.asked_at = machine_now();
    HttpAnswer answer = client_.send(sent, http_);
    asked.answered_at = machine_now();
    heard(answer);
    if (answer.fault == HttpFault::none && is_redirect(answer.response.status)) {
      const std::string* to = answer.response.header("location");
      const auto target = to == nullptr ? std::nullopt : resolved(request.url, *to);
      if (!target || origin_of(*target) != home || request.method != HttpMethod::get) {
        verdict = {Step::failed,
                   fmt::format("it answers {} and leads to {}: not followed, as another host would "
                               "get our credentials; is `base_url` right?",
                               answer.response.status,
                               in_backticks(target ? origin_of(*target).value_or("?") : "?"))};
        return;
      }
      request.url = *target;
      continue;
    }
    verdict = judged(sent, answer, asked, how);
    asked.response = std::move(answer.response);
    return;
  }
  verdict = {Step::failed, fmt::format("more than {} redirects", max_redirects)};
}

void Session::heard(const HttpAnswer& answer) {
  const std::lock_guard lock(mutex_);
  heard_ = heard_ || answer.reached;
  server_key_ = server_key_.empty() ? answer.response.server_key : server_key_;
}

std::string Session::server_key() const {
  const std::lock_guard lock(mutex_);
  return server_key_;
}

std::string Session::gone() const {
  const std::lock_guard lock(mutex_);
  return heard_ ? std::string() : gone_;
}

milliseconds Session::pause_before(unsigned tries, const Verdict& verdict) const {
  if (verdict.wait) {
    return *verdict.wait;
  }
  // Full jitter: anything up to the doubled wait, so that many clients do not come back at once.
  thread_local std::minstd_rand random{std::random_device{}()};
  const std::int64_t most = std::min<std::int64_t>(
      limits_.first_wait.count() << std::min(tries - 1, 10U), limits_.longest_wait.count());
  return milliseconds(std::uniform_int_distribution<std::int64_t>(most / 4, most)(random));
}

Asked Session::ask(const HttpRequest& request, const Judge& judge,
                   const std::vector<ErrorRule>& rules) {
  HttpRequest prepared = request;
  Asked asked;
  asked.url = without_credentials(request.url);
  if (const auto wrong = prepare(prepared)) {
    asked.why = *wrong;
    return asked;
  }
  if (asked.why = gone(); !asked.why.empty()) {
    return asked;
  }
  Verdict verdict;
  for (unsigned tries = 1; tries <= limits_.tries; ++tries) {
    if (!gate_.enter(limits_.deadline)) {
      asked.why = "the time for this source is up" +
                  (verdict.why.empty() ? "" : "; the last answer: " + verdict.why);
      return asked;
    }
    asked.tries = tries;
    once(prepared, asked, verdict, {judge, rules});
    gate_.leave();
    if (verdict.step == Step::done) {
      return asked;
    }
    asked.outcome = Asked::Outcome::failed;
    asked.why = verdict.why;
    if (verdict.step == Step::failed || tries == limits_.tries) {
      break;
    }
    const auto then = Clock::now() + pause_before(tries, verdict);
    if (verdict.slow_down) {
      gate_.pause(then);
    } else {
      std::this_thread::sleep_until(std::min(then, limits_.deadline));
    }
  }
  if (asked.tries > 1 && verdict.step != Step::failed) {
    asked.why += fmt::format(" (after {} tries)", asked.tries);
  }
  if (verdict.unreached) {
    const std::lock_guard lock(mutex_);
    gone_ = asked.why;
  }
  return asked;
}

}  // namespace writ
