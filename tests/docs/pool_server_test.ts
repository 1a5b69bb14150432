/**
 * The page about served pools: its commands, in the order they stand there, print what it says.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Folder, settles, text } from "../helpers.ts";
import { ariash } from "../shell/ariash.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/pool_server.md", import.meta.url));
/** What the page fetches from npm may take that long on a machine that does not have it. */
const FETCH_MS = 120_000;
const BLOCK = /^```sh\n(?<commands>.*?)^```\n(?:\n```output\n(?<output>.*?)^```$)?/gms;
const BETWEEN = "-- the next block --";

/** The files that the page shows: programs by the name in their first line, and the configuration. */
function writeFiles(folder: Folder): void {
  for (const [, name, program] of PAGE.matchAll(/^```js ignore\n\/\/ (\S+)\n(.*?)^```$/gms)) {
    Deno.writeTextFileSync(folder.file(name!), program!);
  }
  const [, configuration] = /^```json\n(.*?)^```$/ms.exec(PAGE)!;
  Deno.writeTextFileSync(folder.file("mcp.json"), configuration!);
}

/** Lets the page's commands find `ariash` and `deno`. */
function writePrograms(folder: Folder): void {
  const { program, first } = ariash();
  const words = [program, ...first].map((word) => `'${word}'`).join(" ");
  Deno.mkdirSync(folder.file("bin"));
  Deno.writeTextFileSync(folder.file("bin/ariash"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  Deno.symlinkSync(Deno.execPath(), folder.file("bin/deno"));
}

Deno.test("The commands of docs/pool_server.md print what the page says", async () => {
  using folder = new Folder();
  writeFiles(folder);
  writePrograms(folder);
  const blocks = [...PAGE.matchAll(BLOCK)].map(({ groups }) => groups as { commands: string; output?: string });
  const script = blocks.map(({ commands }) => commands).join(`echo '${BETWEEN}'\n`);
  const shell = new Deno.Command("bash", {
    args: ["-c", script],
    cwd: folder.path,
    env: { PATH: `${folder.file("bin")}:${Deno.env.get("PATH")}`, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
  const { stdout, stderr } = await settles(shell.output(), "the end of the commands", FETCH_MS);
  const printed = text(stdout).split(`${BETWEEN}\n`);
  assertEquals(printed, blocks.map(({ output }) => output ?? ""), text(stderr));
  assertEquals(blocks.length, 4);
});
