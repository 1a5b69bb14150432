/**
 * Runs the programs in `programs/`. Each begins with a line `# what it shows`; `> ` begins a line that it prints, and
 * `exit n` is its exit code, 0 if there is none. The command `late` waits a turn of the event loop.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { run } from "./program.ts";

const FOLDER = `${import.meta.dirname}/programs`;

for (const { name } of Deno.readDirSync(FOLDER)) {
  const [_, ...programs] = Deno.readTextFileSync(`${FOLDER}/${name}`).split(/^# /m);
  for (const program of programs) {
    const [title, ...lines] = program.trimEnd().split("\n");
    const printed = lines.filter((line) => line.startsWith("> ")).map((line) => `${line.slice(2)}\n`);
    const exit = lines.find((line) => /^exit \d+$/.test(line));
    const text = lines.filter((line) => !line.startsWith("> ") && line !== exit).join("\n");
    Deno.test(`${name.replace(".txt", "")}: ${title}`, async () => {
      const { ending, printed: actual } = await run(text);
      assertEquals(actual, printed.join(""));
      assertEquals(ending.exitCode, Number(exit?.slice(5) ?? 0), ending.failure?.message);
    });
  }
}
