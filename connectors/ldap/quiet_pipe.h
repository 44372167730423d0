// QuietPipe: libldap writes to sockets that the other side may have closed, and the process would
// be killed for it (SIGPIPE). Of this thread, as long as this lives.
#pragma once

#include <pthread.h>

#include <csignal>
#include <ctime>

namespace writ {

class QuietPipe {
 public:
  QuietPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~QuietPipe() {
    if (sigismember(&before_, SIGPIPE) == 0) {
      const timespec at_once{0, 0};
      while (sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
      }
      pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
  }
  QuietPipe(const QuietPipe&) = delete;
  QuietPipe& operator=(const QuietPipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

}  // namespace writ
