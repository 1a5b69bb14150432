/* spawn.c — aria_spawn for Linux: the parent's side.
 *
 * Everything that can fail or allocates is done here before the child exists. The child is made by clone with CLONE_VM
 * and CLONE_VFORK: it borrows our memory, so its cost does not grow with our size, and this thread is stopped until it
 * has become its program or failed. CLONE_PIDFD gives its handle in the same step, before its number can be reused.
 *
 * A child that fails says so in the shared memory. Where the two are emulated by a plain fork (valgrind, some user-mode
 * emulators) it says so in a close-on-exec pipe, whose end also tells when it has become its program.
 */
#include "process.h"
#include "raw_syscall.h"
#include "spawn.h"

/* In reading order: the request, its streams, the child. */
#include "spawn_spec.c"
#include "spawn_streams.c"
#include "spawn_child.c"
#include "spawn_clone.c"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

enum { SPAWN_STACK_BYTES = 64 * 1024 };

/* A stack for the child with a page below it that faults; NULL without memory. The caller unmaps `bytes` of it. */
static char *spawn_stack_map(size_t *bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  *bytes = SPAWN_STACK_BYTES + page;
  char *stack = mmap(NULL, *bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return NULL;
  if (mprotect(stack, page, PROT_NONE) == 0) return stack;
  munmap(stack, *bytes);
  return NULL;
}

/* Makes the child and returns its number, or a negative errno. *pidfd stays -1 where the kernel does not give one. */
static long spawn_child_start(spawn_child *child, int *pidfd) {
  size_t bytes;
  char *stack = spawn_stack_map(&bytes);
  if (!stack) return -ENOMEM;
  static const unsigned long every_signal[2] = {~0ul, ~0ul};
  unsigned long mask[2];
  unsigned long flags = CLONE_VM | CLONE_VFORK | SIGCHLD;
  *pidfd = -1;
  RAW4(SYS_rt_sigprocmask, SIG_BLOCK, every_signal, mask, 8);
  long pid = spawn_clone(flags | CLONE_PIDFD, stack + bytes, pidfd, spawn_child_main, child);
  if (pid == -EINVAL || pid == -ENOSYS) {
    *pidfd = -1;
    pid = spawn_clone(flags, stack + bytes, pidfd, spawn_child_main, child);
  }
  RAW4(SYS_rt_sigprocmask, SIG_SETMASK, mask, 0, 8);
  munmap(stack, bytes);
  return pid;
}

/* Why the child failed, `error` 0 when it did not. Where the memory is not shared this also waits for the execve. */
static spawn_report spawn_report_read(const spawn_child *child, spawn_files *files) {
  spawn_report report = {0, ARIA_STEP_NONE, 0};
  aria_close_quietly(&files->report[1]);
  if (child->same_memory) {
    report.error = child->report.error;
    report.step = child->report.step;
    report.stream = child->report.stream;
    return report;
  }
  if (aria_read(files->report[0], &report, sizeof report) != sizeof report) report.error = 0;
  return report;
}

/* Runs the child. When it changes the user, in shared memory, the kernel also marks our memory as not to be dumped,
 * which is undone. */
static long spawn_child_start_as(spawn_child *child, int *pidfd) {
  bool changes = child->uid >= 0 || child->gid >= 0;
  int dumpable = changes ? prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) : -1;
  long pid = spawn_child_start(child, pidfd);
  if (dumpable >= 0) prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
  return pid;
}

static int spawn_run(spawn_child *child, spawn_files *files, aria_process *process, aria_spawn_result *result) {
  result->step = ARIA_STEP_CLONE;
  result->step_stream = 0;
  if (pipe2(files->report, O_CLOEXEC) < 0) return -errno;
  child->report_fd = files->report[1];
  if (child->guard >= 0) keeper_letter_write(&child->letter, KEEPER_ADD, process->serial, true);
  int pidfd;
  long pid = spawn_child_start_as(child, &pidfd);
  if (pid < 0) return (int)pid;
  spawn_report report = spawn_report_read(child, files);
  if (report.error) {
    aria_close_quietly(&pidfd);
    process_reap_child((pid_t)pid);
    if (child->guard >= 0) keeper_forget_child(child->guard, process->serial);
    result->step = report.step;
    result->step_stream = report.stream;
    return -report.error;
  }
  int error = process_adopt(process, (pid_t)pid, pidfd);
  if (error < 0) {
    kill((pid_t)pid, SIGKILL);
    process_reap_child((pid_t)pid);
  }
  return error;
}

/* -- aria_spawn -- */

/* A parent that ignores SIGCHLD, or inherited that, never learns how a child ended. */
static void spawn_heed_sigchld(void) {
  static atomic_flag done = ATOMIC_FLAG_INIT;
  if (atomic_flag_test_and_set(&done)) return;
  struct sigaction action;
  if (sigaction(SIGCHLD, NULL, &action) < 0) return;
  bool ignored = !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN;
  if (!ignored && !(action.sa_flags & SA_NOCLDWAIT)) return;
  action.sa_flags &= ~SA_NOCLDWAIT;
  if (ignored) action.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &action, NULL);
}

static int spawn_child_plan(spawn_child *child, const aria_spawn_spec *header, const spawn_words *words,
                            const aria_process *leader) {
  if (header->uid < -1 || header->uid >= UINT32_MAX || header->gid < -1 || header->gid >= UINT32_MAX) return -EINVAL;
  if (leader && header->flags & (ARIA_SPAWN_NEW_GROUP | ARIA_SPAWN_DETACHED)) return -EINVAL;
  memset(child, 0, sizeof *child);
  child->candidates = words->candidates;
  child->searched = words->searched;
  child->argv = words->argv;
  child->envp = words->envp;
  child->cwd = words->cwd;
  child->terminal = -1;
  child->session = header->flags & ARIA_SPAWN_DETACHED;
  child->group = leader ? leader->pid : header->flags & ARIA_SPAWN_NEW_GROUP ? SPAWN_GROUP_NEW : SPAWN_GROUP_INHERIT;
  child->ignore_sigpipe = header->flags & ARIA_SPAWN_IGNORE_SIGPIPE;
  child->uid = header->uid;
  child->gid = header->gid;
  child->guard = header->keeper ? keeper_socket((const aria_keeper *)(uintptr_t)header->keeper) : -1;
  return 0;
}

static void spawn_result_fill(aria_spawn_result *result, aria_process *process, spawn_files *files) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) result->ends[i] = files->ours[i] < 0 ? ARIA_NO_HANDLE : files->ours[i];
  result->process = (uint64_t)(uintptr_t)process;
  result->pid = (uint64_t)process->pid;
  result->step = ARIA_STEP_NONE;
  result->step_stream = 0;
}

/* Opens the streams and runs the child; `leader` is pinned. */
static int spawn_with_words(const aria_spawn_spec *header, const spawn_words *words, aria_process *leader,
                            aria_spawn_result *result) {
  spawn_child child;
  spawn_files files;
  int error = spawn_child_plan(&child, header, words, leader);
  if (error < 0) return error;
  spawn_files_init(&files);
  error = spawn_streams_open(&files, header->streams, &child, result);
  if (error == 0 && child.session && leader) {
    result->step = ARIA_STEP_SPEC;
    error = -EINVAL;
  }
  aria_process *process = error == 0 ? process_allocate(header->flags & ARIA_SPAWN_HOLD) : NULL;
  if (error == 0 && !process) {
    result->step = ARIA_STEP_CLONE;
    error = -ENOMEM;
  }
  if (error == 0) error = spawn_run(&child, &files, process, result);
  if (error == 0) {
    spawn_result_fill(result, process, &files);
  } else {
    process_discard(process);
  }
  spawn_files_close(&files, error < 0);
  return error;
}

int32_t aria_spawn(const aria_spawn_spec *spec, uint32_t size, aria_process *leader, aria_spawn_result *result) {
  memset(result, 0, sizeof *result);
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) result->ends[i] = ARIA_NO_HANDLE;
  result->step = ARIA_STEP_SPEC;
  spawn_heed_sigchld();
  aria_spawn_spec header;
  spawn_words words;
  int error = spawn_words_read(spec, size, &header, &words);
  if (error == 0 && leader) {
    error = process_pin(leader);
    if (error < 0) result->step = ARIA_STEP_GROUP;
    if (error == 0) {
      error = spawn_with_words(&header, &words, leader, result);
      process_unpin(leader);
    }
  } else if (error == 0) {
    error = spawn_with_words(&header, &words, NULL, result);
  }
  spawn_words_free(&words);
  return error;
}
