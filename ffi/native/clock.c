/* clock.c — the clock of whatever tells a time. */
#include "internal.h"

#include <time.h>

uint64_t aria_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

double aria_now_ms(void) { return (double)aria_now_ns() / 1e6; }
