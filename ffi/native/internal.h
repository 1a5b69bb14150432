/* internal.h — what the files of the library share and no caller sees.
 *
 * Threads. A reactor is run by one thread (the drainer's). Everything a source owns is touched by that thread alone,
 * except the fields marked _Atomic and what a comment gives to the owner's thread. The owner asks for things by setting
 * bits in `requests` and pushing the source on the reactor's list; the reactor frees a source only after the owner's
 * aria_source_close, so a pointer is valid for the owner until it closes it.
 */
#ifndef ARIA_INTERNAL_H
#define ARIA_INTERNAL_H

#include "aria.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

typedef struct aria_source aria_source;

/* What an owner can ask of a source, handled in the reactor's thread in this order. */
enum {
  ARIA_REQUEST_ATTACH = 1u << 0, /* begin */
  ARIA_REQUEST_RESUME = 1u << 1, /* there is room (reading), bytes (writing), somebody waits (watch) */
  ARIA_REQUEST_SINK = 1u << 2,   /* reading: `wanted` has changed */
  ARIA_REQUEST_DISCARD = 1u << 3,
  ARIA_REQUEST_END = 1u << 4,
  ARIA_REQUEST_REAP = 1u << 5, /* a process that cannot be watched */
};

/* One descriptor in the reactor's epoll set. `always` stands for a file that cannot be polled because it is always
 * ready. */
typedef struct aria_poll {
  aria_source *source;
  int fd;
  _Atomic uint32_t events; /* asked for now: EPOLLIN, EPOLLOUT, EPOLLERR alone for errors only, 0 for nothing */
  bool registered;
  bool always;
} aria_poll;

typedef struct aria_source_class {
  /* The kernel reports `events` on `poll`. */
  void (*ready)(aria_source *source, aria_poll *poll, uint32_t events);
  /* The owner asked for `requests`. */
  void (*request)(aria_source *source, uint32_t requests);
  /* The owner closed it: release what the source owns, its polls removed first. Returns false to live on without an
   * owner (a running process is still to be reaped); it then ends itself by aria_source_free. */
  bool (*close)(aria_source *source);
  /* Frees the memory. Called after the batch of events in which the source ended. */
  void (*destroy)(aria_source *source);
} aria_source_class;

/* A link in the reactor's list of requests. Each source has two: one for every request but the last, so that many
 * requests are one link; and one for the close, after which the owner may touch nothing of the source, not even to see
 * whether the first link is listed. */
typedef struct aria_request {
  aria_source *source;
  struct aria_request *next;
} aria_request;

/* The first member of every stream, edge, process and watch. */
struct aria_source {
  const aria_source_class *class;
  aria_reactor *reactor;
  uint32_t id;
  _Atomic uint32_t requests;
  _Atomic bool requested;   /* `request` is on the reactor's list */
  _Atomic uint32_t waiting; /* the owner wants one notice */
  aria_request request, close;
  aria_source *next, *previous; /* the reactor's list of all sources, or (next) of those to destroy */
  bool listed;                  /* in that list: alive */
  aria_source *next_resting;    /* the reactor's queue of sources that rest */
  aria_poll *resting;           /* what is looked at again after the rest; NULL when it does not rest */
  uint64_t rest_until_ns;
};

/* -- reactor.c -- */

/* Owner's thread: prepares a source and (with ARIA_REQUEST_ATTACH) hands it to the reactor. */
void aria_source_init(aria_source *source, const aria_source_class *class, aria_reactor *reactor, uint32_t id);
void aria_source_request(aria_source *source, uint32_t requests);
/* Owner's thread: hands a source with one descriptor to the reactor without waking it. An error (-EPERM for a file,
 * which cannot be polled) leaves the source with the reactor all the same: it is to be closed. */
int aria_source_attach(aria_source *source, aria_poll *poll, int fd, uint32_t events);
/* Owner's thread: lets go; the owner must not touch `source` again. */
void aria_source_close(aria_source *source);

/* Reactor's thread (or the owner's, before the source is attached, and while it drains a stream). Registers, changes
 * and removes a descriptor. A hang-up is reported over and over as long as anything is asked for, so who waits for
 * something else asks for 0. */
int aria_poll_add(aria_source *source, aria_poll *poll, int fd, uint32_t events);
void aria_poll_change(aria_source *source, aria_poll *poll, uint32_t events);
void aria_poll_remove(aria_source *source, aria_poll *poll);
/* For a source that has just been emptied and fills at once: lets some more come, so that a flood is a few large reads
 * and not many small ones, then calls `ready`. Meanwhile nothing is reported on `poll`. */
void aria_source_rest(aria_source *source, aria_poll *poll, uint64_t now_ns);
/* Tells the owner, if it waits, that the source has news. */
void aria_source_notify(aria_source *source);
/* Removes the source from the reactor and destroys it after this batch. */
void aria_source_free(aria_source *source);
void aria_reactor_count(aria_reactor *reactor, uint64_t bytes);
/* A scratch buffer of ARIA_SCRATCH bytes for the reactor's thread, and the null device for discarding. */
enum { ARIA_SCRATCH = 256 * 1024 };
unsigned char *aria_reactor_scratch(aria_reactor *reactor);
int aria_reactor_null(aria_reactor *reactor);

/* -- ring.c -- */

/* `capacity` bytes mapped twice, back to back. Owned by whoever called aria_ring_map. */
typedef struct aria_mapping {
  unsigned char *base;
  uint64_t capacity;
} aria_mapping;
int aria_ring_map(uint64_t capacity, aria_mapping *mapping);
void aria_ring_unmap(aria_mapping *mapping);
/* A few mappings of the usual size stay warm in the reactor for the next stream. */
int aria_reactor_borrow_ring(aria_reactor *reactor, uint64_t capacity, aria_mapping *mapping);
void aria_reactor_return_ring(aria_reactor *reactor, aria_mapping *mapping);

/* -- log.c -- */

/* Memory that bytes are appended to and that never moves once it is shared. Owned by its stream. */
typedef struct aria_log {
  unsigned char *base;
  uint64_t reserved; /* bytes of address space */
  uint64_t length;   /* bytes in it */
  bool small_pages;  /* huge ones do not pay here */
} aria_log;
/* Bytes begin where the C library's allocator begins a large block in its page, so that whole pages can be moved into
 * such a block. */
enum { ARIA_LOG_LEAD = 16 };
/* Reserves space for `limit` bytes, or for the beginning of so many if the log may move. */
int aria_log_map(aria_log *log, uint64_t limit, bool moves);
unsigned char *aria_log_bytes(const aria_log *log);
uint64_t aria_log_room(const aria_log *log);
/* Doubles the reserved space; may move the log. False when there is no more. */
bool aria_log_grow(aria_log *log);
/* For the rest of the log: where memory comes slowly (a virtual machine whose host takes back what is not used), a huge
 * page is mostly memory that is still to come. */
void aria_log_use_small_pages(aria_log *log);
void aria_log_unmap(aria_log *log);
/* Moves `length` bytes of a log, which are gone from there: whole pages by moving page tables where both stand alike in
 * their page. */
void aria_log_move(unsigned char *from, unsigned char *into, uint64_t length);

/* -- stream.c, stream_view.c, stream_read.c, stream_write.c, exchange.c -- */

/* One private pipe end. Every byte has an offset in the stream's life. When reading, the bytes [cursor, head) are kept:
 * first those in the log (up to log_end), then those in the ring (from start). When writing, [cursor, head) is queued
 * in the ring. Who writes a field: (o) the owner's thread, (r) the reactor's. */
struct aria_stream {
  aria_source source;
  aria_poll poll;
  int fd; /* closed by (r); for writing only on the owner's request, since the owner writes to it too */
  uint32_t overflow;
  uint64_t capacity;

  aria_mapping ring;         /* reading (r), writing (o); set before the first byte in it is announced */
  aria_mapping retired_ring; /* (r) may still be looked at by the owner */
  aria_log log, retired_log; /* (r) */
  uint64_t limit;            /* (r) of the log */
  bool kept_apart;           /* (r) the log may not move: the owner may look at it */
  uint32_t sink;             /* (r) where arriving bytes go */
  bool ending;               /* (r) writing: close when the queue is empty */
  uint64_t skipped;          /* (r) bytes dropped behind head, to be announced as a gap */
  uint64_t stalled_since_ns; /* (r) */

  _Atomic uint64_t head, cursor;       /* reading: (r), (o); writing: (o), (r) */
  _Atomic uint64_t start;              /* (r) the oldest byte the ring keeps */
  _Atomic uint64_t origin;             /* (r) the byte that stands at the ring's beginning; announced with head */
  _Atomic uint64_t log_start, log_end; /* (r) log_end 0: there is no log; UINT64_MAX: it grows */
  _Atomic uint32_t state;              /* (r) ARIA_STREAM_* */
  _Atomic int32_t error;               /* (r) */
  _Atomic bool stalled;                /* reading: (r) the ring is full and the owner is to say when it is not */
  _Atomic bool idle;                   /* writing: nothing is queued and (r) does nothing */
  _Atomic bool wants_flush;            /* writing: (o) waits for an empty queue, not only for room */
  atomic_flag locked;                  /* aria_stream_lock */
  _Atomic uint64_t end_gap;            /* (r) bytes dropped between the last byte and the end */
  _Atomic uint64_t collect_limit;      /* (o) */
  _Atomic uint32_t wanted;             /* (o) ARIA_COLLECT_*, or ARIA_WANT_RING; the last one counts */
  bool only_end;                       /* (o) news is the end alone */
  _Atomic bool draining;               /* reading: held by (r) while it touches its fields, or by (o) in its place */
  bool kept;                           /* (o) it holds `draining` from one exchange to the next */
  _Atomic uint32_t deferred;           /* requests that (r) left to (o), which was draining */

  _Atomic uint64_t bytes_in, bytes_out, operations, stalls, stalled_ns, dropped;
  _Atomic uint64_t first_byte_ns, last_byte_ns, waiting_since_ns;
  _Atomic uint32_t truncated;
  _Atomic uint32_t over; /* (r) the pipe has ended */
};

enum { ARIA_WANT_RING = 2 };
extern const aria_source_class aria_stream_read_class, aria_stream_write_class;

static inline void aria_add(_Atomic uint64_t *counter, uint64_t amount) {
  atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}
static inline uint64_t aria_get(_Atomic uint64_t *counter) {
  return atomic_load_explicit(counter, memory_order_relaxed);
}
static inline void aria_set(_Atomic uint64_t *counter, uint64_t value) {
  atomic_store_explicit(counter, value, memory_order_relaxed);
}
/* Counts one read or write of `bytes` at `now`. */
void aria_stream_count(aria_stream *stream, uint64_t bytes, uint64_t now_ns);
/* Publishes the end or the failure; the descriptor leaves the reactor. */
void aria_stream_finish(aria_stream *stream, uint32_t state, int32_t error);
/* Held while the owner looks at a stream that is read or copies from its memory, and while the reactor drops the oldest
 * bytes or changes where they are. Never held across a system call. Who holds `draining` may take it, not the other way
 * round. */
void aria_stream_lock(aria_stream *stream);
bool aria_stream_try_lock(aria_stream *stream);
void aria_stream_unlock(aria_stream *stream);
/* The right to read from the pipe, and to touch what is (r)'s meanwhile. Whoever does not get it must not wait. */
bool aria_stream_claim(aria_stream *stream);
/* Gives it back, and passes on what the reactor could not do. Owner's thread. */
void aria_stream_yield(aria_stream *stream);
/* Holding it: whether bytes that come would go into the ring, and there is room. */
bool aria_stream_can_drain(aria_stream *stream);
/* Holding it: one read into the ring's room; returns what read() did, 0 when there is no room any more. */
ssize_t aria_stream_drain(aria_stream *stream);
/* Where in the ring the byte at `offset` stands. */
uint64_t aria_stream_place(aria_stream *stream, uint64_t offset);
/* Where the unread bytes are: first what the log has, then what the ring has. Sets the span's place and length. */
void aria_stream_view(aria_stream *stream, aria_span *span);
int32_t aria_stream_wait_to_read(aria_stream *stream);
int32_t aria_stream_wait_to_write(aria_stream *stream);
void aria_stream_peek_written(aria_stream *stream, aria_span *span);

/* -- sigpipe.c -- */

typedef struct aria_sigpipe_guard {
  bool held;
  bool theirs; /* one was pending before: not ours to take */
  sigset_t before;
} aria_sigpipe_guard;
/* Around writes of this thread. `raised`: whether one may have failed with EPIPE. Keeps errno. */
void aria_sigpipe_hold(aria_sigpipe_guard *guard);
void aria_sigpipe_release(const aria_sigpipe_guard *guard, bool raised);

/* -- descriptors (handles.c) -- */

int aria_set_nonblocking(int fd, bool nonblocking);
/* close() that keeps errno and is never repeated: after EINTR the descriptor is gone all the same. */
void aria_close_quietly(int *fd);

#endif
