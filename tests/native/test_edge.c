/* Edges: splice, copy and tee; every count exact, whatever dies when. */
#include "harness.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TOTAL = 5 * 1024 * 1024 + 77 };

typedef struct bench {
  aria_reactor *reactor;
  aria_edge *edge;
  pipe_ends from;
  pipe_ends to[16];
} bench;

/* An edge of `count` destinations; the test has from.writer and to[].reader. */
static void bench_open(bench *self, uint32_t count, uint32_t mode) {
  aria_handle to[16];
  self->reactor = make_reactor();
  self->from = make_pipe();
  for (uint32_t i = 0; i < count; i++) {
    self->to[i] = make_pipe();
    to[i] = self->to[i].writer;
  }
  int32_t error = 99;
  self->edge = aria_edge_open(self->reactor, 50, self->from.reader, to, count, mode, &error);
  if (self->edge == NULL) FAIL("aria_edge_open: %d", (int)error);
}

static aria_edge_stats edge_stats(aria_edge *edge) {
  aria_edge_stats stats;
  memset(&stats, 0xa5, sizeof stats);
  aria_edge_read_stats(edge, &stats);
  return stats;
}

static void bench_close(bench *self) {
  aria_edge_close(self->edge);
  aria_reactor_destroy(self->reactor);
}

#define ENDED(bench) (edge_stats((bench).edge).ended != 0)

static const uint32_t modes[] = {ARIA_EDGE_AUTO, ARIA_EDGE_SPLICE, ARIA_EDGE_COPY};

static uint32_t expected_mode(uint32_t asked, uint32_t count) {
  if (asked == ARIA_EDGE_COPY) return ARIA_EDGE_MODE_COPY;
  return count > 1 ? ARIA_EDGE_MODE_TEE : ARIA_EDGE_MODE_SPLICE;
}

/* ---- Whole streams ---- */

static void move_all(uint32_t count, uint32_t mode, uint64_t total, uint32_t piece) {
  bench self;
  bench_open(&self, count, mode);
  feeder feed;
  sinker sinks[16];
  feeder_start(&feed, self.from.writer, total, 61, piece);
  for (uint32_t i = 0; i < count; i++) sinker_start(&sinks[i], self.to[i].reader, 61, 1 + 40000 * (i + 1));
  int32_t news = 0;
  while (news == 0) news = aria_reactor_run(self.reactor, 20000);
  uint32_t id = 0;
  CHECK_EQ(aria_reactor_take(self.reactor, &id, 1), 1);
  CHECK_EQ(id, 50);
  feeder_join(&feed);
  for (uint32_t i = 0; i < count; i++) {
    sinker_join(&sinks[i]);
    CHECK(!sinks[i].wrong);
    CHECK_EQ(sinks[i].got, total);
    CHECK_EQ(aria_edge_delivered(self.edge, i), total);
  }
  CHECK_EQ(aria_edge_delivered(self.edge, count), 0);
  aria_edge_stats stats = edge_stats(self.edge);
  CHECK_EQ(stats.bytes_in, total);
  CHECK_EQ(stats.bytes_out, total);
  CHECK_EQ(stats.ended, 1);
  CHECK_EQ(stats.error, 0);
  CHECK_EQ(stats.broken, 0);
  CHECK_EQ(stats.mode, expected_mode(mode, count));
  CHECK((stats.first_byte_ns > 0) == (total > 0));
  CHECK(stats.last_byte_ns >= stats.first_byte_ns);
  bench_close(&self);
}

static void one_destination_gets_all(void) {
  for (size_t i = 0; i < 3; i++) move_all(1, modes[i], TOTAL, 100000);
}

static void two_destinations_get_all(void) {
  for (size_t i = 0; i < 3; i++) move_all(2, modes[i], TOTAL, 100000);
}

static void sixteen_destinations_get_all(void) {
  for (size_t i = 0; i < 3; i++) move_all(16, modes[i], 1 << 20, 100000);
}

static void nothing_at_all_is_an_end(void) {
  for (size_t i = 0; i < 3; i++) {
    move_all(1, modes[i], 0, 1);
    move_all(3, modes[i], 0, 1);
  }
}

static void one_byte_writes_are_exact(void) {
  for (size_t i = 0; i < 3; i++) {
    move_all(1, modes[i], 5000, 1);
    move_all(2, modes[i], 5000, 1);
  }
}

static void small_pieces_are_exact(void) {
  for (size_t i = 0; i < 3; i++) {
    move_all(1, modes[i], 300000, 700);
    move_all(3, modes[i], 300000, 700);
  }
}

/* ---- A full destination ---- */

static void a_full_destination_waits_and_counts(void) {
  for (size_t i = 0; i < 3; i++) {
    bench self;
    bench_open(&self, 1, modes[i]);
    pattern source, mirror;
    pattern_start(&source, 62);
    mirror = source;
    uint64_t written = 0;
    for (int turns = 0; turns < 8; turns++) {
      written += fill_pipe(self.from.writer, &source);
      settle(self.reactor);
    }
    aria_edge_stats stats = edge_stats(self.edge);
    CHECK_EQ(stats.bytes_out, 65536);
    CHECK(stats.bytes_in >= stats.bytes_out && stats.bytes_in <= written);
    CHECK(stats.stalls >= 1);
    CHECK_EQ(stats.ended, 0);
    aria_reactor_stats before, after; /* waiting costs nothing */
    aria_reactor_read_stats(self.reactor, &before);
    CHECK_EQ(aria_reactor_run(self.reactor, 100), 0);
    aria_reactor_read_stats(self.reactor, &after);
    CHECK(after.wakeups - before.wakeups < 10);
    close_fd(self.from.writer); /* the source ends in flight */
    CHECK_EQ(aria_reactor_run(self.reactor, 50), 0);
    unsigned char *all = malloc(written + 1);
    uint64_t seen = 0;
    while (seen < written) {
      aria_reactor_run(self.reactor, 1);
      ssize_t size = read(self.to[0].reader, all + seen, written - seen < 30000 ? written - seen : 30000);
      CHECK(size > 0);
      seen += (uint64_t)size;
      CHECK(edge_stats(self.edge).bytes_out >= seen);
    }
    PUMP(self.reactor, ENDED(self));
    CHECK_EQ(read(self.to[0].reader, all, 1), 0);
    pattern_check(&mirror, all, written);
    free(all);
    CHECK_EQ(edge_stats(self.edge).bytes_out, written);
    CHECK_EQ(edge_stats(self.edge).error, 0);
    CHECK(edge_stats(self.edge).stalled_ns > 0);
    close_fd(self.to[0].reader);
    bench_close(&self);
  }
}

/* The slowest of several sets the pace, and nobody loses anything. */
static void the_slowest_sets_the_pace(void) {
  for (size_t i = 0; i < 3; i++) {
    bench self;
    bench_open(&self, 3, modes[i]);
    feeder feed;
    sinker fast[2];
    feeder_start(&feed, self.from.writer, TOTAL, 63, 100000);
    sinker_start(&fast[0], self.to[0].reader, 63, 65536);
    sinker_start(&fast[1], self.to[2].reader, 63, 65536);
    settle(self.reactor);
    settle(self.reactor);
    CHECK(aria_edge_delivered(self.edge, 1) > 0 && aria_edge_delivered(self.edge, 1) <= 65536);
    CHECK(aria_edge_delivered(self.edge, 0) < TOTAL / 2);
    sinker slow;
    sinker_start(&slow, self.to[1].reader, 63, 5000);
    PUMP(self.reactor, ENDED(self));
    feeder_join(&feed);
    sinker_join(&fast[0]);
    sinker_join(&fast[1]);
    sinker_join(&slow);
    CHECK(!fast[0].wrong && !fast[1].wrong && !slow.wrong);
    CHECK_EQ(fast[0].got, TOTAL);
    CHECK_EQ(fast[1].got, TOTAL);
    CHECK_EQ(slow.got, TOTAL);
    CHECK_EQ(edge_stats(self.edge).broken, 0);
    bench_close(&self);
  }
}

/* ---- Deaths ---- */

static void a_destination_dies_midway(void) {
  for (size_t i = 0; i < 3; i++) {
    bench self;
    bench_open(&self, 1, modes[i]);
    feeder feed;
    feeder_start(&feed, self.from.writer, TOTAL, 64, 50000);
    sinker sink;
    sinker_start_limited(&sink, self.to[0].reader, 64, 50000, 1000000);
    PUMP(self.reactor, ENDED(self));
    sinker_join(&sink);
    feeder_join(&feed);
    CHECK_EQ(feed.error, EPIPE);
    CHECK_EQ(sink.got, 1000000);
    CHECK(!sink.wrong);
    aria_edge_stats stats = edge_stats(self.edge);
    CHECK_EQ(stats.error, EPIPE);
    CHECK_EQ(stats.broken, 1);
    CHECK(stats.bytes_out >= 1000000 && stats.bytes_out <= 1000000 + 65536);
    CHECK(stats.bytes_in >= stats.bytes_out && stats.bytes_in <= feed.written);
    bench_close(&self);
  }
}

/* The destination dies while the source is silent: the edge ends at once, so that the source sees a broken pipe. */
static void a_destination_dies_while_nothing_moves(void) {
  for (size_t i = 0; i < 3; i++) {
    bench self;
    bench_open(&self, 1, modes[i]);
    write_all(self.from.writer, "hello", 5);
    char text[8];
    PUMP(self.reactor, edge_stats(self.edge).bytes_out == 5);
    CHECK_EQ(read(self.to[0].reader, text, 8), 5);
    close_fd(self.to[0].reader);
    PUMP(self.reactor, ENDED(self));
    CHECK_EQ(edge_stats(self.edge).error, EPIPE);
    CHECK_EQ(edge_stats(self.edge).bytes_out, 5);
    CHECK_EQ(aria_write(self.from.writer, "x", 1), -EPIPE);
    close_fd(self.from.writer);
    bench_close(&self);
  }
}

static void one_of_three_dies_and_the_others_get_all(void) {
  for (size_t i = 0; i < 3; i++) {
    for (uint32_t victim = 0; victim < 3; victim++) {
      bench self;
      bench_open(&self, 3, modes[i]);
      feeder feed;
      sinker sinks[3];
      feeder_start(&feed, self.from.writer, TOTAL / 2, 65, 50000);
      for (uint32_t j = 0; j < 3; j++) {
        sinker_start_limited(&sinks[j], self.to[j].reader, 65, 50000, j == victim ? 200000 : UINT64_MAX);
      }
      PUMP(self.reactor, ENDED(self));
      feeder_join(&feed);
      CHECK_EQ(feed.error, 0);
      for (uint32_t j = 0; j < 3; j++) {
        sinker_join(&sinks[j]);
        CHECK(!sinks[j].wrong);
        CHECK_EQ(sinks[j].got, j == victim ? 200000 : TOTAL / 2);
        if (j != victim) CHECK_EQ(aria_edge_delivered(self.edge, j), TOTAL / 2);
      }
      aria_edge_stats stats = edge_stats(self.edge);
      CHECK_EQ(stats.error, 0);
      CHECK_EQ(stats.broken, 1u << victim);
      CHECK_EQ(stats.bytes_out, TOTAL / 2);
      uint64_t had = aria_edge_delivered(self.edge, victim);
      CHECK(had >= 200000 && had <= 200000 + 65536);
      bench_close(&self);
    }
  }
}

static void all_die_one_after_the_other(void) {
  for (size_t i = 0; i < 3; i++) {
    bench self;
    bench_open(&self, 3, modes[i]);
    feeder feed;
    sinker sinks[3];
    feeder_start(&feed, self.from.writer, TOTAL, 66, 50000);
    for (uint32_t j = 0; j < 3; j++) sinker_start_limited(&sinks[j], self.to[j].reader, 66, 50000, 100000 * (j + 1));
    PUMP(self.reactor, ENDED(self));
    feeder_join(&feed);
    CHECK_EQ(feed.error, EPIPE);
    for (uint32_t j = 0; j < 3; j++) {
      sinker_join(&sinks[j]);
      CHECK(!sinks[j].wrong);
    }
    CHECK_EQ(edge_stats(self.edge).error, EPIPE);
    CHECK_EQ(edge_stats(self.edge).broken, 7);
    bench_close(&self);
  }
}

static void destinations_dead_from_the_start(void) {
  for (size_t i = 0; i < 3; i++) {
    for (uint32_t count = 1; count <= 2; count++) {
      bench self;
      bench_open(&self, count, modes[i]);
      for (uint32_t j = 0; j < count; j++) close_fd(self.to[j].reader);
      PUMP(self.reactor, ENDED(self));
      CHECK_EQ(edge_stats(self.edge).error, EPIPE);
      CHECK_EQ(edge_stats(self.edge).bytes_out, 0);
      CHECK_EQ(aria_write(self.from.writer, "x", 1), -EPIPE);
      close_fd(self.from.writer);
      bench_close(&self);
    }
  }
}

static void a_source_that_dies_midway_is_an_end(void) {
  for (size_t i = 0; i < 3; i++) {
    bench self;
    bench_open(&self, 1, modes[i]);
    request wish;
    aria_spawn_result result;
    request_child(&wish, WORDS("fill", "1", "500000", "67", "kill", "KILL"));
    request_stream(&wish, 1, ARIA_PLAN_HANDLE, self.from.writer);
    CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
    close_fd(self.from.writer);
    sinker sink;
    sinker_start(&sink, self.to[0].reader, 67, 30000);
    PUMP(self.reactor, ENDED(self));
    sinker_join(&sink);
    CHECK_EQ(sink.got, 500000);
    CHECK(!sink.wrong);
    CHECK_EQ(edge_stats(self.edge).error, 0);
    CHECK_EQ(edge_stats(self.edge).bytes_out, 500000);
    CHECK_EQ(finish(process_of(&result)).signal, 9);
    bench_close(&self);
  }
}

static void cutting_an_edge_closes_its_handles(void) {
  for (size_t i = 0; i < 3; i++) {
    bench self;
    bench_open(&self, 2, modes[i]);
    write_all(self.from.writer, "hello", 5);
    PUMP(self.reactor, edge_stats(self.edge).bytes_out == 5);
    aria_edge_close(self.edge);
    settle(self.reactor);
    CHECK_EQ(aria_write(self.from.writer, "x", 1), -EPIPE);
    CHECK_TEXT(read_text(self.to[0].reader), "hello");
    CHECK_TEXT(read_text(self.to[1].reader), "hello");
    close_fd(self.from.writer);
    close_fd(self.to[0].reader);
    close_fd(self.to[1].reader);
    aria_reactor_destroy(self.reactor);
  }
}

/* ---- Other kinds of handles ---- */

static int scratch_file(uint64_t length, uint64_t seed) {
  int file = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) skip_test("no O_TMPFILE here");
  unsigned char *bytes = malloc(length + 1);
  pattern source;
  pattern_start(&source, seed);
  pattern_next(&source, bytes, length);
  write_all(file, bytes, length);
  free(bytes);
  CHECK_EQ(lseek(file, 0, SEEK_SET), 0);
  return file;
}

static void check_scratch_file(int file, uint64_t length, uint64_t seed) {
  unsigned char *bytes = malloc(length + 1);
  CHECK_EQ(lseek(file, 0, SEEK_SET), 0);
  CHECK_EQ(read_all(file, bytes, length + 1), length);
  pattern source;
  pattern_start(&source, seed);
  pattern_check(&source, bytes, length);
  free(bytes);
}

/* from a file to a pipe, from a pipe to files (one and two), from a file to a file. */
static void files_at_either_end(void) {
  for (size_t i = 0; i < 3; i++) {
    aria_reactor *reactor = make_reactor();
    pipe_ends between = make_pipe();
    int32_t error = 0;
    int first = scratch_file(0, 1), second = scratch_file(0, 1), third = scratch_file(TOTAL, 68),
        fourth = scratch_file(0, 1);
    int first_copy = fcntl(first, F_DUPFD_CLOEXEC, 0), second_copy = fcntl(second, F_DUPFD_CLOEXEC, 0);
    int fourth_copy = fcntl(fourth, F_DUPFD_CLOEXEC, 0);
    int source = scratch_file(TOTAL, 68);
    aria_edge *head = aria_edge_open(reactor, 1, source, (aria_handle[]){between.writer}, 1, modes[i], &error);
    CHECK(head != NULL);
    aria_edge *tail = aria_edge_open(reactor, 2, between.reader, (aria_handle[]){first, second}, 2, modes[i], &error);
    CHECK(tail != NULL);
    aria_edge *straight = aria_edge_open(reactor, 3, third, (aria_handle[]){fourth}, 1, modes[i], &error);
    CHECK(straight != NULL);
    PUMP(reactor, edge_stats(head).ended && edge_stats(tail).ended && edge_stats(straight).ended);
    CHECK_EQ(edge_stats(head).error, 0);
    CHECK_EQ(edge_stats(tail).error, 0);
    CHECK_EQ(edge_stats(straight).error, 0);
    CHECK_EQ(edge_stats(head).bytes_out, TOTAL);
    CHECK_EQ(edge_stats(tail).bytes_in, TOTAL);
    check_scratch_file(first_copy, TOTAL, 68);
    check_scratch_file(second_copy, TOTAL, 68);
    check_scratch_file(fourth_copy, TOTAL, 68);
    close_fd(first_copy);
    close_fd(second_copy);
    close_fd(fourth_copy);
    aria_edge_close(head);
    aria_edge_close(tail);
    aria_edge_close(straight);
    aria_reactor_destroy(reactor);
  }
}

/* An appending file refuses splice: the edge falls back to copying and loses nothing. */
static void an_appending_file_falls_back_to_copying(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  int file = scratch_file(0, 1), copy = fcntl(file, F_DUPFD_CLOEXEC, 0);
  CHECK_EQ(fcntl(file, F_SETFL, O_APPEND), 0);
  int32_t error = 0;
  aria_edge *edge = aria_edge_open(reactor, 1, ends.reader, (aria_handle[]){file}, 1, ARIA_EDGE_AUTO, &error);
  CHECK(edge != NULL);
  feeder feed;
  feeder_start(&feed, ends.writer, TOTAL, 69, 50000);
  PUMP(reactor, edge_stats(edge).ended);
  feeder_join(&feed);
  CHECK_EQ(edge_stats(edge).error, 0);
  CHECK_EQ(edge_stats(edge).mode, ARIA_EDGE_MODE_COPY);
  CHECK_EQ(edge_stats(edge).bytes_out, TOTAL);
  check_scratch_file(copy, TOTAL, 69);
  close_fd(copy);
  aria_edge_close(edge);
  aria_reactor_destroy(reactor);
}

static void one_of_two_destinations_appends(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe(), to = make_pipe();
  int file = scratch_file(0, 1), copy = fcntl(file, F_DUPFD_CLOEXEC, 0);
  CHECK_EQ(fcntl(file, F_SETFL, O_APPEND), 0);
  int32_t error = 0;
  aria_handle both[2] = {to.writer, file};
  aria_edge *edge = aria_edge_open(reactor, 1, ends.reader, both, 2, ARIA_EDGE_AUTO, &error);
  CHECK(edge != NULL);
  feeder feed;
  sinker sink;
  feeder_start(&feed, ends.writer, TOTAL, 70, 50000);
  sinker_start(&sink, to.reader, 70, 50000);
  PUMP(reactor, edge_stats(edge).ended);
  feeder_join(&feed);
  sinker_join(&sink);
  CHECK_EQ(edge_stats(edge).error, 0);
  CHECK_EQ(edge_stats(edge).broken, 0);
  CHECK_EQ(sink.got, TOTAL);
  CHECK(!sink.wrong);
  check_scratch_file(copy, TOTAL, 70);
  close_fd(copy);
  aria_edge_close(edge);
  aria_reactor_destroy(reactor);
}

/* A blocking socket may be shared, so its mode is not changed; yet nobody else in the reactor may wait for it. */
static void a_blocking_socket_does_not_stop_the_reactor(void) {
  for (size_t i = 0; i < 3; i++) {
    drainer drain;
    drainer_start(&drain);
    int pair[2];
    pipe_ends from = make_pipe(), other = make_pipe();
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    int32_t error = 0;
    aria_edge *edge = aria_edge_open(drain.reactor, 1, from.reader, (aria_handle[]){pair[0]}, 1, modes[i], &error);
    CHECK(edge != NULL);
    aria_stream *neighbour = open_reader(drain.reactor, other.reader, 2, ARIA_OVERFLOW_BLOCK, 65536);
    feeder feed;
    feeder_start(&feed, from.writer, TOTAL, 71, 100000);
    uint64_t before = 0;
    EVENTUALLY(edge_stats(edge).bytes_out > 0);
    for (int turns = 0; turns < 20; turns++) rest(); /* the socket fills */
    before = edge_stats(edge).bytes_out;
    CHECK(before < TOTAL);
    write_all(other.writer, "hello", 5);
    EVENTUALLY(span_of(neighbour).length == 5);
    sinker sink;
    sinker_start(&sink, pair[1], 71, 100000);
    EVENTUALLY(edge_stats(edge).ended);
    sinker_join(&sink);
    feeder_join(&feed);
    CHECK_EQ(sink.got, TOTAL);
    CHECK(!sink.wrong);
    CHECK_EQ(edge_stats(edge).error, 0);
    aria_edge_close(edge);
    aria_stream_close(neighbour);
    close_fd(other.writer);
    drainer_stop(&drain);
  }
}

static void a_blocking_socket_as_source_does_not_stop_the_reactor(void) {
  for (size_t i = 0; i < 3; i++) {
    drainer drain;
    drainer_start(&drain);
    int pair[2];
    pipe_ends to = make_pipe(), other = make_pipe();
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    int32_t error = 0;
    aria_edge *edge = aria_edge_open(drain.reactor, 1, pair[0], (aria_handle[]){to.writer}, 1, modes[i], &error);
    CHECK(edge != NULL);
    aria_stream *neighbour = open_reader(drain.reactor, other.reader, 2, ARIA_OVERFLOW_BLOCK, 65536);
    write_all(pair[1], "abc", 3);
    EVENTUALLY(edge_stats(edge).bytes_out == 3);
    write_all(other.writer, "hello", 5);
    EVENTUALLY(span_of(neighbour).length == 5);
    close_fd(pair[1]);
    EVENTUALLY(edge_stats(edge).ended);
    CHECK_EQ(edge_stats(edge).error, 0);
    CHECK_TEXT(read_text(to.reader), "abc");
    close_fd(to.reader);
    aria_edge_close(edge);
    aria_stream_close(neighbour);
    close_fd(other.writer);
    drainer_stop(&drain);
  }
}

static void wrong_arguments_take_the_handles(void) {
  aria_reactor *reactor = make_reactor();
  for (int i = 0; i < 3; i++) {
    pipe_ends from = make_pipe(), to = make_pipe();
    int32_t error = 0;
    aria_handle list[20];
    for (int j = 0; j < 20; j++) list[j] = j == 0 ? to.writer : fcntl(to.writer, F_DUPFD_CLOEXEC, 0);
    uint32_t count = i == 0 ? 0 : i == 1 ? 20 : 1, mode = i == 2 ? 9 : ARIA_EDGE_AUTO;
    CHECK(aria_edge_open(reactor, 1, from.reader, list, count, mode, &error) == NULL);
    CHECK_EQ(error, -EINVAL);
    CHECK(!is_open(from.reader));
    for (uint32_t j = 0; j < 20; j++) {
      CHECK_EQ(is_open((int)list[j]), j >= count);
      if (j >= count) close_fd((int)list[j]);
    }
    close_fd(from.writer);
    close_fd(to.reader);
  }
  pipe_ends from = make_pipe();
  int32_t error = 0;
  CHECK(aria_edge_open(reactor, 1, from.reader, (aria_handle[]){900}, 1, ARIA_EDGE_AUTO, &error) == NULL);
  CHECK_EQ(error, -EBADF);
  CHECK(!is_open(from.reader));
  close_fd(from.writer);
  aria_reactor_destroy(reactor);
}

static const test tests[] = {
    {"one_destination_gets_all", one_destination_gets_all, TEST_THREADS},
    {"two_destinations_get_all", two_destinations_get_all, TEST_THREADS},
    {"sixteen_destinations_get_all", sixteen_destinations_get_all, TEST_HEAVY},
    {"nothing_at_all_is_an_end", nothing_at_all_is_an_end, 0},
    {"one_byte_writes_are_exact", one_byte_writes_are_exact, 0},
    {"small_pieces_are_exact", small_pieces_are_exact, 0},
    {"a_full_destination_waits_and_counts", a_full_destination_waits_and_counts, 0},
    {"the_slowest_sets_the_pace", the_slowest_sets_the_pace, TEST_HEAVY},
    {"a_destination_dies_midway", a_destination_dies_midway, 0},
    {"a_destination_dies_while_nothing_moves", a_destination_dies_while_nothing_moves, 0},
    {"one_of_three_dies_and_the_others_get_all", one_of_three_dies_and_the_others_get_all, TEST_HEAVY},
    {"all_die_one_after_the_other", all_die_one_after_the_other, TEST_HEAVY},
    {"destinations_dead_from_the_start", destinations_dead_from_the_start, 0},
    {"a_source_that_dies_midway_is_an_end", a_source_that_dies_midway_is_an_end, 0},
    {"cutting_an_edge_closes_its_handles", cutting_an_edge_closes_its_handles, 0},
    {"files_at_either_end", files_at_either_end, 0},
    {"an_appending_file_falls_back_to_copying", an_appending_file_falls_back_to_copying, 0},
    {"one_of_two_destinations_appends", one_of_two_destinations_appends, 0},
    {"a_blocking_socket_does_not_stop_the_reactor", a_blocking_socket_does_not_stop_the_reactor, TEST_THREADS},
    {"a_blocking_socket_as_source_does_not_stop_the_reactor", a_blocking_socket_as_source_does_not_stop_the_reactor,
     TEST_THREADS},
    {"wrong_arguments_take_the_handles", wrong_arguments_take_the_handles, 0},
};
AREA(edge, tests);
