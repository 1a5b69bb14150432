/**
 * The thread of a drainer: a worker that sits in one blocking call of the reactor, and tells its owner when there is news.
 *
 * It is a worker of `node:worker_threads`, because only that kind can be unreferenced: a program that has finished its
 * work ends although the thread waits in C.
 *
 * @module
 */

import { Worker } from "node:worker_threads";
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
 * Starts the thread of a drainer.
 *
 * @param path of the library.
 * @param reactor that the thread runs until it is stopped.
 * @returns the thread, unreferenced.
 */
export function startDrainerThread(path: string, reactor: Pointer): DrainerThread {
  const cell = new SharedArrayBuffer(4);
  const atomics = canWaitAsync();
  const workerData: DrainerData = { path, reactor: Deno.UnsafePointer.value(reactor), cell, atomics };
  const source = `globalThis.require ??= require;(${drain.toString()})()`;
  const worker = new Worker(source, { eval: true, workerData });
  worker.unref();
  return {
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    news: atomics ? atomicNews(new Int32Array(cell)) : messageNews(worker),
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

function messageNews(worker: Worker): DrainerThread["news"] {
  let pending = false;
  let wake: (() => void) | undefined;
  worker.on("message", () => {
    pending = true;
    wake?.();
  });
  return () => {
    if (pending) {
      pending = false;
      return undefined;
    }
    return new Promise<void>((resolve) => wake = resolve);
  };
}
