/* library.c — what the library says of itself. */
#include "internal.h"
#include "raw_syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>

uint32_t aria_abi(void) { return ARIA_ABI; }

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
