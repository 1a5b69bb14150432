/* source BYTES [CHUNK [GATE]] — writes BYTES to stdout in writes of CHUNK bytes (64 KiB) from a static buffer.
 *
 * With GATE, a path to a FIFO, it feeds the four outputs 1, 2, 3 and 5 instead: one byte on each to say that it lives,
 * then it waits until somebody opens the FIFO for writing, then BYTES on each, a chunk at a time.
 */
#include "reference.h"

static char buffer[1 << 20];

static void feed(const int *streams, int count, uint64_t bytes, uint64_t chunk) {
  while (bytes > 0) {
    uint64_t length = bytes < chunk ? bytes : chunk;
    for (int i = 0; i < count; i++) write_all(streams[i], buffer, length);
    bytes -= length;
  }
}

int main(int argc, char **argv) {
  uint64_t bytes = number(argc, argv, 1, 0);
  uint64_t chunk = number(argc, argv, 2, 64 << 10);
  if (chunk == 0 || chunk > sizeof buffer) chunk = sizeof buffer;
  memset(buffer, 'a', sizeof buffer);
  if (argc < 4) {
    feed((int[]){1}, 1, bytes, chunk);
    return 0;
  }
  const int streams[] = {1, 2, 3, 5};
  feed(streams, 4, 1, 1);
  int gate = open(argv[3], O_RDONLY | O_CLOEXEC);
  if (gate < 0) die("open the gate");
  feed(streams, 4, bytes, chunk);
  return 0;
}
