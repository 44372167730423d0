#include "connectors/http/http_exchange.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "connectors/http/address.h"
#include "connectors/http/tls_advice.h"

namespace writ {
namespace {

constexpr std::size_t max_header_bytes = 256 << 10;

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<HttpExchange*>(user);
  std::string& body = exchange.answer.response.body;
  if (body.size() + size * count > exchange.settings.max_body) {
    exchange.answer.fault = HttpFault::too_large;
    return 0;
  }
  body.append(data, size * count);
  return size * count;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<HttpExchange*>(user);
  const std::string_view line(data, size * count);
  exchange.header_bytes += line.size();
  if (exchange.header_bytes > max_header_bytes) {
    exchange.answer.fault = HttpFault::too_large;
    return 0;
  }
  HttpResponse& response = exchange.answer.response;
  if (line.starts_with("HTTP/")) {  // a new answer, after an interim one
    response.headers.clear();
    return line.size();
  }
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    response.headers.emplace_back(ascii_lower(trim(line.substr(0, colon))),
                                  std::string(trim(line.substr(colon + 1))));
  }
  return line.size();
}

curl_socket_t on_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<HttpExchange*>(user);
  const std::string special = exchange.settings.proxy.empty() && !exchange.settings.allow_private
                                  ? special_address(address->addr)
                                  : std::string();
  if (!special.empty()) {
    exchange.refused = "it leads to " + address_text(address->addr) + ", a " + special +
                       " address; if the source is meant to be there, set `allow_private: true`";
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  curl_easy_setopt(easy, option, value);
}

void set_tls(CURL* easy, const HttpSettings& settings) {
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_CERTINFO, 1L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings.ca_file.empty()) {
    set(easy, CURLOPT_CAINFO, settings.ca_file.c_str());
    set(easy, CURLOPT_CAPATH, nullptr);
  }
  if (!settings.client_certificate.empty()) {
    set(easy, CURLOPT_SSLCERT, settings.client_certificate.c_str());
    curl_blob key{const_cast<char*>(settings.client_key.data()), settings.client_key.size(),
                  CURL_BLOB_COPY};
    set(easy, CURLOPT_SSLKEY_BLOB, &key);
  }
}

long time_for(const HttpSettings& settings) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      settings.deadline - std::chrono::steady_clock::now());
  return static_cast<long>(
      std::clamp(left, std::chrono::milliseconds(1), settings.timeout).count());
}

struct Told {
  HttpFault fault;
  std::string why;
};

Told told(CURLcode code, const HttpExchange& exchange) {
  if (!exchange.refused.empty()) {
    return {HttpFault::refused, exchange.refused};
  }
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {HttpFault::refused, "only https is asked; `allow_plain: true` allows http"};
    case CURLE_URL_MALFORMAT:
      return {HttpFault::unusable, "the URL is malformed"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {HttpFault::unreachable, "the host's name is not known"};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {HttpFault::unreachable, "the proxy's name is not known"};
    case CURLE_COULDNT_CONNECT:
      return {HttpFault::unreachable, "nobody answers at that address"};
    case CURLE_OPERATION_TIMEDOUT:
      return {HttpFault::timeout,
              exchange.answer.reached ? "no whole answer in time" : "no connection in time"};
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
      return {HttpFault::torn, "the answer was cut off"};
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
      return {HttpFault::torn, "the connection broke"};
    case CURLE_WRITE_ERROR:
      return {HttpFault::too_large, "the answer is larger than " +
                                        std::to_string(exchange.settings.max_body >> 20) + " MiB"};
    case CURLE_BAD_CONTENT_ENCODING:
      return {HttpFault::torn, "the answer's compression is broken"};
    default:
      break;
  }
  if (const std::string advice = tls_advice(exchange.easy, code); !advice.empty()) {
    return {HttpFault::tls, advice};
  }
  return {HttpFault::unusable, curl_easy_strerror(code)};
}

}  // namespace

HttpExchange::HttpExchange(const HttpRequest& asked, const HttpSettings& how)
    : request(asked), settings(how) {
  const char* schemes = settings.allow_plain ? "https,http" : "https";
  set(easy, CURLOPT_URL, request.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, schemes);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_PROXY, settings.proxy.c_str());
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(easy, CURLOPT_PIPEWAIT, 1L);
  set(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  set(easy, CURLOPT_USERAGENT, "writ/" WRIT_VERSION);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  set(easy, CURLOPT_TIMEOUT_MS, time_for(settings));
  set(easy, CURLOPT_LOW_SPEED_LIMIT, settings.stall_bytes);
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.stall.count()));
  set(easy, CURLOPT_WRITEFUNCTION, on_body);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, on_header);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, this);
  set(easy, CURLOPT_PRIVATE, this);
  set_tls(easy, settings);
  for (const std::string& header : request.headers) {
    headers = curl_slist_append(headers, header.c_str());
  }
  if (request.method == HttpMethod::post_to_read) {
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(easy, CURLOPT_POSTFIELDS, request.body.data());
    headers = curl_slist_append(headers, "Expect:");
  } else {
    set(easy, CURLOPT_HTTPGET, 1L);
  }
  if (request.sigv4) {
    const std::string scope = "aws:amz:" + request.sigv4->region + ":" + request.sigv4->service;
    set(easy, CURLOPT_AWS_SIGV4, scope.c_str());
    set(easy, CURLOPT_USERNAME, request.sigv4->key_id.c_str());
    set(easy, CURLOPT_PASSWORD, request.sigv4->secret.c_str());
  }
  set(easy, CURLOPT_HTTPHEADER, headers);
}

HttpExchange::~HttpExchange() {
  curl_easy_cleanup(easy);
  curl_slist_free_all(headers);
}

void HttpExchange::finish(CURLcode code) {
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.response.status);
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  curl_off_t until_sent = 0;  // also of a connection that was there
  curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &until_sent);
  answer.reached = until_sent > 0;
  answer.response.http2 = version == CURL_HTTP_VERSION_2_0;
  answer.response.server_key = server_key(easy);
  if (code != CURLE_OK) {
    Told what = told(code, *this);
    answer.fault = what.fault;
    answer.why = std::move(what.why);
  }
  const std::lock_guard lock(mutex);
  done = true;
  finished.notify_one();
}

void HttpExchange::wait() {
  std::unique_lock lock(mutex);
  finished.wait(lock, [this] { return done; });
}

}  // namespace writ
