/* sink BYTES [CHUNK] — reads stdin to its end in reads of CHUNK bytes (64 KiB); fails unless BYTES arrived. */
#include "reference.h"

static char buffer[1 << 20];

int main(int argc, char **argv) {
  uint64_t bytes = number(argc, argv, 1, 0);
  uint64_t chunk = number(argc, argv, 2, 64 << 10);
  if (chunk == 0 || chunk > sizeof buffer) chunk = sizeof buffer;
  uint64_t total = 0;
  for (;;) {
    ssize_t got = read(0, buffer, chunk);
    if (got == 0) break;
    if (got > 0) total += (uint64_t)got;
    else if (errno != EINTR) die("read stdin");
  }
  return total == bytes ? 0 : 1;
}
