#include "cli/interrupt.h"

#include <csignal>

#include "snapshot/store/temporaries.h"

namespace writ {
namespace {

// With SA_RESETHAND the signal that is raised again, and let in when this returns, ends the
// process.
void clean_up(int signal) {
  remove_temporaries();
  raise(signal);
}

}  // namespace

void clean_up_on_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) {
      continue;
    }
    struct sigaction action {};
    action.sa_handler = clean_up;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigfillset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace writ
