#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/render.h"
#include "cli/files.h"
#include "cli/log.h"

namespace writ {
namespace {

constexpr std::size_t width_off_a_terminal = 100;

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) == "dumb";
}

bool wants_color(const std::string& when, bool terminal) {
  if (when != "auto") {
    return when == "always";
  }
  return terminal && !is_dumb() && !is_set("NO_COLOR");
}

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return width_off_a_terminal;
}

}  // namespace

// A line that is drawn over and over goes with a log on the same terminal badly.
Console::Console(const Options& options)
    : output_(options.output),
      quiet_(options.quiet),
      progress_(isatty(STDERR_FILENO) == 1 && !options.quiet && !options.verbose && !is_dumb()) {
  const bool terminal = output_.empty() && isatty(STDOUT_FILENO) == 1;
  color_ = wants_color(options.color, terminal);
  error_color_ = wants_color(options.color, isatty(STDERR_FILENO) == 1);
  width_ = terminal ? terminal_width() : width_off_a_terminal;
}

ExitStatus Console::emit(std::string_view result, ExitStatus status) {
  return emit([&](const auto& write) { write(result); }, status);
}

ExitStatus Console::emit(const Pieces& result, ExitStatus status) {
  done();
  if (output_.empty()) {
    return write_pieces(stdout, result) ? status : failed("cannot write to standard output");
  }
  const Result<bool> written = write_file(output_, result);
  return written ? status : failed(written.error().message);
}

ExitStatus Console::usage(const std::string& message, const std::string& help) {
  done();
  log(LogLevel::error, help.empty() ? message : message + "; " + help);
  return ExitStatus::usage;
}

ExitStatus Console::failed(const std::string& message) {
  done();
  log(LogLevel::error, message);
  return ExitStatus::data;
}

ExitStatus Console::failed(const Error& error) {
  failed(error.message);
  return error.corrupt ? ExitStatus::corrupt : ExitStatus::data;
}

void Console::show(const Diagnostics& diagnostics, const Sources& sources) {
  done();
  if (diagnostics.empty() || (quiet_ && !diagnostics.has_errors())) {
    return;
  }
  const std::string text = render(diagnostics, sources, {.color = error_color_});
  write_pieces(stderr, [&](const auto& write) { write(text); });
}

}  // namespace writ
