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
#include "spawn_spec.c"
#include "spawn_child.c"

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

/* What a spawn has opened; owned here until it is handed to the caller or closed. */
typedef struct spawn_files {
  int ours[ARIA_STREAMS];   /* become result->ends */
  int theirs[ARIA_STREAMS]; /* closed once the child has them */
  int null;
  int slave;
  int report[2];
} spawn_files;

/* ---- Streams ------------------------------------------------------------------------------------------------------ */

static void spawn_files_init(spawn_files *files) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) files->ours[i] = files->theirs[i] = -1;
  files->null = files->slave = files->report[0] = files->report[1] = -1;
}

static void spawn_files_close(spawn_files *files, bool ours) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    if (ours) aria_close_quietly(&files->ours[i]);
    aria_close_quietly(&files->theirs[i]);
  }
  aria_close_quietly(&files->null);
  aria_close_quietly(&files->slave);
  aria_close_quietly(&files->report[0]);
  aria_close_quietly(&files->report[1]);
}

static int spawn_pipe_open(spawn_files *files, uint32_t stream, uint32_t size) {
  aria_handle ends[2];
  int result = aria_pipe(size, ends);
  if (result < 0) return result;
  bool child_reads = stream == 0 || stream == 4;
  files->theirs[stream] = (int)ends[child_reads ? 0 : 1];
  files->ours[stream] = (int)ends[child_reads ? 1 : 0];
  return files->theirs[stream];
}

static int spawn_null_open(spawn_files *files) {
  if (files->null < 0) files->null = open("/dev/null", O_RDWR | O_CLOEXEC);
  return files->null < 0 ? -errno : files->null;
}

static int spawn_pty_open(spawn_files *files, uint32_t stream, const aria_stream_plan *plans, spawn_child *child) {
  if (stream > 2 || plans[0].kind == ARIA_PLAN_PIPE) return -EINVAL;
  if (files->slave < 0) {
    int result = pty_open((uint32_t)plans[stream].value, &files->ours[0], &files->slave);
    if (result < 0) return result;
    child->session = true;
    child->terminal = (int)stream;
  }
  return files->slave;
}

/* Returns the descriptor that the child gets as `stream`, or a negative errno with *step. */
static int spawn_source_open(spawn_files *files, uint32_t stream, const aria_stream_plan *plans, spawn_child *child,
                             uint32_t *step) {
  const aria_stream_plan *plan = &plans[stream];
  switch (plan->kind) {
  case ARIA_PLAN_NULL:
    *step = ARIA_STEP_NULL;
    return spawn_null_open(files);
  case ARIA_PLAN_HANDLE:
    *step = ARIA_STEP_DUP;
    return plan->value < 0 || plan->value > INT_MAX ? -EBADF : (int)plan->value;
  case ARIA_PLAN_PIPE:
    *step = ARIA_STEP_PIPE;
    return spawn_pipe_open(files, stream, plan->pipe_size);
  case ARIA_PLAN_PTY:
    *step = ARIA_STEP_PTY;
    return spawn_pty_open(files, stream, plans, child);
  default:
    *step = ARIA_STEP_SPEC;
    return -EINVAL;
  }
}

/* The stream at the end of a chain of ARIA_PLAN_SHARE; ARIA_STREAMS when the chain leads nowhere. */
static uint32_t spawn_share_end(const aria_stream_plan *plans, uint32_t stream) {
  for (uint32_t links = 0; links < ARIA_STREAMS; links++) {
    if (plans[stream].kind != ARIA_PLAN_SHARE) return stream;
    if (plans[stream].value < 0 || plans[stream].value >= (int64_t)ARIA_STREAMS) return ARIA_STREAMS;
    stream = (uint32_t)plans[stream].value;
  }
  return ARIA_STREAMS;
}

static int spawn_streams_open(spawn_files *files, const aria_stream_plan *plans, spawn_child *child,
                              aria_spawn_result *result) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    result->step_stream = i;
    if (plans[i].kind == ARIA_PLAN_SHARE) continue;
    child->sources[i] = spawn_source_open(files, i, plans, child, &result->step);
    if (child->sources[i] < 0) return child->sources[i];
  }
  result->step = ARIA_STEP_SPEC;
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    result->step_stream = i;
    uint32_t end = spawn_share_end(plans, i);
    if (end == ARIA_STREAMS) return -EINVAL;
    child->sources[i] = child->sources[end];
  }
  return 0;
}

/* ---- The child ----------------------------------------------------------------------------------------------------- */

/* clone(2) with the child running `child_main(argument)` on `stack`; the number of the child, or a negative errno. The C
 * library's clone is not used where we can do without: sanitizers take it for a fork. */
long spawn_clone(unsigned long flags, void *stack, int *pidfd, int (*child_main)(void *), void *argument);

#if defined(__x86_64__)
__asm__(".text\n"
        ".p2align 4\n"
        ".hidden spawn_clone\n"
        ".globl spawn_clone\n"
        ".type spawn_clone,@function\n"
        "spawn_clone:\n"
        ".cfi_startproc\n"
        "endbr64\n"
        "movq %rcx, %r9\n"   /* the child has our registers: its function in r9, its argument in r8 */
        "xorl %r10d, %r10d\n"
        "movl $56, %eax\n"   /* SYS_clone */
        "syscall\n"
        "testl %eax, %eax\n"
        "jz 1f\n"
        "ret\n"
        "1:\n"
        ".cfi_undefined rip\n"
        "xorl %ebp, %ebp\n"
        "movq %r8, %rdi\n"
        "call *%r9\n"
        "hlt\n"
        ".cfi_endproc\n"
        ".size spawn_clone,.-spawn_clone\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        ".p2align 4\n"
        ".hidden spawn_clone\n"
        ".globl spawn_clone\n"
        ".type spawn_clone,%function\n"
        "spawn_clone:\n"
        ".cfi_startproc\n"
        "hint 34\n"          /* bti c */
        "mov x9, x3\n"       /* the child has our registers: its function in x9, its argument in x10 */
        "mov x10, x4\n"
        "mov x3, xzr\n"
        "mov x4, xzr\n"
        "mov x8, #220\n"     /* SYS_clone */
        "svc #0\n"
        "cbz x0, 1f\n"
        "ret\n"
        "1:\n"
        ".cfi_undefined x30\n"
        "mov x29, xzr\n"
        "mov x0, x10\n"
        "blr x9\n"
        "brk #0\n"
        ".cfi_endproc\n"
        ".size spawn_clone,.-spawn_clone\n");
#else
long spawn_clone(unsigned long flags, void *stack, int *pidfd, int (*child_main)(void *), void *argument) {
  int pid = clone(child_main, stack, (int)flags, argument, pidfd);
  return pid < 0 ? -errno : pid;
}
#endif

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

/* Changing the user in shared memory also marks our memory as not to be dumped; this undoes it. */
static void spawn_restore_dumpable(const spawn_child *child, int before) {
  if ((child->uid >= 0 || child->gid >= 0) && before >= 0) prctl(PR_SET_DUMPABLE, before, 0, 0, 0);
}

static int spawn_run(spawn_child *child, spawn_files *files, aria_process *process, aria_spawn_result *result) {
  result->step = ARIA_STEP_CLONE;
  result->step_stream = 0;
  if (pipe2(files->report, O_CLOEXEC) < 0) return -errno;
  child->report_fd = files->report[1];
  int pidfd;
  int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
  long pid = spawn_child_start(child, &pidfd);
  if (pid < 0) return (int)pid;
  spawn_restore_dumpable(child, dumpable);
  spawn_report report = spawn_report_read(child, files);
  if (report.error) {
    aria_close_quietly(&pidfd);
    process_reap_child((pid_t)pid);
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

/* ---- aria_spawn ---------------------------------------------------------------------------------------------------- */

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
