/* Writing streams: queueing, back-pressure, flushing, the end, readers that go away. */
#include "harness.h"

#include <unistd.h>

enum { RING = 65536 };

static void what_fits_is_written_at_once(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 1, RING);
  CHECK_EQ(aria_stream_write(stream, "hello", 5), 5);
  CHECK_EQ(aria_stream_write(stream, "", 0), 0);
  settle(reactor);
  char text[8];
  CHECK_EQ(read(ends.reader, text, 8), 5);
  CHECK(memcmp(text, "hello", 5) == 0);
  CHECK_EQ(aria_stream_flush(stream), 1);
  CHECK_EQ(aria_stream_wait(stream), 1);
  aria_stream_stats stats = stats_of(stream);
  CHECK_EQ(stats.bytes_in, 5);
  CHECK_EQ(stats.bytes_out, 5);
  CHECK(stats.first_byte_ns > 0 && stats.last_byte_ns >= stats.first_byte_ns);
  CHECK(is_nonblocking(ends.writer));
  CHECK(!is_nonblocking(ends.reader));
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
}

static void end_closes_after_the_last_byte(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 1, RING);
  CHECK_EQ(aria_stream_write(stream, "bye", 3), 3);
  aria_stream_end(stream);
  PUMP(reactor, span_of(stream).state == ARIA_STREAM_ENDED);
  CHECK(!is_open(ends.writer));
  CHECK_TEXT(read_text(ends.reader), "bye");
  CHECK_EQ(aria_stream_wait(stream), 1);
  CHECK_EQ(aria_stream_write(stream, "x", 1), -EPIPE);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
}

static void end_of_nothing_is_an_end(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 9, RING);
  aria_stream_end(stream);
  PUMP(reactor, span_of(stream).state == ARIA_STREAM_ENDED);
  char byte;
  CHECK_EQ(read(ends.reader, &byte, 1), 0);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
}

/* Nobody reads: the pipe and then the ring fill, and then nothing more is taken. */
static void a_full_pipe_pushes_back(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 1, RING);
  pattern source, mirror;
  pattern_start(&source, 41);
  mirror = source;
  unsigned char bytes[8192]; /* whole pages, so that the pipe takes all it can */
  uint64_t taken = 0;
  for (;;) {
    pattern before = source;
    pattern_next(&source, bytes, sizeof bytes);
    int32_t now = aria_stream_write(stream, bytes, sizeof bytes);
    CHECK(now >= 0);
    taken += (uint64_t)now;
    if (now < (int32_t)sizeof bytes) {
      source = before;
      pattern_skip(&source, (uint64_t)now);
    }
    settle(reactor);
    if (now == 0) break;
  }
  CHECK_EQ(taken, 65536 + RING);
  CHECK_EQ(span_of(stream).length, 0);
  CHECK_EQ(aria_stream_wait(stream), 0);
  CHECK_EQ(aria_stream_flush(stream), 0);
  CHECK_EQ(aria_reactor_run(reactor, 20), 0);
  aria_stream_stats stats = stats_of(stream);
  CHECK_EQ(stats.bytes_in, taken);
  CHECK_EQ(stats.bytes_out, 65536);
  CHECK(stats.stalls >= 1);
  unsigned char *all = malloc(taken);
  size_t seen = 0;
  while (seen < taken) {
    ssize_t size = read(ends.reader, all + seen, taken - seen);
    CHECK(size > 0);
    seen += (size_t)size;
    aria_reactor_run(reactor, 0);
    aria_reactor_run(reactor, 5);
  }
  pattern_check(&mirror, all, taken);
  free(all);
  CHECK_EQ(aria_stream_flush(stream), 1);
  CHECK(stats_of(stream).stalled_ns > 0);
  CHECK_EQ(stats_of(stream).bytes_out, taken);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
}

static void flush_is_one_notice_when_all_is_out(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 8, RING);
  unsigned char *bytes = calloc(1, 100000);
  CHECK_EQ(aria_stream_write(stream, bytes, 100000), 100000);
  CHECK_EQ(aria_stream_flush(stream), 0);
  CHECK_EQ(aria_reactor_run(reactor, 20), 0);
  CHECK_EQ(read(ends.reader, bytes, 65536), 65536);
  CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  uint32_t id;
  CHECK_EQ(aria_reactor_take(reactor, &id, 1), 1);
  CHECK_EQ(id, 8);
  CHECK_EQ(aria_stream_flush(stream), 1);
  CHECK_EQ(stats_of(stream).bytes_out, 100000);
  free(bytes);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
}

/* `end` right after more than the pipe takes: every byte arrives, then the end. */
static void end_waits_for_a_slow_reader(void) {
  drainer drain;
  drainer_start(&drain);
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(drain.reactor, ends.writer, 8, 1 << 20);
  enum { TOTAL = 1000000 };
  unsigned char *bytes = malloc(TOTAL);
  pattern source, mirror;
  pattern_start(&source, 42);
  mirror = source;
  pattern_next(&source, bytes, TOTAL);
  CHECK_EQ(aria_stream_write(stream, bytes, TOTAL), TOTAL);
  aria_stream_end(stream);
  memset(bytes, 0, TOTAL);
  CHECK_EQ(read_all(ends.reader, bytes, TOTAL), TOTAL);
  pattern_check(&mirror, bytes, TOTAL);
  CHECK_EQ(read(ends.reader, bytes, 1), 0);
  EVENTUALLY(span_of(stream).state == ARIA_STREAM_ENDED);
  free(bytes);
  aria_stream_close(stream);
  drainer_stop(&drain);
  close_fd(ends.reader);
}

static void nobody_reads_is_epipe_and_no_signal(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 1, RING);
  settle(reactor);
  close_fd(ends.reader);
  CHECK_EQ(aria_stream_write(stream, "x", 1), -EPIPE);
  CHECK_EQ(aria_stream_write(stream, "x", 1), -EPIPE);
  PUMP(reactor, span_of(stream).state == ARIA_STREAM_FAILED);
  CHECK_EQ(span_of(stream).error, EPIPE);
  CHECK_EQ(aria_stream_wait(stream), 1);
  CHECK_EQ(aria_stream_flush(stream), 1);
  aria_stream_end(stream);
  settle(reactor);
  CHECK_EQ(span_of(stream).state, ARIA_STREAM_FAILED);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* The reader goes while bytes are queued, and nobody writes any more: the owner is told. */
static void a_reader_that_leaves_is_news(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 5, RING);
  unsigned char *bytes = calloc(1, 131072);
  CHECK_EQ(aria_stream_write(stream, bytes, 131072), 131072);
  CHECK_EQ(aria_stream_wait(stream), 0);
  CHECK_EQ(aria_reactor_run(reactor, 20), 0);
  close_fd(ends.reader);
  CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  CHECK_EQ(span_of(stream).state, ARIA_STREAM_FAILED);
  CHECK_EQ(span_of(stream).error, EPIPE);
  CHECK_EQ(stats_of(stream).bytes_out, 65536);
  free(bytes);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void an_idle_stream_whose_reader_left_does_not_spin(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 5, RING);
  settle(reactor);
  close_fd(ends.reader);
  settle(reactor);
  aria_reactor_stats before, after;
  aria_reactor_read_stats(reactor, &before);
  CHECK_EQ(aria_reactor_run(reactor, 100), 0);
  aria_reactor_read_stats(reactor, &after);
  CHECK(after.wakeups - before.wakeups < 10);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void close_without_end_loses_only_the_queue(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 5, RING);
  unsigned char *bytes = calloc(1, 131072);
  CHECK_EQ(aria_stream_write(stream, bytes, 131072), 131072);
  settle(reactor);
  aria_stream_close(stream);
  settle(reactor);
  CHECK_EQ(read_all(ends.reader, bytes, 131072), 65536);
  free(bytes);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
}

/* Random writes by the owner, the reactor in its own thread, a reader with pauses: every byte, in order. */
static void random_writes_arrive_in_order(void) {
  drainer drain;
  drainer_start(&drain);
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(drain.reactor, ends.writer, 3, RING);
  enum { TOTAL = 4 * 1024 * 1024 };
  sinker sink;
  sinker_start(&sink, ends.reader, 44, 50000);
  unsigned char *bytes = malloc(200000);
  pattern source;
  pattern_start(&source, 44);
  uint64_t random = 9, written = 0;
  while (written < TOTAL) {
    uint32_t length = 1 + (uint32_t)random_below(&random, 200000);
    if (length > TOTAL - written) length = (uint32_t)(TOTAL - written);
    pattern_next(&source, bytes, length);
    for (uint32_t done = 0; done < length;) {
      int32_t taken = aria_stream_write(stream, bytes + done, length - done);
      CHECK(taken >= 0);
      done += (uint32_t)taken;
      if (taken == 0 && aria_stream_wait(stream) == 0) drainer_await(&drain, 3);
    }
    written += length;
    if (random_below(&random, 4) == 0 && aria_stream_flush(stream) == 0) drainer_await(&drain, 3);
  }
  free(bytes);
  aria_stream_end(stream);
  EVENTUALLY(span_of(stream).state == ARIA_STREAM_ENDED);
  CHECK_EQ(stats_of(stream).bytes_in, TOTAL);
  CHECK_EQ(stats_of(stream).bytes_out, TOTAL);
  aria_stream_close(stream);
  drainer_stop(&drain);
  sinker_join(&sink);
  CHECK_EQ(sink.got, TOTAL);
  CHECK(!sink.wrong);
}

static const test tests[] = {
    {"what_fits_is_written_at_once", what_fits_is_written_at_once, 0},
    {"end_closes_after_the_last_byte", end_closes_after_the_last_byte, 0},
    {"end_of_nothing_is_an_end", end_of_nothing_is_an_end, 0},
    {"a_full_pipe_pushes_back", a_full_pipe_pushes_back, 0},
    {"flush_is_one_notice_when_all_is_out", flush_is_one_notice_when_all_is_out, 0},
    {"end_waits_for_a_slow_reader", end_waits_for_a_slow_reader, TEST_THREADS},
    {"nobody_reads_is_epipe_and_no_signal", nobody_reads_is_epipe_and_no_signal, 0},
    {"a_reader_that_leaves_is_news", a_reader_that_leaves_is_news, 0},
    {"an_idle_stream_whose_reader_left_does_not_spin", an_idle_stream_whose_reader_left_does_not_spin, 0},
    {"close_without_end_loses_only_the_queue", close_without_end_loses_only_the_queue, 0},
    {"random_writes_arrive_in_order", random_writes_arrive_in_order, TEST_HEAVY | TEST_THREADS},
};
AREA(input, tests);
