/* reactor.c — one thread that waits for many descriptors.
 *
 * Two queues connect it with its owner's thread, and no lock: requests (owner to reactor) are a stack of links that the
 * reactor takes whole; news (reactor to owner) is a ring of source ids. A source is in the news only when its owner
 * asked for a notice, so a flood of bytes is not a flood of news.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
  REACTOR_NEWS = 8192,  /* ids kept for the owner; a power of two */
  REACTOR_EVENTS = 128, /* descriptors handled in one turn */
  REACTOR_RINGS = 8,    /* warm rings kept for the next streams */
  REACTOR_REST = 50000, /* nanoseconds; a pipe of 1 MiB fills in about five times that */
};

struct aria_reactor {
  int epoll, wake, null;
  _Atomic(aria_request *) requests;
  _Atomic bool sleeping; /* in the kernel's wait, or about to be: a request must write to `wake` */
  _Atomic bool interrupted, stopping;

  uint32_t news[REACTOR_NEWS];
  _Atomic uint32_t news_written; /* by the reactor */
  _Atomic uint32_t news_taken;   /* by the owner */
  _Atomic bool news_lost;
  int32_t fresh; /* notices since aria_reactor_run last returned */

  aria_source *sources;                      /* all that live */
  aria_source *dead;                         /* to be destroyed after this batch of events */
  aria_source *resting_first, *resting_last; /* in the order in which their rests end */
  unsigned char *scratch;
  aria_mapping rings[REACTOR_RINGS];
  uint32_t ring_count;

  _Atomic uint64_t source_count; /* attached and not yet freed */
  _Atomic uint64_t bytes, wakeups, busy_ns;
};

/* -- Owner's side -- */

aria_reactor *aria_reactor_create(int32_t *error) {
  aria_reactor *reactor = calloc(1, sizeof *reactor);
  if (!reactor) {
    *error = -ENOMEM;
    return NULL;
  }
  reactor->epoll = epoll_create1(EPOLL_CLOEXEC);
  reactor->wake = reactor->epoll < 0 ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  reactor->null = -1;
  reactor->scratch = malloc(ARIA_SCRATCH);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  if (reactor->wake >= 0 && reactor->scratch && epoll_ctl(reactor->epoll, EPOLL_CTL_ADD, reactor->wake, &event) == 0) {
    *error = 0;
    return reactor;
  }
  *error = reactor->scratch ? -errno : -ENOMEM;
  aria_reactor_destroy(reactor);
  return NULL;
}

static void reactor_wake(aria_reactor *reactor) {
  if (!atomic_exchange(&reactor->sleeping, false)) return;
  uint64_t one = 1;
  ssize_t written = write(reactor->wake, &one, sizeof one);
  (void)written; /* it can only fail when the counter is full, and then the reactor is awake */
}

static void reactor_push(aria_reactor *reactor, aria_request *request) {
  aria_request *first = atomic_load_explicit(&reactor->requests, memory_order_relaxed);
  do {
    request->next = first;
  } while (!atomic_compare_exchange_weak(&reactor->requests, &first, request));
}

void aria_source_init(aria_source *source, const aria_source_class *class, aria_reactor *reactor, uint32_t id) {
  source->class = class;
  source->reactor = reactor;
  source->id = id;
  atomic_init(&source->requests, 0);
  atomic_init(&source->requested, false);
  atomic_init(&source->waiting, 0);
  source->request = (aria_request){source, NULL};
  source->close = (aria_request){source, NULL};
}

void aria_source_request(aria_source *source, uint32_t requests) {
  atomic_fetch_or(&source->requests, requests);
  if (requests & ARIA_REQUEST_ATTACH) aria_add(&source->reactor->source_count, 1);
  if (!atomic_exchange(&source->requested, true)) reactor_push(source->reactor, &source->request);
  reactor_wake(source->reactor); /* also when it is listed: attaching lists without waking */
}

void aria_source_close(aria_source *source) {
  aria_reactor *reactor = source->reactor;
  reactor_push(reactor, &source->close);
  reactor_wake(reactor);
}

int32_t aria_reactor_take(aria_reactor *reactor, uint32_t *ids, uint32_t capacity) {
  if (atomic_exchange(&reactor->news_lost, false)) return -ENOBUFS;
  uint32_t taken = atomic_load_explicit(&reactor->news_taken, memory_order_relaxed);
  uint32_t count = atomic_load_explicit(&reactor->news_written, memory_order_acquire) - taken;
  if (count > capacity) count = capacity;
  for (uint32_t i = 0; i < count; i++) ids[i] = reactor->news[(taken + i) % REACTOR_NEWS];
  atomic_store_explicit(&reactor->news_taken, taken + count, memory_order_release);
  return (int32_t)count;
}

void aria_reactor_interrupt(aria_reactor *reactor) {
  atomic_store(&reactor->interrupted, true);
  reactor_wake(reactor);
}

void aria_reactor_stop(aria_reactor *reactor) {
  atomic_store(&reactor->stopping, true);
  reactor_wake(reactor);
}

void aria_reactor_read_stats(aria_reactor *reactor, aria_reactor_stats *stats) {
  stats->sources = atomic_load_explicit(&reactor->source_count, memory_order_relaxed);
  stats->bytes = atomic_load_explicit(&reactor->bytes, memory_order_relaxed);
  stats->wakeups = atomic_load_explicit(&reactor->wakeups, memory_order_relaxed);
  stats->busy_ns = atomic_load_explicit(&reactor->busy_ns, memory_order_relaxed);
}

/* -- What sources use, in the reactor's thread -- */

static int reactor_register(aria_source *source, aria_poll *poll, int fd, uint32_t events) {
  *poll = (aria_poll){.source = source, .fd = fd, .events = events, .registered = true};
  struct epoll_event event = {.events = events, .data.ptr = poll};
  return epoll_ctl(source->reactor->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int aria_source_attach(aria_source *source, aria_poll *poll, int fd, uint32_t events) {
  aria_add(&source->reactor->source_count, 1);
  atomic_store(&source->requests, ARIA_REQUEST_ATTACH);
  atomic_store(&source->requested, true);
  reactor_push(source->reactor, &source->request);   /* first: whoever sees an event sees the request before it */
  return reactor_register(source, poll, fd, events); /* from here on the source is the reactor's */
}

int aria_poll_add(aria_source *source, aria_poll *poll, int fd, uint32_t events) {
  int error = reactor_register(source, poll, fd, events);
  poll->registered = error == 0;
  poll->always = error == -EPERM;
  return poll->always ? 0 : error;
}

void aria_poll_change(aria_source *source, aria_poll *poll, uint32_t events) {
  if (!poll->registered || poll->events == events) return;
  /* For nothing the descriptor stays registered, since adding it again could fail; edge-triggered, so that a hang-up,
   * which cannot be masked, is reported once and not over and over. */
  struct epoll_event event = {.events = events ? events : EPOLLET, .data.ptr = poll};
  epoll_ctl(source->reactor->epoll, EPOLL_CTL_MOD, poll->fd, &event);
  poll->events = events;
}

void aria_poll_remove(aria_source *source, aria_poll *poll) {
  if (poll->registered) epoll_ctl(source->reactor->epoll, EPOLL_CTL_DEL, poll->fd, NULL);
  poll->registered = poll->always = false;
  poll->events = 0;
}

void aria_source_notify(aria_source *source) {
  if (!atomic_exchange(&source->waiting, 0)) return;
  aria_reactor *reactor = source->reactor;
  uint32_t written = atomic_load_explicit(&reactor->news_written, memory_order_relaxed);
  if (written - atomic_load_explicit(&reactor->news_taken, memory_order_acquire) == REACTOR_NEWS) {
    atomic_store(&reactor->news_lost, true);
  } else {
    reactor->news[written % REACTOR_NEWS] = source->id;
    atomic_store_explicit(&reactor->news_written, written + 1, memory_order_release);
  }
  reactor->fresh++;
}

void aria_source_rest(aria_source *source, aria_poll *poll, uint64_t now_ns) {
  aria_reactor *reactor = source->reactor;
  aria_poll_change(source, poll, 0);
  if (source->resting) return;
  source->resting = poll;
  source->rest_until_ns = now_ns + REACTOR_REST;
  source->next_resting = NULL;
  if (reactor->resting_last) reactor->resting_last->next_resting = source;
  else reactor->resting_first = source;
  reactor->resting_last = source;
}

static void reactor_take_from_rest(aria_reactor *reactor, aria_source *source) {
  aria_source *before = NULL, *each = reactor->resting_first;
  for (; each && each != source; each = each->next_resting) before = each;
  if (!each) return;
  if (before) before->next_resting = source->next_resting;
  else reactor->resting_first = source->next_resting;
  if (reactor->resting_last == source) reactor->resting_last = before;
  source->resting = NULL;
}

void aria_source_free(aria_source *source) {
  aria_reactor *reactor = source->reactor;
  if (source->resting) reactor_take_from_rest(reactor, source);
  if (source->listed) {
    if (source->previous) source->previous->next = source->next;
    else reactor->sources = source->next;
    if (source->next) source->next->previous = source->previous;
    source->listed = false;
    atomic_fetch_sub_explicit(&reactor->source_count, 1, memory_order_relaxed);
  }
  source->next = reactor->dead;
  reactor->dead = source;
}

void aria_reactor_count(aria_reactor *reactor, uint64_t bytes) {
  atomic_fetch_add_explicit(&reactor->bytes, bytes, memory_order_relaxed);
}

unsigned char *aria_reactor_scratch(aria_reactor *reactor) { return reactor->scratch; }

int aria_reactor_null(aria_reactor *reactor) {
  if (reactor->null < 0) reactor->null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  return reactor->null;
}

int aria_reactor_borrow_ring(aria_reactor *reactor, uint64_t capacity, aria_mapping *mapping) {
  for (uint32_t i = 0; i < reactor->ring_count; i++) {
    if (reactor->rings[i].capacity != capacity) continue;
    *mapping = reactor->rings[i];
    reactor->rings[i] = reactor->rings[--reactor->ring_count];
    return 0;
  }
  return aria_ring_map(capacity, mapping);
}

void aria_reactor_return_ring(aria_reactor *reactor, aria_mapping *mapping) {
  if (!mapping->base) return;
  if (reactor->ring_count < REACTOR_RINGS && mapping->capacity <= 1024 * 1024) {
    reactor->rings[reactor->ring_count++] = *mapping;
    *mapping = (aria_mapping){0};
  } else {
    aria_ring_unmap(mapping);
  }
}

/* -- The loop -- */

static void reactor_list(aria_reactor *reactor, aria_source *source) {
  source->previous = NULL;
  source->next = reactor->sources;
  if (source->next) source->next->previous = source;
  reactor->sources = source;
  source->listed = true;
}

static void reactor_destroy_dead(aria_reactor *reactor) {
  while (reactor->dead) {
    aria_source *source = reactor->dead;
    reactor->dead = source->next;
    source->class->destroy(source);
  }
}

static void reactor_handle(aria_reactor *reactor, aria_request *request) {
  aria_source *source = request->source;
  if (request == &source->close) {
    if (!source->listed || source->class->close(source)) aria_source_free(source);
    return;
  }
  atomic_store(&source->requested, false); /* first: what is asked from here on is a new link */
  uint32_t requests = atomic_exchange(&source->requests, 0);
  if (requests & ARIA_REQUEST_ATTACH) reactor_list(reactor, source);
  if (requests) source->class->request(source, requests);
}

/* Takes all requests and handles them in the order they were made. */
static void reactor_handle_requests(aria_reactor *reactor) {
  aria_request *newest = atomic_exchange(&reactor->requests, NULL), *oldest = NULL;
  while (newest) {
    aria_request *next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  while (oldest) {
    aria_request *next = oldest->next;
    reactor_handle(reactor, oldest);
    oldest = next;
  }
}

static void reactor_handle_events(aria_reactor *reactor, struct epoll_event *events, int count) {
  for (int i = 0; i < count; i++) {
    aria_poll *poll = events[i].data.ptr;
    if (!poll) {
      uint64_t ignored;
      ssize_t size = read(reactor->wake, &ignored, sizeof ignored);
      (void)size;
    } else if (poll->registered && poll->events && poll->source->listed) { /* not ended earlier in this batch */
      poll->source->class->ready(poll->source, poll, events[i].events);
    }
  }
}

/* Looks again at sources whose rest is over. */
static void reactor_end_rests(aria_reactor *reactor, uint64_t now_ns) {
  aria_source *source = reactor->resting_first;
  while (source && source->rest_until_ns <= now_ns) {
    aria_poll *poll = source->resting;
    reactor_take_from_rest(reactor, source);
    source->class->ready(source, poll, EPOLLIN);
    source = reactor->resting_first;
  }
}

/* epoll_wait with a timeout in nanoseconds (-1: none); in milliseconds where the kernel knows no better. */
static int reactor_wait(aria_reactor *reactor, struct epoll_event *events, int64_t timeout_ns) {
#ifdef SYS_epoll_pwait2
  if (timeout_ns > 0 && timeout_ns < 1000000) {
    struct timespec timeout = {.tv_nsec = (long)timeout_ns};
    int count = (int)syscall(SYS_epoll_pwait2, reactor->epoll, events, REACTOR_EVENTS, &timeout, NULL, (size_t)0);
    if (count >= 0 || errno != ENOSYS) return count;
  }
#endif
  int timeout_ms = timeout_ns < 0 ? -1 : (int)((timeout_ns + 999999) / 1000000);
  return epoll_wait(reactor->epoll, events, REACTOR_EVENTS, timeout_ms);
}

/* The nearer of the caller's deadline and the end of the first rest. */
static int64_t reactor_timeout(aria_reactor *reactor, uint64_t deadline_ns) {
  uint64_t until = deadline_ns;
  if (reactor->resting_first && reactor->resting_first->rest_until_ns < until)
    until = reactor->resting_first->rest_until_ns;
  if (until == UINT64_MAX) return -1;
  uint64_t now = aria_now_ns();
  return until > now ? (int64_t)(until - now) : 0;
}

/* Waits for events and handles them. */
static void reactor_turn(aria_reactor *reactor, uint64_t deadline_ns) {
  struct epoll_event events[REACTOR_EVENTS];
  int64_t timeout_ns = reactor_timeout(reactor, deadline_ns);
  atomic_store(&reactor->sleeping, true);
  bool is_called = atomic_load(&reactor->requests) || atomic_load(&reactor->interrupted);
  if (is_called || atomic_load(&reactor->stopping)) timeout_ns = 0;
  int count = reactor_wait(reactor, events, timeout_ns);
  atomic_store(&reactor->sleeping, false);
  uint64_t began = aria_now_ns();
  atomic_fetch_add_explicit(&reactor->wakeups, 1, memory_order_relaxed);
  reactor_handle_requests(reactor); /* first: a source may have been attached by the owner without waking us */
  reactor_handle_events(reactor, events, count);
  reactor_end_rests(reactor, began);
  reactor_destroy_dead(reactor);
  atomic_fetch_add_explicit(&reactor->busy_ns, aria_now_ns() - began, memory_order_relaxed);
}

int32_t aria_reactor_run(aria_reactor *reactor, int32_t timeout_ms) {
  uint64_t deadline = timeout_ms < 0 ? UINT64_MAX : aria_now_ns() + (uint64_t)timeout_ms * 1000000u;
  bool late = false;
  aria_sigpipe_guard guard;
  aria_sigpipe_hold(&guard); /* sources write */
  int32_t result;
  for (;;) {
    result = reactor->fresh;
    reactor->fresh = 0;
    if (atomic_exchange(&reactor->interrupted, false) || result || late) break;
    if (atomic_load(&reactor->stopping)) {
      result = ARIA_REACTOR_STOPPED;
      break;
    }
    late = deadline != UINT64_MAX && aria_now_ns() >= deadline; /* one look at what is there even then */
    reactor_turn(reactor, deadline);
  }
  aria_sigpipe_release(&guard, true);
  return result;
}

void aria_reactor_destroy(aria_reactor *reactor) {
  reactor_handle_requests(reactor);
  reactor_destroy_dead(reactor);
  while (reactor->sources) {
    aria_source *source = reactor->sources;
    source->class->close(source);
    aria_source_free(source);
    reactor_destroy_dead(reactor);
  }
  while (reactor->ring_count) aria_ring_unmap(&reactor->rings[--reactor->ring_count]);
  aria_close_quietly(&reactor->null);
  aria_close_quietly(&reactor->wake);
  aria_close_quietly(&reactor->epoll);
  free(reactor->scratch);
  free(reactor);
}
