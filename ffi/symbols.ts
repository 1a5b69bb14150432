/**
 * The functions of the C library, typed. This is the only file of the program that calls `Deno.dlopen`; what each
 * function does and who owns what is told in `ffi/native/aria.h`.
 *
 * @module
 */

const DEFINITIONS = {
  aria_abi: { parameters: [], result: "u32" },
  aria_capabilities: { parameters: [], result: "u32" },
  aria_layout: { parameters: ["buffer", "u32"], result: "u32" },
  aria_error_name: { parameters: ["i32"], result: "pointer" },
  aria_error_text: { parameters: ["i32"], result: "pointer" },
  aria_signal_number: { parameters: ["buffer"], result: "i32" },
  aria_signal_name: { parameters: ["i32"], result: "pointer" },
  aria_interrupts: { parameters: [], result: "pointer" },
  aria_interrupts_watch: { parameters: ["i32"], result: "i32" },
  aria_interrupts_forget: { parameters: ["i32"], result: "void" },
  aria_now_ns: { parameters: [], result: "u64" },
  aria_now_ms: { parameters: [], result: "f64" },
  aria_cpu_ns: { parameters: ["i64"], result: "i64" },

  aria_pipe: { parameters: ["u32", "buffer"], result: "i32" },
  aria_open: { parameters: ["buffer", "u32", "u32", "buffer"], result: "i32" },
  aria_duplicate: { parameters: ["i64", "buffer"], result: "i32" },
  aria_close: { parameters: ["i64"], result: "i32" },
  aria_read: { parameters: ["i64", "buffer", "u32"], result: "i32" },
  aria_write: { parameters: ["i64", "buffer", "u32"], result: "i32" },
  aria_read_now: { parameters: ["i64", "buffer", "u32"], result: "i32" },
  aria_write_now: { parameters: ["i64", "buffer", "u32"], result: "i32" },
  aria_ready: { parameters: ["i64", "u32", "i32"], result: "i32" },
  aria_set_blocking: { parameters: ["i64", "i32"], result: "i32" },
  aria_inspect: { parameters: ["i64", "buffer"], result: "i32" },
  aria_own_stream: { parameters: ["u32"], result: "i64" },
  aria_pingpong: { parameters: ["i64", "i64", "u32", "u32", "buffer"], result: "i32" },

  aria_listen_unix: { parameters: ["buffer", "buffer"], result: "i32" },
  aria_listen_tcp: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  aria_accept: { parameters: ["i64", "buffer"], result: "i32" },

  aria_reactor_create: { parameters: ["buffer"], result: "pointer" },
  aria_reactor_run: { parameters: ["pointer", "i32"], result: "i32" },
  aria_reactor_take: { parameters: ["pointer", "buffer", "u32"], result: "i32" },
  aria_reactor_interrupt: { parameters: ["pointer"], result: "void" },
  aria_reactor_stop: { parameters: ["pointer"], result: "void" },
  aria_reactor_destroy: { parameters: ["pointer"], result: "void" },
  aria_reactor_read_stats: { parameters: ["pointer", "buffer"], result: "void" },

  aria_stream_open: { parameters: ["pointer", "i64", "buffer", "buffer"], result: "pointer" },
  aria_stream_peek: { parameters: ["pointer", "buffer"], result: "void" },
  aria_stream_consume: { parameters: ["pointer", "u64"], result: "void" },
  aria_stream_read: { parameters: ["pointer", "buffer", "u32", "buffer"], result: "u32" },
  aria_stream_wait: { parameters: ["pointer"], result: "i32" },
  aria_stream_collect: { parameters: ["pointer", "u64", "u32"], result: "void" },
  aria_stream_attach: { parameters: ["pointer"], result: "void" },
  aria_stream_take: { parameters: ["pointer", "buffer", "u64"], result: "u64" },
  aria_stream_discard: { parameters: ["pointer"], result: "void" },
  aria_stream_write: { parameters: ["pointer", "buffer", "u32"], result: "i32" },
  aria_stream_flush: { parameters: ["pointer"], result: "i32" },
  aria_stream_end: { parameters: ["pointer"], result: "void" },
  aria_stream_exchange: {
    parameters: ["pointer", "buffer", "u32", "pointer", "u32", "buffer", "buffer"],
    result: "i32",
  },
  aria_stream_release: { parameters: ["pointer"], result: "void" },
  aria_stream_read_stats: { parameters: ["pointer", "buffer"], result: "void" },
  aria_stream_close: { parameters: ["pointer"], result: "void" },

  aria_spawn: { parameters: ["buffer", "u32", "pointer", "buffer"], result: "i32" },
  aria_process_watch: { parameters: ["pointer", "pointer", "u32"], result: "i32" },
  aria_process_exit: { parameters: ["pointer", "buffer"], result: "i32" },
  aria_process_wait: { parameters: ["pointer", "i32"], result: "i32" },
  aria_process_signal: { parameters: ["pointer", "i32", "u32"], result: "i32" },
  aria_process_hold: { parameters: ["pointer", "i32"], result: "void" },
  aria_process_close: { parameters: ["pointer"], result: "void" },
  aria_pty_resize: { parameters: ["i64", "u32", "u32"], result: "i32" },

  aria_edge_open: { parameters: ["pointer", "u32", "i64", "buffer", "u32", "u32", "buffer"], result: "pointer" },
  aria_edge_read_stats: { parameters: ["pointer", "buffer"], result: "void" },
  aria_edge_delivered: { parameters: ["pointer", "u32"], result: "u64" },
  aria_edge_close: { parameters: ["pointer"], result: "void" },

  aria_watch_open: { parameters: ["pointer", "i64", "u32", "u32", "buffer"], result: "pointer" },
  aria_watch_wait: { parameters: ["pointer"], result: "void" },
  aria_watch_close: { parameters: ["pointer"], result: "void" },

  aria_keeper_start: { parameters: ["buffer", "buffer"], result: "pointer" },
  aria_keeper_add: { parameters: ["pointer", "pointer"], result: "i32" },
  aria_keeper_drop: { parameters: ["pointer", "pointer"], result: "i32" },
  aria_keeper_close: { parameters: ["pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/**
 * Calls that may wait: they run on Deno's pool of blocking threads. There is one at a time for the child's side of a
 * stream, one for a drainer that has no thread of its own yet, and one for a named pipe that the shell opens.
 */
const WAITING_DEFINITIONS = {
  aria_reactor_run_waiting: {
    name: "aria_reactor_run",
    parameters: ["pointer", "i32"],
    result: "i32",
    nonblocking: true,
  },
  aria_open_waiting: {
    name: "aria_open",
    parameters: ["buffer", "u32", "u32", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  aria_ready_waiting: { name: "aria_ready", parameters: ["i64", "u32", "i32"], result: "i32", nonblocking: true },
  aria_transfer: { parameters: ["i64", "i64", "u64"], result: "i64", nonblocking: true },
} as const satisfies Deno.ForeignLibraryInterface;

const ALL_DEFINITIONS = { ...DEFINITIONS, ...WAITING_DEFINITIONS };

/** Every function of the library. */
export type Symbols = Deno.DynamicLibrary<typeof ALL_DEFINITIONS>["symbols"];

/** A pointer to an object of the library. */
export type Pointer = NonNullable<Deno.PointerValue>;

/**
 * Opens the library. A function is linked when it is first used, since linking takes longer than most calls and a run
 * uses few of them.
 *
 * @param path of the shared library.
 * @returns its functions; using one that the library lacks throws.
 * @throws {Deno.errors.NotCapable} without `--allow-ffi`.
 * @throws {Error} when the file is not a library.
 */
export function openSymbols(path: string): Symbols {
  const symbols = {};
  for (const name of Object.keys(ALL_DEFINITIONS) as (keyof Symbols)[]) {
    const link = () => {
      const definition = { [name]: ALL_DEFINITIONS[name] } as Deno.ForeignLibraryInterface;
      const value = Deno.dlopen(path, definition).symbols[name];
      Object.defineProperty(symbols, name, { value });
      return value;
    };
    Object.defineProperty(symbols, name, { get: link, configurable: true, enumerable: true });
  }
  return symbols as Symbols;
}
