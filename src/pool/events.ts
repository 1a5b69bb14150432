/**
 * Events whose listeners cannot disturb the one who tells them.
 *
 * @module
 */

import type { ProcessStatus } from "../process/mod.ts";

/** What a pool tells, by the name of the event: the `detail` of a `CustomEvent`. */
export interface PoolEvents {
  /** A child is ready. */
  childstart: { pid: number; generation: number };
  /** A child is gone. */
  childend: { pid: number; generation: number; reason: string; status: ProcessStatus };
  /** A child could not be started. */
  starterror: { error: unknown };
  /** A child said something by the way: the first bytes of it. */
  stray: { pid: number; sample: Uint8Array };
  /** A request was not answered in time. */
  timeout: { pid: number; generation: number };
  /** Children fail to start: requests are refused from now on. */
  breakeropen: { cause: unknown };
  /** A child has started again. */
  breakerclose: Record<never, never>;
  /** The queue, which was half full or more, is empty. */
  drained: Record<never, never>;
}

/**
 * An `EventTarget` that goes on when a listener throws.
 *
 * @internal
 */
export class QuietEventTarget extends EventTarget {
  readonly #wrapped = new WeakMap<object, EventListener>();

  /** As of `EventTarget`. */
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener && this.#wrap(listener), options);
  }

  /** As of `EventTarget`. */
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener && this.#wrap(listener), options);
  }

  #wrap(listener: EventListenerOrEventListenerObject): EventListener {
    const known = this.#wrapped.get(listener);
    if (known) return known;
    const wrapped = (event: Event) => {
      try {
        if (typeof listener === "function") listener.call(this, event);
        else listener.handleEvent(event);
      } catch {
        // What a listener gets wrong is none of the pool's business.
      }
    };
    this.#wrapped.set(listener, wrapped);
    return wrapped;
  }
}

/** Tells an event. */
export type Tell = <Name extends keyof PoolEvents>(name: Name, detail: PoolEvents[Name]) => void;
