// The run's log, to standard error: one line a message, made safe for a terminal. Only commands
// log; the rooms below return what they have to say. Any thread may.
#pragma once

#include <string_view>

namespace writ {

struct Options;

enum class LogLevel { debug, info, warning, error };

// -q shows errors only, -v everything; `--log-format json` writes one object a line.
void set_up_log(const Options& options);
void log(LogLevel level, std::string_view message);

}  // namespace writ
