/* aria.h — the ABI of libaria_io: everything that TypeScript (or a C program) may call.
 *
 * Basic use, in the order things happen:
 *
 *   1. aria_reactor_create()            one reactor per drainer thread
 *   2. aria_spawn()                     a child, and our ends of its pipes
 *   3. aria_stream_open(), aria_process_watch(), aria_edge_open()   give those ends to the reactor
 *   4. aria_reactor_run()               in the drainer's thread, again and again
 *   5. aria_reactor_take()              in the owner's thread: which sources have news
 *   6. aria_stream_peek() / _consume(), aria_process_exit(), …      read the news
 *   7. aria_stream_close(), aria_process_close(), …                 let go
 *
 * Rules that hold for every function:
 *
 *   - Errors are negative errno values (see aria_error_name); 0 or a count is success.
 *   - A pointer to an object (reactor, stream, process, edge, watch, keeper) is opaque. Each object has one owner, the
 *     thread that made it, and is used from that thread only; aria_reactor_run alone belongs to the drainer's thread.
 *   - A `const void *` or `const char *` argument is borrowed for the length of the call.
 *   - An out-pointer is written before the call returns, and never kept.
 *   - Handles (aria_handle) are the operating system's: a descriptor on POSIX, a HANDLE on Windows. A function that
 *     keeps one says "takes"; any other borrows it.
 *   - Nothing here is shaped like one system: handles and process numbers are 64 bits wide, signals are
 *     named by the numbers of aria_signal_number().
 *
 * Global state: the SIGCHLD disposition is set from "ignore" to "default" by the first aria_spawn (a parent that
 * ignores SIGCHLD can never learn how a child ended); aria_interrupts_watch installs handlers; and nothing else.
 */
#ifndef ARIA_H
#define ARIA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define ARIA_API __declspec(dllexport)
#else
#define ARIA_API __attribute__((visibility("default")))
#endif

/* Raised with every incompatible change of this file; checked when the library is loaded. */
#define ARIA_ABI 1u

#define ARIA_STREAMS 6u /* stdin, stdout, stderr, stddbg, stddati, stddato */

typedef int64_t aria_handle;
#define ARIA_NO_HANDLE ((aria_handle)-1)

typedef struct aria_reactor aria_reactor;
typedef struct aria_stream aria_stream;
typedef struct aria_process aria_process;
typedef struct aria_edge aria_edge;
typedef struct aria_watch aria_watch;
typedef struct aria_keeper aria_keeper;

/* ---- The library itself ------------------------------------------------------------------------------------------ */

/* Returns ARIA_ABI. */
ARIA_API uint32_t aria_abi(void);

/* What this machine can do, probed once per call. */
enum {
  ARIA_CAN_SPLICE = 1u << 0,       /* edges move pages without copying */
  ARIA_CAN_TEE = 1u << 1,          /* several consumers of one stream without copying */
  ARIA_CAN_PIDFD = 1u << 2,        /* processes are addressed by handle, never by number */
  ARIA_CAN_SIZE_PIPES = 1u << 3,   /* pipe buffers can be resized */
  ARIA_CAN_PTY = 1u << 4,          /* pseudo-terminals */
  ARIA_CAN_PARENT_DEATH = 1u << 5, /* children can be made to die with this process */
  ARIA_CAN_JOB_OBJECTS = 1u << 6,  /* groups are Windows job objects */
  ARIA_CAN_GROUP_PIDFD = 1u << 7,  /* a group can be signalled after its leader was reaped (Linux 6.9) */
};
ARIA_API uint32_t aria_capabilities(void);

/* Writes the size of each struct below, each followed by the offsets of its fields in their order, at most `capacity`
 * numbers, and returns how many there are. The caller compares them with its own table. */
ARIA_API uint32_t aria_layout(uint32_t *numbers, uint32_t capacity);

/* The symbolic name ("ENOENT") of an errno value, and its meaning in English; static strings, never NULL. */
ARIA_API const char *aria_error_name(int32_t error);
ARIA_API const char *aria_error_text(int32_t error);

/* Signal numbers by name without "SIG" ("TERM"), 0 when there is none; and back, NULL when there is none. Static. */
ARIA_API int32_t aria_signal_number(const char *name);
ARIA_API const char *aria_signal_name(int32_t number);

/* Signals seen without an event loop. The counters are static and live as long as the process: element n counts the
 * watched signal n, element 0 all of them, element ARIA_SIGNALS + n those of n that the kernel sent, as for a key at
 * the terminal; anybody may read them at any time, nobody writes them. */
enum { ARIA_SIGNALS = 65 };
ARIA_API uint32_t *aria_interrupts(void);
/* Counts a signal from now on. It loses its default effect; a handler that is there is called too. -EALREADY when it is
 * ignored: then it stays ignored. The handlers are state of the whole process: call it from one thread. */
ARIA_API int32_t aria_interrupts_watch(int32_t signal);
/* Gives the signal back the effect it had, unless somebody has put another handler on top. */
ARIA_API void aria_interrupts_forget(int32_t signal);

/* Nanoseconds of the monotonic clock that every `*_ns` field below is on. */
ARIA_API uint64_t aria_now_ns(void);
/* The same clock in milliseconds: JavaScript takes a double at a tenth of the cost of 64 bits. */
ARIA_API double aria_now_ms(void);

/* Processor time, user and system, of all threads of a process, 0 being this one, in nanoseconds; -ESRCH when there is
 * no such process. */
ARIA_API int64_t aria_cpu_ns(int64_t pid);

/* ---- Handles ----------------------------------------------------------------------------------------------------- */

/* Makes a pipe: ends[0] reads, ends[1] writes. Both are blocking and close-on-exec; the caller owns both. `size` is the
 * wish for its buffer in bytes, 0 for the system's default; a refusal is no error. */
ARIA_API int32_t aria_pipe(uint32_t size, aria_handle ends[2]);

enum { ARIA_OPEN_READ = 1, ARIA_OPEN_WRITE = 2, ARIA_OPEN_APPEND = 4 };
/* Opens a file, close-on-exec. WRITE creates and truncates, APPEND creates and appends; `mode` holds the permission
 * bits of a created file. The caller owns *opened. */
ARIA_API int32_t aria_open(const char *path, uint32_t flags, uint32_t mode, aria_handle *opened);

/* Another handle of the same open file, close-on-exec. The caller owns *copy. */
ARIA_API int32_t aria_duplicate(aria_handle handle, aria_handle *copy);
ARIA_API int32_t aria_close(aria_handle handle); /* takes `handle` */

/* One read or write. Returns the bytes moved (a read of 0 is the end), -EAGAIN where a non-blocking handle would wait,
 * -EPIPE where nobody reads (no signal is raised). */
ARIA_API int32_t aria_read(aria_handle handle, void *into, uint32_t length);
ARIA_API int32_t aria_write(aria_handle handle, const void *from, uint32_t length);

/* The same, but never waiting, whatever mode the handle is in: -EAGAIN where it would. For streams that others share,
 * whose mode must not be changed. */
ARIA_API int32_t aria_read_now(aria_handle handle, void *into, uint32_t length);
ARIA_API int32_t aria_write_now(aria_handle handle, const void *from, uint32_t length);

/* Waits up to `timeout_ms` (-1: for ever) until a read (ARIA_DIRECTION_READ) or a write (ARIA_DIRECTION_WRITE) has
 * something to do: bytes, room, an end or an error. 1 when it has, 0 when the time passed. */
ARIA_API int32_t aria_ready(aria_handle handle, uint32_t direction, int32_t timeout_ms);

/* Non-blocking is a property of the open file, shared with whoever else holds it: only for ends private to the caller.
 */
ARIA_API int32_t aria_set_blocking(aria_handle handle, int32_t blocking);

enum {
  ARIA_KIND_NONE,
  ARIA_KIND_NULL,
  ARIA_KIND_PIPE,
  ARIA_KIND_FILE,
  ARIA_KIND_TERMINAL,
  ARIA_KIND_SOCKET,
  ARIA_KIND_OTHER
};
typedef struct aria_handle_info {
  uint32_t kind;      /* ARIA_KIND_* */
  uint32_t readable;  /* opened for reading */
  uint32_t writable;  /* opened for writing */
  uint32_t inherited; /* not close-on-exec: it came from the program that started us */
} aria_handle_info;
/* What stands behind a handle; kind ARIA_KIND_NONE (and success) when nothing does. */
ARIA_API int32_t aria_inspect(aria_handle handle, aria_handle_info *info);

/* The handle that this process was given as stream 0…5, as its parent wired it; it stays where it is. */
ARIA_API aria_handle aria_own_stream(uint32_t stream);

/* Moves up to `length` bytes from one handle to another inside the kernel (splice), or through a buffer where the
 * kernel cannot; blocks as its handles do. Returns the bytes moved, 0 at the end of `from`. */
ARIA_API int64_t aria_transfer(aria_handle from, aria_handle to, uint64_t length);

/* The yardstick of a request to a child: writes `bytes` bytes to a program that echoes them and reads them back,
 * `rounds` times, and notes the nanoseconds of each round in `round_ns`, which has room for so many. Blocks; -EPIPE
 * when the program ends. */
ARIA_API int32_t aria_pingpong(aria_handle to, aria_handle from, uint32_t bytes, uint32_t rounds, uint64_t *round_ns);

/* ---- Sockets -----------------------------------------------------------------------------------------------------
 */

/* Listens at a path of the file system. The socket's file, which nobody removes but the caller, is readable and
 * writable by its owner alone from its first moment. -EADDRINUSE when there is such a file, live or not. The caller
 * owns *listener, which is non-blocking and close-on-exec. */
ARIA_API int32_t aria_listen_unix(const char *path, aria_handle *listener);
/* Listens at a port of a loopback address, as "127.0.0.1" or "::1"; -EADDRNOTAVAIL for any other host. A *port of 0 is
 * any that is free; *port is the real one afterwards. The caller owns *listener, which is as above. */
ARIA_API int32_t aria_listen_tcp(const char *host, uint16_t *port, aria_handle *listener);
/* The next connection: -EAGAIN when there is none, -EACCES when it came through a path from another user, whom nothing
 * was read from and who is disconnected. The caller owns *connection, which is non-blocking and close-on-exec. */
ARIA_API int32_t aria_accept(aria_handle listener, aria_handle *connection);

/* ---- Reactor: one thread that waits for many handles ---------------------------------------------------------------
 */

/* The caller owns the reactor; NULL with *error set on failure. */
ARIA_API aria_reactor *aria_reactor_create(int32_t *error);

enum { ARIA_REACTOR_STOPPED = -1 };
/* Runs the reactor in the calling thread until at least one source has news for its owner (returns how many), until
 * `timeout_ms` has passed (returns 0; -1 waits for ever), until it is interrupted (0), or until it is stopped
 * (ARIA_REACTOR_STOPPED). */
ARIA_API int32_t aria_reactor_run(aria_reactor *reactor, int32_t timeout_ms);

/* Copies the ids of the sources that have news, at most `capacity`, and returns how many. -ENOBUFS means that so many
 * had news that their ids were not kept: look at every source. Called by the owner's thread. */
ARIA_API int32_t aria_reactor_take(aria_reactor *reactor, uint32_t *ids, uint32_t capacity);

/* Makes the aria_reactor_run that is under way return, or else the next one: 0 when there is no news. Any thread may
 * call it. */
ARIA_API void aria_reactor_interrupt(aria_reactor *reactor);

/* Makes aria_reactor_run return ARIA_REACTOR_STOPPED, now and from then on. Any thread may call it. */
ARIA_API void aria_reactor_stop(aria_reactor *reactor);

/* Frees the reactor and every source it still has. Only when no thread is in aria_reactor_run. */
ARIA_API void aria_reactor_destroy(aria_reactor *reactor);

typedef struct aria_reactor_stats {
  uint64_t sources; /* streams, edges, processes, watches it has now */
  uint64_t bytes;   /* moved through it in its life */
  uint64_t wakeups; /* returns from the kernel's wait */
  uint64_t busy_ns; /* time not spent waiting */
} aria_reactor_stats;
ARIA_API void aria_reactor_read_stats(aria_reactor *reactor, aria_reactor_stats *stats);

/* ---- Streams: one private pipe end and its ring --------------------------------------------------------------------
 */

enum { ARIA_DIRECTION_READ = 0, ARIA_DIRECTION_WRITE = 1 };
enum { ARIA_OVERFLOW_BLOCK = 0, ARIA_OVERFLOW_DROP_OLDEST = 1, ARIA_OVERFLOW_DROP_NEWEST = 2, ARIA_OVERFLOW_FAIL = 3 };
typedef struct aria_stream_options {
  uint32_t id;        /* reported by aria_reactor_take */
  uint32_t direction; /* ARIA_DIRECTION_* */
  uint32_t overflow;  /* ARIA_OVERFLOW_*, for reading */
  uint32_t reserved;
  uint64_t capacity; /* bytes of the ring, a power of two from 64 KiB to 1 GiB */
} aria_stream_options;

/* Gives `end` to the reactor: it is made non-blocking and drained into (or filled from) a ring that is made when the
 * first byte moves. Takes `end`, also on failure. The caller owns the stream and closes it. NULL with *error set on
 * failure. A file needs no drainer: -EPERM. */
ARIA_API aria_stream *aria_stream_open(aria_reactor *reactor, aria_handle end, const aria_stream_options *options,
                                       int32_t *error);

enum {
  ARIA_STREAM_OPEN = 0,
  ARIA_STREAM_ENDED = 1,  /* reading: every byte is in the span; writing: closed as asked */
  ARIA_STREAM_FAILED = 2, /* `error` says why; EPIPE when writing to nobody */
};
typedef struct aria_span {
  uint64_t base;     /* address of the mapping the bytes stand in; 0 before the first byte */
  uint64_t mapped;   /* bytes of that mapping */
  uint64_t position; /* where in the mapping the bytes begin */
  uint64_t length;   /* bytes that can be read (reading) or written without waiting (writing) */
  uint64_t offset;   /* of the first byte, counted from the stream's start, dropped bytes included */
  uint64_t gap;      /* bytes dropped just before `offset` that no earlier span reported */
  uint32_t mapping;  /* changes whenever `base` or `mapped` does */
  uint32_t state;    /* ARIA_STREAM_* */
  int32_t error;
  uint32_t over; /* 1 when the pipe itself is at its end, also after aria_stream_discard */
} aria_span;

/* What can be read now, contiguous, without copying. The bytes stay valid and unchanged until the next aria_stream_
 * call, except under ARIA_OVERFLOW_DROP_OLDEST, where only aria_stream_read gives bytes that cannot change. */
ARIA_API void aria_stream_peek(aria_stream *stream, aria_span *span);
/* Releases the first `length` bytes of the last span. */
ARIA_API void aria_stream_consume(aria_stream *stream, uint64_t length);
/* Copies out and releases up to `length` bytes; returns how many (0: none now). *gap: bytes dropped before them. */
ARIA_API uint32_t aria_stream_read(aria_stream *stream, void *into, uint32_t length, uint64_t *gap);

/* Asks for one notice; the end of a stream gives one without being asked. Returns 1, and asks for none, when there is
 * something to do at once: bytes to read, room to write, an end, an error. Without a reader (see aria_stream_collect)
 * only the end counts. */
ARIA_API int32_t aria_stream_wait(aria_stream *stream);

enum { ARIA_COLLECT_ALL = 0, ARIA_COLLECT_UNTIL_READ = 1 };
/* From now on every byte is kept, in memory of its own that grows to `limit` bytes; what comes after is read, dropped
 * and counted, so the child never waits. ARIA_COLLECT_ALL reports only the end, and aria_stream_peek then shows all of
 * them; ARIA_COLLECT_UNTIL_READ is for a reader that may still come: it calls aria_stream_attach, and when it leaves,
 * another collection may follow. UNTIL_READ can be turned into ALL. */
ARIA_API void aria_stream_collect(aria_stream *stream, uint64_t limit, uint32_t how);
/* A reader has come after ARIA_COLLECT_UNTIL_READ: it gets what was kept, then the ring as if nothing had happened. */
ARIA_API void aria_stream_attach(aria_stream *stream);
/* Moves the collected bytes of an ended stream to `into`, which holds `length` bytes that the caller owns: whole pages
 * are moved, not copied, where the kernel can. Returns the bytes moved. */
ARIA_API uint64_t aria_stream_take(aria_stream *stream, void *into, uint64_t length);
/* The stream ends here for its reader: what has come stays readable, what comes from now on is read, dropped and
 * counted until the pipe ends, so that the writer never waits and never sees a broken pipe. */
ARIA_API void aria_stream_discard(aria_stream *stream);

/* Queues up to `length` bytes for writing and returns how many were taken (0: wait); -EPIPE when nobody reads. */
ARIA_API int32_t aria_stream_write(aria_stream *stream, const void *from, uint32_t length);
/* Returns 1 when every queued byte is in the pipe or the stream has failed, else 0 and asks for one notice of that. */
ARIA_API int32_t aria_stream_flush(aria_stream *stream);
/* Closes the end once all queued bytes are in the pipe. */
ARIA_API void aria_stream_end(aria_stream *stream);

/* Writes as aria_stream_write does, returns the same, and if that went into the pipe whole, waits in this thread for up
 * to `wait_us` microseconds, a second at the most, until bytes come on `output`, the first ten of them busily. A
 * length of 0 only waits. *span is what aria_stream_peek shows of `output` then, *waited_ns how long it took. Both
 * streams are the caller's and of one reactor. It waits less, or not at all, when the reactor is at work on `output`,
 * when the ring of `output` was never used or is full, and when the pipe ends.
 *
 * With `wait_us` 0 it looks once. When bytes came, or after such a look, the reactor leaves `output` alone from then
 * on, so that the next exchange costs less: until aria_stream_release, or a wait in vain. Do not wait for news of it
 * meanwhile; a notice that was asked for before is not given for what came so. */
ARIA_API int32_t aria_stream_exchange(aria_stream *input, const void *from, uint32_t length, aria_stream *output,
                                      uint32_t wait_us, aria_span *span, uint32_t *waited_ns);
/* Gives a stream back to the reactor, which sees at once what has come; nothing when it has it. */
ARIA_API void aria_stream_release(aria_stream *output);

typedef struct aria_stream_stats {
  uint64_t bytes_in;      /* reading: from the pipe; writing: from the caller */
  uint64_t bytes_out;     /* reading: to the consumer; writing: into the pipe */
  uint64_t operations;    /* reads or writes that moved bytes */
  uint64_t stalls;        /* times the ring was full (reading) or the pipe was (writing) */
  uint64_t stalled_ns;    /* time spent so */
  uint64_t dropped;       /* bytes dropped by policy, by a limit, or by discarding */
  uint64_t first_byte_ns; /* 0 before it */
  uint64_t last_byte_ns;
  uint64_t waiting_since_ns; /* reading: since when the pipe has been empty and we wait for the child; 0 while not so */
  uint32_t state;            /* ARIA_STREAM_* as the reactor sees it, before the consumer has read to the end */
  uint32_t truncated;        /* 1 when a limit of aria_stream_collect was hit */
  uint32_t stalled;          /* 1 while the ring is full and the pipe is not being read */
  uint32_t reserved;
} aria_stream_stats;
ARIA_API void aria_stream_read_stats(aria_stream *stream, aria_stream_stats *stats);

/* Lets go of the stream: the end is closed (what is queued for writing is lost; end first), the memory freed, and no
 * notice comes any more. `stream` is invalid from then on. */
ARIA_API void aria_stream_close(aria_stream *stream);

/* ---- Processes -----------------------------------------------------------------------------------------------------
 */

enum {
  ARIA_PLAN_NULL = 0,   /* the null device */
  ARIA_PLAN_HANDLE = 1, /* `value` is a handle, borrowed */
  ARIA_PLAN_PIPE = 2,   /* a new pipe of `pipe_size` bytes; our end comes back in the result */
  ARIA_PLAN_SHARE = 3,  /* the same as what stands at stream `value` */
  ARIA_PLAN_PTY = 4,    /* the slave of one new pseudo-terminal, for streams 0…2; `value` is rows << 16 | columns */
};
typedef struct aria_stream_plan {
  uint32_t kind;
  uint32_t pipe_size;
  int64_t value;
} aria_stream_plan;

enum {
  ARIA_SPAWN_CLEAR_ENV = 1u << 0, /* the child's environment is `env` alone, else this process's with `env` on top */
  ARIA_SPAWN_NEW_GROUP = 1u << 1, /* the child leads a process group of its own */
  ARIA_SPAWN_DETACHED = 1u << 2,  /* the child leads a session of its own (setsid) */
  ARIA_SPAWN_IGNORE_SIGPIPE = 1u << 3, /* else default, like every other signal */
  ARIA_SPAWN_HOLD = 1u << 4,           /* see aria_process_hold */
};
/* The request, one block of memory: this header, then the NUL-terminated UTF-8 strings it points to by their offset in
 * the block. A list is `count` strings standing one after the other. Offset 0 means "not given". */
typedef struct aria_spawn_spec {
  uint32_t size;  /* of the whole block */
  uint32_t flags; /* ARIA_SPAWN_* */
  uint32_t program;
  uint32_t cwd;
  uint32_t args; /* argv[1…]; argv[0] is `program` as given */
  uint32_t args_count;
  uint32_t env; /* "NAME=value" sets, "NAME" alone removes */
  uint32_t env_count;
  int64_t uid; /* -1: as this process */
  int64_t gid;
  uint64_t keeper; /* aria_keeper *, borrowed; 0: none. The child's group is under guard before its program runs */
  aria_stream_plan streams[ARIA_STREAMS];
} aria_spawn_spec;

enum { /* where a spawn failed */
       ARIA_STEP_NONE,
       ARIA_STEP_SPEC,    /* the request is malformed */
       ARIA_STEP_PIPE,    /* making the pipe of stream `step_stream` */
       ARIA_STEP_NULL,    /* opening the null device */
       ARIA_STEP_PTY,     /* making the pseudo-terminal */
       ARIA_STEP_CLONE,   /* making the process */
       ARIA_STEP_GROUP,   /* setpgid */
       ARIA_STEP_SESSION, /* setsid, or taking the terminal */
       ARIA_STEP_DUP,     /* placing stream `step_stream` */
       ARIA_STEP_SETGID,
       ARIA_STEP_SETUID,
       ARIA_STEP_CHDIR,
       ARIA_STEP_EXEC,
       ARIA_STEP_GUARD, /* telling the keeper; -EPIPE when it is gone */
};
typedef struct aria_spawn_result {
  uint64_t process;               /* aria_process *, owned by the caller */
  uint64_t pid;                   /* for people; signals and waits go through `process` */
  aria_handle ends[ARIA_STREAMS]; /* our ends of PLAN_PIPE streams, owned by the caller, blocking; the pseudo-terminal's
                                     master at 0; else ARIA_NO_HANDLE */
  uint32_t step;                  /* ARIA_STEP_*, on failure */
  uint32_t step_stream;
} aria_spawn_result;

/* Starts a child whose streams 0…5 are as planned and which inherits nothing else. `leader`, when given, is a process
 * whose group the child joins. Returns 0, or a negative errno with result->step; a failure leaves nothing behind. The
 * program is searched in the child's PATH, from the child's directory. ETXTBSY is retried for up to 50 ms. */
ARIA_API int32_t aria_spawn(const aria_spawn_spec *spec, uint32_t size, aria_process *leader,
                            aria_spawn_result *result);

typedef struct aria_exit {
  uint32_t ended; /* 0: still running, all else is 0 */
  int32_t code;   /* when signal is 0 */
  int32_t signal;
  uint32_t core_dumped;
  uint64_t started_unix_ms;
  uint64_t duration_ns;
  uint64_t user_us;
  uint64_t system_us;
  uint64_t max_rss; /* bytes */
} aria_exit;

/* Lets the reactor see the process's end, report it under `id`, and reap it. Once per process. */
ARIA_API int32_t aria_process_watch(aria_process *process, aria_reactor *reactor, uint32_t id);
/* Reads how it ended; 1 when it has, 0 while it runs. The answer is the same for ever. */
ARIA_API int32_t aria_process_exit(aria_process *process, aria_exit *status);
/* Waits up to `timeout_ms` (-1: for ever) in the calling thread, for a process that no reactor watches. 1 when it
 * ended, 0 when the time passed. */
ARIA_API int32_t aria_process_wait(aria_process *process, int32_t timeout_ms);

enum { ARIA_SCOPE_PROCESS = 0, ARIA_SCOPE_GROUP = 1 };
/* Sends a signal (0 only asks) to the process, or to the group it leads. -ESRCH when it is gone; never reaches a
 * stranger that has got the number since. */
ARIA_API int32_t aria_process_signal(aria_process *process, int32_t signal, uint32_t scope);

/* While held, a leader that has ended is not reaped, so that others can join its group and the group can be signalled
 * on every kernel. Its status is known all the same. */
ARIA_API void aria_process_hold(aria_process *process, int32_t hold);

/* Lets go of the process. While it runs its reactor goes on watching, and reaps it. `process` is invalid from then on.
 */
ARIA_API void aria_process_close(aria_process *process);

/* Sets the size of a pseudo-terminal by its master. */
ARIA_API int32_t aria_pty_resize(aria_handle master, uint32_t rows, uint32_t columns);

/* ---- Edges: bytes from one handle to others, without JavaScript ---------------------------------------------------
 */

enum { ARIA_EDGE_AUTO = 0, ARIA_EDGE_SPLICE = 1, ARIA_EDGE_COPY = 2 };
/* Moves everything from `from` to each of `count` (1…16) handles `to`; the slowest sets the pace. Pipes and sockets
 * become non-blocking; a terminal is refused (-ENOTSUP), since it is shared and could make the reactor wait. Takes all
 * handles, also on failure. It ends, and says so under `id`, when `from` ends or nobody reads any more. */
ARIA_API aria_edge *aria_edge_open(aria_reactor *reactor, uint32_t id, aria_handle from, const aria_handle *to,
                                   uint32_t count, uint32_t mode, int32_t *error);

enum { ARIA_EDGE_MODE_SPLICE = 1, ARIA_EDGE_MODE_COPY = 2, ARIA_EDGE_MODE_TEE = 3 };
typedef struct aria_edge_stats {
  uint64_t bytes_in;  /* taken from `from` */
  uint64_t bytes_out; /* given to the destination that got the most */
  uint64_t operations;
  uint64_t stalls; /* times a destination was full */
  uint64_t stalled_ns;
  uint64_t first_byte_ns;
  uint64_t last_byte_ns;
  uint32_t ended;
  uint32_t mode;   /* ARIA_EDGE_MODE_* in use */
  int32_t error;   /* 0, or a positive errno: EPIPE when every destination died before the source's end */
  uint32_t broken; /* destinations that died first, a bit each */
} aria_edge_stats;
ARIA_API void aria_edge_read_stats(aria_edge *edge, aria_edge_stats *stats);
/* Bytes that destination `index` has got. */
ARIA_API uint64_t aria_edge_delivered(aria_edge *edge, uint32_t index);
/* Lets go: an edge that has not ended is cut, its handles closed. */
ARIA_API void aria_edge_close(aria_edge *edge);

/* ---- Watches: readiness of a handle that somebody else reads or writes ---------------------------------------------
 */

/* Reports under `id`, once per aria_watch_wait, that `handle` is readable (or writable). Borrows `handle`, which must
 * stay open until aria_watch_close. */
ARIA_API aria_watch *aria_watch_open(aria_reactor *reactor, aria_handle handle, uint32_t direction, uint32_t id,
                                     int32_t *error);
ARIA_API void aria_watch_wait(aria_watch *watch);
ARIA_API void aria_watch_close(aria_watch *watch);

/* ---- Keeper: what must die when we die ------------------------------------------------------------------------------
 */

/* Starts a small process that outlives this one for a moment: when this process ends, however it ends, the keeper kills
 * (SIGKILL) the groups it was told of. `library` is the path of this very library, which the keeper executes. The
 * caller owns the keeper. */
ARIA_API aria_keeper *aria_keeper_start(const char *library, int32_t *error);
/* Adds or drops the group led by `process`; a spawn with `keeper` adds by itself. -EPIPE when the keeper is gone. */
ARIA_API int32_t aria_keeper_add(aria_keeper *keeper, aria_process *process);
ARIA_API int32_t aria_keeper_drop(aria_keeper *keeper, aria_process *process);
/* Ends the keeper without killing anything, and reaps it. */
ARIA_API void aria_keeper_close(aria_keeper *keeper);

#ifdef __cplusplus
}
#endif

#endif
