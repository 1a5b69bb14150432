/* Placing six streams on 0…5 when the parent's own descriptors stand there: the parent closes its 0…5 and whatever it
 * opens lands on them, in every combination. */
#include "harness.h"

#include <fcntl.h>
#include <unistd.h>

/* Moves what the test needs away from 0…5 and gives the numbers back at the end. */
static int saved[6];

static void save_low(void) {
  for (int fd = 0; fd < 6; fd++) saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 300);
}

static void close_low(unsigned closed) {
  for (int fd = 0; fd < 6; fd++) {
    if ((closed >> fd & 1) != 0) {
      close(fd);
    } else if (!is_open(fd)) {
      int null = open_null(); /* the lowest free number */
      if (null != fd) {
        CHECK_EQ(dup3(null, fd, O_CLOEXEC), fd);
        close_fd(null);
      }
    }
  }
}

static void restore_low(void) {
  for (int fd = 0; fd < 6; fd++) {
    close(fd);
    if (saved[fd] < 0) continue;
    CHECK_EQ(dup2(saved[fd], fd), fd);
    close_fd(saved[fd]);
  }
}

static const char *const script[] = {"write", "2", "two",  "write", "3", "three", "copy",
                                     "0",     "1", "copy", "4",     "5", NULL};

/* Feeds 0 and 4, and expects each payload where it belongs. Closes all six. */
static void check_payloads(int *ends) {
  write_all(ends[0], "zero", 4);
  write_all(ends[4], "four", 4);
  close_fd(ends[0]);
  close_fd(ends[4]);
  CHECK_TEXT(read_text(ends[1]), "zero");
  CHECK_TEXT(read_text(ends[5]), "four");
  CHECK_TEXT(read_text(ends[2]), "two");
  CHECK_TEXT(read_text(ends[3]), "three");
  for (int i = 0; i < 6; i++) {
    if (i != 0 && i != 4) close_fd(ends[i]);
  }
}

static void the_parent_s_low_descriptors_closed(void) {
  save_low();
  for (unsigned closed = 0; closed < 64; closed++) {
    close_low(closed);
    aria_spawn_result result = spawn_child(script, "012345");
    int ends[6];
    for (int i = 0; i < 6; i++) ends[i] = (int)result.ends[i];
    check_payloads(ends);
    CHECK_EQ(finish(process_of(&result)).code, 0);
  }
  restore_low();
}

/* The same with nothing wired: null devices, and the child has exactly 0…5. */
static void null_devices_when_low_descriptors_are_closed(void) {
  save_low();
  for (unsigned closed = 0; closed < 64; closed++) {
    close_low(closed);
    aria_spawn_result result = spawn_child(WORDS("fds"), "1");
    char text[4096];
    size_t length = read_all((int)result.ends[1], text, sizeof text - 1);
    text[length] = '\0';
    int lines = 0, nulls = 0;
    for (const char *at = text; *at != '\0'; at++) {
      lines += *at == '\n';
      nulls += strncmp(at, "/dev/null\n", 10) == 0;
    }
    CHECK_EQ(lines, 6);
    CHECK_EQ(nulls, 5);
    close_ends(&result);
    CHECK_EQ(finish(process_of(&result)).code, 0);
  }
  restore_low();
}

/* Stream i stands on descriptor order[i] of the parent, all six of them on 0…5. */
static void spawn_permuted(const int *order) {
  int theirs[6], ours[6];
  for (int i = 0; i < 6; i++) {
    int ends[2];
    CHECK_EQ(pipe2(ends, O_CLOEXEC), 0);
    bool child_reads = i == 0 || i == 4;
    theirs[i] = fcntl(ends[child_reads ? 0 : 1], F_DUPFD_CLOEXEC, 100);
    ours[i] = fcntl(ends[child_reads ? 1 : 0], F_DUPFD_CLOEXEC, 100);
    close_fd(ends[0]);
    close_fd(ends[1]);
  }
  request wish;
  aria_spawn_result result;
  request_child(&wish, script);
  for (uint32_t i = 0; i < 6; i++) {
    CHECK_EQ(dup3(theirs[i], order[i], O_CLOEXEC), order[i]);
    close_fd(theirs[i]);
    request_stream(&wish, i, ARIA_PLAN_HANDLE, order[i]);
  }
  int32_t error = request_spawn(&wish, NULL, &result);
  if (error != 0) FAIL("aria_spawn: %d at step %u", (int)error, result.step);
  for (int i = 0; i < 6; i++) CHECK_EQ(close(i), 0);
  check_payloads(ours);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

static void permute(int *order, int at, int *count) {
  if (at == 6) {
    spawn_permuted(order);
    ++*count;
    return;
  }
  for (int i = at; i < 6; i++) {
    int swap = order[at];
    order[at] = order[i];
    order[i] = swap;
    permute(order, at + 1, count);
    order[i] = order[at];
    order[at] = swap;
  }
}

static void every_permutation_of_six_pipes(void) {
  int order[6] = {0, 1, 2, 3, 4, 5}, count = 0;
  save_low();
  for (int fd = 0; fd < 6; fd++) close(fd);
  permute(order, 0, &count);
  CHECK_EQ(count, 720);
  restore_low();
}

/* Some sources on 0…5, some above, some shared by two streams: every choice of three low numbers. */
static void handles_that_repeat(void) {
  save_low();
  for (int first = 0; first < 6; first++) {
    for (int second = 0; second < 6; second++) {
      for (int fd = 0; fd < 6; fd++) close(fd);
      pipe_ends out = make_pipe(), data = make_pipe();
      int keep_out = fcntl(out.reader, F_DUPFD_CLOEXEC, 100), keep_data = fcntl(data.reader, F_DUPFD_CLOEXEC, 100);
      int out_writer = fcntl(out.writer, F_DUPFD_CLOEXEC, 100), data_writer = fcntl(data.writer, F_DUPFD_CLOEXEC, 100);
      for (int fd = 0; fd < 6; fd++) close(fd);
      CHECK_EQ(dup3(out_writer, first, O_CLOEXEC), first);
      if (second != first) CHECK_EQ(dup3(data_writer, second, O_CLOEXEC), second);
      request wish;
      aria_spawn_result result;
      request_child(&wish, WORDS("write", "1", "a", "write", "2", "b", "write", "3", "c", "write", "5", "d"));
      request_stream(&wish, 1, ARIA_PLAN_HANDLE, first);
      request_stream(&wish, 2, ARIA_PLAN_HANDLE, first);
      request_stream(&wish, 3, ARIA_PLAN_HANDLE, second == first ? data_writer : second);
      request_stream(&wish, 5, ARIA_PLAN_SHARE, 3);
      CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
      CHECK_EQ(finish(process_of(&result)).code, 0);
      for (int fd = 0; fd < 6; fd++) close(fd);
      close_fd(out_writer);
      close_fd(data_writer);
      CHECK_TEXT(read_text(keep_out), "ab");
      CHECK_TEXT(read_text(keep_data), "cd");
      close_fd(keep_out);
      close_fd(keep_data);
    }
  }
  restore_low();
}

static void failures_with_low_descriptors_closed(void) {
  save_low();
  for (unsigned closed = 0; closed < 64; closed++) {
    close_low(closed);
    resources before, after;
    char text[1024];
    resources_count(&before);
    request wish;
    aria_spawn_result result;
    request_program(&wish, "/nonexistent", NO_WORDS);
    request_pipes(&wish, "012345");
    CHECK_EQ(request_spawn(&wish, NULL, &result), -ENOENT);
    CHECK_EQ(result.step, ARIA_STEP_EXEC);
    resources_count(&after);
    if (resources_differ(&before, &after, text, sizeof text)) FAIL("closed %x: left behind:%s", closed, text);
  }
  restore_low();
}

static const test tests[] = {
    {"the_parent_s_low_descriptors_closed", the_parent_s_low_descriptors_closed, TEST_HEAVY},
    {"null_devices_when_low_descriptors_are_closed", null_devices_when_low_descriptors_are_closed, TEST_HEAVY},
    {"every_permutation_of_six_pipes", every_permutation_of_six_pipes, TEST_HEAVY},
    {"handles_that_repeat", handles_that_repeat, TEST_HEAVY},
    {"failures_with_low_descriptors_closed", failures_with_low_descriptors_closed, TEST_HEAVY},
};
AREA(placing, tests);
