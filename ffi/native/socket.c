/* socket.c — listening at an address of this machine, and who comes. */
#include "internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { SOCKET_BACKLOG = 128 };

typedef union socket_address {
  struct sockaddr any;
  struct sockaddr_un local;
  struct sockaddr_in four;
  struct sockaddr_in6 six;
} socket_address;

static int32_t socket_listen(const socket_address *address, socklen_t size, aria_handle *listener) {
  int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
  if (fd < 0) return -errno;
  /* The mode of an unbound socket becomes that of its file, which so is never open to others, not even for a moment. */
  bool is_local = address->any.sa_family == AF_UNIX;
  int result = is_local ? fchmod(fd, S_IRUSR | S_IWUSR) : setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  bool is_bound = result == 0 && bind(fd, &address->any, size) == 0;
  if (is_bound && listen(fd, SOCKET_BACKLOG) == 0) {
    *listener = fd;
    return 0;
  }
  int error = errno;
  if (is_bound && is_local) unlink(address->local.sun_path); /* it is ours: a bind takes no name that exists */
  aria_close_quietly(&fd);
  return -error;
}

int32_t aria_listen_unix(const char *path, aria_handle *listener) {
  socket_address address = {.local = {.sun_family = AF_UNIX}};
  size_t length = strlen(path);
  if (length == 0) return -EINVAL; /* the kernel would choose a name that everybody may connect to */
  if (length >= sizeof address.local.sun_path) return -ENAMETOOLONG;
  memcpy(address.local.sun_path, path, length);
  return socket_listen(&address, sizeof address.local, listener);
}

/* Fills in a loopback address; 0 for any other. */
static socklen_t socket_loopback(const char *host, uint16_t port, socket_address *address) {
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, host, &address->four.sin_addr) == 1) {
    address->four.sin_family = AF_INET;
    address->four.sin_port = htons(port);
    return ntohl(address->four.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET ? sizeof address->four : 0;
  }
  if (inet_pton(AF_INET6, host, &address->six.sin6_addr) != 1) return 0;
  address->six.sin6_family = AF_INET6;
  address->six.sin6_port = htons(port);
  return IN6_IS_ADDR_LOOPBACK(&address->six.sin6_addr) ? sizeof address->six : 0;
}

int32_t aria_listen_tcp(const char *host, uint16_t *port, aria_handle *listener) {
  socket_address address;
  socklen_t size = socket_loopback(host, *port, &address);
  if (size == 0) return -EADDRNOTAVAIL;
  int32_t result = socket_listen(&address, size, listener);
  if (result < 0) return result;
  if (getsockname((int)*listener, &address.any, &size) < 0) {
    int error = errno;
    aria_close(*listener);
    *listener = ARIA_NO_HANDLE;
    return -error;
  }
  *port = ntohs(address.any.sa_family == AF_INET ? address.four.sin_port : address.six.sin6_port);
  return 0;
}

/* Whether the one at the other end may be spoken to: over the network there is no telling. */
static int socket_admit(int fd) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getsockname(fd, (struct sockaddr *)&address, &size) < 0) return -errno;
  if (address.ss_family != AF_UNIX) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* messages are small and waited for */
    return 0;
  }
  struct ucred peer;
  size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
  return peer.uid == geteuid() ? 0 : -EACCES;
}

int32_t aria_accept(aria_handle listener, aria_handle *connection) {
  int fd;
  do {
    fd = accept4((int)listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  } while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
  if (fd < 0) return -errno;
  int result = socket_admit(fd);
  if (result < 0) aria_close_quietly(&fd);
  else *connection = fd;
  return result;
}
