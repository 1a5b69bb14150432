/* late_echo.c — a server that sends back each line as it is, when and how the line says:
 *
 *   "wait":MICROSECONDS   before it begins
 *   "cut":BYTES           in pieces of that size, each its own write
 *   "pause":MICROSECONDS  between the pieces
 *   "exit":CODE           not at all: it ends instead, after the wait
 *
 * The times are kept by looking at the clock, since a sleep is not that exact.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void wait_us(long micros) {
  uint64_t until = now_ns() + (uint64_t)micros * 1000;
  while (micros > 0 && now_ns() < until) continue;
}

static long number(const char *line, const char *name, long otherwise) {
  const char *at = strstr(line, name);
  return at ? strtol(at + strlen(name), NULL, 10) : otherwise;
}

static void put(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t size = write(1, bytes, count);
    if (size <= 0) _exit(9);
    bytes += size;
    count -= (size_t)size;
  }
}

int main(void) {
  char *line = NULL;
  size_t room = 0;
  for (ssize_t size = getline(&line, &room, stdin); size > 0; size = getline(&line, &room, stdin)) {
    size_t length = (size_t)size, cut = (size_t)number(line, "\"cut\":", size);
    wait_us(number(line, "\"wait\":", 0));
    if (strstr(line, "\"exit\":")) _exit((int)number(line, "\"exit\":", 0));
    for (size_t at = 0; at < length; at += cut) {
      if (at > 0) wait_us(number(line, "\"pause\":", 0));
      put(line + at, length - at < cut ? length - at : cut);
    }
  }
  free(line);
  return 0;
}
