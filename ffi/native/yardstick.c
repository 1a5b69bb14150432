/* yardstick.c — what a benchmark of requests is held against: an echo in a bare loop, and the time that processes took.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <time.h>
#include <unistd.h>

enum { YARDSTICK_PIECE = 64 * 1024 };

static int yardstick_write(int fd, const char *from, size_t length) {
  while (length > 0) {
    ssize_t size = write(fd, from, length);
    if (size < 0 && errno != EINTR) return -errno;
    if (size < 0) continue;
    from += size;
    length -= (size_t)size;
  }
  return 0;
}

static int yardstick_read(int fd, char *into, size_t length) {
  while (length > 0) {
    ssize_t size = read(fd, into, length);
    if (size == 0) return -EPIPE;
    if (size < 0 && errno != EINTR) return -errno;
    if (size > 0) length -= (size_t)size;
  }
  return 0;
}

/* A message that one of the pipes could not hold goes and comes back in pieces, or both sides would wait in a write. */
static uint32_t yardstick_piece(int to, int from) {
  int sizes[] = {fcntl(to, F_GETPIPE_SZ), fcntl(from, F_GETPIPE_SZ)};
  int piece = YARDSTICK_PIECE;
  for (int i = 0; i < 2; i++) {
    if (sizes[i] > 0 && sizes[i] < piece) piece = sizes[i];
  }
  return (uint32_t)piece;
}

static int yardstick_round(int to, int from, char *buffer, uint32_t piece, uint32_t bytes) {
  int error = 0;
  for (uint32_t left = bytes; left > 0 && !error;) {
    uint32_t length = left < piece ? left : piece;
    error = yardstick_write(to, buffer, length);
    if (!error) error = yardstick_read(from, buffer, length);
    left -= length;
  }
  return error;
}

int32_t aria_pingpong(aria_handle to, aria_handle from, uint32_t bytes, uint32_t rounds, uint64_t *round_ns) {
  char buffer[YARDSTICK_PIECE] = {0};
  uint32_t piece = yardstick_piece((int)to, (int)from);
  aria_sigpipe_guard guard;
  aria_sigpipe_hold(&guard);
  int error = 0;
  for (uint32_t round = 0; round < rounds && !error; round++) {
    uint64_t begin = aria_now_ns();
    error = yardstick_round((int)to, (int)from, buffer, piece, bytes);
    round_ns[round] = aria_now_ns() - begin;
  }
  aria_sigpipe_release(&guard, error == -EPIPE);
  return error;
}

int64_t aria_cpu_ns(int64_t pid) {
  clockid_t clock;
  struct timespec time;
  if (pid < 0 || pid > INT_MAX) return -ESRCH;
  int error = clock_getcpuclockid((pid_t)pid, &clock);
  if (error) return -error;
  if (clock_gettime(clock, &time) < 0) return -ESRCH; /* it says EINVAL of a process that has gone since */
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}
