/* Two threads, random sizes, everything compared: meant for a race detector, true without it. */
#include "harness.h"

#include <unistd.h>

enum { RING = 65536, TOTAL = 8 * 1024 * 1024, STREAMS = 12, ROUNDS = 150 };

/* One producer, the reactor's thread, and this thread as the consumer; returns the bytes that were dropped. */
static uint64_t consume_all(drainer *drain, aria_stream *stream, uint32_t id, uint64_t seed, uint64_t total) {
  pattern source;
  pattern_start(&source, seed);
  uint64_t random = seed * 3 + 1, at = 0, gaps = 0;
  unsigned char *copy = malloc(RING);
  for (;;) {
    uint64_t gap = 0;
    uint32_t length = aria_stream_read(stream, copy, 1 + (uint32_t)random_below(&random, RING), &gap);
    pattern_skip(&source, gap);
    pattern_check(&source, copy, length);
    gaps += gap;
    at += gap + length;
    if (random_below(&random, 8) == 0) sched_yield();
    if (length > 0) continue;
    aria_span span = span_of(stream); /* looking takes notice of a gap, too */
    pattern_skip(&source, span.gap);
    gaps += span.gap;
    at += span.gap;
    if (span.state != ARIA_STREAM_OPEN && span.length == 0) break;
    if (aria_stream_wait(stream) == 0) drainer_await(drain, id);
  }
  CHECK_EQ(at, total);
  free(copy);
  return gaps;
}

static void stress_policy(uint32_t policy) {
  drainer drain;
  drainer_start(&drain);
  uint64_t total = given.tsan ? TOTAL / 4 : TOTAL;
  for (uint32_t round = 0; round < 3; round++) {
    pipe_ends ends = make_pipe();
    aria_stream *stream = open_reader(drain.reactor, ends.reader, 9, policy, RING);
    feeder feed;
    feeder_start(&feed, ends.writer, total, 90 + round, 1 << (8 + 5 * round));
    uint64_t gaps = consume_all(&drain, stream, 9, 90 + round, total);
    feeder_join(&feed);
    CHECK_EQ(feed.error, 0);
    aria_stream_stats stats = stats_of(stream);
    CHECK_EQ(stats.bytes_in, total);
    CHECK_EQ(stats.dropped, gaps);
    CHECK_EQ(stats.bytes_out, total - gaps);
    if (policy == ARIA_OVERFLOW_BLOCK) CHECK_EQ(gaps, 0);
    aria_stream_close(stream);
  }
  drainer_stop(&drain);
}

static void blocking_ring(void) { stress_policy(ARIA_OVERFLOW_BLOCK); }

static void ring_that_drops_the_oldest(void) { stress_policy(ARIA_OVERFLOW_DROP_OLDEST); }

static void ring_that_drops_the_newest(void) { stress_policy(ARIA_OVERFLOW_DROP_NEWEST); }

/* Either everything was read in time, or the ring failed with what it had, which is right. */
static void ring_that_fails(void) {
  drainer drain;
  drainer_start(&drain);
  for (uint32_t round = 0; round < 20; round++) {
    pipe_ends ends = make_pipe();
    aria_stream *stream = open_reader(drain.reactor, ends.reader, 9, ARIA_OVERFLOW_FAIL, RING);
    feeder feed;
    feeder_start(&feed, ends.writer, 1 << 20, 80 + round, 1 << (8 + round % 10));
    pattern source;
    pattern_start(&source, 80 + round);
    uint64_t seen = 0;
    aria_span span;
    do {
      if (aria_stream_wait(stream) == 0) drainer_await(&drain, 9);
      span = span_of(stream);
      CHECK_EQ(span.offset, seen);
      pattern_check(&source, span_bytes(&span), span.length);
      aria_stream_consume(stream, span.length);
      seen += span.length;
    } while (span.state == ARIA_STREAM_OPEN || span.length > 0);
    feeder_join(&feed);
    CHECK_EQ(feed.error, 0);
    if (span.state == ARIA_STREAM_ENDED) CHECK_EQ(seen, 1 << 20);
    aria_stream_close(stream);
  }
  drainer_stop(&drain);
}

/* ---- Views instead of copies ---- */

typedef struct viewer {
  drainer drain;
  aria_stream *stream;
  feeder feed;
  pattern source;
  uint64_t total, seen, random;
} viewer;

static void viewer_start(viewer *self, uint64_t seed) {
  *self = (viewer){.total = given.tsan ? TOTAL / 4 : TOTAL, .random = seed / 2};
  drainer_start(&self->drain);
  pipe_ends ends = make_pipe();
  self->stream = open_reader(self->drain.reactor, ends.reader, 9, ARIA_OVERFLOW_BLOCK, RING);
  pattern_start(&self->source, seed);
  feeder_start(&self->feed, ends.writer, self->total, seed, 40000);
}

/* Looks at what is there and takes a part of it, up to `most` bytes. */
static void viewer_look(viewer *self, uint64_t most) {
  if (aria_stream_wait(self->stream) == 0) drainer_await(&self->drain, 9);
  aria_span span = span_of(self->stream);
  CHECK_EQ(span.offset, self->seen);
  uint64_t length = span.length < most ? span.length : most;
  uint64_t part = length == 0 ? 0 : 1 + random_below(&self->random, length);
  pattern_check(&self->source, span_bytes(&span), part);
  aria_stream_consume(self->stream, part);
  self->seen += part;
}

static void viewer_stop(viewer *self) {
  feeder_join(&self->feed);
  EVENTUALLY(span_of(self->stream).state == ARIA_STREAM_ENDED);
  CHECK_EQ(stats_of(self->stream).dropped, 0);
  aria_stream_close(self->stream);
  drainer_stop(&self->drain);
}

static void views_of_a_blocking_ring(void) {
  viewer view;
  viewer_start(&view, 33);
  while (view.seen < view.total) viewer_look(&view, RING);
  viewer_stop(&view);
}

/* Readers that leave and come back at once, many times: the reactor moves the bytes while they look. */
static void readers_that_come_and_go(void) {
  viewer view;
  viewer_start(&view, 21);
  while (view.seen < view.total) {
    aria_stream_collect(view.stream, 64 << 20, ARIA_COLLECT_UNTIL_READ);
    for (uint64_t turns = random_below(&view.random, 3); turns > 0; turns--) sched_yield();
    aria_stream_attach(view.stream);
    for (uint64_t looks = random_below(&view.random, 3); looks > 0 && view.seen < view.total; looks--)
      viewer_look(&view, 9000);
  }
  viewer_stop(&view);
}

/* ---- Many streams, opened, closed, collected and discarded while the reactor runs ---- */

typedef struct slot {
  aria_stream *stream;
  feeder feed;
  uint64_t seed, total;
  enum { SLOT_FREE, SLOT_READ, SLOT_COLLECT, SLOT_DISCARD, SLOT_CLOSE } what;
} slot;

static void slot_open(drainer *drain, slot *self, uint32_t id, uint64_t *random) {
  pipe_ends ends = make_pipe();
  self->seed = 1 + random_below(random, 1000000);
  self->total = random_below(random, 300000);
  self->what = SLOT_READ + (int)random_below(random, 4);
  self->stream = open_reader(drain->reactor, ends.reader, id, (uint32_t)random_below(random, 3), RING);
  if (self->what == SLOT_COLLECT) {
    uint32_t how = random_below(random, 2) == 0 ? ARIA_COLLECT_ALL : ARIA_COLLECT_UNTIL_READ;
    aria_stream_collect(self->stream, 1 << 20, how);
    if (how == ARIA_COLLECT_UNTIL_READ) aria_stream_collect(self->stream, 1 << 20, ARIA_COLLECT_ALL);
  }
  if (self->what == SLOT_DISCARD) aria_stream_discard(self->stream);
  feeder_start(&self->feed, ends.writer, self->total, self->seed, 40000);
}

static void slot_finish(drainer *drain, slot *self, uint32_t id) {
  if (self->what == SLOT_READ) {
    consume_all(drain, self->stream, id, self->seed, self->total);
  } else if (self->what != SLOT_CLOSE) {
    if (aria_stream_wait(self->stream) == 0) drainer_await(drain, id);
    EVENTUALLY(span_of(self->stream).over == 1);
    CHECK_EQ(stats_of(self->stream).bytes_in, self->total);
  }
  if (self->what == SLOT_COLLECT) {
    unsigned char *all = malloc(self->total + 1);
    CHECK_EQ(aria_stream_take(self->stream, all, self->total + 1), self->total);
    pattern source;
    pattern_start(&source, self->seed);
    pattern_check(&source, all, self->total);
    free(all);
  }
  aria_stream_close(self->stream); /* SLOT_CLOSE: in the middle, the writer sees a broken pipe */
  feeder_join(&self->feed);
  self->what = SLOT_FREE;
}

static void many_streams_come_and_go(void) {
  drainer drain;
  drainer_start(&drain);
  static slot slots[STREAMS];
  uint64_t random = 7;
  int rounds = given.tsan ? ROUNDS / 3 : ROUNDS;
  for (int round = 0; round < rounds; round++) {
    uint32_t at = (uint32_t)random_below(&random, STREAMS);
    if (slots[at].what == SLOT_FREE) {
      slot_open(&drain, &slots[at], at, &random);
    } else {
      slot_finish(&drain, &slots[at], at);
    }
  }
  for (uint32_t i = 0; i < STREAMS; i++) {
    if (slots[i].what != SLOT_FREE) slot_finish(&drain, &slots[i], i);
  }
  aria_reactor_stats stats;
  EVENTUALLY((aria_reactor_read_stats(drain.reactor, &stats), stats.sources == 0));
  drainer_stop(&drain);
}

/* A late reader attaches while the reactor fills the log. */
static void readers_that_come_late(void) {
  drainer drain;
  drainer_start(&drain);
  uint64_t random = 11;
  for (int round = 0; round < 20; round++) {
    uint64_t total = random_below(&random, 1 << 20);
    pipe_ends ends = make_pipe();
    aria_stream *stream = open_reader(drain.reactor, ends.reader, 3, ARIA_OVERFLOW_BLOCK, RING);
    aria_stream_collect(stream, 64 << 20, ARIA_COLLECT_UNTIL_READ);
    feeder feed;
    feeder_start(&feed, ends.writer, total, 1 + (uint64_t)round, 40000);
    uint64_t enough = random_below(&random, total + 1);
    EVENTUALLY(stats_of(stream).bytes_in >= enough);
    aria_stream_attach(stream);
    CHECK_EQ(consume_all(&drain, stream, 3, 1 + (uint64_t)round, total), 0);
    feeder_join(&feed);
    aria_stream_close(stream);
  }
  drainer_stop(&drain);
}

/* Through a child and back, both directions at once. */
static void both_directions_through_a_child(void) {
  drainer drain;
  drainer_start(&drain);
  enum { BYTES = 4 * 1024 * 1024 };
  aria_spawn_result result = spawn_child(WORDS("copy", "0", "1"), "01");
  aria_stream *in = open_writer(drain.reactor, (int)result.ends[0], 1, RING);
  aria_stream *out = open_reader(drain.reactor, (int)result.ends[1], 2, ARIA_OVERFLOW_BLOCK, RING);
  CHECK_EQ(aria_process_watch(process_of(&result), drain.reactor, 3), 0);
  pattern source, mirror;
  pattern_start(&source, 5);
  mirror = source;
  unsigned char *bytes = malloc(100000);
  uint64_t written = 0, seen = 0, left = 0;
  while (seen < BYTES) {
    bool moved = false;
    if (left == 0 && written < BYTES) {
      left = BYTES - written < 100000 ? BYTES - written : 100000;
      pattern_next(&source, bytes + 100000 - left, left);
    }
    if (left > 0) {
      int32_t taken = aria_stream_write(in, bytes + 100000 - left, (uint32_t)left);
      CHECK(taken >= 0);
      left -= (uint64_t)taken;
      written += (uint64_t)taken;
      moved = taken > 0;
      if (written == BYTES) aria_stream_end(in);
    }
    aria_span span = span_of(out);
    pattern_check(&mirror, span_bytes(&span), span.length);
    aria_stream_consume(out, span.length);
    seen += span.length;
    if (moved || span.length > 0) continue;
    bool ready = aria_stream_wait(out) == 1;
    if (left > 0 && aria_stream_wait(in) == 1) ready = true;
    if (!ready) {
      uint32_t ids[4];
      drainer_next(&drain, ids, 4);
    }
  }
  free(bytes);
  aria_exit status;
  EVENTUALLY(aria_process_exit(process_of(&result), &status) == 1);
  CHECK_EQ(status.code, 0);
  aria_stream_close(in);
  aria_stream_close(out);
  aria_process_close(process_of(&result));
  drainer_stop(&drain);
}

static const test tests[] = {
    {"blocking_ring", blocking_ring, TEST_HEAVY | TEST_THREADS},
    {"ring_that_drops_the_oldest", ring_that_drops_the_oldest, TEST_HEAVY | TEST_THREADS},
    {"ring_that_drops_the_newest", ring_that_drops_the_newest, TEST_HEAVY | TEST_THREADS},
    {"ring_that_fails", ring_that_fails, TEST_HEAVY | TEST_THREADS},
    {"views_of_a_blocking_ring", views_of_a_blocking_ring, TEST_HEAVY | TEST_THREADS},
    {"many_streams_come_and_go", many_streams_come_and_go, TEST_HEAVY | TEST_THREADS},
    {"readers_that_come_late", readers_that_come_late, TEST_HEAVY | TEST_THREADS},
    {"readers_that_come_and_go", readers_that_come_and_go, TEST_HEAVY | TEST_THREADS},
    {"both_directions_through_a_child", both_directions_through_a_child, TEST_HEAVY | TEST_THREADS},
};
AREA(stress, tests);
