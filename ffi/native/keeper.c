/* keeper.c — a small process that kills what must not outlive us: our side of it.
 *
 * The keeper holds one end of a socket whose other end only we have. Through it come the pidfds of group leaders. When
 * we end, however we end, the kernel closes our end; the keeper reads the end of the stream, kills the groups it was
 * told of, and ends. It follows the process, not one of its threads, and can be told otherwise at any time.
 */
#include "keeper.h"
#include "process.h"
#include "raw_syscall.h"

#include "keeper_program.c"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

enum { KEEPER_START_MS = 10 * 1000, KEEPER_CLOSE_ON_EXEC = 1 /* MFD_CLOEXEC */ };

struct aria_keeper {
  aria_process *process;
  int socket;
};

typedef struct keeper_request {
  aria_spawn_spec spec;
  char program[16], name[sizeof KEEPER_NAME], directory[2];
} keeper_request;

/* Runs the program behind `library` with `socket` as its stream 0: 0 with *process, or a negative errno. */
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
  int copy = (int)RAW2(SYS_memfd_create, KEEPER_NAME, KEEPER_CLOSE_ON_EXEC); /* newer than the oldest C library */
  if (copy < 0) return copy;
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
  if (error == -EACCES || error == -ETXTBSY) {
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

void keeper_letter_write(keeper_letter *letter, uint32_t kind, uint64_t serial, bool with_pidfd) {
  memset(letter, 0, sizeof *letter);
  letter->message.kind = kind;
  letter->message.serial = serial;
  letter->body = (struct iovec){.iov_base = &letter->message, .iov_len = sizeof letter->message};
  letter->envelope.msg_iov = &letter->body;
  letter->envelope.msg_iovlen = 1;
  if (!with_pidfd) return;
  letter->envelope.msg_control = letter->control;
  letter->envelope.msg_controllen = sizeof letter->control;
  struct cmsghdr *header = (struct cmsghdr *)(void *)letter->control;
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
}

static int keeper_send(int socket, const keeper_letter *letter) {
  ssize_t size;
  do {
    size = sendmsg(socket, &letter->envelope, MSG_NOSIGNAL);
  } while (size < 0 && errno == EINTR);
  if (size >= 0) return 0;
  return errno == ECONNRESET || errno == ENOTCONN ? -EPIPE : -errno;
}

int keeper_socket(const aria_keeper *keeper) { return keeper->socket; }

void keeper_forget_child(int socket, uint64_t serial) {
  keeper_letter letter;
  keeper_letter_write(&letter, KEEPER_DROP, serial, false);
  keeper_send(socket, &letter);
}

/* -ENOSYS where the keeper could not signal by pidfd: it must not kill by a number that may have a new owner. */
int32_t aria_keeper_add(aria_keeper *keeper, aria_process *process) {
  if (process->pidfd < 0 || RAW4(SYS_pidfd_send_signal, process->pidfd, 0, 0, 0) == -ENOSYS) return -ENOSYS;
  keeper_letter letter;
  keeper_letter_write(&letter, KEEPER_ADD, process->serial, true);
  letter.message.pid = process->pid;
  memcpy(CMSG_DATA((struct cmsghdr *)(void *)letter.control), &process->pidfd, sizeof(int));
  return keeper_send(keeper->socket, &letter);
}

int32_t aria_keeper_drop(aria_keeper *keeper, aria_process *process) {
  keeper_letter letter;
  keeper_letter_write(&letter, KEEPER_DROP, process->serial, false);
  return keeper_send(keeper->socket, &letter);
}

void aria_keeper_close(aria_keeper *keeper) {
  if (keeper) keeper_end(keeper);
}
