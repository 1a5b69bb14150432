/**
 * Named pipes among the files of a plan. The system opens one only when somebody opens its other end, and until then
 * the shell must hear signals and keep time: so they are opened beside it, before anything else of the plan is.
 *
 * @module
 */

import { cString, native } from "../../../ffi/mod.ts";
import { isInput } from "../types/streams.ts";
import type { Arrangement, Destination, StreamPlace } from "./arrange.ts";
import { withinMs } from "./within.ts";

type FileDestination = Extract<Destination, { kind: "file" }>;

const OPEN_READ = 1;
const OPEN_WRITE = 2;
const OPEN_APPEND = 4;
const MODE = 0o666;

/** Nobody came to the other end of one within so many milliseconds; null: before the program had to end. */
export interface NotOpened {
  readonly stage: number;
  readonly limitMs: number | null;
}

/** Those of one plan, open until it is disposed: its stages have their own by then. */
export class Fifos implements Disposable {
  readonly #handles = new Map<string, bigint>();

  /** The descriptor of one, by stage and stream; undefined where no named pipe stands. */
  descriptor(stage: number, stream: number): number | undefined {
    const handle = this.#handles.get(`${stage}/${stream}`);
    return handle === undefined ? undefined : Number(handle);
  }

  /**
   * Opens all of a plan at once, since two stages may be each other's ends.
   *
   * @param limitMs how long those of a stage may take; `Infinity`: for ever
   * @param ending aborted when the program must end
   */
  async open(
    arrangement: readonly Arrangement[],
    limitMs: (stage: number) => number,
    ending: AbortSignal,
  ): Promise<NotOpened | null> {
    const givenUp = new AbortController();
    const over = AbortSignal.any([ending, givenUp.signal]);
    const openings = arrangement.flatMap((destinations, stage) =>
      destinations.flatMap((destination, stream) =>
        destination.kind === "file" && isFifo(destination.path)
          ? [this.#openOne({ stage, stream }, destination, limitMs(stage), over)]
          : []
      )
    );
    for (const opening of openings) opening.then((notOpened) => notOpened && givenUp.abort()); // for all of them
    const notOpened = (await Promise.all(openings)).filter((each) => each !== null);
    return notOpened.find((each) => each.limitMs !== null) ?? notOpened[0] ?? null;
  }

  async #openOne(
    { stage, stream }: StreamPlace,
    destination: FileDestination,
    limitMs: number,
    ending: AbortSignal,
  ): Promise<NotOpened | null> {
    const opening = openBeside(destination, isInput(stream));
    const ended = Promise.withResolvers<null>();
    const end = () => ended.resolve(null);
    ending.addEventListener("abort", end);
    if (ending.aborted) end();
    let handle: bigint | null = null;
    const first = Promise.race([opening, ended.promise]).then((opened) => handle = opened);
    const isInTime = limitMs === Infinity ? await first.then(() => true) : await withinMs(first, limitMs);
    ending.removeEventListener("abort", end);
    if (isInTime && handle !== null) {
      if (handle >= 0n) this.#handles.set(`${stage}/${stream}`, handle);
      return null; // where it cannot be opened, the stage's own attempt tells why
    }
    letGo(destination.path);
    opening.then((late) => late >= 0n && native().symbols.aria_close(late));
    return { stage, limitMs: isInTime ? null : limitMs };
  }

  [Symbol.dispose](): void {
    for (const handle of this.#handles.values()) native().symbols.aria_close(handle);
    this.#handles.clear();
  }
}

function isFifo(path: string): boolean {
  try {
    return Deno.statSync(path).isFifo === true;
  } catch {
    return false; // opening it tells why
  }
}

/**
 * Has a call that waits for the other end of a named pipe return: the pool has few threads, and programs may try often.
 * Opened for both ways, a named pipe is its own other end.
 */
function letGo(path: string): void {
  try {
    Deno.openSync(path, { read: true, write: true }).close();
  } catch {
    // It is gone, or may not be opened so: the call waits until somebody comes.
  }
}

/** Its handle, or a negative number. */
async function openBeside({ path, append }: FileDestination, isRead: boolean): Promise<bigint> {
  const opened = new BigInt64Array(1);
  const flags = isRead ? OPEN_READ : append ? OPEN_APPEND : OPEN_WRITE;
  const name = cString(path, "the path of a stream");
  const error = await native().symbols.aria_open_waiting(name, flags, MODE, new Uint8Array(opened.buffer));
  return error < 0 ? -1n : opened[0]!;
}
