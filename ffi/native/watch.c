/* watch.c — readiness of a handle that its owner reads or writes itself. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

struct aria_watch {
  aria_source source;
  aria_poll poll;
  int fd; /* borrowed: somebody else closes it, after the watch */
  uint32_t events;
};

static void watch_notify(aria_watch *watch) {
  aria_poll_change(&watch->source, &watch->poll, 0); /* one notice for one wait */
  aria_source_notify(&watch->source);
}

static void watch_ready(aria_source *source, aria_poll *poll, uint32_t events) {
  (void)poll;
  (void)events;
  watch_notify((aria_watch *)source);
}

static void watch_request(aria_source *source, uint32_t requests) {
  aria_watch *watch = (aria_watch *)source;
  if (requests & ARIA_REQUEST_ATTACH) {
    /* Whatever cannot be waited for is ready: reading or writing it tells the truth. */
    if (aria_poll_add(source, &watch->poll, watch->fd, watch->events) < 0) watch->poll.always = true;
    aria_poll_change(source, &watch->poll, 0);
  }
  if (!(requests & ARIA_REQUEST_RESUME)) return;
  if (watch->poll.always) aria_source_notify(source);
  else aria_poll_change(source, &watch->poll, watch->events);
}

static bool watch_close(aria_source *source) {
  aria_poll_remove(source, &((aria_watch *)source)->poll);
  return true;
}

static void watch_destroy(aria_source *source) { free(source); }

static const aria_source_class watch_class = {watch_ready, watch_request, watch_close, watch_destroy};

aria_watch *aria_watch_open(aria_reactor *reactor, aria_handle handle, uint32_t direction, uint32_t id,
                            int32_t *error) {
  aria_watch *watch = calloc(1, sizeof *watch);
  *error = watch ? 0 : -ENOMEM;
  if (!watch) return NULL;
  watch->fd = (int)handle;
  watch->events = direction == ARIA_DIRECTION_WRITE ? EPOLLOUT : EPOLLIN;
  aria_source_init(&watch->source, &watch_class, reactor, id);
  aria_source_request(&watch->source, ARIA_REQUEST_ATTACH);
  return watch;
}

void aria_watch_wait(aria_watch *watch) {
  atomic_store(&watch->source.waiting, 1);
  aria_source_request(&watch->source, ARIA_REQUEST_RESUME);
}

void aria_watch_close(aria_watch *watch) { aria_source_close(&watch->source); }
