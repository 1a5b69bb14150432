/* copy_data — a six-stream program: copies stddati to stddato, tells people on stderr and machines on stddbg.
 *
 *   cc -I ffi/native examples/c/copy_data.c -o copy_data
 *   ./copy_data 3>records.ndjson 4<in 5>out
 *
 * With an argument it prints which streams it was given, and copies nothing.
 */
#include "aria_io.h"

static int print_streams(void) {
  static const char *const names[ARIA_IO_STREAMS] = {"stdin", "stdout", "stderr", "stddbg", "stddati", "stddato"};
  for (int stream = 0; stream < ARIA_IO_STREAMS; stream++) {
    printf("%s %s\n", names[stream], aria_io_available() >> stream & 1u ? "wired" : "not wired");
  }
  return 0;
}

int main(int argc, char **argv) {
  static char bytes[256 * 1024];
  long long total = 0;
  long long count;
  int error = 0;
  (void)argv;
  if (argc > 1) return print_streams();

  aria_io_log("info", "started", aria_io_truth("has data", (aria_io_available() >> ARIA_IO_STDDATI & 1u) != 0));
  while (error == 0 && (count = aria_io_read(ARIA_IO_STDDATI, bytes, sizeof bytes)) != 0) {
    if (count < 0 || aria_io_put(bytes, (size_t)count) != 0) error = errno;
    else total += count;
  }
  if (error == 0 && aria_io_flush() != 0) error = errno;

  if (error != 0 && error != EPIPE) {
    aria_io_log("error", "copying failed", aria_io_integer("bytes", total), aria_io_text("reason", strerror(error)));
    fprintf(stderr, "copy_data: %s after %lld bytes\n", strerror(error), total);
    return 1;
  }
  aria_io_log("info", "copied", aria_io_integer("bytes", total), aria_io_truth("reader went away", error == EPIPE));
  return 0;
}
