/* spawn_child.c — the child's side of a spawn, from clone to execve.
 *
 * The child runs in its parent's memory while the parent's thread is stopped, so it may do nothing but raw system
 * calls: it allocates nothing, takes no lock, calls no library function and leaves errno alone. Every signal is blocked
 * from before the clone until no handler is left, so that no handler of the parent can run here.
 */
#include "spawn.h"
#include "raw_syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>

enum {
  SPAWN_SIGNALS = 64,
  SPAWN_SIGSET_BYTES = 8,
  SPAWN_LIFTED = 10,                /* sources that stand on 0…5 are moved to here and above */
  SPAWN_REPORT_FD = ARIA_STREAMS,   /* where the report pipe stands while everything above it is closed */
  SPAWN_BUSY_WAIT_NS = 1000 * 1000, /* a busy program file is tried again every millisecond, */
  SPAWN_BUSY_TRIES = 50,            /* for 50 of them */
};

/* struct sigaction as the kernel has it: the handler first, all else zero. */
static const unsigned long spawn_default_action[8] = {0};
static const unsigned long spawn_ignore_action[8] = {1};
static const unsigned long spawn_empty_mask[2] = {0};

ARIA_BARE _Noreturn static void spawn_child_fail(spawn_child *child, long error, uint32_t step, uint32_t stream) {
  child->report.error = (int32_t)-error;
  child->report.step = step;
  child->report.stream = stream;
  RAW3(SYS_write, child->report_fd, &child->report, sizeof child->report);
  for (;;) RAW1(SYS_exit_group, 127);
}

/* Handlers would be reset by execve, but must be gone before signals are let in; what is ignored would stay ignored. */
ARIA_BARE static void spawn_child_reset_signals(const spawn_child *child) {
  for (int number = 1; number <= SPAWN_SIGNALS; number++) {
    const unsigned long *action =
        number == SIGPIPE && child->ignore_sigpipe ? spawn_ignore_action : spawn_default_action;
    RAW4(SYS_rt_sigaction, number, action, 0, SPAWN_SIGSET_BYTES);
  }
}

ARIA_BARE static void spawn_child_join_group(spawn_child *child) {
  if (child->session) {
    long error = RAW0(SYS_setsid);
    if (error < 0) spawn_child_fail(child, error, ARIA_STEP_SESSION, 0);
  } else if (child->group != SPAWN_GROUP_INHERIT) {
    long error = RAW2(SYS_setpgid, 0, child->group);
    if (error < 0) spawn_child_fail(child, error, ARIA_STEP_GROUP, 0);
  }
}

/* From here on the group is killed when our parent dies, whatever program it becomes. */
ARIA_BARE static void spawn_child_enter_guard(spawn_child *child) {
  if (child->guard < 0) return;
  long pid = RAW0(SYS_getpid);
  long pidfd = RAW2(SYS_pidfd_open, pid, 0);
  if (pidfd < 0) spawn_child_fail(child, pidfd, ARIA_STEP_GUARD, 0);
  child->letter.message.pid = (int32_t)pid;
  *(int *)(void *)CMSG_DATA((struct cmsghdr *)(void *)child->letter.control) = (int)pidfd;
  long sent = RAW3(SYS_sendmsg, child->guard, &child->letter.envelope, MSG_NOSIGNAL);
  if (sent == -ECONNRESET || sent == -ENOTCONN) sent = -EPIPE;
  if (sent < 0) spawn_child_fail(child, sent, ARIA_STEP_GUARD, 0);
  RAW1(SYS_close, pidfd);
}

/* Puts the sources on 0…5. A source may itself stand there, even on another's place: such ones are moved away first. */
ARIA_BARE static void spawn_child_place_streams(spawn_child *child) {
  int from[ARIA_STREAMS];
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    from[i] = child->sources[i];
    if (from[i] >= (int)ARIA_STREAMS) continue;
    uint32_t same = 0;
    while (child->sources[same] != child->sources[i]) same++;
    long lifted = same < i ? from[same] : RAW3(SYS_fcntl, from[i], F_DUPFD_CLOEXEC, SPAWN_LIFTED);
    if (lifted < 0) spawn_child_fail(child, lifted, ARIA_STEP_DUP, i);
    from[i] = (int)lifted;
  }
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    long error = RAW3(SYS_dup3, from[i], i, 0);
    if (error < 0) spawn_child_fail(child, error, ARIA_STEP_DUP, i);
  }
  if (child->terminal >= 0) {
    long error = RAW3(SYS_ioctl, child->terminal, TIOCSCTTY, 0);
    if (error < 0) spawn_child_fail(child, error, ARIA_STEP_SESSION, (uint32_t)child->terminal);
  }
}

/* Numbers of /proc/self/fd, or -1 for "." and "..". */
ARIA_BARE static int spawn_child_number(const char *name) {
  int number = 0;
  for (; *name; name++) {
    if (*name < '0' || *name > '9') return -1;
    number = number * 10 + (*name - '0');
  }
  return number;
}

ARIA_BARE static bool spawn_child_close_listed(int first) {
  long directory = RAW4(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (directory < 0) return false;
  _Alignas(8) char entries[2048];
  long length;
  while ((length = RAW3(SYS_getdents64, directory, entries, sizeof entries)) > 0) {
    for (long at = 0; at < length;) {
      /* struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name */
      int number = spawn_child_number(entries + at + 19);
      if (number >= first && number != directory) RAW1(SYS_close, number);
      at += *(const unsigned short *)(const void *)(entries + at + 16);
    }
  }
  RAW1(SYS_close, directory);
  return length == 0;
}

/* Everything above the streams goes, also what was opened without close-on-exec; the report pipe goes by itself. */
ARIA_BARE static void spawn_child_close_rest(spawn_child *child) {
  if (child->report_fd != SPAWN_REPORT_FD) {
    long error = RAW3(SYS_dup3, child->report_fd, SPAWN_REPORT_FD, O_CLOEXEC);
    if (error < 0) spawn_child_fail(child, error, ARIA_STEP_DUP, 0);
    child->report_fd = SPAWN_REPORT_FD;
  }
  int first = SPAWN_REPORT_FD + 1;
  if (RAW3(SYS_close_range, first, ~0u, 0) == 0) return;
  if (spawn_child_close_listed(first)) return;
  struct rlimit limit;
  if (RAW4(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, &limit) < 0) limit.rlim_cur = 1024;
  for (rlim_t number = (rlim_t)first; number < limit.rlim_cur && number < 1u << 20; number++) RAW1(SYS_close, number);
}

/* The raw calls change this one thread; the C library's would change every thread of the parent. */
ARIA_BARE static void spawn_child_set_identity(spawn_child *child) {
  if (child->gid >= 0) {
    long error = RAW1(SYS_setgid, child->gid);
    if (error < 0) spawn_child_fail(child, error, ARIA_STEP_SETGID, 0);
  }
  if (child->uid < 0) return;
  if (RAW0(SYS_geteuid) == 0) {
    long error = RAW2(SYS_setgroups, 0, 0);
    if (error < 0) spawn_child_fail(child, error, ARIA_STEP_SETGID, 0);
  }
  long error = RAW1(SYS_setuid, child->uid);
  if (error < 0) spawn_child_fail(child, error, ARIA_STEP_SETUID, 0);
}

/* One execve; a file that is still being written by somebody is tried again for a while. */
ARIA_BARE static long spawn_child_execute(const spawn_child *child, const char *path, int *tries) {
  for (;;) {
    long error = RAW3(SYS_execve, path, child->argv, child->envp);
    if (error != -ETXTBSY || *tries == 0) return error;
    --*tries;
    struct timespec pause;
    pause.tv_sec = 0;
    pause.tv_nsec = SPAWN_BUSY_WAIT_NS;
    RAW4(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &pause, 0);
  }
}

/* A search goes on past directories that are missing or closed to us, and prefers to say "not permitted". */
ARIA_BARE static long spawn_child_search(const spawn_child *child) {
  bool forbidden = false;
  int tries = SPAWN_BUSY_TRIES;
  for (char **path = child->candidates; *path; path++) {
    long error = spawn_child_execute(child, *path, &tries);
    if (!child->searched) return error;
    if (error == -EACCES) {
      forbidden = true;
    } else if (error != -ENOENT && error != -ENOTDIR && error != -ESTALE && error != -ENODEV && error != -ETIMEDOUT &&
               error != -ENAMETOOLONG) {
      return error;
    }
  }
  return forbidden ? -EACCES : -ENOENT;
}

ARIA_BARE int spawn_child_main(void *argument) {
  spawn_child *child = argument;
  child->same_memory = true;
  if (child->report_fd < (int)ARIA_STREAMS) {
    long lifted = RAW3(SYS_fcntl, child->report_fd, F_DUPFD_CLOEXEC, SPAWN_LIFTED);
    if (lifted < 0) spawn_child_fail(child, lifted, ARIA_STEP_DUP, 0);
    child->report_fd = (int)lifted;
  }
  spawn_child_reset_signals(child);
  spawn_child_join_group(child);
  spawn_child_enter_guard(child);
  spawn_child_place_streams(child);
  spawn_child_close_rest(child);
  spawn_child_set_identity(child);
  if (child->cwd) {
    long error = RAW1(SYS_chdir, child->cwd);
    if (error < 0) spawn_child_fail(child, error, ARIA_STEP_CHDIR, 0);
  }
  RAW4(SYS_rt_sigprocmask, SIG_SETMASK, spawn_empty_mask, 0, SPAWN_SIGSET_BYTES);
  spawn_child_fail(child, spawn_child_search(child), ARIA_STEP_EXEC, 0);
}
