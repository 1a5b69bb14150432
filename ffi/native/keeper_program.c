/* keeper_program.c — the keeper's own program, which stands in this library.
 *
 * The linker's option -e makes aria_keeper_entry the entry point of the file. The kernel starts it without a dynamic
 * loader, so nothing is relocated: here are raw system calls only, static data only, and no call of the C library.
 */
#include "keeper.h"
#include "raw_syscall.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#if defined(ARIA_HAS_RAW_SYSCALL)

typedef struct keeper_group {
  uint64_t serial;
  int pidfd;
  int32_t pid;
} keeper_group;

/* Not on the stack, so that no compiler clears them by a call of memset. */
static struct {
  keeper_group *groups;
  size_t count, room;
  struct msghdr envelope;
  struct iovec body;
  keeper_message message;
} keeper_state;
static keeper_control keeper_inbox;

ARIA_BARE static bool keeper_has_room(void) {
  if (keeper_state.count < keeper_state.room) return true;
  size_t bytes = keeper_state.room * sizeof(keeper_group), wanted = bytes ? bytes * 2 : 64 * 1024;
  long groups = bytes ? RAW4(SYS_mremap, keeper_state.groups, bytes, wanted, MREMAP_MAYMOVE)
                      : RAW6(SYS_mmap, 0, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (groups < 0 && groups > -4096) return false;
  keeper_state.groups = (keeper_group *)groups;
  keeper_state.room = wanted / sizeof(keeper_group);
  return true;
}

ARIA_BARE static void keeper_store(int pidfd) {
  if (!keeper_has_room()) {
    RAW1(SYS_close, pidfd);
    return;
  }
  keeper_group *group = &keeper_state.groups[keeper_state.count++];
  group->serial = keeper_state.message.serial;
  group->pidfd = pidfd;
  group->pid = keeper_state.message.pid;
}

ARIA_BARE static void keeper_forget(void) {
  for (size_t i = 0; i < keeper_state.count; i++) {
    if (keeper_state.groups[i].serial != keeper_state.message.serial) continue;
    RAW1(SYS_close, keeper_state.groups[i].pidfd);
    keeper_group *last = &keeper_state.groups[--keeper_state.count];
    keeper_state.groups[i].serial = last->serial;
    keeper_state.groups[i].pidfd = last->pidfd;
    keeper_state.groups[i].pid = last->pid;
    return;
  }
}

/* The group, and the leader for itself in case it leads none. By number only while the leader still has it. */
ARIA_BARE static void keeper_kill_all(void) {
  for (size_t i = 0; i < keeper_state.count; i++) {
    const keeper_group *group = &keeper_state.groups[i];
    long result = RAW4(SYS_pidfd_send_signal, group->pidfd, SIGKILL, 0, PIDFD_SIGNAL_PROCESS_GROUP);
    bool unknown = result == -EINVAL && RAW4(SYS_pidfd_send_signal, group->pidfd, 0, 0, 0) == 0;
    if (unknown) RAW2(SYS_kill, -(long)group->pid, SIGKILL);
    RAW4(SYS_pidfd_send_signal, group->pidfd, SIGKILL, 0, 0);
  }
}

/* Receives one message; 0 when there will be none any more, else its length or a negative errno. */
ARIA_BARE static long keeper_receive(int *pidfd) {
  keeper_state.body.iov_base = &keeper_state.message;
  keeper_state.body.iov_len = sizeof keeper_state.message;
  keeper_state.envelope.msg_iov = &keeper_state.body;
  keeper_state.envelope.msg_iovlen = 1;
  keeper_state.envelope.msg_control = &keeper_inbox;
  keeper_state.envelope.msg_controllen = sizeof keeper_inbox;
  long length = RAW3(SYS_recvmsg, KEEPER_SOCKET, &keeper_state.envelope, MSG_CMSG_CLOEXEC);
  bool carries = length > 0 && keeper_state.envelope.msg_controllen >= CMSG_LEN(sizeof(int)) &&
                 keeper_inbox.header.cmsg_level == SOL_SOCKET && keeper_inbox.header.cmsg_type == SCM_RIGHTS;
  *pidfd = carries ? *(const int *)(const void *)CMSG_DATA(&keeper_inbox.header) : -1;
  return length;
}

ARIA_BARE static void keeper_prepare(void) {
  static const unsigned long every_signal[2] = {~0ul, ~0ul};
  RAW4(SYS_rt_sigprocmask, SIG_BLOCK, every_signal, 0, 8);
  RAW2(SYS_prctl, PR_SET_NAME, KEEPER_NAME);
  RAW1(SYS_close, KEEPER_LIBRARY);
  struct rlimit limit; /* one descriptor per group */
  if (RAW4(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, &limit) < 0) return;
  limit.rlim_cur = limit.rlim_max;
  RAW4(SYS_prlimit64, 0, RLIMIT_NOFILE, &limit, 0);
}

/* Whether we were started by aria_keeper_start, and not by somebody who took the library for a program. */
ARIA_BARE static bool keeper_is_meant(long count, char **arguments) {
  const char *wanted = KEEPER_NAME, *given = count == 2 ? arguments[1] : "";
  while (*wanted && *wanted == *given) wanted++, given++;
  return *wanted == *given;
}

/* `stack` is what the kernel gives a new program: the number of arguments, then the arguments. */
ARIA_BARE __attribute__((used, visibility("hidden"))) void keeper_program(long *stack) {
  static const char refusal[] = "This is a library, not a program\n";
  if (!keeper_is_meant(stack[0], (char **)(stack + 1))) {
    RAW3(SYS_write, 2, refusal, sizeof refusal - 1);
    for (;;) RAW1(SYS_exit_group, 64);
  }
  keeper_prepare();
  keeper_state.message.kind = KEEPER_READY;
  RAW6(SYS_sendto, KEEPER_SOCKET, &keeper_state.message, sizeof keeper_state.message, MSG_NOSIGNAL, 0, 0);
  for (;;) {
    int pidfd;
    long length = keeper_receive(&pidfd);
    if (length == -EINTR || length == -ENOMEM || length == -ENOBUFS) continue;
    if (length <= 0) break;
    if (keeper_state.message.kind == KEEPER_ADD && pidfd >= 0) keeper_store(pidfd);
    if (keeper_state.message.kind == KEEPER_DROP) keeper_forget();
  }
  keeper_kill_all();
  for (;;) RAW1(SYS_exit_group, 0);
}

#if defined(__x86_64__)
__asm__(".text\n"
        ".globl aria_keeper_entry\n"
        ".hidden aria_keeper_entry\n"
        ".type aria_keeper_entry,@function\n"
        "aria_keeper_entry:\n"
        ".cfi_startproc\n"
        ".cfi_undefined rip\n"
        "xorl %ebp, %ebp\n"
        "movq %rsp, %rdi\n"
        "andq $-16, %rsp\n"
        "call keeper_program\n"
        "hlt\n"
        ".cfi_endproc\n"
        ".size aria_keeper_entry,.-aria_keeper_entry\n");
#else
__asm__(".text\n"
        ".globl aria_keeper_entry\n"
        ".hidden aria_keeper_entry\n"
        ".type aria_keeper_entry,%function\n"
        "aria_keeper_entry:\n"
        ".cfi_startproc\n"
        ".cfi_undefined x30\n"
        "mov x29, xzr\n"
        "mov x30, xzr\n"
        "mov x0, sp\n"
        "and sp, x0, #-16\n"
        "bl keeper_program\n"
        "brk #0\n"
        ".cfi_endproc\n"
        ".size aria_keeper_entry,.-aria_keeper_entry\n");
#endif

#endif
