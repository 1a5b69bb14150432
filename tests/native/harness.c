/* harness.c — checks and resource counts of the native tests. The helpers for bytes, reactors and children stand in
 * bytes.c and children.c. */
#include "harness.h"

#include "report.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

environment given;
report *current; /* shared with the process that runs the tests */

/* ---- Checks ---- */

void check_passed(const char *file, int line) {
  atomic_store_explicit(&current->file, file, memory_order_relaxed);
  atomic_store_explicit(&current->line, line, memory_order_relaxed);
}

void check_failed(const char *file, int line, const char *format, ...) {
  va_list list;
  va_start(list, format);
  int used = snprintf(current->text, sizeof current->text, "%s:%d: ", file, line);
  vsnprintf(current->text + used, sizeof current->text - (size_t)used, format, list);
  va_end(list);
  current->outcome = OUTCOME_FAILED;
  _exit(1);
}

void check_equal(const char *file, int line, const char *left_text, int64_t left, const char *right_text,
                 int64_t right) {
  if (left == right) {
    check_passed(file, line);
    return;
  }
  check_failed(file, line, "%s is %" PRId64 ", not %s = %" PRId64, left_text, left, right_text, right);
}

void check_text(const char *file, int line, const char *left, const char *right) {
  if (left != NULL && right != NULL && strcmp(left, right) == 0) {
    check_passed(file, line);
    return;
  }
  check_failed(file, line, "\"%s\" is not \"%s\"", left == NULL ? "(null)" : left, right == NULL ? "(null)" : right);
}

const char *check_message(void) {
  static char text[2048];
  snprintf(text, sizeof text, "%.2000s", current->text);
  current->text[0] = '\0';
  current->outcome = OUTCOME_NONE;
  return text;
}

void skip_test(const char *why) {
  snprintf(current->text, sizeof current->text, "%s", why);
  current->outcome = OUTCOME_SKIPPED;
  exit(0);
}

void rest(void) {
  struct timespec pause = {.tv_nsec = 2000000};
  nanosleep(&pause, NULL);
}

/* ---- Resources ---- */

static int compare_numbers(const void *left, const void *right) { return *(const int *)left - *(const int *)right; }

/* The numbers that name the entries of a /proc directory, sorted. */
static int list_numbers(const char *path, int *into, int capacity) {
  int count = 0;
  DIR *directory = opendir(path);
  if (directory == NULL) return 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    int number = atoi(entry->d_name);
    if (number != dirfd(directory) && count < capacity) into[count++] = number;
  }
  closedir(directory);
  qsort(into, (size_t)count, sizeof into[0], compare_numbers);
  return count;
}

/* Reads "STATE PARENT" of a process; false when it is gone. */
static bool read_process(pid_t pid, char *state, pid_t *parent) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  if (length <= 0) return false;
  text[length] = '\0';
  const char *after = strrchr(text, ')');
  int number = 0;
  if (after == NULL || sscanf(after + 1, " %c %d", state, &number) != 2) return false;
  *parent = number;
  return true;
}

char process_state(pid_t pid) {
  char state = 0;
  pid_t parent;
  return read_process(pid, &state, &parent) ? state : 0;
}

bool process_exists(pid_t pid) { return process_state(pid) != 0; }

void resources_count(resources *now) {
  static int pids[65536];
  now->fd_count = list_numbers("/proc/self/fd", now->fds, (int)(sizeof now->fds / sizeof now->fds[0]));
  int count = list_numbers("/proc", pids, (int)(sizeof pids / sizeof pids[0]));
  now->child_count = 0;
  for (int i = 0; i < count; i++) {
    char state;
    pid_t parent;
    if (read_process(pids[i], &state, &parent) && parent == getpid() && now->child_count < 256) {
      now->children[now->child_count++] = pids[i];
    }
  }
  now->threads = list_numbers("/proc/self/task", pids, (int)(sizeof pids / sizeof pids[0]));
}

static bool has(const int *list, int count, int number) {
  for (int i = 0; i < count; i++) {
    if (list[i] == number) return true;
  }
  return false;
}

static void describe_fd(int fd, const char *what, char *text, size_t size) {
  char path[64], target[256];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(path, target, sizeof target - 1);
  target[length > 0 ? length : 0] = '\0';
  size_t used = strlen(text);
  snprintf(text + used, size - used, " fd %d (%s) %s", fd, target, what);
}

bool resources_differ(const resources *before, const resources *after, char *text, size_t size) {
  text[0] = '\0';
  for (int i = 0; i < after->fd_count; i++) {
    if (!has(before->fds, before->fd_count, after->fds[i])) describe_fd(after->fds[i], "was left open", text, size);
  }
  for (int i = 0; i < before->fd_count; i++) {
    if (!has(after->fds, after->fd_count, before->fds[i])) describe_fd(before->fds[i], "was closed", text, size);
  }
  for (int i = 0; i < after->child_count; i++) {
    if (has((const int *)before->children, before->child_count, after->children[i])) continue;
    size_t used = strlen(text);
    snprintf(text + used, size - used, " process %d (%c) was left", (int)after->children[i],
             process_state(after->children[i]));
  }
  if (after->threads != before->threads) {
    size_t used = strlen(text);
    snprintf(text + used, size - used, " %d threads, not %d", after->threads, before->threads);
  }
  return text[0] != '\0';
}
