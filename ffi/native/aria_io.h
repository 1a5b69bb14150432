/* aria_io.h — the six streams of a program, for C (C99) and C++ (C++11): one header, nothing to link.
 *
 *   0 ARIA_IO_STDIN    text in
 *   1 ARIA_IO_STDOUT   text for people
 *   2 ARIA_IO_STDERR   text for people, when something is wrong
 *   3 ARIA_IO_STDDBG   records for machines that watch, one JSON object per line
 *   4 ARIA_IO_STDDATI  raw data in
 *   5 ARIA_IO_STDDATO  raw data out
 *
 * Basic use:
 *
 *   #include "aria_io.h"
 *
 *   int main(void) {
 *     static char bytes[65536];
 *     long long count, total = 0;
 *     while ((count = aria_io_read(ARIA_IO_STDDATI, bytes, sizeof bytes)) > 0) {
 *       if (aria_io_put(bytes, (size_t)count) != 0) return 1;
 *       total += count;
 *     }
 *     aria_io_log("info", "copied", aria_io_integer("bytes", total), aria_io_text("to", "stddato"));
 *     return aria_io_flush() == 0 ? 0 : 1;
 *   }
 *
 * A program that was started without streams 3, 4 and 5 works all the same: they act as the null device. On POSIX
 * systems the streams are looked at before main, so that a file which the program opens is never taken for one of them.
 * On Windows streams 3, 4 and 5 are named by the environment variable __ARIA_FD_MAP.
 *
 * Include it before the system's headers when compiling with -std=c99 or -std=c11, or define _POSIX_C_SOURCE=200809L.
 * Any number of files of a program may include it; they share one state. aria_io_log may be called from any thread; the
 * other functions of one stream from one thread at a time. Call aria_io_flush before fork, exec and _exit.
 */
#ifndef ARIA_IO_H
#define ARIA_IO_H

#if !defined(_WIN32) && defined(__STRICT_ANSI__) && !defined(_GNU_SOURCE) && !defined(_POSIX_C_SOURCE) &&              \
    !defined(_XOPEN_SOURCE) && !defined(_DEFAULT_SOURCE)
#define _POSIX_C_SOURCE 200809L
#endif

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(_WIN32)
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#ifndef SIG_BLOCK
#error "Include aria_io.h before the system's headers, or define _POSIX_C_SOURCE=200809L"
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
  ARIA_IO_STDIN = 0,
  ARIA_IO_STDOUT = 1,
  ARIA_IO_STDERR = 2,
  ARIA_IO_STDDBG = 3,
  ARIA_IO_STDDATI = 4,
  ARIA_IO_STDDATO = 5,
  ARIA_IO_STREAMS = 6
};

enum {
  ARIA_IO_BLOCK = 64 * 1024,   /* aria_io_put gathers so many bytes */
  ARIA_IO_RECORD = 4096,       /* a record is no longer, newline included: so much goes into a pipe in one piece */
  ARIA_IO_RECORD_TAIL = 64,    /* of which the end of the record needs so many */
  ARIA_IO_EXIT_PATIENCE = 100, /* milliseconds that the end of the program waits to say how many records were dropped */
};

/* What the system calls an open stream: a descriptor, or a HANDLE. */
#if defined(_WIN32)
typedef HANDLE aria_io_file;
#else
typedef int aria_io_file;
#endif

/* One field of a record; made by aria_io_text and its like. It borrows its texts for the length of the call that it is
 * passed to. */
typedef struct aria_io_field {
  int kind;
  const char *name;
  const char *text;
  long long integer;
  double real;
} aria_io_field;

/* ---- What may be called --------------------------------------------------------------------------------------------
 */

/* The streams that the parent really wired, one bit each: 1u << ARIA_IO_STDDBG and so on. The null device is no wiring.
 */
static inline unsigned aria_io_available(void);

/* The open file of a stream, for other functions to read or write; the null device's where the parent wired none. It
 * stays ours: do not close it. */
static inline aria_io_file aria_io_stream(int stream);

/* Reads up to `length` bytes, waiting for the first. Returns how many, 0 at the end, -1 with errno set. */
static inline long long aria_io_read(int stream, void *into, size_t length);

/* Writes all bytes, after those that aria_io_put has gathered. Returns 0, or -1 with errno set: EPIPE when nobody reads
 * any more, without a signal. */
static inline int aria_io_write_all(int stream, const void *from, size_t length);

/* Writes to stddato by way of a block of 64 KiB, which is written when it is full, by aria_io_flush, and at exit. The
 * bytes are copied. Returns 0, or -1 with errno set. */
static inline int aria_io_put(const void *from, size_t length);
static inline int aria_io_flush(void);

/* aria_io_log(level, message, field…): one record to stddbg, {"time": …, "level": …, "message": …, field…, "pid": …}.
 * Levels are "trace", "debug", "info", "warn", "error", "fatal". Texts are UTF-8; what is not becomes U+FFFD. What does
 * not fit a record is left out, and the record says "cut": true.
 *
 * It leaves errno alone, raises no signal, and does not wait: where the reader is too slow, the record is dropped, and
 * a later one says how many were. (On Windows it waits until the pipe has room.) */
#define aria_io_log(level, ...) aria_io_log_fields((level), __VA_ARGS__, aria_io_no_field())

static inline aria_io_field aria_io_text(const char *name, const char *value); /* NULL becomes null */
static inline aria_io_field aria_io_integer(const char *name, long long value);
static inline aria_io_field aria_io_real(const char *name, double value); /* infinities and NaN become null */
static inline aria_io_field aria_io_truth(const char *name, int value);

/* ---- State ----------------------------------------------------------------------------------------------------------
 */

typedef struct aria_io_state {
  int looked; /* the streams have been looked at */
  unsigned available;
  long dropped; /* records since the last one that was written; changed atomically */
  int null_open;
  aria_io_file null_device;
#if defined(_WIN32)
  HANDLE files[ARIA_IO_STREAMS];
#endif
  size_t gathered;
  unsigned char block[ARIA_IO_BLOCK];
} aria_io_state;

/* One for the whole program, however many of its files include this header. */
#if defined(_MSC_VER)
#define ARIA_IO_SHARED __declspec(selectany)
#elif defined(_WIN32)
#define ARIA_IO_SHARED __attribute__((selectany))
#else
#define ARIA_IO_SHARED __attribute__((weak))
#endif
#if defined(__cplusplus)
ARIA_IO_SHARED aria_io_state aria_io_shared = {};
#else
ARIA_IO_SHARED aria_io_state aria_io_shared = {0};
#endif

static inline void aria_io_look(void);
static inline void aria_io_at_exit(void);

#if defined(__GNUC__)
__attribute__((constructor)) static void aria_io_before_main(void) { aria_io_look(); }
#endif

static inline aria_io_state *aria_io_get(void) {
  if (!aria_io_shared.looked) aria_io_look();
  return &aria_io_shared;
}

static inline unsigned aria_io_available(void) { return aria_io_get()->available; }

static inline int aria_io_wired(int stream) {
  return stream >= 0 && stream < ARIA_IO_STREAMS && (aria_io_available() >> stream & 1u) != 0;
}

static inline int aria_io_reads(int stream) { return stream == ARIA_IO_STDIN || stream == ARIA_IO_STDDATI; }

/* ---- Windows --------------------------------------------------------------------------------------------------------
 */

#if defined(_WIN32)

/* The value that "3:1234;4:0x5678" gives to `stream`, or 0. */
static inline size_t aria_io_mapped(const char *map, int stream) {
  while (*map != '\0') {
    char *end;
    long number = strtol(map, &end, 10);
    if (end == map || *end != ':') return 0;
    size_t value = (size_t)strtoull(end + 1, &end, 0);
    if (number == stream) return value;
    if (*end != ';') return 0;
    map = end + 1;
  }
  return 0;
}

static inline int aria_io_usable(HANDLE file) {
  DWORD mode;
  if (file == NULL || file == INVALID_HANDLE_VALUE) return 0;
  switch (GetFileType(file)) {
  case FILE_TYPE_DISK:
  case FILE_TYPE_PIPE: return 1;
  case FILE_TYPE_CHAR: return GetConsoleMode(file, &mode) != 0; /* else it is NUL */
  default: return 0;
  }
}

static inline void aria_io_look(void) {
  static const DWORD standard[3] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  aria_io_state *state = &aria_io_shared;
  char map[256];
  if (state->looked) return;
  DWORD length = GetEnvironmentVariableA("__ARIA_FD_MAP", map, (DWORD)sizeof map);
  if (length == 0 || length >= sizeof map) map[0] = '\0';
  for (int stream = 0; stream < ARIA_IO_STREAMS; stream++) {
    HANDLE file = stream < 3 ? GetStdHandle(standard[stream]) : (HANDLE)aria_io_mapped(map, stream);
    state->files[stream] = file;
    if (aria_io_usable(file)) state->available |= 1u << stream;
  }
  state->looked = 1;
  atexit(aria_io_at_exit);
}

static inline aria_io_file aria_io_stream(int stream) {
  aria_io_state *state = aria_io_get();
  if (aria_io_wired(stream)) return state->files[stream];
  if (!state->null_open) {
    state->null_device = CreateFileA("NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                     OPEN_EXISTING, 0, NULL);
    state->null_open = 1;
  }
  return state->null_device;
}

static inline int aria_io_failed(void) {
  DWORD error = GetLastError();
  errno = error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA || error == ERROR_PIPE_NOT_CONNECTED ? EPIPE : EIO;
  return -1;
}

static inline long long aria_io_read(int stream, void *into, size_t length) {
  DWORD count = 0;
  if (!aria_io_reads(stream)) {
    errno = EBADF;
    return -1;
  }
  if (!aria_io_wired(stream)) return 0;
  if (length > 1u << 30) length = 1u << 30;
  if (ReadFile(aria_io_stream(stream), into, (DWORD)length, &count, NULL)) return (long long)count;
  return aria_io_failed() == -1 && errno == EPIPE ? 0 : -1;
}

static inline int aria_io_write_wired(int stream, const void *from, size_t length) {
  const unsigned char *next = (const unsigned char *)from;
  while (length > 0) {
    DWORD count = 0;
    DWORD part = length < 1u << 30 ? (DWORD)length : 1u << 30;
    if (!WriteFile(aria_io_stream(stream), next, part, &count, NULL)) return aria_io_failed();
    next += count;
    length -= count;
  }
  return 0;
}

static inline int aria_io_room(int stream, int timeout_ms) {
  (void)stream;
  (void)timeout_ms;
  return 1;
}

static inline long aria_io_change_dropped(long by) { return InterlockedExchangeAdd(&aria_io_shared.dropped, by); }

static inline void aria_io_time(char text[32]) {
  SYSTEMTIME now;
  GetSystemTime(&now);
  snprintf(text, 32, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", now.wYear % 10000u, now.wMonth % 100u, now.wDay % 100u,
           now.wHour % 100u, now.wMinute % 100u, now.wSecond % 100u, now.wMilliseconds % 1000u);
}

static inline long long aria_io_pid(void) { return (long long)GetCurrentProcessId(); }

/* ---- POSIX ----------------------------------------------------------------------------------------------------------
 */

#else

/* A descriptor above 2 was given to us when it was not opened by ourselves (which closes on exec), and its direction is
 * the right one. */
static inline int aria_io_usable(int stream) {
  struct stat about, null_device;
  int status = fcntl(stream, F_GETFL);
  int flags = fcntl(stream, F_GETFD);
  if (status < 0 || flags < 0 || fstat(stream, &about) != 0) return 0;
  if (stream > 2 && (flags & FD_CLOEXEC) != 0) return 0;
  if ((status & O_ACCMODE) == (aria_io_reads(stream) ? O_WRONLY : O_RDONLY)) return 0;
  if (!S_ISCHR(about.st_mode) || stat("/dev/null", &null_device) != 0) return 1;
  return about.st_rdev != null_device.st_rdev;
}

static inline void aria_io_look(void) {
  aria_io_state *state = &aria_io_shared;
  if (state->looked) return;
  int before = errno;
  for (int stream = 0; stream < ARIA_IO_STREAMS; stream++) {
    if (aria_io_usable(stream)) state->available |= 1u << stream;
  }
  state->looked = 1;
  atexit(aria_io_at_exit);
  errno = before;
}

static inline aria_io_file aria_io_stream(int stream) {
  aria_io_state *state = aria_io_get();
  if (aria_io_wired(stream)) return stream;
  if (!state->null_open) {
    state->null_device = open("/dev/null", O_RDWR | O_CLOEXEC);
    state->null_open = 1;
  }
  return state->null_device;
}

/* 1 when a read or write would not wait, 0 when `timeout_ms` (-1: for ever) has passed. */
static inline int aria_io_poll(int stream, short events, int timeout_ms) {
  struct pollfd one;
  int count;
  one.fd = stream;
  one.events = events;
  one.revents = 0;
  do count = poll(&one, 1, timeout_ms);
  while (count < 0 && errno == EINTR);
  return count != 0;
}

static inline int aria_io_room(int stream, int timeout_ms) { return aria_io_poll(stream, POLLOUT, timeout_ms); }

static inline long long aria_io_read(int stream, void *into, size_t length) {
  if (!aria_io_reads(stream)) {
    errno = EBADF;
    return -1;
  }
  if (!aria_io_wired(stream)) return 0;
  for (;;) {
    ssize_t count = read(stream, into, length);
    if (count >= 0) return (long long)count;
    if (errno == EAGAIN) aria_io_poll(stream, POLLIN, -1);
    else if (errno != EINTR) return -1;
  }
}

static inline int aria_io_write_loop(int stream, const void *from, size_t length) {
  const unsigned char *next = (const unsigned char *)from;
  while (length > 0) {
    ssize_t count = write(stream, next, length);
    if (count >= 0) {
      next += count;
      length -= (size_t)count;
    } else if (errno == EAGAIN) {
      aria_io_poll(stream, POLLOUT, -1);
    } else if (errno != EINTR) {
      return -1;
    }
  }
  return 0;
}

/* Writes with SIGPIPE held back in this thread; the one that our write raised is taken away again. */
static inline int aria_io_write_wired(int stream, const void *from, size_t length) {
  sigset_t pipe_only, before, pending;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  sigpending(&pending);
  int was_pending = sigismember(&pending, SIGPIPE) == 1;
  pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
  int result = aria_io_write_loop(stream, from, length);
  int error = errno;
  sigpending(&pending);
  if (result != 0 && error == EPIPE && !was_pending && sigismember(&pending, SIGPIPE) == 1) {
    int taken;
    sigwait(&pipe_only, &taken);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return result;
}

static inline long aria_io_change_dropped(long by) {
  return __atomic_fetch_add(&aria_io_shared.dropped, by, __ATOMIC_RELAXED);
}

static inline void aria_io_time(char text[32]) {
  struct timespec now;
  struct tm utc;
  char seconds[24];
  clock_gettime(CLOCK_REALTIME, &now);
  gmtime_r(&now.tv_sec, &utc);
  strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &utc);
  snprintf(text, 32, "%s.%03dZ", seconds, (int)(now.tv_nsec / 1000000));
}

static inline long long aria_io_pid(void) { return (long long)getpid(); }

#endif

/* ---- Data -----------------------------------------------------------------------------------------------------------
 */

static inline int aria_io_flush(void) {
  aria_io_state *state = aria_io_get();
  size_t length = state->gathered;
  state->gathered = 0;
  if (length == 0 || !aria_io_wired(ARIA_IO_STDDATO)) return 0;
  return aria_io_write_wired(ARIA_IO_STDDATO, state->block, length);
}

static inline int aria_io_write_all(int stream, const void *from, size_t length) {
  if (stream < 0 || stream >= ARIA_IO_STREAMS || aria_io_reads(stream)) {
    errno = EBADF;
    return -1;
  }
  if (!aria_io_wired(stream)) return 0;
  if (stream == ARIA_IO_STDDATO && aria_io_flush() != 0) return -1;
  return aria_io_write_wired(stream, from, length);
}

static inline int aria_io_put(const void *from, size_t length) {
  aria_io_state *state = aria_io_get();
  if (!aria_io_wired(ARIA_IO_STDDATO)) return 0;
  if (length > ARIA_IO_BLOCK - state->gathered && aria_io_flush() != 0) return -1;
  if (length >= ARIA_IO_BLOCK) return aria_io_write_wired(ARIA_IO_STDDATO, from, length);
  if (length > 0) memcpy(state->block + state->gathered, from, length);
  state->gathered += length;
  return 0;
}

/* ---- Records --------------------------------------------------------------------------------------------------------
 */

enum { ARIA_IO_KIND_END, ARIA_IO_KIND_TEXT, ARIA_IO_KIND_INTEGER, ARIA_IO_KIND_REAL, ARIA_IO_KIND_TRUTH };

static inline aria_io_field aria_io_make_field(int kind, const char *name) {
  aria_io_field field;
  field.kind = kind;
  field.name = name;
  field.text = NULL;
  field.integer = 0;
  field.real = 0;
  return field;
}

static inline aria_io_field aria_io_no_field(void) { return aria_io_make_field(ARIA_IO_KIND_END, ""); }

static inline aria_io_field aria_io_text(const char *name, const char *value) {
  aria_io_field field = aria_io_make_field(ARIA_IO_KIND_TEXT, name);
  field.text = value;
  return field;
}

static inline aria_io_field aria_io_integer(const char *name, long long value) {
  aria_io_field field = aria_io_make_field(ARIA_IO_KIND_INTEGER, name);
  field.integer = value;
  return field;
}

static inline aria_io_field aria_io_real(const char *name, double value) {
  aria_io_field field = aria_io_make_field(ARIA_IO_KIND_REAL, name);
  field.real = value;
  return field;
}

static inline aria_io_field aria_io_truth(const char *name, int value) {
  aria_io_field field = aria_io_make_field(ARIA_IO_KIND_TRUTH, name);
  field.integer = value;
  return field;
}

/* A record while it is put together: never longer than its limit, and never cut inside a character or an escape. */
typedef struct aria_io_line {
  char bytes[ARIA_IO_RECORD];
  size_t length;
  int cut;
} aria_io_line;

static inline int aria_io_add(aria_io_line *line, const char *bytes, size_t length) {
  if (line->cut || line->length + length > ARIA_IO_RECORD - ARIA_IO_RECORD_TAIL) {
    line->cut = 1;
    return 0;
  }
  memcpy(line->bytes + line->length, bytes, length);
  line->length += length;
  return 1;
}

/* The length of the UTF-8 character that `text` begins with, 0 when it is none. It does not read past a NUL. */
static inline size_t aria_io_character(const unsigned char *text) {
  unsigned char first = text[0];
  if (first < 0x80) return 1;
  size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  if ((first == 0xE0 && text[1] < 0xA0) || (first == 0xED && text[1] > 0x9F)) return 0;
  if ((first == 0xF0 && text[1] < 0x90) || (first == 0xF4 && text[1] > 0x8F)) return 0;
  for (size_t i = 1; i < length; i++) {
    if ((text[i] & 0xC0) != 0x80) return 0;
  }
  return length;
}

/* Adds one character, escaped where JSON wants it, and returns how many bytes of the text it was. */
static inline size_t aria_io_add_character(aria_io_line *line, const unsigned char *text) {
  size_t length = aria_io_character(text);
  char escape[8];
  if (length == 0) {
    aria_io_add(line, "\xEF\xBF\xBD", 3);
    return 1;
  }
  if (text[0] == '"' || text[0] == '\\') {
    escape[0] = '\\';
    escape[1] = (char)text[0];
    aria_io_add(line, escape, 2);
  } else if (text[0] < 0x20 || text[0] == 0x7F) {
    snprintf(escape, sizeof escape, "\\u%04x", (unsigned)text[0]);
    aria_io_add(line, escape, 6);
  } else {
    aria_io_add(line, (const char *)text, length);
  }
  return length;
}

/* Adds a text in quotes, as much of it as fits. */
static inline void aria_io_add_text(aria_io_line *line, const char *text) {
  const unsigned char *next = (const unsigned char *)text;
  if (!aria_io_add(line, "\"", 1)) return;
  while (*next != '\0' && !line->cut) next += aria_io_add_character(line, next);
  line->bytes[line->length++] = '"'; /* the record's tail has room for it */
}

static inline void aria_io_add_number(aria_io_line *line, const aria_io_field *field) {
  char digits[40];
  if (field->kind == ARIA_IO_KIND_INTEGER) {
    snprintf(digits, sizeof digits, "%lld", field->integer);
  } else if (field->real - field->real != 0) {
    snprintf(digits, sizeof digits, "null");
  } else {
    snprintf(digits, sizeof digits, "%.17g", field->real);
    for (char *c = digits; *c != '\0'; c++) {
      if (*c == ',') *c = '.'; /* the locale's decimal point */
    }
  }
  aria_io_add(line, digits, strlen(digits));
}

/* Adds a field whole, or with the end of its text cut off, or not at all. */
static inline void aria_io_add_field(aria_io_line *line, const aria_io_field *field) {
  size_t before = line->length;
  if (line->cut) return;
  aria_io_add(line, ",", 1);
  aria_io_add_text(line, field->name);
  int named = aria_io_add(line, ":", 1);
  if (named && field->kind == ARIA_IO_KIND_TEXT && field->text != NULL) {
    size_t value = line->length;
    aria_io_add_text(line, field->text);
    if (line->length > value) return;
  } else if (named && field->kind == ARIA_IO_KIND_TEXT) {
    aria_io_add(line, "null", 4);
  } else if (named && field->kind == ARIA_IO_KIND_TRUTH) {
    aria_io_add(line, field->integer ? "true" : "false", field->integer ? 4 : 5);
  } else if (named) {
    aria_io_add_number(line, field);
  }
  if (line->cut) line->length = before;
}

static inline void aria_io_begin(aria_io_line *line, const char *level, const char *message) {
  char now[32];
  aria_io_field field;
  line->length = 0;
  line->cut = 0;
  aria_io_time(now);
  aria_io_add(line, "{\"time\":", 8);
  aria_io_add_text(line, now);
  field = aria_io_text("level", level);
  aria_io_add_field(line, &field);
  field = aria_io_text("message", message);
  aria_io_add_field(line, &field);
}

static inline void aria_io_end(aria_io_line *line) {
  int length = snprintf(line->bytes + line->length, ARIA_IO_RECORD - line->length, "%s,\"pid\":%lld}\n",
                        line->cut ? ",\"cut\":true" : "", aria_io_pid());
  if (length > 0) line->length += (size_t)length;
}

/* Writes a record if that takes no longer than `timeout_ms`; first the news of those that were dropped. */
static inline void aria_io_send(const aria_io_line *line, int timeout_ms) {
  long dropped = aria_io_shared.dropped;
  if (dropped > 0 && aria_io_room(ARIA_IO_STDDBG, timeout_ms)) {
    aria_io_line news;
    aria_io_field count = aria_io_integer("dropped", dropped);
    aria_io_begin(&news, "warn", "Dropped records: the reader is too slow");
    aria_io_add_field(&news, &count);
    aria_io_end(&news);
    if (aria_io_write_wired(ARIA_IO_STDDBG, news.bytes, news.length) == 0) aria_io_change_dropped(-dropped);
  }
  if (line == NULL) return;
  if (!aria_io_room(ARIA_IO_STDDBG, timeout_ms)) aria_io_change_dropped(1);
  else if (aria_io_write_wired(ARIA_IO_STDDBG, line->bytes, line->length) != 0) aria_io_change_dropped(1);
}

static inline void aria_io_log_fields(const char *level, const char *message, ...) {
  va_list fields;
  int before = errno;
  if (!aria_io_wired(ARIA_IO_STDDBG)) return;
  aria_io_line line;
  aria_io_begin(&line, level, message);
  va_start(fields, message);
  for (;;) {
    aria_io_field field = va_arg(fields, aria_io_field);
    if (field.kind == ARIA_IO_KIND_END) break;
    aria_io_add_field(&line, &field);
  }
  va_end(fields);
  aria_io_end(&line);
  aria_io_send(&line, 0);
  errno = before;
}

static inline void aria_io_at_exit(void) {
  aria_io_flush();
  if (aria_io_shared.dropped > 0 && aria_io_wired(ARIA_IO_STDDBG)) aria_io_send(NULL, ARIA_IO_EXIT_PATIENCE);
}

#ifdef __cplusplus
}
#endif

#endif
