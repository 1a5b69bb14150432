/* The library itself: version, capabilities, layouts, names, clock. */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void abi_is_the_header_s(void) { CHECK_EQ(aria_abi(), ARIA_ABI); }

static void capabilities_agree_with_the_system(void) {
  uint32_t can = aria_capabilities();
  CHECK_EQ(can, aria_capabilities());
  int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
  CHECK_EQ((can & ARIA_CAN_PIDFD) != 0, pidfd >= 0);
  if (pidfd >= 0) close_fd(pidfd);
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  CHECK_EQ((can & ARIA_CAN_PTY) != 0, master >= 0);
  if (master >= 0) close_fd(master);
  pipe_ends ends = make_pipe();
  CHECK_EQ((can & ARIA_CAN_SIZE_PIPES) != 0, fcntl(ends.writer, F_SETPIPE_SZ, 65536) > 0);
  close_fd(ends.reader);
  close_fd(ends.writer);
  CHECK((can & ARIA_CAN_SPLICE) != 0);
  CHECK((can & ARIA_CAN_TEE) != 0);
  CHECK_EQ(can & ARIA_CAN_JOB_OBJECTS, 0);
}

#define SIZE(type)      (uint32_t)sizeof(type)
#define AT(type, field) (uint32_t) offsetof(type, field)

/* In the order of aria.h. */
static const uint32_t layout[] = {
    SIZE(aria_handle_info),
    AT(aria_handle_info, kind),
    AT(aria_handle_info, readable),
    AT(aria_handle_info, writable),
    AT(aria_handle_info, inherited),
    SIZE(aria_reactor_stats),
    AT(aria_reactor_stats, sources),
    AT(aria_reactor_stats, bytes),
    AT(aria_reactor_stats, wakeups),
    AT(aria_reactor_stats, busy_ns),
    SIZE(aria_stream_options),
    AT(aria_stream_options, id),
    AT(aria_stream_options, direction),
    AT(aria_stream_options, overflow),
    AT(aria_stream_options, reserved),
    AT(aria_stream_options, capacity),
    SIZE(aria_span),
    AT(aria_span, base),
    AT(aria_span, mapped),
    AT(aria_span, position),
    AT(aria_span, length),
    AT(aria_span, offset),
    AT(aria_span, gap),
    AT(aria_span, mapping),
    AT(aria_span, state),
    AT(aria_span, error),
    AT(aria_span, over),
    SIZE(aria_stream_stats),
    AT(aria_stream_stats, bytes_in),
    AT(aria_stream_stats, bytes_out),
    AT(aria_stream_stats, operations),
    AT(aria_stream_stats, stalls),
    AT(aria_stream_stats, stalled_ns),
    AT(aria_stream_stats, dropped),
    AT(aria_stream_stats, first_byte_ns),
    AT(aria_stream_stats, last_byte_ns),
    AT(aria_stream_stats, waiting_since_ns),
    AT(aria_stream_stats, state),
    AT(aria_stream_stats, truncated),
    AT(aria_stream_stats, stalled),
    AT(aria_stream_stats, reserved),
    SIZE(aria_stream_plan),
    AT(aria_stream_plan, kind),
    AT(aria_stream_plan, pipe_size),
    AT(aria_stream_plan, value),
    SIZE(aria_spawn_spec),
    AT(aria_spawn_spec, size),
    AT(aria_spawn_spec, flags),
    AT(aria_spawn_spec, program),
    AT(aria_spawn_spec, cwd),
    AT(aria_spawn_spec, args),
    AT(aria_spawn_spec, args_count),
    AT(aria_spawn_spec, env),
    AT(aria_spawn_spec, env_count),
    AT(aria_spawn_spec, uid),
    AT(aria_spawn_spec, gid),
    AT(aria_spawn_spec, keeper),
    AT(aria_spawn_spec, streams),
    SIZE(aria_spawn_result),
    AT(aria_spawn_result, process),
    AT(aria_spawn_result, pid),
    AT(aria_spawn_result, ends),
    AT(aria_spawn_result, step),
    AT(aria_spawn_result, step_stream),
    SIZE(aria_exit),
    AT(aria_exit, ended),
    AT(aria_exit, code),
    AT(aria_exit, signal),
    AT(aria_exit, core_dumped),
    AT(aria_exit, started_unix_ms),
    AT(aria_exit, duration_ns),
    AT(aria_exit, user_us),
    AT(aria_exit, system_us),
    AT(aria_exit, max_rss),
    SIZE(aria_edge_stats),
    AT(aria_edge_stats, bytes_in),
    AT(aria_edge_stats, bytes_out),
    AT(aria_edge_stats, operations),
    AT(aria_edge_stats, stalls),
    AT(aria_edge_stats, stalled_ns),
    AT(aria_edge_stats, first_byte_ns),
    AT(aria_edge_stats, last_byte_ns),
    AT(aria_edge_stats, ended),
    AT(aria_edge_stats, mode),
    AT(aria_edge_stats, error),
    AT(aria_edge_stats, broken),
};

enum { LAYOUT = sizeof layout / sizeof layout[0] };

static void layout_lists_every_struct(void) {
  uint32_t numbers[LAYOUT + 64];
  memset(numbers, 0xff, sizeof numbers);
  CHECK_EQ(aria_layout(numbers, LAYOUT + 64), LAYOUT);
  for (uint32_t i = 0; i < LAYOUT; i++) {
    if (numbers[i] != layout[i]) FAIL("number %u is %u, not %u", i, numbers[i], layout[i]);
  }
  CHECK_EQ(numbers[LAYOUT], 0xffffffff);
}

static void layout_writes_no_more_than_capacity(void) {
  uint32_t numbers[8];
  memset(numbers, 0xff, sizeof numbers);
  CHECK_EQ(aria_layout(numbers, 3), LAYOUT);
  CHECK_EQ(numbers[2], layout[2]);
  CHECK_EQ(numbers[3], 0xffffffff);
  CHECK_EQ(aria_layout(NULL, 0), LAYOUT);
}

static void errors_have_names(void) {
  static const struct {
    int number;
    const char *name;
  } known[] = {{EPERM, "EPERM"},     {ENOENT, "ENOENT"},       {ESRCH, "ESRCH"},     {EINTR, "EINTR"},
               {EIO, "EIO"},         {E2BIG, "E2BIG"},         {EBADF, "EBADF"},     {EAGAIN, "EAGAIN"},
               {ENOMEM, "ENOMEM"},   {EACCES, "EACCES"},       {EINVAL, "EINVAL"},   {EMFILE, "EMFILE"},
               {ETXTBSY, "ETXTBSY"}, {EPIPE, "EPIPE"},         {ENOSYS, "ENOSYS"},   {ELOOP, "ELOOP"},
               {ENOBUFS, "ENOBUFS"}, {ETIMEDOUT, "ETIMEDOUT"}, {ENOTDIR, "ENOTDIR"}, {ENOEXEC, "ENOEXEC"}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    CHECK_TEXT(aria_error_name(known[i].number), known[i].name);
    CHECK(strlen(aria_error_text(known[i].number)) > 3);
    CHECK(aria_error_text(known[i].number) == aria_error_text(known[i].number));
  }
}

static void strange_errors_are_never_null(void) {
  static const int32_t strange[] = {0, -1, 41, 4095, 99999, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
    CHECK(aria_error_name(strange[i]) != NULL);
    CHECK(aria_error_text(strange[i]) != NULL);
  }
}

static void signals_have_names(void) {
  CHECK_EQ(aria_signal_number("TERM"), SIGTERM);
  CHECK_EQ(aria_signal_number("KILL"), SIGKILL);
  CHECK_EQ(aria_signal_number("INT"), SIGINT);
  CHECK_EQ(aria_signal_number("USR1"), SIGUSR1);
  CHECK_EQ(aria_signal_number("WINCH"), SIGWINCH);
  CHECK_EQ(aria_signal_number("NOPE"), 0);
  CHECK_EQ(aria_signal_number(""), 0);
  CHECK_TEXT(aria_signal_name(SIGTERM), "TERM");
  CHECK_TEXT(aria_signal_name(SIGPIPE), "PIPE");
  CHECK(aria_signal_name(0) == NULL);
  CHECK(aria_signal_name(-1) == NULL);
  CHECK(aria_signal_name(9999) == NULL);
  for (int number = 1; number < 32; number++) {
    const char *name = aria_signal_name(number);
    if (name == NULL) FAIL("signal %d has no name", number);
    CHECK_EQ(aria_signal_number(name), number);
  }
}

static void clock_is_monotonic(void) {
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  uint64_t now = aria_now_ns();
  clock_gettime(CLOCK_MONOTONIC, &after);
  CHECK(now >= (uint64_t)before.tv_sec * 1000000000u + (uint64_t)before.tv_nsec);
  CHECK(now <= (uint64_t)after.tv_sec * 1000000000u + (uint64_t)after.tv_nsec);
  double began = (double)aria_now_ns() / 1e6;
  double milliseconds = aria_now_ms();
  CHECK(began <= milliseconds && milliseconds <= (double)aria_now_ns() / 1e6);
}

static volatile sig_atomic_t earlier_handler_ran;

static void earlier_handler(int signal) { earlier_handler_ran = signal; }

static void interrupts_are_counted(void) {
  uint32_t *counters = aria_interrupts();
  uint32_t all = counters[0], before = counters[SIGUSR1];
  CHECK_EQ(aria_interrupts_watch(SIGUSR1), 0);
  CHECK_EQ(aria_interrupts_watch(SIGUSR1), 0);
  for (int i = 0; i < 3; i++) raise(SIGUSR1);
  CHECK_EQ(counters[SIGUSR1], before + 3);
  CHECK_EQ(counters[0], all + 3);
  aria_interrupts_forget(SIGUSR1);
  struct sigaction now;
  CHECK_EQ(sigaction(SIGUSR1, NULL, &now), 0);
  CHECK(now.sa_handler == SIG_DFL);
}

static void a_default_effect_with_flags_is_no_handler(void) {
  struct sigaction flagged = {.sa_handler = SIG_DFL, .sa_flags = SA_SIGINFO}, before;
  CHECK_EQ(sigaction(SIGUSR1, &flagged, &before), 0);
  uint32_t counted = aria_interrupts()[SIGUSR1];
  CHECK_EQ(aria_interrupts_watch(SIGUSR1), 0);
  raise(SIGUSR1);
  CHECK_EQ(aria_interrupts()[SIGUSR1], counted + 1);
  aria_interrupts_forget(SIGUSR1);
  CHECK_EQ(sigaction(SIGUSR1, &before, NULL), 0);
}

static void an_earlier_handler_is_called_too(void) {
  struct sigaction earlier = {.sa_handler = earlier_handler}, before;
  CHECK_EQ(sigaction(SIGUSR2, &earlier, &before), 0);
  CHECK_EQ(aria_interrupts_watch(SIGUSR2), 0);
  raise(SIGUSR2);
  CHECK_EQ(earlier_handler_ran, SIGUSR2);
  aria_interrupts_forget(SIGUSR2);
  CHECK_EQ(sigaction(SIGUSR2, &before, &earlier), 0);
  CHECK(earlier.sa_handler == earlier_handler);
}

static void a_handler_on_top_is_left_in_place(void) {
  struct sigaction top = {.sa_handler = earlier_handler}, now;
  CHECK_EQ(aria_interrupts_watch(SIGUSR2), 0);
  CHECK_EQ(sigaction(SIGUSR2, &top, NULL), 0);
  aria_interrupts_forget(SIGUSR2);
  CHECK_EQ(sigaction(SIGUSR2, NULL, &now), 0);
  CHECK(now.sa_handler == earlier_handler);
}

static void ignored_and_impossible_signals_are_refused(void) {
  struct sigaction ignoring = {.sa_handler = SIG_IGN}, before, now;
  CHECK_EQ(sigaction(SIGHUP, &ignoring, &before), 0);
  CHECK_EQ(aria_interrupts_watch(SIGHUP), -EALREADY);
  CHECK_EQ(sigaction(SIGHUP, NULL, &now), 0);
  CHECK(now.sa_handler == SIG_IGN);
  CHECK_EQ(sigaction(SIGHUP, &before, NULL), 0);
  CHECK_EQ(aria_interrupts_watch(0), -EINVAL);
  CHECK_EQ(aria_interrupts_watch(ARIA_SIGNALS), -EINVAL);
  CHECK_EQ(aria_interrupts_watch(SIGKILL), -EINVAL);
}

static const test tests[] = {
    {"interrupts_are_counted", interrupts_are_counted, 0},
    {"a_default_effect_with_flags_is_no_handler", a_default_effect_with_flags_is_no_handler, 0},
    {"an_earlier_handler_is_called_too", an_earlier_handler_is_called_too, 0},
    {"a_handler_on_top_is_left_in_place", a_handler_on_top_is_left_in_place, 0},
    {"ignored_and_impossible_signals_are_refused", ignored_and_impossible_signals_are_refused, 0},
    {"abi_is_the_header_s", abi_is_the_header_s, 0},
    {"capabilities_agree_with_the_system", capabilities_agree_with_the_system, 0},
    {"layout_lists_every_struct", layout_lists_every_struct, 0},
    {"layout_writes_no_more_than_capacity", layout_writes_no_more_than_capacity, 0},
    {"errors_have_names", errors_have_names, 0},
    {"strange_errors_are_never_null", strange_errors_are_never_null, 0},
    {"signals_have_names", signals_have_names, 0},
    {"clock_is_monotonic", clock_is_monotonic, 0},
};
AREA(library, tests);
