/* Spawning: what the child finds, and every way to fail. */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- What the child finds ---- */

static void all_streams_are_null_unless_wired(void) {
  request wish;
  request_child(&wish, WORDS("fds"));
  const char *text = child_says(&wish);
  static const char *const starts[] = {"0 rw blocking /dev/null\n",
                                       "2 rw blocking /dev/null\n3 rw blocking /dev/null\n4 rw "
                                       "blocking /dev/null\n5 rw blocking /dev/null\n"};
  CHECK(strncmp(text, starts[0], strlen(starts[0])) == 0);
  CHECK(strstr(text, "1 w blocking pipe:[") != NULL);
  const char *rest_of = strstr(text, "\n2 ");
  CHECK(rest_of != NULL);
  CHECK_TEXT(rest_of + 1, starts[1]);
}

/* Descriptors that somebody opened without close-on-exec, low and high, are not the child's. */
static void nothing_else_is_inherited(void) {
  int low = dup(0), high = fcntl(0, F_DUPFD, 700);
  CHECK(low >= 0 && high >= 700);
  CHECK(!is_cloexec(low) && !is_cloexec(high));
  struct rlimit before;
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  /* A descriptor beyond a limit that was lowered since is closed, too. */
  const rlim_t limits[] = {before.rlim_cur, 64};
  for (int i = 0; i < 2; i++) {
    struct rlimit now = {limits[i], before.rlim_max};
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &now), 0);
    request wish;
    request_child(&wish, WORDS("fds"));
    int lines = 0;
    for (const char *at = child_says(&wish); *at != '\0'; at++) lines += *at == '\n';
    CHECK_EQ(lines, 6);
  }
  CHECK_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  close_fd(low);
  close_fd(high);
}

static void six_pipes_carry_six_payloads(void) {
  aria_spawn_result result = spawn_child(
      WORDS("line", "2", "two", "line", "3", "three", "copy", "0", "1", "copy", "4", "5", "exit", "7"), "012345");
  aria_handle *ends = result.ends;
  for (int i = 0; i < 6; i++) {
    CHECK(is_cloexec((int)ends[i]));
    CHECK(!is_nonblocking((int)ends[i]));
  }
  CHECK_EQ(aria_write(ends[0], "zero", 4), 4);
  CHECK_EQ(aria_write(ends[4], "four", 4), 4);
  CHECK_EQ(aria_close(ends[0]), 0);
  CHECK_EQ(aria_close(ends[4]), 0);
  CHECK_TEXT(read_text((int)ends[1]), "zero");
  CHECK_TEXT(read_text((int)ends[5]), "four");
  CHECK_TEXT(read_text((int)ends[2]), "two\n");
  CHECK_TEXT(read_text((int)ends[3]), "three\n");
  ends[0] = ends[4] = ARIA_NO_HANDLE;
  close_ends(&result);
  aria_exit status = finish(process_of(&result));
  CHECK_EQ(status.code, 7);
  CHECK_EQ(status.signal, 0);
}

static void pipe_sizes_are_as_wished(void) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("drain", "0"));
  request_pipes(&wish, "015");
  request_spec(&wish)->streams[0].pipe_size = 4096;
  request_spec(&wish)->streams[1].pipe_size = 1 << 20;
  request_spec(&wish)->streams[5].pipe_size = 0xffffffff; /* refused, and no error */
  CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
  CHECK_EQ(fcntl((int)result.ends[0], F_GETPIPE_SZ), 4096);
  CHECK_EQ(fcntl((int)result.ends[1], F_GETPIPE_SZ), 1 << 20);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

static void streams_can_share(void) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("line", "1", "a", "line", "2", "b", "line", "5", "c", "line", "3", "d"));
  request_pipes(&wish, "5");
  request_stream(&wish, 1, ARIA_PLAN_SHARE, 2); /* a chain: 1 → 2 → 5, and 3 → 1 */
  request_stream(&wish, 2, ARIA_PLAN_SHARE, 5);
  request_stream(&wish, 3, ARIA_PLAN_SHARE, 1);
  CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
  CHECK_EQ(result.ends[1], ARIA_NO_HANDLE);
  CHECK_TEXT(read_text((int)result.ends[5]), "a\nb\nc\nd\n");
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

static void a_handle_is_borrowed(void) {
  pipe_ends ends = make_pipe();
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("line", "1", "one", "line", "5", "five"));
  request_stream(&wish, 1, ARIA_PLAN_HANDLE, ends.writer);
  request_stream(&wish, 5, ARIA_PLAN_HANDLE, ends.writer); /* the same one twice */
  CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
  CHECK(is_open(ends.writer) && is_cloexec(ends.writer));
  CHECK_EQ(finish(process_of(&result)).code, 0);
  close_fd(ends.writer);
  CHECK_TEXT(read_text(ends.reader), "one\nfive\n");
  close_fd(ends.reader);
}

static void signals_are_default_and_unblocked(void) {
  sigset_t all, before;
  sigfillset(&all);
  struct sigaction ignore, hup, pipe_action;
  memset(&ignore, 0, sizeof ignore);
  ignore.sa_handler = SIG_IGN;
  CHECK_EQ(sigaction(SIGHUP, &ignore, &hup), 0);
  CHECK_EQ(sigaction(SIGPIPE, &ignore, &pipe_action), 0);
  struct sigaction realtime;
  CHECK_EQ(sigaction(SIGRTMAX, &ignore, &realtime), 0);
  CHECK_EQ(pthread_sigmask(SIG_BLOCK, &all, &before), 0);
  request wish;
  request_child(&wish, WORDS("signals"));
  CHECK_TEXT(child_says(&wish), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000000000\n");
  request_child(&wish, WORDS("signals"));
  request_spec(&wish)->flags |= ARIA_SPAWN_IGNORE_SIGPIPE;
  CHECK_TEXT(child_says(&wish), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000001000\nSigCgt:\t0000000000000000\n");
  sigset_t now;
  CHECK_EQ(pthread_sigmask(SIG_SETMASK, &before, &now), 0);
  CHECK(sigismember(&now, SIGTERM) && sigismember(&now, SIGUSR1));
  struct sigaction action;
  CHECK_EQ(sigaction(SIGHUP, &hup, &action), 0);
  CHECK(action.sa_handler == SIG_IGN); /* ours stayed */
  CHECK_EQ(sigaction(SIGPIPE, &pipe_action, NULL), 0);
  CHECK_EQ(sigaction(SIGRTMAX, &realtime, NULL), 0);
}

static void a_parent_that_ignores_sigchld_still_learns_the_status(void) {
  struct sigaction ignore, before;
  memset(&ignore, 0, sizeof ignore);
  ignore.sa_handler = SIG_IGN;
  CHECK_EQ(sigaction(SIGCHLD, &ignore, &before), 0);
  aria_spawn_result result = spawn_child(WORDS("exit", "9"), "");
  CHECK_EQ(finish(process_of(&result)).code, 9);
  CHECK_EQ(sigaction(SIGCHLD, &before, NULL), 0);
}

static void check_pids(uint32_t flags, aria_process *leader, bool own_group, bool own_session, pid_t group) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("pids"));
  request_spec(&wish)->flags = flags;
  request_pipes(&wish, "1");
  CHECK_EQ(request_spawn(&wish, leader, &result), 0);
  int pid, parent, pgid, session;
  CHECK_EQ(sscanf(read_text((int)result.ends[1]), "%d %d %d %d", &pid, &parent, &pgid, &session), 4);
  CHECK_EQ(pid, result.pid);
  CHECK_EQ(parent, getpid());
  CHECK_EQ(pgid, own_group ? pid : group);
  CHECK_EQ(session, own_session ? pid : getsid(0));
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

static void groups_and_sessions(void) {
  check_pids(0, NULL, false, false, getpgrp());
  check_pids(ARIA_SPAWN_NEW_GROUP, NULL, true, false, 0);
  check_pids(ARIA_SPAWN_DETACHED, NULL, true, true, 0);
  check_pids(ARIA_SPAWN_DETACHED | ARIA_SPAWN_NEW_GROUP, NULL, true, true, 0);
  aria_spawn_result leader = spawn_child(WORDS("drain", "0"), "0");
  check_pids(0, process_of(&leader), false, false, (pid_t)leader.pid);
  close_ends(&leader);
  CHECK_EQ(finish(process_of(&leader)).code, 0);
}

static void directory_and_arguments_and_environment(void) {
  request wish;
  request_child(&wish, WORDS("cwd"));
  request_spec(&wish)->cwd = request_add(&wish, "/usr");
  CHECK_TEXT(child_says(&wish), "/usr\n");
  request_child(&wish, WORDS("write", "1", "", "args", "", "a b", "\"quoted\"", "*", "line\nbreak", "\xff\xfe", "ünï"));
  aria_spawn_result result;
  request_pipes(&wish, "1");
  CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
  static const char expected[] = "\0a b\0\"quoted\"\0*\0line\nbreak\0\xff\xfe\0ünï";
  char got[256];
  CHECK_EQ(read_all((int)result.ends[1], got, sizeof got), sizeof expected);
  CHECK(memcmp(got, expected, sizeof expected) == 0);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
}

static void environment_is_ours_with_changes_on_top(void) {
  request wish;
  CHECK_EQ(setenv("ARIA_KEPT", "kept", 1), 0);
  CHECK_EQ(setenv("ARIA_GONE", "gone", 1), 0);
  CHECK_EQ(setenv("ARIA_CHANGED", "old", 1), 0);
  request_child(&wish, WORDS("env", "ARIA_KEPT", "env", "ARIA_GONE", "env", "ARIA_CHANGED", "env", "ARIA_NEW", "env",
                             "ARIA_EMPTY"));
  request_env(&wish, WORDS("ARIA_GONE", "ARIA_CHANGED=new", "ARIA_NEW=a=b", "ARIA_EMPTY="));
  CHECK_TEXT(child_says(&wish), "ARIA_KEPT=kept\nARIA_GONE\nARIA_CHANGED=new\nARIA_NEW=a=b\nARIA_EMPTY=\n");
  request_child(&wish, WORDS("environ"));
  request_env(&wish, WORDS("ONE=1", "TWO=2"));
  request_spec(&wish)->flags |= ARIA_SPAWN_CLEAR_ENV;
  aria_spawn_result result;
  request_pipes(&wish, "1");
  CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
  char got[256];
  CHECK_EQ(read_all((int)result.ends[1], got, sizeof got), 12);
  CHECK(memcmp(got, "ONE=1\0TWO=2", 12) == 0);
  close_ends(&result);
  CHECK_EQ(finish(process_of(&result)).code, 0);
  CHECK_EQ(unsetenv("ARIA_KEPT") + unsetenv("ARIA_GONE") + unsetenv("ARIA_CHANGED"), 0);
}

/* ---- Searching the program ---- */

static void copy_file(const char *from, const char *to) {
  int input = open(from, O_RDONLY | O_CLOEXEC), output = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  CHECK(input >= 0 && output >= 0);
  while (aria_transfer(input, output, 1 << 20) > 0) continue;
  close_fd(input);
  close_fd(output);
}

static void the_program_is_searched_in_the_child_s_path(void) {
  char folder[] = "/tmp/aria-native-XXXXXX", path[256], entry[300], relative[300];
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/searched", folder);
  snprintf(entry, sizeof entry, "PATH=/nonexistent:/etc/passwd:%s", folder);
  copy_file(given.child, path);
  request wish;
  request_program(&wish, "searched", WORDS("name"));
  request_env(&wish, WORDS(entry));
  CHECK_TEXT(child_says(&wish), "searched\n");
  aria_spawn_result result;
  request_program(&wish, "searched", WORDS("name")); /* our own PATH does not have it */
  CHECK_EQ(request_spawn(&wish, NULL, &result), -ENOENT);
  CHECK_EQ(result.step, ARIA_STEP_EXEC);
  request_program(&wish, "./searched", WORDS("name")); /* with a slash: from the child's directory */
  request_spec(&wish)->cwd = request_add(&wish, folder);
  CHECK_TEXT(child_says(&wish), "./searched\n");
  snprintf(relative, sizeof relative, "PATH=.");
  request_program(&wish, "searched", WORDS("name"));
  request_env(&wish, WORDS(relative));
  request_spec(&wish)->cwd = request_add(&wish, folder);
  CHECK_TEXT(child_says(&wish), "searched\n");
  static const char *const empty[] = {"PATH=:/nonexistent::", "PATH=:", "PATH="};
  for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) { /* an empty element is not the child's directory */
    request_program(&wish, "searched", WORDS("name"));
    request_env(&wish, WORDS(empty[i]));
    request_spec(&wish)->cwd = request_add(&wish, folder);
    CHECK_EQ(request_spawn(&wish, NULL, &result), -ENOENT);
    CHECK_EQ(result.step, ARIA_STEP_EXEC);
  }
  CHECK_EQ(chmod(path, 0644), 0);
  request_program(&wish, "searched", WORDS("name"));
  request_env(&wish, WORDS(entry));
  CHECK_EQ(request_spawn(&wish, NULL, &result), -EACCES);
  CHECK_EQ(unlink(path), 0);
  CHECK_EQ(rmdir(folder), 0);
}

/* ---- Failing ---- */

static void expect_failure(request *wish, aria_process *leader, int32_t error, uint32_t step, const char *what) {
  aria_spawn_result result;
  resources before, after;
  char text[1024];
  resources_count(&before);
  int32_t got = request_spawn(wish, leader, &result);
  if (got != error || result.step != step) {
    FAIL("%s: error %d at step %u, not %d at step %u", what, (int)got, result.step, (int)error, step);
  }
  CHECK_EQ(result.process, 0);
  for (int i = 0; i < 6; i++) CHECK_EQ(result.ends[i], ARIA_NO_HANDLE);
  resources_count(&after);
  if (resources_differ(&before, &after, text, sizeof text)) FAIL("%s: left behind:%s", what, text);
}

static void failures_say_where_and_why(void) {
  request wish;
  request_program(&wish, "/nonexistent/program", NO_WORDS);
  request_pipes(&wish, "012345");
  expect_failure(&wish, NULL, -ENOENT, ARIA_STEP_EXEC, "missing program");
  request_program(&wish, "aria-no-such-program", NO_WORDS);
  expect_failure(&wish, NULL, -ENOENT, ARIA_STEP_EXEC, "program not in PATH");
  request_program(&wish, "", NO_WORDS);
  expect_failure(&wish, NULL, -ENOENT, ARIA_STEP_EXEC, "empty program");
  request_program(&wish, "/etc/passwd", NO_WORDS);
  request_pipes(&wish, "012345");
  expect_failure(&wish, NULL, -EACCES, ARIA_STEP_EXEC, "not executable");
  request_program(&wish, "/tmp", NO_WORDS);
  expect_failure(&wish, NULL, -EACCES, ARIA_STEP_EXEC, "a directory");
  request_program(&wish, "/etc/passwd/x", NO_WORDS);
  expect_failure(&wish, NULL, -ENOTDIR, ARIA_STEP_EXEC, "through a file");
  request_child(&wish, NO_WORDS);
  request_spec(&wish)->cwd = request_add(&wish, "/nonexistent");
  expect_failure(&wish, NULL, -ENOENT, ARIA_STEP_CHDIR, "missing directory");
  request_child(&wish, NO_WORDS);
  request_spec(&wish)->cwd = request_add(&wish, "/etc/passwd");
  expect_failure(&wish, NULL, -ENOTDIR, ARIA_STEP_CHDIR, "a file as directory");
  request_child(&wish, NO_WORDS);
  request_stream(&wish, 3, ARIA_PLAN_HANDLE, 900);
  request_pipes(&wish, "12");
  aria_spawn_result result;
  expect_failure(&wish, NULL, -EBADF, ARIA_STEP_DUP, "closed handle");
  CHECK_EQ(request_spawn(&wish, NULL, &result), -EBADF);
  CHECK_EQ(result.step_stream, 3);
}

static void programs_that_are_none(void) {
  char path[] = "/tmp/aria-native-XXXXXX";
  int file = mkstemp(path);
  CHECK(file >= 0);
  write_all(file, "#!/nonexistent/interpreter\n", 27);
  CHECK_EQ(fchmod(file, 0755), 0);
  close_fd(file);
  request wish;
  request_program(&wish, path, NO_WORDS);
  expect_failure(&wish, NULL, -ENOENT, ARIA_STEP_EXEC, "missing interpreter");
  file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
  write_all(file, "\x01\x02\x03\x04", 4);
  close_fd(file);
  request_program(&wish, path, NO_WORDS);
  expect_failure(&wish, NULL, -ENOEXEC, ARIA_STEP_EXEC, "no format");
  CHECK_EQ(unlink(path), 0);
}

static void malformed_requests_are_refused(void) {
  request wish;
  aria_spawn_result result;
  struct {
    const char *what;
    uint32_t *field, value;
  } wrong[] = {
      {"program out of range", &request_spec(&wish)->program, 1 << 20},
      {"program in the header", &request_spec(&wish)->program, 4},
      {"no program", &request_spec(&wish)->program, 0},
      {"cwd out of range", &request_spec(&wish)->cwd, UINT32_MAX},
      {"args out of range", &request_spec(&wish)->args, UINT32_MAX},
      {"too many args", &request_spec(&wish)->args_count, 3},
      {"far too many args", &request_spec(&wish)->args_count, UINT32_MAX},
      {"env out of range", &request_spec(&wish)->env_count, 1},
      {"unknown plan", &request_spec(&wish)->streams[2].kind, 77},
      {"size too big", &request_spec(&wish)->size, UINT32_MAX},
      {"size too small", &request_spec(&wish)->size, 8},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    request_child(&wish, WORDS("exit", "0"));
    request_pipes(&wish, "01");
    *wrong[i].field = wrong[i].value;
    expect_failure(&wish, NULL, -EINVAL, ARIA_STEP_SPEC, wrong[i].what);
  }
  request_child(&wish, WORDS("exit", "0"));
  for (uint32_t size = 0; size < wish.used; size += 7) {
    CHECK_EQ(aria_spawn(request_spec(&wish), size, NULL, &result), -EINVAL);
    CHECK_EQ(result.step, ARIA_STEP_SPEC);
  }
  request_child(&wish, NO_WORDS);
  wish.block[wish.used - 1] = 'x'; /* the last string has no end */
  expect_failure(&wish, NULL, -EINVAL, ARIA_STEP_SPEC, "unterminated");
  request_child(&wish, NO_WORDS);
  request_env(&wish, WORDS("=value"));
  expect_failure(&wish, NULL, -EINVAL, ARIA_STEP_SPEC, "nameless variable");
}

static void wrong_shares_are_refused(void) {
  request wish;
  request_child(&wish, NO_WORDS);
  request_stream(&wish, 1, ARIA_PLAN_SHARE, 1);
  expect_failure(&wish, NULL, -EINVAL, ARIA_STEP_SPEC, "shares with itself");
  request_child(&wish, NO_WORDS);
  request_stream(&wish, 1, ARIA_PLAN_SHARE, 2);
  request_stream(&wish, 2, ARIA_PLAN_SHARE, 1);
  request_pipes(&wish, "5");
  expect_failure(&wish, NULL, -EINVAL, ARIA_STEP_SPEC, "shares in a circle");
  request_child(&wish, NO_WORDS);
  request_stream(&wish, 1, ARIA_PLAN_SHARE, 6);
  expect_failure(&wish, NULL, -EINVAL, ARIA_STEP_SPEC, "shares with nothing");
  request_child(&wish, NO_WORDS);
  request_stream(&wish, 1, ARIA_PLAN_SHARE, -1);
  expect_failure(&wish, NULL, -EINVAL, ARIA_STEP_SPEC, "shares with less than nothing");
  request_child(&wish, NO_WORDS);
  request_stream(&wish, 4, ARIA_PLAN_PTY, (24 << 16) | 80);
  expect_failure(&wish, NULL, -EINVAL, ARIA_STEP_PTY, "a terminal for data");
}

/* A program that everybody can reach, wherever the tests stand. */
static void request_identity(request *wish) { request_program(wish, "/bin/sh", WORDS("-c", "echo $(id -u) $(id -g)")); }

static void identity_needs_permission(void) {
  if (getuid() != 0) skip_test("must start as root to become somebody else");
  request wish;
  request_identity(&wish);
  request_spec(&wish)->uid = 65534;
  request_spec(&wish)->gid = 65534;
  CHECK_TEXT(child_says(&wish), "65534 65534\n");
  CHECK_EQ(getuid(), 0);
  CHECK_EQ(setresgid(65534, 65534, 65534), 0);
  CHECK_EQ(setresuid(65534, 65534, 65534), 0);
  request_identity(&wish);
  request_spec(&wish)->gid = 0;
  request_pipes(&wish, "12");
  expect_failure(&wish, NULL, -EPERM, ARIA_STEP_SETGID, "setgid");
  request_identity(&wish);
  request_spec(&wish)->uid = 0;
  expect_failure(&wish, NULL, -EPERM, ARIA_STEP_SETUID, "setuid");
  request_identity(&wish);
  request_spec(&wish)->uid = 65534; /* who we are already */
  CHECK_TEXT(child_says(&wish), "65534 65534\n");
}

/* A file that somebody has open for writing is tried again; here the writer goes after a moment. */
static void *close_later(void *argument) {
  for (int i = 0; i < 5; i++) rest();
  close(*(int *)argument);
  return NULL;
}

static void a_busy_program_is_tried_again(void) {
  char path[] = "/tmp/aria-native-XXXXXX";
  int file = mkstemp(path);
  close_fd(file);
  copy_file(given.child, path);
  CHECK_EQ(chmod(path, 0755), 0);
  int writer = open(path, O_WRONLY | O_CLOEXEC);
  request wish;
  request_program(&wish, path, WORDS("exit", "4"));
  expect_failure(&wish, NULL, -ETXTBSY, ARIA_STEP_EXEC, "busy for ever");
  pthread_t thread;
  CHECK_EQ(pthread_create(&thread, NULL, close_later, &writer), 0);
  aria_spawn_result result;
  CHECK_EQ(request_spawn(&wish, NULL, &result), 0);
  CHECK_EQ(finish(process_of(&result)).code, 4);
  CHECK_EQ(pthread_join(thread, NULL), 0);
  CHECK_EQ(unlink(path), 0);
}

static void running_out_of_descriptors_is_a_value(void) {
  struct rlimit before, now;
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("exit", "0"));
  request_pipes(&wish, "012345");
  int failures = 0;
  for (rlim_t limit = 3; limit < 40; limit++) {
    now = (struct rlimit){limit, before.rlim_max};
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &now), 0);
    int32_t error = request_spawn(&wish, NULL, &result);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    if (error == 0) {
      close_ends(&result);
      CHECK_EQ(finish(process_of(&result)).code, 0);
      continue;
    }
    failures++;
    if (error != -EMFILE) FAIL("limit %u: error %d at step %u", (unsigned)limit, (int)error, result.step);
    CHECK(result.step == ARIA_STEP_PIPE || result.step == ARIA_STEP_NULL || result.step == ARIA_STEP_CLONE ||
          result.step == ARIA_STEP_DUP);
  }
  CHECK(failures >= 10 && failures < 37);
}

static void many_failures_leak_nothing(void) {
  request wish;
  aria_spawn_result result;
  for (int i = 0; i < 1000; i++) {
    request_program(&wish, i % 2 == 0 ? "/nonexistent" : "/etc/passwd", NO_WORDS);
    request_pipes(&wish, "012345");
    CHECK_EQ(request_spawn(&wish, NULL, &result), i % 2 == 0 ? -ENOENT : -EACCES);
  }
}

static void many_spawns_leak_nothing(void) {
  for (int i = 0; i < 1026; i++) {
    aria_spawn_result result = spawn_child(WORDS("exit", "0"), "012345");
    close_ends(&result);
    CHECK_EQ(finish(process_of(&result)).code, 0);
  }
}

static void a_leader_that_was_reaped_cannot_be_joined(void) {
  aria_spawn_result leader = spawn_child(WORDS("exit", "0"), "");
  CHECK_EQ(aria_process_wait(process_of(&leader), 20000), 1);
  request wish;
  request_child(&wish, NO_WORDS);
  request_spec(&wish)->flags = 0;
  expect_failure(&wish, process_of(&leader), -ESRCH, ARIA_STEP_GROUP, "reaped leader");
  aria_process_close(process_of(&leader));
}

/* While others spawn in parallel, no child gets a sibling's pipe: every reader sees its end. */
static void *spawn_many(void *argument) {
  (void)argument;
  for (int i = 0; i < 60; i++) {
    aria_spawn_result result = spawn_child(i % 2 == 0 ? WORDS("fds") : WORDS("line", "1", "x", "drain", "0"), "015");
    char text[4096];
    if (i % 2 == 0) {
      size_t length = read_all((int)result.ends[1], text, sizeof text - 1);
      text[length] = '\0';
      int lines = 0;
      for (const char *at = text; *at != '\0'; at++) lines += *at == '\n';
      CHECK_EQ(lines, 6);
    } else {
      CHECK_EQ(aria_close(result.ends[0]), 0);
      result.ends[0] = ARIA_NO_HANDLE;
      CHECK_EQ(read_all((int)result.ends[1], text, sizeof text), 2);
    }
    CHECK_EQ(read_all((int)result.ends[5], text, 1), 0);
    close_ends(&result);
    CHECK_EQ(finish(process_of(&result)).code, 0);
  }
  return NULL;
}

static void parallel_spawns_do_not_mix(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) CHECK_EQ(pthread_create(&threads[i], NULL, spawn_many, NULL), 0);
  for (int i = 0; i < 4; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
}

static const test tests[] = {
    {"all_streams_are_null_unless_wired", all_streams_are_null_unless_wired, 0},
    {"nothing_else_is_inherited", nothing_else_is_inherited, 0},
    {"six_pipes_carry_six_payloads", six_pipes_carry_six_payloads, 0},
    {"pipe_sizes_are_as_wished", pipe_sizes_are_as_wished, 0},
    {"streams_can_share", streams_can_share, 0},
    {"a_handle_is_borrowed", a_handle_is_borrowed, 0},
    {"signals_are_default_and_unblocked", signals_are_default_and_unblocked, TEST_HEAVY},
    {"a_parent_that_ignores_sigchld_still_learns_the_status", a_parent_that_ignores_sigchld_still_learns_the_status, 0},
    {"groups_and_sessions", groups_and_sessions, 0},
    {"directory_and_arguments_and_environment", directory_and_arguments_and_environment, 0},
    {"environment_is_ours_with_changes_on_top", environment_is_ours_with_changes_on_top, 0},
    {"the_program_is_searched_in_the_child_s_path", the_program_is_searched_in_the_child_s_path, 0},
    {"failures_say_where_and_why", failures_say_where_and_why, 0},
    {"programs_that_are_none", programs_that_are_none, TEST_HEAVY},
    {"malformed_requests_are_refused", malformed_requests_are_refused, 0},
    {"wrong_shares_are_refused", wrong_shares_are_refused, 0},
    {"identity_needs_permission", identity_needs_permission, TEST_HEAVY},
    {"a_busy_program_is_tried_again", a_busy_program_is_tried_again, TEST_HEAVY},
    {"running_out_of_descriptors_is_a_value", running_out_of_descriptors_is_a_value, TEST_HEAVY},
    {"many_failures_leak_nothing", many_failures_leak_nothing, TEST_HEAVY},
    {"many_spawns_leak_nothing", many_spawns_leak_nothing, TEST_HEAVY},
    {"a_leader_that_was_reaped_cannot_be_joined", a_leader_that_was_reaped_cannot_be_joined, 0},
    {"parallel_spawns_do_not_mix", parallel_spawns_do_not_mix, TEST_HEAVY | TEST_THREADS},
};
AREA(spawn, tests);
