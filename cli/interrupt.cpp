#include "cli/interrupt.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include "snapshot/store/temporaries.h"

namespace writ {
namespace {

// The signal that is raised again, and let in when this returns, ends the process. One that comes
// meanwhile, to another thread, does not end it before all is removed.
void clean_up(int signal) {
  static std::atomic_flag at_work;
  if (at_work.test_and_set()) {
    return;
  }
  const int number = errno;
  remove_temporaries();
  errno = number;
  std::signal(signal, SIG_DFL);
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
    sigfillset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace writ
