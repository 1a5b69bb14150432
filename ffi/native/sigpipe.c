/* sigpipe.c — writing to a pipe that nobody reads fails with EPIPE, and raises SIGPIPE in the writing thread.
 *
 * A program that ignores the signal, as Deno does, needs no more. For any other, the signal is held back in this thread
 * while it writes, and taken off it afterwards, so that the error is all that remains.
 */
#include "internal.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

void aria_sigpipe_hold(aria_sigpipe_guard *guard) {
  struct sigaction action;
  *guard = (aria_sigpipe_guard){0};
  if (sigaction(SIGPIPE, NULL, &action) == 0 && !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN) return;
  sigset_t sigpipe, pending;
  sigemptyset(&sigpipe);
  sigaddset(&sigpipe, SIGPIPE);
  sigpending(&pending);
  guard->theirs = sigismember(&pending, SIGPIPE) == 1;
  guard->held = pthread_sigmask(SIG_BLOCK, &sigpipe, &guard->before) == 0 && !sigismember(&guard->before, SIGPIPE);
}

void aria_sigpipe_release(const aria_sigpipe_guard *guard, bool raised) {
  if (!guard->held) return;
  int saved = errno;
  if (raised && !guard->theirs) {
    sigset_t sigpipe;
    struct timespec none = {0};
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    while (sigtimedwait(&sigpipe, NULL, &none) < 0 && errno == EINTR) continue;
  }
  pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
  errno = saved;
}
