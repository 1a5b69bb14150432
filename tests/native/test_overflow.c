/* What happens when a ring is full: every policy, with exact counts. */
#include "harness.h"

#include <unistd.h>

enum { RING = 65536, TOTAL = 1000003 };

/* Writes `total` pattern bytes while the reactor runs and nobody reads. */
static void feed(aria_reactor *reactor, int writer, uint64_t total) {
  unsigned char *bytes = malloc(16384);
  pattern source;
  pattern_start(&source, 21);
  for (uint64_t written = 0; written < total;) {
    uint64_t length = total - written < 16384 ? total - written : 16384;
    pattern_next(&source, bytes, length);
    write_all(writer, bytes, length);
    written += length;
    aria_reactor_run(reactor, 0);
    aria_reactor_run(reactor, 0);
  }
  free(bytes);
}

/* Reads everything by spans; every byte must be the one that its offset says. Returns the sum of the gaps. */
static uint64_t read_with_gaps(aria_reactor *reactor, aria_stream *stream, uint64_t *bytes) {
  pattern source;
  pattern_start(&source, 21);
  uint64_t gaps = 0, at = 0;
  *bytes = 0;
  for (;;) {
    aria_span span = span_of(stream);
    gaps += span.gap;
    CHECK_EQ(span.offset, at + span.gap);
    pattern_skip(&source, span.gap);
    pattern_check(&source, span_bytes(&span), span.length);
    *bytes += span.length;
    at = span.offset + span.length;
    aria_stream_consume(stream, span.length);
    if (span.state != ARIA_STREAM_OPEN && span.length == 0) return gaps;
    if (span.length == 0) aria_reactor_run(reactor, 10);
  }
}

static void oldest_bytes_go(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_DROP_OLDEST, RING);
  feed(reactor, ends.writer, TOTAL);
  close_fd(ends.writer);
  PUMP(reactor, stats_of(stream).state == ARIA_STREAM_ENDED);
  aria_span span = span_of(stream);
  CHECK_EQ(span.offset + span.length, TOTAL);
  CHECK_EQ(span.gap, span.offset);
  CHECK(span.length <= RING);
  CHECK(span.length >= RING / 2);
  CHECK_EQ(stats_of(stream).dropped, span.gap);
  CHECK_EQ(stats_of(stream).bytes_in, TOTAL);
  pattern source;
  pattern_start(&source, 21);
  pattern_skip(&source, span.offset);
  pattern_check(&source, span_bytes(&span), span.length);
  span = span_of(stream);
  CHECK_EQ(span.gap, 0); /* reported once */
  aria_stream_consume(stream, span.length);
  CHECK_EQ(stats_of(stream).bytes_out + stats_of(stream).dropped, TOTAL);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void oldest_bytes_go_in_reads(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_DROP_OLDEST, RING);
  pattern source, mirror;
  pattern_start(&source, 21);
  mirror = source;
  unsigned char piece[30000], got[20000];
  uint64_t written = 0, seen = 0, gaps = 0;
  for (int i = 0; i < 100; i++) { /* 30,000 come, 20,000 are read: the reader falls behind and is overtaken */
    pattern_next(&source, piece, sizeof piece);
    write_all(ends.writer, piece, sizeof piece);
    written += sizeof piece;
    PUMP(reactor, stats_of(stream).bytes_in == written);
    uint64_t gap;
    uint32_t length = aria_stream_read(stream, got, sizeof got, &gap);
    pattern_skip(&mirror, gap);
    pattern_check(&mirror, got, length);
    gaps += gap;
    seen += length;
  }
  close_fd(ends.writer);
  PUMP(reactor, stats_of(stream).state == ARIA_STREAM_ENDED);
  for (uint32_t length = 1; length > 0;) {
    uint64_t gap;
    length = aria_stream_read(stream, got, sizeof got, &gap);
    pattern_skip(&mirror, gap);
    pattern_check(&mirror, got, length);
    gaps += gap;
    seen += length;
  }
  CHECK(gaps > 0);
  CHECK_EQ(seen + gaps, written);
  CHECK_EQ(stats_of(stream).dropped, gaps);
  CHECK_EQ(stats_of(stream).bytes_out, seen);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void newest_bytes_go(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_DROP_NEWEST, RING);
  feed(reactor, ends.writer, TOTAL);
  close_fd(ends.writer);
  PUMP(reactor, stats_of(stream).state == ARIA_STREAM_ENDED);
  CHECK_EQ(stats_of(stream).bytes_in, TOTAL);
  CHECK_EQ(stats_of(stream).dropped, TOTAL - RING);
  aria_span span = span_of(stream);
  CHECK_EQ(span.offset, 0);
  CHECK_EQ(span.gap, 0);
  CHECK_EQ(span.length, RING);
  uint64_t bytes, gaps = read_with_gaps(reactor, stream, &bytes);
  CHECK_EQ(bytes, RING);
  CHECK_EQ(gaps, TOTAL - RING);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* After a gap the ring is used again: what comes then is kept. */
static void newest_bytes_are_kept_again_after_a_gap(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_DROP_NEWEST, RING);
  feed(reactor, ends.writer, TOTAL);
  PUMP(reactor, stats_of(stream).bytes_in == TOTAL);
  aria_span span = span_of(stream);
  CHECK_EQ(span.length, RING);
  aria_stream_consume(stream, span.length);
  write_all(ends.writer, "after", 5);
  PUMP(reactor, span_of(stream).length > 0);
  span = span_of(stream);
  CHECK_EQ(span.offset, TOTAL);
  CHECK_EQ(span.length, 5);
  CHECK(memcmp(span_bytes(&span), "after", 5) == 0);
  aria_stream_consume(stream, 5);
  close_fd(ends.writer);
  PUMP(reactor, span_of(stream).state == ARIA_STREAM_ENDED);
  CHECK_EQ(stats_of(stream).dropped, TOTAL - RING);
  CHECK_EQ(stats_of(stream).bytes_out, RING + 5);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void a_gap_is_reported_with_the_bytes_after_it(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_DROP_NEWEST, RING);
  feed(reactor, ends.writer, TOTAL);
  PUMP(reactor, stats_of(stream).bytes_in == TOTAL);
  aria_stream_consume(stream, span_of(stream).length);
  write_all(ends.writer, "after", 5);
  uint64_t gap = 0;
  char text[8];
  PUMP(reactor, aria_stream_read(stream, text, sizeof text, &gap) == 5);
  CHECK_EQ(gap, TOTAL - RING);
  CHECK(memcmp(text, "after", 5) == 0);
  aria_stream_close(stream);
  close_fd(ends.writer);
  aria_reactor_destroy(reactor);
}

static void failing_keeps_the_first_bytes_and_the_child(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_FAIL, RING);
  CHECK_EQ(aria_stream_wait(stream), 0);
  feed(reactor, ends.writer, TOTAL); /* never a broken pipe, never a wait */
  aria_span span = span_of(stream);
  CHECK_EQ(span.state, ARIA_STREAM_FAILED);
  CHECK_EQ(span.error, ENOBUFS);
  CHECK_EQ(span.offset, 0);
  CHECK_EQ(span.length, RING);
  pattern source;
  pattern_start(&source, 21);
  pattern_check(&source, span_bytes(&span), span.length);
  aria_stream_consume(stream, span.length);
  CHECK_EQ(span_of(stream).length, 0);
  close_fd(ends.writer);
  settle(reactor);
  CHECK_EQ(span_of(stream).state, ARIA_STREAM_FAILED);
  CHECK_EQ(stats_of(stream).bytes_in, TOTAL);
  CHECK_EQ(stats_of(stream).dropped, TOTAL - RING);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* A ring that is exactly full has not overflowed. */
static void exactly_full_is_no_overflow(void) {
  for (uint32_t policy = ARIA_OVERFLOW_BLOCK; policy <= ARIA_OVERFLOW_FAIL; policy++) {
    aria_reactor *reactor = make_reactor();
    pipe_ends ends = make_pipe();
    aria_stream *stream = open_reader(reactor, ends.reader, 1, policy, RING);
    feed(reactor, ends.writer, RING);
    PUMP(reactor, stats_of(stream).bytes_in == RING);
    settle(reactor);
    CHECK_EQ(span_of(stream).state, ARIA_STREAM_OPEN);
    uint64_t bytes;
    close_fd(ends.writer);
    settle(reactor); /* the end comes while the ring is full, and needs no room */
    CHECK_EQ(stats_of(stream).dropped, 0);
    uint64_t gaps = read_with_gaps(reactor, stream, &bytes);
    CHECK_EQ(bytes + gaps, RING);
    CHECK_EQ(gaps, 0);
    CHECK_EQ(span_of(stream).state, ARIA_STREAM_ENDED);
    aria_stream_close(stream);
    aria_reactor_destroy(reactor);
  }
}

/* Reading late, at random moments, under every policy: bytes and gaps add up to what was written. */
static void bytes_and_gaps_add_up(void) {
  for (uint32_t policy = ARIA_OVERFLOW_BLOCK; policy <= ARIA_OVERFLOW_DROP_NEWEST; policy++) {
    aria_reactor *reactor = make_reactor();
    pipe_ends ends = make_pipe();
    aria_stream *stream = open_reader(reactor, ends.reader, 1, policy, RING);
    feeder writer;
    feeder_start(&writer, ends.writer, TOTAL, 21, 50000);
    pattern source;
    pattern_start(&source, 21);
    uint64_t random = 5 + policy, gaps = 0, seen = 0;
    for (bool over = false; !over;) {
      aria_reactor_run(reactor, 1);
      if (random_below(&random, 3) != 0 && stats_of(stream).state == ARIA_STREAM_OPEN) continue;
      unsigned char bytes[40000];
      uint64_t gap;
      bool ended = span_of(stream).state != ARIA_STREAM_OPEN; /* also moves past a gap, whose size is lost here… */
      uint64_t before = seen + gaps;
      uint32_t length = aria_stream_read(stream, bytes, 1 + (uint32_t)random_below(&random, sizeof bytes), &gap);
      aria_span span = span_of(stream);
      uint64_t offset = span.offset - span.gap - length; /* …but not where the bytes stand */
      CHECK(offset >= before + gap);
      pattern_skip(&source, offset - before);
      pattern_check(&source, bytes, length);
      gaps += offset - before;
      seen += length;
      gaps += span.gap;
      pattern_skip(&source, span.gap);
      over = ended && length == 0;
    }
    feeder_join(&writer);
    CHECK_EQ(writer.error, 0);
    CHECK_EQ(seen + gaps, TOTAL);
    CHECK_EQ(stats_of(stream).dropped, gaps);
    if (policy == ARIA_OVERFLOW_BLOCK) CHECK_EQ(gaps, 0);
    aria_stream_close(stream);
    aria_reactor_destroy(reactor);
  }
}

static const test tests[] = {
    {"oldest_bytes_go", oldest_bytes_go, 0},
    {"oldest_bytes_go_in_reads", oldest_bytes_go_in_reads, 0},
    {"newest_bytes_go", newest_bytes_go, 0},
    {"newest_bytes_are_kept_again_after_a_gap", newest_bytes_are_kept_again_after_a_gap, 0},
    {"a_gap_is_reported_with_the_bytes_after_it", a_gap_is_reported_with_the_bytes_after_it, 0},
    {"failing_keeps_the_first_bytes_and_the_child", failing_keeps_the_first_bytes_and_the_child, 0},
    {"exactly_full_is_no_overflow", exactly_full_is_no_overflow, 0},
    {"bytes_and_gaps_add_up", bytes_and_gaps_add_up, TEST_HEAVY},
};
AREA(overflow, tests);
