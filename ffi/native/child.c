/* child.c — the child's side: moving bytes through streams that other programs share, without ever waiting.
 *
 * A stream that a program was given is not its own: whether it is non-blocking is a property of the open file, which
 * the parent and every sibling share. So it is never changed here. Instead one call at a time is told not to wait, and
 * where the kernel cannot do that (before Linux 6.4), a poll comes first, and a write is no longer than PIPE_BUF: a
 * pipe that is writable takes that much at once.
 */
#include "internal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 0x00000008
#endif

typedef enum { CHILD_FILE, CHILD_SOCKET, CHILD_PIPE } child_kind;

/* A file never makes anybody wait as a pipe does, and poll calls it ready for ever; sockets have flags of their own;
 * terminals and devices are handled as pipes are. */
static child_kind child_kind_of(int fd) {
  struct stat about;
  if (fstat(fd, &about) != 0) return CHILD_FILE; /* the call itself will say what is wrong */
  if (S_ISREG(about.st_mode) || S_ISBLK(about.st_mode) || S_ISDIR(about.st_mode)) return CHILD_FILE;
  return S_ISSOCK(about.st_mode) ? CHILD_SOCKET : CHILD_PIPE;
}

static bool child_unsupported(int error) { return error == EOPNOTSUPP || error == ENOSYS || error == EINVAL; }

static int64_t child_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int32_t aria_ready(aria_handle handle, uint32_t direction, int32_t timeout_ms) {
  struct pollfd poll_one = {.fd = (int)handle, .events = direction == ARIA_DIRECTION_WRITE ? POLLOUT : POLLIN};
  int64_t deadline = timeout_ms < 0 ? -1 : child_milliseconds() + timeout_ms;
  for (;;) {
    int count = poll(&poll_one, 1, timeout_ms);
    if (count > 0) return poll_one.revents & POLLNVAL ? -EBADF : 1; /* an error or a hang-up is ready, too */
    if (count == 0) return 0;
    if (errno != EINTR) return -errno;
    if (deadline >= 0) {
      int64_t left = deadline - child_milliseconds();
      timeout_ms = left > 0 ? (int32_t)left : 0;
    }
  }
}

/* -- Reading -- */

static ssize_t child_read_pipe(int fd, void *into, size_t length) {
#if defined(SYS_preadv2)
  struct iovec span = {.iov_base = into, .iov_len = length};
  ssize_t count = syscall(SYS_preadv2, fd, &span, 1L, -1L, -1L, RWF_NOWAIT);
  if (count >= 0 || !child_unsupported(errno)) return count;
#endif
  int32_t ready = aria_ready(fd, ARIA_DIRECTION_READ, 0);
  if (ready == 1) return read(fd, into, length);
  errno = ready == 0 ? EAGAIN : -ready;
  return -1;
}

int32_t aria_read_now(aria_handle handle, void *into, uint32_t length) {
  int fd = (int)handle;
  child_kind kind = child_kind_of(fd);
  if (length > INT32_MAX) length = INT32_MAX;
  for (;;) {
    ssize_t count = kind == CHILD_FILE     ? read(fd, into, length)
                    : kind == CHILD_SOCKET ? recv(fd, into, length, MSG_DONTWAIT)
                                           : child_read_pipe(fd, into, length);
    if (count >= 0) return (int32_t)count;
    if (errno != EINTR) return -errno;
  }
}

/* -- Writing -- */

/* The way of kernels that cannot be told not to wait: one page after the other, as long as there is room. */
static ssize_t child_write_pages(int fd, const unsigned char *from, size_t length) {
  size_t written = 0;
  while (written < length) {
    size_t part = length - written < PIPE_BUF ? length - written : PIPE_BUF;
    int32_t ready = aria_ready(fd, ARIA_DIRECTION_WRITE, 0);
    if (ready != 1) errno = ready == 0 ? EAGAIN : -ready;
    ssize_t count = ready == 1 ? write(fd, from + written, part) : -1;
    if (count < 0) return written > 0 ? (ssize_t)written : -1;
    written += (size_t)count;
  }
  return (ssize_t)written;
}

static ssize_t child_write_pipe(int fd, const void *from, size_t length) {
#if defined(SYS_pwritev2)
  struct iovec span = {.iov_base = (void *)(uintptr_t)from, .iov_len = length};
  ssize_t count = syscall(SYS_pwritev2, fd, &span, 1L, -1L, -1L, RWF_NOWAIT);
  if (count >= 0 || !child_unsupported(errno)) return count;
#endif
  return child_write_pages(fd, from, length);
}

int32_t aria_write_now(aria_handle handle, const void *from, uint32_t length) {
  int fd = (int)handle;
  child_kind kind = child_kind_of(fd);
  if (length > INT32_MAX) length = INT32_MAX;
  if (length == 0) return 0;
  aria_sigpipe_guard guard;
  aria_sigpipe_hold(&guard);
  ssize_t count;
  do {
    count = kind == CHILD_FILE     ? write(fd, from, length)
            : kind == CHILD_SOCKET ? send(fd, from, length, MSG_DONTWAIT | MSG_NOSIGNAL)
                                   : child_write_pipe(fd, from, length);
  } while (count < 0 && errno == EINTR);
  int error = count < 0 ? errno : 0;
  aria_sigpipe_release(&guard, error == EPIPE);
  return error ? -error : (int32_t)count;
}
