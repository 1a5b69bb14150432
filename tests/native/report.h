/* report.h — one page shared by the process that runs the tests and the process of the current test. */
#ifndef ARIA_TEST_REPORT_H
#define ARIA_TEST_REPORT_H

enum { OUTCOME_NONE, OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_SKIPPED };

typedef struct report {
  int outcome;      /* OUTCOME_* */
  const char *file; /* of the last check that held: where a test that hangs was */
  int line;
  char text[3072]; /* why it failed or was skipped */
} report;

extern report *current;

#endif
