/* stream_read.c — from a child's output to its reader.
 *
 * The reactor reads what has come into one of three sinks: the ring (the usual one, with a policy for when it is full),
 * the log (somebody wants all of it), or nowhere (nobody wants it, and the child must not wait). The owner looks at the
 * bytes where they are.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { SINK_RING, SINK_LOG, SINK_NOWHERE };
/* After one step: there may be more; the turn is over, others are waiting; the pipe is empty; the stream has ended. */
enum { READ_MORE, READ_PAUSE, READ_EMPTY, READ_OVER };

#define READ_TURN              (2ull * 1024 * 1024) /* the most that one stream reads while others wait */
#define READ_PAGE_TRIAL        (256 * 1024)         /* the size of a read that tells whether huge pages pay, */
#define READ_SLOW_BYTES_PER_NS 1              /* and the speed below which they do not: with small ones it is higher */
#define READ_FLOOD             (32ull * 1024) /* who says so much at once will say more */

/* -- The sinks -- */

static void read_drop(aria_stream *stream, uint64_t bytes) {
  aria_add(&stream->bytes_in, bytes);
  aria_add(&stream->dropped, bytes);
}

/* The end of the pipe, or nothing more now, or an error. */
static int read_failed(aria_stream *stream, ssize_t result) {
  if (result < 0 && errno == EINTR) return READ_MORE;
  if (result < 0 && errno == EAGAIN) return READ_EMPTY;
  atomic_store(&stream->end_gap, stream->skipped);
  bool ended = result == 0 || errno == EIO; /* EIO: the other side of a pseudo-terminal is gone */
  aria_stream_finish(stream, ended ? ARIA_STREAM_ENDED : ARIA_STREAM_FAILED, ended ? 0 : errno);
  return READ_OVER;
}

/* Something is wrong on our side. The owner gets the error; the child goes on undisturbed. */
static void read_give_up(aria_stream *stream, int error) {
  stream->sink = SINK_NOWHERE;
  atomic_store(&stream->error, error);
  atomic_store(&stream->state, ARIA_STREAM_FAILED);
  aria_source_notify(&stream->source);
}

static int read_nowhere(aria_stream *stream, uint64_t *budget) {
  aria_reactor *reactor = stream->source.reactor;
  int null = aria_reactor_null(reactor);
  ssize_t size = null < 0 ? -1 : splice(stream->fd, NULL, null, NULL, 1 << 20, SPLICE_F_NONBLOCK);
  if (size < 0 && (null < 0 || errno != EAGAIN)) size = read(stream->fd, aria_reactor_scratch(reactor), ARIA_SCRATCH);
  if (size <= 0) return read_failed(stream, size);
  read_drop(stream, (uint64_t)size);
  aria_stream_count(stream, (uint64_t)size, aria_now_ns());
  *budget -= (uint64_t)size < *budget ? (uint64_t)size : *budget;
  return READ_MORE;
}

/* The room after `head` in the ring. */
static uint64_t read_room(aria_stream *stream, uint64_t head) {
  uint64_t kept = atomic_load(&stream->cursor), start = aria_get(&stream->start);
  return stream->capacity - (head - (kept > start ? kept : start));
}

/* Makes room by dropping a quarter of the ring; 0 while the owner is copying out. */
static uint64_t read_drop_oldest(aria_stream *stream, uint64_t head) {
  if (!aria_stream_try_lock(stream)) return 0;
  uint64_t room = read_room(stream, head); /* again: the owner may have made some */
  if (!room) {
    room = stream->capacity / 4;
    atomic_store_explicit(&stream->start, head - stream->capacity + room, memory_order_release);
    aria_add(&stream->dropped, room);
  }
  aria_stream_unlock(stream);
  return room;
}

/* The ring is full: wait for the owner to say otherwise. */
static int read_stall(aria_stream *stream, uint64_t head) {
  atomic_store(&stream->stalled, true);
  if (read_room(stream, head)) { /* room has come just now */
    atomic_store(&stream->stalled, false);
    return READ_MORE;
  }
  aria_poll_change(&stream->source, &stream->poll, 0);
  stream->stalled_since_ns = aria_now_ns();
  aria_add(&stream->stalls, 1);
  return READ_PAUSE;
}

/* Full, and the newest bytes are to go: until the reader has caught up, so that it sees one gap of known size. */
static int read_skip(aria_stream *stream, uint64_t *budget) {
  uint64_t before = aria_get(&stream->dropped);
  int outcome = read_nowhere(stream, budget);
  stream->skipped += aria_get(&stream->dropped) - before;
  return outcome;
}

static void read_announce_gap(aria_stream *stream, uint64_t *head) {
  *head += stream->skipped;
  stream->skipped = 0;
  atomic_store_explicit(&stream->start, *head, memory_order_release);
  atomic_store_explicit(&stream->head, *head, memory_order_release);
}

/* Whether there are bytes to make room for: an end alone needs none. */
static bool read_has_bytes(aria_stream *stream, bool *ended) {
  struct pollfd readable = {.fd = stream->fd, .events = POLLIN};
  bool any = poll(&readable, 1, 0) > 0;
  *ended = any && !(readable.revents & POLLIN);
  return any && !*ended;
}

static int read_full(aria_stream *stream, uint64_t head, uint64_t *budget) {
  switch (stream->overflow) {
  case ARIA_OVERFLOW_DROP_OLDEST: return READ_PAUSE; /* the oldest are being copied out at this moment */
  case ARIA_OVERFLOW_DROP_NEWEST: return read_skip(stream, budget);
  case ARIA_OVERFLOW_FAIL: read_give_up(stream, ENOBUFS); return READ_MORE;
  default: return read_stall(stream, head);
  }
}

/* Reads at most `wish` bytes to the ring, which has room for them. */
static ssize_t read_once(aria_stream *stream, uint64_t head, uint64_t wish) {
  /* Empty: begin again at the ring's beginning, whose memory is warm. Nobody holds a view of an empty ring. */
  if (read_room(stream, head) == stream->capacity) atomic_store_explicit(&stream->origin, head, memory_order_relaxed);
  ssize_t size = read(stream->fd, stream->ring.base + aria_stream_place(stream, head), wish);
  if (size <= 0) return size;
  aria_add(&stream->bytes_in, (uint64_t)size);
  atomic_store(&stream->head, head + (uint64_t)size);
  aria_stream_count(stream, (uint64_t)size, aria_now_ns());
  return size;
}

static int read_to_ring(aria_stream *stream, uint64_t *budget) {
  uint64_t head = aria_get(&stream->head);
  if (stream->skipped) {
    if (atomic_load(&stream->cursor) != head) return read_skip(stream, budget);
    read_announce_gap(stream, &head);
  }
  if (!stream->ring.base) {
    int error = aria_reactor_borrow_ring(stream->source.reactor, stream->capacity, &stream->ring);
    if (error) {
      read_give_up(stream, -error);
      return READ_MORE;
    }
  }
  uint64_t room = read_room(stream, head);
  if (!room) {
    bool ended;
    if (!read_has_bytes(stream, &ended)) return ended ? read_failed(stream, 0) : READ_EMPTY;
    if (stream->overflow == ARIA_OVERFLOW_DROP_OLDEST) room = read_drop_oldest(stream, head);
    if (!room) return read_full(stream, head, budget);
  }
  /* A notice at half a ring lets the reader work while the other half fills. */
  uint64_t wish = stream->capacity / 2 < room ? stream->capacity / 2 : room;
  ssize_t size = read_once(stream, head, wish);
  if (size <= 0) return read_failed(stream, size);
  aria_source_notify(&stream->source);
  return (uint64_t)size < wish ? READ_EMPTY : READ_PAUSE;
}

static int read_to_log(aria_stream *stream, uint64_t *budget) {
  aria_log *log = &stream->log;
  if (log->length >= stream->limit) {
    uint64_t before = aria_get(&stream->dropped);
    int outcome = read_nowhere(stream, budget);
    if (aria_get(&stream->dropped) != before) atomic_store(&stream->truncated, 1);
    return outcome;
  }
  if (!aria_log_room(log) && (stream->kept_apart || !aria_log_grow(log))) {
    read_give_up(stream, ENOMEM);
    return READ_MORE;
  }
  uint64_t wish = aria_log_room(log), left = stream->limit - log->length;
  if (wish > left) wish = left;
  if (wish > READ_TURN) wish = READ_TURN;
  uint64_t began = aria_now_ns();
  ssize_t size = read(stream->fd, aria_log_bytes(log) + log->length, wish);
  if (size <= 0) return read_failed(stream, size);
  uint64_t now = aria_now_ns();
  bool slow = (now - began) * READ_SLOW_BYTES_PER_NS > (uint64_t)size;
  if (slow && size >= READ_PAGE_TRIAL && !log->small_pages) aria_log_use_small_pages(log);
  log->length += (uint64_t)size;
  aria_add(&stream->bytes_in, (uint64_t)size);
  atomic_store(&stream->head, aria_get(&stream->head) + (uint64_t)size);
  aria_stream_count(stream, (uint64_t)size, now);
  *budget -= (uint64_t)size < *budget ? (uint64_t)size : *budget;
  if (stream->kept_apart) aria_source_notify(&stream->source);
  return (uint64_t)size < wish ? READ_EMPTY : READ_MORE;
}

static void read_pump(aria_stream *stream) {
  uint64_t budget = READ_TURN, before = aria_get(&stream->bytes_in);
  int outcome = READ_MORE;
  while (outcome == READ_MORE && budget) {
    switch (stream->sink) {
    case SINK_RING: outcome = read_to_ring(stream, &budget); break;
    case SINK_LOG: outcome = read_to_log(stream, &budget); break;
    default: outcome = read_nowhere(stream, &budget); break;
    }
  }
  uint64_t came = aria_get(&stream->bytes_in) - before;
  if (outcome != READ_EMPTY) {
    if (outcome != READ_OVER && !atomic_load(&stream->stalled))
      aria_poll_change(&stream->source, &stream->poll, EPOLLIN);
    return;
  }
  uint64_t now = aria_now_ns();
  aria_set(&stream->waiting_since_ns, now);
  if (came >= READ_FLOOD) aria_source_rest(&stream->source, &stream->poll, now);
  else aria_poll_change(&stream->source, &stream->poll, EPOLLIN);
}

/* -- Requests -- */

/* Copies the unread bytes, wherever they are, to a new log, and makes it the sink. */
static int read_start_log(aria_stream *stream, uint64_t limit, bool apart) {
  aria_log log = {0};
  aria_span span;
  aria_stream_view(stream, &span);
  int error = aria_log_map(&log, limit > span.length ? limit : span.length + 1, !apart);
  if (error) return error;
  uint64_t from = span.offset, head = aria_get(&stream->head);
  while (from < head) { /* at most twice: what the old log has, then what the ring has */
    bool in_log = span.mapping == 2;
    uint64_t end = in_log ? atomic_load(&stream->log_end) : head;
    if (end > head) end = head;
    unsigned char *bytes =
        in_log ? stream->log.base + span.position : stream->ring.base + aria_stream_place(stream, from);
    while (aria_log_room(&log) < end - from) {
      if (!aria_log_grow(&log)) {
        aria_log_unmap(&log);
        return -ENOMEM;
      }
    }
    memcpy(aria_log_bytes(&log) + log.length, bytes, end - from);
    log.length += end - from;
    from = end;
    span.mapping = 1;
  }
  aria_stream_lock(stream); /* the owner sees either the old place or the new one */
  aria_log unseen_log = stream->retired_log;
  aria_mapping unseen_ring = stream->retired_ring;
  stream->retired_log = stream->log;
  stream->retired_ring = stream->ring;
  stream->ring = (aria_mapping){0};
  stream->log = log;
  atomic_store(&stream->log_start, span.offset);
  atomic_store(&stream->log_end, UINT64_MAX);
  aria_stream_unlock(stream);
  aria_log_unmap(&unseen_log);
  aria_ring_unmap(&unseen_ring);
  return 0;
}

static void read_collect(aria_stream *stream, bool apart) {
  uint64_t limit = atomic_load(&stream->collect_limit);
  if (stream->sink == SINK_NOWHERE) return;
  bool begun = stream->sink == SINK_LOG;
  bool fresh = begun && atomic_load(&stream->cursor) <= atomic_load(&stream->log_start);
  stream->kept_apart = apart;
  if (begun && (fresh || atomic_load(&stream->truncated))) {
    if (!atomic_load(&stream->truncated)) stream->limit = limit > stream->log.length ? limit : stream->log.length;
    return;
  }
  /* A new log, also after an old one that was partly read: the limit is for what is unread. */
  int error = read_start_log(stream, limit, apart);
  if (error) {
    read_give_up(stream, -error);
    return;
  }
  stream->sink = SINK_LOG;
  stream->limit = limit > stream->log.length ? limit : stream->log.length;
}

/* A reader has come: what arrives from now on goes to the ring again, unless bytes were dropped already. */
static void read_stream(aria_stream *stream) {
  if (stream->sink != SINK_LOG) return;
  uint64_t head = aria_get(&stream->head);
  atomic_store(&stream->start, head);
  atomic_store(&stream->log_end, head);
  stream->sink = SINK_RING;
  if (atomic_load(&stream->truncated)) stream->skipped = aria_get(&stream->dropped);
}

static void read_discard(aria_stream *stream) {
  stream->sink = SINK_NOWHERE;
  if (atomic_load(&stream->state) == ARIA_STREAM_OPEN) atomic_store(&stream->state, ARIA_STREAM_ENDED);
  atomic_store(&stream->source.waiting, 1);
  aria_source_notify(&stream->source);
}

static void read_resume(aria_stream *stream) {
  if (stream->stalled_since_ns) aria_add(&stream->stalled_ns, aria_now_ns() - stream->stalled_since_ns);
  stream->stalled_since_ns = 0;
  atomic_store(&stream->stalled, false);
  aria_poll_change(&stream->source, &stream->poll, EPOLLIN);
}

static void read_obey(aria_stream *stream, uint32_t requests) {
  if (stream->fd < 0) return; /* ended; what came is where it was */
  if (requests & ARIA_REQUEST_SINK) {
    uint32_t wanted = atomic_load(&stream->wanted);
    if (wanted == ARIA_WANT_RING) read_stream(stream);
    else read_collect(stream, wanted == ARIA_COLLECT_UNTIL_READ);
  }
  if (requests & ARIA_REQUEST_DISCARD) read_discard(stream);
  if (requests & ~(uint32_t)ARIA_REQUEST_ATTACH) read_resume(stream);
}

/* -- Who drains: the reactor, or for a moment the owner (exchange.c) -- */

bool aria_stream_claim(aria_stream *stream) { return !atomic_exchange(&stream->draining, true); }

void aria_stream_yield(aria_stream *stream) {
  atomic_store(&stream->draining, false); /* first: from here on the reactor does itself what it would leave */
  uint32_t deferred = atomic_exchange(&stream->deferred, 0);
  if (deferred) aria_source_request(&stream->source, deferred);
}

bool aria_stream_can_drain(aria_stream *stream) {
  return stream->sink == SINK_RING && stream->ring.base && !stream->skipped &&
         atomic_load(&stream->state) == ARIA_STREAM_OPEN && read_room(stream, aria_get(&stream->head)) > 0;
}

ssize_t aria_stream_drain(aria_stream *stream) {
  uint64_t head = aria_get(&stream->head), room = read_room(stream, head);
  ssize_t size = room ? read_once(stream, head, room) : 0;
  if (size > 0) aria_set(&stream->waiting_since_ns, aria_get(&stream->last_byte_ns));
  return size;
}

/* The owner drains at this moment and passes the requests on, unless it has just stopped. */
static void read_defer(aria_stream *stream, uint32_t requests) {
  atomic_fetch_or(&stream->deferred, requests & ~(uint32_t)ARIA_REQUEST_ATTACH);
  if (!aria_stream_claim(stream)) return;
  read_obey(stream, atomic_exchange(&stream->deferred, 0));
  atomic_store(&stream->draining, false);
}

static void read_request(aria_source *source, uint32_t requests) {
  aria_stream *stream = (aria_stream *)source;
  if (!aria_stream_claim(stream)) {
    read_defer(stream, requests);
    return;
  }
  read_obey(stream, requests);
  atomic_store(&stream->draining, false);
}

static void read_ready(aria_source *source, aria_poll *poll, uint32_t events) {
  (void)poll;
  (void)events;
  aria_stream *stream = (aria_stream *)source;
  if (!aria_stream_claim(stream)) {
    read_defer(stream, ARIA_REQUEST_RESUME);
    return;
  }
  if (!atomic_load(&stream->stalled)) { /* a full ring may have overtaken a rest that has ended */
    aria_set(&stream->waiting_since_ns, 0);
    read_pump(stream);
  }
  atomic_store(&stream->draining, false);
}

const aria_source_class aria_stream_read_class = {read_ready, read_request, stream_close, stream_destroy};
