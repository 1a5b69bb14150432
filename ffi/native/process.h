/* process.h — a child process, as the files about processes know it. */
#ifndef ARIA_PROCESS_H
#define ARIA_PROCESS_H

#include "internal.h"

/* Owned by the thread that spawned it until aria_process_close. Freed after its end: by the reactor that watches it,
 * else by aria_process_close, else (closed while running and unwatched) by a thread that waits for it. */
struct aria_process {
  aria_source source; /* prepared by aria_process_watch */
  aria_poll poll;
  pid_t pid;
  int pidfd;       /* -1 where the kernel has none */
  int exit_fd;     /* readable once the process has ended: the pidfd, or a pipe that a thread closes */
  uint64_t serial; /* never used twice, unlike the pid */
  uint64_t started_ns;
  uint64_t started_unix_ms;

  bool watched;       /* the owner's: a reactor has it */
  bool abandoned;     /* the reactor's: the owner is gone */
  _Atomic bool ended; /* set once `status` is complete */
  aria_exit status;

  pthread_mutex_t mutex; /* no signal by number, and no reaping, while another holds it; guards what follows */
  bool held;             /* the owner's aria_process_hold */
  uint32_t pins;         /* spawns that are joining its group right now */
  bool reaped;
};

/* Memory for a process that is about to be started, its clocks running; NULL without memory. The caller owns it. */
aria_process *process_allocate(bool held);
/* Gives back what never became a process. */
void process_discard(aria_process *process);
/* Makes `process` the child `pid`; takes `pidfd` (-1: none was made). On failure the caller must end the child. */
int process_adopt(aria_process *process, pid_t pid, int pidfd);
/* Waits for a child of ours that is not to become an aria_process, and forgets how it ended. */
void process_reap_child(pid_t pid);
/* Keeps the leader's number and group from vanishing between pin and unpin; -ESRCH when it has been reaped. */
int process_pin(aria_process *leader);
void process_unpin(aria_process *leader);

#endif
