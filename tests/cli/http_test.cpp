// The HTTP client against real servers: certificates, addresses, versions, and what is never sent.
#include "connectors/http/http.h"

#include "certificates.h"
#include "connectors/http/address.h"
#include "peer.h"

namespace writ {
namespace {

using Json = nlohmann::json;

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

Json description(const std::string& certificate) {
  return {{"tls",
           {{"cert", certificates().path(certificate + ".pem")},
            {"key", certificates().path(certificate + ".key")}}},
          {"lists", {{{"path", "/list"}, {"style", "plain"}, {"rows", {1, 2, 3}}}}}};
}

HttpSettings trusting() {
  HttpSettings settings;
  settings.allow_private = true;
  settings.ca_file = certificates().path("ca.pem");
  settings.timeout = std::chrono::seconds(5);
  return settings;
}

HttpAnswer get(const std::string& url, const HttpSettings& settings) {
  HttpClient client;
  HttpRequest request;
  request.url = url;
  return client.send(request, settings);
}

}  // namespace

TEST_CASE("certificates are checked, and what is wrong is said", "[cli][http]") {
  if (!have_node()) {
    return;
  }
  struct Row {
    const char* certificate;
    const char* says;
  };
  const auto row = GENERATE(
      values<Row>({{"expired", "has expired"},
                   {"self", "is self-signed; if that is meant to be so, name it in `ca_file`"},
                   {"elsewhere", "is for another host; is `base_url` right?"}}));
  CAPTURE(row.certificate);
  const Peer peer(description(row.certificate));
  const HttpAnswer answer = get(peer.url("https") + "/list", trusting());
  CHECK(answer.fault == HttpFault::tls);
  CHECK_FALSE(answer.may_retry());
  CHECK_THAT(answer.why, Catch::Contains(row.says));
  CHECK(peer.requests().empty());
}

TEST_CASE("an authority that nobody named is not trusted", "[cli][http]") {
  if (!have_node()) {
    return;
  }
  const Peer peer(description("good"));
  HttpSettings settings = trusting();
  CHECK(get(peer.url("https") + "/list", settings).response.body == "[1,2,3]");
  settings.ca_file.clear();
  const HttpAnswer answer = get(peer.url("https") + "/list", settings);
  CHECK(answer.fault == HttpFault::tls);
  CHECK_THAT(answer.why, Catch::Contains("name its certificate in `ca_file`"));
}

TEST_CASE("TLS 1.1 is refused", "[cli][http]") {
  if (!have_node()) {
    return;
  }
  Json old = description("good");
  old["tls"]["max_version"] = "TLSv1.1";
  const Peer peer(old);
  const HttpAnswer answer = get(peer.url("https") + "/list", trusting());
  CHECK(answer.fault == HttpFault::tls);
  CHECK_THAT(answer.why, Catch::Contains("less than TLS 1.2"));
}

TEST_CASE("a client certificate is shown where it is wanted", "[cli][http]") {
  if (!have_node()) {
    return;
  }
  Json mutual = description("good");
  mutual["tls"]["client_ca"] = certificates().path("ca.pem");
  const Peer peer(mutual);
  HttpSettings settings = trusting();
  CHECK(get(peer.url("https") + "/list", settings).fault != HttpFault::none);
  settings.client_certificate = certificates().path("client.pem");
  settings.client_key = certificates().read("client.key");
  CHECK(get(peer.url("https") + "/list", settings).response.body == "[1,2,3]");
  settings.client_key = "no key";
  CHECK_THAT(get(peer.url("https") + "/list", settings).why,
             Catch::Contains("must be PEM and belong together"));
}

TEST_CASE("HTTP/2 is spoken where the server does", "[cli][http]") {
  if (!have_node()) {
    return;
  }
  Json modern = description("good");
  modern["http2"] = true;
  modern["gzip"] = true;
  const Peer peer(modern);
  const HttpAnswer answer = get(peer.url("https") + "/list", trusting());
  CHECK(answer.why.empty());
  CHECK(answer.response.http2);
  CHECK(answer.response.server_key == certificates().key_digest("good"));
  CHECK(answer.response.body == "[1,2,3]");
}

TEST_CASE("only public addresses are asked", "[cli][http]") {
  const auto host = GENERATE(values<std::string>(
      {"127.0.0.1", "localhost", "[::1]", "10.1.2.3", "192.168.1.1", "169.254.169.254", "0.0.0.0",
       "[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "127.1", "[fd00::1]", "[fe80::1]"}));
  CAPTURE(host);
  HttpSettings settings;
  settings.connect_timeout = std::chrono::seconds(1);
  const HttpAnswer answer = get("https://" + host + "/", settings);
  CHECK(answer.fault == HttpFault::refused);
  CHECK_THAT(answer.why, Catch::Contains("set `allow_private: true`"));
}

TEST_CASE("only https is asked", "[cli][http]") {
  const auto url =
      GENERATE(values<std::string>({"http://example.com/", "file:///etc/passwd",
                                    "ftp://example.com/", "gopher://example.com/", "dict://x/"}));
  CAPTURE(url);
  CHECK(get(url, HttpSettings()).fault == HttpFault::refused);
}

TEST_CASE("which addresses are special", "[cli][http]") {
  struct Row {
    const char* text;
    const char* what;
  };
  const auto row = GENERATE(values<Row>({{"8.8.8.8", ""},
                                         {"172.15.255.255", ""},
                                         {"172.16.0.0", "private"},
                                         {"172.31.255.255", "private"},
                                         {"172.32.0.0", ""},
                                         {"100.64.0.1", "carrier-grade NAT"},
                                         {"224.0.0.1", "multicast"},
                                         {"255.255.255.255", "reserved"},
                                         {"2606:4700::1111", ""},
                                         {"::", "unspecified"},
                                         {"::ffff:8.8.8.8", ""},
                                         {"::ffff:169.254.169.254", "link-local"},
                                         {"64:ff9b::a00:1", "private"},
                                         {"2002:7f00:1::", "loopback"},
                                         {"2001:db8::1", "reserved"},
                                         {"fec0::1", "reserved"},
                                         {"ff02::1", "multicast"},
                                         {"no address", "reserved"}}));
  CAPTURE(row.text);
  CHECK(special_address(std::string(row.text)) == row.what);
}

}  // namespace writ
