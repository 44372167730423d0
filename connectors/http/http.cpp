#include "connectors/http/http.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>

#include "connectors/http/http_exchange.h"

namespace writ {

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

  void add(HttpExchange& exchange) {
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
    for (HttpExchange* exchange : waiting_) {
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
      reinterpret_cast<HttpExchange*>(user)->finish(code);
    }
  }

  CURLM* multi_ = nullptr;
  std::mutex mutex_;
  std::deque<HttpExchange*> waiting_;
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
  HttpExchange exchange(request, settings);
  loop_->add(exchange);
  exchange.wait();
  if (trace_ && !request.shown.empty()) {
    trace_(traced(request, exchange.answer, std::chrono::steady_clock::now() - begin));
  }
  return std::move(exchange.answer);
}

}  // namespace writ
