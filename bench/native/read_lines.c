/* read_lines LINES COUNT WIDTH REPEAT — the way it is done by hand: a child with stdout and stderr on a pipe each, one
 * thread per pipe that splits what it reads into lines; from the start of the child to its end, REPEAT times.
 */
#include "reference.h"
#include <pthread.h>

enum { READ_SIZE = 64 << 10 };

typedef struct reader {
  pthread_t thread;
  int fd;
  uint64_t lines;
  uint64_t bytes;
  char buffer[READ_SIZE];
} reader;

static void *read_lines(void *argument) {
  reader *self = argument;
  size_t held = 0;
  for (;;) {
    ssize_t got = read(self->fd, self->buffer + held, sizeof self->buffer - held);
    if (got == 0) break;
    if (got < 0) {
      if (errno == EINTR) continue;
      die("read the pipe");
    }
    self->bytes += (uint64_t)got;
    char *at = self->buffer, *end = self->buffer + held + got;
    for (char *newline; (newline = memchr(at, '\n', (size_t)(end - at))) != NULL; at = newline + 1) self->lines++;
    held = (size_t)(end - at);
    memmove(self->buffer, at, held);
  }
  if (held > 0) self->lines++;
  close(self->fd);
  return NULL;
}

static void run(char *const argv[], uint64_t expected, uint64_t *bytes) {
  static reader readers[2];
  int ends[2][2];
  for (int i = 0; i < 2; i++) make_pipe(ends[i], 0);
  pid_t pid = start(argv, (int[]){-1, ends[0][1], ends[1][1]}, 3);
  for (int i = 0; i < 2; i++) {
    close(ends[i][1]);
    readers[i].fd = ends[i][0];
    readers[i].lines = readers[i].bytes = 0;
    if (pthread_create(&readers[i].thread, NULL, read_lines, &readers[i]) != 0) die("start a thread");
  }
  for (int i = 0; i < 2; i++) pthread_join(readers[i].thread, NULL);
  finish(pid);
  if (readers[0].lines + readers[1].lines != expected) exit(3);
  *bytes += readers[0].bytes + readers[1].bytes;
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  char *child[] = {argv[1], argv[2], argv[3], "4096", "2", NULL};
  uint64_t count = number(argc, argv, 2, 0), repeat = number(argc, argv, 4, 1), bytes = 0;
  run(child, count, &bytes);
  bytes = 0;
  measure start = measure_begin();
  for (uint64_t i = 0; i < repeat; i++) run(child, count, &bytes);
  measure_end(start, bytes, repeat);
  return 0;
}
