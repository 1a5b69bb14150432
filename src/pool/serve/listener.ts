/**
 * The listening socket: connections come out of it.
 *
 * Deno's own listeners give neither the descriptor of a connection nor who is at its other end; those of the library
 * let in nobody but this user, and bring connections to the same drainers as everything else.
 *
 * @module
 */

import { cString, errorName, native, type Pointer, systemError } from "../../../ffi/mod.ts";
import { startTimer } from "../../process/mod.ts";
import { type Drainer, type NewsListener, pickDrainer } from "../../streams/mod.ts";
import { type Address, addressText } from "./address.ts";
import { claimPath } from "./socket_file.ts";

const READ = 0;
/** Milliseconds until the next attempt when the system has no descriptor for a connection. */
const RETRY_MS = 100;

/** Gets the handle of each connection, which is its own from then on. */
export type OnConnection = (handle: bigint) => void;

/** Told of a connection that the system has no room for; it is tried again. */
export type OnRefused = (error: Error) => void;

/** Listens until it is closed; it does not keep the program from ending. */
export class Listener implements NewsListener {
  /** Where it listens, with the real port. */
  readonly address: string;
  readonly #handle: bigint;
  readonly #drainer: Drainer = pickDrainer();
  readonly #id: number;
  readonly #watch: Pointer;
  #onConnection: OnConnection = () => {};
  #onRefused: OnRefused = () => {};
  readonly #leave: () => void;
  #stopRetry: (() => void) | null = null;
  #open = true;

  /**
   * Takes an address; connections wait until {@linkcode start}.
   *
   * @param address of this machine.
   * @throws {Error} when the address is taken, or of the operating system.
   */
  static async at(address: Address): Promise<Listener> {
    if (address.kind === "tcp") {
      const { handle, port } = listenTcp(address.host, address.port);
      return new Listener(handle, addressText({ ...address, port }), () => {});
    }
    const { listening, leave } = await claimPath(address.path, () => listenUnix(address.path));
    return new Listener(listening, addressText(address), leave);
  }

  private constructor(handle: bigint, address: string, leave: () => void) {
    this.address = address;
    this.#handle = handle;
    this.#leave = leave;
    this.#id = this.#drainer.add(this);
    const error = new Int32Array(1);
    const { symbols } = native();
    const watch = symbols.aria_watch_open(this.#drainer.pointer, handle, READ, this.#id, new Uint8Array(error.buffer));
    if (!watch) {
      this.#drainer.remove(this.#id);
      leave();
      symbols.aria_close(handle);
      throw systemError(error[0]!, `Cannot listen at ${address}`);
    }
    this.#watch = watch;
  }

  /**
   * Lets clients in.
   *
   * @param onConnection gets the connections.
   * @param onRefused told of those that cannot be had.
   */
  start(onConnection: OnConnection, onRefused: OnRefused): void {
    this.#onConnection = onConnection;
    this.#onRefused = onRefused;
    native().symbols.aria_watch_wait(this.#watch);
  }

  /** Somebody has come. */
  onNews(): void {
    while (this.#open) {
      const connection = new BigInt64Array(1);
      const result = native().symbols.aria_accept(this.#handle, new Uint8Array(connection.buffer));
      if (result === 0) this.#onConnection(connection[0]!);
      else if (errorName(result).code !== "EACCES") return this.#wait(result);
    }
  }

  /** A socket that could not be accepted stays ready: only time helps. */
  #wait(result: number): void {
    if (errorName(result).code === "EAGAIN") return native().symbols.aria_watch_wait(this.#watch);
    this.#stopRetry = startTimer(RETRY_MS, () => this.onNews());
    this.#onRefused(systemError(result, `Cannot let a client in at ${this.address}`));
  }

  /** Lets nobody in any more. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stopRetry?.();
    this.#leave();
    native().symbols.aria_watch_close(this.#watch);
    native().symbols.aria_close(this.#handle);
    this.#drainer.remove(this.#id);
  }
}

function listenTcp(host: string, wanted: number): { handle: bigint; port: number } {
  const handle = new BigInt64Array(1);
  const port = Uint16Array.of(wanted);
  const result = native().symbols.aria_listen_tcp(
    cString(host, "a host"),
    new Uint8Array(port.buffer),
    new Uint8Array(handle.buffer),
  );
  if (result < 0) throw systemError(result, `Cannot listen at ${addressText({ kind: "tcp", host, port: wanted })}`);
  return { handle: handle[0]!, port: port[0]! };
}

/** Null when there is a file of that name. */
function listenUnix(path: string): bigint | null {
  const handle = new BigInt64Array(1);
  const result = native().symbols.aria_listen_unix(cString(path, "a path"), new Uint8Array(handle.buffer));
  if (result === 0) return handle[0]!;
  const error = systemError(result, `Cannot listen at unix:${path}`);
  if (error.code === "EADDRINUSE") return null;
  throw error;
}
