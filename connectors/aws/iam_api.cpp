#include "connectors/aws/iam_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
#include <thread>

#include "base/text.h"
#include "connectors/rest/server_time.h"

namespace writ {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr unsigned most_tries = 8;
constexpr std::array<std::string_view, 6> busy_codes = {
    "Throttling",           "ThrottlingException", "RequestThrottled",
    "RequestLimitExceeded", "ServiceUnavailable",  "PriorRequestNotComplete"};

struct Advice {
  std::string_view code;
  std::string_view text;
};
constexpr std::array<Advice, 5> advice = {{
    {"AccessDenied", "allow iam:GenerateCredentialReport and iam:GetCredentialReport"},
    {"InvalidClientTokenId", "is `key_id` that of an active key of this partition?"},
    {"SignatureDoesNotMatch", "is `secret` that of `key_id`, and `region` that of the endpoint?"},
    {"ExpiredToken", "renew the temporary credentials"},
    {"RequestExpired", "set this machine's clock"},
}};

std::string advice_on(std::string_view code) {
  const auto* row = std::find_if(advice.begin(), advice.end(),
                                 [code](const Advice& one) { return one.code == code; });
  return row == advice.end() ? "" : "; " + std::string(row->text);
}

// The five entities of XML.
std::optional<std::string> without_entities(std::string_view text) {
  struct Entity {
    std::string_view name;
    char means;
  };
  static constexpr std::array<Entity, 5> entities = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string out;
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('&'), text.size());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) {
      break;
    }
    const auto* known = std::find_if(entities.begin(), entities.end(), [text](const Entity& one) {
      return text.starts_with(one.name);
    });
    if (known == entities.end()) {
      return std::nullopt;
    }
    out += known->means;
    text.remove_prefix(known->name.size());
  }
  return out;
}

}  // namespace

std::optional<std::string> xml_field(std::string_view xml, std::string_view name) {
  const std::string open = fmt::format("<{}>", name);
  const std::string close = fmt::format("</{}>", name);
  const std::size_t begin = xml.find(open);
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view rest = xml.substr(begin + open.size());
  const std::size_t end = rest.find('<');
  const bool good = end != std::string_view::npos && rest.substr(end).starts_with(close) &&
                    rest.find(open) == std::string_view::npos;
  return good ? without_entities(rest.substr(0, end)) : std::nullopt;
}

IamApi::IamApi(const AwsIamSettings& settings, HttpClient& client)
    : settings_(settings), http_(settings.http), client_(client) {
  http_.deadline = Clock::now() + settings.time_limit;
  redactor_.add(settings.secret);
  redactor_.add(settings.session_token);
}

bool IamApi::pause(unsigned times) const {
  thread_local std::minstd_rand random{std::random_device{}()};
  const std::int64_t most = std::min<std::int64_t>(
      settings_.first_wait.count() << std::min(times, 10U), settings_.longest_wait.count());
  const milliseconds wait(std::uniform_int_distribution<std::int64_t>(most / 2, most)(random));
  if (Clock::now() + wait >= http_.deadline) {
    return false;
  }
  std::this_thread::sleep_for(wait);
  return true;
}

std::string IamApi::late() const {
  return fmt::format("the time limit of {} s is over", settings_.time_limit.count() / 1000);
}

void IamApi::once(const HttpRequest& request, IamAnswer& answer, bool& again) {
  answer.asked_at = machine_now();
  HttpAnswer got = client_.send(request, http_);
  answer.answered_at = machine_now();
  answer.code.clear();
  answer.fault.clear();
  again = got.may_retry();
  if (got.fault != HttpFault::none) {
    answer.fault = redactor_.clean(got.why);
    return;
  }
  answer.response = std::move(got.response);
  answer.body = std::move(answer.response.body);
  answer.response.body.clear();
  if (answer.response.status == 200) {
    return;
  }
  answer.code = xml_field(answer.body, "Code").value_or("");
  const std::string message = xml_field(answer.body, "Message").value_or("");
  answer.fault = printable(redactor_.clean(
      fmt::format("{}{}{}{}{}", answer.response.status, answer.code.empty() ? "" : " ", answer.code,
                  message.empty() ? "" : ": ", message.substr(0, 300))));
  answer.fault += advice_on(answer.code);
  if (const std::string* to = answer.response.header("location")) {
    answer.fault += " to " + in_backticks(redactor_.clean(to->substr(0, 200))) +
                    ", which is not followed; is `endpoint` that of the partition?";
  }
  const long status = answer.response.status;
  again = status == 429 || status >= 500 ||
          std::find(busy_codes.begin(), busy_codes.end(), answer.code) != busy_codes.end();
}

IamAnswer IamApi::ask(const std::string& action) {
  HttpRequest request;
  request.method = HttpMethod::post_to_read;
  request.url = settings_.endpoint;
  request.shown = settings_.endpoint + " " + action;
  request.headers = {"Content-Type: application/x-www-form-urlencoded; charset=utf-8"};
  if (!settings_.session_token.empty()) {
    request.headers.push_back("X-Amz-Security-Token: " + settings_.session_token);
  }
  request.body = "Action=" + action + "&Version=2010-05-08";
  request.sigv4 = Sigv4{"iam", settings_.region, settings_.key_id, settings_.secret};
  IamAnswer answer;
  bool again = true;
  while (again && answer.tries < most_tries) {
    if (answer.tries > 0 && !pause(answer.tries - 1)) {
      answer.fault = late() + "; the last answer: " + answer.fault;
      return answer;
    }
    ++answer.tries;
    once(request, answer, again);
  }
  if (!answer.fault.empty() && answer.tries > 1) {
    answer.fault += fmt::format(" (after {} tries)", answer.tries);
  }
  return answer;
}

}  // namespace writ
