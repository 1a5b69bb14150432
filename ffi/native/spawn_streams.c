/* spawn_streams.c — what stands at each of the child's six streams, opened in the parent. */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>

void spawn_files_init(spawn_files *files) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) files->ours[i] = files->theirs[i] = -1;
  files->null = files->slave = files->report[0] = files->report[1] = -1;
}

void spawn_files_close(spawn_files *files, bool ours) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    if (ours) aria_close_quietly(&files->ours[i]);
    aria_close_quietly(&files->theirs[i]);
  }
  aria_close_quietly(&files->null);
  aria_close_quietly(&files->slave);
  aria_close_quietly(&files->report[0]);
  aria_close_quietly(&files->report[1]);
}

static int spawn_pipe_open(spawn_files *files, uint32_t stream, uint32_t size) {
  aria_handle ends[2];
  int result = aria_pipe(size, ends);
  if (result < 0) return result;
  bool child_reads = stream == 0 || stream == 4;
  files->theirs[stream] = (int)ends[child_reads ? 0 : 1];
  files->ours[stream] = (int)ends[child_reads ? 1 : 0];
  return files->theirs[stream];
}

static int spawn_null_open(spawn_files *files) {
  if (files->null < 0) files->null = open("/dev/null", O_RDWR | O_CLOEXEC);
  return files->null < 0 ? -errno : files->null;
}

static int spawn_pty_open(spawn_files *files, uint32_t stream, const aria_stream_plan *plans, spawn_child *child) {
  if (stream > 2 || plans[0].kind == ARIA_PLAN_PIPE) return -EINVAL;
  if (files->slave < 0) {
    int result = pty_open((uint32_t)plans[stream].value, &files->ours[0], &files->slave);
    if (result < 0) return result;
    child->session = true;
    child->terminal = (int)stream;
  }
  return files->slave;
}

/* Returns the descriptor that the child gets as `stream`, or a negative errno with *step. */
static int spawn_source_open(spawn_files *files, uint32_t stream, const aria_stream_plan *plans, spawn_child *child,
                             uint32_t *step) {
  const aria_stream_plan *plan = &plans[stream];
  switch (plan->kind) {
  case ARIA_PLAN_NULL: *step = ARIA_STEP_NULL; return spawn_null_open(files);
  case ARIA_PLAN_HANDLE:
    *step = ARIA_STEP_DUP;
    return plan->value < 0 || plan->value > INT_MAX ? -EBADF : (int)plan->value;
  case ARIA_PLAN_PIPE: *step = ARIA_STEP_PIPE; return spawn_pipe_open(files, stream, plan->pipe_size);
  case ARIA_PLAN_PTY: *step = ARIA_STEP_PTY; return spawn_pty_open(files, stream, plans, child);
  default: *step = ARIA_STEP_SPEC; return -EINVAL;
  }
}

/* The stream at the end of a chain of ARIA_PLAN_SHARE; ARIA_STREAMS when the chain leads nowhere. */
static uint32_t spawn_share_end(const aria_stream_plan *plans, uint32_t stream) {
  for (uint32_t links = 0; links < ARIA_STREAMS; links++) {
    if (plans[stream].kind != ARIA_PLAN_SHARE) return stream;
    if (plans[stream].value < 0 || plans[stream].value >= (int64_t)ARIA_STREAMS) return ARIA_STREAMS;
    stream = (uint32_t)plans[stream].value;
  }
  return ARIA_STREAMS;
}

int spawn_streams_open(spawn_files *files, const aria_stream_plan *plans, spawn_child *child,
                       aria_spawn_result *result) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    result->step_stream = i;
    if (plans[i].kind == ARIA_PLAN_SHARE) continue;
    child->sources[i] = spawn_source_open(files, i, plans, child, &result->step);
    if (child->sources[i] < 0) return child->sources[i];
  }
  result->step = ARIA_STEP_SPEC;
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    result->step_stream = i;
    uint32_t end = spawn_share_end(plans, i);
    if (end == ARIA_STREAMS) return -EINVAL;
    child->sources[i] = child->sources[end];
  }
  return 0;
}
