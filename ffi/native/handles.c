/* handles.c — descriptors: making, reading, writing, looking at them. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { HANDLE_COPY_BYTES = 64 * 1024, HANDLE_MOVE_BYTES = 1 << 30 };

/* A descriptor, or -1, which the kernel answers with EBADF. */
static int handle_fd(aria_handle handle) { return handle < 0 || handle > INT_MAX ? -1 : (int)handle; }

/* -- Making and closing -- */

int32_t aria_pipe(uint32_t size, aria_handle ends[2]) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) < 0) return -errno;
  if (size > 0 && size <= INT_MAX) fcntl(fds[1], F_SETPIPE_SZ, (int)size); /* a wish */
  ends[0] = fds[0];
  ends[1] = fds[1];
  return 0;
}

int32_t aria_open(const char *path, uint32_t flags, uint32_t mode, aria_handle *opened) {
  bool reads = flags & ARIA_OPEN_READ, writes = flags & (ARIA_OPEN_WRITE | ARIA_OPEN_APPEND);
  if (!reads && !writes) return -EINVAL;
  int how = O_CLOEXEC | O_NOCTTY | (reads && writes ? O_RDWR : writes ? O_WRONLY : O_RDONLY);
  if (writes) how |= O_CREAT | (flags & ARIA_OPEN_APPEND ? O_APPEND : O_TRUNC);
  int fd;
  do {
    fd = open(path, how, (mode_t)(mode & 07777));
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return -errno;
  *opened = fd;
  return 0;
}

int32_t aria_duplicate(aria_handle handle, aria_handle *copy) {
  int fd = fcntl(handle_fd(handle), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return -errno;
  *copy = fd;
  return 0;
}

int32_t aria_close(aria_handle handle) {
  if (close(handle_fd(handle)) == 0 || errno == EINTR) return 0; /* interrupted, but gone all the same */
  return -errno;
}

void aria_close_quietly(int *fd) {
  if (*fd < 0) return;
  int before = errno;
  close(*fd);
  *fd = -1;
  errno = before;
}

int aria_set_nonblocking(int fd, bool nonblocking) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return -errno;
  int wanted = nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  return wanted != flags && fcntl(fd, F_SETFL, wanted) < 0 ? -errno : 0;
}

int32_t aria_set_blocking(aria_handle handle, int32_t blocking) {
  return aria_set_nonblocking(handle_fd(handle), !blocking);
}

int32_t aria_read(aria_handle handle, void *into, uint32_t length) {
  ssize_t size;
  do {
    size = read(handle_fd(handle), into, length > HANDLE_MOVE_BYTES ? HANDLE_MOVE_BYTES : length);
  } while (size < 0 && errno == EINTR);
  return size < 0 ? -errno : (int32_t)size;
}

static ssize_t handle_write(int fd, const void *from, size_t length) {
  ssize_t size;
  do {
    size = write(fd, from, length);
  } while (size < 0 && errno == EINTR);
  return size < 0 ? -errno : size;
}

int32_t aria_write(aria_handle handle, const void *from, uint32_t length) {
  aria_sigpipe_guard guard;
  aria_sigpipe_hold(&guard);
  ssize_t size = handle_write(handle_fd(handle), from, length > HANDLE_MOVE_BYTES ? HANDLE_MOVE_BYTES : length);
  aria_sigpipe_release(&guard, size == -EPIPE);
  return (int32_t)size;
}

/* -- Moving -- */

/* Writes all of it, also to a non-blocking handle: what was read cannot be put back. *written is exact on failure. */
static int handle_write_all(int fd, const char *from, size_t length, size_t *written) {
  for (*written = 0; *written < length;) {
    ssize_t size = handle_write(fd, from + *written, length - *written);
    if (size == -EAGAIN) {
      struct pollfd poller = {.fd = fd, .events = POLLOUT};
      poll(&poller, 1, -1);
    } else if (size < 0) {
      return (int)size;
    } else {
      *written += (size_t)size;
    }
  }
  return 0;
}

static int64_t handle_copy(int from, int to, uint64_t length) {
  char *buffer = malloc(HANDLE_COPY_BYTES);
  if (!buffer) return -ENOMEM;
  uint64_t moved = 0;
  int64_t result = 0;
  while (moved < length && result == 0) {
    uint64_t rest = length - moved;
    int32_t size = aria_read(from, buffer, rest < HANDLE_COPY_BYTES ? (uint32_t)rest : HANDLE_COPY_BYTES);
    if (size == 0) break;
    size_t written = 0;
    result = size < 0 ? size : handle_write_all(to, buffer, (size_t)size, &written);
    moved += written;
  }
  free(buffer);
  return moved > 0 ? (int64_t)moved : result;
}

/* -EINVAL, before any byte has moved, where the kernel cannot splice these two. */
static int64_t handle_splice(int from, int to, uint64_t length) {
  uint64_t moved = 0;
  while (moved < length) {
    uint64_t rest = length - moved;
    ssize_t size =
        splice(from, NULL, to, NULL, rest < HANDLE_MOVE_BYTES ? (size_t)rest : HANDLE_MOVE_BYTES, SPLICE_F_MOVE);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && moved == 0) return -errno;
    if (size <= 0) break;
    moved += (uint64_t)size;
  }
  return (int64_t)moved;
}

int64_t aria_transfer(aria_handle from, aria_handle to, uint64_t length) {
  if (length > INT64_MAX) length = INT64_MAX;
  aria_sigpipe_guard guard;
  aria_sigpipe_hold(&guard);
  int64_t moved = handle_splice(handle_fd(from), handle_fd(to), length);
  if (moved == -EINVAL || moved == -ENOSYS) moved = handle_copy(handle_fd(from), handle_fd(to), length);
  aria_sigpipe_release(&guard, moved >= 0 ? (uint64_t)moved < length : moved == -EPIPE);
  return moved;
}

/* -- Looking -- */

static uint32_t handle_kind(int fd, const struct stat *about) {
  struct termios terminal;
  switch (about->st_mode & S_IFMT) {
  case S_IFIFO: return ARIA_KIND_PIPE;
  case S_IFREG: return ARIA_KIND_FILE;
  case S_IFSOCK: return ARIA_KIND_SOCKET;
  case S_IFCHR:
    if (about->st_rdev == makedev(1, 3)) return ARIA_KIND_NULL;
    return tcgetattr(fd, &terminal) == 0 ? ARIA_KIND_TERMINAL : ARIA_KIND_OTHER;
  default: return ARIA_KIND_OTHER;
  }
}

int32_t aria_inspect(aria_handle handle, aria_handle_info *info) {
  int fd = handle_fd(handle);
  struct stat about;
  *info = (aria_handle_info){.kind = ARIA_KIND_NONE};
  int status = fcntl(fd, F_GETFL), flags = fcntl(fd, F_GETFD);
  if (status < 0 || flags < 0 || fstat(fd, &about) < 0) return errno == EBADF ? 0 : -errno;
  int access = status & O_ACCMODE;
  info->kind = handle_kind(fd, &about);
  info->readable = !(status & O_PATH) && (access == O_RDONLY || access == O_RDWR);
  info->writable = !(status & O_PATH) && (access == O_WRONLY || access == O_RDWR);
  info->inherited = !(flags & FD_CLOEXEC);
  return 0;
}

aria_handle aria_own_stream(uint32_t stream) {
  aria_handle_info info;
  struct stat about;
  if (stream >= ARIA_STREAMS || aria_inspect(stream, &info) < 0 || info.kind == ARIA_KIND_NONE) return ARIA_NO_HANDLE;
  if (stream <= 2) return stream;
  /* Above 2 a number may be anything that the runtime opened for itself, but that is closed on exec; and a directory or
   * an event queue that somebody left open for us is no stream. */
  bool device = info.kind == ARIA_KIND_OTHER && fstat((int)stream, &about) == 0 && S_ISCHR(about.st_mode);
  bool flows = stream == 4 ? info.readable : info.writable;
  return info.inherited && flows && (info.kind != ARIA_KIND_OTHER || device) ? (aria_handle)stream : ARIA_NO_HANDLE;
}
