/* Reading streams: opening, views, the end, stalls, discarding. */
#include "harness.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/socket.h>
#include <unistd.h>

static void wrong_options_close_the_end(void) {
  static const aria_stream_options wrong[] = {
      {.capacity = 0},
      {.capacity = 65535},
      {.capacity = 32768},
      {.capacity = 3 * 65536},
      {.capacity = UINT64_C(1) << 31},
      {.capacity = 65536, .direction = 2},
      {.capacity = 65536, .overflow = 4},
  };
  aria_reactor *reactor = make_reactor();
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    pipe_ends ends = make_pipe();
    int32_t error = 0;
    CHECK(aria_stream_open(reactor, ends.reader, &wrong[i], &error) == NULL);
    CHECK_EQ(error, -EINVAL);
    CHECK(!is_open(ends.reader));
    close_fd(ends.writer);
  }
  aria_stream_options right = {.capacity = 65536};
  int32_t error = 0;
  CHECK(aria_stream_open(reactor, 900, &right, &error) == NULL);
  CHECK_EQ(error, -EBADF);
  error = 0;
  CHECK(aria_stream_open(reactor, -1, &right, &error) == NULL);
  CHECK_EQ(error, -EBADF);
  aria_reactor_destroy(reactor);
}

static void before_the_first_byte_there_is_nothing(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  settle(reactor);
  CHECK(is_nonblocking(ends.reader));
  CHECK(!is_nonblocking(ends.writer));
  aria_span span = span_of(stream);
  CHECK_EQ(span.base, 0);
  CHECK_EQ(span.length, 0);
  CHECK_EQ(span.offset, 0);
  CHECK_EQ(span.gap, 0);
  CHECK_EQ(span.state, ARIA_STREAM_OPEN);
  CHECK_EQ(span.error, 0);
  aria_stream_stats stats = stats_of(stream);
  CHECK_EQ(stats.bytes_in, 0);
  CHECK_EQ(stats.first_byte_ns, 0);
  CHECK(stats.waiting_since_ns > 0);
  char bytes[4];
  uint64_t gap = 9;
  CHECK_EQ(aria_stream_read(stream, bytes, 4, &gap), 0);
  CHECK_EQ(gap, 0);
  aria_stream_close(stream);
  close_fd(ends.writer);
  aria_reactor_destroy(reactor);
}

static void bytes_then_the_end(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  uint64_t before = aria_now_ns();
  write_all(ends.writer, "hello world", 11);
  close_fd(ends.writer);
  PUMP(reactor, stats_of(stream).state == ARIA_STREAM_ENDED);
  CHECK(!is_open(ends.reader));
  aria_span span = span_of(stream);
  CHECK_EQ(span.state, ARIA_STREAM_ENDED);
  CHECK_EQ(span.length, 11);
  CHECK(memcmp(span_bytes(&span), "hello world", 11) == 0);
  CHECK(span.position + span.length <= span.mapped);
  aria_stream_consume(stream, 6);
  CHECK_EQ(aria_stream_wait(stream), 1);
  span = span_of(stream);
  CHECK_EQ(span.offset, 6);
  CHECK_EQ(span.length, 5);
  char text[16];
  uint64_t gap = 9;
  CHECK_EQ(aria_stream_read(stream, text, 3, &gap), 3);
  CHECK_EQ(gap, 0);
  CHECK(memcmp(text, "wor", 3) == 0);
  CHECK_EQ(aria_stream_read(stream, text, sizeof text, &gap), 2);
  CHECK(memcmp(text, "ld", 2) == 0);
  CHECK_EQ(aria_stream_read(stream, text, sizeof text, &gap), 0);
  CHECK_EQ(aria_stream_wait(stream), 1);
  span = span_of(stream);
  CHECK_EQ(span.length, 0);
  CHECK_EQ(span.offset, 11);
  aria_stream_stats stats = stats_of(stream);
  CHECK_EQ(stats.bytes_in, 11);
  CHECK_EQ(stats.bytes_out, 11);
  CHECK_EQ(stats.dropped, 0);
  CHECK(stats.operations >= 1);
  CHECK(stats.first_byte_ns >= before && stats.last_byte_ns >= stats.first_byte_ns);
  CHECK(stats.last_byte_ns <= aria_now_ns());
  CHECK_EQ(stats.waiting_since_ns, 0);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void a_stream_that_says_nothing_ends(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 12, ARIA_OVERFLOW_BLOCK, 65536);
  CHECK_EQ(aria_stream_wait(stream), 0);
  close_fd(ends.writer);
  CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  aria_span span = span_of(stream);
  CHECK_EQ(span.state, ARIA_STREAM_ENDED);
  CHECK_EQ(span.length, 0);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* The bytes of a span stay as they are while more arrive. */
static void a_view_stays_while_more_comes(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  pattern source, mirror;
  pattern_start(&source, 4);
  mirror = source;
  unsigned char piece[10000];
  uint32_t mapping = 0;
  uint64_t base = 0;
  for (int i = 0; i < 200; i++) {
    pattern_next(&source, piece, sizeof piece);
    write_all(ends.writer, piece, sizeof piece);
    PUMP(reactor, span_of(stream).length == sizeof piece);
    aria_span span = span_of(stream);
    write_all(ends.writer, "later", 5);
    settle(reactor);
    pattern_check(&mirror, span_bytes(&span), sizeof piece);
    if (i > 0 && span.mapping == mapping) CHECK_EQ(span.base, base);
    mapping = span.mapping;
    base = span.base;
    aria_stream_consume(stream, sizeof piece);
    PUMP(reactor, span_of(stream).length == 5);
    span = span_of(stream);
    CHECK(memcmp(span_bytes(&span), "later", 5) == 0);
    aria_stream_consume(stream, 5);
  }
  aria_stream_close(stream);
  close_fd(ends.writer);
  aria_reactor_destroy(reactor);
}

static void a_full_ring_makes_the_writer_wait(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  pattern source, mirror;
  pattern_start(&source, 4);
  mirror = source;
  uint64_t written = 0;
  for (int i = 0; i < 20; i++) {
    written += fill_pipe(ends.writer, &source);
    settle(reactor);
  }
  CHECK(written >= 65536 * 2 && written <= 65536 * 2 + 65536);
  CHECK_EQ(span_of(stream).length, 65536);
  aria_stream_stats stats = stats_of(stream);
  CHECK_EQ(stats.bytes_in, 65536);
  CHECK_EQ(stats.stalls, 1);
  CHECK_EQ(stats.dropped, 0);
  CHECK_EQ(stats.waiting_since_ns, 0);
  close_fd(ends.writer);
  settle(reactor);
  CHECK_EQ(stats_of(stream).state, ARIA_STREAM_OPEN);
  for (uint64_t seen = 0; seen < written;) {
    PUMP(reactor, span_of(stream).length > 0);
    aria_span span = span_of(stream);
    CHECK_EQ(span.offset, seen);
    pattern_check(&mirror, span_bytes(&span), span.length);
    seen += span.length;
    aria_stream_consume(stream, span.length);
  }
  PUMP(reactor, span_of(stream).state == ARIA_STREAM_ENDED);
  CHECK(stats_of(stream).stalled_ns > 0);
  CHECK_EQ(stats_of(stream).bytes_out, written);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* A stalled stream whose writer has gone is no reason to spin. */
static void a_stalled_end_does_not_spin(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  pattern source;
  pattern_start(&source, 4);
  for (int i = 0; i < 4; i++) {
    fill_pipe(ends.writer, &source);
    settle(reactor);
  }
  close_fd(ends.writer);
  settle(reactor);
  aria_reactor_stats before, after;
  aria_reactor_read_stats(reactor, &before);
  CHECK_EQ(aria_reactor_run(reactor, 100), 0);
  aria_reactor_read_stats(reactor, &after);
  CHECK(after.wakeups - before.wakeups < 10);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void one_byte_at_a_time(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  for (int i = 0; i < 500; i++) {
    unsigned char byte = (unsigned char)i, got = 0;
    uint64_t gap;
    write_all(ends.writer, &byte, 1);
    PUMP(reactor, aria_stream_read(stream, &got, 1, &gap) == 1);
    CHECK_EQ(got, byte);
  }
  CHECK_EQ(stats_of(stream).operations, 500);
  aria_stream_close(stream);
  close_fd(ends.writer);
  aria_reactor_destroy(reactor);
}

static void discarding_counts_and_never_breaks_the_pipe(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  pattern source;
  pattern_start(&source, 4);
  uint64_t total = 0;
  for (int i = 0; i < 3; i++) { /* the ring is full and the pipe, too */
    total += fill_pipe(ends.writer, &source);
    settle(reactor);
  }
  aria_stream_discard(stream);
  PUMP(reactor, span_of(stream).state == ARIA_STREAM_ENDED); /* for the reader; what has come stays readable */
  CHECK_EQ(span_of(stream).over, 0);
  CHECK_EQ(span_of(stream).length, 65536);
  for (int i = 0; i < 20; i++) {
    total += fill_pipe(ends.writer, &source);
    settle(reactor);
  }
  CHECK_EQ(aria_stream_wait(stream), 1);
  CHECK_EQ(span_of(stream).over, 0);
  close_fd(ends.writer);
  PUMP(reactor, span_of(stream).over == 1);
  aria_span span = span_of(stream);
  pattern_start(&source, 4);
  pattern_check(&source, span_bytes(&span), span.length);
  aria_stream_stats stats = stats_of(stream);
  CHECK_EQ(stats.bytes_in, total);
  CHECK_EQ(stats.dropped, total - 65536);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void a_socket_and_a_terminal_are_read_too(void) {
  aria_reactor *reactor = make_reactor();
  int pair[2], master, slave;
  CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  CHECK_EQ(openpty(&master, &slave, NULL, NULL, NULL), 0);
  aria_stream *socket = open_reader(reactor, pair[0], 1, ARIA_OVERFLOW_BLOCK, 65536);
  aria_stream *terminal = open_reader(reactor, master, 2, ARIA_OVERFLOW_BLOCK, 65536);
  write_all(pair[1], "socket", 6);
  write_all(slave, "terminal", 8);
  PUMP(reactor, span_of(socket).length == 6 && span_of(terminal).length == 8);
  close_fd(pair[1]);
  close_fd(slave); /* the master's read says EIO now, which is an end like any other */
  PUMP(reactor, span_of(socket).state != ARIA_STREAM_OPEN && span_of(terminal).state != ARIA_STREAM_OPEN);
  CHECK_EQ(span_of(socket).state, ARIA_STREAM_ENDED);
  CHECK_EQ(span_of(terminal).state, ARIA_STREAM_ENDED);
  CHECK_EQ(span_of(terminal).length, 8);
  aria_stream_close(socket);
  aria_stream_close(terminal);
  aria_reactor_destroy(reactor);
}

static void a_discarded_socket_is_drained(void) {
  aria_reactor *reactor = make_reactor();
  int pair[2];
  CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  aria_stream *stream = open_reader(reactor, pair[0], 1, ARIA_OVERFLOW_BLOCK, 65536);
  aria_stream_discard(stream);
  pattern source;
  pattern_start(&source, 2);
  uint64_t total = 0;
  for (int i = 0; i < 5; i++) {
    total += fill_pipe(pair[1], &source);
    settle(reactor);
  }
  close_fd(pair[1]);
  PUMP(reactor, span_of(stream).over == 1);
  CHECK_EQ(stats_of(stream).bytes_in, total);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

/* A regular file cannot be polled, and needs no reactor: whoever has it reads it. */
static void a_file_is_refused(void) {
  aria_reactor *reactor = make_reactor();
  aria_stream_options options = {.id = 1, .capacity = 65536};
  int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  int32_t error = 0;
  CHECK(aria_stream_open(reactor, file, &options, &error) == NULL);
  CHECK_EQ(error, -EPERM);
  settle(reactor);
  CHECK(!is_open(file));
  aria_reactor_destroy(reactor);
}

static const test tests[] = {
    {"wrong_options_close_the_end", wrong_options_close_the_end, 0},
    {"before_the_first_byte_there_is_nothing", before_the_first_byte_there_is_nothing, 0},
    {"bytes_then_the_end", bytes_then_the_end, 0},
    {"a_stream_that_says_nothing_ends", a_stream_that_says_nothing_ends, 0},
    {"a_view_stays_while_more_comes", a_view_stays_while_more_comes, 0},
    {"a_full_ring_makes_the_writer_wait", a_full_ring_makes_the_writer_wait, 0},
    {"a_stalled_end_does_not_spin", a_stalled_end_does_not_spin, 0},
    {"one_byte_at_a_time", one_byte_at_a_time, 0},
    {"discarding_counts_and_never_breaks_the_pipe", discarding_counts_and_never_breaks_the_pipe, 0},
    {"a_socket_and_a_terminal_are_read_too", a_socket_and_a_terminal_are_read_too, 0},
    {"a_discarded_socket_is_drained", a_discarded_socket_is_drained, 0},
    {"a_file_is_refused", a_file_is_refused, 0},
};
AREA(stream, tests);
