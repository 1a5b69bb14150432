/* edge.c — bytes from one process to others, moved by the reactor and never seen by JavaScript.
 *
 * With one destination, pages go from pipe to pipe by splice. With several, tee gives each destination a copy of the
 * same pages in a small pipe of its own, from which splice delivers; the next round begins when every destination has
 * had this one, so the slowest sets the pace. Where the kernel cannot splice, bytes are copied through a buffer, and
 * the change of mode happens before a byte was taken, so none is lost or doubled.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EDGE_BRANCHES = 16, EDGE_CHUNK = 1 << 20, EDGE_TURN = 8 }; /* at most 8 chunks while others wait */
enum { EDGE_GO, EDGE_WAIT, EDGE_OVER };

typedef struct edge_branch {
  aria_poll poll;
  int fd;
  int lane[2];      /* tee: pages on their way to `fd` */
  uint64_t pending; /* bytes of this round not yet delivered */
  bool dead;        /* nobody reads any more */
  _Atomic uint64_t delivered;
} edge_branch;

struct aria_edge {
  aria_source source;
  aria_poll from_poll;
  int from;
  uint32_t count, live;
  edge_branch branches[EDGE_BRANCHES];
  unsigned char *buffer; /* copy: the bytes of this round */
  uint64_t round;        /* their number */
  uint64_t stalled_since_ns;
  _Atomic uint32_t mode, ended, broken;
  _Atomic int32_t error;
  _Atomic uint64_t bytes_in, operations, stalls, stalled_ns, first_byte_ns, last_byte_ns;
};

static const aria_source_class edge_class;

/* -- Owner's side -- */

static void edge_close_all(aria_edge *edge) {
  aria_close_quietly(&edge->from);
  for (uint32_t i = 0; i < edge->count; i++) {
    aria_close_quietly(&edge->branches[i].fd);
    aria_close_quietly(&edge->branches[i].lane[0]);
    aria_close_quietly(&edge->branches[i].lane[1]);
  }
}

/* Pipes and sockets are private to the edge. A terminal is not, and could keep the whole reactor waiting. */
static int edge_prepare(int fd) {
  struct stat status;
  if (fstat(fd, &status) < 0) return -errno;
  if (isatty(fd)) return -ENOTSUP;
  return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) ? aria_set_nonblocking(fd, true) : 0;
}

/* A small pipe for each destination, all of one size: then what one takes of the source, all take. */
static int edge_make_lanes(aria_edge *edge, int size) {
  for (uint32_t i = 0; i < edge->count; i++) {
    int *lane = edge->branches[i].lane;
    if (pipe2(lane, O_CLOEXEC | O_NONBLOCK) < 0) return -errno;
    if (size > 0) fcntl(lane[1], F_SETPIPE_SZ, size);
  }
  int smallest = size;
  for (uint32_t i = 0; i < edge->count; i++) {
    int has = fcntl(edge->branches[i].lane[1], F_GETPIPE_SZ);
    if (has > 0 && (smallest <= 0 || has < smallest)) smallest = has;
  }
  for (uint32_t i = 0; i < edge->count; i++) { /* making one smaller is always allowed */
    int *lane = edge->branches[i].lane;
    if (fcntl(lane[1], F_GETPIPE_SZ) != smallest) fcntl(lane[1], F_SETPIPE_SZ, smallest);
  }
  return 0;
}

static int edge_init(aria_edge *edge, uint32_t mode) {
  int error = edge_prepare(edge->from), size = fcntl(edge->from, F_GETPIPE_SZ);
  for (uint32_t i = 0; i < edge->count && !error; i++) error = edge_prepare(edge->branches[i].fd);
  if (!error && mode != ARIA_EDGE_COPY && edge->count > 1) error = edge_make_lanes(edge, size);
  if (!error && mode == ARIA_EDGE_COPY && !(edge->buffer = malloc(ARIA_SCRATCH))) error = -ENOMEM;
  uint32_t moving = edge->count > 1 ? ARIA_EDGE_MODE_TEE : ARIA_EDGE_MODE_SPLICE;
  atomic_init(&edge->mode, mode == ARIA_EDGE_COPY ? ARIA_EDGE_MODE_COPY : moving);
  return error;
}

static void edge_take_handles(aria_edge *edge, aria_handle from, const aria_handle *to, uint32_t count) {
  edge->from = (int)from;
  edge->count = edge->live = count;
  for (uint32_t i = 0; i < count; i++) {
    edge->branches[i].fd = (int)to[i];
    edge->branches[i].lane[0] = edge->branches[i].lane[1] = -1;
  }
}

aria_edge *aria_edge_open(aria_reactor *reactor, uint32_t id, aria_handle from, const aria_handle *to, uint32_t count,
                          uint32_t mode, int32_t *error) {
  aria_edge *edge = count >= 1 && count <= EDGE_BRANCHES && mode <= ARIA_EDGE_COPY ? calloc(1, sizeof *edge) : NULL;
  if (!edge) {
    *error = count >= 1 && count <= EDGE_BRANCHES && mode <= ARIA_EDGE_COPY ? -ENOMEM : -EINVAL;
    aria_close(from);
    for (uint32_t i = 0; i < count; i++) aria_close(to[i]);
    return NULL;
  }
  edge_take_handles(edge, from, to, count);
  *error = edge_init(edge, mode);
  if (*error) {
    edge_close_all(edge);
    free(edge->buffer);
    free(edge);
    return NULL;
  }
  aria_source_init(&edge->source, &edge_class, reactor, id);
  atomic_store(&edge->source.waiting, 1); /* the end is always news */
  aria_source_request(&edge->source, ARIA_REQUEST_ATTACH);
  return edge;
}

void aria_edge_read_stats(aria_edge *edge, aria_edge_stats *stats) {
  uint64_t most = 0;
  for (uint32_t i = 0; i < edge->count; i++) {
    uint64_t delivered = aria_get(&edge->branches[i].delivered);
    if (delivered > most) most = delivered;
  }
  *stats = (aria_edge_stats){
      .bytes_in = aria_get(&edge->bytes_in),
      .bytes_out = most,
      .operations = aria_get(&edge->operations),
      .stalls = aria_get(&edge->stalls),
      .stalled_ns = aria_get(&edge->stalled_ns),
      .first_byte_ns = aria_get(&edge->first_byte_ns),
      .last_byte_ns = aria_get(&edge->last_byte_ns),
      .ended = atomic_load(&edge->ended),
      .mode = atomic_load(&edge->mode),
      .error = atomic_load(&edge->error),
      .broken = atomic_load(&edge->broken),
  };
}

uint64_t aria_edge_delivered(aria_edge *edge, uint32_t index) {
  return index < edge->count ? aria_get(&edge->branches[index].delivered) : 0;
}

void aria_edge_close(aria_edge *edge) { aria_source_close(&edge->source); }

/* -- Reactor's side -- */

static void edge_count(aria_edge *edge, edge_branch *branch, uint64_t bytes) {
  uint64_t now = aria_now_ns();
  if (!aria_get(&edge->first_byte_ns)) aria_set(&edge->first_byte_ns, now);
  aria_set(&edge->last_byte_ns, now);
  aria_add(&branch->delivered, bytes);
  aria_add(&edge->operations, 1);
  aria_reactor_count(edge->source.reactor, bytes);
}

static void edge_detach(aria_edge *edge) {
  aria_poll_remove(&edge->source, &edge->from_poll);
  for (uint32_t i = 0; i < edge->count; i++) aria_poll_remove(&edge->source, &edge->branches[i].poll);
}

static int edge_finish(aria_edge *edge, int error) {
  edge_detach(edge);
  edge_close_all(edge);
  atomic_store(&edge->error, error);
  atomic_store(&edge->ended, 1);
  aria_source_notify(&edge->source);
  return EDGE_OVER;
}

/* A destination that nobody reads leaves; the others go on. */
static int edge_drop_branch(aria_edge *edge, edge_branch *branch) {
  branch->dead = true;
  branch->pending = 0;
  edge->live--;
  atomic_fetch_or(&edge->broken, 1u << (branch - edge->branches));
  aria_poll_remove(&edge->source, &branch->poll);
  aria_close_quietly(&branch->fd);
  return edge->live ? EDGE_GO : edge_finish(edge, EPIPE);
}

static int edge_branch_failed(aria_edge *edge, edge_branch *branch) {
  if (errno == EAGAIN || errno == EINTR) return EDGE_WAIT;
  return errno == EPIPE ? edge_drop_branch(edge, branch) : edge_finish(edge, errno);
}

/* Waits for the source: destinations only tell when they die. */
static int edge_wait_for_source(aria_edge *edge) {
  aria_poll_change(&edge->source, &edge->from_poll, EPOLLIN);
  for (uint32_t i = 0; i < edge->count; i++) {
    if (!edge->branches[i].dead) aria_poll_change(&edge->source, &edge->branches[i].poll, EPOLLERR);
  }
  return EDGE_WAIT;
}

static int edge_wait_for_branch(aria_edge *edge, edge_branch *branch) {
  aria_poll_change(&edge->source, &edge->from_poll, 0); /* its hang-up would be reported over and over */
  aria_poll_change(&edge->source, &branch->poll, EPOLLOUT);
  if (!edge->stalled_since_ns) {
    edge->stalled_since_ns = aria_now_ns();
    aria_add(&edge->stalls, 1);
  }
  return EDGE_WAIT;
}

static int edge_use_copy(aria_edge *edge) {
  if (!edge->buffer && !(edge->buffer = malloc(ARIA_SCRATCH))) return edge_finish(edge, ENOMEM);
  atomic_store(&edge->mode, ARIA_EDGE_MODE_COPY);
  return EDGE_GO;
}

/* One destination: pages move from pipe to pipe. */
static int edge_splice(aria_edge *edge) {
  edge_branch *branch = &edge->branches[0];
  ssize_t size = splice(edge->from, NULL, branch->fd, NULL, EDGE_CHUNK, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  if (size == 0) return edge_finish(edge, 0);
  if (size > 0) {
    aria_add(&edge->bytes_in, (uint64_t)size);
    edge_count(edge, branch, (uint64_t)size);
    return EDGE_GO;
  }
  if (errno == EINVAL) return edge_use_copy(edge);
  int outcome = edge_branch_failed(edge, branch);
  if (outcome != EDGE_WAIT) return outcome;
  /* EAGAIN means an empty source or a full destination, and does not tell which. */
  struct pollfd readable = {.fd = edge->from, .events = POLLIN};
  bool has_bytes = poll(&readable, 1, 0) > 0 && (readable.revents & POLLIN);
  return has_bytes ? edge_wait_for_branch(edge, branch) : edge_wait_for_source(edge);
}

/* Several destinations: every live one gets the same pages in its lane, the last one those of the source itself. */
static int edge_take_pages(aria_edge *edge) {
  ssize_t round = 0;
  uint32_t left = edge->live;
  for (uint32_t i = 0; i < edge->count; i++) {
    edge_branch *branch = &edge->branches[i];
    if (branch->dead) continue;
    size_t wish = round ? (size_t)round : EDGE_CHUNK;
    bool last = --left == 0;
    ssize_t size = last ? splice(edge->from, NULL, branch->lane[1], NULL, wish, SPLICE_F_MOVE | SPLICE_F_NONBLOCK)
                        : tee(edge->from, branch->lane[1], wish, SPLICE_F_NONBLOCK);
    if (size < 0 && errno == EAGAIN && !round) return edge_wait_for_source(edge); /* the lanes are empty */
    if (size < 0 && errno == EINVAL && !round) return edge_use_copy(edge);
    if (size < 0) return edge_finish(edge, errno);
    if (size == 0) return edge_finish(edge, 0);
    if (round && size != round) return edge_finish(edge, EIO); /* empty lanes of one size take the same */
    round = size;
    branch->pending = (uint64_t)size;
  }
  aria_add(&edge->bytes_in, (uint64_t)round);
  return EDGE_GO;
}

static int edge_take_copy(aria_edge *edge) {
  ssize_t size = read(edge->from, edge->buffer, ARIA_SCRATCH);
  if (size < 0 && errno == EAGAIN) return edge_wait_for_source(edge);
  if (size < 0 && errno == EINTR) return EDGE_GO;
  if (size < 0) return edge_finish(edge, errno);
  if (size == 0) return edge_finish(edge, 0);
  edge->round = (uint64_t)size;
  aria_add(&edge->bytes_in, (uint64_t)size);
  for (uint32_t i = 0; i < edge->count; i++) {
    if (!edge->branches[i].dead) edge->branches[i].pending = (uint64_t)size;
  }
  return EDGE_GO;
}

/* A file that is appended to takes no pages; being a file, it takes any write whole. */
static ssize_t edge_append(aria_edge *edge, edge_branch *branch) {
  unsigned char *scratch = aria_reactor_scratch(edge->source.reactor);
  size_t wish = branch->pending < ARIA_SCRATCH ? branch->pending : ARIA_SCRATCH;
  ssize_t size = read(branch->lane[0], scratch, wish);
  for (ssize_t done = 0; done < size;) {
    ssize_t written = write(branch->fd, scratch + done, (size_t)(size - done));
    if (written < 0 && errno != EINTR) return -1;
    if (written > 0) done += written;
  }
  return size;
}

static ssize_t edge_move(aria_edge *edge, edge_branch *branch) {
  if (atomic_load(&edge->mode) == ARIA_EDGE_MODE_COPY) {
    return write(branch->fd, edge->buffer + (edge->round - branch->pending), branch->pending);
  }
  ssize_t size = splice(branch->lane[0], NULL, branch->fd, NULL, branch->pending, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  return size < 0 && errno == EINVAL && branch->poll.always ? edge_append(edge, branch) : size;
}

/* Gives every destination what it has not had of this round. */
static int edge_deliver(aria_edge *edge) {
  int result = EDGE_GO;
  for (uint32_t i = 0; i < edge->count; i++) {
    edge_branch *branch = &edge->branches[i];
    while (branch->pending) {
      ssize_t size = edge_move(edge, branch);
      if (size > 0) {
        branch->pending -= (uint64_t)size;
        edge_count(edge, branch, (uint64_t)size);
        continue;
      }
      int outcome = edge_branch_failed(edge, branch);
      if (outcome == EDGE_OVER) return EDGE_OVER;
      if (outcome == EDGE_GO) break;
      result = edge_wait_for_branch(edge, branch);
      break;
    }
    bool served = !branch->pending && !branch->dead;
    if (served) aria_poll_change(&edge->source, &branch->poll, EPOLLERR);
  }
  return result;
}

static int edge_step(aria_edge *edge) {
  uint32_t mode = atomic_load(&edge->mode);
  if (mode == ARIA_EDGE_MODE_SPLICE) return edge_splice(edge);
  int outcome = edge_deliver(edge);
  if (outcome != EDGE_GO) return outcome;
  return mode == ARIA_EDGE_MODE_COPY ? edge_take_copy(edge) : edge_take_pages(edge);
}

static void edge_pump(aria_edge *edge) {
  if (edge->stalled_since_ns) aria_add(&edge->stalled_ns, aria_now_ns() - edge->stalled_since_ns);
  edge->stalled_since_ns = 0;
  int outcome = EDGE_GO;
  bool endless = edge->from_poll.always; /* a file, which would not call again */
  for (int turn = 0; (turn < EDGE_TURN || endless) && outcome == EDGE_GO; turn++) outcome = edge_step(edge);
  /* The turn is over with more to do: the source, which has bytes, calls again when the others had their turn. */
  if (outcome == EDGE_GO) aria_poll_change(&edge->source, &edge->from_poll, EPOLLIN);
}

static void edge_ready(aria_source *source, aria_poll *poll, uint32_t events) {
  aria_edge *edge = (aria_edge *)source;
  if (poll != &edge->from_poll && (events & EPOLLERR)) {
    edge_branch *branch = (edge_branch *)((char *)poll - offsetof(edge_branch, poll));
    if (edge_drop_branch(edge, branch) == EDGE_OVER) return;
  }
  edge_pump(edge);
}

static void edge_request(aria_source *source, uint32_t requests) {
  aria_edge *edge = (aria_edge *)source;
  if (!(requests & ARIA_REQUEST_ATTACH)) return;
  int error = aria_poll_add(source, &edge->from_poll, edge->from, EPOLLIN);
  for (uint32_t i = 0; i < edge->count && !error; i++) {
    error = aria_poll_add(source, &edge->branches[i].poll, edge->branches[i].fd, EPOLLERR);
  }
  if (error) edge_finish(edge, -error);
  else if (edge->from_poll.always) edge_pump(edge);
}

static bool edge_close(aria_source *source) {
  edge_detach((aria_edge *)source);
  edge_close_all((aria_edge *)source);
  return true;
}

static void edge_destroy(aria_source *source) {
  free(((aria_edge *)source)->buffer);
  free(source);
}

static const aria_source_class edge_class = {edge_ready, edge_request, edge_close, edge_destroy};
