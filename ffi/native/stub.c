/* stub.c — every function of aria.h for a system that has no implementation yet.
 *
 * The library loads there and tells its version and its layouts, it says that it can do nothing, and whatever is asked
 * of it is -ENOSYS: an error that names its cause, instead of a symbol that is missing. No object can be made, so the
 * functions that take one are never reached by a correct program; they do nothing.
 */
#include "aria.h"
#include "layout.c"

#include <errno.h>
#include <string.h>

/* Arguments have no use here, and one cast for each would hide that nothing happens. */
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif

/* ---- The library itself ------------------------------------------------------------------------------------------ */

uint32_t aria_abi(void) { return ARIA_ABI; }

uint32_t aria_capabilities(void) { return 0; }

const char *aria_error_name(int32_t error) { return error == ENOSYS ? "ENOSYS" : "EUNKNOWN"; }

const char *aria_error_text(int32_t error) {
  return error == ENOSYS ? "Function not implemented on this system" : "Unknown error";
}

int32_t aria_signal_number(const char *name) { return 0; }
const char *aria_signal_name(int32_t number) { return NULL; }

uint64_t aria_now_ns(void) { return 0; }
double aria_now_ms(void) { return 0; }
int64_t aria_cpu_ns(int64_t pid) { return -ENOSYS; }

uint32_t *aria_interrupts(void) {
  static uint32_t counters[2 * ARIA_SIGNALS];
  return counters;
}
int32_t aria_interrupts_watch(int32_t signal) { return -ENOSYS; }
void aria_interrupts_forget(int32_t signal) {}

/* ---- Handles ----------------------------------------------------------------------------------------------------- */

int32_t aria_pipe(uint32_t size, aria_handle ends[2]) {
  ends[0] = ends[1] = ARIA_NO_HANDLE;
  return -ENOSYS;
}

int32_t aria_open(const char *path, uint32_t flags, uint32_t mode, aria_handle *opened) {
  *opened = ARIA_NO_HANDLE;
  return -ENOSYS;
}

int32_t aria_duplicate(aria_handle handle, aria_handle *copy) {
  *copy = ARIA_NO_HANDLE;
  return -ENOSYS;
}

int32_t aria_close(aria_handle handle) { return -ENOSYS; }
int32_t aria_read(aria_handle handle, void *into, uint32_t length) { return -ENOSYS; }
int32_t aria_write(aria_handle handle, const void *from, uint32_t length) { return -ENOSYS; }
int32_t aria_read_now(aria_handle handle, void *into, uint32_t length) { return -ENOSYS; }
int32_t aria_write_now(aria_handle handle, const void *from, uint32_t length) { return -ENOSYS; }
int32_t aria_ready(aria_handle handle, uint32_t direction, int32_t timeout_ms) { return -ENOSYS; }
int32_t aria_set_blocking(aria_handle handle, int32_t blocking) { return -ENOSYS; }

int32_t aria_inspect(aria_handle handle, aria_handle_info *info) {
  memset(info, 0, sizeof *info);
  return -ENOSYS;
}

aria_handle aria_own_stream(uint32_t stream) { return ARIA_NO_HANDLE; }
int64_t aria_transfer(aria_handle from, aria_handle to, uint64_t length) { return -ENOSYS; }
int32_t aria_pingpong(aria_handle to, aria_handle from, uint32_t bytes, uint32_t rounds, uint64_t *round_ns) {
  return -ENOSYS;
}

/* ---- Sockets -------------------------------------------------------------------------------------------------------
 */

int32_t aria_listen_unix(const char *path, aria_handle *listener) {
  *listener = ARIA_NO_HANDLE;
  return -ENOSYS;
}

int32_t aria_listen_tcp(const char *host, uint16_t *port, aria_handle *listener) {
  *listener = ARIA_NO_HANDLE;
  return -ENOSYS;
}

int32_t aria_accept(aria_handle listener, aria_handle *connection) {
  *connection = ARIA_NO_HANDLE;
  return -ENOSYS;
}

/* ---- Reactor -------------------------------------------------------------------------------------------------------
 */

aria_reactor *aria_reactor_create(int32_t *error) {
  *error = -ENOSYS;
  return NULL;
}

int32_t aria_reactor_run(aria_reactor *reactor, int32_t timeout_ms) { return ARIA_REACTOR_STOPPED; }
int32_t aria_reactor_take(aria_reactor *reactor, uint32_t *ids, uint32_t capacity) { return 0; }
void aria_reactor_interrupt(aria_reactor *reactor) {}
void aria_reactor_stop(aria_reactor *reactor) {}
void aria_reactor_destroy(aria_reactor *reactor) {}
void aria_reactor_read_stats(aria_reactor *reactor, aria_reactor_stats *stats) { memset(stats, 0, sizeof *stats); }

/* ---- Streams -------------------------------------------------------------------------------------------------------
 */

aria_stream *aria_stream_open(aria_reactor *reactor, aria_handle end, const aria_stream_options *options,
                              int32_t *error) {
  *error = -ENOSYS;
  return NULL;
}

void aria_stream_peek(aria_stream *stream, aria_span *span) {
  memset(span, 0, sizeof *span);
  span->state = ARIA_STREAM_FAILED;
  span->error = ENOSYS;
}

void aria_stream_consume(aria_stream *stream, uint64_t length) {}

uint32_t aria_stream_read(aria_stream *stream, void *into, uint32_t length, uint64_t *gap) {
  *gap = 0;
  return 0;
}

int32_t aria_stream_wait(aria_stream *stream) { return 1; }
void aria_stream_collect(aria_stream *stream, uint64_t limit, uint32_t how) {}
void aria_stream_attach(aria_stream *stream) {}
uint64_t aria_stream_take(aria_stream *stream, void *into, uint64_t length) { return 0; }
void aria_stream_discard(aria_stream *stream) {}
int32_t aria_stream_write(aria_stream *stream, const void *from, uint32_t length) { return -ENOSYS; }
int32_t aria_stream_flush(aria_stream *stream) { return 1; }
void aria_stream_end(aria_stream *stream) {}

int32_t aria_stream_exchange(aria_stream *input, const void *from, uint32_t length, aria_stream *output,
                             uint32_t wait_us, aria_span *span, uint32_t *waited_ns) {
  aria_stream_peek(output, span);
  *waited_ns = 0;
  return -ENOSYS;
}

void aria_stream_release(aria_stream *output) {}

void aria_stream_read_stats(aria_stream *stream, aria_stream_stats *stats) { memset(stats, 0, sizeof *stats); }
void aria_stream_close(aria_stream *stream) {}

/* ---- Processes -----------------------------------------------------------------------------------------------------
 */

int32_t aria_spawn(const aria_spawn_spec *spec, uint32_t size, aria_process *leader, aria_spawn_result *result) {
  memset(result, 0, sizeof *result);
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) result->ends[i] = ARIA_NO_HANDLE;
  result->step = ARIA_STEP_CLONE;
  return -ENOSYS;
}

int32_t aria_process_watch(aria_process *process, aria_reactor *reactor, uint32_t id) { return -ENOSYS; }

int32_t aria_process_exit(aria_process *process, aria_exit *status) {
  memset(status, 0, sizeof *status);
  return -ENOSYS;
}

int32_t aria_process_wait(aria_process *process, int32_t timeout_ms) { return -ENOSYS; }
int32_t aria_process_signal(aria_process *process, int32_t signal, uint32_t scope) { return -ENOSYS; }
void aria_process_hold(aria_process *process, int32_t hold) {}
void aria_process_close(aria_process *process) {}
int32_t aria_pty_resize(aria_handle master, uint32_t rows, uint32_t columns) { return -ENOSYS; }

/* ---- Edges ---------------------------------------------------------------------------------------------------------
 */

aria_edge *aria_edge_open(aria_reactor *reactor, uint32_t id, aria_handle from, const aria_handle *to, uint32_t count,
                          uint32_t mode, int32_t *error) {
  *error = -ENOSYS;
  return NULL;
}

void aria_edge_read_stats(aria_edge *edge, aria_edge_stats *stats) { memset(stats, 0, sizeof *stats); }
uint64_t aria_edge_delivered(aria_edge *edge, uint32_t index) { return 0; }
void aria_edge_close(aria_edge *edge) {}

/* ---- Watches -------------------------------------------------------------------------------------------------------
 */

aria_watch *aria_watch_open(aria_reactor *reactor, aria_handle handle, uint32_t direction, uint32_t id,
                            int32_t *error) {
  *error = -ENOSYS;
  return NULL;
}

void aria_watch_wait(aria_watch *watch) {}
void aria_watch_close(aria_watch *watch) {}

/* ---- Keeper --------------------------------------------------------------------------------------------------------
 */

aria_keeper *aria_keeper_start(const char *library, int32_t *error) {
  *error = -ENOSYS;
  return NULL;
}

int32_t aria_keeper_add(aria_keeper *keeper, aria_process *process) { return -ENOSYS; }
int32_t aria_keeper_drop(aria_keeper *keeper, aria_process *process) { return -ENOSYS; }
void aria_keeper_close(aria_keeper *keeper) {}
