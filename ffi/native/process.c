/* process.c — a child's life after its start: its end, its status, signals, and being reaped once.
 *
 * The end is seen by polling the pidfd and read by waitid on it; no SIGCHLD, and no wait for "any child", which would
 * steal statuses from others in the same program. A number is used only while it cannot have been given to a stranger:
 * before the process is reaped, under the mutex that reaping takes too.
 */
#include "process.h"
#include "raw_syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum {
  PROCESS_WAIT_BY_PIDFD = 3, /* P_PIDFD, Linux 5.4 */
  PROCESS_THREAD_STACK = 64 * 1024,
};

/* -- Threads that wait for one process, where nothing else can -- */

/* Starts a detached thread that takes no signal of the program's. */
static int process_thread_start(void *(*run)(void *), void *argument) {
  pthread_attr_t attributes;
  pthread_t thread;
  sigset_t every, before;
  sigfillset(&every);
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, PROCESS_THREAD_STACK);
  pthread_sigmask(SIG_SETMASK, &every, &before);
  int error = pthread_create(&thread, &attributes, run, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return -error;
}

typedef struct process_relay {
  pid_t pid;
  int write_end;
} process_relay;

/* Stands in for a missing pidfd: closes a pipe when the child has ended. Owns the relay. */
static void *process_relay_run(void *argument) {
  process_relay *relay = argument;
  siginfo_t info;
  while (waitid(P_PID, (id_t)relay->pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) continue;
  aria_close_quietly(&relay->write_end);
  free(relay);
  return NULL;
}

/* The reading end of that pipe, or a negative errno. */
static int process_relay_start(pid_t pid) {
  int ends[2];
  process_relay *relay = malloc(sizeof *relay);
  if (!relay) return -ENOMEM;
  if (pipe2(ends, O_CLOEXEC) < 0) {
    free(relay);
    return -errno;
  }
  relay->pid = pid;
  relay->write_end = ends[1];
  int error = process_thread_start(process_relay_run, relay);
  if (error == 0) return ends[0];
  free(relay);
  aria_close_quietly(&ends[0]);
  aria_close_quietly(&ends[1]);
  return error;
}

/* -- Birth -- */

aria_process *process_allocate(bool held) {
  static _Atomic uint64_t serials;
  struct timespec now;
  aria_process *process = calloc(1, sizeof *process);
  if (!process) return NULL;
  pthread_mutex_init(&process->mutex, NULL);
  clock_gettime(CLOCK_REALTIME, &now);
  process->pidfd = process->exit_fd = -1;
  process->serial = atomic_fetch_add(&serials, 1) + 1;
  process->held = held;
  process->started_ns = aria_now_ns();
  process->started_unix_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
  return process;
}

void process_discard(aria_process *process) {
  if (!process) return;
  if (process->exit_fd != process->pidfd) aria_close_quietly(&process->exit_fd);
  aria_close_quietly(&process->pidfd);
  pthread_mutex_destroy(&process->mutex);
  free(process);
}

int process_adopt(aria_process *process, pid_t pid, int pidfd) {
  if (pidfd < 0) pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
  process->pid = pid;
  process->pidfd = pidfd;
  process->exit_fd = pidfd < 0 ? process_relay_start(pid) : pidfd;
  return process->exit_fd < 0 ? process->exit_fd : 0;
}

void process_reap_child(pid_t pid) {
  siginfo_t info;
  while (waitid(P_PID, (id_t)pid, &info, WEXITED) < 0 && errno == EINTR) continue;
}

/* -- End -- */

/* waitid with the fifth argument, which the C library hides. The number serves where the kernel cannot wait by pidfd:
 * it is our unreaped child's. */
static int process_waitid(const aria_process *process, siginfo_t *info, int options, struct rusage *usage) {
  long result;
  memset(info, 0, sizeof *info);
  do {
    result = -EINVAL;
    if (process->pidfd >= 0) result = RAW5(SYS_waitid, PROCESS_WAIT_BY_PIDFD, process->pidfd, info, options, usage);
    if (result == -EINVAL) result = RAW5(SYS_waitid, P_PID, process->pid, info, options, usage);
  } while (result == -EINTR);
  return (int)result;
}

static uint64_t process_microseconds(struct timeval time) {
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

/* A status that somebody else has taken (a wait for any child in this program) is unknown: code -1, no signal. */
static void process_publish(aria_process *process, const siginfo_t *info, const struct rusage *usage) {
  aria_exit *status = &process->status;
  bool exited = info->si_code == CLD_EXITED;
  bool known = info->si_pid != 0;
  status->ended = 1;
  status->code = !known ? -1 : exited ? info->si_status : 0;
  status->signal = !known || exited ? 0 : info->si_status;
  status->core_dumped = known && info->si_code == CLD_DUMPED;
  status->started_unix_ms = process->started_unix_ms;
  status->duration_ns = aria_now_ns() - process->started_ns;
  status->user_us = process_microseconds(usage->ru_utime);
  status->system_us = process_microseconds(usage->ru_stime);
  status->max_rss = (uint64_t)usage->ru_maxrss * 1024;
  atomic_store_explicit(&process->ended, true, memory_order_release);
}

/* Reads the status if there is one, and reaps what nobody holds. Returns whether the process has ended. */
static bool process_collect(aria_process *process, int options) {
  siginfo_t info;
  struct rusage usage;
  pthread_mutex_lock(&process->mutex);
  bool keep = process->held || process->pins > 0;
  bool ended = atomic_load_explicit(&process->ended, memory_order_relaxed);
  if (!ended || (!keep && !process->reaped)) {
    memset(&usage, 0, sizeof usage);
    int result = process_waitid(process, &info, WEXITED | options | (keep ? WNOWAIT : 0), &usage);
    bool news = info.si_pid != 0 || result < 0;
    if (news && (!keep || result < 0)) process->reaped = true;
    if (news && !ended) process_publish(process, &info, &usage);
    ended = ended || news;
  }
  pthread_mutex_unlock(&process->mutex);
  return ended;
}

static void process_set_held(aria_process *process, bool held) {
  pthread_mutex_lock(&process->mutex);
  process->held = held;
  pthread_mutex_unlock(&process->mutex);
}

void aria_process_hold(aria_process *process, int32_t hold) {
  process_set_held(process, hold != 0);
  if (!hold && atomic_load_explicit(&process->ended, memory_order_acquire)) process_collect(process, WNOHANG);
}

int process_pin(aria_process *leader) {
  pthread_mutex_lock(&leader->mutex);
  bool reaped = leader->reaped;
  if (!reaped) leader->pins++;
  pthread_mutex_unlock(&leader->mutex);
  return reaped ? -ESRCH : 0;
}

void process_unpin(aria_process *leader) {
  pthread_mutex_lock(&leader->mutex);
  leader->pins--;
  pthread_mutex_unlock(&leader->mutex);
  if (atomic_load_explicit(&leader->ended, memory_order_acquire)) process_collect(leader, WNOHANG);
}

int32_t aria_process_exit(aria_process *process, aria_exit *status) {
  bool ended = atomic_load_explicit(&process->ended, memory_order_acquire);
  if (!ended && !process->watched) ended = process_collect(process, WNOHANG);
  if (ended) {
    *status = process->status;
  } else {
    memset(status, 0, sizeof *status);
  }
  return ended;
}

/* 1 when `fd` became readable, 0 when the time passed, or a negative errno. */
static int process_poll(int fd, int32_t timeout_ms) {
  uint64_t deadline = aria_now_ns() + (uint64_t)(timeout_ms < 0 ? 0 : timeout_ms) * 1000000;
  for (;;) {
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    int count = poll(&poller, 1, timeout_ms);
    if (count >= 0) return count;
    if (errno != EINTR) return -errno;
    uint64_t now = aria_now_ns();
    if (timeout_ms >= 0) timeout_ms = now >= deadline ? 0 : (int32_t)((deadline - now + 999999) / 1000000);
  }
}

int32_t aria_process_wait(aria_process *process, int32_t timeout_ms) {
  if (process->watched) return -EBUSY;
  if (atomic_load_explicit(&process->ended, memory_order_acquire)) return 1;
  int result = process_poll(process->exit_fd, timeout_ms);
  return result == 1 ? process_collect(process, WNOHANG) : result;
}

/* -- Signals -- */

/* Only while `process` is not reaped, and with its mutex held: the number is still its own. */
static int process_kill_number(const aria_process *process, int signal, bool group) {
  if (process->reaped) return -ESRCH;
  return kill(group ? -process->pid : process->pid, signal) < 0 ? -errno : 0;
}

/* The group is asked for through the pidfd first: that reaches it also after its leader was reaped. */
static int process_signal_locked(const aria_process *process, int signal, bool group) {
  if (!group && (process->reaped || atomic_load_explicit(&process->ended, memory_order_relaxed))) return -ESRCH;
  if (process->pidfd >= 0) {
    long result = RAW4(SYS_pidfd_send_signal, process->pidfd, signal, 0, group ? PIDFD_SIGNAL_PROCESS_GROUP : 0);
    if (!group && result == -EINVAL) return -ESRCH; /* it is dying: the number of the signal was checked */
    if (result != -EINVAL && result != -ENOSYS) return (int)result;
  }
  return process_kill_number(process, signal, group);
}

int32_t aria_process_signal(aria_process *process, int32_t signal, uint32_t scope) {
  if (signal < 0 || signal > SIGRTMAX || scope > ARIA_SCOPE_GROUP) return -EINVAL;
  pthread_mutex_lock(&process->mutex);
  int result = process_signal_locked(process, signal, scope == ARIA_SCOPE_GROUP);
  pthread_mutex_unlock(&process->mutex);
  return result;
}

/* -- In a reactor -- */

/* The last owner of a process that still runs, when neither its owner nor a reactor is there any more. */
static void *process_attend(void *argument) {
  aria_process *process = argument;
  while (!process_collect(process, WNOHANG)) process_poll(process->exit_fd, -1);
  process_discard(process);
  return NULL;
}

/* Frees a process that has ended; hands one that still runs to a thread of its own. */
static void process_release(aria_process *process) {
  process_set_held(process, false);
  if (process_collect(process, WNOHANG)) {
    process_discard(process);
  } else if (process_thread_start(process_attend, process) < 0) {
    process_discard(process); /* no thread to be had: init reaps it after our end */
  }
}

static void process_ended(aria_process *process) {
  aria_poll_remove(&process->source, &process->poll);
  if (process->abandoned) {
    aria_source_free(&process->source);
  } else {
    aria_source_notify(&process->source);
  }
}

static void process_source_ready(aria_source *source, aria_poll *poll, uint32_t events) {
  aria_process *process = (aria_process *)source;
  (void)poll;
  (void)events;
  if (process_collect(process, WNOHANG)) process_ended(process);
}

/* A process whose end the kernel refuses to report (no memory) is ended here: it must not be lost from sight. */
static void process_source_request(aria_source *source, uint32_t requests) {
  aria_process *process = (aria_process *)source;
  if (!(requests & ARIA_REQUEST_REAP)) return;
  aria_process_signal(process, SIGKILL, ARIA_SCOPE_PROCESS);
  process_collect(process, 0);
  process_ended(process);
}

static bool process_source_close(aria_source *source) {
  aria_process *process = (aria_process *)source;
  process_set_held(process, false);
  process->abandoned = !process_collect(process, WNOHANG);
  if (!process->abandoned) aria_poll_remove(source, &process->poll);
  return !process->abandoned;
}

static void process_source_destroy(aria_source *source) { process_release((aria_process *)source); }

static const aria_source_class process_class = {
    .ready = process_source_ready,
    .request = process_source_request,
    .close = process_source_close,
    .destroy = process_source_destroy,
};

int32_t aria_process_watch(aria_process *process, aria_reactor *reactor, uint32_t id) {
  if (process->watched) return -EBUSY;
  process->watched = true;
  aria_source_init(&process->source, &process_class, reactor, id);
  atomic_store(&process->source.waiting, 1); /* the end is reported without being asked for */
  int error = aria_source_attach(&process->source, &process->poll, process->exit_fd, EPOLLIN);
  if (error) aria_source_request(&process->source, ARIA_REQUEST_REAP);
  return 0;
}

void aria_process_close(aria_process *process) {
  if (process->watched) {
    aria_source_close(&process->source);
  } else {
    process_release(process);
  }
}
