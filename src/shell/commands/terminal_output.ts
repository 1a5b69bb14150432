/**
 * What a stage shows on a terminal of its own, when nobody asked for it: it is shown on the shell's stdout.
 *
 * @module
 */

import type { OutputStream } from "../../streams/mod.ts";

/** Copies everything to the shell's stdout. When nobody reads that any more, the rest is drained and dropped. */
export async function showTerminal(output: OutputStream): Promise<void> {
  try {
    for await (const view of output.views()) {
      for (let at = 0; at < view.length;) at += Deno.stdout.writeSync(view.subarray(at));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    await output.cancel();
  }
}
