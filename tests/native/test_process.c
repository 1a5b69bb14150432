/* Processes: exits, signals, groups, held leaders, watching, letting go. */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Exits ---- */

static void every_exit_code_comes_back(void) {
  for (int code = 0; code < 256; code += code < 4 || code > 250 ? 1 : 25) {
    char text[16];
    snprintf(text, sizeof text, "%d", code);
    aria_spawn_result result = spawn_child(WORDS("exit", text), "");
    aria_exit status = finish(process_of(&result));
    CHECK_EQ(status.code, code);
    CHECK_EQ(status.signal, 0);
    CHECK_EQ(status.core_dumped, 0);
  }
}

static void every_deadly_signal_comes_back(void) {
  static const int signals[] = {SIGHUP, SIGINT, SIGKILL, SIGUSR1, SIGPIPE, SIGALRM, SIGTERM};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
    char text[16];
    snprintf(text, sizeof text, "%d", signals[i]);
    aria_spawn_result result = spawn_child(WORDS("kill", text), "");
    aria_exit status = finish(process_of(&result));
    CHECK_EQ(status.signal, signals[i]);
    CHECK_EQ(status.code, 0);
  }
}

static void the_core_flag_is_the_kernel_s(void) {
  struct rlimit before, none = {0, 0};
  CHECK_EQ(getrlimit(RLIMIT_CORE, &before), 0);
  none.rlim_max = before.rlim_max;
  CHECK_EQ(setrlimit(RLIMIT_CORE, &none), 0);
  pid_t pid = fork();
  if (pid == 0) {
    execl(given.child, "child", "kill", "ABRT", NULL);
    _exit(9);
  }
  int status;
  CHECK_EQ(waitpid(pid, &status, 0), pid);
  aria_spawn_result result = spawn_child(WORDS("kill", "ABRT"), "");
  aria_exit end = finish(process_of(&result));
  CHECK_EQ(end.signal, SIGABRT);
  CHECK_EQ(end.core_dumped, WCOREDUMP(status) ? 1 : 0);
  CHECK_EQ(setrlimit(RLIMIT_CORE, &before), 0);
}

static void times_and_memory_are_told(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  uint64_t before_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
  aria_spawn_result result = spawn_child(WORDS("busy", "60", "touch", "33554432", "sleep", "60"), "");
  aria_exit status = finish(process_of(&result));
  clock_gettime(CLOCK_REALTIME, &now);
  uint64_t after_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
  CHECK(status.started_unix_ms >= before_ms && status.started_unix_ms <= after_ms);
  CHECK(status.duration_ns >= 120000000u);
  CHECK(status.duration_ns / 1000000 <= after_ms - before_ms + 1);
  CHECK(status.user_us + status.system_us >= 50000);
  CHECK(status.max_rss >= 33554432);
}

static void waiting_twice_gives_the_same_answer(void) {
  aria_spawn_result result = spawn_child(WORDS("exit", "5"), "");
  aria_process *process = process_of(&result);
  CHECK_EQ(aria_process_wait(process, -1), 1);
  aria_exit first, second;
  CHECK_EQ(aria_process_exit(process, &first), 1);
  rest();
  CHECK_EQ(aria_process_wait(process, 0), 1);
  CHECK_EQ(aria_process_exit(process, &second), 1);
  CHECK(memcmp(&first, &second, sizeof first) == 0);
  aria_process_close(process);
}

static void a_running_process_has_no_status(void) {
  aria_spawn_result result = spawn_child(WORDS("drain", "0", "exit", "3"), "0");
  aria_process *process = process_of(&result);
  aria_exit status;
  memset(&status, 0xa5, sizeof status);
  CHECK_EQ(aria_process_exit(process, &status), 0);
  static const aria_exit nothing;
  CHECK(memcmp(&status, &nothing, sizeof status) == 0);
  uint64_t before = aria_now_ns();
  CHECK_EQ(aria_process_wait(process, 50), 0);
  CHECK(aria_now_ns() - before >= 50000000u);
  CHECK_EQ(aria_process_wait(process, 0), 0);
  close_ends(&result);
  CHECK_EQ(finish(process).code, 3);
}

/* ---- Signals ---- */

static void a_signal_reaches_the_process(void) {
  aria_spawn_result result = spawn_child(WORDS("line", "1", "ready", "forever"), "1");
  aria_process *process = process_of(&result);
  char text[8];
  CHECK_EQ(read((int)result.ends[1], text, 6), 6);
  CHECK_EQ(aria_process_signal(process, 0, ARIA_SCOPE_PROCESS), 0);
  CHECK_EQ(aria_process_signal(process, 0, ARIA_SCOPE_GROUP), 0);
  CHECK_EQ(aria_process_signal(process, 4711, ARIA_SCOPE_PROCESS), -EINVAL);
  CHECK_EQ(aria_process_signal(process, -1, ARIA_SCOPE_PROCESS), -EINVAL);
  CHECK_EQ(aria_process_signal(process, SIGTERM, 9), -EINVAL);
  CHECK_EQ(aria_process_exit(process, &(aria_exit){0}), 0);
  CHECK_EQ(aria_process_signal(process, SIGTERM, ARIA_SCOPE_PROCESS), 0);
  close_ends(&result);
  CHECK_EQ(aria_process_wait(process, 20000), 1);
  CHECK_EQ(aria_process_signal(process, SIGTERM, ARIA_SCOPE_PROCESS), -ESRCH);
  CHECK_EQ(aria_process_signal(process, 0, ARIA_SCOPE_PROCESS), -ESRCH);
  CHECK_EQ(aria_process_signal(process, 0, ARIA_SCOPE_GROUP), -ESRCH);
  CHECK_EQ(finish(process).signal, SIGTERM);
}

static void a_caught_signal_is_counted_once(void) {
  aria_spawn_result result =
      spawn_child(WORDS("catch", "USR1", "line", "1", "ready", "await", "USR2", "exit", "0"), "1");
  aria_process *process = process_of(&result);
  char text[64];
  CHECK_EQ(read((int)result.ends[1], text, sizeof text), 6);
  CHECK_EQ(aria_process_signal(process, SIGUSR1, ARIA_SCOPE_GROUP), 0);
  CHECK_EQ(read((int)result.ends[1], text, sizeof text), 3);
  CHECK(memcmp(text, "10\n", 3) == 0);
  /* USR2 may come before it is awaited; then it kills. */
  CHECK_EQ(aria_process_signal(process, SIGUSR2, ARIA_SCOPE_PROCESS), 0);
  const char *rest_of = read_text((int)result.ends[1]);
  CHECK(strcmp(rest_of, "12\n") == 0 || *rest_of == '\0');
  close_ends(&result);
  aria_exit status = finish(process);
  CHECK(status.signal == SIGUSR2 || status.signal == 0);
}

/* The leader starts a grandchild that starts one of its own; all hold stdout, and the group's end closes it. */
static void a_group_signal_reaches_the_tree(void) {
  aria_spawn_result result = spawn_child(
      WORDS("fork", "7", "fork", "1", "forever", "line", "1", "child", "forever", "line", "1", "leader", "forever"),
      "1");
  aria_process *process = process_of(&result);
  char text[64];
  for (size_t length = 0; length < 13;) {
    ssize_t moved = read((int)result.ends[1], text + length, sizeof text - length);
    CHECK(moved > 0);
    length += (size_t)moved;
  }
  CHECK_EQ(aria_process_signal(process, SIGKILL, ARIA_SCOPE_GROUP), 0);
  CHECK_TEXT(read_text((int)result.ends[1]), ""); /* the end: nobody holds the pipe any more */
  close_ends(&result);
  CHECK_EQ(finish(process).signal, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0) continue; /* the orphans are ours to reap */
}

/* The leader is gone but unreaped: its group can be reached on every kernel, and others can join it. */
static void a_held_leader_keeps_its_group(void) {
  request wish;
  aria_spawn_result leader, member;
  request_child(&wish, WORDS("fork", "5", "line", "1", "grandchild", "forever", "x", "exit", "6"));
  request_spec(&wish)->flags |= ARIA_SPAWN_HOLD;
  request_pipes(&wish, "1");
  CHECK_EQ(request_spawn(&wish, NULL, &leader), 0);
  aria_process *process = process_of(&leader);
  CHECK_EQ(aria_process_wait(process, 20000), 1);
  aria_exit status;
  CHECK_EQ(aria_process_exit(process, &status), 1);
  CHECK_EQ(status.code, 6);
  CHECK_EQ(process_state((pid_t)leader.pid), 'Z');
  request_child(&wish, WORDS("line", "1", "member", "forever"));
  request_spec(&wish)->flags = 0;
  request_stream(&wish, 1, ARIA_PLAN_PIPE, 0);
  CHECK_EQ(request_spawn(&wish, process, &member), 0);
  char text[64];
  CHECK_EQ(read((int)member.ends[1], text, 7), 7);
  CHECK_EQ(getpgid((pid_t)member.pid), leader.pid);
  CHECK_EQ(aria_process_signal(process, SIGTERM, ARIA_SCOPE_PROCESS), -ESRCH);
  CHECK_EQ(aria_process_signal(process, SIGTERM, ARIA_SCOPE_GROUP), 0);
  read_text((int)leader.ends[1]);
  CHECK_EQ(finish(process_of(&member)).signal, SIGTERM);
  aria_process_hold(process, 0);
  EVENTUALLY(process_state((pid_t)leader.pid) == 0);
  CHECK_EQ(aria_process_exit(process, &status), 1);
  CHECK_EQ(status.code, 6);
  aria_process_close(process);
  close_ends(&leader);
  close_ends(&member);
  while (waitpid(-1, NULL, 0) > 0) continue;
}

static void closing_a_held_leader_reaps_it(void) {
  request wish;
  aria_spawn_result leader;
  request_child(&wish, WORDS("exit", "0"));
  request_spec(&wish)->flags |= ARIA_SPAWN_HOLD;
  CHECK_EQ(request_spawn(&wish, NULL, &leader), 0);
  CHECK_EQ(aria_process_wait(process_of(&leader), 20000), 1);
  CHECK_EQ(process_state((pid_t)leader.pid), 'Z');
  aria_process_close(process_of(&leader));
  EVENTUALLY(process_state((pid_t)leader.pid) == 0);
}

/* After the leader was reaped the group is out of reach on older kernels; never is a stranger hit. */
static void the_group_of_a_reaped_leader(void) {
  aria_spawn_result leader = spawn_child(WORDS("fork", "1", "forever", "exit", "0"), "1");
  aria_process *process = process_of(&leader);
  CHECK_EQ(aria_process_wait(process, 20000), 1);
  int32_t result = aria_process_signal(process, SIGKILL, ARIA_SCOPE_GROUP);
  if ((aria_capabilities() & ARIA_CAN_GROUP_PIDFD) != 0) {
    CHECK_EQ(result, 0);
  } else {
    CHECK_EQ(result, -ESRCH);
    resources now;
    resources_count(&now);
    for (int i = 0; i < now.child_count; i++) kill(now.children[i], SIGKILL);
  }
  CHECK_TEXT(read_text((int)leader.ends[1]), "");
  close_ends(&leader);
  while (waitpid(-1, NULL, 0) > 0) continue;
  aria_process_close(process);
}

/* Makes a process of a number that was in use before. Returns false where the system lets nobody choose. */
static bool fork_as(pid_t number, pid_t *made) {
  for (int tries = 0; tries < 50; tries++) {
    int file = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    bool written = dprintf(file, "%d", (int)number - 1) > 0;
    close(file);
    if (!written) return false;
    *made = fork();
    if (*made == 0) {
      setpgid(0, 0);
      for (;;) pause();
    }
    CHECK(*made > 0);
    if (*made == number) return true;
    kill(*made, SIGKILL); /* somebody else was faster */
    CHECK_EQ(waitpid(*made, NULL, 0), *made);
  }
  return false;
}

/* A number that has a new owner: a signal to the old one finds nobody. */
static void a_signal_never_reaches_a_stranger(void) {
  aria_spawn_result result = spawn_child(WORDS("exit", "0"), "");
  aria_process *process = process_of(&result);
  CHECK_EQ(aria_process_wait(process, 20000), 1);
  pid_t stranger;
  if (!fork_as((pid_t)result.pid, &stranger)) {
    aria_process_close(process);
    skip_test("no say in the numbers of processes here");
  }
  EVENTUALLY(getpgid(stranger) == stranger);
  CHECK_EQ(aria_process_signal(process, SIGKILL, ARIA_SCOPE_PROCESS), -ESRCH);
  CHECK_EQ(aria_process_signal(process, SIGKILL, ARIA_SCOPE_GROUP), -ESRCH);
  aria_process_close(process);
  CHECK_EQ(waitpid(stranger, NULL, WNOHANG), 0);
  CHECK_EQ(kill(stranger, SIGTERM), 0);
  int status;
  CHECK_EQ(waitpid(stranger, &status, 0), stranger);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

/* ---- In a reactor ---- */

static void the_reactor_reports_the_end(void) {
  aria_reactor *reactor = make_reactor();
  aria_spawn_result result = spawn_child(WORDS("drain", "0", "exit", "8"), "0");
  aria_process *process = process_of(&result);
  CHECK_EQ(aria_process_watch(process, reactor, 321), 0);
  CHECK_EQ(aria_process_watch(process, reactor, 322), -EBUSY);
  CHECK_EQ(aria_process_wait(process, 0), -EBUSY);
  CHECK_EQ(aria_reactor_run(reactor, 30), 0);
  aria_exit status;
  CHECK_EQ(aria_process_exit(process, &status), 0);
  close_ends(&result);
  CHECK_EQ(aria_reactor_run(reactor, 20000), 1);
  uint32_t id = 0;
  CHECK_EQ(aria_reactor_take(reactor, &id, 1), 1);
  CHECK_EQ(id, 321);
  CHECK_EQ(aria_process_exit(process, &status), 1);
  CHECK_EQ(status.code, 8);
  CHECK_EQ(process_state((pid_t)result.pid), 0); /* reaped */
  CHECK_EQ(aria_process_signal(process, SIGKILL, ARIA_SCOPE_PROCESS), -ESRCH);
  aria_process_close(process);
  settle(reactor);
  aria_reactor_destroy(reactor);
}

static void watching_one_that_has_ended(void) {
  aria_reactor *reactor = make_reactor();
  for (int known = 0; known < 2; known++) {
    aria_spawn_result result = spawn_child(WORDS("exit", "2"), "");
    if (known == 1) CHECK_EQ(aria_process_wait(process_of(&result), 20000), 1);
    EVENTUALLY(process_state((pid_t)result.pid) == 'Z' || process_state((pid_t)result.pid) == 0);
    CHECK_EQ(aria_process_watch(process_of(&result), reactor, 5), 0);
    CHECK_EQ(aria_reactor_run(reactor, 20000), 1);
    uint32_t id;
    CHECK_EQ(aria_reactor_take(reactor, &id, 1), 1);
    aria_exit status;
    CHECK_EQ(aria_process_exit(process_of(&result), &status), 1);
    CHECK_EQ(status.code, 2);
    aria_process_close(process_of(&result));
  }
  settle(reactor);
  aria_reactor_destroy(reactor);
}

/* Let go while it runs: the reactor goes on watching, and reaps it. */
static void a_closed_process_is_still_reaped(void) {
  aria_reactor *reactor = make_reactor();
  aria_spawn_result result = spawn_child(WORDS("drain", "0"), "0");
  CHECK_EQ(aria_process_watch(process_of(&result), reactor, 5), 0);
  settle(reactor);
  aria_process_close(process_of(&result));
  settle(reactor);
  CHECK_EQ(process_state((pid_t)result.pid) != 0, 1);
  close_ends(&result);
  PUMP(reactor, process_state((pid_t)result.pid) == 0);
  uint32_t id;
  CHECK_EQ(aria_reactor_take(reactor, &id, 1), 0);
  aria_reactor_stats stats;
  aria_reactor_read_stats(reactor, &stats);
  CHECK_EQ(stats.sources, 0);
  aria_reactor_destroy(reactor);
}

/* Neither owner nor reactor is left, and yet no zombie is. */
static void nobody_watches_and_it_is_reaped(void) {
  aria_spawn_result unwatched = spawn_child(WORDS("drain", "0"), "0");
  aria_process_close(process_of(&unwatched));
  aria_reactor *reactor = make_reactor();
  aria_spawn_result watched = spawn_child(WORDS("drain", "0"), "0");
  CHECK_EQ(aria_process_watch(process_of(&watched), reactor, 1), 0);
  settle(reactor);
  aria_reactor_destroy(reactor);
  close_ends(&unwatched);
  close_ends(&watched);
  EVENTUALLY(process_state((pid_t)unwatched.pid) == 0 && process_state((pid_t)watched.pid) == 0);
  resources now;
  EVENTUALLY((resources_count(&now), now.threads == 1 || given.tsan));
}

static void a_held_process_in_a_reactor(void) {
  aria_reactor *reactor = make_reactor();
  request wish;
  aria_spawn_result leader;
  request_child(&wish, WORDS("exit", "4"));
  request_spec(&wish)->flags |= ARIA_SPAWN_HOLD;
  CHECK_EQ(request_spawn(&wish, NULL, &leader), 0);
  CHECK_EQ(aria_process_watch(process_of(&leader), reactor, 1), 0);
  CHECK_EQ(aria_reactor_run(reactor, 20000), 1);
  aria_exit status;
  CHECK_EQ(aria_process_exit(process_of(&leader), &status), 1);
  CHECK_EQ(status.code, 4);
  CHECK_EQ(process_state((pid_t)leader.pid), 'Z');
  aria_reactor_stats before, after; /* a zombie that is kept is no reason to spin */
  aria_reactor_read_stats(reactor, &before);
  CHECK_EQ(aria_reactor_run(reactor, 100), 0);
  aria_reactor_read_stats(reactor, &after);
  CHECK(after.wakeups - before.wakeups < 10);
  aria_process_hold(process_of(&leader), 0);
  PUMP(reactor, process_state((pid_t)leader.pid) == 0);
  aria_process_close(process_of(&leader));
  settle(reactor);
  aria_reactor_destroy(reactor);
}

/* Bytes, the end of each stream, then the status: all there when the status is. */
static void the_bytes_are_there_with_the_status(void) {
  drainer drain;
  drainer_start(&drain);
  for (int i = 0; i < 50; i++) {
    aria_spawn_result result = spawn_child(WORDS("fill", "1", "60000", "5"), "1");
    aria_stream *stream = open_reader(drain.reactor, (int)result.ends[1], 1, ARIA_OVERFLOW_BLOCK, 65536);
    CHECK_EQ(aria_process_watch(process_of(&result), drain.reactor, 2), 0);
    aria_exit status;
    EVENTUALLY(aria_process_exit(process_of(&result), &status) == 1);
    EVENTUALLY(stats_of(stream).state == ARIA_STREAM_ENDED);
    CHECK_EQ(span_of(stream).length, 60000);
    aria_stream_close(stream);
    aria_process_close(process_of(&result));
  }
  drainer_stop(&drain);
}

/* Other children of this program keep their statuses. */
static void children_of_others_keep_their_statuses(void) {
  drainer drain;
  drainer_start(&drain);
  enum { PAIRS = 40 };
  pid_t others[PAIRS];
  aria_spawn_result ours[PAIRS];
  for (int i = 0; i < PAIRS; i++) {
    others[i] = fork();
    if (others[i] == 0) _exit(i);
    char code[16];
    snprintf(code, sizeof code, "%d", 100 + i);
    ours[i] = spawn_child(WORDS("exit", code), "");
    CHECK_EQ(aria_process_watch(process_of(&ours[i]), drain.reactor, (uint32_t)i), 0);
  }
  for (int i = 0; i < PAIRS; i++) {
    int status;
    CHECK_EQ(waitpid(others[i], &status, 0), others[i]);
    CHECK(WIFEXITED(status));
    CHECK_EQ(WEXITSTATUS(status), i);
    aria_exit end;
    EVENTUALLY(aria_process_exit(process_of(&ours[i]), &end) == 1);
    CHECK_EQ(end.code, 100 + i);
    aria_process_close(process_of(&ours[i]));
  }
  drainer_stop(&drain);
}

static void many_processes_that_nobody_awaits(void) {
  drainer drain;
  drainer_start(&drain);
  for (int i = 0; i < 500; i++) {
    aria_spawn_result result = spawn_child(WORDS("exit", "0"), "");
    CHECK_EQ(aria_process_watch(process_of(&result), drain.reactor, (uint32_t)i), 0);
    aria_process_close(process_of(&result));
  }
  aria_reactor_stats stats;
  EVENTUALLY((aria_reactor_read_stats(drain.reactor, &stats), stats.sources == 0));
  drainer_stop(&drain);
}

static const test tests[] = {
    {"every_exit_code_comes_back", every_exit_code_comes_back, 0},
    {"every_deadly_signal_comes_back", every_deadly_signal_comes_back, 0},
    {"the_core_flag_is_the_kernel_s", the_core_flag_is_the_kernel_s, TEST_HEAVY},
    {"times_and_memory_are_told", times_and_memory_are_told, 0},
    {"waiting_twice_gives_the_same_answer", waiting_twice_gives_the_same_answer, 0},
    {"a_running_process_has_no_status", a_running_process_has_no_status, 0},
    {"a_signal_reaches_the_process", a_signal_reaches_the_process, 0},
    {"a_caught_signal_is_counted_once", a_caught_signal_is_counted_once, 0},
    {"a_group_signal_reaches_the_tree", a_group_signal_reaches_the_tree, 0},
    {"a_held_leader_keeps_its_group", a_held_leader_keeps_its_group, 0},
    {"closing_a_held_leader_reaps_it", closing_a_held_leader_reaps_it, 0},
    {"the_group_of_a_reaped_leader", the_group_of_a_reaped_leader, 0},
    {"a_signal_never_reaches_a_stranger", a_signal_never_reaches_a_stranger, TEST_HEAVY},
    {"the_reactor_reports_the_end", the_reactor_reports_the_end, 0},
    {"watching_one_that_has_ended", watching_one_that_has_ended, 0},
    {"a_closed_process_is_still_reaped", a_closed_process_is_still_reaped, 0},
    {"nobody_watches_and_it_is_reaped", nobody_watches_and_it_is_reaped, 0},
    {"a_held_process_in_a_reactor", a_held_process_in_a_reactor, 0},
    {"the_bytes_are_there_with_the_status", the_bytes_are_there_with_the_status, TEST_THREADS},
    {"children_of_others_keep_their_statuses", children_of_others_keep_their_statuses, TEST_HEAVY},
    {"many_processes_that_nobody_awaits", many_processes_that_nobody_awaits, TEST_HEAVY | TEST_THREADS},
};
AREA(process, tests);
