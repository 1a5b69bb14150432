/* bytes.c — patterns, descriptors and reactors for the native tests. */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* ---- Patterns ---- */

void pattern_start(pattern *source, uint64_t seed) {
  source->state = seed != 0 ? seed : UINT64_C(0x9E3779B97F4A7C15);
  source->value = 0;
  source->left = 0;
}

static uint64_t advance(uint64_t *state) {
  uint64_t x = *state;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  *state = x;
  return x * UINT64_C(2685821657736338717);
}

static unsigned char pattern_byte(pattern *source) {
  if (source->left == 0) {
    source->value = advance(&source->state);
    source->left = 8;
  }
  unsigned char byte = (unsigned char)source->value;
  source->value >>= 8;
  source->left--;
  return byte;
}

void pattern_next(pattern *source, unsigned char *into, size_t length) {
  for (size_t i = 0; i < length; i++) into[i] = pattern_byte(source);
}

void pattern_skip(pattern *source, uint64_t length) {
  for (uint64_t i = 0; i < length; i++) pattern_byte(source);
}

void pattern_check(pattern *source, const void *bytes, size_t length) {
  const unsigned char *from = bytes;
  for (size_t i = 0; i < length; i++) {
    unsigned char wanted = pattern_byte(source);
    if (from[i] != wanted) FAIL("byte %zu of %zu is %02x, not %02x", i, length, from[i], wanted);
  }
}

uint64_t random_below(uint64_t *state, uint64_t limit) {
  if (*state == 0) *state = 1;
  return advance(state) % limit;
}

/* ---- Descriptors ---- */

pipe_ends make_pipe(void) {
  int ends[2];
  CHECK_EQ(pipe2(ends, O_CLOEXEC), 0);
  return (pipe_ends){ends[0], ends[1]};
}

int open_null(void) {
  int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  CHECK(fd >= 0);
  return fd;
}

void close_fd(int fd) { CHECK_EQ(close(fd), 0); }

void write_all(int fd, const void *from, size_t length) {
  const char *next = from;
  while (length > 0) {
    ssize_t moved = write(fd, next, length);
    if (moved < 0 && errno == EINTR) continue;
    if (moved < 0) FAIL("write to %d: %s", fd, strerror(errno));
    next += moved;
    length -= (size_t)moved;
  }
}

size_t read_all(int fd, void *into, size_t size) {
  size_t used = 0;
  while (used < size) {
    ssize_t moved = read(fd, (char *)into + used, size - used);
    if (moved < 0 && errno == EINTR) continue;
    if (moved < 0 && errno == EIO) break;
    if (moved < 0) FAIL("read from %d: %s", fd, strerror(errno));
    if (moved == 0) break;
    used += (size_t)moved;
  }
  return used;
}

const char *read_text(int fd) {
  static char text[65536];
  text[read_all(fd, text, sizeof text - 1)] = '\0';
  return text;
}

bool is_open(int fd) { return fcntl(fd, F_GETFD) >= 0; }

bool is_cloexec(int fd) { return (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0; }

bool is_nonblocking(int fd) { return (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0; }

uint64_t fill_pipe(int writer, pattern *source) {
  uint64_t total = 0;
  int flags = fcntl(writer, F_GETFL);
  CHECK_EQ(fcntl(writer, F_SETFL, flags | O_NONBLOCK), 0);
  for (;;) {
    pattern before = *source;
    unsigned char bytes[4096];
    pattern_next(source, bytes, sizeof bytes);
    ssize_t moved = write(writer, bytes, sizeof bytes);
    if (moved == (ssize_t)sizeof bytes) {
      total += sizeof bytes;
      continue;
    }
    *source = before;
    if (moved > 0) pattern_skip(source, (uint64_t)moved);
    if (moved > 0) total += (uint64_t)moved;
    if (moved < 0 && errno == EAGAIN) break;
    if (moved < 0) FAIL("write to %d: %s", writer, strerror(errno));
  }
  CHECK_EQ(fcntl(writer, F_SETFL, flags), 0);
  return total;
}

/* Feeders meet broken pipes: the signal stays with the thread, and goes with it. */
static void hold_sigpipe(void) {
  sigset_t broken;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken, NULL);
}

static void *feed(void *argument) {
  feeder *self = argument;
  hold_sigpipe();
  unsigned char *bytes = malloc(self->piece);
  uint64_t sizes = self->seed + 17;
  pattern source;
  pattern_start(&source, self->seed);
  while (self->written < self->total && self->error == 0) {
    uint64_t length = 1 + random_below(&sizes, self->piece);
    if (length > self->total - self->written) length = self->total - self->written;
    pattern_next(&source, bytes, length);
    for (uint64_t done = 0; done < length;) {
      ssize_t moved = write(self->fd, bytes + done, length - done);
      if (moved < 0 && errno == EINTR) continue;
      if (moved < 0) {
        self->error = errno;
        break;
      }
      done += (uint64_t)moved;
      self->written += (uint64_t)moved;
    }
  }
  free(bytes);
  close(self->fd);
  return NULL;
}

void feeder_start(feeder *self, int fd, uint64_t total, uint64_t seed, uint32_t piece) {
  *self = (feeder){.fd = fd, .total = total, .seed = seed, .piece = piece};
  CHECK_EQ(pthread_create(&self->thread, NULL, feed, self), 0);
}

void feeder_join(feeder *self) { CHECK_EQ(pthread_join(self->thread, NULL), 0); }

static void *sink(void *argument) {
  sinker *self = argument;
  unsigned char *bytes = malloc(self->piece);
  uint64_t sizes = self->seed + 23;
  pattern source;
  pattern_start(&source, self->seed);
  while (self->got < self->limit) {
    uint64_t length = 1 + random_below(&sizes, self->piece);
    if (length > self->limit - self->got) length = self->limit - self->got;
    ssize_t moved = read(self->fd, bytes, length);
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) break;
    for (ssize_t i = 0; i < moved; i++) {
      if (pattern_byte(&source) != bytes[i]) self->wrong = true;
    }
    self->got += (uint64_t)moved;
  }
  free(bytes);
  close(self->fd);
  return NULL;
}

void sinker_start_limited(sinker *self, int fd, uint64_t seed, uint32_t piece, uint64_t limit) {
  *self = (sinker){.fd = fd, .seed = seed, .piece = piece, .limit = limit};
  CHECK_EQ(pthread_create(&self->thread, NULL, sink, self), 0);
}

void sinker_start(sinker *self, int fd, uint64_t seed, uint32_t piece) {
  sinker_start_limited(self, fd, seed, piece, UINT64_MAX);
}

void sinker_join(sinker *self) { CHECK_EQ(pthread_join(self->thread, NULL), 0); }

/* ---- Reactors ---- */

static void *drain(void *argument) {
  drainer *self = argument;
  while (aria_reactor_run(self->reactor, -1) != ARIA_REACTOR_STOPPED) {
    pthread_mutex_lock(&self->lock);
    self->returns++;
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->lock);
  }
  return NULL;
}

void drainer_start(drainer *self) {
  memset(self, 0, sizeof *self);
  self->reactor = make_reactor();
  pthread_mutex_init(&self->lock, NULL);
  pthread_cond_init(&self->changed, NULL);
  CHECK_EQ(pthread_create(&self->thread, NULL, drain, self), 0);
}

int drainer_next(drainer *self, uint32_t *ids, uint32_t capacity) {
  struct timespec limit;
  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += 40;
  pthread_mutex_lock(&self->lock);
  while (self->returns == 0) {
    if (pthread_cond_timedwait(&self->changed, &self->lock, &limit) != 0) FAIL("no news in 40 seconds");
  }
  self->returns = 0;
  pthread_mutex_unlock(&self->lock);
  return aria_reactor_take(self->reactor, ids, capacity);
}

void drainer_await(drainer *self, uint32_t id) {
  for (;;) {
    uint32_t ids[256];
    int count = drainer_next(self, ids, 256);
    if (count == -ENOBUFS) return;
    for (int i = 0; i < count; i++) {
      if (ids[i] == id) return;
    }
  }
}

void drainer_stop(drainer *self) {
  aria_reactor_stop(self->reactor);
  CHECK_EQ(pthread_join(self->thread, NULL), 0);
  aria_reactor_destroy(self->reactor);
  pthread_mutex_destroy(&self->lock);
  pthread_cond_destroy(&self->changed);
}

aria_reactor *make_reactor(void) {
  int32_t error = 0;
  aria_reactor *reactor = aria_reactor_create(&error);
  if (reactor == NULL) FAIL("aria_reactor_create: %d", (int)error);
  return reactor;
}

void settle(aria_reactor *reactor) {
  for (int i = 0; i < 5; i++) aria_reactor_run(reactor, 5);
}

aria_stream *open_reader(aria_reactor *reactor, int end, uint32_t id, uint32_t overflow, uint64_t capacity) {
  aria_stream_options options = {
      .id = id, .direction = ARIA_DIRECTION_READ, .overflow = overflow, .capacity = capacity};
  int32_t error = 0;
  aria_stream *stream = aria_stream_open(reactor, end, &options, &error);
  if (stream == NULL) FAIL("aria_stream_open: %d", (int)error);
  return stream;
}

aria_stream *open_writer(aria_reactor *reactor, int end, uint32_t id, uint64_t capacity) {
  aria_stream_options options = {.id = id, .direction = ARIA_DIRECTION_WRITE, .capacity = capacity};
  int32_t error = 0;
  aria_stream *stream = aria_stream_open(reactor, end, &options, &error);
  if (stream == NULL) FAIL("aria_stream_open: %d", (int)error);
  return stream;
}

aria_span span_of(aria_stream *stream) {
  aria_span span;
  memset(&span, 0xa5, sizeof span);
  aria_stream_peek(stream, &span);
  return span;
}

const unsigned char *span_bytes(const aria_span *span) {
  return (const unsigned char *)(uintptr_t)(span->base + span->position);
}

aria_stream_stats stats_of(aria_stream *stream) {
  aria_stream_stats stats;
  memset(&stats, 0xa5, sizeof stats);
  aria_stream_read_stats(stream, &stats);
  return stats;
}
