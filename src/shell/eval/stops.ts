/**
 * How a program is stopped: what is thrown, what it says about why, and with which code the program ends.
 *
 * @module
 */

import type { Place } from "../check/tree.ts";
import { formatAt } from "../syntax/diagnostics.ts";
import { type ErrorValue, type Failure, type Integer, StickyError } from "../values/mod.ts";
import type { EvalCode } from "./codes.ts";
import type { EndingFailure, Host } from "./host.ts";

/** Thrown to leave the program from the midst of it. No program can catch it; what it deferred is done on the way. */
export class Leaving {
  constructor(readonly exitCode: number, readonly failure: EndingFailure | null) {}
}

const FAILURE_EXIT = 1;
const STICKY_EXIT = 70;

/** Kinds of errors that commands have. */
const OF_COMMANDS: ReadonlySet<string> = new Set([
  "exit",
  "signal",
  "start",
  "timeout",
  "abort",
  "redirect",
  "no_match",
]);

/** Stops one program. */
export class Stops {
  readonly #host: Host;
  readonly #places: readonly Place[];
  #ending: Leaving | null = null;

  constructor(host: Host, places: readonly Place[]) {
    this.#host = host;
    this.#places = places;
  }

  /** How the program ends, once it does. */
  get ending(): Leaving | null {
    return this.#ending;
  }

  /** Stops the program because of something that is wrong with it; no program can take that. */
  stop(code: EvalCode, message: string, at: number, exitCode = FAILURE_EXIT): never {
    return this.leave(this.reason(code, message, at, exitCode));
  }

  /** Stops it because a function gave nothing where its value is needed. */
  withoutValue(at: number): never {
    return this.stop("ARIA-312", "the function came to its end without a value", at);
  }

  /** How the program ends that something stopped. */
  reason(code: EvalCode, message: string, at: number, exitCode = FAILURE_EXIT): Leaving {
    return new Leaving(exitCode, { place: this.#place(at), message, code });
  }

  /** Stops it with a failure; `at` is where the failure was not taken. */
  stopWith(failure: Failure, at: number): never {
    return this.leave(new Leaving(exitCodeOf(failure.error), this.#describe(failure, at)));
  }

  /** A failure that nobody took: it stops the program unless `errexit` is off. */
  notTaken(failure: Failure, at: number): void {
    if (this.#host.settings.errexit) this.stopWith(failure, at);
    this.#host.passedOver?.(this.#describe(failure, at));
  }

  /** A failure that became no more than `false` in a condition. */
  takenForFalse(failure: Failure, at: number): void {
    this.#warn({ ...this.#describe(failure, at), code: "ARIA-304" });
  }

  /** `exit(code)` */
  exit(code: Integer | StickyError, at: number): never {
    if (code instanceof StickyError) {
      this.violation(code, "an exit code", at);
      return this.leave(new Leaving(STICKY_EXIT, null));
    }
    if (code < 0 || code > 255) this.stop("ARIA-316", `an exit code is between 0 and 255, but this is ${code}`, at);
    return this.leave(new Leaving(Number(code), null));
  }

  /** `128 + n`: a signal ends the program, whatever else was about to. */
  interrupt(exitCode: number): never {
    this.#ending = new Leaving(exitCode, this.#ending?.failure ?? null);
    throw this.#ending;
  }

  /** An `ERR` was used as something that it must not become. Where that is only a warning, it goes on. */
  violation(error: StickyError, use: string, at: number): void {
    const message = `ERR became ${use}; it was born of ${error.origin}`;
    if (this.#host.settings.sticky_errors) this.stop("ARIA-330", message, at, STICKY_EXIT);
    this.#warn({ place: this.#place(at), message, code: "ARIA-330" });
  }

  /**
   * Throws. The first reason is the one that counts; what goes wrong while the program is ending is only told of.
   */
  leave(leaving: Leaving): never {
    if (this.#ending === null) this.#ending = leaving;
    else if (leaving.failure) {
      this.#warn({ ...leaving.failure, message: `while the program was ending: ${leaving.failure.message}` });
    }
    throw leaving;
  }

  #warn({ place, message, code, help }: EndingFailure): void {
    this.#host.warn(formatAt(place, { severity: "warning", code, message, help }).slice(0, -1));
  }

  #describe({ error, at }: Failure, notTakenAt: number): EndingFailure {
    const isFunctions = error.kind === "fail";
    const code: EvalCode = isFunctions ? "ARIA-301" : OF_COMMANDS.has(error.kind) ? "ARIA-300" : "ARIA-302";
    const place = this.#place(at) ?? this.#place(notTakenAt);
    const { stderr: stderrTail, help } = error.details;
    const failure = { place, message: error.message, code, error, stderrTail, help };
    const isElsewhere = isFunctions && at !== notTakenAt && this.#place(notTakenAt) !== null;
    return isElsewhere ? { ...failure, help: `nobody took this failure at ${this.where(notTakenAt)}` } : failure;
  }

  #place(at: number): Place | null {
    return this.#places[at] ?? null;
  }

  /** `file:line:column` of a place. */
  where(at: number): string {
    const place = this.#place(at);
    return place ? place.source.where(place.span.start) : "ariash";
  }
}

/** What a program ends with that an error stops. */
function exitCodeOf({ code, details }: ErrorValue): number {
  if (details.exitCode !== undefined) return details.exitCode;
  return typeof code === "number" && code >= 1 && code <= 255 ? code : FAILURE_EXIT;
}
