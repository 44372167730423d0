// HTTP as a connector may use it: GET, and POST to an endpoint that only reads; certificates always
// checked; one answer in memory at a time, of a bounded size; redirects handed back, never
// followed. Knows nothing of paging, retries or credentials. libcurl does the work, behind this
// header.
//
// HttpClient is safe to use from several threads: each send() blocks its own. Connections are
// shared, and HTTP/2 carries several requests on one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace writ {

// There is no other: nothing that a connector sends can change the system it looks at, as far as
// the system keeps to RFC 9110; a POST is sent only where a manifest declares a read.
enum class HttpMethod { get, post_to_read };

struct Sigv4 {
  std::string service;  // "iam"
  std::string region;   // "us-east-1"
  std::string key_id;
  std::string secret;
};

struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string url;                   // may hold secrets, as may headers and body
  std::vector<std::string> headers;  // "Name: value"
  std::string body;                  // of a POST
  std::optional<Sigv4> sigv4 = {};
  std::string shown;  // the URL for people, without secrets; empty: it is not traced
};

struct HttpResponse {
  long status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;                                          // decompressed, otherwise as it came
  bool http2 = false;
  std::string server_key;  // SHA-256 of the server's public key (SPKI), where a connection was made

  // The first header of this name (lower case), or nullptr.
  const std::string* header(std::string_view name) const;
};

// How a source's servers are reached.
struct HttpSettings {
  bool allow_private = false;      // addresses that special_address() names
  bool allow_plain = false;        // http:// beside https://
  std::string ca_file;             // instead of the machine's; PEM
  std::string client_certificate;  // PEM file, with client_key
  std::string client_key;          // PEM, the text itself; a secret
  std::string proxy;               // none is taken from the environment
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{120'000};  // of the whole request
  // No request outlives it, whatever its own time.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::chrono::seconds stall{30};              // with less than `stall_bytes` a second
  long stall_bytes = 100;
  std::size_t max_body = std::size_t{64} << 20;  // decompressed
};

enum class HttpFault {
  none,
  unreachable,  // no such name, nobody listens, or the connection broke: may be tried again
  timeout,      // the same
  torn,         // the answer ends before its end: the same
  tls,          // a certificate or a handshake: trying again does not help
  refused,      // an address, a scheme: we do not ask there
  too_large,
  unusable,  // no HTTP, or not as we asked
};

struct HttpAnswer {
  HttpFault fault = HttpFault::none;
  std::string why;  // for people; no secret and no URL is in it
  HttpResponse response;
  bool may_retry() const {
    return fault == HttpFault::unreachable || fault == HttpFault::timeout ||
           fault == HttpFault::torn;
  }
  bool reached = false;  // the request could be sent: there is a server, slow as it may be
};

// A line about each answer, for whoever looks for what goes wrong; without secrets. Called from any
// thread.
using HttpTrace = std::function<void(const std::string& line)>;

class HttpClient {
 public:
  explicit HttpClient(HttpTrace trace = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpAnswer send(const HttpRequest& request, const HttpSettings& settings);

 private:
  class Loop;
  HttpTrace trace_;
  std::unique_ptr<Loop> loop_;
};

}  // namespace writ
