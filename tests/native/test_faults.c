#define _GNU_SOURCE
#include "harness.h"
static void nothing(void) {}
static const test tests[] = {{"nothing", nothing, TEST_FAULTS}};
AREA(faults, tests);
