/**
 * `ariash pool serve`: runs a server of a pool until it is told to end.
 *
 * @module
 */

import { PoolServer, readToken } from "../../pool/serve/mod.ts";
import { printOutput, writeError } from "./output.ts";
import { printFailure } from "./pool_failure.ts";
import { parsePoolServe, type PoolServeOptions } from "./pool_serve_options.ts";

const FAILURE = 1;
/** Milliseconds that a client has to show the token. */
const TOKEN_MS = 10_000;
/** Signals that end it, with their numbers. */
const ENDING = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Serves.
 *
 * @param args those after `pool serve`
 * @returns the exit code: 1, with a line on stderr, when it cannot listen; 128+n when a second signal n ended it
 * @throws {UsageError} when they make no sense
 */
export async function poolServe(args: readonly string[]): Promise<number> {
  const options = parsePoolServe(args);
  let server: PoolServer;
  try {
    server = await start(options);
  } catch (error) {
    printFailure("serve", error);
    return FAILURE;
  }
  using signals = new ServerSignals(server);
  printOutput(`listening ${server.address}\n`);
  await server.ended;
  return signals.exitCode;
}

function start(options: PoolServeOptions): Promise<PoolServer> {
  const { address, command, args, framing, channel, mode, min, max, requestTimeoutMs } = options;
  const { isPinned, cachesInit, tokenFile, idleExitMs = Infinity } = options;
  return PoolServer.start({
    address,
    isPinned,
    cachesInit,
    idleExitMs,
    onTrouble: (error) => printFailure("serve", error),
    token: tokenFile === undefined ? null : readToken(tokenFile),
    tokenMs: TOKEN_MS,
    pool: {
      command,
      args,
      framing,
      channel,
      mode,
      min,
      max,
      requestTimeoutMs,
      childOrder: isPinned ? "even" : "warm",
      // A server that its client has initialized cannot be replaced by one that nobody has.
      idleTtlMs: cachesInit ? undefined : 0,
    },
  });
}

/** What signals do to a server, until it is disposed. */
class ServerSignals implements Disposable {
  /** 0, or 128 and the number of the signal that was not patient. */
  exitCode = 0;
  readonly #server: PoolServer;
  readonly #listeners = new Map<Deno.Signal, () => void>();
  #isEnding = false;

  constructor(server: PoolServer) {
    this.#server = server;
    for (const signal of ["SIGINT", "SIGTERM"] as const) this.#on(signal, () => this.#end(128 + ENDING[signal]));
    this.#on("SIGUSR1", () => writeError(`${JSON.stringify(server.snapshot())}\n`));
  }

  #on(signal: Deno.Signal, listener: () => void): void {
    this.#listeners.set(signal, listener);
    Deno.addSignalListener(signal, listener);
  }

  #end(exitCode: number): void {
    if (!this.#isEnding) {
      this.#isEnding = true;
      return void this.#server.drain();
    }
    this.exitCode = exitCode;
    this.#server.kill();
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
  }
}
