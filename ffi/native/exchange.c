/* exchange.c — a question and its answer in one call: the owner of both ends writes, and for a bounded time reads what
 * comes back itself.
 *
 * An answer that takes the usual way wakes the reactor's thread, and that wakes the owner: longer than most servers
 * need to answer. Here the owner reads into the same ring at the same place, by the same read. Who reads holds
 * `draining`, which is taken or not, and never waited for: an owner that does not get it only writes; a reactor that
 * does not get it leaves word in `deferred`, which the owner passes on when it lets go. Meanwhile the descriptor is
 * quiet in the reactor's set, so that the answer wakes nobody; asking for it again reports whatever is there, so
 * nothing is missed. The end of the pipe, errors and a full ring are left to the reactor, to which they show again.
 *
 * After an answer the owner keeps the stream (`kept`), so that the next one costs two system calls less, until
 * aria_stream_release or an exchange in vain.
 */
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum {
  EXCHANGE_MOST_US = 1000000,
  EXCHANGE_BUSY_NS = 10000, /* a sleep costs as much; after that it may be our processor that the other side needs */
};

/* Takes the place of the reactor, if that was not done before; false when there is something that it must do first. */
static bool exchange_begin(aria_stream *output) {
  if (!output->kept && !aria_stream_claim(output)) return false;
  bool is_ready = output->poll.registered && (output->kept || output->poll.events == EPOLLIN);
  if (!is_ready || !aria_stream_can_drain(output)) {
    if (output->kept) aria_stream_release(output);
    else aria_stream_yield(output);
    return false;
  }
  if (!output->kept) aria_poll_change(&output->source, &output->poll, 0);
  output->kept = true;
  return true;
}

void aria_stream_release(aria_stream *output) {
  if (!output->kept) return;
  output->kept = false;
  aria_poll_change(&output->source, &output->poll, EPOLLIN);
  aria_stream_yield(output);
}

/* Sleeps until there is something to read. The kernel may add 50 microseconds to the time of a thread, more than most
 * waits are long; not to this one. */
static void exchange_sleep(int fd, uint64_t ns) {
  struct pollfd readable = {.fd = fd, .events = POLLIN};
  struct timespec timeout = {.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)};
  int slack = prctl(PR_GET_TIMERSLACK);
  prctl(PR_SET_TIMERSLACK, 1ul);
  ppoll(&readable, 1, &timeout, NULL);
  if (slack > 0) prctl(PR_SET_TIMERSLACK, (unsigned long)slack);
}

/* Reads until something has come, which it returns, the time is over, or there is what the reactor must see. */
static bool exchange_await(aria_stream *output, uint64_t began_ns, uint64_t until_ns) {
  for (;;) {
    ssize_t size = aria_stream_drain(output);
    if (size > 0) return true;
    uint64_t now = aria_now_ns();
    if (size == 0 || (errno != EAGAIN && errno != EINTR) || now >= until_ns) return false;
    if (now - began_ns >= EXCHANGE_BUSY_NS) exchange_sleep(output->fd, until_ns - now);
  }
}

int32_t aria_stream_exchange(aria_stream *input, const void *from, uint32_t length, aria_stream *output,
                             uint32_t wait_us, aria_span *span, uint32_t *waited_ns) {
  if (wait_us > EXCHANGE_MOST_US) wait_us = EXCHANGE_MOST_US;
  bool drains = exchange_begin(output), came = false;
  int32_t written = length > 0 ? aria_stream_write(input, from, length) : 0;
  *waited_ns = 0;
  if (drains && written >= 0 && (uint32_t)written == length && atomic_load(&input->idle)) {
    uint64_t began = aria_now_ns();
    came = exchange_await(output, began, began + (uint64_t)wait_us * 1000);
    uint64_t waited = (came ? aria_get(&output->last_byte_ns) : aria_now_ns()) - began;
    *waited_ns = waited < UINT32_MAX ? (uint32_t)waited : UINT32_MAX; /* a stopped program waits longer than it meant */
  }
  if (drains && !came && wait_us > 0) aria_stream_release(output);
  aria_stream_peek(output, span);
  return written;
}
