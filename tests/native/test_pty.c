/* Pseudo-terminals. */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static aria_spawn_result spawn_on_terminal(const char *const *words, uint32_t rows, uint32_t columns) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, words);
  for (uint32_t i = 0; i < 3; i++) request_stream(&wish, i, ARIA_PLAN_PTY, (int64_t)(rows << 16 | columns));
  request_pipes(&wish, "5");
  int32_t error = request_spawn(&wish, NULL, &result);
  if (error != 0) FAIL("aria_spawn: %d at step %u", (int)error, result.step);
  return result;
}

static void the_child_has_one_terminal(void) {
  aria_spawn_result result = spawn_on_terminal(WORDS("tty", "0", "tty", "1", "tty", "2", "tty", "5", "pids"), 33, 91);
  CHECK(is_cloexec((int)result.ends[0]));
  CHECK_EQ(result.ends[1], ARIA_NO_HANDLE);
  CHECK_EQ(result.ends[2], ARIA_NO_HANDLE);
  char expected[256];
  snprintf(expected, sizeof expected, "33 91\r\n33 91\r\n33 91\r\nno\r\n%d %d %d %d\r\n", (int)result.pid,
           (int)getpid(), (int)result.pid, (int)result.pid); /* it leads its own session */
  CHECK_TEXT(read_text((int)result.ends[0]), expected);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

static void resizing_tells_the_child(void) {
  aria_spawn_result result =
      spawn_on_terminal(WORDS("catch", "WINCH", "write", "5", "r", "await", "WINCH", "tty", "1"), 24, 80);
  char byte;
  CHECK_EQ(read((int)result.ends[5], &byte, 1), 1);
  CHECK_EQ(aria_pty_resize(result.ends[0], 50, 132), 0);
  CHECK_TEXT(read_text((int)result.ends[0]), "28\r\n50 132\r\n");
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

static void control_c_interrupts(void) {
  aria_spawn_result result = spawn_on_terminal(WORDS("write", "5", "r", "forever"), 24, 80);
  char byte;
  CHECK_EQ(read((int)result.ends[5], &byte, 1), 1);
  CHECK_EQ(aria_write(result.ends[0], "\003", 1), 1);
  CHECK_EQ(aria_process_wait(process_of(&result), 20000), 1);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).signal, SIGINT);
}

static void hanging_up_ends_the_child(void) {
  aria_spawn_result result = spawn_on_terminal(WORDS("write", "5", "r", "forever"), 24, 80);
  char byte;
  CHECK_EQ(read((int)result.ends[5], &byte, 1), 1);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).signal, SIGHUP);
}

static void only_one_stream_on_the_terminal(void) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("tty", "1", "line", "2", "error"));
  request_stream(&wish, 1, ARIA_PLAN_PTY, 10 << 16 | 20);
  request_pipes(&wish, "2");
  CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
  CHECK_TEXT(read_text((int)result.ends[0]), "10 20\r\n");
  CHECK_TEXT(read_text((int)result.ends[2]), "error\n");
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

static void wrong_handles_and_sizes_are_refused(void) {
  pipe_ends ends = make_pipe();
  CHECK_EQ(aria_pty_resize(ends.reader, 10, 10), -ENOTTY);
  CHECK_EQ(aria_pty_resize(900, 10, 10), -EBADF);
  CHECK_EQ(aria_pty_resize(-1, 10, 10), -EBADF);
  CHECK_EQ(aria_pty_resize(INT64_C(1) << 40, 10, 10), -EBADF);
  aria_spawn_result result = spawn_on_terminal(WORDS("forever"), 24, 80);
  CHECK_EQ(aria_pty_resize(result.ends[0], 70000, 10), -EINVAL);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).signal, SIGHUP);
  close_fd(ends.reader);
  close_fd(ends.writer);
}

static void a_failed_spawn_leaves_no_terminal(void) {
  for (int i = 0; i < 20; i++) {
    request wish;
    aria_spawn_result result;
    request_program(&wish, "/nonexistent", NO_WORDS);
    for (uint32_t j = 0; j < 3; j++) request_stream(&wish, j, ARIA_PLAN_PTY, 24 << 16 | 80);
    CHECK_EQ(request_spawn(&wish, NULL, &result), -ENOENT);
    CHECK_EQ(result.ends[0], ARIA_NO_HANDLE);
  }
}

static const test tests[] = {
    {"the_child_has_one_terminal", the_child_has_one_terminal, TEST_HEAVY},
    {"resizing_tells_the_child", resizing_tells_the_child, TEST_HEAVY},
    {"control_c_interrupts", control_c_interrupts, TEST_HEAVY},
    {"hanging_up_ends_the_child", hanging_up_ends_the_child, TEST_HEAVY},
    {"only_one_stream_on_the_terminal", only_one_stream_on_the_terminal, TEST_HEAVY},
    {"wrong_handles_and_sizes_are_refused", wrong_handles_and_sizes_are_refused, TEST_HEAVY},
    {"a_failed_spawn_leaves_no_terminal", a_failed_spawn_leaves_no_terminal, TEST_HEAVY},
};
AREA(pty, tests);
