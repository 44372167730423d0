#include "connectors/http/http.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "connectors/http/address.h"
#include "connectors/http/tls_advice.h"

namespace writ {
namespace {

constexpr std::size_t max_header_bytes = 256 << 10;

struct List {
  ~List() { curl_slist_free_all(list); }
  void add(const char* text) { list = curl_slist_append(list, text); }
  curl_slist* list = nullptr;
};

// One request on its way.
struct Exchange {
  Exchange(const HttpRequest& asked, const HttpSettings& how) : request(asked), settings(how) {}
  ~Exchange() { curl_easy_cleanup(easy); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const HttpRequest& request;
  const HttpSettings& settings;
  CURL* easy = curl_easy_init();
  List headers;
  HttpAnswer answer;
  std::string refused;  // why an address was
  std::size_t header_bytes = 0;
  bool done = false;
  std::mutex mutex;
  std::condition_variable finished;
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  std::string& body = exchange.answer.response.body;
  if (body.size() + size * count > exchange.settings.max_body) {
    exchange.answer.fault = HttpFault::too_large;
    return 0;
  }
  body.append(data, size * count);
  return size * count;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
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
  auto& exchange = *static_cast<Exchange*>(user);
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

void set_up(Exchange& exchange) {
  CURL* easy = exchange.easy;
  const HttpSettings& settings = exchange.settings;
  const HttpRequest& request = exchange.request;
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
  set(easy, CURLOPT_WRITEDATA, &exchange);
  set(easy, CURLOPT_HEADERFUNCTION, on_header);
  set(easy, CURLOPT_HEADERDATA, &exchange);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, &exchange);
  set(easy, CURLOPT_PRIVATE, &exchange);
  set_tls(easy, settings);
  for (const std::string& header : request.headers) {
    exchange.headers.add(header.c_str());
  }
  if (request.method == HttpMethod::post_to_read) {
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(easy, CURLOPT_POSTFIELDS, request.body.data());
    exchange.headers.add("Expect:");
  } else {
    set(easy, CURLOPT_HTTPGET, 1L);
  }
  if (request.sigv4) {
    const std::string scope = "aws:amz:" + request.sigv4->region + ":" + request.sigv4->service;
    set(easy, CURLOPT_AWS_SIGV4, scope.c_str());
    set(easy, CURLOPT_USERNAME, request.sigv4->key_id.c_str());
    set(easy, CURLOPT_PASSWORD, request.sigv4->secret.c_str());
  }
  set(easy, CURLOPT_HTTPHEADER, exchange.headers.list);
}

struct Told {
  HttpFault fault;
  std::string why;
};

Told told(CURLcode code, const Exchange& exchange) {
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

void finish(Exchange& exchange, CURLcode code) {
  long version = 0;
  curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &exchange.answer.response.status);
  curl_easy_getinfo(exchange.easy, CURLINFO_HTTP_VERSION, &version);
  curl_off_t until_sent = 0;  // also of a connection that was there
  curl_easy_getinfo(exchange.easy, CURLINFO_PRETRANSFER_TIME_T, &until_sent);
  exchange.answer.reached = until_sent > 0;
  exchange.answer.response.http2 = version == CURL_HTTP_VERSION_2_0;
  exchange.answer.response.server_key = server_key(exchange.easy);
  if (code != CURLE_OK) {
    Told what = told(code, exchange);
    exchange.answer.fault = what.fault;
    exchange.answer.why = std::move(what.why);
  }
  const std::lock_guard lock(exchange.mutex);
  exchange.done = true;
  exchange.finished.notify_one();
}

}  // namespace

// The thread that all requests go through.
class HttpClient::Loop {
 public:
  Loop() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)ready;
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    thread_ = std::thread([this] { run(); });
  }
  ~Loop() {
    stop_ = true;
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void add(Exchange& exchange) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(&exchange);
    }
    curl_multi_wakeup(multi_);
  }

 private:
  void run() {
    while (!stop_) {
      start_waiting();
      int running = 0;
      curl_multi_perform(multi_, &running);
      finish_done();
      curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
  }
  void start_waiting() {
    const std::lock_guard lock(mutex_);
    for (Exchange* exchange : waiting_) {
      curl_multi_add_handle(multi_, exchange->easy);
    }
    waiting_.clear();
  }
  void finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) {
        continue;
      }
      const CURLcode code = message->data.result;
      CURL* easy = message->easy_handle;
      char* user = nullptr;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &user);
      curl_multi_remove_handle(multi_, easy);
      finish(*reinterpret_cast<Exchange*>(user), code);
    }
  }

  CURLM* multi_ = nullptr;
  std::mutex mutex_;
  std::deque<Exchange*> waiting_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

namespace {

std::string traced(const HttpRequest& request, const HttpAnswer& answer,
                   std::chrono::steady_clock::duration took) {
  const HttpResponse& response = answer.response;
  return fmt::format("{} {}: {} after {} ms", request.method == HttpMethod::get ? "GET" : "POST",
                     request.shown,
                     answer.fault != HttpFault::none
                         ? answer.why
                         : fmt::format("{}, {} bytes{}", response.status, response.body.size(),
                                       response.http2 ? ", HTTP/2" : ""),
                     std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
}

}  // namespace

const std::string* HttpResponse::header(std::string_view name) const {
  const auto place = std::find_if(headers.begin(), headers.end(),
                                  [name](const auto& header) { return header.first == name; });
  return place == headers.end() ? nullptr : &place->second;
}

HttpClient::HttpClient(HttpTrace trace)
    : trace_(std::move(trace)), loop_(std::make_unique<Loop>()) {}
HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::send(const HttpRequest& request, const HttpSettings& settings) {
  const auto begin = std::chrono::steady_clock::now();
  Exchange exchange(request, settings);
  set_up(exchange);
  loop_->add(exchange);
  std::unique_lock lock(exchange.mutex);
  exchange.finished.wait(lock, [&] { return exchange.done; });
  if (trace_ && !request.shown.empty()) {
    trace_(traced(request, exchange.answer, std::chrono::steady_clock::now() - begin));
  }
  return std::move(exchange.answer);
}

}  // namespace writ
