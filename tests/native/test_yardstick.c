/* Yardsticks: the echo in a bare loop, processor time. */
#include "harness.h"

#include <unistd.h>

static aria_spawn_result start_cat(aria_handle *to, aria_handle *from) {
  request call;
  aria_spawn_result result;
  request_program(&call, "cat", NO_WORDS);
  request_pipes(&call, "01");
  CHECK_EQ(request_spawn(&call, NULL, &result), 0);
  *to = result.ends[0];
  *from = result.ends[1];
  return result;
}

static void every_round_comes_back_whole(uint32_t bytes) {
  aria_handle to, from;
  aria_spawn_result cat = start_cat(&to, &from);
  uint64_t round_ns[8] = {0};
  CHECK_EQ(aria_pingpong(to, from, bytes, 8, round_ns), 0);
  for (int i = 0; i < 8; i++) CHECK(round_ns[i] > 0);
  CHECK_EQ(aria_close(to), 0);
  char left;
  CHECK_EQ(aria_read(from, &left, 1), 0);
  CHECK_EQ(aria_close(from), 0);
  CHECK_EQ(finish(process_of(&cat)).code, 0);
}

static void small_messages_come_back(void) { every_round_comes_back_whole(32); }

static void messages_larger_than_pipes_come_back(void) { every_round_comes_back_whole(5 << 20); }

static void an_echo_that_ends_is_epipe(void) {
  pipe_ends there = make_pipe(), back = make_pipe();
  uint64_t round_ns[2];
  close_fd(back.writer);
  CHECK_EQ(aria_pingpong(there.writer, back.reader, 1, 2, round_ns), -EPIPE);
  close_fd(there.reader);
  CHECK_EQ(aria_pingpong(there.writer, back.reader, 1, 2, round_ns), -EPIPE);
  close_fd(there.writer);
  close_fd(back.reader);
}

static void processor_time_grows_with_work(void) {
  int64_t before = aria_cpu_ns(0);
  CHECK(before > 0);
  EVENTUALLY(aria_cpu_ns(0) > before);
  CHECK(aria_cpu_ns(getpid()) > before);
}

static void processor_time_of_a_stranger(void) {
  aria_handle to, from;
  aria_spawn_result cat = start_cat(&to, &from);
  uint64_t round_ns[1];
  CHECK_EQ(aria_pingpong(to, from, 1, 1, round_ns), 0);
  CHECK(aria_cpu_ns((int64_t)cat.pid) > 0);
  CHECK_EQ(aria_close(to), 0);
  CHECK_EQ(aria_close(from), 0);
  CHECK_EQ(finish(process_of(&cat)).code, 0);
  CHECK_EQ(aria_cpu_ns((int64_t)cat.pid), -ESRCH);
  CHECK_EQ(aria_cpu_ns(-1), -ESRCH);
  CHECK_EQ(aria_cpu_ns(1ll << 32), -ESRCH); /* its lower half is this process */
}

static const test tests[] = {
    {"small_messages_come_back", small_messages_come_back, 0},
    {"messages_larger_than_pipes_come_back", messages_larger_than_pipes_come_back, TEST_HEAVY},
    {"an_echo_that_ends_is_epipe", an_echo_that_ends_is_epipe, 0},
    {"processor_time_grows_with_work", processor_time_grows_with_work, 0},
    {"processor_time_of_a_stranger", processor_time_of_a_stranger, 0},
};
AREA(yardstick, tests);
