#include "cli/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/options.h"

namespace writ {
namespace {

struct Log {
  std::shared_ptr<spdlog::logger> logger = spdlog::stderr_logger_mt("writ");
  bool json = false;
};

Log& the_log() {
  static Log log;
  return log;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

void set_up_log(const Options& options) {
  Log& log = the_log();
  log.json = options.log_format == "json";
  log.logger->set_pattern(
      log.json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})" : "writ: %l: %v",
      spdlog::pattern_time_type::utc);
  log.logger->set_level(options.quiet     ? spdlog::level::err
                        : options.verbose ? spdlog::level::debug
                                          : spdlog::level::info);
}

void log(LogLevel level, std::string_view message) {
  const Log& log = the_log();
  const std::string safe = printable(message);
  log.logger->log(level_of(level), "{}", log.json ? nlohmann::json(safe).dump() : safe);
}

}  // namespace writ
