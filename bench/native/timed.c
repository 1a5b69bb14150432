/* timed COUNT PROGRAM ARG… [-- PROGRAM ARG…] — runs the first command COUNT times, from its start to its end. The time
 * of the second, run as often, is taken off: a program that does nothing, so that what an interpreter needs to start is
 * not in the figure. stdout goes to the null device; both must end with 0. */
#include "reference.h"

static void run(char **argv, int null) { finish(start(argv, (int[]){null, null, -1}, 3)); }

/* Seconds that `count` runs took. */
static double timed(char **argv, uint64_t count, int null) {
  double begin = seconds_now();
  for (uint64_t i = 0; i < count; i++) run(argv, null);
  return seconds_now() - begin;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  uint64_t count = number(argc, argv, 1, 1);
  char **work = argv + 2, **nothing = NULL;
  for (int i = 2; i < argc && !nothing; i++) {
    if (strcmp(argv[i], "--") != 0) continue;
    argv[i] = NULL;
    nothing = argv + i + 1;
  }
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) die("open the null device");
  run(nothing ? nothing : work, null); /* what is read from disk the first time is in memory then */
  double idle = nothing ? timed(nothing, count, null) : 0;
  double self = cpu_seconds(RUSAGE_SELF), children = cpu_seconds(RUSAGE_CHILDREN);
  double seconds = timed(work, count, null);
  printf("{\"seconds\":%.9f,\"cpu\":{\"self\":%.6f,\"children\":%.6f},\"bytes\":0,\"operations\":%" PRIu64
         ",\"extra\":{\"milliseconds\":%.6f}}\n",
         seconds - idle, cpu_seconds(RUSAGE_SELF) - self, cpu_seconds(RUSAGE_CHILDREN) - children, count,
         (seconds - idle) / (double)count * 1e3);
  return 0;
}
