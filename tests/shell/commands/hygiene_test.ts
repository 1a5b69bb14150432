/**
 * Many commands, one after the other: nothing piles up.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { connect } from "../../../src/shell/commands/compose.ts";
import { fdsComeBackTo, openFds, threads, until, zombies } from "../../helpers.ts";
import { child, plan, reportingScene, Scene, valueOf } from "./kit.ts";

const ROUNDS = 60;

/** Every way to run something, failing ones too. */
async function round({ runner }: Scene): Promise<void> {
  valueOf(await runner.run(child("write 3 x write 5 y"), 1));
  await runner.run(plan("no-such-program"), 1);
  await runner.run(connect(plan("true"), "|", [plan("no-such-program")]), 1);
  valueOf(await runner.run(connect(plan("true"), "|+", [plan("true"), plan("true")]), 1));
  valueOf(await runner.capture(connect(plan("echo", ["x"]), "|", [plan("cat")]), 1));
  for await (const _ of runner.lines(plan("yes"), 1)) break;
  await valueOf(await runner.spawn(plan("cat"), 1)).wait();
  await runner.background(plan("true"), 1);
}

for (
  const [name, open] of [["plain", () => new Scene()], ["reporting", () => reportingScene({ count: true })]] as const
) {
  Deno.test(`hundreds of commands leave no descriptor, no thread and no zombie: ${name}`, async () => {
    await using scene = open();
    for (let n = 0; n < 3; n++) await round(scene);
    const [fds, count] = [openFds(), threads()];
    for (let n = 0; n < ROUNDS; n++) await round(scene);
    await fdsComeBackTo(fds);
    await until(() => zombies() === 0 && threads() <= count, "threads and zombies were gone");
    assertEquals(scene.warnings, []);
  });
}
