/* Watches: readiness of a handle that somebody else reads or writes. */
#include "harness.h"

#include <fcntl.h>
#include <unistd.h>

static aria_watch *watch(aria_reactor *reactor, int fd, uint32_t direction, uint32_t id) {
  int32_t error = 0;
  aria_watch *self = aria_watch_open(reactor, fd, direction, id, &error);
  if (self == NULL) FAIL("aria_watch_open: %d", (int)error);
  return self;
}

static int take_one(aria_reactor *reactor, uint32_t *id) { return aria_reactor_take(reactor, id, 1); }

static void readable_is_reported_once_per_wait(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_watch *self = watch(reactor, ends.reader, ARIA_DIRECTION_READ, 3);
  uint32_t id = 0;
  write_all(ends.writer, "x", 1);
  CHECK_EQ(aria_reactor_run(reactor, 30), 0);
  for (int i = 0; i < 3; i++) {
    aria_watch_wait(self);
    CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
    CHECK_EQ(take_one(reactor, &id), 1);
    CHECK_EQ(id, 3);
    CHECK_EQ(aria_reactor_run(reactor, 20), 0);
  }
  char byte;
  CHECK_EQ(read(ends.reader, &byte, 1), 1);
  aria_watch_wait(self);
  CHECK_EQ(aria_reactor_run(reactor, 20), 0);
  write_all(ends.writer, "y", 1);
  CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  CHECK_EQ(take_one(reactor, &id), 1);
  aria_watch_close(self);
  aria_reactor_destroy(reactor);
  CHECK(!is_nonblocking(ends.reader));
  close_fd(ends.reader);
  close_fd(ends.writer);
}

static void writable_is_reported_when_there_is_room(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  pattern source;
  pattern_start(&source, 1);
  uint64_t filled = fill_pipe(ends.writer, &source);
  aria_watch *self = watch(reactor, ends.writer, ARIA_DIRECTION_WRITE, 8);
  aria_watch_wait(self);
  CHECK_EQ(aria_reactor_run(reactor, 20), 0);
  unsigned char *bytes = malloc(filled);
  CHECK_EQ(read_all(ends.reader, bytes, filled), filled);
  free(bytes);
  CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  aria_watch_close(self);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
  close_fd(ends.writer);
}

static void the_other_side_s_end_is_news(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends left = make_pipe(), right = make_pipe();
  aria_watch *reads = watch(reactor, left.reader, ARIA_DIRECTION_READ, 1);
  pattern source;
  pattern_start(&source, 1);
  fill_pipe(right.writer, &source);
  aria_watch *writes = watch(reactor, right.writer, ARIA_DIRECTION_WRITE, 2);
  aria_watch_wait(reads);
  aria_watch_wait(writes);
  CHECK_EQ(aria_reactor_run(reactor, 20), 0);
  close_fd(left.writer);
  close_fd(right.reader);
  uint32_t seen = 0;
  for (int turns = 0; seen != 6 && turns < 1000; turns++) {
    aria_reactor_run(reactor, 100);
    uint32_t id;
    while (take_one(reactor, &id) == 1) seen |= 1u << id;
  }
  CHECK_EQ(seen, 6);
  aria_watch_close(reads);
  aria_watch_close(writes);
  aria_reactor_destroy(reactor);
  close_fd(left.reader);
  close_fd(right.writer);
}

/* An end that nobody asks about must not keep the reactor busy. */
static void an_unasked_end_costs_nothing(void) {
  aria_reactor *reactor = make_reactor();
  pipe_ends ends = make_pipe();
  aria_watch *self = watch(reactor, ends.reader, ARIA_DIRECTION_READ, 1);
  aria_watch_wait(self);
  settle(reactor);
  close_fd(ends.writer);
  CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
  aria_reactor_stats before, after;
  aria_reactor_read_stats(reactor, &before);
  CHECK_EQ(aria_reactor_run(reactor, 100), 0);
  aria_reactor_read_stats(reactor, &after);
  CHECK(after.wakeups - before.wakeups < 10);
  aria_watch_close(self);
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
}

static void a_file_is_always_ready(void) {
  aria_reactor *reactor = make_reactor();
  int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  aria_watch *self = watch(reactor, file, ARIA_DIRECTION_READ, 6);
  for (int i = 0; i < 3; i++) {
    aria_watch_wait(self);
    CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
    uint32_t id;
    CHECK_EQ(take_one(reactor, &id), 1);
    CHECK_EQ(id, 6);
  }
  aria_watch_close(self);
  aria_reactor_destroy(reactor);
  close_fd(file);
}

/* A bad handle is refused, or reported as ready so that whoever uses it finds out. */
static void a_bad_handle_hangs_nobody(void) {
  aria_reactor *reactor = make_reactor();
  int32_t error = 0;
  aria_watch *self = aria_watch_open(reactor, 900, ARIA_DIRECTION_READ, 6, &error);
  if (self == NULL) {
    CHECK_EQ(error, -EBADF);
  } else {
    aria_watch_wait(self);
    CHECK_EQ(aria_reactor_run(reactor, 5000), 1);
    aria_watch_close(self);
  }
  aria_reactor_destroy(reactor);
}

static void two_watches_of_one_handle(void) {
  aria_reactor *reactor = make_reactor();
  int pair[2];
  pipe_ends ends = make_pipe();
  pair[0] = ends.reader;
  pair[1] = fcntl(ends.reader, F_DUPFD_CLOEXEC, 0);
  aria_watch *first = watch(reactor, pair[0], ARIA_DIRECTION_READ, 1);
  aria_watch *second = watch(reactor, pair[1], ARIA_DIRECTION_READ, 2);
  aria_watch_wait(first);
  aria_watch_wait(second);
  write_all(ends.writer, "x", 1);
  uint32_t seen = 0;
  for (int turns = 0; seen != 6 && turns < 1000; turns++) {
    aria_reactor_run(reactor, 100);
    uint32_t id;
    while (take_one(reactor, &id) == 1) seen |= 1u << id;
  }
  CHECK_EQ(seen, 6);
  aria_watch_close(first);
  aria_watch_close(second);
  aria_reactor_destroy(reactor);
  close_fd(pair[1]);
  close_fd(ends.reader);
  close_fd(ends.writer);
}

static const test tests[] = {
    {"readable_is_reported_once_per_wait", readable_is_reported_once_per_wait, 0},
    {"writable_is_reported_when_there_is_room", writable_is_reported_when_there_is_room, 0},
    {"the_other_side_s_end_is_news", the_other_side_s_end_is_news, 0},
    {"an_unasked_end_costs_nothing", an_unasked_end_costs_nothing, 0},
    {"a_file_is_always_ready", a_file_is_always_ready, 0},
    {"a_bad_handle_hangs_nobody", a_bad_handle_hangs_nobody, 0},
    {"two_watches_of_one_handle", two_watches_of_one_handle, 0},
};
AREA(watch, tests);
