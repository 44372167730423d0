#include "connectors/rest/redactor.h"

#include <algorithm>

#include "connectors/rest/encode.h"
#include "connectors/rest/template.h"

namespace writ {

void Redactor::add(const std::string& secret) {
  constexpr std::size_t least = 4;
  if (secret.size() < least) {
    return;
  }
  const std::lock_guard lock(mutex_);
  for (std::string form : {secret, percent_encoded(secret), base64(secret), base64url(secret)}) {
    while (form.ends_with('=')) {
      form.pop_back();
    }
    if (std::find(secrets_.begin(), secrets_.end(), form) == secrets_.end()) {
      secrets_.push_back(std::move(form));
    }
  }
  std::stable_sort(secrets_.begin(), secrets_.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

std::string Redactor::clean(std::string_view text) const {
  std::string out(text);
  const std::lock_guard lock(mutex_);
  for (const std::string& secret : secrets_) {
    for (std::size_t at = out.find(secret); at != std::string::npos;
         at = out.find(secret, at + 3)) {
      out.replace(at, secret.size(), "***");
    }
  }
  return out;
}

}  // namespace writ
