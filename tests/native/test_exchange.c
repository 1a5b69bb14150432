/* Questions and answers in one call: nothing is lost, repeated or reordered, whoever drains. */
#include "harness.h"

#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

enum { RING = 65536, A_LONG_WAIT = 1000000, INPUT = 1, OUTPUT = 2 };

/* ---- A server in a thread ------------------------------------------------------------------------------------------
 */

/* Sends back what it reads, in pieces of up to `piece` bytes, each after up to `delay_ns`; ends with its input. */
typedef struct echo {
  pthread_t thread;
  pipe_ends there, back;
  uint32_t piece, delay_ns;
  aria_stream *input, *output; /* the other ends */
  uint32_t waited_ns;          /* in the last call */
} echo;

static void pause_ns(uint64_t ns) {
  struct timespec pause = {.tv_nsec = (long)ns};
  if (ns > 0) nanosleep(&pause, NULL);
}

static void *echo_run(void *argument) {
  echo *self = argument;
  uint64_t chance = 77;
  unsigned char bytes[32768];
  for (;;) {
    ssize_t size = read(self->there.reader, bytes, sizeof bytes);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    for (ssize_t done = 0; done < size;) {
      uint64_t length = 1 + random_below(&chance, self->piece);
      if (length > (uint64_t)(size - done)) length = (uint64_t)(size - done);
      if (self->delay_ns > 0) pause_ns(random_below(&chance, self->delay_ns));
      write_all(self->back.writer, bytes + done, length);
      done += (ssize_t)length;
    }
  }
  close_fd(self->there.reader);
  close_fd(self->back.writer);
  return NULL;
}

static void echo_start(echo *self, drainer *reactor, uint32_t piece, uint32_t delay_ns) {
  *self = (echo){.there = make_pipe(), .back = make_pipe(), .piece = piece, .delay_ns = delay_ns};
  self->input = open_writer(reactor->reactor, self->there.writer, INPUT, RING);
  self->output = open_reader(reactor->reactor, self->back.reader, OUTPUT, ARIA_OVERFLOW_BLOCK, RING);
  CHECK_EQ(pthread_create(&self->thread, NULL, echo_run, self), 0);
}

static void await_bytes(drainer *reactor, aria_stream *output) {
  aria_stream_release(output);
  while (!aria_stream_wait(output)) drainer_await(reactor, OUTPUT);
}

static int32_t ask(echo *self, const void *bytes, uint32_t length, uint32_t wait_us) {
  self->waited_ns = 9;
  aria_span span;
  int32_t written = aria_stream_exchange(self->input, bytes, length, self->output, wait_us, &span, &self->waited_ns);
  CHECK(self->waited_ns == 0 || written == (int32_t)length);
  CHECK(span_of(self->output).length >= span.length);
  return written;
}

/* Takes `length` bytes, which must be the next of the pattern. */
static void take(aria_stream *output, pattern *expected, uint64_t length) {
  aria_span span = span_of(output);
  CHECK(span.length >= length);
  pattern_check(expected, span_bytes(&span), length);
  aria_stream_consume(output, length);
}

/* The ring is made when the reactor reads the first byte. */
static void echo_warm_up(echo *self, drainer *reactor) {
  CHECK_EQ(ask(self, "w", 1, A_LONG_WAIT), 1);
  await_bytes(reactor, self->output);
  CHECK_EQ(span_of(self->output).length, 1);
  aria_stream_consume(self->output, 1);
}

static void echo_stop(echo *self, drainer *reactor) {
  aria_stream_release(self->output);
  aria_stream_close(self->input);
  CHECK_EQ(pthread_join(self->thread, NULL), 0);
  EVENTUALLY(span_of(self->output).over);
  aria_stream_close(self->output);
  drainer_stop(reactor);
}

/* ---- Two streams of a reactor that runs in no thread ----------------------------------------------------------------
 */

typedef struct bare {
  aria_reactor *reactor;
  pipe_ends there, back;
  aria_stream *input, *output;
} bare;

static bare bare_start(void) {
  bare self = {.reactor = make_reactor(), .there = make_pipe(), .back = make_pipe()};
  self.input = open_writer(self.reactor, self.there.writer, INPUT, RING);
  self.output = open_reader(self.reactor, self.back.reader, OUTPUT, ARIA_OVERFLOW_BLOCK, RING);
  return self;
}

static bare bare_start_warm(void) {
  bare self = bare_start();
  write_all(self.back.writer, "w", 1);
  PUMP(self.reactor, span_of(self.output).length == 1);
  return self;
}

static void bare_stop(bare *self) {
  aria_stream_close(self->input);
  aria_stream_close(self->output);
  close_fd(self->there.reader);
  close_fd(self->back.writer);
  aria_reactor_destroy(self->reactor);
}

/* ---- Tests ---------------------------------------------------------------------------------------------------------
 */

static void an_answer_comes_in_the_same_call(void) {
  drainer reactor;
  drainer_start(&reactor);
  echo server;
  echo_start(&server, &reactor, RING, 0);
  echo_warm_up(&server, &reactor);
  pattern source, expected;
  pattern_start(&source, 5);
  expected = source;
  unsigned char bytes[64];
  int at_once = 0;
  for (int i = 0; i < 500; i++) {
    pattern_next(&source, bytes, sizeof bytes);
    CHECK_EQ(ask(&server, bytes, sizeof bytes, A_LONG_WAIT), (int32_t)sizeof bytes);
    at_once += server.waited_ns > 0 && span_of(server.output).length == sizeof bytes;
    while (span_of(server.output).length < sizeof bytes) await_bytes(&reactor, server.output);
    take(server.output, &expected, sizeof bytes);
  }
  CHECK(at_once > 400); /* the others were cut in two, or the reactor was at work */
  aria_stream_stats stats = stats_of(server.output);
  CHECK_EQ(stats.bytes_in, 1 + 500 * sizeof bytes);
  CHECK_EQ(stats.bytes_out, stats.bytes_in);
  echo_stop(&server, &reactor);
}

/* No thread runs the reactor, so that whatever comes came by the call. */
static void the_reactor_is_not_needed(void) {
  bare pair = bare_start();
  uint32_t waited_ns = 9;
  aria_span span;
  write_all(pair.back.writer, "one", 3);
  /* Its ring was never used. */
  CHECK_EQ(aria_stream_exchange(pair.input, "?", 1, pair.output, 1000, &span, &waited_ns), 1);
  CHECK_EQ(waited_ns, 0);
  CHECK_EQ(span.length, 0);
  CHECK_EQ(aria_stream_wait(pair.output), 0);
  PUMP(pair.reactor, span_of(pair.output).length == 3);
  write_all(pair.back.writer, "two", 3);
  CHECK_EQ(aria_stream_exchange(pair.input, NULL, 0, pair.output, A_LONG_WAIT, &span, &waited_ns), 0);
  CHECK(waited_ns > 0 && waited_ns < 1000000000);
  CHECK_EQ(span.length, 6);
  CHECK(memcmp(span_bytes(&span), "onetwo", 6) == 0);
  CHECK_EQ(aria_stream_exchange(pair.input, "?", 1, pair.output, 0, &span, &waited_ns), 1); /* no time: one look */
  CHECK_EQ(span.length, 6);
  write_all(pair.back.writer, "three", 5);
  settle(pair.reactor);
  CHECK_EQ(span_of(pair.output).length, 6); /* it is left alone until it is given back */
  aria_stream_release(pair.output);
  aria_stream_release(pair.output); /* once more is nothing */
  PUMP(pair.reactor, span_of(pair.output).length == 11);
  CHECK_EQ(aria_stream_exchange(pair.input, NULL, 0, pair.output, 50, &span, &waited_ns), 0); /* in vain */
  CHECK(waited_ns >= 50000);
  write_all(pair.back.writer, "four", 4);
  PUMP(pair.reactor, span_of(pair.output).length == 15); /* it was given back */
  char asked[8];
  CHECK_EQ(read(pair.there.reader, asked, sizeof asked), 2);
  bare_stop(&pair);
}

static void a_wait_in_vain_leaves_the_rest_to_the_reactor(void) {
  drainer reactor;
  drainer_start(&reactor);
  echo server;
  echo_start(&server, &reactor, RING, 0);
  echo_warm_up(&server, &reactor);
  for (int i = 0; i < 300; i++) {
    CHECK_EQ(aria_stream_wait(server.output), 0); /* asked for before, as a reader that is parked has */
    CHECK_EQ(ask(&server, "x", 1, i % 3 == 0 ? 0 : 1), 1);
    await_bytes(&reactor, server.output);
    CHECK_EQ(span_of(server.output).length, 1);
    aria_stream_consume(server.output, 1);
  }
  echo_stop(&server, &reactor);
}

/* Random lengths, delays and cuts, some answers waited for in the call, some not, some just as the time is over. */
static void every_byte_in_its_place(void) {
  enum { TOTAL = 400000 };
  drainer reactor;
  drainer_start(&reactor);
  echo server;
  echo_start(&server, &reactor, 3000, 60000);
  echo_warm_up(&server, &reactor);
  pattern source, expected;
  pattern_start(&source, 6);
  expected = source;
  uint64_t chance = 8, sent = 0, got = 0;
  unsigned char bytes[8000];
  while (got < TOTAL) {
    uint64_t length = random_below(&chance, 4) ? random_below(&chance, 100) : random_below(&chance, sizeof bytes);
    if (length > TOTAL - sent) length = TOTAL - sent;
    pattern_next(&source, bytes, length);
    CHECK_EQ(ask(&server, bytes, (uint32_t)length, (uint32_t)random_below(&chance, 120)), (int32_t)length);
    sent += length;
    uint64_t enough = random_below(&chance, sent - got + 1);
    while (enough > 0) {
      await_bytes(&reactor, server.output);
      uint64_t some = span_of(server.output).length;
      if (some > enough) some = enough;
      take(server.output, &expected, some);
      enough -= some;
      got += some;
    }
  }
  CHECK_EQ(span_of(server.output).length, 0);
  echo_stop(&server, &reactor);
}

static void an_answer_larger_than_the_ring(void) {
  enum { TOTAL = 20 * RING };
  drainer reactor;
  drainer_start(&reactor);
  echo server;
  echo_start(&server, &reactor, RING, 0);
  echo_warm_up(&server, &reactor);
  feeder answer;
  pattern expected;
  pattern_start(&expected, 9);
  int copy = dup(server.back.writer);
  feeder_start(&answer, copy, TOTAL, 9, 50000);
  uint64_t chance = 4;
  for (uint64_t got = 0; got < TOTAL;) {
    CHECK_EQ(ask(&server, NULL, 0, (uint32_t)random_below(&chance, 3) * 50), 0);
    uint64_t some = span_of(server.output).length;
    if (some == 0) await_bytes(&reactor, server.output);
    take(server.output, &expected, random_below(&chance, 5) ? some : 0); /* now and then the ring fills */
    got = stats_of(server.output).bytes_out - 1;
  }
  feeder_join(&answer);
  echo_stop(&server, &reactor);
}

static void the_end_during_the_wait(void) {
  for (int i = 0; i < 50; i++) {
    drainer reactor;
    drainer_start(&reactor);
    echo server;
    echo_start(&server, &reactor, RING, 0);
    echo_warm_up(&server, &reactor);
    CHECK_EQ(ask(&server, "last", 4, i), 4);
    aria_stream_end(server.input);
    CHECK_EQ(ask(&server, NULL, 0, A_LONG_WAIT), 0);
    aria_stream_release(server.output);
    EVENTUALLY(span_of(server.output).state == ARIA_STREAM_ENDED);
    CHECK_EQ(span_of(server.output).length, 4);
    CHECK_EQ(ask(&server, NULL, 0, A_LONG_WAIT), 0); /* nothing to wait for */
    echo_stop(&server, &reactor);
  }
}

static void nobody_reads_the_question(void) {
  drainer reactor;
  drainer_start(&reactor);
  echo server;
  echo_start(&server, &reactor, RING, 0);
  echo_warm_up(&server, &reactor);
  pipe_ends dead = make_pipe();
  close_fd(dead.reader);
  aria_stream *input = open_writer(reactor.reactor, dead.writer, 7, RING);
  uint32_t waited_ns = 9;
  aria_span span;
  CHECK_EQ(aria_stream_exchange(input, "?", 1, server.output, A_LONG_WAIT, &span, &waited_ns), -EPIPE);
  CHECK_EQ(waited_ns, 0);
  CHECK_EQ(ask(&server, "x", 1, 0), 1); /* the output is drained as before */
  await_bytes(&reactor, server.output);
  aria_stream_close(input);
  echo_stop(&server, &reactor);
}

static void a_question_that_does_not_fit_is_queued(void) {
  drainer reactor;
  drainer_start(&reactor);
  echo server;
  echo_start(&server, &reactor, RING, 0);
  echo_warm_up(&server, &reactor);
  pipe_ends full = make_pipe();
  pattern source;
  pattern_start(&source, 3);
  aria_stream *input = open_writer(reactor.reactor, full.writer, 7, RING);
  uint64_t filled = fill_pipe(full.writer, &source);
  unsigned char question[100];
  pattern_next(&source, question, sizeof question);
  uint32_t waited_ns = 9;
  aria_span span;
  CHECK_EQ(aria_stream_exchange(input, question, sizeof question, server.output, A_LONG_WAIT, &span, &waited_ns), 100);
  CHECK_EQ(waited_ns, 0);
  sinker rest;
  sinker_start_limited(&rest, full.reader, 3, 5000, filled + sizeof question);
  sinker_join(&rest);
  CHECK_EQ(rest.got, filled + sizeof question);
  CHECK(!rest.wrong);
  aria_stream_close(input);
  echo_stop(&server, &reactor);
}

/* A pipe and a ring take what they hold; the rest is the caller's. */
static void a_question_larger_than_pipe_and_ring(void) {
  enum { SIZE = 4 * RING };
  bare pair = bare_start_warm();
  unsigned char *question = malloc(SIZE);
  pattern source;
  pattern_start(&source, 12);
  pattern_next(&source, question, SIZE);
  uint32_t waited_ns = 9;
  aria_span span;
  int32_t written = aria_stream_exchange(pair.input, question, SIZE, pair.output, A_LONG_WAIT, &span, &waited_ns);
  CHECK(written > RING && written < SIZE);
  CHECK_EQ(waited_ns, 0);
  CHECK_EQ(aria_stream_exchange(pair.input, question, SIZE, pair.output, A_LONG_WAIT, &span, &waited_ns), 0);
  CHECK_EQ(waited_ns, 0);
  sinker rest;
  sinker_start_limited(&rest, dup(pair.there.reader), 12, 5000, (uint64_t)written);
  PUMP(pair.reactor, aria_stream_flush(pair.input));
  sinker_join(&rest);
  CHECK_EQ(rest.got, written);
  CHECK(!rest.wrong);
  free(question);
  bare_stop(&pair);
}

static void no_wait_is_longer_than_a_second(void) {
  bare pair = bare_start_warm();
  uint32_t waited_ns = 9;
  aria_span span;
  CHECK_EQ(aria_stream_exchange(pair.input, "?", 1, pair.output, UINT32_MAX, &span, &waited_ns), 1);
  CHECK(waited_ns >= 1000000000);
  bare_stop(&pair);
}

/* What is asked of the reactor while the owner drains is done afterwards. */
static void requests_meanwhile_are_passed_on(void) {
  for (int i = 0; i < 200; i++) {
    drainer reactor;
    drainer_start(&reactor);
    echo server;
    echo_start(&server, &reactor, RING, 0);
    echo_warm_up(&server, &reactor);
    if (i % 2) aria_stream_collect(server.output, 1000, ARIA_COLLECT_ALL);
    else aria_stream_discard(server.output);
    for (int wait = 0; wait < 5; wait++) CHECK_EQ(ask(&server, "x", 1, (uint32_t)(i + wait) % 60), 1);
    if (i % 2) aria_stream_end(server.input);
    aria_stream_release(server.output);
    EVENTUALLY(span_of(server.output).state == ARIA_STREAM_ENDED);
    if (i % 2) CHECK_EQ(span_of(server.output).length, 5);
    echo_stop(&server, &reactor);
  }
}

static atomic_uint interruptions;
static atomic_bool interrupted;

static void count_interruption(int signal) {
  (void)signal;
  interruptions++;
}

static void *interrupt(void *argument) {
  pthread_t owner = *(pthread_t *)argument;
  for (int i = 0; i < 200; i++) {
    pthread_kill(owner, SIGUSR1);
    pause_ns(50000);
  }
  interrupted = true;
  return NULL;
}

static void signals_do_not_end_a_wait(void) {
  struct sigaction action = {.sa_handler = count_interruption}, before;
  sigaction(SIGUSR1, &action, &before);
  drainer reactor;
  drainer_start(&reactor);
  echo server;
  echo_start(&server, &reactor, RING, 200000);
  echo_warm_up(&server, &reactor);
  pthread_t self = pthread_self(), thread;
  CHECK_EQ(pthread_create(&thread, NULL, interrupt, &self), 0);
  while (!interrupted) {
    CHECK_EQ(ask(&server, "x", 1, A_LONG_WAIT), 1);
    CHECK_EQ(span_of(server.output).length, 1);
    aria_stream_consume(server.output, 1);
  }
  CHECK_EQ(pthread_join(thread, NULL), 0);
  CHECK(interruptions > 0);
  echo_stop(&server, &reactor);
  sigaction(SIGUSR1, &before, NULL);
}

/* Closing what one drains needs no release. */
static void a_stream_is_closed_between_two_exchanges(void) {
  for (int i = 0; i < 100; i++) {
    drainer reactor;
    drainer_start(&reactor);
    echo server;
    echo_start(&server, &reactor, RING, 0);
    echo_warm_up(&server, &reactor);
    CHECK_EQ(ask(&server, "x", 1, A_LONG_WAIT), 1);
    if (i % 2) aria_stream_discard(server.output);
    aria_stream_close(server.output);
    aria_stream_close(server.input);
    CHECK_EQ(pthread_join(server.thread, NULL), 0);
    drainer_stop(&reactor);
  }
}

static const test exchange_tests[] = {
    {"an_answer_comes_in_the_same_call", an_answer_comes_in_the_same_call, TEST_THREADS},
    {"the_reactor_is_not_needed", the_reactor_is_not_needed, 0},
    {"a_wait_in_vain_leaves_the_rest_to_the_reactor", a_wait_in_vain_leaves_the_rest_to_the_reactor, TEST_THREADS},
    {"every_byte_in_its_place", every_byte_in_its_place, TEST_THREADS},
    {"an_answer_larger_than_the_ring", an_answer_larger_than_the_ring, TEST_THREADS},
    {"the_end_during_the_wait", the_end_during_the_wait, TEST_THREADS},
    {"nobody_reads_the_question", nobody_reads_the_question, TEST_THREADS},
    {"a_question_that_does_not_fit_is_queued", a_question_that_does_not_fit_is_queued, TEST_THREADS},
    {"a_question_larger_than_pipe_and_ring", a_question_larger_than_pipe_and_ring, TEST_THREADS},
    {"no_wait_is_longer_than_a_second", no_wait_is_longer_than_a_second, 0},
    {"requests_meanwhile_are_passed_on", requests_meanwhile_are_passed_on, TEST_THREADS},
    {"a_stream_is_closed_between_two_exchanges", a_stream_is_closed_between_two_exchanges, TEST_THREADS},
    {"signals_do_not_end_a_wait", signals_do_not_end_a_wait, TEST_THREADS},
};

AREA(exchange, exchange_tests);
