/**
 * What dies with its parent, however that dies, and what does not.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { child, childrenOf, dies, factsOf, killQuietly, lives, ParentProgram } from "../helpers.ts";

/** Children from before, keepers among them: every file of tests has modules, and so a keeper, of its own. */
const others = new Set(childrenOf(Deno.pid).map(({ pid }) => pid));

/** Plays the scene and hands over the pids it tells; those that are left are killed at the end. */
async function scene<T>(
  words: string[],
  pids: (said: T) => number[],
  test: (parent: ParentProgram, pids: number[]) => Promise<void>,
) {
  await using parent = new ParentProgram(words);
  const known = pids(await parent.says<T>());
  try {
    for (const pid of known) assertEquals([pid, lives(pid)], [pid, true]);
    await test(parent, known);
  } finally {
    known.forEach(killQuietly);
  }
}

function same(pids: number[]): number[] {
  return pids;
}

Deno.test('Command.parentDeath "kill": SIGKILL of the parent ends in a second what ignores SIGTERM', async () => {
  await scene(["guarded", "stays"], same, async (parent, pids) => {
    await parent.killHard();
    const begun = performance.now();
    for (const pid of pids) await dies(pid);
    assertEquals(performance.now() - begun < 1000, true, `${performance.now() - begun} ms`);
  });
});

Deno.test('Command.parentDeath "kill": the parent\'s exit ends them, too', async () => {
  await scene(["guarded", "exits"], () => [], async (parent) => {
    assertEquals((await parent.end()).code, 0);
  });
  await using parent = new ParentProgram(["guarded", "exits"]);
  const pids = await parent.says<number[]>();
  await parent.end();
  for (const pid of pids) await dies(pid);
});

Deno.test("Process.release() lets them outlive the parent", async () => {
  await scene(["guarded", "released"], same, async (parent, pids) => {
    const keeper = childrenOf(parent.pid).filter(({ pid }) => !pids.includes(pid));
    await parent.killHard();
    for (const { pid } of keeper) await dies(pid);
    assertEquals(pids.map(lives), [true, true]);
  });
});

Deno.test('Command.parentDeath "kill": a grandchild alone, whose leader has ended, stays under guard', async () => {
  await scene(["guarded-grandchild"], (pid: number) => [pid], async (parent, [pid]) => {
    await parent.killHard();
    await dies(pid!);
  });
});

Deno.test('Command.parentDeath "kill": a killed keeper is replaced, each time, and the new one knows all', async () => {
  await scene(["keeper-killed"], ({ pids }: { pids: number[] }) => pids, async (parent, pids) => {
    await parent.killHard();
    for (const pid of pids) await dies(pid);
  });
});

Deno.test('Command.parentDeath "keep" is the default: the child outlives the parent', async () => {
  await scene(["guarded-ended"], (pid: number) => [pid], async (parent, [pid]) => {
    const keeper = childrenOf(parent.pid).filter((facts) => facts.pid !== pid);
    await parent.killHard();
    for (const facts of keeper) await dies(facts.pid);
    assertEquals(lives(pid!), true);
  });
});

Deno.test('Command.parentDeath "kill" needs a group of its own, and starts nothing without', () => {
  const before = childrenOf(Deno.pid).map(({ pid }) => pid);
  assertThrows(
    () => child("forever", { parentDeath: "kill", group: "inherit" }).spawn(),
    TypeError,
    "needs a group of its own",
  );
  assertEquals(childrenOf(Deno.pid).filter(({ pid }) => !before.includes(pid)), []);
});

Deno.test('Command.parentDeath "kill": the keeper is one small process of ours, in no group of theirs', async () => {
  const processes = [1, 2, 3].map(() => child("forever", { parentDeath: "kill" }).spawn());
  const pids = processes.map(({ pid }) => pid);
  const more = childrenOf(Deno.pid).filter(({ pid, state }) =>
    !pids.includes(pid) && !others.has(pid) && state !== "Z"
  );
  assertEquals(more.length, 1);
  const { pid, group } = more[0]!;
  assertEquals(Deno.readTextFileSync(`/proc/${pid}/comm`), "aria-keeper\n");
  assertEquals(pids.includes(group), false);
  for (const process of processes) await process.terminate();
  assertEquals(factsOf(pid)?.parent, Deno.pid);
});
