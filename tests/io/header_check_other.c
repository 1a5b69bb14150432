/* header_check_other — a second file of the same program: it must share the state of the first. */
#include "aria_io.h"

int other_put(const char *text);

int other_put(const char *text) { return aria_io_put(text, strlen(text)); }
