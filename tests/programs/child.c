/* child — a scripted program for tests: its arguments are the commands it executes, one after the other.
 *
 *   child line 1 hello sleep 50 fill 5 1048576 7 exit 3
 *
 * Writing (every byte, whatever the pipe takes at once; death by SIGPIPE unless it is ignored)
 *   write FD TEXT          TEXT as it is
 *   line FD TEXT           TEXT and a newline
 *   fill FD BYTES SEED     pseudo-random bytes: xorshift64* from SEED, each value as eight bytes, lowest first
 *   fills SEED FD:BYTES…   `fill` on several streams in turns of 4,096 bytes, stream FD with the seed SEED + FD
 *   slow FD BYTES CHUNK MS `fill` with seed 1, CHUNK bytes at a time with MS milliseconds after each
 *   lines FD COUNT LENGTH  COUNT lines of LENGTH characters each, the newline not counted
 *   append PATH TEXT       TEXT and a newline to the end of a file, which is created
 * Reading
 *   copy FROM TO           until the end of FROM
 *   count FD               reads to the end, prints how many bytes
 *   hash FD                reads to the end, prints FNV-1a (64 bits) of the bytes, 16 hexadecimal digits
 *   drain FD               reads to the end, prints nothing
 *   take FD BYTES          reads so many bytes and no more, prints nothing
 * What it was given (each printed to stdout)
 *   fds                    a line per open descriptor: NUMBER r|w|rw blocking|nonblocking TARGET
 *   signals                the SigBlk, SigIgn and SigCgt lines of its status
 *   pids                   PID PARENT GROUP SESSION
 *   ids                    UID GID
 *   cwd                    the working directory
 *   env NAME               NAME=value, or NAME alone when it is not set
 *   environ                every entry, each followed by NUL
 *   args WORD…             every remaining word, each followed by NUL; ends the script
 *   name                   its own argv[0]
 *   tty FD                 ROWS COLUMNS of a terminal, or "no"
 *   pipesize FD            the bytes that a pipe holds
 * Time and signals (SIGNAL is a name without SIG, or a number)
 *   sleep MS               sleeps, whatever signals arrive
 *   now                    prints the nanoseconds of the monotonic clock
 *   busy MS                spends so much processor time
 *   forever                sleeps until it is killed
 *   ignore SIGNAL          ignores it from now on
 *   catch SIGNAL           from now on prints its number on a line to stdout at each arrival
 *   report FD              where signals are printed from now on, instead of stdout
 *   await SIGNAL           catches it, and waits until it has arrived once
 *   kill SIGNAL            sends it to itself
 *   setsid                 leaves its group and session
 * The end
 *   close FD               closes a descriptor
 *   touch BYTES            allocates memory and writes to each of its pages
 *   fork N                 a new process executes the next N words and exits with 0; this one goes on after them
 *   exec PROGRAM WORD…     becomes another program
 *   exit CODE              at once; the end of the words is `exit 0`
 *
 * Exit codes of its own: 111 a write met EPIPE, 112 another system call failed, 113 the script is wrong. Each is
 * explained on stderr.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { EXIT_EPIPE = 111, EXIT_SYSTEM = 112, EXIT_SCRIPT = 113, CHUNK = 64 * 1024, TURN = 4096 };

static unsigned char buffer[CHUNK];
static volatile sig_atomic_t arrived[65];
static volatile sig_atomic_t report_fd = 1;
static const char *own_name;

/* ---- Ends ---- */

static void fail(const char *what, const char *word) {
  int error = errno;
  dprintf(2, "child: %s %s: %s\n", what, word, strerror(error));
  _exit(error == EPIPE ? EXIT_EPIPE : EXIT_SYSTEM);
}

static void refuse(const char *what, const char *word) {
  dprintf(2, "child: %s: \"%s\"\n", what, word);
  _exit(EXIT_SCRIPT);
}

/* ---- Moving bytes ---- */

static void write_all(int fd, const void *from, size_t length) {
  const char *next = from;
  while (length > 0) {
    ssize_t moved = write(fd, next, length);
    if (moved < 0 && errno == EINTR) continue;
    if (moved < 0) {
      char number[16];
      snprintf(number, sizeof number, "%d", fd);
      fail("write", number);
    }
    next += moved;
    length -= (size_t)moved;
  }
}

/* One read; 0 at the end. A hung-up terminal (EIO) has ended. */
static size_t read_some(int fd, void *into, size_t length) {
  for (;;) {
    ssize_t moved = read(fd, into, length);
    if (moved >= 0) return (size_t)moved;
    if (errno == EIO) return 0;
    if (errno != EINTR) {
      char number[16];
      snprintf(number, sizeof number, "%d", fd);
      fail("read", number);
    }
  }
}

static void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void print(const char *format, ...) {
  char text[8192];
  va_list list;
  va_start(list, format);
  int length = vsnprintf(text, sizeof text, format, list);
  va_end(list);
  if (length < 0 || (size_t)length >= sizeof text) refuse("too long to print", format);
  write_all(1, text, (size_t)length);
}

static void sleep_ms(int64_t ms) {
  struct timespec rest = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
  while (nanosleep(&rest, &rest) != 0 && errno == EINTR) continue;
}

/* ---- Pseudo-random bytes ---- */

typedef struct generator {
  uint64_t state;
  uint64_t value;
  unsigned left; /* bytes of `value` not given out yet */
} generator;

static void generator_start(generator *source, uint64_t seed) {
  source->state = seed != 0 ? seed : UINT64_C(0x9E3779B97F4A7C15);
  source->value = 0;
  source->left = 0;
}

static void generate(generator *source, unsigned char *into, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (source->left == 0) {
      uint64_t x = source->state;
      x ^= x >> 12;
      x ^= x << 25;
      x ^= x >> 27;
      source->state = x;
      source->value = x * UINT64_C(2685821657736338717);
      source->left = 8;
    }
    into[i] = (unsigned char)source->value;
    source->value >>= 8;
    source->left--;
  }
}

static void fill(int fd, uint64_t bytes, generator *source, size_t chunk, int64_t pause_ms) {
  while (bytes > 0) {
    size_t length = bytes < chunk ? (size_t)bytes : chunk;
    generate(source, buffer, length);
    write_all(fd, buffer, length);
    bytes -= length;
    if (pause_ms > 0) sleep_ms(pause_ms);
  }
}

/* ---- Words ---- */

static int64_t number(const char *word) {
  char *end;
  errno = 0;
  int64_t value = strtoll(word, &end, 10);
  if (errno != 0 || *word == '\0' || *end != '\0') refuse("not a number", word);
  return value;
}

static int signal_number(const char *word) {
  static const struct {
    const char *name;
    int number;
  } names[] = {{"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT},  {"ABRT", SIGABRT}, {"KILL", SIGKILL},
               {"USR1", SIGUSR1}, {"SEGV", SIGSEGV}, {"USR2", SIGUSR2},  {"PIPE", SIGPIPE}, {"ALRM", SIGALRM},
               {"TERM", SIGTERM}, {"CHLD", SIGCHLD}, {"CONT", SIGCONT},  {"STOP", SIGSTOP}, {"TSTP", SIGTSTP},
               {"TTIN", SIGTTIN}, {"TTOU", SIGTTOU}, {"WINCH", SIGWINCH}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcmp(names[i].name, word) == 0) return names[i].number;
  }
  int64_t value = number(word);
  if (value < 1 || value > 64) refuse("not a signal", word);
  return (int)value;
}

/* "5:1048576" of `fills`. */
static bool is_share(const char *word, int *fd, uint64_t *bytes) {
  char *end;
  long left = strtol(word, &end, 10);
  if (end == word || *end != ':' || left < 0) return false;
  *fd = (int)left;
  *bytes = (uint64_t)number(end + 1);
  return true;
}

/* ---- Signals ---- */

static void on_signal(int number_) {
  int error = errno;
  char text[4] = {(char)('0' + number_ / 10), (char)('0' + number_ % 10), '\n', 0};
  const char *from = number_ < 10 ? text + 1 : text;
  arrived[number_]++;
  if (write(report_fd, from, strlen(from)) < 0) _exit(EXIT_SYSTEM);
  errno = error;
}

static void set_handler(int number_, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  if (sigaction(number_, &action, NULL) != 0) fail("sigaction", "");
}

static void await_signal(int number_) {
  sigset_t block, before;
  sigemptyset(&block);
  sigaddset(&block, number_);
  sigprocmask(SIG_BLOCK, &block, &before);
  set_handler(number_, on_signal);
  while (arrived[number_] == 0) sigsuspend(&before);
  sigprocmask(SIG_SETMASK, &before, NULL);
}

/* ---- Commands with a body of their own ---- */

static void run_fills(char **words, int count, uint64_t seed) {
  struct {
    int fd;
    uint64_t left;
    generator source;
  } shares[16];
  int used = 0;
  for (; used < count; used++) {
    if (used == 16) refuse("too many streams", words[used]);
    is_share(words[used], &shares[used].fd, &shares[used].left);
    generator_start(&shares[used].source, seed + (uint64_t)shares[used].fd);
  }
  for (bool more = true; more;) {
    more = false;
    for (int i = 0; i < used; i++) {
      uint64_t length = shares[i].left < TURN ? shares[i].left : TURN;
      fill(shares[i].fd, length, &shares[i].source, TURN, 0);
      shares[i].left -= length;
      if (shares[i].left > 0) more = true;
    }
  }
}

static void run_lines(int fd, int64_t count, int64_t length) {
  if (length + 1 > CHUNK) refuse("line too long", "lines");
  size_t line = (size_t)length + 1, batch = CHUNK / line;
  for (size_t i = 0; i < batch * line; i++)
    buffer[i] = i % line == line - 1 ? '\n' : (unsigned char)('a' + i % line % 26);
  while (count > 0) {
    size_t now = (size_t)count < batch ? (size_t)count : batch;
    write_all(fd, buffer, now * line);
    count -= (int64_t)now;
  }
}

static void run_append(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) fail("open", path);
  dprintf(fd, "%s\n", text);
  close(fd);
}

static void run_read(const char *command, int fd, int64_t limit) {
  uint64_t count = 0, hash = UINT64_C(0xcbf29ce484222325);
  while (limit != 0) {
    size_t want = limit > 0 && limit < CHUNK ? (size_t)limit : CHUNK;
    size_t moved = read_some(fd, buffer, want);
    if (moved == 0) break;
    for (size_t i = 0; command[0] == 'h' && i < moved; i++) hash = (hash ^ buffer[i]) * UINT64_C(0x100000001b3);
    count += moved;
    if (limit > 0) limit -= (int64_t)moved;
  }
  if (strcmp(command, "count") == 0) print("%" PRIu64 "\n", count);
  if (strcmp(command, "hash") == 0) print("%016" PRIx64 "\n", hash);
}

static void print_fd(int fd) {
  char link[64], target[4096];
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, target, sizeof target - 1);
  target[length > 0 ? length : 0] = '\0';
  int access = flags & O_ACCMODE;
  print("%d %s %s %s\n", fd,
        access == O_RDONLY   ? "r"
        : access == O_WRONLY ? "w"
                             : "rw",
        (flags & O_NONBLOCK) != 0 ? "nonblocking" : "blocking", length > 0 ? target : "?");
}

static int compare_numbers(const void *left, const void *right) { return *(const int *)left - *(const int *)right; }

static void run_fds(void) {
  int list[4096], used = 0;
  DIR *directory = opendir("/proc/self/fd");
  if (directory == NULL) directory = opendir("/dev/fd");
  if (directory == NULL) fail("opendir", "/proc/self/fd");
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    int fd = entry->d_name[0] == '.' ? -1 : atoi(entry->d_name);
    if (fd >= 0 && fd != dirfd(directory) && used < 4096) list[used++] = fd;
  }
  closedir(directory);
  qsort(list, (size_t)used, sizeof list[0], compare_numbers);
  for (int i = 0; i < used; i++) print_fd(list[i]);
}

static void run_signals(void) {
  FILE *status = fopen("/proc/self/status", "re");
  if (status == NULL) fail("open", "/proc/self/status");
  char line[256];
  while (fgets(line, sizeof line, status) != NULL) {
    if (strncmp(line, "SigBlk", 6) == 0 || strncmp(line, "SigIgn", 6) == 0 || strncmp(line, "SigCgt", 6) == 0) {
      write_all(1, line, strlen(line));
    }
  }
  fclose(status);
}

static void run_tty(int fd) {
  struct winsize size;
  if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0) {
    print("no\n");
  } else {
    print("%d %d\n", size.ws_row, size.ws_col);
  }
}

static void run_pipesize(int fd) {
  int size = fcntl(fd, F_GETPIPE_SZ);
  if (size < 0) fail("fcntl", "F_GETPIPE_SZ");
  print("%d\n", size);
}

static void run_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  print("%" PRId64 "\n", (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
}

static void run_busy(int64_t ms) {
  struct timespec now;
  do {
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  } while (now.tv_sec * 1000 + now.tv_nsec / 1000000 < ms);
}

static void run_touch(int64_t bytes) {
  volatile char *memory = malloc((size_t)bytes);
  if (memory == NULL) fail("malloc", "");
  for (int64_t i = 0; i < bytes; i += 4096) memory[i] = 1;
}

static void run_env(const char *name) {
  const char *value = getenv(name);
  if (value != NULL) {
    print("%s=%s\n", name, value);
  } else {
    print("%s\n", name);
  }
}

static void run_cwd(void) {
  char path[4096];
  if (getcwd(path, sizeof path) == NULL) fail("getcwd", "");
  print("%s\n", path);
}

/* ---- The table ---- */

typedef struct command {
  const char *name;
  int words; /* that follow it */
} command;

static const command commands[] = {
    {"write", 2}, {"line", 2},   {"fill", 3},     {"fills", 1},   {"slow", 4},    {"lines", 3}, {"append", 2},
    {"copy", 2},  {"count", 1},  {"hash", 1},     {"drain", 1},   {"take", 2},    {"fds", 0},   {"signals", 0},
    {"pids", 0},  {"ids", 0},    {"cwd", 0},      {"env", 1},     {"environ", 0}, {"args", 0},  {"name", 0},
    {"tty", 1},   {"sleep", 1},  {"busy", 1},     {"forever", 0}, {"ignore", 1},  {"catch", 1}, {"await", 1},
    {"kill", 1},  {"setsid", 0}, {"close", 1},    {"touch", 1},   {"fork", 1},    {"exec", 1},  {"exit", 1},
    {"now", 0},   {"report", 1}, {"pipesize", 1},
};

static int words_of(const char *name) {
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    if (strcmp(commands[i].name, name) == 0) return commands[i].words;
  }
  refuse("no such command", name);
  return 0;
}

static bool is(const char *left, const char *right) { return strcmp(left, right) == 0; }

static bool run_writing(const char *name, char **word) {
  generator source;
  if (is(name, "write")) {
    write_all((int)number(word[0]), word[1], strlen(word[1]));
  } else if (is(name, "line")) {
    size_t length = strlen(word[1]);
    char *text = malloc(length + 1);
    if (text == NULL) fail("malloc", "");
    memcpy(text, word[1], length);
    text[length] = '\n';
    write_all((int)number(word[0]), text, length + 1);
    free(text);
  } else if (is(name, "fill")) {
    generator_start(&source, (uint64_t)number(word[2]));
    fill((int)number(word[0]), (uint64_t)number(word[1]), &source, CHUNK, 0);
  } else if (is(name, "slow")) {
    int64_t chunk = number(word[2]);
    if (chunk < 1 || chunk > CHUNK) refuse("chunk out of range", word[2]);
    generator_start(&source, 1);
    fill((int)number(word[0]), (uint64_t)number(word[1]), &source, (size_t)chunk, number(word[3]));
  } else if (is(name, "lines")) {
    run_lines((int)number(word[0]), number(word[1]), number(word[2]));
  } else if (is(name, "append")) {
    run_append(word[0], word[1]);
  } else {
    return false;
  }
  return true;
}

static bool run_reading(const char *name, char **word) {
  if (is(name, "copy")) {
    for (size_t moved; (moved = read_some((int)number(word[0]), buffer, CHUNK)) > 0;) {
      write_all((int)number(word[1]), buffer, moved);
    }
  } else if (is(name, "count") || is(name, "hash") || is(name, "drain")) {
    run_read(name, (int)number(word[0]), -1);
  } else if (is(name, "take")) {
    run_read(name, (int)number(word[0]), number(word[1]));
  } else {
    return false;
  }
  return true;
}

static bool run_asking(const char *name, char **word) {
  if (is(name, "fds")) {
    run_fds();
  } else if (is(name, "signals")) {
    run_signals();
  } else if (is(name, "pids")) {
    print("%d %d %d %d\n", (int)getpid(), (int)getppid(), (int)getpgrp(), (int)getsid(0));
  } else if (is(name, "ids")) {
    print("%d %d\n", (int)getuid(), (int)getgid());
  } else if (is(name, "cwd")) {
    run_cwd();
  } else if (is(name, "env")) {
    run_env(word[0]);
  } else if (is(name, "environ")) {
    for (char **entry = environ; *entry != NULL; entry++) write_all(1, *entry, strlen(*entry) + 1);
  } else if (is(name, "name")) {
    print("%s\n", own_name);
  } else if (is(name, "tty")) {
    run_tty((int)number(word[0]));
  } else if (is(name, "pipesize")) {
    run_pipesize((int)number(word[0]));
  } else if (is(name, "now")) {
    run_now();
  } else {
    return false;
  }
  return true;
}

static bool run_living(const char *name, char **word) {
  if (is(name, "sleep")) {
    sleep_ms(number(word[0]));
  } else if (is(name, "busy")) {
    run_busy(number(word[0]));
  } else if (is(name, "forever")) {
    for (;;) pause();
  } else if (is(name, "ignore")) {
    set_handler(signal_number(word[0]), SIG_IGN);
  } else if (is(name, "catch")) {
    set_handler(signal_number(word[0]), on_signal);
  } else if (is(name, "report")) {
    report_fd = (sig_atomic_t)number(word[0]);
  } else if (is(name, "await")) {
    await_signal(signal_number(word[0]));
  } else if (is(name, "kill")) {
    if (kill(getpid(), signal_number(word[0])) != 0) fail("kill", word[0]);
  } else if (is(name, "setsid")) {
    if (setsid() < 0) fail("setsid", "");
  } else if (is(name, "close")) {
    if (close((int)number(word[0])) != 0) fail("close", word[0]);
  } else if (is(name, "touch")) {
    run_touch(number(word[0]));
  } else if (is(name, "exit")) {
    _exit((int)number(word[0]));
  } else {
    return false;
  }
  return true;
}

static void run_script(char **words, int count);

/* Commands that use words beyond their own. Returns how many more words are used up. */
static int run_long(const char *name, char **word, int left) {
  int used = 0;
  if (is(name, "fills")) {
    int fd;
    uint64_t bytes;
    while (used + 1 < left && is_share(word[used + 1], &fd, &bytes)) used++;
    run_fills(word + 1, used, (uint64_t)number(word[0]));
  } else if (is(name, "args")) {
    for (; used < left; used++) write_all(1, word[used], strlen(word[used]) + 1);
  } else if (is(name, "fork")) {
    used = (int)number(word[0]);
    if (used < 0 || used > left - 1) refuse("not so many words", word[0]);
    pid_t pid = fork();
    if (pid < 0) fail("fork", "");
    if (pid == 0) {
      run_script(word + 1, used);
      _exit(0);
    }
  } else if (is(name, "exec")) {
    execvp(word[0], word);
    fail("exec", word[0]);
  } else {
    refuse("no such command", name);
  }
  return used;
}

static void run_script(char **words, int count) {
  for (int at = 0; at < count;) {
    const char *name = words[at++];
    int own = words_of(name);
    if (own > count - at) refuse("words are missing after", name);
    char **word = words + at;
    bool done = run_writing(name, word) || run_reading(name, word) || run_asking(name, word) || run_living(name, word);
    at += own;
    if (!done) at += run_long(name, word, count - at + own);
  }
}

int main(int count, char **words) {
  own_name = words[0];
  run_script(words + 1, count - 1);
  _exit(0);
}
