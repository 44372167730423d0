// Ctrl-C: what is half written goes, and then the process, as the signal wants it.
#pragma once

namespace writ {

// For SIGINT, SIGTERM and SIGHUP, where they are not ignored.
void clean_up_on_signals();

}  // namespace writ
