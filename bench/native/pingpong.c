/* pingpong PROGRAM BYTES COUNT — writes BYTES bytes to a program that echoes them and reads them back, COUNT times. */
#include "reference.h"

static char message[64 << 10];

static void read_all(int fd, uint64_t length) {
  while (length > 0) {
    ssize_t got = read(fd, message, length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) die("read the echo");
    length -= (uint64_t)got;
  }
}

static void play(char *program, uint64_t bytes, uint64_t count) {
  int there[2], back[2];
  char *argv[] = {program, NULL};
  make_pipe(there, 0);
  make_pipe(back, 0);
  pid_t echo = start(argv, (int[]){there[0], back[1]}, 2);
  close(there[0]);
  close(back[1]);
  for (uint64_t i = 0; i < count; i++) {
    write_all(there[1], message, bytes);
    read_all(back[0], bytes);
  }
  close(there[1]);
  close(back[0]);
  finish(echo);
}

int main(int argc, char **argv) {
  uint64_t bytes = number(argc, argv, 2, 1), count = number(argc, argv, 3, 1);
  if (argc < 4 || bytes > sizeof message) return 2;
  play(argv[1], bytes, count / 10);
  measure start = measure_begin();
  play(argv[1], bytes, count);
  measure_end(start, bytes * count, count);
  return 0;
}
