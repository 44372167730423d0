// References to secrets, resolved at the last moment: `${env:NAME}`, `${file:PATH}` and
// `${command:PROGRAM ARGUMENT…}`. Only `writ collect` and `writ doctor` do that; the result is
// never shown, logged or stored.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace writ {

// Whether the whole text is a reference that can be read.
bool is_reference(std::string_view text);

// From now on no core file of this process is written, and no other process of the same user may
// look into it: called before secrets are resolved.
void keep_memory_private();

// Each reference is resolved once, so that a password manager is asked once, whoever needs its
// answer. Safe to use from several threads.
class References {
 public:
  // `folder`: where relative paths begin.
  explicit References(std::string folder) : folder_(std::move(folder)) {}

  const std::string& folder() const { return folder_; }
  // The text itself where it is no reference. One line break at the end of a file or of a program's
  // output is not part of the secret. The error names the reference, never what was found: no such
  // variable; a file that others may read (mode 0600 is fine; below /run/secrets/ any mode is, as
  // containers have it so); a program that fails, says nothing, or takes longer than a minute. A
  // program is run without a shell: its arguments are what blanks divide.
  Result<std::string> resolve(const std::string& text);

 private:
  std::string folder_;
  std::mutex mutex_;
  std::map<std::string, Result<std::string>> known_;
};

}  // namespace writ
