/* stream_view.c — what the owner sees of a stream that is read: the bytes where they are, the gaps, the end.
 *
 * Everything here runs in the owner's thread, but for the lock and the view. It reads what the reactor announces and
 * writes the cursor alone. The reactor may move the bytes to other memory after an aria_stream_collect, even a while
 * after the aria_stream_attach that follows it, but only once: the memory that they left lasts until they are moved
 * again. So a view that is got while attached is good until the next aria_stream_collect.
 */
#include "internal.h"

#include <string.h>

void aria_stream_lock(aria_stream *stream) {
  while (atomic_flag_test_and_set_explicit(&stream->locked, memory_order_acquire)) continue; /* a copy at the most */
}

bool aria_stream_try_lock(aria_stream *stream) {
  return !atomic_flag_test_and_set_explicit(&stream->locked, memory_order_acquire);
}

void aria_stream_unlock(aria_stream *stream) { atomic_flag_clear_explicit(&stream->locked, memory_order_release); }

/* Where in the ring the byte at `offset` stands. */
uint64_t aria_stream_place(aria_stream *stream, uint64_t offset) {
  return (offset - atomic_load_explicit(&stream->origin, memory_order_relaxed)) & (stream->capacity - 1);
}

/* Where the unread bytes are: first what the log has, then what the ring has. */
void aria_stream_view(aria_stream *stream, aria_span *span) {
  uint64_t head = atomic_load_explicit(&stream->head, memory_order_acquire);
  uint64_t cursor = atomic_load_explicit(&stream->cursor, memory_order_relaxed);
  uint64_t log_end = atomic_load_explicit(&stream->log_end, memory_order_acquire);
  uint64_t in_log = log_end < head ? log_end : head;
  uint64_t first, end;
  if (cursor < in_log) {
    first = atomic_load_explicit(&stream->log_start, memory_order_relaxed);
    if (first < cursor) first = cursor;
    end = in_log;
    span->base = (uintptr_t)stream->log.base;
    span->mapped = stream->log.reserved;
    span->position = ARIA_LOG_LEAD + (first - atomic_load_explicit(&stream->log_start, memory_order_relaxed));
    span->mapping = 2;
  } else {
    first = atomic_load_explicit(&stream->start, memory_order_acquire);
    if (first < cursor) first = cursor;
    end = head;
    bool any = end > first;
    span->base = any ? (uintptr_t)stream->ring.base : 0;
    span->mapped = any ? stream->ring.capacity * 2 : 0;
    span->position = any ? aria_stream_place(stream, first) : 0;
    span->mapping = any ? 1 : 0;
  }
  span->offset = first;
  span->length = end > first ? end - first : 0;
  span->gap = first - cursor;
}

static void view_peek(aria_stream *stream, aria_span *span) {
  *span = (aria_span){0};
  uint32_t over = atomic_load(&stream->over);   /* these before the bytes: what came before the end */
  uint32_t state = atomic_load(&stream->state); /* must be seen with it */
  if (stream->only_end && state == ARIA_STREAM_OPEN) return;
  aria_stream_view(stream, span);
  if (state != ARIA_STREAM_OPEN && span->length == 0) { /* what was dropped at the very end */
    uint64_t skipped = atomic_exchange(&stream->end_gap, 0);
    span->gap += skipped;
    span->offset += skipped;
  }
  span->state = state;
  span->over = over;
  span->error = state == ARIA_STREAM_FAILED ? atomic_load(&stream->error) : 0;
  if (span->gap) atomic_store(&stream->cursor, span->offset);
}

void aria_stream_peek(aria_stream *stream, aria_span *span) {
  if (stream->source.class == &aria_stream_write_class) {
    aria_stream_peek_written(stream, span);
    return;
  }
  aria_stream_lock(stream);
  view_peek(stream, span);
  aria_stream_unlock(stream);
}

void aria_stream_consume(aria_stream *stream, uint64_t length) {
  uint64_t cursor = atomic_load_explicit(&stream->cursor, memory_order_relaxed) + length;
  atomic_store(&stream->cursor, cursor);
  aria_add(&stream->bytes_out, length);
  if (!atomic_load(&stream->stalled)) return;
  uint64_t used = atomic_load_explicit(&stream->head, memory_order_relaxed) - cursor;
  if (used > stream->capacity / 2) return; /* resume for a worthwhile read */
  if (atomic_exchange(&stream->stalled, false)) aria_source_request(&stream->source, ARIA_REQUEST_RESUME);
}

uint32_t aria_stream_read(aria_stream *stream, void *into, uint32_t length, uint64_t *gap) {
  aria_span span;
  aria_stream_lock(stream);
  view_peek(stream, &span);
  if (span.length > length) span.length = length;
  if (span.length) memcpy(into, (unsigned char *)(uintptr_t)span.base + span.position, span.length);
  atomic_store(&stream->cursor, span.offset + span.length);
  aria_stream_unlock(stream);
  aria_stream_consume(stream, 0);
  aria_add(&stream->bytes_out, span.length);
  *gap = span.gap;
  return (uint32_t)span.length;
}

static bool view_has_news(aria_stream *stream) {
  if (atomic_load(&stream->state) != ARIA_STREAM_OPEN) return true;
  if (stream->only_end) return false;
  return atomic_load(&stream->head) != atomic_load_explicit(&stream->cursor, memory_order_relaxed);
}

int32_t aria_stream_wait_to_read(aria_stream *stream) {
  atomic_store(&stream->source.waiting, 1); /* first: a byte that comes now is either seen below or announced */
  if (!view_has_news(stream)) return 0;
  atomic_store(&stream->source.waiting, 0);
  return 1;
}

void aria_stream_collect(aria_stream *stream, uint64_t limit, uint32_t how) {
  if (how == ARIA_COLLECT_ALL) stream->only_end = true;
  atomic_store(&stream->collect_limit, limit);
  atomic_store(&stream->wanted, how);
  aria_source_request(&stream->source, ARIA_REQUEST_SINK);
}

void aria_stream_attach(aria_stream *stream) {
  atomic_store(&stream->wanted, ARIA_WANT_RING);
  aria_source_request(&stream->source, ARIA_REQUEST_SINK);
}

void aria_stream_discard(aria_stream *stream) { aria_source_request(&stream->source, ARIA_REQUEST_DISCARD); }

uint64_t aria_stream_take(aria_stream *stream, void *into, uint64_t length) {
  aria_span span;
  aria_stream_lock(stream);
  view_peek(stream, &span);
  if (span.length > length) span.length = length;
  unsigned char *base = (unsigned char *)(uintptr_t)span.base;
  bool in_log = span.mapping == 2;
  if (span.length && !in_log) memcpy(into, base + span.position, span.length);
  aria_stream_unlock(stream); /* nobody drops what is in a log, and moving pages may take its time */
  if (in_log) aria_log_move(base + span.position, into, span.length);
  if (span.length) aria_stream_consume(stream, span.length);
  return span.length;
}
