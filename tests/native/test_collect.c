/* Collecting: everything kept, limits, readers that come late, taking. */
#include "harness.h"

#include <unistd.h>

enum { RING = 65536, TOTAL = 3 * 1024 * 1024 + 11 };

static void check_all(const void *bytes, uint64_t length, uint64_t seed) {
  pattern source;
  pattern_start(&source, seed);
  pattern_check(&source, bytes, length);
}

static void run_to_end(aria_reactor *reactor, aria_stream *stream) {
  PUMP(reactor, stats_of(stream).state != ARIA_STREAM_OPEN);
}

static void all_is_there_at_the_end(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_ALL);
  CHECK_EQ(aria_stream_wait(stream), 0);
  feeder feed;
  feeder_start(&feed, ends.writer, TOTAL, 31, 70000);
  int32_t news = 0;
  while (news == 0) news = aria_reactor_run(reactor, 20000);
  CHECK_EQ(news, 1);
  feeder_join(&feed);
  aria_span span = span_of(stream);
  CHECK_EQ(span.state, ARIA_STREAM_ENDED);
  CHECK_EQ(span.length, TOTAL);
  CHECK_EQ(span.offset, 0);
  check_all(span_bytes(&span), TOTAL, 31);
  unsigned char *all = malloc(TOTAL);
  CHECK_EQ(aria_stream_take(stream, all, TOTAL), TOTAL);
  check_all(all, TOTAL, 31);
  CHECK_EQ(aria_stream_take(stream, all, TOTAL), 0);
  CHECK_EQ(span_of(stream).length, 0);
  free(all);
  aria_stream_stats stats = stats_of(stream);
  CHECK_EQ(stats.bytes_in, TOTAL);
  CHECK_EQ(stats.bytes_out, TOTAL);
  CHECK_EQ(stats.dropped, 0);
  CHECK_EQ(stats.truncated, 0);
  CHECK_EQ(stats.stalls, 0);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* Bytes that were already in the ring are part of it, also when some were read. */
static void collecting_begins_with_what_the_ring_has(void) {
  for (uint64_t read_before = 0; read_before <= RING; read_before += RING / 4) {
    aria_reactor *reactor = make_reactor();
    pipe_ends ends = make_pipe();
    aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
    feeder feed;
    feeder_start(&feed, ends.writer, TOTAL, 32, 70000);
    PUMP(reactor, span_of(stream).length == RING);
    aria_stream_consume(stream, read_before);
    aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_ALL);
    run_to_end(reactor, stream);
    feeder_join(&feed);
    aria_span span = span_of(stream);
    CHECK_EQ(span.offset, read_before);
    CHECK_EQ(span.length, TOTAL - read_before);
    pattern source;
    pattern_start(&source, 32);
    pattern_skip(&source, read_before);
    pattern_check(&source, span_bytes(&span), span.length);
    aria_stream_close(stream);
    aria_reactor_destroy(reactor);
  }
}

static void a_limit_truncates_and_goes_on_draining(void) {
  static const uint64_t limits[] = {1, 4096, 100000, RING, TOTAL - 1, TOTAL, TOTAL + 1};
  for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
    aria_reactor *reactor = make_reactor();
    pipe_ends ends = make_pipe();
    aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
    aria_stream_collect(stream, limits[i], ARIA_COLLECT_ALL);
    feeder feed;
    feeder_start(&feed, ends.writer, TOTAL, 33, 70000);
    run_to_end(reactor, stream);
    feeder_join(&feed);
    CHECK_EQ(feed.error, 0);
    uint64_t kept = limits[i] < TOTAL ? limits[i] : TOTAL;
    aria_span span = span_of(stream);
    CHECK_EQ(span.length, kept);
    check_all(span_bytes(&span), kept, 33);
    aria_stream_stats stats = stats_of(stream);
    CHECK_EQ(stats.bytes_in, TOTAL);
    CHECK_EQ(stats.dropped, TOTAL - kept);
    CHECK_EQ(stats.truncated, kept < TOTAL);
    CHECK_EQ(stats.state, ARIA_STREAM_ENDED);
    aria_stream_close(stream);
    aria_reactor_destroy(reactor);
  }
}

static void an_empty_stream_collects_nothing(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  aria_stream_collect(stream, 1 << 20, ARIA_COLLECT_ALL);
  close_fd(ends.writer);
  run_to_end(reactor, stream);
  aria_span span = span_of(stream);
  CHECK_EQ(span.length, 0);
  CHECK_EQ(span.state, ARIA_STREAM_ENDED);
  char byte;
  CHECK_EQ(aria_stream_take(stream, &byte, 1), 0);
  CHECK_EQ(stats_of(stream).truncated, 0);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void taking_in_pieces(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_ALL);
  feeder feed;
  feeder_start(&feed, ends.writer, TOTAL, 34, 70000);
  run_to_end(reactor, stream);
  feeder_join(&feed);
  pattern source;
  pattern_start(&source, 34);
  uint64_t random = 3, taken = 0;
  unsigned char *piece = malloc(1 << 20);
  while (taken < TOTAL) {
    uint64_t wish = 1 + random_below(&random, 1 << 20);
    uint64_t moved = aria_stream_take(stream, piece, wish);
    CHECK(moved == (wish < TOTAL - taken ? wish : TOTAL - taken));
    pattern_check(&source, piece, moved);
    taken += moved;
  }
  free(piece);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* A collection that ended before anybody asked. */
static void collecting_after_the_end_keeps_what_is_there(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  write_all(ends.writer, "hello", 5);
  close_fd(ends.writer);
  run_to_end(reactor, stream);
  aria_stream_collect(stream, 1 << 20, ARIA_COLLECT_ALL);
  CHECK_EQ(aria_stream_wait(stream), 1);
  settle(reactor);
  char text[8];
  CHECK_EQ(aria_stream_take(stream, text, sizeof text), 5);
  CHECK(memcmp(text, "hello", 5) == 0);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void read_rest(aria_reactor *reactor, aria_stream *stream, pattern *source, uint64_t *seen) {
  for (;;) {
    aria_span span = span_of(stream);
    CHECK_EQ(span.gap, 0);
    CHECK_EQ(span.offset, *seen);
    pattern_check(source, span_bytes(&span), span.length);
    *seen += span.length;
    aria_stream_consume(stream, span.length);
    if (span.state != ARIA_STREAM_OPEN && span.length == 0) return;
    if (span.length == 0) aria_reactor_run(reactor, 10);
  }
}

/* Nobody reads, all is kept, then a reader comes and sees every byte from the first on; the ring pushes back again. */
static void a_late_reader_misses_nothing(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_UNTIL_READ);
  pattern source, mirror;
  pattern_start(&source, 35);
  mirror = source;
  uint64_t total = 0, seen = 0;
  for (int i = 0; i < 20; i++) {
    total += fill_pipe(ends.writer, &source);
    settle(reactor);
  }
  CHECK(total > 1000000);
  CHECK_EQ(stats_of(stream).bytes_in, total);
  CHECK_EQ(stats_of(stream).stalls, 0);
  aria_stream_attach(stream);
  settle(reactor);
  CHECK_EQ(span_of(stream).length > 0, 1);
  uint64_t before = total;
  for (int i = 0; i < 20; i++) {
    total += fill_pipe(ends.writer, &source);
    settle(reactor);
  }
  CHECK(total - before <= 65536 + 2 * RING);
  CHECK_EQ(stats_of(stream).stalls, 1);
  close_fd(ends.writer);
  read_rest(reactor, stream, &mirror, &seen);
  CHECK_EQ(seen, total);
  CHECK_EQ(stats_of(stream).dropped, 0);
  CHECK_EQ(stats_of(stream).truncated, 0);
  CHECK_EQ(stats_of(stream).bytes_out, total);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void a_reader_after_the_end_misses_nothing(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_UNTIL_READ);
  feeder feed;
  feeder_start(&feed, ends.writer, TOTAL, 36, 70000);
  run_to_end(reactor, stream);
  feeder_join(&feed);
  aria_stream_attach(stream);
  CHECK_EQ(aria_stream_wait(stream), 1);
  pattern source;
  pattern_start(&source, 36);
  uint64_t seen = 0;
  read_rest(reactor, stream, &source, &seen);
  CHECK_EQ(seen, TOTAL);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* A reader that comes after the limit: the first bytes, a gap of known size, and what comes later. */
static void a_reader_after_the_limit_sees_a_gap(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  aria_stream_collect(stream, 100000, ARIA_COLLECT_UNTIL_READ);
  pattern source, mirror;
  pattern_start(&source, 37);
  mirror = source;
  uint64_t total = 0;
  for (int i = 0; i < 10; i++) {
    total += fill_pipe(ends.writer, &source);
    settle(reactor);
  }
  PUMP(reactor, stats_of(stream).bytes_in == total);
  aria_stream_attach(stream);
  settle(reactor);
  uint64_t seen = 0, gaps = 0, gap;
  unsigned char bytes[30000];
  while (seen < 100000) {
    uint32_t length = aria_stream_read(stream, bytes, sizeof bytes, &gap);
    CHECK(length > 0);
    CHECK_EQ(gap, 0);
    pattern_check(&mirror, bytes, length);
    seen += length;
  }
  write_all(ends.writer, "after", 5);
  close_fd(ends.writer);
  PUMP(reactor, aria_stream_read(stream, bytes, sizeof bytes, &gap) == 5);
  gaps += gap;
  CHECK(memcmp(bytes, "after", 5) == 0);
  CHECK_EQ(gaps, total - 100000);
  CHECK_EQ(stats_of(stream).dropped, total - 100000);
  CHECK_EQ(stats_of(stream).truncated, 1);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* First kept for a reader that may come, then asked for as a whole. */
static void until_read_can_become_all(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_UNTIL_READ);
  feeder feed;
  feeder_start(&feed, ends.writer, TOTAL, 38, 70000);
  PUMP(reactor, stats_of(stream).bytes_in > 500000);
  aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_ALL);
  run_to_end(reactor, stream);
  feeder_join(&feed);
  unsigned char *all = malloc(TOTAL);
  CHECK_EQ(aria_stream_take(stream, all, TOTAL), TOTAL);
  check_all(all, TOTAL, 38);
  free(all);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void a_collection_can_be_discarded(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 6, ARIA_OVERFLOW_BLOCK, RING);
  aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_ALL);
  feeder feed;
  feeder_start(&feed, ends.writer, TOTAL, 39, 70000);
  PUMP(reactor, stats_of(stream).bytes_in > 100000);
  aria_stream_discard(stream);
  PUMP(reactor, span_of(stream).over == 1);
  feeder_join(&feed);
  CHECK_EQ(feed.error, 0);
  CHECK_EQ(stats_of(stream).bytes_in, TOTAL);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static const test tests[] = {
    {"all_is_there_at_the_end", all_is_there_at_the_end, 0},
    {"collecting_begins_with_what_the_ring_has", collecting_begins_with_what_the_ring_has, 0},
    {"a_limit_truncates_and_goes_on_draining", a_limit_truncates_and_goes_on_draining, TEST_HEAVY},
    {"an_empty_stream_collects_nothing", an_empty_stream_collects_nothing, 0},
    {"taking_in_pieces", taking_in_pieces, TEST_HEAVY},
    {"collecting_after_the_end_keeps_what_is_there", collecting_after_the_end_keeps_what_is_there, 0},
    {"a_late_reader_misses_nothing", a_late_reader_misses_nothing, 0},
    {"a_reader_after_the_end_misses_nothing", a_reader_after_the_end_misses_nothing, 0},
    {"a_reader_after_the_limit_sees_a_gap", a_reader_after_the_limit_sees_a_gap, 0},
    {"until_read_can_become_all", until_read_can_become_all, 0},
    {"a_collection_can_be_discarded", a_collection_can_be_discarded, 0},
};
AREA(collect, tests);
