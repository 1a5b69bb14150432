/* stream.c — what both directions of a stream share: opening, statistics, the end. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

static bool stream_options_valid(const aria_stream_options *options) {
  uint64_t capacity = options->capacity;
  bool power_of_two = capacity && (capacity & (capacity - 1)) == 0;
  return power_of_two && capacity >= 64u * 1024 && capacity <= 1024u * 1024 * 1024 &&
         options->direction <= ARIA_DIRECTION_WRITE && options->overflow <= ARIA_OVERFLOW_FAIL;
}

aria_stream *aria_stream_open(aria_reactor *reactor, aria_handle end, const aria_stream_options *options,
                              int32_t *error) {
  int fd = (int)end;
  aria_stream *stream = NULL;
  *error = stream_options_valid(options) ? aria_set_nonblocking(fd, true) : -EINVAL;
  if (*error == 0 && !(stream = calloc(1, sizeof *stream))) *error = -ENOMEM;
  if (*error) {
    aria_close_quietly(&fd);
    return NULL;
  }
  bool writes = options->direction == ARIA_DIRECTION_WRITE;
  aria_source_init(&stream->source, writes ? &aria_stream_write_class : &aria_stream_read_class, reactor, options->id);
  stream->fd = fd;
  stream->overflow = options->overflow;
  stream->capacity = options->capacity;
  atomic_init(&stream->idle, true);
  atomic_flag_clear(&stream->locked);
  aria_set(&stream->waiting_since_ns, aria_now_ns());
  *error = aria_source_attach(&stream->source, &stream->poll, fd, writes ? EPOLLERR : EPOLLIN);
  if (*error == 0) return stream;
  aria_source_close(&stream->source);
  return NULL;
}

static bool stream_reads(const aria_stream *stream) { return stream->source.class == &aria_stream_read_class; }

void aria_stream_count(aria_stream *stream, uint64_t bytes, uint64_t now_ns) {
  aria_add(&stream->operations, 1);
  if (!aria_get(&stream->first_byte_ns)) aria_set(&stream->first_byte_ns, now_ns);
  aria_set(&stream->last_byte_ns, now_ns);
  aria_reactor_count(stream->source.reactor, bytes);
}

void aria_stream_finish(aria_stream *stream, uint32_t state, int32_t error) {
  aria_poll_remove(&stream->source, &stream->poll);
  if (stream_reads(stream)) aria_close_quietly(&stream->fd);
  aria_set(&stream->waiting_since_ns, 0);
  if (atomic_load(&stream->state) == ARIA_STREAM_OPEN) {
    atomic_store(&stream->error, error);
    atomic_store(&stream->state, state);
  }
  atomic_store(&stream->over, 1);
  atomic_store(&stream->source.waiting, 1); /* an end is always news */
  aria_source_notify(&stream->source);
}

int32_t aria_stream_wait(aria_stream *stream) {
  return stream_reads(stream) ? aria_stream_wait_to_read(stream) : aria_stream_wait_to_write(stream);
}

void aria_stream_read_stats(aria_stream *stream, aria_stream_stats *stats) {
  *stats = (aria_stream_stats){
      .bytes_in = aria_get(&stream->bytes_in),
      .bytes_out = aria_get(&stream->bytes_out),
      .operations = aria_get(&stream->operations),
      .stalls = aria_get(&stream->stalls),
      .stalled_ns = aria_get(&stream->stalled_ns),
      .dropped = aria_get(&stream->dropped),
      .first_byte_ns = aria_get(&stream->first_byte_ns),
      .last_byte_ns = aria_get(&stream->last_byte_ns),
      .waiting_since_ns = aria_get(&stream->waiting_since_ns),
      .state = atomic_load(&stream->state),
      .truncated = atomic_load(&stream->truncated),
      .stalled = atomic_load(&stream->stalled),
  };
}

void aria_stream_close(aria_stream *stream) { aria_source_close(&stream->source); }

static bool stream_close(aria_source *source) {
  aria_stream *stream = (aria_stream *)source;
  aria_poll_remove(source, &stream->poll);
  aria_close_quietly(&stream->fd);
  return true;
}

static void stream_destroy(aria_source *source) {
  aria_stream *stream = (aria_stream *)source;
  aria_reactor_return_ring(source->reactor, &stream->ring);
  aria_ring_unmap(&stream->retired_ring);
  aria_log_unmap(&stream->log);
  aria_log_unmap(&stream->retired_log);
  free(stream);
}
