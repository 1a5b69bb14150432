/* drain SOURCE BYTES CHUNK PIPE [READ] — starts the source with its stdout on a pipe of PIPE bytes and reads it to the
 * end in reads of READ bytes (64 KiB, the fastest of those tried), looking at nothing.
 */
#include "reference.h"

static char buffer[1 << 20];

static uint64_t drain(const char *source, const char *bytes, const char *chunk, uint64_t size, uint64_t step) {
  int ends[2];
  make_pipe(ends, size);
  char *argv[] = {(char *)source, (char *)bytes, (char *)chunk, NULL};
  pid_t pid = start(argv, (int[]){-1, ends[1]}, 2);
  close(ends[1]);
  uint64_t total = 0;
  for (;;) {
    ssize_t got = read(ends[0], buffer, step);
    if (got == 0) break;
    if (got > 0) total += (uint64_t)got;
    else if (errno != EINTR) die("read the pipe");
  }
  close(ends[0]);
  finish(pid);
  return total;
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  uint64_t size = number(argc, argv, 4, 0), step = number(argc, argv, 5, 64 << 10);
  if (step == 0 || step > sizeof buffer) step = sizeof buffer;
  drain(argv[1], "16777216", argv[3], size, step);
  measure start = measure_begin();
  uint64_t total = drain(argv[1], argv[2], argv[3], size, step);
  measure_end(start, total, 1);
  return 0;
}
