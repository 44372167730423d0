#include "connectors/rest/url.h"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string_view>

#include "base/text.h"
#include "connectors/rest/template.h"

namespace writ {
namespace {

using Handle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

Handle parsed(const std::string& url) {
  Handle handle(curl_url(), curl_url_cleanup);
  if (handle && curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    handle.reset();
  }
  return handle;
}

std::optional<std::string> part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK) {
    return std::nullopt;
  }
  std::string out = text;
  curl_free(text);
  return out;
}

bool looks_like_credential(std::string_view name) {
  constexpr std::array<std::string_view, 9> parts = {
      "key", "token", "secret", "password", "sig", "assertion", "auth", "code", "session"};
  const std::string lower = ascii_lower(name);
  for (const std::string_view word : parts) {
    // Positions of a listing are none: pageToken, nextPageToken, $skiptoken.
    if (lower.find(word) != std::string::npos && lower.find("page") == std::string::npos &&
        lower.find("skip") == std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<std::string> origin_of(const std::string& url) {
  const Handle handle = parsed(url);
  if (!handle || part(handle.get(), CURLUPART_USER) || part(handle.get(), CURLUPART_PASSWORD)) {
    return std::nullopt;
  }
  const auto scheme = part(handle.get(), CURLUPART_SCHEME);
  const auto host = part(handle.get(), CURLUPART_HOST);
  const auto port = part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!scheme || !host || !port) {
    return std::nullopt;
  }
  return ascii_lower(*scheme) + "://" + ascii_lower(*host) + ":" + *port;
}

std::optional<std::string> resolved(const std::string& from, const std::string& to) {
  const Handle handle = parsed(from);
  if (!handle || curl_url_set(handle.get(), CURLUPART_URL, to.c_str(), 0) != CURLUE_OK) {
    return std::nullopt;
  }
  return part(handle.get(), CURLUPART_URL);
}

std::string with_parameter(std::string url, const std::string& name, const std::string& encoded) {
  const std::string key = percent_encoded(name);
  const std::size_t question = url.find('?');
  if (question == std::string::npos) {
    return url + "?" + key + "=" + encoded;
  }
  for (std::size_t begin = question + 1; begin <= url.size();) {
    const std::size_t end = std::min(url.find('&', begin), url.size());
    const std::string_view field(url.data() + begin, end - begin);
    if (field.substr(0, field.find('=')) == key) {
      return url.replace(begin, end - begin, key + "=" + encoded);
    }
    begin = end + 1;
  }
  return url + (url.back() == '?' ? "" : "&") + key + "=" + encoded;
}

std::string without_credentials(const std::string& url) {
  const Handle handle = parsed(url);
  if (!handle) {
    return "(no URL)";
  }
  for (const CURLUPart what : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT}) {
    curl_url_set(handle.get(), what, nullptr, 0);
  }
  std::string query = part(handle.get(), CURLUPART_QUERY).value_or("");
  std::string kept;
  for (std::size_t begin = 0; begin < query.size();) {
    const std::size_t end = std::min(query.find('&', begin), query.size());
    const std::string field = query.substr(begin, end - begin);
    const std::string name = field.substr(0, field.find('='));
    kept += (kept.empty() ? "" : "&") + (looks_like_credential(name) ? name + "=***" : field);
    begin = end + 1;
  }
  curl_url_set(handle.get(), CURLUPART_QUERY, kept.empty() ? nullptr : kept.c_str(), 0);
  return part(handle.get(), CURLUPART_URL).value_or("(no URL)");
}

std::optional<std::string> next_link(const HttpResponse& response) {
  for (const auto& [name, value] : response.headers) {
    if (name != "link") {
      continue;
    }
    for (std::size_t open = value.find('<'); open != std::string::npos;) {
      const std::size_t close = value.find('>', open);
      if (close == std::string::npos) {
        break;
      }
      const std::size_t following = value.find('<', close);
      const std::string parameters = ascii_lower(
          value.substr(close, following == std::string::npos ? following : following - close));
      if (parameters.find("rel=\"next\"") != std::string::npos ||
          parameters.find("rel=next") != std::string::npos) {
        return value.substr(open + 1, close - open - 1);
      }
      open = following;
    }
  }
  return std::nullopt;
}

}  // namespace writ
