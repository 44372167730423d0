// The times that servers tell: what hour it is there, and how long they ask us to wait.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/time.h"
#include "connectors/http/http.h"

namespace writ {

Instant machine_now();

// HTTP's date (RFC 9110 section 5.6.7), in its one form that is still written.
std::optional<Instant> http_date(const std::string& text);

// Of Retry-After (RFC 9110 section 10.2.3): seconds, or a date by the server's own clock. May be
// negative.
std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& response);
// Of a header with epoch seconds by the server's own clock, or, below 100,000,000, the seconds
// until then. May be negative.
std::optional<std::chrono::milliseconds> reset_wait(const HttpResponse& response,
                                                    const std::string& name);

}  // namespace writ
