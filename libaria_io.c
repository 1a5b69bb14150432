/* libaria_io — the native library as one translation unit, in reading order.
 *
 *   cc -std=c11 -O2 -fPIC -shared -pthread -Wl,-e,aria_keeper_entry -Wl,-z,nodelete libaria_io.c -o libaria_io.so
 *
 * What may be called is in ffi/native/aria.h; what the files share, in ffi/native/internal.h.
 */
#if defined(__linux__)

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "ffi/native/errors.c"
#include "ffi/native/clock.c"
#include "ffi/native/signals.c"
#include "ffi/native/interrupts.c"
#include "ffi/native/sigpipe.c"
#include "ffi/native/handles.c"
#include "ffi/native/socket.c"
#include "ffi/native/child.c"
#include "ffi/native/ring.c"
#include "ffi/native/reactor.c"
#include "ffi/native/log.c"
#include "ffi/native/stream.c"
#include "ffi/native/stream_view.c"
#include "ffi/native/stream_read.c"
#include "ffi/native/stream_write.c"
#include "ffi/native/exchange.c"
#include "ffi/native/edge.c"
#include "ffi/native/watch.c"
#include "ffi/native/pty.c"
#include "ffi/native/spawn.c"
#include "ffi/native/process.c"
#include "ffi/native/keeper.c"
#include "ffi/native/layout.c"
#include "ffi/native/library.c"
#include "ffi/native/yardstick.c"

#else

#include "ffi/native/stub.c"

#endif
