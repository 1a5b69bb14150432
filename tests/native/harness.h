/* harness.h — what every native test shares: checks, byte patterns, a drainer thread, children, resource counts.
 *
 * A test is a function without arguments. It runs in a process of its own and passes when it returns; a CHECK that does
 * not hold ends it. Open descriptors, children, threads and the signal state must be the same afterwards as before.
 */
#ifndef ARIA_TEST_HARNESS_H
#define ARIA_TEST_HARNESS_H

#include "aria.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

typedef struct test {
  const char *name;
  void (*run)(void);
  unsigned flags; /* TEST_* */
} test;

enum {
  TEST_HEAVY = 1u << 0,   /* too slow, or meaningless, under valgrind */
  TEST_THREADS = 1u << 1, /* worth running under a race detector */
  TEST_FAULTS = 1u << 2,  /* needs the fault shim preloaded */
};

typedef struct area {
  const char *name;
  const test *tests;
  size_t count;
} area;

#define AREA(label, list) const area label##_area = {#label, list, sizeof(list) / sizeof((list)[0])}

extern const area library_area, handles_area, socket_area, ring_area, reactor_area, watch_area, stream_area,
    overflow_area, collect_area, input_area, exchange_area, edge_area, spawn_area, placing_area, process_area, pty_area,
    keeper_area, yardstick_area, stress_area, faults_area;

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

void check_passed(const char *file, int line);
void check_failed(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4), noreturn));
void check_equal(const char *file, int line, const char *left_text, int64_t left, const char *right_text,
                 int64_t right);
void check_text(const char *file, int line, const char *left, const char *right);

#define CHECK(condition)                                                                                               \
  ((condition) ? check_passed(__FILE__, __LINE__) : check_failed(__FILE__, __LINE__, "%s does not hold", #condition))
#define CHECK_EQ(left, right)   check_equal(__FILE__, __LINE__, #left, (int64_t)(left), #right, (int64_t)(right))
#define CHECK_TEXT(left, right) check_text(__FILE__, __LINE__, left, right)
#define FAIL(...)               check_failed(__FILE__, __LINE__, __VA_ARGS__)

/* What a failed check said, here or in a process that was forked from here. */
const char *check_message(void);

/* Says on the test's own line why it did not run, and ends it. */
void skip_test(const char *why) __attribute__((noreturn));

/* How the program was started: --child, --library and the tools it runs under. */
typedef struct environment {
  const char *child;   /* tests/programs/child.c, compiled */
  const char *library; /* the shared library */
  bool valgrind, tsan, asan;
} environment;
extern environment given;

/* ---- Resources --------------------------------------------------------------------------------------------------- */

typedef struct resources {
  int fds[1024];
  int fd_count;
  pid_t children[256];
  int child_count;
  int threads;
} resources;

void resources_count(resources *now);
/* Writes what differs to `text`; false when nothing does. */
bool resources_differ(const resources *before, const resources *after, char *text, size_t size);

/* Waits until a condition holds, by looking again and again; ends the test after 20 seconds. */
#define EVENTUALLY(condition)                                                                                          \
  do {                                                                                                                 \
    for (int turns_ = 0; !(condition); turns_++) {                                                                     \
      if (turns_ > 10000) FAIL("%s did not come to hold", #condition);                                                 \
      rest();                                                                                                          \
    }                                                                                                                  \
    check_passed(__FILE__, __LINE__);                                                                                  \
  } while (0)
void rest(void); /* two milliseconds */

/* ---- Bytes ------------------------------------------------------------------------------------------------------- */

/* The same sequence as `fill` of the child program. */
typedef struct pattern {
  uint64_t state, value;
  unsigned left;
} pattern;
void pattern_start(pattern *source, uint64_t seed);
void pattern_next(pattern *source, unsigned char *into, size_t length);
void pattern_skip(pattern *source, uint64_t length);
/* Ends the test when `bytes` are not what comes next. */
void pattern_check(pattern *source, const void *bytes, size_t length);
/* A random number below `limit` from a seeded generator; not for many threads. */
uint64_t random_below(uint64_t *state, uint64_t limit);

/* ---- Descriptors ------------------------------------------------------------------------------------------------- */

typedef struct pipe_ends {
  int reader, writer;
} pipe_ends;
pipe_ends make_pipe(void);
int open_null(void);
void close_fd(int fd);
void write_all(int fd, const void *from, size_t length);
/* Reads to the end, at most `size` bytes; returns how many. */
size_t read_all(int fd, void *into, size_t size);
/* Reads to the end as text into a static buffer (one per call site is not given: copy what you keep). */
const char *read_text(int fd);
bool is_open(int fd);
bool is_cloexec(int fd);
bool is_nonblocking(int fd);
/* Fills a pipe until it would block, from `source`; returns the bytes. */
uint64_t fill_pipe(int writer, pattern *source);

/* A thread that writes `total` pattern bytes in random pieces up to `piece`, then closes the descriptor. */
typedef struct feeder {
  pthread_t thread;
  int fd;
  uint64_t total, seed;
  uint32_t piece;
  uint64_t written; /* after feeder_join */
  int error;
} feeder;
void feeder_start(feeder *feed, int fd, uint64_t total, uint64_t seed, uint32_t piece);
void feeder_join(feeder *feed);

/* A thread that reads to the end in random pieces up to `piece` and compares with the pattern, then closes. */
typedef struct sinker {
  pthread_t thread;
  int fd;
  uint64_t seed;
  uint32_t piece;
  uint64_t limit; /* stops here and closes, UINT64_MAX for the end */
  uint64_t got;   /* after sinker_join */
  bool wrong;     /* a byte was not the one it should be */
} sinker;
void sinker_start(sinker *sink, int fd, uint64_t seed, uint32_t piece);
void sinker_start_limited(sinker *sink, int fd, uint64_t seed, uint32_t piece, uint64_t limit);
void sinker_join(sinker *sink);

/* ---- Reactors ---------------------------------------------------------------------------------------------------- */

/* A reactor in a thread of its own, as in the real program. */
typedef struct drainer {
  aria_reactor *reactor;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  uint64_t returns;
} drainer;
void drainer_start(drainer *self);
/* Waits until aria_reactor_run has returned once more since the last call (or since the start), then takes the ids. */
int drainer_next(drainer *self, uint32_t *ids, uint32_t capacity);
/* Waits until the source `id` has news; other ids are dropped. */
void drainer_await(drainer *self, uint32_t id);
/* Stops the thread, joins it and destroys the reactor. */
void drainer_stop(drainer *self);

aria_reactor *make_reactor(void);
/* Runs the reactor in this thread until the condition holds; ends the test after 20 seconds. */
#define PUMP(reactor, condition)                                                                                       \
  do {                                                                                                                 \
    for (int turns_ = 0; !(condition); turns_++) {                                                                     \
      if (turns_ > 2000) FAIL("%s did not come to hold", #condition);                                                  \
      aria_reactor_run(reactor, 10);                                                                                   \
    }                                                                                                                  \
    check_passed(__FILE__, __LINE__);                                                                                  \
  } while (0)
/* Lets the reactor handle what is there now. */
void settle(aria_reactor *reactor);

aria_stream *open_reader(aria_reactor *reactor, int end, uint32_t id, uint32_t overflow, uint64_t capacity);
aria_stream *open_writer(aria_reactor *reactor, int end, uint32_t id, uint64_t capacity);
aria_span span_of(aria_stream *stream);
const unsigned char *span_bytes(const aria_span *span);
aria_stream_stats stats_of(aria_stream *stream);

/* ---- Children ---------------------------------------------------------------------------------------------------- */

/* A spawn request under construction. */
typedef struct request {
  unsigned char block[65536] __attribute__((aligned(16)));
  uint32_t used;
} request;
/* The child program with `words` (NULL-terminated), every stream null, a group of its own. */
void request_child(request *self, const char *const *words);
/* Any program. */
void request_program(request *self, const char *program, const char *const *args);
aria_spawn_spec *request_spec(request *self);
uint32_t request_add(request *self, const char *text); /* returns its offset */
void request_env(request *self, const char *const *entries);
void request_stream(request *self, uint32_t stream, uint32_t kind, int64_t value);
void request_pipes(request *self, const char *streams); /* "125": these are pipes */
int32_t request_spawn(request *self, aria_process *leader, aria_spawn_result *result);

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NO_WORDS   ((const char *const[]){NULL})

aria_process *process_of(const aria_spawn_result *result);
/* Spawns, which must succeed. */
aria_spawn_result spawn_child(const char *const *words, const char *pipes);
/* Waits for the end of a process that no reactor watches, and closes it. */
aria_exit finish(aria_process *process);
void close_ends(aria_spawn_result *result);
/* Runs the child program, returns what it printed to stdout (static), and checks that it succeeded. */
const char *child_says(request *self);
bool process_exists(pid_t pid);
/* 'R', 'S', 'T', 'Z'… of a process; 0 when it is gone. */
char process_state(pid_t pid);

#endif
