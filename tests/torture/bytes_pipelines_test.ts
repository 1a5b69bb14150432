/**
 * Many pipelines, many pipes, and edges that are cut at any moment.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Command } from "../../mod.ts";
import { child, childrenOf, fdsComeBackTo, settles, text } from "../helpers.ts";
import { hashOf, MIB, warmFds } from "../streams/kit.ts";

const MODES = ["direct", "splice", "copy"] as const;

Deno.test("100 cats and 100 sleeps, ten times over: no cat waits for a pipe that a sleep has inherited", async () => {
  for (let round = 0; round < 10; round++) {
    const sleeps: ReturnType<Command["spawn"]>[] = [];
    const cats = Array.from({ length: 100 }, () => {
      const cat = new Command("cat", { stdin: "piped" }).spawn();
      sleeps.push(child("forever").spawn());
      return cat.stdin.end("x").then(() => cat.stdout.text());
    });
    assertEquals((await settles(Promise.all(cats), "all cats")).join(""), "x".repeat(100));
    for (const sleep of sleeps) sleep.kill("SIGKILL");
    await Promise.all(sleeps.map((sleep) => sleep.wait()));
  }
});

Deno.test("1,000 pipelines, fifty at a time, in every mode, leave nothing behind", async () => {
  const before = await warmFds();
  for (let round = 0; round < 20; round++) {
    const results = Array.from({ length: 50 }, (_, n) => {
      const mode = MODES[n % 3]!;
      return child(`fill 1 50000 ${n}`).pipe(child("copy 0 1"), { mode }).pipe(child("count 0"), { mode }).run();
    });
    for (const result of await settles(Promise.all(results), `round ${round}`)) {
      assertEquals(text(result.unwrap().stages[2]!.output.stdout!), "50000\n");
    }
  }
  assertEquals(childrenOf(Deno.pid), []);
  await fdsComeBackTo(before);
});

Deno.test("edges cut after 1 to 300,000 bytes, in every mode: the counts are exact", async () => {
  for (let take = 1; take <= 300_000; take = take * 3 + 1) {
    for (const mode of ["splice", "copy"] as const) {
      const result = await child(`fill 1 ${4 * MIB} 1`).pipe(child(`take 0 ${take}`), { mode }).run();
      const { edges } = (await settles(Promise.resolve(result), "the result")).unwrap();
      const [delivered] = edges[0]!.delivered;
      assert(delivered! >= take && delivered! <= 4 * MIB, `${delivered} of ${take} bytes`);
    }
  }
});

Deno.test("a source killed at any moment: the reader has what was delivered, no more and no less", async () => {
  for (let round = 0; round < 100; round++) {
    const running = await new Command("yes").pipe(child("count 0"), { mode: round % 2 ? "splice" : "copy" }).spawn();
    await new Promise((resolve) => setTimeout(resolve, round % 20));
    running.processes[0]!.kill("SIGKILL");
    const counted = Number(await running.processes[1]!.stdout.text());
    const result = await settles(running.result, `round ${round}`);
    assertEquals([result.ok, result.err!.edges[0]!.delivered], [false, [counted]]);
  }
});

Deno.test("a pipeline of fifty stages carries 64 MiB", async () => {
  let pipeline = child(`fill 1 ${64 * MIB} 1`).pipe(new Command("cat"));
  for (let stage = 2; stage < 49; stage++) pipeline = pipeline.pipe(new Command("cat"), { mode: MODES[stage % 3]! });
  const value = (await pipeline.pipe(child("hash 0"), { count: true }).run()).unwrap();
  assertEquals(text(value.stages.at(-1)!.output.stdout!), await hashOf(64 * MIB));
  assertEquals(value.bytes!.valueOf(), BigInt(64 * MIB));
});
