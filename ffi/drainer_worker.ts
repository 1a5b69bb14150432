/**
 * The thread of a drainer: a worker that sits in one blocking call of the reactor, and tells its owner when there is
 * news.
 *
 * It is a worker of `node:worker_threads`, because only that kind can be unreferenced: a program that has finished its
 * work ends although the thread waits in C.
 *
 * @module
 */

import type { Worker } from "node:worker_threads";
import type { Pointer } from "./symbols.ts";

interface DrainerData {
  path: string;
  reactor: bigint;
  cell: SharedArrayBuffer;
  atomics: boolean;
}

/** A running drainer thread. */
export interface DrainerThread {
  /** While held, the program does not end. */
  ref(): void;
  /** The program may end although the thread runs. */
  unref(): void;
  /**
   * Waits for news.
   *
   * @returns undefined when there is news already, else a promise that resolves with the next.
   */
  news(): Promise<unknown> | undefined;
}

/** What runs in the worker, where nothing of this module exists. It returns when the reactor is stopped. */
function drain(): void {
  // deno-lint-ignore no-explicit-any -- an evaluated worker is a CommonJS script
  const { workerData, parentPort } = (globalThis as any).require("node:worker_threads");
  const { path, reactor, cell, atomics } = workerData as DrainerData;
  const library = Deno.dlopen(path, { aria_reactor_run: { parameters: ["pointer", "i32"], result: "i32" } });
  const pointer = Deno.UnsafePointer.create(reactor);
  const count = new Int32Array(cell);
  while (library.symbols.aria_reactor_run(pointer, -1) >= 0) {
    Atomics.add(count, 0, 1);
    if (atomics) Atomics.notify(count, 0);
    else parentPort.postMessage(0);
  }
}

/** `Atomics.waitAsync` is the fastest way to be woken; before Deno 2.7 it does not work. */
function canWaitAsync(): boolean {
  const [major = 0, minor = 0] = Deno.version.deno.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 7);
}

/**
 * Starts the thread of a drainer. The module that makes workers is loaded only now, and the thread runs a few
 * milliseconds later: until then the reactor's sources wait, as they would for a busy thread.
 *
 * @param path of the library.
 * @param reactor that the thread runs until it is stopped.
 * @param starting called just before the thread is made.
 * @returns the thread, unreferenced.
 */
export function startDrainerThread(path: string, reactor: Pointer, starting: () => void): DrainerThread {
  const cell = new SharedArrayBuffer(4);
  const atomics = canWaitAsync();
  const messages = new Messages();
  const data: DrainerData = { path, reactor: Deno.UnsafePointer.value(reactor), cell, atomics };
  let worker: Worker | undefined;
  let referenced = false;
  import("node:worker_threads").then(({ Worker }) => {
    starting();
    worker = new Worker(`globalThis.require ??= require;(${drain.toString()})()`, { eval: true, workerData: data });
    worker.on("message", () => messages.arrived());
    if (!referenced) worker.unref();
  });
  return {
    ref: () => void (referenced = true, worker?.ref()),
    unref: () => void (referenced = false, worker?.unref()),
    news: atomics ? atomicNews(new Int32Array(cell)) : () => messages.next(),
  };
}

function atomicNews(count: Int32Array): DrainerThread["news"] {
  let seen = 0;
  return () => {
    const wait = Atomics.waitAsync(count, 0, seen);
    if (wait.async) return wait.value;
    seen = Atomics.load(count, 0);
    return undefined;
  };
}

/** The slower way: a message for each batch of news. */
class Messages {
  #pending = false;
  #wake: (() => void) | undefined;

  arrived(): void {
    this.#pending = true;
    this.#wake?.();
  }

  next(): Promise<void> | undefined {
    if (!this.#pending) return new Promise((resolve) => this.#wake = resolve);
    this.#pending = false;
    return undefined;
  }
}
