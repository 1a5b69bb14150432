/* spawn_loop PROGRAM COUNT — starts PROGRAM with 0, 1 and 2 on the null device and waits for it, COUNT times. */
#include "reference.h"

static void loop(char *program, uint64_t count) {
  char *argv[] = {program, NULL};
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) die("open the null device");
  for (uint64_t i = 0; i < count; i++) finish(start(argv, (int[]){null, null, null}, 3));
  close(null);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  uint64_t count = number(argc, argv, 2, 1);
  loop(argv[1], 50);
  measure start = measure_begin();
  loop(argv[1], count);
  measure_end(start, 0, count);
  return 0;
}
