/* The walk through failures: each scenario is run again and again, and each time another call of the library fails: the
 * first pipe2, the second, and so on, until a run meets none. Every run must end in time, leave no descriptor, process
 * or thread, and either succeed with every byte right or say the error that was injected.
 *
 * The calls fail by the preloaded faults.c; those that the library makes without the C library, by a seccomp filter.
 */
#include "harness.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a scenario came to: 0 and every check passed, or a positive errno and where. */
typedef struct outcome {
  int error;
  uint32_t step; /* of a spawn */
} outcome;

typedef outcome (*scenario)(void);

static outcome edge_by_tee(void);

typedef struct fault {
  const char *call;
  const char *error;
  int number; /* the errno that may come out; 0: none may, the library must cope */
  int also;   /* another one that may */
} fault;

static const fault faults[] = {
    {"pipe2", "EMFILE", EMFILE, 0},
    {"memfd_create", "EMFILE", EMFILE, 0},
    {"ftruncate", "ENOSPC", ENOSPC, 0},
    {"mmap", "ENOMEM", ENOMEM, 0},
    {"mprotect", "ENOMEM", ENOMEM, 0},
    {"mremap", "ENOMEM", ENOMEM, 0},
    {"epoll_create1", "EMFILE", EMFILE, 0},
    {"epoll_ctl", "ENOSPC", ENOSPC, 0},
    {"epoll_ctl", "ENOMEM", ENOMEM, 0},
    {"eventfd", "EMFILE", EMFILE, 0},
    {"epoll_wait", "EINTR", 0, 0},
    {"poll", "EINTR", 0, 0},
    {"socketpair", "EMFILE", EMFILE, 0},
    {"sendmsg", "ENOBUFS", ENOBUFS, 0},
    {"sendmsg", "EINTR", 0, 0},
    {"sendmsg", "EPIPE", EPIPE, 0},
    {"recv", "EINTR", 0, ENOEXEC},
    {"posix_openpt", "ENOSPC", ENOSPC, 0},
    {"ioctl", "EIO", EIO, 0},
    {"fstat", "ENOMEM", ENOMEM, 0},
    {"open", "EMFILE", EMFILE, 0},
    {"open", "EINTR", 0, EINTR},
    {"F_SETPIPE_SZ", "EPERM", 0, 0},
    {"F_DUPFD_CLOEXEC", "EMFILE", EMFILE, 0},
    {"fcntl", "EPERM", EPERM, 0},
    {"prctl", "EPERM", 0, EPERM},
    {"syscall", "ENOSYS", 0, ENOSYS},
    {"sigaction", "EINVAL", 0, EINVAL},
    {"malloc", "ENOMEM", ENOMEM, 0},
    {"calloc", "ENOMEM", ENOMEM, 0},
    {"pthread_create", "EAGAIN", EAGAIN, 0},
    {"read", "ENOMEM", ENOMEM, 0},
    {"read", "EINTR", 0, 0},
    {"read", "EAGAIN", 0, EAGAIN},
    {"read", "SHORT", 0, 0},
    {"write", "EIO", EIO, 0},
    {"write", "EINTR", 0, 0},
    {"write", "EAGAIN", 0, EAGAIN},
    {"write", "SHORT", 0, 0},
    {"splice", "EIO", EIO, 0},
    {"splice", "ENOMEM", ENOMEM, 0},
    {"splice", "EINVAL", 0, 0},
    {"splice", "EINTR", 0, 0},
    {"splice", "EAGAIN", 0, 0},
    {"splice", "SHORT", 0, 0},
    {"tee", "ENOMEM", ENOMEM, 0},
    {"tee", "EINVAL", 0, 0},
    {"tee", "EINTR", 0, 0},
    {"tee", "EAGAIN", 0, 0},
    {"tee", "SHORT", 0, 0},
    {"sendfile", "EIO", EIO, 0},
    {"sendfile", "SHORT", 0, 0},
    {"socket", "EMFILE", EMFILE, 0},
    {"fchmod", "EPERM", EPERM, 0},
    {"bind", "ENOSPC", ENOSPC, 0},
    {"listen", "ENOBUFS", ENOBUFS, 0},
    {"getsockname", "ENOBUFS", ENOBUFS, 0},
    {"setsockopt", "ENOMEM", ENOMEM, 0},
    {"getsockopt", "ENOMEM", ENOMEM, 0},
    {"accept4", "EMFILE", EMFILE, 0},
    {"accept4", "EINTR", 0, 0},
    {"accept4", "ECONNABORTED", 0, 0},
    {"ppoll", "EINTR", 0, 0},
    {"ppoll", "ENOMEM", 0, 0},
    {"clock_gettime", "EINVAL", ESRCH, 0},
};

static void (*arm)(const char *rules);
static unsigned (*hits)(void);

static void find_shim(void) {
  *(void **)(void *)&arm = dlsym(RTLD_DEFAULT, "aria_fault_arm");
  *(void **)(void *)&hits = dlsym(RTLD_DEFAULT, "aria_fault_hits");
  if (arm == NULL || hits == NULL) FAIL("preload the fault shim");
}

/* ---- The walk ------------------------------------------------------------------------------------------------------
 */

typedef struct attempt {
  outcome result;
  unsigned hits;
  bool finished;
  char left[1024];
} attempt;

static attempt *shared;

/* What a run leaves may go a moment later: a thread that reaps, a process that is being killed. */
static void check_left(const resources *before) {
  resources after;
  for (int i = 0; i < 500; i++) {
    resources_count(&after);
    if (!resources_differ(before, &after, shared->left, sizeof shared->left)) return;
    rest();
  }
}

static void run_attempt(scenario run, const char *rules) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  alarm(8); /* a run that hangs dies of it */
  resources before;
  resources_count(&before);
  arm(rules);
  shared->result = run();
  shared->hits = hits();
  arm(NULL);
  check_left(&before);
  shared->finished = true;
  _exit(0);
}

static int faulty, obeyed; /* runs that went wrong; runs in which a call failed as told */

/* Says on stderr what is wrong with a run; the walk goes on. */
static void complain(const char *rules, const char *format, ...) {
  va_list list;
  va_start(list, format);
  fprintf(stderr, "%s: ", rules);
  vfprintf(stderr, format, list);
  fprintf(stderr, "\n");
  va_end(list);
  faulty++;
}

static void judge(const fault *one, const char *rules, int status) {
  int error = shared->result.error;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
    complain(rules, "does not end");
  } else if (WIFSIGNALED(status)) {
    complain(rules, "signal %d", WTERMSIG(status));
  } else if (!shared->finished) {
    complain(rules, "%s", check_message());
  } else if (shared->left[0] != '\0') {
    complain(rules, "left behind:%s", shared->left);
  } else if (error != 0 && error != one->number && error != one->also) {
    complain(rules, "the error is %d (%s) at step %u", error, strerror(error), shared->result.step);
  }
}

/* Runs the scenario once with these rules. Returns whether a call failed, and the next one of its kind is to be tried.
 */
static bool try_once(scenario run, const fault *one, const char *rules) {
  memset(shared, 0, sizeof *shared);
  pid_t pid = fork();
  if (pid == 0) run_attempt(run, rules);
  int status;
  CHECK_EQ(waitpid(pid, &status, 0), pid);
  int before = faulty;
  judge(one, rules, status);
  if (shared->hits > 0) obeyed++;
  return shared->hits > 0 && faulty == before; /* one complaint about each kind of call is enough */
}

/* Calls that a kernel cannot fail so: a tee that may not wait is not interrupted, and once the first tee of a round has
 * found bytes, the lanes, empty and all of one size, take the same, at once. */
static bool is_possible(scenario run, const fault *one, int number) {
  static const char *const passing[] = {"EINVAL", "EINTR", "EAGAIN", "SHORT"};
  if (run != edge_by_tee || (strcmp(one->call, "tee") != 0 && strcmp(one->call, "splice") != 0)) return true;
  if (strcmp(one->call, "tee") == 0 && number == 1 && strcmp(one->error, "EINTR") != 0) return true;
  for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++) {
    if (strcmp(one->error, passing[i]) == 0) return false;
  }
  return true;
}

enum { WALK_LIMIT = 60 }; /* of one kind of call; a stream makes as many as it likes */

static void walk(scenario run) {
  find_shim();
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(shared != MAP_FAILED);
  fault none = {"", "", 0, 0};
  try_once(run, &none, ""); /* it must work without faults */
  CHECK_EQ(shared->result.error, 0);
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    for (int number = 1; number <= WALK_LIMIT && is_possible(run, &faults[i], number); number++) {
      char rules[64];
      snprintf(rules, sizeof rules, "%s:%d:%s", faults[i].call, number, faults[i].error);
      if (!try_once(run, &faults[i], rules)) break;
    }
  }
  CHECK(obeyed > 0);
  if (faulty > 0) FAIL("%d kinds of failing calls are not handled (%d runs with a failing call)", faulty, obeyed);
}

/* ---- Scenarios: spawning ------------------------------------------------------------------------------------------
 */

static outcome spawn_failed(int32_t error, const aria_spawn_result *result) {
  CHECK(error < 0);
  CHECK(result->step != ARIA_STEP_NONE);
  CHECK_EQ(result->process, 0);
  for (int i = 0; i < 6; i++) CHECK_EQ(result->ends[i], ARIA_NO_HANDLE);
  return (outcome){-error, result->step};
}

/* The end of a process; EAGAIN from a wait that cannot start a thread is none. */
static outcome await(aria_process *process) {
  aria_exit status = {0};
  int32_t ended = aria_process_wait(process, 10000);
  if (ended < 0) {
    aria_process_signal(process, SIGKILL, ARIA_SCOPE_PROCESS);
    aria_process_close(process);
    return (outcome){-ended, 0};
  }
  CHECK_EQ(ended, 1);
  CHECK_EQ(aria_process_exit(process, &status), 1);
  aria_process_close(process);
  CHECK_EQ(status.signal, 0);
  CHECK_EQ(status.code, 0);
  return (outcome){0, 0};
}

static outcome spawn_with_pipes(void) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("line", "2", "two", "line", "3", "three", "line", "5", "five", "copy", "0", "1"));
  request_pipes(&wish, "012345");
  request_spec(&wish)->streams[1].pipe_size = 1 << 20;
  int32_t error = request_spawn(&wish, NULL, &result);
  if (error != 0) return spawn_failed(error, &result);
  write_all((int)result.ends[0], "hello", 5);
  close_fd((int)result.ends[0]);
  CHECK_TEXT(read_text((int)result.ends[1]), "hello");
  CHECK_TEXT(read_text((int)result.ends[5]), "five\n");
  for (int i = 1; i < 6; i++) close_fd((int)result.ends[i]);
  return await(process_of(&result));
}

static outcome spawn_with_nothing(void) {
  request wish;
  aria_spawn_result result;
  request_program(&wish, "true", NO_WORDS);
  request_env(&wish, WORDS("ARIA_TEST=1"));
  int32_t error = request_spawn(&wish, NULL, &result);
  if (error != 0) return spawn_failed(error, &result);
  return await(process_of(&result));
}

static outcome spawn_on_a_terminal(void) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("line", "1", "hello"));
  for (uint32_t i = 0; i < 3; i++) request_stream(&wish, i, ARIA_PLAN_PTY, 24 << 16 | 80);
  int32_t error = request_spawn(&wish, NULL, &result);
  if (error != 0) return spawn_failed(error, &result);
  CHECK_TEXT(read_text((int)result.ends[0]), "hello\r\n");
  close_fd((int)result.ends[0]);
  return await(process_of(&result));
}

static outcome spawn_that_fails(void) {
  request wish;
  aria_spawn_result result;
  request_program(&wish, "/nonexistent", NO_WORDS);
  request_pipes(&wish, "012345");
  int32_t error = request_spawn(&wish, NULL, &result);
  outcome failed = spawn_failed(error, &result);
  return failed.error == ENOENT && failed.step == ARIA_STEP_EXEC ? (outcome){0, 0} : failed;
}

static outcome spawn_and_let_go(void) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("drain", "0"));
  request_pipes(&wish, "0");
  int32_t error = request_spawn(&wish, NULL, &result);
  if (error != 0) return spawn_failed(error, &result);
  aria_process_close(process_of(&result)); /* while it runs */
  close_fd((int)result.ends[0]);
  for (int i = 0; i < 1000 && process_state((pid_t)result.pid) != 0; i++) {
    rest();
    /* Without a thread to be had it stays a zombie until we end; that much is allowed, and is reaped here. */
    if (hits() > 0 && process_state((pid_t)result.pid) == 'Z') waitpid((pid_t)result.pid, NULL, 0);
  }
  CHECK_EQ(process_state((pid_t)result.pid), 0);
  return (outcome){0, 0};
}

static outcome watch_a_process(void) {
  int32_t error = 0;
  aria_reactor *reactor = aria_reactor_create(&error);
  if (reactor == NULL) return (outcome){-error, 0};
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("sleep", "10"));
  error = request_spawn(&wish, NULL, &result);
  if (error != 0) {
    aria_reactor_destroy(reactor);
    return spawn_failed(error, &result);
  }
  aria_process *process = process_of(&result);
  CHECK_EQ(aria_process_watch(process, reactor, 1), 0);
  aria_exit status;
  for (int i = 0; i < 1000 && aria_process_exit(process, &status) == 0; i++) aria_reactor_run(reactor, 10);
  CHECK_EQ(status.ended, 1);
  bool killed = status.signal == SIGKILL; /* where it cannot be watched, it must not be lost from sight */
  CHECK(killed ? hits() > 0 : status.code == 0);
  aria_process_close(process);
  aria_reactor_destroy(reactor);
  return (outcome){0, 0};
}

/* ---- Scenarios: streams ---------------------------------------------------------------------------------------------
 */

enum { BYTES = 400000, RING = 65536 };

typedef enum { BY_READING, BY_COLLECTING, BY_ATTACHING, BY_DISCARDING, BY_ASKING } reading;

/* A question that nobody reads, and a look at what comes meanwhile. 0, or a negative errno. */
static int32_t ask(aria_reactor *reactor, aria_stream *answers) {
  pipe_ends ends = make_pipe();
  aria_stream_options options = {.id = 2, .direction = ARIA_DIRECTION_WRITE, .capacity = RING};
  int32_t error = 0;
  uint32_t waited_ns;
  aria_span span;
  aria_stream *questions = aria_stream_open(reactor, ends.writer, &options, &error);
  if (questions != NULL) {
    int32_t written = aria_stream_exchange(questions, "question", 8, answers, 100, &span, &waited_ns);
    aria_stream_release(answers);
    CHECK(written == 8 || written < 0);
    error = written < 0 ? written : 0;
    aria_stream_close(questions);
  }
  settle(reactor);
  close_fd(ends.reader);
  return error;
}

static outcome read_stream(aria_reactor *reactor, int end, reading how) {
  aria_stream_options options = {.id = 1, .capacity = RING};
  int32_t error = 0;
  aria_stream *stream = aria_stream_open(reactor, end, &options, &error);
  if (stream == NULL) {
    settle(reactor);
    CHECK(!is_open(end)); /* taken, also on failure */
    return (outcome){-error, 0};
  }
  if (how == BY_COLLECTING) aria_stream_collect(stream, 1 << 20, ARIA_COLLECT_ALL);
  if (how == BY_ATTACHING) aria_stream_collect(stream, 1 << 20, ARIA_COLLECT_UNTIL_READ);
  if (how == BY_DISCARDING) aria_stream_discard(stream);
  pattern source;
  pattern_start(&source, 7);
  uint64_t seen = 0;
  aria_span span = {0};
  for (int i = 0;; i++) {
    aria_reactor_run(reactor, 5);
    if (how == BY_ASKING && (error = ask(reactor, stream)) < 0) break;
    if (how == BY_ATTACHING && i == 3) aria_stream_attach(stream);
    span = span_of(stream);
    pattern_check(&source, span_bytes(&span), span.length);
    seen += span.length;
    aria_stream_consume(stream, span.length);
    bool over = how == BY_DISCARDING ? span.over : span.state != ARIA_STREAM_OPEN && span.length == 0;
    if (over) break;
  }
  if (span.state == ARIA_STREAM_ENDED && how != BY_DISCARDING && error == 0) CHECK_EQ(seen, BYTES);
  outcome result = {span.state == ARIA_STREAM_FAILED ? span.error : -error, 0};
  aria_stream_close(stream);
  return result;
}

static outcome read_by(reading how) {
  int32_t error = 0;
  aria_reactor *reactor = aria_reactor_create(&error);
  if (reactor == NULL) return (outcome){-error, 0};
  pipe_ends ends = make_pipe();
  feeder feed;
  feeder_start(&feed, ends.writer, BYTES, 7, 30000);
  outcome result = read_stream(reactor, ends.reader, how);
  aria_reactor_destroy(reactor); /* closes the end: the writer does not hang */
  feeder_join(&feed);
  if (result.error == 0) CHECK_EQ(feed.error, 0);
  return result;
}

static outcome read_by_reading(void) { return read_by(BY_READING); }

static outcome read_by_collecting(void) { return read_by(BY_COLLECTING); }

static outcome read_by_attaching(void) { return read_by(BY_ATTACHING); }

static outcome read_by_discarding(void) { return read_by(BY_DISCARDING); }

static outcome read_by_asking(void) { return read_by(BY_ASKING); }

static outcome write_stream(void) {
  int32_t error = 0;
  aria_reactor *reactor = aria_reactor_create(&error);
  if (reactor == NULL) return (outcome){-error, 0};
  pipe_ends ends = make_pipe();
  aria_stream_options options = {.id = 1, .direction = ARIA_DIRECTION_WRITE, .capacity = RING};
  aria_stream *stream = aria_stream_open(reactor, ends.writer, &options, &error);
  if (stream == NULL) {
    settle(reactor);
    CHECK(!is_open(ends.writer));
    close_fd(ends.reader);
    aria_reactor_destroy(reactor);
    return (outcome){-error, 0};
  }
  sinker sink;
  sinker_start(&sink, ends.reader, 7, 20000);
  pattern source;
  pattern_start(&source, 7);
  unsigned char piece[20000];
  int32_t taken = 0;
  for (uint64_t written = 0; written < BYTES && taken >= 0; written += sizeof piece) {
    pattern_next(&source, piece, sizeof piece);
    for (uint32_t done = 0; done < sizeof piece && taken >= 0; done += (uint32_t)(taken > 0 ? taken : 0)) {
      taken = aria_stream_write(stream, piece + done, (uint32_t)sizeof piece - done);
      if (taken <= 0) aria_reactor_run(reactor, 5);
    }
  }
  aria_stream_end(stream);
  for (int i = 0; i < 1000 && span_of(stream).state == ARIA_STREAM_OPEN && taken >= 0; i++)
    aria_reactor_run(reactor, 10);
  aria_span span = span_of(stream);
  aria_stream_close(stream);
  aria_reactor_destroy(reactor);
  sinker_join(&sink);
  CHECK(!sink.wrong);
  if (taken < 0) return (outcome){-taken, 0};
  CHECK(span.state != ARIA_STREAM_OPEN);
  if (span.state == ARIA_STREAM_ENDED) CHECK_EQ(sink.got, BYTES);
  return (outcome){span.state == ARIA_STREAM_FAILED ? span.error : 0, 0};
}

/* Runs the reactor until so many bytes can be read or the stream has failed; what it failed with. */
static int await_length(aria_reactor *reactor, aria_stream *stream, uint64_t length) {
  PUMP(reactor, span_of(stream).length == length || span_of(stream).state == ARIA_STREAM_FAILED);
  aria_span span = span_of(stream);
  return span.state == ARIA_STREAM_FAILED ? span.error : 0;
}

/* A question that nobody answers in time; then an answer, which is there whoever has read it. */
static int ask_twice(aria_reactor *reactor, aria_stream *questions, aria_stream *answers, int there, int back) {
  enum { WAIT_US = 300 };
  aria_span span;
  uint32_t waited_ns;
  char question[9] = "";
  write_all(back, "warm", 4); /* the ring is made when the reactor reads the first byte */
  int error = await_length(reactor, answers, 4);
  if (error != 0) return error;
  int32_t written = aria_stream_exchange(questions, "question", 8, answers, WAIT_US, &span, &waited_ns);
  if (written < 0) return -written;
  CHECK_EQ(written, 8);
  CHECK_EQ(span.length, 4);
  write_all(back, "answer", 6);
  CHECK_EQ(aria_stream_exchange(questions, NULL, 0, answers, WAIT_US, &span, &waited_ns), 0);
  CHECK(span.length == 10 || hits() > 0);
  aria_stream_release(answers);
  error = await_length(reactor, answers, 10);
  if (error != 0) return error;
  span = span_of(answers);
  CHECK(memcmp(span_bytes(&span), "warmanswer", 10) == 0);
  PUMP(reactor, aria_stream_flush(questions));
  span = span_of(questions);
  if (span.state == ARIA_STREAM_FAILED) return span.error;
  CHECK_EQ(read(there, question, 8), 8);
  CHECK_TEXT(question, "question");
  return 0;
}

static outcome ask_and_wait(void) {
  int32_t error = 0;
  aria_reactor *reactor = aria_reactor_create(&error);
  if (reactor == NULL) return (outcome){-error, 0};
  pipe_ends there = make_pipe(), back = make_pipe();
  aria_stream_options writes = {.id = 1, .direction = ARIA_DIRECTION_WRITE, .capacity = RING};
  aria_stream_options reads = {.id = 2, .capacity = RING};
  aria_stream *questions = aria_stream_open(reactor, there.writer, &writes, &error), *answers = NULL;
  if (questions == NULL) close_fd(back.reader);
  else answers = aria_stream_open(reactor, back.reader, &reads, &error);
  outcome result = {-error, 0};
  if (answers != NULL) result.error = ask_twice(reactor, questions, answers, there.reader, back.writer);
  if (answers != NULL) aria_stream_close(answers);
  if (questions != NULL) aria_stream_close(questions);
  aria_reactor_destroy(reactor);
  close_fd(there.reader);
  close_fd(back.writer);
  return result;
}

/* ---- Scenarios: sockets
 * ---------------------------------------------------------------------------------------------- */

/* Somebody comes and is let in. 0, or a negative errno. */
static int32_t let_one_in(aria_handle listener, const struct sockaddr *address, socklen_t size) {
  aria_handle connection = ARIA_NO_HANDLE;
  int client = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK_EQ(connect(client, address, size), 0);
  CHECK_EQ(aria_ready(listener, ARIA_DIRECTION_READ, 5000), 1);
  int32_t error = aria_accept(listener, &connection);
  CHECK_EQ(connection != ARIA_NO_HANDLE, error == 0);
  if (error == 0) {
    char byte = 0;
    write_all(client, "a", 1);
    CHECK_EQ(aria_ready(connection, ARIA_DIRECTION_READ, 5000), 1);
    CHECK_EQ(read((int)connection, &byte, 1), 1);
    CHECK_EQ(byte, 'a');
    CHECK_EQ(aria_close(connection), 0);
  }
  close_fd(client);
  return error;
}

static outcome listen_at_a_path(void) {
  char folder[] = "/tmp/aria_faults_XXXXXX";
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  aria_handle listener = ARIA_NO_HANDLE;
  CHECK(mkdtemp(folder) != NULL);
  snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", folder);
  int32_t error = aria_listen_unix(address.sun_path, &listener);
  CHECK_EQ(listener != ARIA_NO_HANDLE, error == 0);
  bool left = error != 0 && unlink(address.sun_path) == 0; /* a file where nobody listens */
  if (error == 0) {
    error = let_one_in(listener, (const struct sockaddr *)&address, sizeof address);
    CHECK_EQ(aria_close(listener), 0);
    CHECK_EQ(unlink(address.sun_path), 0);
  }
  CHECK_EQ(rmdir(folder), 0);
  CHECK(!left);
  return (outcome){-error, 0};
}

static outcome listen_at_a_port(void) {
  uint16_t port = 0;
  aria_handle listener = ARIA_NO_HANDLE;
  int32_t error = aria_listen_tcp("127.0.0.1", &port, &listener);
  CHECK_EQ(listener != ARIA_NO_HANDLE, error == 0);
  if (error < 0) return (outcome){-error, 0};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  error = let_one_in(listener, (const struct sockaddr *)&address, sizeof address);
  CHECK_EQ(aria_close(listener), 0);
  return (outcome){-error, 0};
}

/* ---- Scenarios: edges
 * ------------------------------------------------------------------------------------------------ */

/* The source is a large pipe, filled before the edge begins: one tee takes more than a small pipe holds. */
static outcome run_edge(uint32_t count, uint32_t mode) {
  int32_t error = 0;
  aria_reactor *reactor = aria_reactor_create(&error);
  if (reactor == NULL) return (outcome){-error, 0};
  pipe_ends from = make_pipe(), to[3];
  aria_handle handles[3];
  fcntl(from.writer, F_SETPIPE_SZ, 1 << 20);
  feeder feed;
  sinker sinks[3];
  feeder_start(&feed, from.writer, BYTES, 7, 30000);
  for (int i = 0; i < 100; i++) {
    int waiting = 0;
    if (ioctl(from.reader, FIONREAD, &waiting) == 0 && waiting == BYTES) break;
    rest();
  }
  for (uint32_t i = 0; i < count; i++) {
    to[i] = make_pipe();
    handles[i] = to[i].writer;
  }
  for (uint32_t i = 0; i < count; i++) sinker_start(&sinks[i], to[i].reader, 7, 20000);
  aria_edge *edge = aria_edge_open(reactor, 1, from.reader, handles, count, mode, &error);
  aria_edge_stats stats = {.error = -error};
  uint64_t delivered[3] = {0};
  if (edge != NULL) {
    for (int i = 0; i < 1000 && !stats.ended; i++) {
      aria_reactor_run(reactor, 10);
      aria_edge_read_stats(edge, &stats);
    }
    CHECK_EQ(stats.ended, 1);
    for (uint32_t i = 0; i < count; i++) delivered[i] = aria_edge_delivered(edge, i);
    aria_edge_close(edge);
  } else {
    CHECK(error < 0);
    settle(reactor);
    CHECK(!is_open(from.reader));
  }
  aria_reactor_destroy(reactor);
  feeder_join(&feed);
  for (uint32_t i = 0; i < count; i++) {
    sinker_join(&sinks[i]);
    CHECK(!sinks[i].wrong);
    CHECK_EQ(sinks[i].got, delivered[i]); /* exact, also when it failed */
    if (stats.error == 0) CHECK_EQ(sinks[i].got, BYTES);
  }
  return (outcome){stats.error, 0};
}

static outcome edge_by_splice(void) { return run_edge(1, ARIA_EDGE_AUTO); }

static outcome edge_by_copy(void) { return run_edge(1, ARIA_EDGE_COPY); }

static outcome edge_by_tee(void) { return run_edge(3, ARIA_EDGE_AUTO); }

static outcome edge_by_copy_to_three(void) { return run_edge(3, ARIA_EDGE_COPY); }

/* ---- Scenarios: the rest
 * --------------------------------------------------------------------------------------------- */

static outcome watch_a_handle(void) {
  int32_t error = 0;
  aria_reactor *reactor = aria_reactor_create(&error);
  if (reactor == NULL) return (outcome){-error, 0};
  pipe_ends ends = make_pipe();
  aria_watch *watch = aria_watch_open(reactor, ends.reader, ARIA_DIRECTION_READ, 4, &error);
  int32_t told = 0;
  if (watch != NULL) {
    write_all(ends.writer, "x", 1);
    aria_watch_wait(watch);
    for (int i = 0; i < 500 && told == 0; i++) told = aria_reactor_run(reactor, 10);
    CHECK_EQ(told, 1);
    aria_watch_close(watch);
  }
  aria_reactor_destroy(reactor);
  close_fd(ends.reader);
  close_fd(ends.writer);
  return (outcome){watch == NULL ? -error : 0, 0};
}

static outcome start_a_keeper(void) {
  int32_t error = 0;
  aria_keeper *keeper = aria_keeper_start(given.library, &error);
  if (keeper == NULL) return (outcome){-error, 0};
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("drain", "0"));
  request_pipes(&wish, "0");
  error = request_spawn(&wish, NULL, &result);
  if (error != 0) {
    aria_keeper_close(keeper);
    return spawn_failed(error, &result);
  }
  int32_t added = aria_keeper_add(keeper, process_of(&result));
  int32_t dropped = aria_keeper_drop(keeper, process_of(&result));
  aria_keeper_close(keeper);
  close_fd((int)result.ends[0]);
  outcome end = await(process_of(&result));
  if (end.error == 0 && added < 0) end.error = -added;
  if (end.error == 0 && dropped < 0) end.error = -dropped;
  return end;
}

/* A pipe is an echo of itself. */
static outcome measure_an_echo(void) {
  enum { MORE_THAN_A_PIPE = 200000, ROUNDS = 3 };
  pipe_ends ends = make_pipe();
  uint64_t round_ns[ROUNDS];
  int32_t error = aria_pingpong(ends.writer, ends.reader, MORE_THAN_A_PIPE, ROUNDS, round_ns);
  int waiting = 0;
  CHECK(error != 0 || (ioctl(ends.reader, FIONREAD, &waiting) == 0 && waiting == 0));
  close_fd(ends.writer);
  close_fd(ends.reader);
  return (outcome){-error, 0};
}

static outcome measure_a_process(void) {
  int64_t time = aria_cpu_ns(getpid());
  CHECK(time != 0);
  return (outcome){time < 0 ? (int)-time : 0, 0};
}

static outcome small_things(void) {
  aria_handle ends[2], file = ARIA_NO_HANDLE, copy = ARIA_NO_HANDLE;
  int32_t error = aria_pipe(1 << 20, ends);
  if (error < 0) return (outcome){-error, 0};
  error = aria_open("/dev/null", ARIA_OPEN_WRITE, 0600, &file);
  if (error == 0) error = aria_duplicate(ends[0], &copy);
  if (error == 0) error = aria_set_blocking(copy, 0);
  aria_handle_info info;
  if (error == 0) error = aria_inspect(copy, &info);
  int32_t written = error == 0 ? aria_write(ends[1], "hello", 5) : error;
  int64_t moved = written > 0 ? aria_transfer(ends[0], file, (uint64_t)written) : written;
  bool waits = moved == -EAGAIN; /* a legal answer to a transfer */
  if (moved < 0 && !waits) error = (int32_t)moved;
  if (error == 0 && !waits) CHECK_EQ(moved, written);
  CHECK(error != 0 || info.kind == ARIA_KIND_PIPE);
  if (copy != ARIA_NO_HANDLE) CHECK_EQ(aria_close(copy), 0);
  if (file != ARIA_NO_HANDLE) CHECK_EQ(aria_close(file), 0);
  CHECK_EQ(aria_close(ends[0]), 0);
  CHECK_EQ(aria_close(ends[1]), 0);
  aria_capabilities();
  return (outcome){-error, 0};
}

/* ---- System calls without the C library
 * ------------------------------------------------------------------------------ */

/* From now on, in this process and its children, the call `number` fails with `error`; with `argument` ≥ 0 only where
 * that argument has the value. */
static void forbid(long number, int argument, uint32_t value, int error) {
  struct sock_filter any[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
               (uint32_t)(offsetof(struct seccomp_data, args) + 8u * (unsigned)(argument < 0 ? 0 : argument))),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, argument < 0 ? 0 : 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof any / sizeof any[0], any};
  CHECK_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) skip_test("no seccomp filters here");
}

typedef struct refusal {
  const char *what;
  long number;
  int argument;
  uint32_t value;
  int error;
  int expected; /* 0: the library must cope */
  uint32_t step, step_stream;
} refusal;

/* Runs in a process of its own, since a filter stays. */
static void refuse(const refusal *one, void (*run)(const refusal *one)) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    alarm(15);
    forbid(one->number, one->argument, one->value, one->error);
    resources before;
    resources_count(&before);
    run(one);
    check_left(&before);
    shared->finished = true;
    _exit(0);
  }
  int status;
  CHECK_EQ(waitpid(pid, &status, 0), pid);
  if (WIFSIGNALED(status)) FAIL("%s: signal %d", one->what, WTERMSIG(status));
  if (!shared->finished) FAIL("%s: %s", one->what, check_message());
  if (shared->left[0] != '\0') FAIL("%s: left behind:%s", one->what, shared->left);
  munmap(shared, sizeof *shared);
}

static void spawn_refused(const refusal *one) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, WORDS("copy", "0", "1"));
  request_pipes(&wish, "012345");
  request_spec(&wish)->cwd = request_add(&wish, "/");
  if (one->step == ARIA_STEP_SESSION) request_spec(&wish)->flags = ARIA_SPAWN_DETACHED;
  if (one->step == ARIA_STEP_SETGID || one->step == ARIA_STEP_SETUID) {
    request_spec(&wish)->uid = getuid();
    request_spec(&wish)->gid = getgid();
  }
  int leak = fcntl(0, F_DUPFD, 200); /* not close-on-exec: the child must close it, however it does that */
  int32_t error = request_spawn(&wish, NULL, &result);
  if (one->expected != 0) {
    CHECK_EQ(error, -one->expected);
    CHECK_EQ(result.step, one->step);
    CHECK_EQ(result.step_stream, one->step_stream);
    spawn_failed(error, &result);
    close_fd(leak);
    return;
  }
  if (error != 0) FAIL("error %d at step %u", (int)error, result.step);
  write_all((int)result.ends[0], "hello", 5);
  close_fd((int)result.ends[0]);
  CHECK_TEXT(read_text((int)result.ends[1]), "hello");
  for (int i = 1; i < 6; i++) close_fd((int)result.ends[i]);
  CHECK_EQ(finish(process_of(&result)).code, 0);
  request_child(&wish, WORDS("fds"));
  int lines = 0;
  for (const char *at = child_says(&wish); *at != '\0'; at++) lines += *at == '\n';
  CHECK_EQ(lines, 6);
  close_fd(leak);
}

static void steps_in_the_child_that_fail(void) {
  const refusal list[] = {
      {"clone", SYS_clone, -1, 0, EAGAIN, EAGAIN, ARIA_STEP_CLONE, 0},
      {"clone without memory", SYS_clone, -1, 0, ENOMEM, ENOMEM, ARIA_STEP_CLONE, 0},
      {"setpgid", SYS_setpgid, -1, 0, EPERM, EPERM, ARIA_STEP_GROUP, 0},
      {"setsid", SYS_setsid, -1, 0, EPERM, EPERM, ARIA_STEP_SESSION, 0},
      {"dup3 of 0", SYS_dup3, 1, 0, EMFILE, EMFILE, ARIA_STEP_DUP, 0},
      {"dup3 of 3", SYS_dup3, 1, 3, EBUSY, EBUSY, ARIA_STEP_DUP, 3},
      {"dup3 of 5", SYS_dup3, 1, 5, EMFILE, EMFILE, ARIA_STEP_DUP, 5},
      {"setgid", SYS_setgid, -1, 0, EPERM, EPERM, ARIA_STEP_SETGID, 0},
      {"setgroups", SYS_setgroups, -1, 0, EPERM, getuid() == 0 ? EPERM : 0, ARIA_STEP_SETGID, 0},
      {"setuid", SYS_setuid, -1, 0, EAGAIN, EAGAIN, ARIA_STEP_SETUID, 0},
      {"chdir", SYS_chdir, -1, 0, EACCES, EACCES, ARIA_STEP_CHDIR, 0},
      {"execve", SYS_execve, -1, 0, ENOMEM, ENOMEM, ARIA_STEP_EXEC, 0},
      {"execve too big", SYS_execve, -1, 0, E2BIG, E2BIG, ARIA_STEP_EXEC, 0},
  };
  for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) refuse(&list[i], spawn_refused);
}

static void kernels_that_lack_a_call(void) {
  static const refusal list[] = {
      {"close_range", SYS_close_range, -1, 0, ENOSYS, 0, 0, 0},
      {"pidfd_open", SYS_pidfd_open, -1, 0, ENOSYS, 0, 0, 0},
      {"waitid by pidfd", SYS_waitid, 0, 3, EINVAL, 0, 0, 0},
      {"a clone with a pidfd", SYS_clone, 0, CLONE_VM | CLONE_VFORK | 0x1000 | SIGCHLD, EINVAL, 0, 0, 0},
      {"preadv2", SYS_preadv2, -1, 0, ENOSYS, 0, 0, 0},
  };
  for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) refuse(&list[i], spawn_refused);
}

/* No pidfd at all: neither by clone nor by pidfd_open, so a thread waits for the child. */
static void no_pidfd_run(const refusal *one) {
  forbid(SYS_clone, 0, CLONE_VM | CLONE_VFORK | 0x1000 | SIGCHLD, EINVAL);
  forbid(SYS_pidfd_send_signal, -1, 0, ENOSYS);
  spawn_refused(one);
  aria_spawn_result result = spawn_child(WORDS("line", "1", "r", "forever"), "1");
  char text[4];
  CHECK_EQ(read((int)result.ends[1], text, 2), 2);
  CHECK_EQ(aria_process_signal(process_of(&result), SIGTERM, ARIA_SCOPE_GROUP), 0);
  close_ends(&result);
  CHECK_EQ(aria_process_wait(process_of(&result), 10000), 1);
  CHECK_EQ(aria_process_signal(process_of(&result), SIGTERM, ARIA_SCOPE_PROCESS), -ESRCH);
  CHECK_EQ(aria_process_signal(process_of(&result), SIGTERM, ARIA_SCOPE_GROUP), -ESRCH);
  CHECK_EQ(finish(process_of(&result)).signal, SIGTERM);
}

static void kernels_without_pidfds(void) {
  static const refusal one = {"pidfd_open", SYS_pidfd_open, -1, 0, ENOSYS, 0, 0, 0};
  refuse(&one, no_pidfd_run);
}

#define WALK(name)                                                                                                     \
  static void walk_##name(void) { walk(name); }
WALK(spawn_with_pipes)
WALK(spawn_with_nothing)
WALK(spawn_on_a_terminal)
WALK(spawn_that_fails)
WALK(spawn_and_let_go)
WALK(watch_a_process)
WALK(read_by_reading)
WALK(read_by_collecting)
WALK(read_by_attaching)
WALK(read_by_discarding)
WALK(read_by_asking)
WALK(write_stream)
WALK(ask_and_wait)
WALK(listen_at_a_path)
WALK(listen_at_a_port)
WALK(edge_by_splice)
WALK(edge_by_copy)
WALK(edge_by_tee)
WALK(edge_by_copy_to_three)
WALK(watch_a_handle)
WALK(start_a_keeper)
WALK(measure_an_echo)
WALK(measure_a_process)
WALK(small_things)

static const test tests[] = {
    {"steps_in_the_child_that_fail", steps_in_the_child_that_fail, TEST_FAULTS},
    {"kernels_that_lack_a_call", kernels_that_lack_a_call, TEST_FAULTS},
    {"kernels_without_pidfds", kernels_without_pidfds, TEST_FAULTS},
    {"spawn_with_pipes", walk_spawn_with_pipes, TEST_FAULTS},
    {"spawn_with_nothing", walk_spawn_with_nothing, TEST_FAULTS},
    {"spawn_on_a_terminal", walk_spawn_on_a_terminal, TEST_FAULTS},
    {"spawn_that_fails", walk_spawn_that_fails, TEST_FAULTS},
    {"spawn_and_let_go", walk_spawn_and_let_go, TEST_FAULTS},
    {"watch_a_process", walk_watch_a_process, TEST_FAULTS},
    {"read_by_reading", walk_read_by_reading, TEST_FAULTS},
    {"read_by_collecting", walk_read_by_collecting, TEST_FAULTS},
    {"read_by_attaching", walk_read_by_attaching, TEST_FAULTS},
    {"read_by_discarding", walk_read_by_discarding, TEST_FAULTS},
    {"read_by_asking", walk_read_by_asking, TEST_FAULTS},
    {"write_stream", walk_write_stream, TEST_FAULTS},
    {"ask_and_wait", walk_ask_and_wait, TEST_FAULTS},
    {"listen_at_a_path", walk_listen_at_a_path, TEST_FAULTS},
    {"listen_at_a_port", walk_listen_at_a_port, TEST_FAULTS},
    {"edge_by_splice", walk_edge_by_splice, TEST_FAULTS},
    {"edge_by_copy", walk_edge_by_copy, TEST_FAULTS},
    {"edge_by_tee", walk_edge_by_tee, TEST_FAULTS},
    {"edge_by_copy_to_three", walk_edge_by_copy_to_three, TEST_FAULTS},
    {"watch_a_handle", walk_watch_a_handle, TEST_FAULTS},
    {"start_a_keeper", walk_start_a_keeper, TEST_FAULTS},
    {"measure_an_echo", walk_measure_an_echo, TEST_FAULTS},
    {"measure_a_process", walk_measure_a_process, TEST_FAULTS},
    {"small_things", walk_small_things, TEST_FAULTS},
};
AREA(faults, tests);
