/* pool_server.c — a server for the tests of pools: it answers each request with its own number and the request's id,
 * and obeys what stands in the request.
 *
 *   pool_server [jsonl|content-length|length-prefixed] [data] [text WORDS] [sleep MS] [count FILE FAILURES]
 *
 * `text` is said on the output before anything else, `sleep` comes before that, `count` exits with 7 so many times,
 * remembering in a file how often. A request is a JSON
 * object, whose fields are found by their names alone:
 *
 *   id             comes back as it is; without one the reply has none, "method" without "id" has no reply
 *   delay MS       the reply comes later, other requests are read meanwhile
 *   size BYTES     the reply has a "pad" of so many bytes
 *   noise TEXT     a line of its own before the reply; in it, ' stands for "
 *   log BYTES      to stderr; debug BYTES to stddbg
 *   exit CODE, kill SIGNAL, hang, mute (no reply), twice, wrong (first a reply under a strange id), close (the output)
 *   file PATH      gets one byte more
 *   alloc MIB      of memory, touched
 *   ask, tell      first sends a request (and waits for its answer) or a notification
 *   progress       first sends a notification of progress with the token of the request
 *   echo, fds, cancelled    the reply holds the request, the open descriptors, the number of cancel messages
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

enum { LINES, HEADERS, PREFIX };

struct later {
  int64_t at;
  char *request;
  struct later *next;
};

static int framing = LINES, in_fd = 0, out_fd = 1, cancelled = 0;
static char *buffer;
static size_t length, room;
static struct later *waiting;

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_ms(long ms) {
  struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  nanosleep(&pause, NULL);
}

static void put(int fd, const char *bytes, size_t count) {
  while (count) {
    ssize_t size = write(fd, bytes, count);
    if (size <= 0) _exit(9);
    bytes += size;
    count -= (size_t)size;
  }
}

static void put_frame(const char *bytes, size_t count) {
  char head[64];
  if (framing == HEADERS) {
    put(out_fd, head, (size_t)sprintf(head, "X-Server: test\r\ncontent-LENGTH:  %zu\r\n\r\n", count));
  } else if (framing == PREFIX) {
    unsigned char prefix[4] = {(unsigned char)(count >> 24), (unsigned char)(count >> 16), (unsigned char)(count >> 8),
                               (unsigned char)count};
    put(out_fd, (char *)prefix, 4);
  }
  put(out_fd, bytes, count);
  if (framing == LINES) put(out_fd, "\n", 1);
}

static void put_text_frame(const char *text) { put_frame(text, strlen(text)); }

static void put_many(int fd, long count) {
  char bytes[4096];
  memset(bytes, 'l', sizeof bytes);
  for (size_t at = 79; at < sizeof bytes; at += 80) bytes[at] = '\n';
  for (; count > 0; count -= (long)sizeof bytes) put(fd, bytes, count < 4096 ? (size_t)count : sizeof bytes);
}

/* Where the value of a field begins, or NULL. */
static const char *field(const char *request, const char *name) {
  char quoted[64];
  sprintf(quoted, "\"%s\":", name);
  const char *at = strstr(request, quoted);
  return at ? at + strlen(quoted) : NULL;
}

static long number(const char *request, const char *name) {
  const char *at = field(request, name);
  return at ? strtol(at, NULL, 10) : -1;
}

/* The length of a value: a string, a number or a word. */
static size_t extent(const char *value) {
  if (*value != '"') return strcspn(value, ",}]");
  size_t size = 1;
  while (value[size] && value[size] != '"') size += value[size] == '\\' ? 2 : 1;
  return size + 1;
}

static void copy_field(char *into, const char *request, const char *name, const char *otherwise) {
  const char *at = field(request, name);
  if (at) sprintf(into, "%.*s", (int)extent(at), at);
  else strcpy(into, otherwise);
}

static void count_fds(char *into) {
  DIR *folder = opendir("/proc/self/fd");
  int own = dirfd(folder);
  *into = 0;
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    if (entry->d_name[0] == '.' || atoi(entry->d_name) == own) continue;
    strcat(strcat(into, *into ? " " : ""), entry->d_name);
  }
  closedir(folder);
}

static void use_memory(size_t size) {
  char *memory = malloc(size);
  for (size_t at = 0; at < size; at += 4096) ((volatile char *)memory)[at] = 1;
}

static char *next_frame(int timeout_ms);

static void before_reply(const char *request) {
  char text[4096], path[4096];
  const char *noise = field(request, "noise"), *file = field(request, "file");
  if (number(request, "log") > 0) put_many(2, number(request, "log"));
  if (number(request, "debug") > 0) put_many(3, number(request, "debug"));
  if (number(request, "alloc") > 0) use_memory((size_t)number(request, "alloc") << 20);
  if (file) {
    sprintf(path, "%.*s", (int)extent(file) - 2, file + 1);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    put(fd, "x", 1);
    close(fd);
  }
  if (noise) {
    sprintf(text, "%.*s\n", (int)extent(noise) - 2, noise + 1);
    for (char *each = text; *each; each++)
      if (*each == '\'') *each = '"';
    put(out_fd, text, strlen(text));
  }
  if (field(request, "close")) close(out_fd);
  if (field(request, "hang")) pause();
  if (field(request, "kill")) kill(getpid(), (int)number(request, "kill"));
  if (field(request, "exit")) _exit((int)number(request, "exit"));
}

static void reply(const char *request) {
  char id[256], answer[4096] = "null", token[256], fds[1024], message[4096];
  before_reply(request);
  if (field(request, "mute") || (field(request, "method") && !field(request, "id"))) return;
  if (field(request, "tell")) put_text_frame("{\"method\":\"told\",\"params\":[1]}");
  if (field(request, "progress")) {
    copy_field(token, request, "progressToken", "null");
    sprintf(message, "{\"method\":\"notifications/progress\",\"params\":{\"progressToken\":%s,\"progress\":1}}", token);
    put_text_frame(message);
  }
  if (field(request, "ask")) {
    put_text_frame("{\"id\":\"s1\",\"method\":\"ask\",\"params\":[2]}");
    char *frame = next_frame(-1);
    copy_field(answer, frame, field(frame, "code") ? "code" : "result", "null");
    free(frame);
  }
  copy_field(id, request, "id", "");
  count_fds(fds);
  long size = number(request, "size") > 0 ? number(request, "size") : 0;
  bool echo = field(request, "echo") != NULL;
  char *whole = malloc((size_t)size + strlen(request) + 8192);
  size_t at = (size_t)sprintf(whole, "{%s%s%s\"pid\":%d,\"result\":%s,\"fds\":\"%s\",\"cancelled\":%d,\"pad\":\"",
                              *id ? "\"id\":" : "", id, *id ? "," : "", (int)getpid(), answer, fds, cancelled);
  memset(whole + at, 'p', (size_t)size);
  at += (size_t)size;
  at += (size_t)sprintf(whole + at, "\"%s%s}", echo ? ",\"echo\":" : "", echo ? request : "");
  if (field(request, "wrong")) put_text_frame("{\"id\":987654,\"result\":0}");
  put_frame(whole, at);
  if (field(request, "twice")) put_frame(whole, at);
  free(whole);
}

static void reply_later(char *request, long ms) {
  struct later *one = malloc(sizeof *one);
  *one = (struct later){.at = now_ms() + ms, .request = request};
  struct later **place = &waiting;
  while (*place && (*place)->at <= one->at) place = &(*place)->next;
  one->next = *place;
  *place = one;
}

static void reply_due(void) {
  while (waiting && waiting->at <= now_ms()) {
    struct later *one = waiting;
    waiting = one->next;
    reply(one->request);
    free(one->request);
    free(one);
  }
}

/* Where the first frame in the buffer begins and how long it is; false when it is not complete. */
static bool find_frame(size_t *start, size_t *size, size_t *end) {
  if (framing == LINES) {
    char *feed = memchr(buffer, '\n', length);
    *start = 0;
    *size = feed ? (size_t)(feed - buffer) : 0;
    *end = *size + 1;
    return feed != NULL;
  }
  if (framing == PREFIX) {
    unsigned char *prefix = (unsigned char *)buffer;
    *start = 4;
    if (length < 4) return false;
    *size = (size_t)prefix[0] << 24 | (size_t)prefix[1] << 16 | (size_t)prefix[2] << 8 | prefix[3];
  } else {
    char *rest = memmem(buffer, length, "\r\n\r\n", 4);
    if (!rest) return false;
    *start = (size_t)(rest + 4 - buffer);
    *size = strtoul(strcasestr(buffer, "content-length:") + 15, NULL, 10);
  }
  *end = *start + *size;
  return length >= *end;
}

/* The next request, to be freed; NULL when none came in time, the program's end at the end of the input. */
static char *next_frame(int timeout_ms) {
  for (;;) {
    size_t start, size, end;
    if (find_frame(&start, &size, &end)) {
      char *frame = strndup(buffer + start, size);
      memmove(buffer, buffer + end, length -= end);
      return frame;
    }
    struct pollfd readable = {.fd = in_fd, .events = POLLIN};
    if (poll(&readable, 1, timeout_ms) == 0) return NULL;
    if (room - length < 65536) buffer = realloc(buffer, room = room * 2 + 131072);
    ssize_t count = read(in_fd, buffer + length, 65536);
    if (count <= 0) _exit(0);
    length += (size_t)count;
  }
}

static void count_failures(const char *path, int failures) {
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  put(fd, "x", 1);
  bool is_over = lseek(fd, 0, SEEK_END) > failures;
  close(fd);
  if (is_over) return;
  put(2, "not yet\n", 8);
  _exit(7);
}

int main(int count, char **words) {
  const char *text = NULL;
  for (int at = 1; at < count; at++) {
    if (!strcmp(words[at], "content-length")) framing = HEADERS;
    else if (!strcmp(words[at], "length-prefixed")) framing = PREFIX;
    else if (!strcmp(words[at], "data")) in_fd = 4, out_fd = 5;
    else if (!strcmp(words[at], "text")) text = words[++at];
    else if (!strcmp(words[at], "sleep")) sleep_ms(atol(words[++at]));
    else if (!strcmp(words[at], "count")) count_failures(words[at + 1], atoi(words[at + 2])), at += 2;
  }
  if (text) put(out_fd, text, strlen(text)), put(out_fd, "\n", 1);
  for (;;) {
    int64_t left = waiting ? waiting->at - now_ms() : -1;
    char *request = next_frame(waiting ? (left > 0 ? (int)left : 0) : -1);
    reply_due();
    if (!request) continue;
    if (strstr(request, "ancel")) cancelled += field(request, "method") != NULL;
    if (number(request, "delay") > 0) {
      reply_later(request, number(request, "delay"));
      continue;
    }
    reply(request);
    free(request);
  }
}
