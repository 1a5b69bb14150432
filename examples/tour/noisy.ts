/**
 * Passes data on, stddati (4) to stddato (5), and shouts all the time: random bytes on stdout (1), and on stderr (2)
 * lines that look like trouble. In a pipe of three streams this would ruin the data.
 *
 * @module
 */

import { io } from "../../src/io/mod.ts";

const garbage = new Uint8Array(16 * 1024);
for await (const piece of io.stddati.readable) {
  crypto.getRandomValues(garbage);
  await io.stdout.write(garbage);
  await io.stderr.write("noisy: WARNING: everything is fine\n".repeat(100));
  const { closed } = await io.stddato.write(piece);
  await io.stdout.write(garbage);
  if (closed) break;
}
await io.stddato.flush();
