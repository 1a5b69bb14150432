/* The keeper: what must die when its starter dies, however that dies. */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static aria_keeper *start_keeper(const char *library) {
  if (library == NULL) FAIL("start the tests with --library PATH");
  int32_t error = 0;
  aria_keeper *keeper = aria_keeper_start(library, &error);
  if (keeper == NULL) FAIL("aria_keeper_start: %d", (int)error);
  CHECK_EQ(error, 0);
  return keeper;
}

static void closing_kills_nobody(void) {
  aria_keeper *keeper = start_keeper(given.library);
  aria_spawn_result result = spawn_child(WORDS("drain", "0", "exit", "5"), "0");
  CHECK_EQ(aria_keeper_add(keeper, process_of(&result)), 0);
  aria_keeper_close(keeper);
  CHECK_EQ(aria_process_wait(process_of(&result), 100), 0);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 5);
}

static void it_leaves_nothing_behind(void) {
  for (int i = 0; i < 10; i++) aria_keeper_close(start_keeper(given.library));
}

static void a_wrong_library_is_an_error(void) {
  static const char *const wrong[] = {"/nonexistent/library.so", "/etc", "/dev/null", "/etc/passwd"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    int32_t error = 0;
    aria_keeper *keeper = aria_keeper_start(wrong[i], &error);
    if (keeper != NULL) FAIL("a keeper runs \"%s\"", wrong[i]);
    CHECK(error < 0);
    if (i == 0) CHECK_EQ(error, -ENOENT);
  }
}

/* A program that is no keeper is found out instead of being trusted. */
static void another_program_is_an_error(void) {
  int32_t error = 0;
  CHECK(aria_keeper_start(given.child, &error) == NULL);
  CHECK_EQ(error, -ENOEXEC);
}

static void a_library_without_execute_permission_is_copied(void) {
  char path[] = "/tmp/aria-native-XXXXXX";
  int to = mkstemp(path), from = open(given.library, O_RDONLY | O_CLOEXEC);
  CHECK(to >= 0 && from >= 0);
  while (aria_transfer(from, to, 1 << 20) > 0) continue;
  CHECK_EQ(fchmod(to, 0600), 0);
  close_fd(from);
  close_fd(to);
  aria_keeper_close(start_keeper(path));
  CHECK_EQ(unlink(path), 0);
}

static void the_library_is_no_program(void) {
  if (given.library == NULL) FAIL("start the tests with --library PATH");
  request wish;
  aria_spawn_result result;
  request_program(&wish, given.library, NO_WORDS);
  request_pipes(&wish, "2");
  CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
  CHECK(strlen(read_text((int)result.ends[2])) > 10);
  close_ends(&result);
  aria_exit status = finish(process_of(&result));
  CHECK_EQ(status.signal, 0);
  CHECK(status.code != 0);
}

/* The middle: a process that starts a keeper and four groups, tells their numbers, and dies by `how`. */
enum { BY_KILL, BY_EXIT, BY_ABORT };

static void middle_run(int report, int how) {
  pid_t pids[6];
  aria_keeper *keeper = start_keeper(given.library);
  aria_spawn_result results[4];
  for (int i = 0; i < 4; i++) {
    results[i] = spawn_child(i == 0 ? WORDS("ignore", "TERM", "fork", "1", "forever", "write", "1", "r", "forever")
                                    : WORDS("write", "1", "r", "forever"),
                             "1");
    char byte;
    CHECK_EQ(read((int)results[i].ends[1], &byte, 1), 1);
    pids[i] = (pid_t)results[i].pid;
    if (i < 3) CHECK_EQ(aria_keeper_add(keeper, process_of(&results[i])), 0);
  }
  CHECK_EQ(aria_keeper_drop(keeper, process_of(&results[2])), 0);
  write_all(report, pids, sizeof pids[0] * 4);
  if (how == BY_EXIT) _exit(0);
  if (how == BY_ABORT) abort();
  for (;;) pause();
}

static void check_after_death(int how) {
  pipe_ends report = make_pipe();
  pid_t middle = fork();
  if (middle == 0) {
    prctl(PR_SET_DUMPABLE, 0);
    middle_run(report.writer, how);
  }
  close_fd(report.writer);
  pid_t pids[4];
  CHECK_EQ(read_all(report.reader, pids, sizeof pids), sizeof pids);
  close_fd(report.reader);
  for (int i = 0; i < 4; i++) CHECK(process_exists(pids[i]));
  if (how == BY_KILL) CHECK_EQ(kill(middle, SIGKILL), 0);
  CHECK_EQ(waitpid(middle, NULL, 0), middle);
  int status; /* the orphans come to this process */
  for (int i = 0; i < 2; i++) {
    CHECK_EQ(waitpid(pids[i], &status, 0), pids[i]);
    CHECK(WIFSIGNALED(status));
    CHECK_EQ(WTERMSIG(status), SIGKILL);
  }
  resources left; /* also the grandchild in the first group, and the keeper itself, end */
  EVENTUALLY((waitpid(-1, NULL, WNOHANG), resources_count(&left), left.child_count == 2));
  for (int i = 2; i < 4; i++) { /* dropped, and never added */
    CHECK(process_exists(pids[i]) && process_state(pids[i]) != 'Z');
    CHECK_EQ(kill(pids[i], SIGKILL), 0);
    CHECK_EQ(waitpid(pids[i], &status, 0), pids[i]);
  }
}

static void groups_die_with_a_killed_starter(void) { check_after_death(BY_KILL); }

static void groups_die_with_an_exiting_starter(void) { check_after_death(BY_EXIT); }

static void groups_die_with_an_aborting_starter(void) { check_after_death(BY_ABORT); }

/* It follows the process, not the thread that started it. */
static void *start_in_thread(void *argument) {
  aria_spawn_result *result = argument;
  aria_keeper *keeper = start_keeper(given.library);
  *result = spawn_child(WORDS("drain", "0", "exit", "6"), "0");
  CHECK_EQ(aria_keeper_add(keeper, process_of(result)), 0);
  return keeper;
}

static void the_starting_thread_may_end(void) {
  aria_spawn_result result;
  pthread_t thread;
  void *keeper;
  CHECK_EQ(pthread_create(&thread, NULL, start_in_thread, &result), 0);
  CHECK_EQ(pthread_join(thread, &keeper), 0);
  CHECK_EQ(aria_process_wait(process_of(&result), 100), 0);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 6);
  aria_keeper_close(keeper);
}

static void a_dead_keeper_is_epipe(void) {
  resources before, after;
  resources_count(&before);
  aria_keeper *keeper = start_keeper(given.library);
  resources_count(&after);
  CHECK_EQ(after.child_count, before.child_count + 1);
  pid_t pid = 0;
  for (int i = 0; i < after.child_count; i++) {
    bool known = false;
    for (int j = 0; j < before.child_count; j++) known = known || before.children[j] == after.children[i];
    if (!known) pid = after.children[i];
  }
  CHECK_EQ(kill(pid, SIGKILL), 0);
  EVENTUALLY(process_state(pid) == 'Z' || process_state(pid) == 0);
  aria_spawn_result result = spawn_child(WORDS("drain", "0"), "0");
  CHECK_EQ(aria_keeper_add(keeper, process_of(&result)), -EPIPE);
  CHECK_EQ(aria_keeper_drop(keeper, process_of(&result)), -EPIPE);
  aria_keeper_close(keeper);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

/* The keeper holds no descriptor of ours: a pipe whose ends we close is closed. */
static void it_holds_nothing_of_ours(void) {
  pipe_ends ends = make_pipe();
  int inheritable = dup(ends.writer);
  aria_keeper *keeper = start_keeper(given.library);
  close_fd(ends.writer);
  close_fd(inheritable);
  CHECK_TEXT(read_text(ends.reader), "");
  close_fd(ends.reader);
  aria_keeper_close(keeper);
}

static void many_groups_come_and_go(void) {
  aria_keeper *keeper = start_keeper(given.library);
  for (int i = 0; i < 300; i++) {
    aria_spawn_result result = spawn_child(WORDS("exit", "0"), "");
    CHECK_EQ(aria_keeper_add(keeper, process_of(&result)), 0);
    aria_exit status = {0};
    CHECK_EQ(aria_process_wait(process_of(&result), 20000), 1);
    CHECK_EQ(aria_process_exit(process_of(&result), &status), 1);
    CHECK_EQ(aria_keeper_drop(keeper, process_of(&result)), 0);
    aria_process_close(process_of(&result));
    CHECK_EQ(status.code, 0);
  }
  aria_keeper_close(keeper);
}

static const test tests[] = {
    {"closing_kills_nobody", closing_kills_nobody, TEST_HEAVY},
    {"it_leaves_nothing_behind", it_leaves_nothing_behind, TEST_HEAVY},
    {"a_wrong_library_is_an_error", a_wrong_library_is_an_error, TEST_HEAVY},
    {"another_program_is_an_error", another_program_is_an_error, TEST_HEAVY},
    {"a_library_without_execute_permission_is_copied", a_library_without_execute_permission_is_copied, TEST_HEAVY},
    {"the_library_is_no_program", the_library_is_no_program, TEST_HEAVY},
    {"groups_die_with_a_killed_starter", groups_die_with_a_killed_starter, TEST_HEAVY},
    {"groups_die_with_an_exiting_starter", groups_die_with_an_exiting_starter, TEST_HEAVY},
    {"groups_die_with_an_aborting_starter", groups_die_with_an_aborting_starter, TEST_HEAVY},
    {"the_starting_thread_may_end", the_starting_thread_may_end, TEST_HEAVY},
    {"a_dead_keeper_is_epipe", a_dead_keeper_is_epipe, TEST_HEAVY},
    {"it_holds_nothing_of_ours", it_holds_nothing_of_ours, TEST_HEAVY},
    {"many_groups_come_and_go", many_groups_come_and_go, TEST_HEAVY},
};
AREA(keeper, tests);
