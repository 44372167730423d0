// Console: where a command's result goes (standard output, or a file that appears whole or not at
// all), and what that place can show. Messages to the person at the terminal go to standard error
// through cli/log.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/result.h"
#include "cli/exit_status.h"
#include "cli/files.h"
#include "cli/options.h"
#include "cli/progress_display.h"

namespace writ {

class Console {
 public:
  explicit Console(const Options& options);

  bool color() const { return color_; }  // of results
  std::size_t width() const { return width_; }

  // Writes the whole result; a command calls it once. `status`, or `data` where it could not be
  // written.
  ExitStatus emit(std::string_view result, ExitStatus status);
  ExitStatus emit(const Pieces& result, ExitStatus status);
  // Reports a mistake in usage, with what to do about it.
  ExitStatus usage(const std::string& message, const std::string& help = {});
  // Reports that the world failed.
  ExitStatus failed(const std::string& message);
  // The same; `corrupt` where something stored is damaged.
  ExitStatus failed(const Error& error);
  // Shows diagnostics that stand in a command's way, or warnings, on standard error. Nothing where
  // there are none.
  void show(const Diagnostics& diagnostics, const Sources& sources);
  // Where work that takes longer than a second shows how far it is: on standard error, on a terminal
  // that can erase it. Gone after done(), which every result and message brings.
  ProgressDisplay& progress() { return progress_; }
  // Work of which it is not known how much there is.
  void progress(const std::string& text) { progress_.begin(text); }
  void done() { progress_.stop(); }

 private:
  std::string output_;
  bool quiet_;
  bool color_;
  bool error_color_;
  std::size_t width_;
  ProgressDisplay progress_;
};

}  // namespace writ
