/**
 * Named pipes among the files of a plan. The system opens one only when somebody opens its other end, and until then
 * the shell must hear signals and keep time: so they are opened beside it, before anything else of the plan is.
 *
 * @module
 */

import { cString, native } from "../../../ffi/mod.ts";
import { isInput } from "../types/streams.ts";
import type { Arrangement, Destination } from "./arrange.ts";
import { withinMs } from "./within.ts";

type FileDestination = Extract<Destination, { kind: "file" }>;

const OPEN_READ = 1;
const OPEN_WRITE = 2;
const OPEN_APPEND = 4;
const MODE = 0o666;

/** Nobody came to the other end of one in time, or before the program had to end. */
export interface NotOpened {
  readonly stage: number;
  readonly why: "timeout" | "ending";
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
   * Opens all of a plan.
   *
   * @param timeoutMs how long each may take, if anything limits the plan
   * @param ending aborted when the program must end
   */
  async open(
    arrangement: readonly Arrangement[],
    timeoutMs: number,
    ending: AbortSignal,
  ): Promise<NotOpened | null> {
    for (const [stage, destinations] of arrangement.entries()) {
      for (const [stream, destination] of destinations.entries()) {
        if (destination.kind !== "file" || !isFifo(destination.path)) continue;
        const why = await this.#openOne(`${stage}/${stream}`, destination, isInput(stream), timeoutMs, ending);
        if (why) return { stage, why };
      }
    }
    return null;
  }

  async #openOne(
    key: string,
    destination: FileDestination,
    isRead: boolean,
    timeoutMs: number,
    ending: AbortSignal,
  ): Promise<NotOpened["why"] | null> {
    let handle: bigint | "ending" | null = null;
    const opening = openBeside(destination, isRead);
    const first = Promise.race([opening, aborted(ending)]).then((outcome) => handle = outcome);
    const isInTime = timeoutMs === Infinity ? await first !== null : await withinMs(first, timeoutMs);
    if (isInTime && typeof handle === "bigint") {
      if (handle >= 0n) this.#handles.set(key, handle);
      return null; // where it cannot be opened, the stage's own attempt tells why
    }
    // It is opened still, as soon as somebody comes to the other end.
    opening.then((late) => late >= 0n && native().symbols.aria_close(late));
    return isInTime ? "ending" : "timeout";
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

/** Its handle, or a negative number. */
async function openBeside({ path, append }: FileDestination, isRead: boolean): Promise<bigint> {
  const opened = new BigInt64Array(1);
  const flags = isRead ? OPEN_READ : append ? OPEN_APPEND : OPEN_WRITE;
  const name = cString(path, "the path of a stream");
  const error = await native().symbols.aria_open_waiting(name, flags, MODE, new Uint8Array(opened.buffer));
  return error < 0 ? -1n : opened[0]!;
}

function aborted(signal: AbortSignal): Promise<"ending"> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("ending");
    signal.addEventListener("abort", () => resolve("ending"), { once: true });
  });
}
