/* faults.c — a library to be preloaded that makes chosen calls of the library under test fail.
 *
 *   ARIA_FAULT="pipe2:2:EMFILE" LD_PRELOAD=faults.so PROGRAM      the second pipe2 fails
 *   ARIA_FAULT="read:1+:EINTR,splice:3:SHORT"                    every read from the first on; the third splice is
 * short
 *
 * A rule is NAME:NUMBER[+]:ERROR. ERROR is the name of an errno, or SHORT: the call moves one byte less than half of
 * what was asked for, at least one. Only calls made by libaria_io.so itself count and fail, so a test may use the same
 * functions. Reads and writes of event counters (anonymous inodes) never fail: the kernel does not fail them either.
 * A program may set the rules itself by `aria_fault_arm` and ask by `aria_fault_hits` how often one was obeyed.
 *
 * Out of reach are system calls that the library makes without the C library (in a new child, in the keeper, waitid and
 * signals by pidfd); for those the tests use a seccomp filter.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum { RULES = 8, SHORT_TRANSFER = -1 };

typedef struct rule {
  char name[24];
  unsigned from;
  bool onwards;
  int error; /* an errno, or SHORT_TRANSFER */
  atomic_uint calls;
} rule;

static rule rules[RULES];
static atomic_uint rule_count, hits;
static _Atomic uintptr_t library_begin, library_end;

/* ---- Rules ---- */

static int error_number(const char *name) {
  static const struct {
    const char *name;
    int number;
  } errors[] = {{"SHORT", SHORT_TRANSFER},
                {"EPERM", EPERM},
                {"ENOENT", ENOENT},
                {"EINTR", EINTR},
                {"EIO", EIO},
                {"EBADF", EBADF},
                {"EAGAIN", EAGAIN},
                {"ENOMEM", ENOMEM},
                {"EACCES", EACCES},
                {"EINVAL", EINVAL},
                {"ENFILE", ENFILE},
                {"EMFILE", EMFILE},
                {"ENOSPC", ENOSPC},
                {"EPIPE", EPIPE},
                {"ENOSYS", ENOSYS},
                {"ENOBUFS", ENOBUFS},
                {"ECONNABORTED", ECONNABORTED}};
  for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
    if (strcmp(errors[i].name, name) == 0) return errors[i].number;
  }
  fprintf(stderr, "faults: unknown error \"%s\"\n", name);
  abort();
}

static int find_library(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size;
  (void)unused;
  if (info->dlpi_name == NULL || strstr(info->dlpi_name, "libaria_io") == NULL) return 0;
  uintptr_t end = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    uintptr_t last = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;
    if (info->dlpi_phdr[i].p_type == PT_LOAD && last > end) end = last;
  }
  library_end = end;
  library_begin = info->dlpi_addr;
  return 1;
}

EXPORT unsigned aria_fault_hits(void) { return hits; }

/* Sets the rules, replacing all earlier ones; NULL or "" for none. */
EXPORT void aria_fault_arm(const char *text) {
  rule_count = 0;
  hits = 0;
  unsigned count = 0;
  for (const char *at = text; at != NULL && *at != '\0' && count < RULES; count++) {
    rule *one = &rules[count];
    char plus = 0, error[16] = "";
    if (sscanf(at, "%23[^:]:%u%c", one->name, &one->from, &plus) != 3) abort();
    one->onwards = plus == '+';
    const char *last = strchr(strchr(at, ':') + 1, ':');
    if (last == NULL || sscanf(last, ":%15[^,]", error) != 1) abort();
    one->error = error_number(error);
    one->calls = 0;
    at = strchr(at, ',');
    if (at != NULL) at++;
  }
  if (count > 0 && library_begin == 0) dl_iterate_phdr(find_library, NULL);
  rule_count = count;
}

__attribute__((constructor)) static void begin(void) { aria_fault_arm(getenv("ARIA_FAULT")); }

/* 0 to go on, an errno to fail with, SHORT_TRANSFER to move less. */
static int verdict(const char *name, const void *caller) {
  unsigned count = rule_count;
  if (count == 0) return 0;
  uintptr_t from = (uintptr_t)caller;
  if (from < library_begin || from >= library_end) return 0;
  for (unsigned i = 0; i < count; i++) {
    if (strcmp(rules[i].name, name) != 0) continue;
    unsigned number = ++rules[i].calls;
    if (number == rules[i].from || (rules[i].onwards && number > rules[i].from)) {
      hits++;
      return rules[i].error;
    }
  }
  return 0;
}

static size_t shorten(int fault, size_t length) {
  return fault == SHORT_TRANSFER && length > 1 ? (length + 1) / 2 - (length > 4) : length;
}

/* ---- The calls ---- */

#define CALLER __builtin_return_address(0)

#define REAL(type, name, ...)                                                                                          \
  static type (*real)(__VA_ARGS__);                                                                                    \
  if (real == NULL) *(void **)(void *)&real = dlsym(RTLD_NEXT, #name)

#define FAIL_IF_TOLD(name, failure)                                                                                    \
  int fault = verdict(#name, CALLER);                                                                                  \
  if (fault > 0) {                                                                                                     \
    errno = fault;                                                                                                     \
    return failure;                                                                                                    \
  }

#define SIMPLE(type, name, failure, parameters, types, arguments)                                                      \
  EXPORT type name parameters {                                                                                        \
    REAL(type, name, types);                                                                                           \
    FAIL_IF_TOLD(name, failure)                                                                                        \
    return real arguments;                                                                                             \
  }
#define LIST(...) __VA_ARGS__

SIMPLE(int, pipe2, -1, (int ends[2], int flags), LIST(int *, int), (ends, flags))
SIMPLE(int, memfd_create, -1, (const char *name, unsigned flags), LIST(const char *, unsigned), (name, flags))
SIMPLE(int, ftruncate, -1, (int fd, off_t length), LIST(int, off_t), (fd, length))
SIMPLE(int, mprotect, -1, (void *at, size_t length, int how), LIST(void *, size_t, int), (at, length, how))
SIMPLE(int, epoll_create1, -1, (int flags), LIST(int), (flags))
SIMPLE(int, eventfd, -1, (unsigned value, int flags), LIST(unsigned, int), (value, flags))
SIMPLE(int, epoll_wait, -1, (int fd, struct epoll_event *events, int count, int timeout),
       LIST(int, struct epoll_event *, int, int), (fd, events, count, timeout))
SIMPLE(int, poll, -1, (struct pollfd * fds, nfds_t count, int timeout), LIST(struct pollfd *, nfds_t, int),
       (fds, count, timeout))
SIMPLE(int, socketpair, -1, (int domain, int type, int protocol, int ends[2]), LIST(int, int, int, int *),
       (domain, type, protocol, ends))
SIMPLE(ssize_t, sendmsg, -1, (int fd, const struct msghdr *message, int flags), LIST(int, const struct msghdr *, int),
       (fd, message, flags))
SIMPLE(ssize_t, recv, -1, (int fd, void *into, size_t length, int flags), LIST(int, void *, size_t, int),
       (fd, into, length, flags))
SIMPLE(int, socket, -1, (int domain, int type, int protocol), LIST(int, int, int), (domain, type, protocol))
SIMPLE(int, bind, -1, (int fd, __CONST_SOCKADDR_ARG address, socklen_t size),
       LIST(int, __CONST_SOCKADDR_ARG, socklen_t), (fd, address, size))
SIMPLE(int, listen, -1, (int fd, int backlog), LIST(int, int), (fd, backlog))
SIMPLE(int, accept4, -1, (int fd, __SOCKADDR_ARG address, socklen_t *size, int flags),
       LIST(int, __SOCKADDR_ARG, socklen_t *, int), (fd, address, size, flags))
SIMPLE(int, getsockname, -1, (int fd, __SOCKADDR_ARG address, socklen_t *size), LIST(int, __SOCKADDR_ARG, socklen_t *),
       (fd, address, size))
SIMPLE(int, getsockopt, -1, (int fd, int level, int option, void *value, socklen_t *size),
       LIST(int, int, int, void *, socklen_t *), (fd, level, option, value, size))
SIMPLE(int, setsockopt, -1, (int fd, int level, int option, const void *value, socklen_t size),
       LIST(int, int, int, const void *, socklen_t), (fd, level, option, value, size))
SIMPLE(int, fchmod, -1, (int fd, mode_t mode), LIST(int, mode_t), (fd, mode))
SIMPLE(int, ppoll, -1, (struct pollfd * fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask),
       LIST(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *), (fds, count, timeout, mask))
SIMPLE(int, posix_openpt, -1, (int flags), LIST(int), (flags))
SIMPLE(int, fstat, -1, (int fd, struct stat *about), LIST(int, struct stat *), (fd, about))
SIMPLE(int, sigaction, -1, (int number, const struct sigaction *action, struct sigaction *before),
       LIST(int, const struct sigaction *, struct sigaction *), (number, action, before))

/* Only the clocks of processes can fail, which may have ended. */
EXPORT int clock_gettime(clockid_t clock, struct timespec *time) {
  REAL(int, clock_gettime, clockid_t, struct timespec *);
  if (clock >= 0) return real(clock, time);
  FAIL_IF_TOLD(clock_gettime, -1)
  return real(clock, time);
}

/* Only adding to an epoll set can fail for want of something. */
EXPORT int epoll_ctl(int set, int operation, int fd, struct epoll_event *event) {
  REAL(int, epoll_ctl, int, int, int, struct epoll_event *);
  if (operation != EPOLL_CTL_ADD) return real(set, operation, fd, event);
  FAIL_IF_TOLD(epoll_ctl, -1)
  return real(set, operation, fd, event);
}

EXPORT void *mmap(void *at, size_t length, int how, int flags, int fd, off_t offset) {
  REAL(void *, mmap, void *, size_t, int, int, int, off_t);
  FAIL_IF_TOLD(mmap, MAP_FAILED)
  return real(at, length, how, flags, fd, offset);
}

EXPORT void *mremap(void *at, size_t length, size_t wanted, int flags, ...) {
  REAL(void *, mremap, void *, size_t, size_t, int, void *);
  va_list list;
  va_start(list, flags);
  void *place = (flags & MREMAP_FIXED) != 0 ? va_arg(list, void *) : NULL;
  va_end(list);
  FAIL_IF_TOLD(mremap, MAP_FAILED)
  return real(at, length, wanted, flags, place);
}

EXPORT int open(const char *path, int flags, ...) {
  REAL(int, open, const char *, int, mode_t);
  va_list list;
  va_start(list, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  FAIL_IF_TOLD(open, -1)
  return real(path, flags, mode);
}

/* Named by command too: "fcntl" is any of them, "F_SETPIPE_SZ" and "F_DUPFD_CLOEXEC" only those. */
EXPORT int fcntl(int fd, int command, ...) {
  REAL(int, fcntl, int, int, void *);
  va_list list;
  va_start(list, command);
  void *argument = va_arg(list, void *);
  va_end(list);
  const char *name = command == F_SETPIPE_SZ      ? "F_SETPIPE_SZ"
                     : command == F_DUPFD_CLOEXEC ? "F_DUPFD_CLOEXEC"
                                                  : "fcntl";
  int fault = verdict(name, CALLER);
  if (fault > 0) {
    errno = fault;
    return -1;
  }
  return real(fd, command, argument);
}

EXPORT int ioctl(int fd, unsigned long request, ...) {
  REAL(int, ioctl, int, unsigned long, void *);
  va_list list;
  va_start(list, request);
  void *argument = va_arg(list, void *);
  va_end(list);
  FAIL_IF_TOLD(ioctl, -1)
  return real(fd, request, argument);
}

EXPORT int prctl(int option, ...) {
  REAL(int, prctl, int, unsigned long, unsigned long, unsigned long, unsigned long);
  va_list list;
  va_start(list, option);
  unsigned long values[4];
  for (int i = 0; i < 4; i++) values[i] = va_arg(list, unsigned long);
  va_end(list);
  FAIL_IF_TOLD(prctl, -1)
  return real(option, values[0], values[1], values[2], values[3]);
}

EXPORT long syscall(long number, ...) {
  REAL(long, syscall, long, long, long, long, long, long, long);
  va_list list;
  va_start(list, number);
  long values[6];
  for (int i = 0; i < 6; i++) values[i] = va_arg(list, long);
  va_end(list);
  FAIL_IF_TOLD(syscall, -1)
  return real(number, values[0], values[1], values[2], values[3], values[4], values[5]);
}

/* ---- Moving bytes ---- */

static bool is_counter(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 && (about.st_mode & S_IFMT) == 0;
}

EXPORT ssize_t read(int fd, void *into, size_t length) {
  REAL(ssize_t, read, int, void *, size_t);
  if (rule_count == 0 || is_counter(fd)) return real(fd, into, length);
  FAIL_IF_TOLD(read, -1)
  return real(fd, into, shorten(fault, length));
}

EXPORT ssize_t write(int fd, const void *from, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t);
  if (rule_count == 0 || is_counter(fd)) return real(fd, from, length);
  FAIL_IF_TOLD(write, -1)
  return real(fd, from, shorten(fault, length));
}

EXPORT ssize_t splice(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
  REAL(ssize_t, splice, int, off64_t *, int, off64_t *, size_t, unsigned);
  FAIL_IF_TOLD(splice, -1)
  if (fault == SHORT_TRANSFER && length > 65536) length = 3000; /* half of a wish is more than there is */
  return real(from, from_at, to, to_at, shorten(fault, length), flags);
}

EXPORT ssize_t tee(int from, int to, size_t length, unsigned flags) {
  REAL(ssize_t, tee, int, int, size_t, unsigned);
  FAIL_IF_TOLD(tee, -1)
  if (fault == SHORT_TRANSFER && length > 65536) length = 3000;
  return real(from, to, shorten(fault, length), flags);
}

EXPORT ssize_t sendfile(int to, int from, off_t *at, size_t length) {
  REAL(ssize_t, sendfile, int, int, off_t *, size_t);
  FAIL_IF_TOLD(sendfile, -1)
  return real(to, from, at, shorten(fault, length));
}

/* ---- Memory and threads ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);

EXPORT void *malloc(size_t size) {
  FAIL_IF_TOLD(malloc, NULL)
  return __libc_malloc(size);
}

EXPORT void *calloc(size_t count, size_t size) {
  FAIL_IF_TOLD(calloc, NULL)
  return __libc_calloc(count, size);
}

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument) {
  REAL(int, pthread_create, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  int fault = verdict("pthread_create", CALLER);
  return fault > 0 ? fault : real(thread, attributes, run, argument);
}
