/* Handles: pipes, files, single reads and writes, what stands behind a handle, transfers. */
#include "harness.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/aria-native-XXXXXX";
static char path_text[256];

static const char *path_of(const char *name) {
  snprintf(path_text, sizeof path_text, "%s/%s", folder, name);
  return path_text;
}

static void make_folder(void) { CHECK(mkdtemp(folder) != NULL); }

static void remove_folder(void) { CHECK_EQ(rmdir(folder), 0); }

/* ---- Pipes ---- */

static void pipe_is_private_and_blocking(void) {
  aria_handle ends[2] = {-7, -7};
  CHECK_EQ(aria_pipe(0, ends), 0);
  for (int i = 0; i < 2; i++) {
    CHECK(is_cloexec((int)ends[i]));
    CHECK(!is_nonblocking((int)ends[i]));
  }
  CHECK_EQ(aria_write(ends[1], "hello", 5), 5);
  char text[8];
  CHECK_EQ(aria_read(ends[0], text, sizeof text), 5);
  CHECK(memcmp(text, "hello", 5) == 0);
  CHECK_EQ(aria_close(ends[1]), 0);
  CHECK_EQ(aria_read(ends[0], text, sizeof text), 0);
  CHECK_EQ(aria_close(ends[0]), 0);
}

static void pipe_size_is_a_wish(void) {
  static const uint32_t wishes[] = {1, 4096, 65536, 1 << 20, 0x80000000u, 0xffffffffu};
  for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++) {
    aria_handle ends[2];
    CHECK_EQ(aria_pipe(wishes[i], ends), 0);
    if (wishes[i] == 1 << 20) CHECK_EQ(fcntl((int)ends[0], F_GETPIPE_SZ), 1 << 20);
    CHECK_EQ(aria_close(ends[0]), 0);
    CHECK_EQ(aria_close(ends[1]), 0);
  }
}

static void lower_fd_limit(rlim_t limit, struct rlimit *before) {
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, before), 0);
  struct rlimit now = {limit, before->rlim_max};
  CHECK_EQ(setrlimit(RLIMIT_NOFILE, &now), 0);
}

static void running_out_of_descriptors_is_a_value(void) {
  struct rlimit before;
  lower_fd_limit(3, &before);
  aria_handle ends[2] = {-7, -7}, opened = -7;
  CHECK_EQ(aria_pipe(0, ends), -EMFILE);
  CHECK_EQ(aria_open("/dev/null", ARIA_OPEN_READ, 0, &opened), -EMFILE);
  CHECK_EQ(aria_duplicate(0, &opened), -EMFILE);
  CHECK_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
}

/* ---- Files ---- */

static void open_creates_truncates_appends(void) {
  make_folder();
  const char *path = path_of("file");
  mode_t mask = umask(0);
  aria_handle file;
  CHECK_EQ(aria_open(path, ARIA_OPEN_READ, 0, &file), -ENOENT);
  CHECK_EQ(aria_open(path, ARIA_OPEN_WRITE, 0640, &file), 0);
  CHECK(is_cloexec((int)file));
  struct stat info;
  CHECK_EQ(fstat((int)file, &info), 0);
  CHECK_EQ(info.st_mode & 07777, 0640);
  CHECK_EQ(aria_write(file, "12345", 5), 5);
  CHECK_EQ(aria_close(file), 0);
  CHECK_EQ(aria_open(path, ARIA_OPEN_APPEND, 0600, &file), 0);
  CHECK_EQ(aria_write(file, "67", 2), 2);
  CHECK_EQ(aria_close(file), 0);
  char text[16];
  CHECK_EQ(aria_open(path, ARIA_OPEN_READ, 0, &file), 0);
  CHECK_EQ(aria_read(file, text, sizeof text), 7);
  CHECK(memcmp(text, "1234567", 7) == 0);
  CHECK_EQ(aria_write(file, "x", 1), -EBADF);
  CHECK_EQ(aria_close(file), 0);
  CHECK_EQ(aria_open(path, ARIA_OPEN_WRITE, 0600, &file), 0);
  CHECK_EQ(fstat((int)file, &info), 0);
  CHECK_EQ(info.st_size, 0);
  CHECK_EQ(aria_close(file), 0);
  CHECK_EQ(aria_open(folder, ARIA_OPEN_WRITE, 0600, &file), -EISDIR);
  umask(mask);
  CHECK_EQ(unlink(path), 0);
  remove_folder();
}

static void append_goes_to_the_end_of_two_writers(void) {
  make_folder();
  const char *path = path_of("file");
  aria_handle first, second;
  CHECK_EQ(aria_open(path, ARIA_OPEN_APPEND, 0600, &first), 0);
  CHECK_EQ(aria_open(path, ARIA_OPEN_APPEND, 0600, &second), 0);
  CHECK_EQ(aria_write(first, "a", 1), 1);
  CHECK_EQ(aria_write(second, "b", 1), 1);
  CHECK_EQ(aria_write(first, "c", 1), 1);
  CHECK_EQ(aria_close(first), 0);
  CHECK_EQ(aria_close(second), 0);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  CHECK_TEXT(read_text(file), "abc");
  close_fd(file);
  CHECK_EQ(unlink(path), 0);
  remove_folder();
}

static void duplicate_is_the_same_file(void) {
  pipe_ends ends = make_pipe();
  aria_handle copy = -7;
  CHECK_EQ(aria_duplicate(ends.writer, &copy), 0);
  CHECK(copy != ends.writer);
  CHECK(is_cloexec((int)copy));
  CHECK_EQ(aria_write(copy, "x", 1), 1);
  char text[2];
  CHECK_EQ(aria_read(ends.reader, text, 2), 1);
  CHECK_EQ(aria_close(copy), 0);
  CHECK(is_open(ends.writer));
  close_fd(ends.reader);
  close_fd(ends.writer);
}

static const aria_handle strangers[] = {-1, -2, 900, INT32_MAX, INT64_C(1) << 32, INT64_MAX, INT64_MIN};

static void strangers_are_refused(void) {
  for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
    aria_handle copy;
    char byte = 0;
    CHECK_EQ(aria_close(strangers[i]), -EBADF);
    CHECK_EQ(aria_duplicate(strangers[i], &copy), -EBADF);
    CHECK_EQ(aria_read(strangers[i], &byte, 1), -EBADF);
    CHECK_EQ(aria_write(strangers[i], &byte, 1), -EBADF);
    CHECK_EQ(aria_set_blocking(strangers[i], 1), -EBADF);
    CHECK_EQ(aria_transfer(strangers[i], 0, 1), -EBADF);
    aria_handle_info info = {9, 9, 9, 9};
    CHECK_EQ(aria_inspect(strangers[i], &info), 0);
    CHECK_EQ(info.kind, ARIA_KIND_NONE);
  }
}

/* ---- One read, one write ---- */

static void nonblocking_handles_say_so(void) {
  pipe_ends ends = make_pipe();
  char byte = 0;
  CHECK_EQ(aria_set_blocking(ends.reader, 0), 0);
  CHECK(is_nonblocking(ends.reader));
  CHECK(!is_nonblocking(ends.writer));
  CHECK_EQ(aria_read(ends.reader, &byte, 1), -EAGAIN);
  CHECK_EQ(aria_set_blocking(ends.reader, 1), 0);
  CHECK(!is_nonblocking(ends.reader));
  pattern source;
  pattern_start(&source, 1);
  fill_pipe(ends.writer, &source);
  CHECK_EQ(aria_set_blocking(ends.writer, 0), 0);
  CHECK_EQ(aria_write(ends.writer, &byte, 1), -EAGAIN);
  close_fd(ends.reader);
  close_fd(ends.writer);
}

static void writing_to_nobody_raises_no_signal(void) {
  pipe_ends ends = make_pipe();
  close_fd(ends.reader);
  struct sigaction action;
  CHECK_EQ(sigaction(SIGPIPE, NULL, &action), 0);
  CHECK(action.sa_handler == SIG_DFL);
  for (int i = 0; i < 3; i++) CHECK_EQ(aria_write(ends.writer, "x", 1), -EPIPE);
  CHECK_EQ(sigaction(SIGPIPE, NULL, &action), 0);
  CHECK(action.sa_handler == SIG_DFL);
  close_fd(ends.writer);
}

static void a_pending_sigpipe_of_others_stays(void) {
  sigset_t pipe_signal, before, pending;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  CHECK_EQ(pthread_sigmask(SIG_BLOCK, &pipe_signal, &before), 0);
  pthread_kill(pthread_self(), SIGPIPE);
  pipe_ends ends = make_pipe();
  close_fd(ends.reader);
  CHECK_EQ(aria_write(ends.writer, "x", 1), -EPIPE);
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGPIPE));
  int number;
  CHECK_EQ(sigwait(&pipe_signal, &number), 0);
  CHECK_EQ(pthread_sigmask(SIG_SETMASK, &before, NULL), 0);
  close_fd(ends.writer);
}

static void socket_peer_gone_is_epipe(void) {
  int pair[2];
  CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  close_fd(pair[0]);
  CHECK_EQ(aria_write(pair[1], "x", 1), -EPIPE);
  close_fd(pair[1]);
}

/* ---- Without waiting, on handles whose mode stays as it is ---- */

static void reading_now_never_waits(void) {
  pipe_ends ends = make_pipe();
  char text[8];
  CHECK_EQ(aria_read_now(ends.reader, text, sizeof text), -EAGAIN);
  CHECK_EQ(aria_ready(ends.reader, ARIA_DIRECTION_READ, 0), 0);
  write_all(ends.writer, "hello", 5);
  CHECK_EQ(aria_ready(ends.reader, ARIA_DIRECTION_READ, -1), 1);
  CHECK_EQ(aria_read_now(ends.reader, text, 3), 3);
  CHECK_EQ(aria_read_now(ends.reader, text, sizeof text), 2);
  CHECK_EQ(aria_read_now(ends.reader, text, sizeof text), -EAGAIN);
  CHECK(!is_nonblocking(ends.reader));
  close_fd(ends.writer);
  CHECK_EQ(aria_ready(ends.reader, ARIA_DIRECTION_READ, -1), 1);
  CHECK_EQ(aria_read_now(ends.reader, text, sizeof text), 0);
  close_fd(ends.reader);
}

static void writing_now_never_waits(void) {
  pipe_ends ends = make_pipe();
  unsigned char *bytes = calloc(1, 200000);
  uint64_t total = 0;
  for (;;) {
    int32_t moved = aria_write_now(ends.writer, bytes, 200000);
    if (moved == -EAGAIN) break;
    CHECK(moved > 0);
    total += (uint64_t)moved;
  }
  CHECK_EQ(total, 65536);
  CHECK(!is_nonblocking(ends.writer));
  CHECK_EQ(aria_ready(ends.writer, ARIA_DIRECTION_WRITE, 20), 0);
  CHECK_EQ(read_all(ends.reader, bytes, 65536), 65536);
  CHECK_EQ(aria_ready(ends.writer, ARIA_DIRECTION_WRITE, -1), 1);
  CHECK_EQ(aria_write_now(ends.writer, bytes, 0), 0);
  CHECK_EQ(aria_write_now(ends.writer, bytes, 10), 10);
  close_fd(ends.reader);
  CHECK_EQ(aria_ready(ends.writer, ARIA_DIRECTION_WRITE, -1), 1);
  CHECK_EQ(aria_write_now(ends.writer, bytes, 10), -EPIPE); /* and no signal */
  close_fd(ends.writer);
  free(bytes);
}

static void sockets_and_files_and_null_now(void) {
  int pair[2], null = open_null(), file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  char text[8] = "";
  CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  CHECK_EQ(aria_read_now(pair[0], text, sizeof text), -EAGAIN);
  CHECK_EQ(aria_write_now(pair[1], "abc", 3), 3);
  CHECK_EQ(aria_read_now(pair[0], text, sizeof text), 3);
  close_fd(pair[0]);
  CHECK_EQ(aria_write_now(pair[1], "abc", 3), -EPIPE);
  close_fd(pair[1]);
  CHECK_EQ(aria_read_now(null, text, sizeof text), 0);
  CHECK_EQ(aria_write_now(null, text, sizeof text), sizeof text);
  CHECK_EQ(aria_read_now(file, text, sizeof text), sizeof text);
  CHECK_EQ(aria_ready(file, ARIA_DIRECTION_READ, -1), 1);
  CHECK_EQ(aria_read_now(900, text, 1), -EBADF);
  CHECK_EQ(aria_write_now(900, text, 1), -EBADF);
  CHECK_EQ(aria_ready(900, ARIA_DIRECTION_READ, 0), -EBADF);
  close_fd(null);
  close_fd(file);
}

/* ---- What stands behind ---- */

static void check_kind(int fd, uint32_t kind, bool readable, bool writable) {
  aria_handle_info info = {9, 9, 9, 9};
  CHECK_EQ(aria_inspect(fd, &info), 0);
  CHECK_EQ(info.kind, kind);
  CHECK_EQ(info.readable, readable);
  CHECK_EQ(info.writable, writable);
  CHECK_EQ(info.inherited, !is_cloexec(fd));
}

static void inspect_tells_the_kind(void) {
  pipe_ends ends = make_pipe();
  check_kind(ends.reader, ARIA_KIND_PIPE, true, false);
  check_kind(ends.writer, ARIA_KIND_PIPE, false, true);
  CHECK_EQ(fcntl(ends.reader, F_SETFD, 0), 0);
  check_kind(ends.reader, ARIA_KIND_PIPE, true, false);
  close_fd(ends.reader);
  close_fd(ends.writer);
  int null = open_null();
  check_kind(null, ARIA_KIND_NULL, true, true);
  close_fd(null);
  int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  check_kind(zero, ARIA_KIND_OTHER, true, false);
  close_fd(zero);
  int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  check_kind(file, ARIA_KIND_FILE, true, false);
  close_fd(file);
  int pair[2];
  CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  check_kind(pair[0], ARIA_KIND_SOCKET, true, true);
  close_fd(pair[0]);
  close_fd(pair[1]);
  int event = eventfd(0, EFD_CLOEXEC);
  check_kind(event, ARIA_KIND_OTHER, true, true);
  close_fd(event);
  int master, slave;
  CHECK_EQ(openpty(&master, &slave, NULL, NULL, NULL), 0);
  check_kind(slave, ARIA_KIND_TERMINAL, true, true);
  close_fd(slave);
  close_fd(master);
}

static void own_streams_are_the_first_six(void) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    aria_handle handle = aria_own_stream(i);
    CHECK(handle == (aria_handle)i || handle == ARIA_NO_HANDLE);
    if (i < 3) CHECK_EQ(handle, i);
  }
  CHECK_EQ(aria_own_stream(6), ARIA_NO_HANDLE);
  CHECK_EQ(aria_own_stream(UINT32_MAX), ARIA_NO_HANDLE);
}

/* ---- Transfer ---- */

static int make_file(const char *name, uint64_t length, uint64_t seed) {
  int file = open(path_of(name), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  CHECK(file >= 0);
  unsigned char *bytes = malloc(length + 1);
  pattern source;
  pattern_start(&source, seed);
  pattern_next(&source, bytes, length);
  write_all(file, bytes, length);
  free(bytes);
  CHECK_EQ(lseek(file, 0, SEEK_SET), 0);
  CHECK_EQ(unlink(path_of(name)), 0);
  return file;
}

static uint64_t transfer_all(int from, int to) {
  uint64_t total = 0;
  for (;;) {
    int64_t moved = aria_transfer(from, to, UINT64_C(1) << 40);
    if (moved < 0) FAIL("aria_transfer: %d", (int)moved);
    if (moved == 0) return total;
    total += (uint64_t)moved;
  }
}

static void check_file(int file, uint64_t length, uint64_t seed) {
  unsigned char *bytes = malloc(length + 1);
  CHECK_EQ(lseek(file, 0, SEEK_SET), 0);
  CHECK_EQ(read_all(file, bytes, length + 1), length);
  pattern source;
  pattern_start(&source, seed);
  pattern_check(&source, bytes, length);
  free(bytes);
}

enum { FILE_BYTES = 3 * 1024 * 1024 + 17 };

static void transfer_moves_files_and_pipes(void) {
  make_folder();
  int from = make_file("from", FILE_BYTES, 5), to = make_file("to", 0, 1), between = make_file("between", 0, 1);
  CHECK_EQ(transfer_all(from, between), FILE_BYTES);
  CHECK_EQ(lseek(between, 0, SEEK_SET), 0);
  pipe_ends ends = make_pipe();
  feeder feed;
  feeder_start(&feed, ends.writer, FILE_BYTES, 5, 100000);
  CHECK_EQ(transfer_all(ends.reader, to), FILE_BYTES);
  feeder_join(&feed);
  close_fd(ends.reader);
  check_file(between, FILE_BYTES, 5);
  check_file(to, FILE_BYTES, 5);
  close_fd(from);
  close_fd(to);
  close_fd(between);
  remove_folder();
}

static void transfer_keeps_to_its_length(void) {
  make_folder();
  int from = make_file("from", 1000, 5), to = make_file("to", 0, 1);
  pipe_ends ends = make_pipe();
  CHECK_EQ(aria_transfer(from, ends.writer, 10), 10);
  CHECK_EQ(aria_transfer(ends.reader, to, 4), 4);
  CHECK_EQ(aria_transfer(from, to, 0), 0);
  CHECK_EQ(aria_transfer(ends.reader, to, 6), 6);
  check_file(to, 10, 5);
  CHECK_EQ(lseek(from, 0, SEEK_CUR), 10);
  close_fd(ends.reader);
  CHECK_EQ(aria_transfer(from, ends.writer, 10), -EPIPE);
  close_fd(ends.writer);
  close_fd(from);
  close_fd(to);
  remove_folder();
}

static void transfer_through_sockets_and_null(void) {
  make_folder();
  int from = make_file("from", 100000, 9), to = make_file("to", 0, 1), null = open_null(), pair[2];
  CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  CHECK_EQ(aria_transfer(from, pair[0], 50000), 50000);
  CHECK_EQ(shutdown(pair[0], SHUT_WR), 0);
  CHECK_EQ(transfer_all(pair[1], to), 50000);
  check_file(to, 50000, 9);
  CHECK_EQ(transfer_all(from, null), 50000);
  CHECK_EQ(aria_transfer(null, to, 10), 0);
  close_fd(pair[0]);
  close_fd(pair[1]);
  close_fd(from);
  close_fd(to);
  close_fd(null);
  remove_folder();
}

static void transfer_on_nonblocking_pipes_says_eagain(void) {
  pipe_ends left = make_pipe(), right = make_pipe();
  CHECK_EQ(aria_set_blocking(left.reader, 0), 0);
  CHECK_EQ(aria_set_blocking(right.writer, 0), 0);
  CHECK_EQ(aria_transfer(left.reader, right.writer, 10), -EAGAIN);
  pattern source, mirror;
  pattern_start(&source, 3);
  mirror = source;
  uint64_t before = fill_pipe(right.writer, &source);
  write_all(left.writer, "tail", 4);
  CHECK_EQ(aria_transfer(left.reader, right.writer, 10), -EAGAIN);
  unsigned char *bytes = malloc(before);
  CHECK_EQ(read_all(right.reader, bytes, before), before);
  pattern_check(&mirror, bytes, before);
  free(bytes);
  CHECK_EQ(aria_transfer(left.reader, right.writer, 10), 4);
  char text[8];
  CHECK_EQ(read(right.reader, text, 8), 4);
  CHECK(memcmp(text, "tail", 4) == 0);
  close_fd(left.reader);
  close_fd(left.writer);
  close_fd(right.reader);
  close_fd(right.writer);
}

static const test tests[] = {
    {"pipe_is_private_and_blocking", pipe_is_private_and_blocking, 0},
    {"pipe_size_is_a_wish", pipe_size_is_a_wish, 0},
    {"running_out_of_descriptors_is_a_value", running_out_of_descriptors_is_a_value, TEST_HEAVY},
    {"open_creates_truncates_appends", open_creates_truncates_appends, 0},
    {"append_goes_to_the_end_of_two_writers", append_goes_to_the_end_of_two_writers, 0},
    {"duplicate_is_the_same_file", duplicate_is_the_same_file, 0},
    {"strangers_are_refused", strangers_are_refused, 0},
    {"nonblocking_handles_say_so", nonblocking_handles_say_so, 0},
    {"writing_to_nobody_raises_no_signal", writing_to_nobody_raises_no_signal, 0},
    {"a_pending_sigpipe_of_others_stays", a_pending_sigpipe_of_others_stays, 0},
    {"socket_peer_gone_is_epipe", socket_peer_gone_is_epipe, 0},
    {"reading_now_never_waits", reading_now_never_waits, 0},
    {"writing_now_never_waits", writing_now_never_waits, 0},
    {"sockets_and_files_and_null_now", sockets_and_files_and_null_now, 0},
    {"inspect_tells_the_kind", inspect_tells_the_kind, 0},
    {"own_streams_are_the_first_six", own_streams_are_the_first_six, 0},
    {"transfer_moves_files_and_pipes", transfer_moves_files_and_pipes, 0},
    {"transfer_keeps_to_its_length", transfer_keeps_to_its_length, 0},
    {"transfer_through_sockets_and_null", transfer_through_sockets_and_null, 0},
    {"transfer_on_nonblocking_pipes_says_eagain", transfer_on_nonblocking_pipes_says_eagain, 0},
};
AREA(handles, tests);
