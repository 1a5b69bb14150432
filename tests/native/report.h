/* report.h — one page shared by the process that runs the tests and the process of the current test. */
#ifndef ARIA_TEST_REPORT_H
#define ARIA_TEST_REPORT_H

#include <stdatomic.h>

enum { OUTCOME_NONE, OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_SKIPPED };

typedef struct report {
  int outcome; /* OUTCOME_* */
  /* Of the last check that held, in any thread: where a test that hangs was. */
  _Atomic(const char *) file;
  _Atomic int line;
  char text[3072]; /* why it failed or was skipped */
} report;

extern report *current;

#endif
