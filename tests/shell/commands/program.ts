/**
 * A program that runs commands as the shell does, on the streams and the terminal it was given: its argument is a
 * scene. What it says are lines of JSON on stderr.
 *
 *   inherit      a pipeline with the shell's own stdin, stdout and stderr
 *   foreground   a command that reports its signals; then what it was worth
 *   pty          a command with a terminal of its own, which nobody asked for
 *   discarded    commands that write to stddato; then how many bytes were dropped
 *   background   a command in the background, reported, until somebody kills this program
 *
 * @module
 */

import { connect } from "../../../src/shell/commands/compose.ts";
import { Failure } from "../../../src/shell/values/mod.ts";
import { child, plan, Scene } from "./kit.ts";

function say(fact: unknown): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${JSON.stringify(fact)}\n`));
}

/** How a command ended, in words. */
function ending(value: unknown): unknown {
  return value instanceof Failure ? [value.error.kind, value.error.details.signal] : "ok";
}

const SCENES: Record<string, (scene: Scene) => Promise<void>> = {
  async inherit({ runner }) {
    say(ending(await runner.run(connect(plan("cat"), "|", [plan("sh", ["-c", "cat; echo err >&2"])]), 1)));
  },
  async foreground({ runner, foreground }) {
    Deno.addSignalListener("SIGINT", () => {});
    const stages = connect(child("copy 0 1"), "|", [child("copy 0 1", { stdout: "null" })]);
    const work = runner.run(stages, 1);
    while (foreground.groups.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    say("ready");
    say([ending(await work), foreground.typedSignals, runner.status]);
  },
  async pty({ runner }) {
    say(ending(await runner.run(child("tty 1 line 2 shown", { pty: true }), 1)));
  },
  async discarded(scene) {
    await scene.runner.run(child("fill 5 100000 1"), 1);
    await scene.runner.run(child("write 5 last"), 1);
    await scene.close();
    say(scene.runner.discardedBytes);
  },
  async background({ runner }) {
    await runner.background(child("forever"), 1);
    say(runner.lastPid);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
};

if (import.meta.main) {
  await using scene = new Scene();
  await SCENES[Deno.args[0]!]!(scene);
}
