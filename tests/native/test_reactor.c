/* The reactor: running, stopping, news, destruction, numbers. */
#include "harness.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static void empty_reactor_times_out(void) {
  aria_reactor *reactor = make_reactor();
  uint64_t before = aria_now_ns();
  CHECK_EQ(aria_reactor_run(reactor, 50), 0);
  CHECK(aria_now_ns() - before >= 50000000u);
  CHECK_EQ(aria_reactor_run(reactor, 0), 0);
  uint32_t ids[4];
  CHECK_EQ(aria_reactor_take(reactor, ids, 4), 0);
  aria_reactor_destroy(reactor);
}

static void stop_before_the_run_counts(void) {
  aria_reactor *reactor = make_reactor();
  aria_reactor_stop(reactor);
  for (int i = 0; i < 3; i++) CHECK_EQ(aria_reactor_run(reactor, -1), ARIA_REACTOR_STOPPED);
  aria_reactor_destroy(reactor);
}

static void stop_from_another_thread_ends_the_wait(void) {
  for (int i = 0; i < 50; i++) {
    drainer drain;
    drainer_start(&drain);
    drainer_stop(&drain);
  }
}

static void running_out_of_descriptors_is_a_value(void) {
  struct rlimit before, now;
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  for (rlim_t limit = 3; limit < 5; limit++) {
    now = (struct rlimit){limit, before.rlim_max};
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &now), 0);
    int32_t error = 0;
    aria_reactor *reactor = aria_reactor_create(&error);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    CHECK(reactor == NULL);
    CHECK_EQ(error, -EMFILE);
  }
}

static void destroy_closes_what_it_has(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends reading = make_pipe(), writing = make_pipe(), from = make_pipe(), to = make_pipe();
  open_reader(reactor, reading.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  open_writer(reactor, writing.writer, 2, 65536);
  int32_t error = 0;
  CHECK(aria_edge_open(reactor, 3, from.reader, (aria_handle[]){to.writer}, 1, ARIA_EDGE_AUTO, &error) != NULL);
  settle(reactor);
  aria_reactor_stats stats;
  aria_reactor_read_stats(reactor, &stats);
  CHECK_EQ(stats.sources, 3);
  CHECK(stats.wakeups > 0);
  aria_reactor_destroy(reactor);
  CHECK_EQ(aria_write(reading.writer, "x", 1), -EPIPE);
  CHECK_EQ(aria_write(from.writer, "x", 1), -EPIPE);
  char byte;
  CHECK_EQ(read(writing.reader, &byte, 1), 0);
  CHECK_EQ(read(to.reader, &byte, 1), 0);
  close_fd(reading.writer);
  close_fd(writing.reader);
  close_fd(from.writer);
  close_fd(to.reader);
}

static void destroy_right_after_open_leaks_nothing(void) {
  for (int i = 0; i < 20; i++) {
    aria_reactor *reactor = make_reactor();
    pipe_ends ends = make_pipe();
    aria_stream *stream = open_reader(reactor, ends.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
    if (i % 2 == 0) aria_stream_close(stream);
    aria_reactor_destroy(reactor);
    CHECK_EQ(aria_write(ends.writer, "x", 1), -EPIPE);
    close_fd(ends.writer);
  }
}

static void one_notice_for_many_bytes(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 77, ARIA_OVERFLOW_BLOCK, 65536);
  uint32_t ids[4];
  write_all(ends.writer, "a", 1);
  CHECK_EQ(aria_reactor_run(reactor, 50), 0); /* nobody waits, so nobody is told */
  CHECK_EQ(aria_reactor_take(reactor, ids, 4), 0);
  CHECK_EQ(aria_stream_wait(stream), 1);
  aria_stream_consume(stream, span_of(stream).length);
  CHECK_EQ(aria_stream_wait(stream), 0);
  write_all(ends.writer, "bc", 2);
  CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  write_all(ends.writer, "d", 1);
  CHECK_EQ(aria_reactor_run(reactor, 20), 0);
  CHECK_EQ(aria_reactor_take(reactor, ids, 4), 1);
  CHECK_EQ(ids[0], 77);
  CHECK_EQ(aria_reactor_take(reactor, ids, 4), 0);
  CHECK_EQ(span_of(stream).length, 3);
  aria_stream_close(stream);
  close_fd(ends.writer);
  aria_reactor_destroy(reactor);
}

static void *interrupts_soon(void *reactor) {
  usleep(20000);
  aria_reactor_interrupt(reactor);
  return NULL;
}

static void an_interrupt_ends_one_run(void) {
  aria_reactor *reactor = make_reactor();
  pthread_t thread;
  CHECK_EQ(pthread_create(&thread, NULL, interrupts_soon, reactor), 0);
  CHECK_EQ(aria_reactor_run(reactor, -1), 0);
  pthread_join(thread, NULL);
  aria_reactor_interrupt(reactor);
  CHECK_EQ(aria_reactor_run(reactor, -1), 0); /* one that came before is not lost */
  uint64_t began = aria_now_ns();
  CHECK_EQ(aria_reactor_run(reactor, 30), 0);
  CHECK(aria_now_ns() - began >= 30000000u); /* and is not left over */
  aria_reactor_destroy(reactor);
}

static void take_keeps_what_does_not_fit(void) {
  enum { MANY = 20 };
  aria_reactor *reactor = make_reactor();
  pipe_ends ends[MANY];
  aria_stream *streams[MANY];
  for (uint32_t i = 0; i < MANY; i++) {
    ends[i] = make_pipe();
    streams[i] = open_reader(reactor, ends[i].reader, 1000 + i, ARIA_OVERFLOW_BLOCK, 65536);
    CHECK_EQ(aria_stream_wait(streams[i]), 0);
    write_all(ends[i].writer, "x", 1);
  }
  bool seen[MANY] = {false};
  int total = 0;
  while (total < MANY) {
    aria_reactor_run(reactor, 100);
    uint32_t ids[3];
    int count = aria_reactor_take(reactor, ids, 3);
    CHECK(count >= 0 && count <= 3);
    for (int i = 0; i < count; i++) {
      CHECK(ids[i] >= 1000 && ids[i] < 1000 + MANY && !seen[ids[i] - 1000]);
      seen[ids[i] - 1000] = true;
      total++;
    }
  }
  for (uint32_t i = 0; i < MANY; i++) {
    aria_stream_close(streams[i]);
    close_fd(ends[i].writer);
  }
  aria_reactor_destroy(reactor);
}

/* A source that always has news, asked for it over and over, until the ids do not fit any more. */
static void lost_ids_are_announced(void) {
  aria_reactor *reactor = make_reactor();
  int32_t error = 0;
  pipe_ends ends = make_pipe();
  write_all(ends.writer, "x", 1);
  aria_watch *watch = aria_watch_open(reactor, ends.reader, ARIA_DIRECTION_READ, 5, &error);
  CHECK(watch != NULL);
  for (int i = 0; i < 20000; i++) {
    aria_watch_wait(watch);
    CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  }
  static uint32_t ids[32768];
  int first = aria_reactor_take(reactor, ids, 32768);
  if (first == -ENOBUFS) {
    while (aria_reactor_take(reactor, ids, 32768) > 0) continue;
  } else {
    CHECK_EQ(first, 20000);
  }
  aria_watch_wait(watch);
  CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  CHECK_EQ(aria_reactor_take(reactor, ids, 4), 1);
  CHECK_EQ(ids[0], 5);
  aria_watch_close(watch);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
  close_fd(ends.writer);
}

static void a_closed_source_is_silent(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(reactor, ends.reader, 9, ARIA_OVERFLOW_BLOCK, 65536);
  CHECK_EQ(aria_stream_wait(stream), 0);
  settle(reactor);
  aria_stream_close(stream);
  settle(reactor);
  uint32_t ids[4];
  CHECK_EQ(aria_reactor_take(reactor, ids, 4), 0);
  CHECK_EQ(aria_write(ends.writer, "x", 1), -EPIPE);
  aria_reactor_stats stats;
  aria_reactor_read_stats(reactor, &stats);
  CHECK_EQ(stats.sources, 0);
  close_fd(ends.writer);
  aria_reactor_destroy(reactor);
}

static void the_signal_mask_and_actions_stay(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_writer(reactor, ends.writer, 1, 65536);
  close_fd(ends.reader);
  CHECK_EQ(aria_stream_write(stream, "x", 1), -EPIPE);
  PUMP(reactor, span_of(stream).state == ARIA_STREAM_FAILED);
  CHECK_EQ(span_of(stream).error, EPIPE);
  struct sigaction action;
  CHECK_EQ(sigaction(SIGPIPE, NULL, &action), 0);
  CHECK(action.sa_handler == SIG_DFL);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
}

static void signals_do_not_disturb_it(void) {
  drainer drain;
  drainer_start(&drain);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  extern void count_signal(int);
  action.sa_handler = count_signal;
  CHECK_EQ(sigaction(SIGUSR1, &action, NULL), 0);
  pipe_ends ends = make_pipe();
  aria_stream *stream = open_reader(drain.reactor, ends.reader, 4, ARIA_OVERFLOW_BLOCK, 65536);
  for (int i = 0; i < 200; i++) {
    pthread_kill(drain.thread, SIGUSR1);
    if (aria_stream_wait(stream) == 0) {
      write_all(ends.writer, "x", 1);
      pthread_kill(drain.thread, SIGUSR1);
      drainer_await(&drain, 4);
    }
    aria_stream_consume(stream, span_of(stream).length);
  }
  CHECK_EQ(span_of(stream).state, ARIA_STREAM_OPEN);
  aria_stream_close(stream);
  close_fd(ends.writer);
  drainer_stop(&drain);
  action.sa_handler = SIG_DFL;
  CHECK_EQ(sigaction(SIGUSR1, &action, NULL), 0);
}

static volatile sig_atomic_t signal_count;
void count_signal(int number) {
  (void)number;
  signal_count++;
}

/* A stream that floods gets no more than its share while another one has a byte. */
static void a_flood_does_not_starve_a_neighbour(void) {
  drainer drain;
  drainer_start(&drain);
  pipe_ends flood = make_pipe(), quiet = make_pipe();
  aria_stream *loud = open_reader(drain.reactor, flood.reader, 1, ARIA_OVERFLOW_BLOCK, 65536);
  aria_stream_discard(loud);
  aria_stream *soft = open_reader(drain.reactor, quiet.reader, 2, ARIA_OVERFLOW_BLOCK, 65536);
  feeder feed;
  feeder_start(&feed, flood.writer, UINT64_C(32) << 20, 1, 65536);
  for (int i = 0; i < 100; i++) {
    if (aria_stream_wait(soft) == 0) {
      write_all(quiet.writer, "x", 1);
      drainer_await(&drain, 2);
    }
    aria_stream_consume(soft, span_of(soft).length);
  }
  feeder_join(&feed);
  CHECK_EQ(feed.error, 0);
  EVENTUALLY(span_of(loud).over == 1);
  CHECK_EQ(stats_of(loud).bytes_in, UINT64_C(32) << 20);
  CHECK_EQ(stats_of(loud).dropped, UINT64_C(32) << 20);
  aria_reactor_stats stats;
  aria_reactor_read_stats(drain.reactor, &stats);
  CHECK(stats.bytes >= UINT64_C(32) << 20);
  CHECK(stats.busy_ns > 0);
  aria_stream_close(loud);
  aria_stream_close(soft);
  close_fd(quiet.writer);
  drainer_stop(&drain);
}

static const test tests[] = {
    {"empty_reactor_times_out", empty_reactor_times_out, 0},
    {"stop_before_the_run_counts", stop_before_the_run_counts, 0},
    {"stop_from_another_thread_ends_the_wait", stop_from_another_thread_ends_the_wait, TEST_THREADS},
    {"running_out_of_descriptors_is_a_value", running_out_of_descriptors_is_a_value, TEST_HEAVY},
    {"destroy_closes_what_it_has", destroy_closes_what_it_has, 0},
    {"destroy_right_after_open_leaks_nothing", destroy_right_after_open_leaks_nothing, 0},
    {"one_notice_for_many_bytes", one_notice_for_many_bytes, 0},
    {"take_keeps_what_does_not_fit", take_keeps_what_does_not_fit, 0},
    {"an_interrupt_ends_one_run", an_interrupt_ends_one_run, TEST_THREADS},
    {"lost_ids_are_announced", lost_ids_are_announced, TEST_HEAVY},
    {"a_closed_source_is_silent", a_closed_source_is_silent, 0},
    {"the_signal_mask_and_actions_stay", the_signal_mask_and_actions_stay, 0},
    {"signals_do_not_disturb_it", signals_do_not_disturb_it, TEST_THREADS},
    {"a_flood_does_not_starve_a_neighbour", a_flood_does_not_starve_a_neighbour, TEST_THREADS},
};
AREA(reactor, tests);
