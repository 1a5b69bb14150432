/* main.c — runs the native tests.
 *
 *   native --child PATH --library PATH [--list] [--only FLAG] [--skip-heavy] [AREA[.TEST]…]
 *
 * Prints a line per test and, last, "native: N passed, M failed, K skipped"; exits with 1 when a test failed or none
 * ran. Each test runs in a process of its own, which has 60 seconds (more under a sanitizer). That process is the
 * reaper of its orphans, so whatever a test starts and leaves behind is seen.
 */
#include "harness.h"

#include "report.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(ARIA_TEST_FAULTS)
static const area *const areas[] = {&faults_area};
#else
static const area *const areas[] = {&library_area,  &handles_area, &socket_area,    &ring_area,    &reactor_area,
                                    &watch_area,    &stream_area,  &overflow_area,  &collect_area, &input_area,
                                    &exchange_area, &edge_area,    &spawn_area,     &placing_area, &process_area,
                                    &pty_area,      &keeper_area,  &yardstick_area, &stress_area};
#endif

static struct {
  const char *names[64];
  int name_count;
  bool list, skip_heavy, only_threads, faults;
  unsigned seconds;
  int passed, failed, skipped;
} run;

/* ---- Inside the test's process ---- */

static void check_clean(const resources *before, const sigset_t *mask_before) {
  resources after;
  char text[2048];
  resources_count(&after);
  if (given.tsan) after.threads = before->threads; /* the tool has threads of its own */
  if (resources_differ(before, &after, text, sizeof text)) FAIL("left behind:%s", text);
  sigset_t mask;
  sigprocmask(SIG_SETMASK, NULL, &mask);
  for (int number = 1; number < 32; number++) {
    if (sigismember(&mask, number) != sigismember(mask_before, number)) FAIL("the mask of signal %d changed", number);
  }
  sigset_t pending;
  sigpending(&pending);
  if (sigismember(&pending, SIGPIPE)) FAIL("SIGPIPE is pending");
}

/* Has the stack reach further down than it is used: valgrind, which puts the frames of signal handlers there by itself,
 * cannot extend it for them in a process that was forked. */
static void extend_stack(void) {
  volatile char below[64 * 1024];
  for (size_t i = 0; i < sizeof below; i += 1024) below[i] = 0;
}

static void run_inside(const test *one, int log) {
  extend_stack();
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  setpgid(0, 0);
  dup2(log, 2);
  sigset_t mask;
  resources before;
  sigprocmask(SIG_SETMASK, NULL, &mask);
  resources_count(&before);
  one->run();
  check_clean(&before, &mask);
  current->outcome = OUTCOME_PASSED;
  exit(0); /* not _exit: a leak checker reports at exit */
}

/* ---- Outside ---- */

/* Ends what a test left: its group, and the orphans that came to this process. */
static void sweep(pid_t pid) {
  kill(-pid, SIGKILL);
  resources left;
  for (int turns = 0; turns < 100; turns++) {
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    resources_count(&left);
    if (left.child_count == 0) return;
    for (int i = 0; i < left.child_count; i++) kill(left.children[i], SIGKILL);
    rest();
  }
}

/* Waits for the test's process; false when its time is over. */
static bool await_end(pid_t pid, int *status) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  struct timespec now, limit = {.tv_sec = 1};
  clock_gettime(CLOCK_MONOTONIC, &now);
  time_t deadline = now.tv_sec + (time_t)run.seconds;
  while (waitpid(pid, status, WNOHANG) == 0) {
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec >= deadline) return false;
    sigtimedwait(&child, NULL, &limit);
  }
  return true;
}

static void print_log(int log) {
  char text[16384];
  ssize_t length = pread(log, text, sizeof text - 1, 0);
  if (length <= 0) return;
  text[length] = '\0';
  char *rest_of = text;
  for (char *line; (line = strtok_r(rest_of, "\n", &rest_of)) != NULL;) printf("#   %s\n", line);
}

static void judge(const char *area_name, const test *one, bool in_time, int status, int log) {
  int number = run.passed + run.failed + run.skipped + 1;
  bool clean = in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (clean && current->outcome == OUTCOME_PASSED) {
    run.passed++;
    printf("ok %d - %s.%s\n", number, area_name, one->name);
  } else if (clean && current->outcome == OUTCOME_SKIPPED) {
    run.skipped++;
    printf("ok %d - %s.%s # SKIP %s\n", number, area_name, one->name, current->text);
  } else {
    run.failed++;
    printf("not ok %d - %s.%s\n", number, area_name, one->name);
    if (!in_time)
      printf("#   not finished after %u s; last check at %s:%d\n", run.seconds, current->file, current->line);
    if (current->outcome == OUTCOME_FAILED) printf("#   %s\n", current->text);
    if (in_time && WIFSIGNALED(status)) {
      printf("#   signal %d; last check at %s:%d\n", WTERMSIG(status), current->file, current->line);
    } else if (in_time && current->outcome != OUTCOME_FAILED) {
      printf("#   exit code %d; last check at %s:%d\n", WEXITSTATUS(status), current->file, current->line);
    }
    print_log(log);
  }
  fflush(stdout);
}

static void run_test(const char *area_name, const test *one) {
  int log = memfd_create("log", MFD_CLOEXEC);
  memset(current, 0, sizeof *current);
  current->file = "(none)";
  sigset_t child, before;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &before);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    sigprocmask(SIG_SETMASK, &before, NULL);
    run_inside(one, log);
  }
  int status = 0;
  bool in_time = await_end(pid, &status);
  sweep(pid);
  judge(area_name, one, in_time, status, log);
  sigprocmask(SIG_SETMASK, &before, NULL);
  close(log);
}

static bool is_chosen(const char *area_name, const test *one) {
  if (run.skip_heavy && (one->flags & TEST_HEAVY) != 0) return false;
  if (run.only_threads && (one->flags & TEST_THREADS) == 0) return false;
  if (run.faults != ((one->flags & TEST_FAULTS) != 0)) return false;
  char full[256];
  snprintf(full, sizeof full, "%s.%s", area_name, one->name);
  for (int i = 0; i < run.name_count; i++) {
    if (strcmp(run.names[i], area_name) == 0 || strcmp(run.names[i], full) == 0) return true;
  }
  return run.name_count == 0;
}

static void read_arguments(int count, char **words) {
  run.seconds = 60;
  for (int i = 1; i < count; i++) {
    const char *word = words[i];
    bool more = i + 1 < count;
    if (strcmp(word, "--child") == 0 && more) {
      given.child = words[++i];
    } else if (strcmp(word, "--library") == 0 && more) {
      given.library = words[++i];
    } else if (strcmp(word, "--seconds") == 0 && more) {
      run.seconds = (unsigned)atoi(words[++i]);
    } else if (strcmp(word, "--list") == 0) {
      run.list = true;
    } else if (strcmp(word, "--skip-heavy") == 0) {
      run.skip_heavy = true;
    } else if (strcmp(word, "--valgrind") == 0) {
      given.valgrind = true;
    } else if (strcmp(word, "--threads") == 0) {
      run.only_threads = true;
    } else if (strcmp(word, "--faults") == 0) {
      run.faults = true;
    } else if (word[0] != '-' && run.name_count < 64) {
      run.names[run.name_count++] = word;
    } else {
      fprintf(stderr, "native: unknown argument \"%s\"\n", word);
      exit(2);
    }
  }
}

int main(int count, char **words) {
  read_arguments(count, words);
#if defined(__SANITIZE_THREAD__)
  given.tsan = true;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
  given.tsan = true;
#endif
#if __has_feature(address_sanitizer)
  given.asan = true;
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
  given.asan = true;
#endif
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  current = mmap(NULL, sizeof *current, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (current == MAP_FAILED) return 2;
  for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
    for (size_t j = 0; j < areas[i]->count; j++) {
      if (!is_chosen(areas[i]->name, &areas[i]->tests[j])) continue;
      if (run.list) {
        printf("%s.%s\n", areas[i]->name, areas[i]->tests[j].name);
      } else {
        run_test(areas[i]->name, &areas[i]->tests[j]);
      }
    }
  }
  if (run.list) return 0;
  printf("native: %d passed, %d failed, %d skipped\n", run.passed, run.failed, run.skipped);
  return run.failed > 0 || run.passed == 0;
}
