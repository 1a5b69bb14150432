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

#endif
