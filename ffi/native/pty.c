/* pty.c — pseudo-terminals. */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

/* The slave of `master`: by the master itself, which works in any mount namespace, else by its name. */
static int pty_slave_open(int master) {
  int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
  int slave = ioctl(master, TIOCGPTPEER, flags);
  if (slave >= 0) return slave;
  char name[64];
  int error = ptsname_r(master, name, sizeof name);
  if (error) return -error;
  slave = open(name, flags);
  return slave < 0 ? -errno : slave;
}

static int pty_set_size(int master, uint32_t rows, uint32_t columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(master, TIOCSWINSZ, &size) < 0 ? -errno : 0;
}

int pty_open(uint32_t size, int *master, int *slave) {
  int locked = 0;
  *slave = -1;
  *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*master < 0) return -errno;
  int result = ioctl(*master, TIOCSPTLCK, &locked) < 0 ? -errno : pty_set_size(*master, size >> 16, size & 0xffff);
  if (result == 0) {
    *slave = pty_slave_open(*master);
    if (*slave < 0) result = *slave;
  }
  if (result == 0) return 0;
  *slave = -1;
  aria_close_quietly(master);
  return result;
}

int32_t aria_pty_resize(aria_handle master, uint32_t rows, uint32_t columns) {
  if (master < 0 || master > INT_MAX) return -EBADF;
  if (rows > USHRT_MAX || columns > USHRT_MAX) return -EINVAL;
  return pty_set_size((int)master, rows, columns);
}
