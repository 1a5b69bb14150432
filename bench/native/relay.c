/* relay splice|copy SOURCE SINK BYTES CHUNK PIPE — stands between a source and a sink, each on a pipe of PIPE bytes of
 * its own, and moves everything, by splice() or by read() and write().
 */
#include "reference.h"

static char buffer[64 << 10];

static uint64_t by_splice(int from, int to) {
  uint64_t total = 0;
  for (;;) {
    ssize_t moved = splice(from, NULL, to, NULL, 1 << 20, SPLICE_F_MOVE | SPLICE_F_MORE);
    if (moved == 0) return total;
    if (moved > 0) total += (uint64_t)moved;
    else if (errno != EINTR) die("splice");
  }
}

static uint64_t by_copy(int from, int to) {
  uint64_t total = 0;
  for (;;) {
    ssize_t got = read(from, buffer, sizeof buffer);
    if (got == 0) return total;
    if (got < 0) {
      if (errno == EINTR) continue;
      die("read the source");
    }
    write_all(to, buffer, (uint64_t)got);
    total += (uint64_t)got;
  }
}

static uint64_t relay(char **argv, const char *bytes, uint64_t size) {
  int in[2], out[2];
  make_pipe(in, size);
  make_pipe(out, size);
  char *source[] = {argv[2], (char *)bytes, argv[5], NULL};
  char *sink[] = {argv[3], (char *)bytes, argv[5], NULL};
  pid_t reader = start(sink, (int[]){out[0]}, 1);
  pid_t writer = start(source, (int[]){-1, in[1]}, 2);
  close(in[1]);
  close(out[0]);
  uint64_t total = strcmp(argv[1], "splice") == 0 ? by_splice(in[0], out[1]) : by_copy(in[0], out[1]);
  close(in[0]);
  close(out[1]);
  finish(writer);
  finish(reader);
  return total;
}

int main(int argc, char **argv) {
  if (argc < 7) return 2;
  uint64_t size = number(argc, argv, 6, 0);
  relay(argv, "16777216", size);
  measure start = measure_begin();
  uint64_t total = relay(argv, argv[4], size);
  measure_end(start, total, 1);
  return 0;
}
