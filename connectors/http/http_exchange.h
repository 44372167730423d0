// One request on its way through libcurl: what is asked and how, and the answer while it comes.
// Knows nothing of other requests; whoever drives the handle (connectors/http/http.cpp) says when
// it is over.
#pragma once

#include <curl/curl.h>

#include <condition_variable>
#include <mutex>
#include <string>

#include "connectors/http/http.h"

namespace writ {

struct HttpExchange {
  // The handle is ready to be driven. Request and settings outlive this.
  HttpExchange(const HttpRequest& asked, const HttpSettings& how);
  ~HttpExchange();
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  // The answer is whole, or `code` says why there is none. Called once, when libcurl has let go of
  // the handle; ends wait().
  void finish(CURLcode code);
  // Blocks until finish() was called, by another thread.
  void wait();

  const HttpRequest& request;
  const HttpSettings& settings;
  CURL* easy = curl_easy_init();  // its CURLOPT_PRIVATE is this
  curl_slist* headers = nullptr;
  HttpAnswer answer;
  std::string refused;  // why an address was
  std::size_t header_bytes = 0;
  bool done = false;
  std::mutex mutex;
  std::condition_variable finished;
};

}  // namespace writ
