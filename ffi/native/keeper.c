/* keeper.c — a small process that kills what must not outlive us.
 *
 * The keeper holds one end of a socket whose other end only we have. Through it come the pidfds of group leaders. When
 * we end, however we end, the kernel closes our end; the keeper reads the end of the stream, kills the groups it was
 * told of, and ends. It follows the process, not one of its threads, and can be told otherwise at any time.
 *
 * Its program is this library: the linker's option -e makes aria_keeper_entry the entry point of the file. The kernel
 * starts it without a dynamic loader, so nothing in it is relocated: the program half of this file makes raw system
 * calls only, refers to static data only, and calls nothing of the C library.
 */
#include "process.h"
#include "raw_syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define KEEPER_NAME "aria-keeper"

enum { KEEPER_ADD = 1, KEEPER_DROP = 2, KEEPER_READY = 3 };
enum { KEEPER_SOCKET = 0, KEEPER_LIBRARY = 5 }; /* streams of the keeper */

typedef struct keeper_message {
  uint32_t kind;
  int32_t pid;
  uint64_t serial;
} keeper_message;

/* Room for one descriptor. */
typedef union keeper_control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
} keeper_control;

/* ---- The program ---------------------------------------------------------------------------------------------------- */

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

/* ---- Our side ------------------------------------------------------------------------------------------------------- */

enum { KEEPER_START_MS = 10 * 1000 };

struct aria_keeper {
  aria_process *process;
  int socket;
};

typedef struct keeper_request {
  aria_spawn_spec spec;
  char program[16], name[sizeof KEEPER_NAME], directory[2];
} keeper_request;

/* Runs the program that stands behind `library`, with `socket` as its stream 0: 0 with *process, or a negative errno. */
static int keeper_spawn(int library, int socket, aria_process **process) {
  keeper_request request = {.program = "/proc/self/fd/5", .name = KEEPER_NAME, .directory = "/"};
  aria_spawn_spec *spec = &request.spec;
  spec->size = sizeof request;
  spec->flags = ARIA_SPAWN_CLEAR_ENV | ARIA_SPAWN_DETACHED;
  spec->program = offsetof(keeper_request, program);
  spec->cwd = offsetof(keeper_request, directory);
  spec->args = offsetof(keeper_request, name);
  spec->args_count = 1;
  spec->uid = spec->gid = -1;
  spec->streams[KEEPER_SOCKET] = (aria_stream_plan){ARIA_PLAN_HANDLE, 0, socket};
  spec->streams[KEEPER_LIBRARY] = (aria_stream_plan){ARIA_PLAN_HANDLE, 0, library};
  aria_spawn_result result;
  int error = aria_spawn(spec, spec->size, NULL, &result);
  *process = (aria_process *)(uintptr_t)result.process;
  return error;
}

/* A copy in memory of a library that must not be executed where it is; the caller's, or a negative errno. */
static int keeper_copy(int library) {
  struct stat about;
  int copy = memfd_create(KEEPER_NAME, MFD_CLOEXEC);
  if (copy < 0) return -errno;
  off_t at = 0;
  ssize_t moved = 1;
  if (fstat(library, &about) < 0) moved = -1;
  while (moved > 0 && at < about.st_size) moved = sendfile(copy, library, &at, (size_t)(about.st_size - at));
  /* What is open for writing cannot be executed: reopened for reading. */
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", copy);
  int readable = moved > 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  int error = moved == 0 ? -EIO : -errno;
  aria_close_quietly(&copy);
  return readable < 0 ? error : readable;
}

/* A file without the permission to be executed, or on a file system that forbids it, is run from a copy. */
static int keeper_spawn_any(const char *path, int socket, aria_process **process) {
  int library = open(path, O_RDONLY | O_CLOEXEC);
  if (library < 0) return -errno;
  int error = keeper_spawn(library, socket, process);
  if (error == -EACCES) {
    int copy = keeper_copy(library);
    error = copy < 0 ? copy : keeper_spawn(copy, socket, process);
    aria_close_quietly(&copy);
  }
  aria_close_quietly(&library);
  return error;
}

/* Waits for the keeper's first word. -ENOEXEC when its file was linked without the entry point. */
static int keeper_await(int socket) {
  struct pollfd poller = {.fd = socket, .events = POLLIN};
  keeper_message message;
  int ready;
  do {
    ready = poll(&poller, 1, KEEPER_START_MS);
  } while (ready < 0 && errno == EINTR);
  if (ready < 0) return -errno;
  if (ready == 0) return -ETIMEDOUT;
  ssize_t size = recv(socket, &message, sizeof message, MSG_DONTWAIT);
  return size == sizeof message && message.kind == KEEPER_READY ? 0 : -ENOEXEC;
}

/* Killed first and closed after, so that it cannot see our end close and take it for our death. */
static void keeper_end(aria_keeper *owned) {
  if (owned->process) {
    aria_process_signal(owned->process, SIGKILL, ARIA_SCOPE_PROCESS);
    aria_process_wait(owned->process, -1);
    aria_process_close(owned->process);
  }
  aria_close_quietly(&owned->socket);
  free(owned);
}

aria_keeper *aria_keeper_start(const char *library, int32_t *error) {
  int ends[2];
  aria_keeper *started = calloc(1, sizeof *started);
  *error = started ? 0 : -ENOMEM;
#if !defined(ARIA_HAS_RAW_SYSCALL)
  *error = -ENOSYS;
#endif
  if (*error == 0 && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) *error = -errno;
  if (*error < 0) {
    free(started);
    return NULL;
  }
  started->socket = ends[0];
  *error = keeper_spawn_any(library, ends[1], &started->process);
  aria_close_quietly(&ends[1]);
  if (*error == 0) *error = keeper_await(started->socket);
  if (*error == 0) return started;
  keeper_end(started);
  return NULL;
}

static int keeper_send(aria_keeper *to, uint32_t kind, const aria_process *process, bool with_pidfd) {
  keeper_message message = {.kind = kind, .pid = process->pid, .serial = process->serial};
  keeper_control control;
  struct iovec body = {.iov_base = &message, .iov_len = sizeof message};
  struct msghdr envelope = {.msg_iov = &body, .msg_iovlen = 1};
  memset(&control, 0, sizeof control);
  if (with_pidfd) {
    envelope.msg_control = &control;
    envelope.msg_controllen = sizeof control;
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &process->pidfd, sizeof(int));
  }
  ssize_t size;
  do {
    size = sendmsg(to->socket, &envelope, MSG_NOSIGNAL);
  } while (size < 0 && errno == EINTR);
  if (size >= 0) return 0;
  return errno == ECONNRESET || errno == ENOTCONN ? -EPIPE : -errno;
}

int32_t aria_keeper_add(aria_keeper *keeper, aria_process *process) {
  return process->pidfd < 0 ? -ENOSYS : keeper_send(keeper, KEEPER_ADD, process, true);
}

int32_t aria_keeper_drop(aria_keeper *keeper, aria_process *process) {
  return keeper_send(keeper, KEEPER_DROP, process, false);
}

void aria_keeper_close(aria_keeper *keeper) {
  if (keeper) keeper_end(keeper);
}
