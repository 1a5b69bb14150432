/**
 * What can go wrong between a caller and a pooled child.
 *
 * @module
 */

import { AriaError } from "../../ffi/mod.ts";

/** What went wrong; see {@linkcode PoolError}. */
export type PoolErrorCode =
  | "ChildExited"
  | "SpawnFailed"
  | "Unavailable"
  | "QueueFull"
  | "AcquireTimeout"
  | "RequestTimeout"
  | "Aborted"
  | "FrameError"
  | "FrameTooLarge"
  | "Closed";

/** `"unsent"`: no byte of the request was written; `"unknown"`: some were, so it may have been executed. */
export type Phase = "unsent" | "unknown";

/** What an error can tell beside its code and message; which fields are set depends on the code. */
export interface PoolErrorDetails {
  /** How far the request had come. */
  phase?: Phase;
  /** `ChildExited`: its exit code; null when a signal ended it, or its end is not known yet. */
  exitCode?: number | null;
  /** `ChildExited`: the signal that ended it. */
  signal?: Deno.Signal | null;
  /** The child's number, for people and logs. */
  pid?: number;
  /** The child's generation in its pool. */
  generation?: number;
  /** The last that the child said on stderr. */
  stderrTail?: string;
  /** `SpawnFailed`: `"exec"` or another step of the spawn, `"readyLine"`, `"init"`. */
  stage?: string;
  /** `SpawnFailed`: the system's error number, where the system refused. */
  errno?: number;
  /** `Unavailable`: when the next attempt to start a child is made. */
  retryAt?: Date;
  /** `FrameError`: the first 256 bytes that could not be decoded. */
  sample?: Uint8Array;
}

/**
 * A failure of a pool, told apart by its `code`.
 *
 * | code             | meaning                                                                          |
 * | ---------------- | -------------------------------------------------------------------------------- |
 * | `ChildExited`    | the child ended, or closed its output, before it replied                         |
 * | `SpawnFailed`    | a child could not be started, or did not become ready                            |
 * | `Unavailable`    | children failed to start again and again; `cause` is the last failure            |
 * | `QueueFull`      | `maxQueue` requests wait already                                                 |
 * | `AcquireTimeout` | no child was free within `acquireTimeoutMs`                                      |
 * | `RequestTimeout` | no reply came within `requestTimeoutMs`                                          |
 * | `Aborted`        | the caller's signal was aborted; `cause` is its reason                           |
 * | `FrameError`     | the child sent what is no frame                                                  |
 * | `FrameTooLarge`  | the child sent a frame larger than `maxFrameBytes`                               |
 * | `Closed`         | the pool takes no more requests, or ended before the reply                       |
 */
export class PoolError extends AriaError implements PoolErrorDetails {
  /** What went wrong. */
  declare readonly code: PoolErrorCode;
  declare readonly phase?: Phase;
  declare readonly exitCode?: number | null;
  declare readonly signal?: Deno.Signal | null;
  declare readonly pid?: number;
  declare readonly generation?: number;
  declare readonly stderrTail?: string;
  declare readonly stage?: string;
  declare readonly errno?: number;
  declare readonly retryAt?: Date;
  declare readonly sample?: Uint8Array;

  /**
   * Made by pools, not by users.
   *
   * @param code what went wrong.
   * @param message what happened, for people.
   * @param details what the code tells beside it.
   * @param cause the error behind it.
   */
  constructor(code: PoolErrorCode, message: string, details?: PoolErrorDetails, cause?: unknown) {
    super(code, message, cause === undefined ? undefined : { cause });
    this.name = "PoolError";
    Object.assign(this, details ?? {});
  }
}

/** Makes the error of one request, whose phase differs from that of the next one. */
export type ErrorOf = (phase: Phase) => PoolError;

/** An error that a JSON-RPC server replied with. */
export class JsonRpcError extends Error {
  /** The number that the server gave it, such as -32601. */
  readonly code: number;
  /** What the server added. */
  readonly data: unknown;

  /**
   * Made by pools; a handler of requests may throw one.
   *
   * @param code its number.
   * @param message its text.
   * @param data anything more.
   */
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = "JsonRpcError";
    this.code = code;
    this.data = data;
  }
}
