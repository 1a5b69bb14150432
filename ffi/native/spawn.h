/* spawn.h — what the two sides of a spawn know of each other. */
#ifndef ARIA_SPAWN_H
#define ARIA_SPAWN_H

#include "keeper.h"

/* Why a child could not become its program. */
typedef struct spawn_report {
  int32_t error; /* a positive errno */
  uint32_t step; /* ARIA_STEP_* */
  uint32_t stream;
} spawn_report;

enum { SPAWN_GROUP_INHERIT = -1, SPAWN_GROUP_NEW = 0 };

/* Everything the child needs, prepared by the parent, who owns all of it. The child writes the last three fields only.
 */
typedef struct spawn_child {
  char **candidates; /* the paths to try, in order, NULL at the end */
  char **argv;
  char **envp;
  const char *cwd; /* NULL: stays where the parent is */
  int sources[ARIA_STREAMS];
  int terminal;  /* the stream that is the controlling terminal, -1 when there is none */
  pid_t group;   /* SPAWN_GROUP_*, or the group to join */
  bool session;  /* lead a session */
  bool searched; /* the candidates come from PATH */
  bool ignore_sigpipe;
  int64_t uid, gid;     /* -1: unchanged */
  int guard;            /* the socket to a keeper, -1: none */
  keeper_letter letter; /* what the keeper is told; the child adds its number and its pidfd */

  int report_fd;             /* the writing end of a close-on-exec pipe, by its number in the child */
  volatile bool same_memory; /* set by a child that runs in the parent's memory, where `report` can be read */
  volatile spawn_report report;
} spawn_child;

/* -- spawn_streams.c -- */

/* What a spawn has opened; owned here until it is handed to the caller or closed. */
typedef struct spawn_files {
  int ours[ARIA_STREAMS];   /* become result->ends */
  int theirs[ARIA_STREAMS]; /* closed once the child has them */
  int null;
  int slave;
  int report[2];
} spawn_files;

void spawn_files_init(spawn_files *files);
/* Closes all but the ends in `ours`, and with `ours` these too. */
void spawn_files_close(spawn_files *files, bool ours);
/* Opens what the plans ask for and sets the child's sources: 0, or a negative errno with the step in `result`. What was
 * opened before a failure stands in `files`. */
int spawn_streams_open(spawn_files *files, const aria_stream_plan *plans, spawn_child *child,
                       aria_spawn_result *result);

/* -- spawn_clone.c -- */

/* Makes a child that runs `child_main(argument)` on `stack`, its upper end: its number, or a negative errno. With
 * CLONE_PIDFD among the flags the kernel stores its handle in *pidfd; an old one stores nothing. */
long spawn_clone(unsigned long flags, void *stack, int *pidfd, int (*child_main)(void *), void *argument);

/* -- spawn_child.c: runs in the child; never returns -- */
int spawn_child_main(void *argument);

/* -- spawn_spec.c -- */

/* The request in the shape that the kernel wants; owns its memory until spawn_words_free. */
typedef struct spawn_words {
  char **argv;
  char **envp;
  char **candidates;
  char *paths; /* the bytes of the candidates */
  const char *cwd;
  bool searched;
} spawn_words;

/* Checks and unpacks a request: 0, -EINVAL for a malformed one, -ENOMEM. */
int spawn_words_read(const aria_spawn_spec *spec, uint32_t size, aria_spawn_spec *header, spawn_words *words);
void spawn_words_free(spawn_words *words);

/* -- pty.c -- */

/* Makes a pseudo-terminal of `size` (rows << 16 | columns); both ends are close-on-exec and the caller's. */
int pty_open(uint32_t size, int *master, int *slave);

#endif
