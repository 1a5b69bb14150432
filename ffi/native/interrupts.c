/* interrupts.c — signals that a program can see without returning to its event loop.
 *
 * A handler can do little, so it counts: busy code looks at the counters between two steps, at the price of a load from
 * memory. Handlers that were there before, the runtime's, are called as well, so its listeners hear every signal too;
 * and one that is installed later calls this one.
 */
#include "internal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

_Static_assert(sizeof(_Atomic uint32_t) == sizeof(uint32_t), "the counters are read as plain numbers");

/* Written by handlers in any thread, read by everybody. */
static _Atomic uint32_t interrupt_counters[2 * ARIA_SIGNALS];

/* What a watched signal did before; written before its handler can run. */
static struct sigaction interrupt_before[ARIA_SIGNALS];
static bool interrupt_is_watched[ARIA_SIGNALS];

static void interrupt_count(int signal, siginfo_t *info, void *context) {
  int error = errno;
  if (info->si_code == SI_KERNEL)
    atomic_fetch_add_explicit(&interrupt_counters[ARIA_SIGNALS + signal], 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&interrupt_counters[signal], 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&interrupt_counters[0], 1, memory_order_release);
  const struct sigaction *before = &interrupt_before[signal];
  /* The flags say nothing about the two that are no handlers: SA_SIGINFO may be set with them. */
  bool is_handler = before->sa_handler != SIG_DFL && before->sa_handler != SIG_IGN;
  if (is_handler && (before->sa_flags & SA_SIGINFO)) {
    before->sa_sigaction(signal, info, context);
  } else if (is_handler) {
    before->sa_handler(signal);
  }
  errno = error;
}

uint32_t *aria_interrupts(void) { return (uint32_t *)interrupt_counters; }

int32_t aria_interrupts_watch(int32_t signal) {
  if (signal < 1 || signal >= ARIA_SIGNALS) return -EINVAL;
  if (interrupt_is_watched[signal]) return 0;
  if (sigaction(signal, NULL, &interrupt_before[signal]) < 0) return -errno;
  if (interrupt_before[signal].sa_handler == SIG_IGN) return -EALREADY;
  struct sigaction counting;
  memset(&counting, 0, sizeof counting);
  counting.sa_sigaction = interrupt_count;
  counting.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigfillset(&counting.sa_mask);
  if (sigaction(signal, &counting, NULL) < 0) return -errno;
  interrupt_is_watched[signal] = true;
  return 0;
}

void aria_interrupts_forget(int32_t signal) {
  if (signal < 1 || signal >= ARIA_SIGNALS || !interrupt_is_watched[signal]) return;
  struct sigaction now;
  /* Somebody who has put a handler on top of ours calls it still: then it has to stay. */
  if (sigaction(signal, NULL, &now) < 0 || now.sa_sigaction != interrupt_count) return;
  if (sigaction(signal, &interrupt_before[signal], NULL) == 0) interrupt_is_watched[signal] = false;
}
