/* stream_write.c — from the owner to a child's input.
 *
 * What the pipe takes at once is written by the owner itself; only the rest goes through the ring, which the reactor
 * empties as the child reads. The reactor touches the descriptor only while something is queued, the owner only while
 * nothing is (`idle`), so they never write at the same time.
 */
#include "internal.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* -- Owner's side -- */

static uint64_t write_queued(aria_stream *stream) { return atomic_load(&stream->head) - atomic_load(&stream->cursor); }

void aria_stream_peek_written(aria_stream *stream, aria_span *span) {
  *span = (aria_span){.offset = aria_get(&stream->bytes_in), .length = stream->capacity - write_queued(stream)};
  span->over = atomic_load(&stream->over);
  span->state = atomic_load(&stream->state);
  span->error = span->state == ARIA_STREAM_FAILED ? atomic_load(&stream->error) : 0;
}

static int32_t write_queue(aria_stream *stream, const unsigned char *from, uint32_t length) {
  if (!stream->ring.base) {
    int error = aria_ring_map(stream->capacity, &stream->ring);
    if (error) return error;
  }
  uint64_t head = aria_get(&stream->head), room = stream->capacity - write_queued(stream);
  if (length > room) length = (uint32_t)room;
  if (!length) return 0;
  memcpy(stream->ring.base + (head & (stream->capacity - 1)), from, length);
  atomic_store(&stream->head, head + length);
  if (atomic_exchange(&stream->idle, false)) aria_source_request(&stream->source, ARIA_REQUEST_RESUME);
  return (int32_t)length;
}

int32_t aria_stream_write(aria_stream *stream, const void *from, uint32_t length) {
  uint32_t state = atomic_load(&stream->state);
  if (state != ARIA_STREAM_OPEN) return state == ARIA_STREAM_FAILED ? -atomic_load(&stream->error) : -EPIPE;
  if (length > INT32_MAX) length = INT32_MAX;
  int32_t taken = 0;
  if (atomic_load(&stream->idle)) {
    taken = aria_write((aria_handle)stream->fd, from, length);
    if (taken == -EAGAIN || taken == -EINTR) taken = 0;
    if (taken < 0) return taken;
    if (taken) {
      aria_add(&stream->bytes_out, (uint64_t)taken);
      aria_stream_count(stream, (uint64_t)taken, aria_now_ns());
    }
  }
  if ((uint32_t)taken < length) {
    int32_t queued = write_queue(stream, (const unsigned char *)from + taken, length - (uint32_t)taken);
    if (queued < 0 && taken == 0) return queued;
    if (queued > 0) taken += queued;
  }
  aria_add(&stream->bytes_in, (uint64_t)taken);
  return taken;
}

static int32_t write_wait(aria_stream *stream, bool flush) {
  atomic_store(&stream->wants_flush, flush);
  atomic_store(&stream->source.waiting, 1);
  uint64_t queued = write_queued(stream);
  bool ready =
      atomic_load(&stream->state) != ARIA_STREAM_OPEN || (flush ? queued == 0 : queued <= stream->capacity / 2);
  if (!ready) return 0;
  atomic_store(&stream->source.waiting, 0);
  return 1;
}

int32_t aria_stream_wait_to_write(aria_stream *stream) { return write_wait(stream, false); }

int32_t aria_stream_flush(aria_stream *stream) { return write_wait(stream, true); }

void aria_stream_end(aria_stream *stream) { aria_source_request(&stream->source, ARIA_REQUEST_END); }

/* -- Reactor's side -- */

static void write_failed(aria_stream *stream, int error) {
  /* The descriptor stays open until the owner lets go: it may be about to write to it. */
  aria_stream_finish(stream, ARIA_STREAM_FAILED, error);
}

static void write_stalled(aria_stream *stream) {
  if (!stream->stalled_since_ns) {
    stream->stalled_since_ns = aria_now_ns();
    aria_add(&stream->stalls, 1);
  }
  aria_poll_change(&stream->source, &stream->poll, EPOLLOUT);
}

static void write_unstall(aria_stream *stream, uint64_t now_ns) {
  if (stream->stalled_since_ns) aria_add(&stream->stalled_ns, now_ns - stream->stalled_since_ns);
  stream->stalled_since_ns = 0;
}

/* Everything is in the pipe: rest, watching only for the reader's end, or close if that was asked. */
static bool write_rest(aria_stream *stream) {
  aria_poll_change(&stream->source, &stream->poll, EPOLLERR);
  atomic_store(&stream->idle, true);
  if (write_queued(stream) && atomic_exchange(&stream->idle, false)) return false;
  if (stream->ending && !write_queued(stream)) {
    aria_stream_finish(stream, ARIA_STREAM_ENDED, 0);
    aria_close_quietly(&stream->fd);
  } else {
    aria_source_notify(&stream->source);
  }
  return true;
}

static void write_pump(aria_stream *stream) {
  for (;;) {
    uint64_t cursor = aria_get(&stream->cursor), queued = atomic_load(&stream->head) - cursor;
    if (!queued) {
      if (write_rest(stream)) return;
      continue;
    }
    ssize_t size = write(stream->fd, stream->ring.base + (cursor & (stream->capacity - 1)), queued);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) {
      write_stalled(stream);
      return;
    }
    if (size < 0) {
      write_failed(stream, errno);
      return;
    }
    uint64_t now = aria_now_ns();
    write_unstall(stream, now);
    atomic_store(&stream->cursor, cursor + (uint64_t)size);
    aria_add(&stream->bytes_out, (uint64_t)size);
    aria_stream_count(stream, (uint64_t)size, now);
    bool flush = atomic_load(&stream->wants_flush);
    if (!flush && queued - (uint64_t)size <= stream->capacity / 2) aria_source_notify(&stream->source);
  }
}

static void write_ready(aria_source *source, aria_poll *poll, uint32_t events) {
  (void)poll;
  aria_stream *stream = (aria_stream *)source;
  if (events & (EPOLLERR | EPOLLHUP)) write_failed(stream, EPIPE);
  else write_pump(stream);
}

static void write_request(aria_source *source, uint32_t requests) {
  aria_stream *stream = (aria_stream *)source;
  if (requests & ARIA_REQUEST_END) stream->ending = true;
  if (atomic_load(&stream->state) != ARIA_STREAM_OPEN) return;
  if (requests & (ARIA_REQUEST_RESUME | ARIA_REQUEST_END)) write_pump(stream);
}

const aria_source_class aria_stream_write_class = {write_ready, write_request, stream_close, stream_destroy};
