/**
 * Errors that JavaScript itself throws in generated code because of what a program does, in the program's terms.
 *
 * @module
 */

import type { Generated } from "./generate/generator.ts";
import type { Leaving, Stops } from "./stops.ts";

/** Lines that stand before a text that `new Function` was given. */
const HEAD_LINES = 2;

/** How a program ends that such an error stopped. What the program cannot have caused is thrown on. */
export function endingOf(error: unknown, generated: Generated, stops: Stops): Leaving {
  if (error instanceof RangeError && error.message.includes("call stack")) {
    const [innermost = -1, caller] = placesIn(error, generated);
    return stops.reason("ARIA-317", "the functions call each other too deep", caller ?? innermost);
  }
  if (error instanceof RangeError && /^Invalid (string|array) length/.test(error.message)) {
    const what = error.message.includes("string") ? "a string" : "an array";
    return stops.reason("ARIA-318", `${what} would be too large`, placesIn(error, generated)[0] ?? -1);
  }
  throw error;
}

/** Places of the program that an error's stack names, the innermost first. */
function placesIn(error: Error, { lines }: Generated): number[] {
  const found = [...(error.stack ?? "").matchAll(/<anonymous>:(\d+):\d+/g)];
  return found.map(([_, line]) => lines[Number(line) - HEAD_LINES - 1] ?? -1).filter((at) => at >= 0);
}
