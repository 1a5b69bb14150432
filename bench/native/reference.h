/* reference.h — what the C reference programs share: a clock, CPU time, starting a child, the report.
 *
 * Every program prints one line of JSON about the work it measured, in the form that bench/model.ts calls a sample.
 */
#ifndef BENCH_REFERENCE_H
#define BENCH_REFERENCE_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static inline _Noreturn void die(const char *action) {
  fprintf(stderr, "Cannot %s: %s\n", action, strerror(errno));
  exit(2);
}

static inline uint64_t number(int argc, char **argv, int index, uint64_t otherwise) {
  return index < argc ? strtoull(argv[index], NULL, 10) : otherwise;
}

static inline double seconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static inline double cpu_seconds(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* One measurement: from `measure_begin` to `measure_end`, which prints it. */
typedef struct measure {
  double begin;
  double self;
  double children;
} measure;

static inline measure measure_begin(void) {
  return (measure){seconds_now(), cpu_seconds(RUSAGE_SELF), cpu_seconds(RUSAGE_CHILDREN)};
}

static inline void measure_end(measure start, uint64_t bytes, uint64_t operations) {
  double seconds = seconds_now() - start.begin;
  printf(
      "{\"seconds\":%.9f,\"cpu\":{\"self\":%.6f,\"children\":%.6f},\"bytes\":%" PRIu64 ",\"operations\":%" PRIu64 "}\n",
      seconds, cpu_seconds(RUSAGE_SELF) - start.self, cpu_seconds(RUSAGE_CHILDREN) - start.children, bytes, operations);
}

/* A pipe of `size` bytes (0: the system's default), close-on-exec. A refusal is no error. */
static inline void make_pipe(int ends[2], uint64_t size) {
  if (pipe2(ends, O_CLOEXEC) != 0) die("make a pipe");
  if (size > 0) (void)fcntl(ends[1], F_SETPIPE_SZ, (int)size);
}

/* Starts a child; `streams[i]` (-1: as ours) becomes its descriptor i. */
static inline pid_t start(char *const argv[], const int *streams, int count) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int i = 0; i < count; i++) {
    if (streams[i] >= 0) posix_spawn_file_actions_adddup2(&actions, streams[i], i);
  }
  pid_t pid;
  errno = posix_spawn(&pid, argv[0], &actions, NULL, argv, environ);
  if (errno != 0) die("start the child");
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

static inline void finish(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) die("wait for the child");
  }
  if (status != 0) {
    fprintf(stderr, "The child ended with status %d\n", status);
    exit(2);
  }
}

static inline void write_all(int fd, const char *from, uint64_t length) {
  while (length > 0) {
    ssize_t done = write(fd, from, length);
    if (done < 0) {
      if (errno == EINTR) continue;
      exit(errno == EPIPE ? 0 : 2);
    }
    from += done;
    length -= (uint64_t)done;
  }
}

#endif
