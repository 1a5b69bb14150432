/* lines COUNT WIDTH [BLOCK [STREAMS]] — writes COUNT numbered lines of WIDTH bytes, the newline included, in writes of
 * about BLOCK bytes (4096, what stdio does on a pipe), turn by turn to STREAMS outputs (1: stdout; 2: stderr as well).
 */
#include "reference.h"

enum { BLOCK_MAX = 1 << 20, WIDTH_MAX = 4096 };
static char buffer[BLOCK_MAX + WIDTH_MAX];

static void put_line(char *at, uint64_t line, uint64_t width) {
  memset(at, '.', width);
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%" PRIu64, line);
  memcpy(at, digits, (uint64_t)length < width ? (size_t)length : width - 1);
  at[width - 1] = '\n';
}

int main(int argc, char **argv) {
  uint64_t count = number(argc, argv, 1, 0), width = number(argc, argv, 2, 80);
  uint64_t block = number(argc, argv, 3, 4096), streams = number(argc, argv, 4, 1);
  if (width < 1 || width > WIDTH_MAX || block > BLOCK_MAX || streams < 1 || streams > 2) {
    fprintf(stderr, "Usage: lines COUNT WIDTH [BLOCK [STREAMS]]\n");
    return 2;
  }
  uint64_t filled = 0, turn = 0;
  for (uint64_t line = 0; line < count; line++) {
    put_line(buffer + filled, line, width);
    filled += width;
    if (filled >= block || line + 1 == count) {
      write_all(1 + (int)(turn++ % streams), buffer, filled);
      filled = 0;
    }
  }
  return 0;
}
