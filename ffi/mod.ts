/**
 * The one door to native code: the library, its functions, the structs shared with it, its errors.
 *
 * @module
 */

export { type DrainerThread, startDrainerThread } from "./drainer_worker.ts";
export { AriaError, type SystemError, type SystemErrorFields } from "./errors.ts";
export { type InterruptCounters, watchInterrupts } from "./interrupts.ts";
export * from "./layout.ts";
export {
  type Capabilities,
  cString,
  errorName,
  type Native,
  native,
  signalName,
  signalNumber,
  systemError,
} from "./library.ts";
export { addressOf, memoryAt, pointerAt } from "./pointers.ts";
export type { Pointer, Symbols } from "./symbols.ts";
