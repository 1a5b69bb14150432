/* Sockets: who may connect to what listens, and who is let in. */
#include "harness.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/aria_socket_XXXXXX";
static char path[64];

static aria_handle listen_here(void) {
  aria_handle listener = ARIA_NO_HANDLE;
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/socket", folder);
  CHECK_EQ(aria_listen_unix(path, &listener), 0);
  return listener;
}

static void stop_listening(aria_handle listener) {
  CHECK_EQ(aria_close(listener), 0);
  CHECK_EQ(unlink(path), 0);
  CHECK_EQ(rmdir(folder), 0);
}

static int connect_here(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path, path, strlen(path));
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK_EQ(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
  return fd;
}

static void a_connection_carries_bytes_both_ways(void) {
  aria_handle listener = listen_here(), connection = ARIA_NO_HANDLE;
  CHECK_EQ(aria_accept(listener, &connection), -EAGAIN);
  int client = connect_here();
  CHECK_EQ(aria_accept(listener, &connection), 0);
  CHECK_EQ(aria_accept(listener, &connection), -EAGAIN);
  CHECK(is_cloexec((int)listener) && is_cloexec((int)connection));
  CHECK(is_nonblocking((int)listener) && is_nonblocking((int)connection));
  char byte = 0;
  write_all(client, "a", 1);
  CHECK_EQ(aria_read(connection, &byte, 1), 1);
  CHECK_EQ(byte, 'a');
  CHECK_EQ(aria_write(connection, "b", 1), 1);
  CHECK_EQ(read(client, &byte, 1), 1);
  CHECK_EQ(byte, 'b');
  close_fd(client);
  CHECK_EQ(aria_close(connection), 0);
  stop_listening(listener);
}

static void the_file_is_its_owner_s_alone_whatever_the_mask(void) {
  mode_t before = umask(0);
  aria_handle listener = listen_here();
  umask(before);
  struct stat about;
  CHECK_EQ(stat(path, &about), 0);
  CHECK(S_ISSOCK(about.st_mode));
  CHECK_EQ(about.st_mode & 0777, 0600);
  stop_listening(listener);
}

static void what_is_there_is_left_alone(void) {
  aria_handle listener = listen_here(), other = ARIA_NO_HANDLE;
  CHECK_EQ(aria_listen_unix(path, &other), -EADDRINUSE);
  CHECK_EQ(other, ARIA_NO_HANDLE);
  int client = connect_here();
  close_fd(client);
  stop_listening(listener);
}

static void names_that_are_none_are_refused(void) {
  char name[300];
  aria_handle listener = ARIA_NO_HANDLE;
  memset(name, 'x', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  CHECK_EQ(aria_listen_unix(name, &listener), -ENAMETOOLONG);
  CHECK_EQ(aria_listen_unix("", &listener), -EINVAL);
  CHECK_EQ(aria_listen_unix("/no/such/folder/socket", &listener), -ENOENT);
  CHECK_EQ(listener, ARIA_NO_HANDLE);
}

static void a_name_may_be_as_long_as_the_system_takes(void) {
  enum { LONGEST = sizeof((struct sockaddr_un){0}.sun_path) - 1 };
  char name[LONGEST + 2];
  aria_handle listener = ARIA_NO_HANDLE;
  CHECK(mkdtemp(folder) != NULL);
  memset(name, 'x', sizeof name);
  memcpy(name, folder, strlen(folder));
  name[strlen(folder)] = '/';
  name[LONGEST + 1] = '\0';
  CHECK_EQ(aria_listen_unix(name, &listener), -ENAMETOOLONG);
  name[LONGEST] = '\0';
  CHECK_EQ(aria_listen_unix(name, &listener), 0);
  CHECK_EQ(aria_close(listener), 0);
  CHECK_EQ(unlink(name), 0);
  CHECK_EQ(rmdir(folder), 0);
}

static void who_has_left_meanwhile_is_let_in_and_ends(void) {
  aria_handle listener = listen_here(), connection = ARIA_NO_HANDLE;
  int client = connect_here();
  write_all(client, "a", 1);
  close_fd(client);
  CHECK_EQ(aria_accept(listener, &connection), 0);
  char bytes[2];
  CHECK_EQ(aria_read(connection, bytes, 2), 1);
  CHECK_EQ(aria_read(connection, bytes, 2), 0);
  CHECK_EQ(aria_write(connection, "b", 1), -EPIPE);
  CHECK_EQ(aria_close(connection), 0);
  stop_listening(listener);
  CHECK_EQ(aria_accept(listener, &connection), -EBADF);
}

static void another_user_is_disconnected(void) {
  if (geteuid() != 0) skip_test("only root can be somebody else");
  aria_handle listener = listen_here(), connection = ARIA_NO_HANDLE;
  CHECK_EQ(chmod(folder, 0755), 0);
  CHECK_EQ(chmod(path, 0666), 0);
  pid_t stranger = fork();
  if (stranger == 0) {
    if (setuid(65534) < 0) _exit(1);
    char byte;
    _exit(read(connect_here(), &byte, 1) == 0 ? 0 : 2);
  }
  CHECK_EQ(aria_ready(listener, ARIA_DIRECTION_READ, 10000), 1);
  CHECK_EQ(aria_accept(listener, &connection), -EACCES);
  CHECK_EQ(connection, ARIA_NO_HANDLE);
  int status = 0;
  CHECK_EQ(waitpid(stranger, &status, 0), stranger);
  CHECK_EQ(status, 0);
  stop_listening(listener);
}

static void ports_of_this_machine_alone_are_listened_at(void) {
  static const char *const refused[] = {"0.0.0.0", "::", "192.168.1.1", "8.8.8.8", "localhost", "", "::ffff:127.0.0.1"};
  uint16_t port = 0;
  aria_handle listener = ARIA_NO_HANDLE;
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    CHECK_EQ(aria_listen_tcp(refused[i], &port, &listener), -EADDRNOTAVAIL);
  }
  CHECK_EQ(listener, ARIA_NO_HANDLE);
  CHECK_EQ(aria_listen_tcp("127.0.0.1", &port, &listener), 0);
  CHECK(port != 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK_EQ(connect(client, (struct sockaddr *)&address, sizeof address), 0);
  CHECK_EQ(aria_ready(listener, ARIA_DIRECTION_READ, 10000), 1);
  aria_handle connection = ARIA_NO_HANDLE, other = ARIA_NO_HANDLE;
  CHECK_EQ(aria_accept(listener, &connection), 0);
  CHECK_EQ(aria_listen_tcp("127.0.0.1", &port, &other), -EADDRINUSE);
  CHECK_EQ(other, ARIA_NO_HANDLE);
  CHECK_EQ(aria_close(connection), 0);
  CHECK_EQ(aria_close(listener), 0);
  close_fd(client);
}

static const test tests[] = {
    {"a_connection_carries_bytes_both_ways", a_connection_carries_bytes_both_ways, 0},
    {"the_file_is_its_owner_s_alone_whatever_the_mask", the_file_is_its_owner_s_alone_whatever_the_mask, 0},
    {"what_is_there_is_left_alone", what_is_there_is_left_alone, 0},
    {"names_that_are_none_are_refused", names_that_are_none_are_refused, 0},
    {"a_name_may_be_as_long_as_the_system_takes", a_name_may_be_as_long_as_the_system_takes, 0},
    {"who_has_left_meanwhile_is_let_in_and_ends", who_has_left_meanwhile_is_let_in_and_ends, 0},
    {"another_user_is_disconnected", another_user_is_disconnected, 0},
    {"ports_of_this_machine_alone_are_listened_at", ports_of_this_machine_alone_are_listened_at, 0},
};
AREA(socket, tests);
