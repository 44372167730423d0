// What to remove where the process ends early: files and folders that are not finished. A handler
// of signals may call remove_temporaries(); the rest is for one thread at a time.
#pragma once

#include <string>

namespace writ {

// Before `path` is made, so that no signal finds it unknown. Does not return once
// remove_temporaries() was called: the process is ending.
void note_temporary(const std::string& path);
// All that was noted is finished, or gone.
void forget_temporaries();
// Removes what was noted, the last first, and says nothing of what is not there. Calls only what a
// handler of signals may call.
void remove_temporaries();

}  // namespace writ
