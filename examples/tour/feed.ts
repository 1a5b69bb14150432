/**
 * Takes a file on stdin (0) and passes it on as data on stddato (5): progress for people on stdout (1), a record of
 * every piece for machines on stddbg (3). None of the three can get into another.
 *
 * @module
 */

import { io } from "../../src/io/mod.ts";

let pieces = 0;
let bytes = 0;
await io.stdout.write("feed: reading on 0, writing on 5\n");
for await (const piece of io.stdin.readable) {
  pieces++;
  bytes += piece.length;
  io.stddbg.log("info", "piece", { number: pieces, bytes: piece.length });
  const { closed } = await io.stddato.write(piece);
  if (closed) break;
}
await io.stddato.flush();
await io.stdout.write(`feed: ${bytes} bytes in ${pieces} pieces\n`);
