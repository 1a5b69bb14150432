/* library.c — what the library says of itself. */
#include "internal.h"
#include "raw_syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>

uint32_t aria_abi(void) { return ARIA_ABI; }

/* -- Layout -- */

/* One struct to a paragraph, in the order of aria.h. */
/* clang-format off */
#define SIZE      (uint32_t)sizeof(LIBRARY_STRUCT)
#define AT(field) (uint32_t)offsetof(LIBRARY_STRUCT, field)
static const uint32_t library_layout[] = {
#define LIBRARY_STRUCT aria_handle_info
    SIZE, AT(kind), AT(readable), AT(writable), AT(inherited),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_reactor_stats
    SIZE, AT(sources), AT(bytes), AT(wakeups), AT(busy_ns),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_stream_options
    SIZE, AT(id), AT(direction), AT(overflow), AT(reserved), AT(capacity),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_span
    SIZE, AT(base), AT(mapped), AT(position), AT(length), AT(offset), AT(gap), AT(mapping), AT(state), AT(error),
    AT(over),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_stream_stats
    SIZE, AT(bytes_in), AT(bytes_out), AT(operations), AT(stalls), AT(stalled_ns), AT(dropped), AT(first_byte_ns),
    AT(last_byte_ns), AT(waiting_since_ns), AT(state), AT(truncated), AT(stalled), AT(reserved),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_stream_plan
    SIZE, AT(kind), AT(pipe_size), AT(value),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_spawn_spec
    SIZE, AT(size), AT(flags), AT(program), AT(cwd), AT(args), AT(args_count), AT(env), AT(env_count), AT(uid),
    AT(gid), AT(streams),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_spawn_result
    SIZE, AT(process), AT(pid), AT(ends), AT(step), AT(step_stream),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_exit
    SIZE, AT(ended), AT(code), AT(signal), AT(core_dumped), AT(started_unix_ms), AT(duration_ns), AT(user_us),
    AT(system_us), AT(max_rss),
#undef LIBRARY_STRUCT
#define LIBRARY_STRUCT aria_edge_stats
    SIZE, AT(bytes_in), AT(bytes_out), AT(operations), AT(stalls), AT(stalled_ns), AT(first_byte_ns),
    AT(last_byte_ns), AT(ended), AT(mode), AT(error), AT(broken),
#undef LIBRARY_STRUCT
};
#undef AT
#undef SIZE
/* clang-format on */

uint32_t aria_layout(uint32_t *numbers, uint32_t capacity) {
  uint32_t count = sizeof library_layout / sizeof *library_layout;
  for (uint32_t i = 0; i < count && i < capacity; i++) numbers[i] = library_layout[i];
  return count;
}

/* -- Capabilities: each is tried, since a kernel may be old and a sandbox may forbid any -- */

static uint32_t library_probe_pipes(void) {
  uint32_t found = 0;
  aria_handle first[2] = {-1, -1}, second[2] = {-1, -1};
  if (aria_pipe(0, first) == 0 && aria_pipe(0, second) == 0 && aria_write(first[1], "aria", 4) == 4) {
    int from = (int)first[0], to = (int)second[1];
    if (fcntl(to, F_SETPIPE_SZ, 64 * 1024) >= 0) found |= ARIA_CAN_SIZE_PIPES;
    if (tee(from, to, 1, SPLICE_F_NONBLOCK) == 1) found |= ARIA_CAN_TEE;
    if (splice(from, NULL, to, NULL, 1, SPLICE_F_NONBLOCK) == 1) found |= ARIA_CAN_SPLICE;
  }
  for (int i = 0; i < 2; i++) {
    if (first[i] >= 0) aria_close(first[i]);
    if (second[i] >= 0) aria_close(second[i]);
  }
  return found;
}

static uint32_t library_probe_pidfd(void) {
  int pidfd = (int)RAW2(SYS_pidfd_open, getpid(), 0);
  if (pidfd < 0) return 0;
  long group = RAW4(SYS_pidfd_send_signal, pidfd, 0, 0, PIDFD_SIGNAL_PROCESS_GROUP);
  aria_close_quietly(&pidfd);
  if (group == -ENOSYS) return 0;
  /* "No such group" and "not permitted" are answers too; a kernel that does not know the flag calls it invalid. */
  bool knows_groups = group == 0 || group == -ESRCH || group == -EPERM;
  return ARIA_CAN_PIDFD | (knows_groups ? ARIA_CAN_GROUP_PIDFD : 0);
}

static uint32_t library_probe_pty(void) {
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  bool works = master >= 0 && unlockpt(master) == 0;
  aria_close_quietly(&master);
  return works ? ARIA_CAN_PTY : 0;
}

uint32_t aria_capabilities(void) {
  uint32_t found = library_probe_pipes() | library_probe_pidfd() | library_probe_pty();
#if defined(ARIA_HAS_RAW_SYSCALL)
  if (found & ARIA_CAN_PIDFD) found |= ARIA_CAN_PARENT_DEATH;
#endif
  return found;
}
