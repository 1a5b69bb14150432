/* header_check — what the tests of aria_io.h make a C program do; its first argument says what. */
#include "aria_io.h"

#include <fcntl.h>
#include <math.h>

int other_put(const char *text); /* in header_check_other.c, which includes the header, too */

static void nasty_records(void) {
  static char longer[10000];
  memset(longer, 'x', sizeof longer - 1);
  aria_io_log("info", "quotes \" and \\ and \n and \x01 and \xC3\xA9");
  aria_io_log("info", "not UTF-8: \xFF \xC3( \xE2\x82 \xED\xA0\x80 \xF0\x9F\x98\x80");
  aria_io_log("info", "numbers", aria_io_integer("least", -9223372036854775807LL - 1), aria_io_real("half", 0.5),
              aria_io_real("none", NAN), aria_io_real("endless", INFINITY), aria_io_truth("yes", 7),
              aria_io_truth("no", 0), aria_io_text("null", NULL), aria_io_text("a \"name\"", "v"));
  aria_io_log("warn", "long", aria_io_text("kept", "k"), aria_io_text("long", longer), aria_io_integer("lost", 1));
  for (size_t i = 0; i + 1 < sizeof longer; i += 2) memcpy(longer + i, "\xC3\xA9", 2);
  longer[sizeof longer - 1] = '\0';
  for (size_t start = 0; start < 8; start++) aria_io_log("warn", longer + 9900, aria_io_text("l", longer + start));
  memset(longer, '"', sizeof longer - 1);
  for (size_t less = 0; less < 8; less++) aria_io_log("warn", longer + 9990 + less, aria_io_text("l", longer));
  aria_io_log("error", longer, aria_io_text("lost", "x"));
  aria_io_log(NULL, NULL);
}

static void flood(int records) {
  for (int n = 0; n < records; n++) aria_io_log("debug", "one of many", aria_io_integer("n", n));
}

static void wait_for_input(const char *said) {
  char rest[16];
  puts(said);
  fflush(stdout);
  while (aria_io_read(ARIA_IO_STDIN, rest, sizeof rest) > 0) continue;
}

static int puts_everywhere(void) {
  static char block[100000];
  memset(block, '-', sizeof block);
  return aria_io_put("a", 1) || other_put("b") || aria_io_put(block, sizeof block) || other_put("c") ||
         aria_io_write_all(ARIA_IO_STDDATO, "d", 1) || aria_io_put("e", 1);
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  errno = 77;
  if (strcmp(what, "nasty") == 0) nasty_records();
  if (strcmp(what, "puts") == 0 && puts_everywhere() != 0) return 1;
  if (strcmp(what, "late") == 0) {
    flood(20000);
    wait_for_input("flooded");
    flood(1);
  }
  if (strcmp(what, "gone") == 0) {
    wait_for_input("ready");
    int result = aria_io_write_all(ARIA_IO_STDDATO, "x", 1);
    printf("%d %d\n", result, errno == EPIPE);
    errno = 77;
    flood(10);
  }
  if (strcmp(what, "own") == 0) {
    int file = open(argv[2], O_WRONLY | O_CREAT, 0600);
    aria_io_log("info", "not for the file");
    printf("%d %lld %d %d\n", file, aria_io_read(ARIA_IO_STDDATI, argv, 1), aria_io_put("x", 1), aria_io_flush());
  }
  if (strcmp(what, "wrong") == 0) {
    printf("%d %lld\n", aria_io_write_all(ARIA_IO_STDDATI, "x", 1), aria_io_read(ARIA_IO_STDDATO, argv, 1));
    return errno == EBADF ? 0 : 1;
  }
  return errno == 77 || strcmp(what, "own") == 0 ? 0 : 2;
}
