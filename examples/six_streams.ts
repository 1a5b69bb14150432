/**
 * A program with six streams: it counts the bytes of its raw input, passes them on, tells people roughly, and machines
 * exactly.
 *
 * ```sh
 * deno run -A examples/six_streams.ts 3>records.ndjson 4<in 5>out
 * ```
 *
 * Run without the redirections it does nothing, and works all the same.
 *
 * @module
 */

import { io } from "../src/io/mod.ts";

const started = performance.now();
io.stddbg.log("info", "started", { wired: io.available });

let bytes = 0;
let closed = false;
for await (const chunk of io.stddati.readable) {
  bytes += chunk.length;
  ({ closed } = await io.stddato.write(chunk));
  if (closed) break;
}
await io.stddato.flush();

const milliseconds = Math.round(performance.now() - started);
io.stddbg.log("info", closed ? "the reader went away" : "copied", { bytes, milliseconds });
await io.stdout.write(`${bytes} bytes in ${milliseconds} ms\n`);
