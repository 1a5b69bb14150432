/* keeper.h — what we and the keeper say to each other. */
#ifndef ARIA_KEEPER_H
#define ARIA_KEEPER_H

#include "internal.h"

#include <sys/socket.h>

#define KEEPER_NAME "aria-keeper"

enum { KEEPER_ADD = 1, KEEPER_DROP = 2, KEEPER_READY = 3 };
enum { KEEPER_SOCKET = 0, KEEPER_LIBRARY = 5 }; /* streams of the keeper */

typedef struct keeper_message {
  uint32_t kind;
  int32_t pid;
  uint64_t serial;
} keeper_message;

/* Room for one descriptor. */
typedef union keeper_control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
} keeper_control;

/* A message with room for a pidfd, whole and in one place: it is sent by us, and by a child that may not allocate. */
typedef struct keeper_letter {
  keeper_message message;
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  struct iovec body;
  struct msghdr envelope;
} keeper_letter;
void keeper_letter_write(keeper_letter *letter, uint32_t kind, uint64_t serial, bool with_pidfd);
/* The socket to a keeper, borrowed. */
int keeper_socket(const aria_keeper *keeper);
/* Forgets a child that never became its program. */
void keeper_forget_child(int socket, uint64_t serial);

#endif
