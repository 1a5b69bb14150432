/**
 * Signals that busy code sees.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { watchInterrupts } from "../../ffi/mod.ts";
import { Folder, inspectorTurn } from "../helpers.ts";

const BUSY = `
  import { watchInterrupts } from "${new URL("../../ffi/mod.ts", import.meta.url)}";
  using watch = watchInterrupts(["TERM", "USR1"]);
  console.log("busy");
  while (watch.counters[15] === 0);
  console.log("seen", watch.counters[0], watch.counters[15], watch.counters[10]);
`;

const LISTENING = `
  import { watchInterrupts } from "${new URL("../../ffi/mod.ts", import.meta.url)}";
  Deno.addSignalListener("SIGUSR1", () => console.log("earlier listener"));
  using watch = watchInterrupts(["USR1", "TERM"]);
  await new Promise((resolve) => {
    Deno.addSignalListener("SIGTERM", resolve);
    console.log("busy");
  });
  await new Promise((resolve) => setTimeout(resolve, 1));
  console.log(watch.counters[10], watch.counters[15]);
`;

const IGNORING = `
  import { watchInterrupts } from "${new URL("../../ffi/mod.ts", import.meta.url)}";
  using watch = watchInterrupts(["SIGHUP", "SIGTERM"]);
  console.log(watch.watched);
  Deno.kill(Deno.pid, "SIGHUP");
  console.log(watch.counters[1]);
`;

Deno.test("watchInterrupts: busy code sees a signal that would have ended it", async () => {
  assertEquals(await signalled(BUSY, ["SIGTERM"]), { output: "busy\nseen 1 1 0\n", code: 0 });
});

Deno.test("watchInterrupts: listeners that were there before, and later ones, hear the signal too", async () => {
  using _turn = await inspectorTurn();
  const { output, code } = await signalled(LISTENING, ["SIGUSR1", "SIGTERM"]);
  assertEquals(output.split("\n").toSorted(), ["", "1 1", "busy", "earlier listener"]);
  assertEquals(code, 0);
});

Deno.test("watchInterrupts: a signal that the program was started to ignore stays ignored", async () => {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", 'trap "" HUP; exec "$0" eval --no-check "$1"', Deno.execPath(), IGNORING],
  }).output();
  assertEquals(new TextDecoder().decode(stdout), '[ "SIGTERM" ]\n0\n');
});

Deno.test("watchInterrupts: an unknown signal is refused", () => {
  assertThrows(() => watchInterrupts(["NOPE"]), TypeError, "NOPE");
});

/** Runs a program that says `busy`, sends it the signals, and tells what it said and how it ended. */
async function signalled(program: string, signals: Deno.Signal[]): Promise<{ output: string; code: number }> {
  using folder = new Folder();
  const path = folder.file("program.ts");
  Deno.writeTextFileSync(path, program);
  const child = new Deno.Command(Deno.execPath(), { args: ["run", "-A", path], stdout: "piped" }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (output === "") { for (const signal of signals) child.kill(signal); }
    output += text;
  }
  return { output, code: (await child.status).code };
}
