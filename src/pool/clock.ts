/**
 * The clock of pools.
 *
 * @module
 */

import { native } from "../../ffi/mod.ts";

/** Never goes back. A look at it costs a tenth of one at `performance.now()`, and requests are measured often. */
export const clock = {
  /** Milliseconds since some moment in the past. */
  now(): number {
    return native().symbols.aria_now_ms();
  },
};
