/**
 * Everything at once: `bytes`, `text`, `json`, their limits, and reading after the end.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { child, childSays, settles, text } from "../helpers.ts";
import { assertBytes, comes, endsWell, fillOf, joined, MIB, SMALLEST_RING } from "./kit.ts";

Deno.test("OutputStream.bytes() gives 16 MiB byte for byte", async () => {
  const process = child(`fill 1 ${16 * MIB} 1`).spawn();
  assertBytes(await process.stdout.bytes(), await fillOf(16 * MIB));
  await endsWell(process);
});

Deno.test("OutputStream.bytes() gives each of the four outputs its own bytes", async () => {
  const piped = { stdout: "piped", stderr: "piped", stddbg: "piped", stddato: "piped" } as const;
  const shares = `1:${2 * MIB} 2:${MIB} 3:${MIB / 2} 5:${3 * MIB + 1}`;
  const buffer = { stddbg: { overflow: "block" } } as const;
  const output = await child(`fills 100 ${shares}`, { ...piped, buffer }).output();
  assertBytes(output.stdout, await fillOf(2 * MIB, 101), "stdout");
  assertBytes(output.stderr, await fillOf(MIB, 102), "stderr");
  assertBytes(output.stddbg, await fillOf(MIB / 2, 103), "stddbg");
  assertBytes(output.stddato, await fillOf(3 * MIB + 1, 105), "stddato");
  assertEquals([output.truncated, output.code], [false, 0]);
});

Deno.test("OutputStream.bytes() is empty when the child writes nothing", async () => {
  const process = child("exit 0").spawn();
  assertEquals(await process.stdout.bytes(), new Uint8Array(0));
  assertEquals(await process.stdout.text(), "");
  await endsWell(process);
});

Deno.test("OutputStream.bytes() keeps bytes that are not UTF-8, text() replaces them", async () => {
  const odd = Uint8Array.from([0x61, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0xf0, 0x9f, 0x98, 0x0a, 0x80]);
  const { stdout } = await child("copy 0 1", { stdin: odd }).output();
  assertEquals([...stdout], [...odd]);
  const process = child("copy 0 1", { stdin: odd }).spawn();
  assertEquals(await process.stdout.text(), "a\ufffd\ufffd\0\ufffd(\ufffd\n\ufffd");
  await endsWell(process);
});

Deno.test("OutputStream.bytes() gives every value of a byte", async () => {
  const all = Uint8Array.from({ length: 256 }, (_, value) => value);
  const { stdout } = await child("copy 0 1", { stdin: all }).output();
  assertEquals(stdout, all);
});

Deno.test("OutputStream.json() parses what the child wrote", async () => {
  const process = child(["write", "1", `{"a": [1, null, "ä😀"]}`]).spawn();
  assertEquals(await process.stdout.json(), { a: [1, null, "ä😀"] });
  await endsWell(process);
});

Deno.test("OutputStream.json() throws SyntaxError when it is no JSON, and the child still ends", async () => {
  const process = child(["write", "1", "{"]).spawn();
  await assertRejects(() => process.stdout.json(), SyntaxError);
  await endsWell(process);
});

Deno.test("OutputStream.bytes() gives what is left after a first reader", async () => {
  const process = child("fill 1 300000 1").spawn();
  let first = new Uint8Array(0);
  for await (const chunk of process.stdout) {
    first = chunk;
    break;
  }
  const rest = await process.stdout.bytes();
  const all = await fillOf(300000);
  assert(first.length > 0);
  assertBytes(first, all.subarray(0, first.length), "the first chunk");
  assertBytes(rest, all.subarray(first.length), "the rest");
  await endsWell(process);
});

Deno.test("OutputStream.bytes() gives nothing the second time", async () => {
  const process = child("write 1 once").spawn();
  assertEquals([await process.stdout.text(), await process.stdout.text()], ["once", ""]);
  await endsWell(process);
});

Deno.test("OutputStream.bytes() after the end gives everything", async () => {
  for (const size of [1, SMALLEST_RING, MIB, MIB + 1, 5 * MIB]) {
    const process = child(`fill 1 ${size} 3`).spawn();
    await endsWell(process);
    assertBytes(await process.stdout.bytes(), await fillOf(size, 3), `${size} bytes`);
  }
});

Deno.test("OutputStream.text() begun while the child waits gives everything", async () => {
  const buffer = { stdout: { capacity: SMALLEST_RING } };
  const process = child(`fill 1 ${MIB} 1`, { buffer, pipeSize: 4096 }).spawn();
  await comes(process.stdout, SMALLEST_RING);
  assertBytes(await process.stdout.bytes(), await fillOf(MIB));
  await endsWell(process);
});

Deno.test("OutputStream.bytes({ max }) keeps so many, drains the rest, and says so", async () => {
  const process = child(`fill 1 ${3 * MIB} 1 exit 7`).spawn();
  const kept = await process.stdout.bytes({ max: 100_001 });
  assertBytes(kept, (await fillOf(3 * MIB)).subarray(0, 100_001));
  const { code, signal } = await process.wait();
  const { bytesIn, dropped, truncated } = process.stdout.stats;
  assertEquals({ code, signal }, { code: 7, signal: null });
  assertEquals({ bytesIn, dropped, truncated }, { bytesIn: 3 * MIB, dropped: 3 * MIB - 100_001, truncated: true });
  assert(process.stdout.truncated);
});

Deno.test("OutputStream.bytes({ max }) of exactly what there is cuts nothing", async () => {
  for (
    const [size, max, cut] of [[70_000, 70_000, false], [70_001, 70_000, true], [0, 0, false], [1, 0, true]] as const
  ) {
    const process = child(`fill 1 ${size} 1`).spawn();
    assertEquals((await process.stdout.bytes({ max })).length, Math.min(size, max));
    await endsWell(process);
    assertEquals(process.stdout.truncated, cut, `${max} of ${size} bytes`);
  }
});

Deno.test("OutputStream.bytes({ max }) after the end cuts likewise", async () => {
  const process = child(`fill 1 ${2 * MIB} 1`).spawn();
  await endsWell(process);
  assertBytes(await process.stdout.bytes({ max: MIB }), (await fillOf(2 * MIB)).subarray(0, MIB));
  assert(process.stdout.truncated);
  assertEquals((await process.stdout.bytes()).length, 0);
  const { bytesIn, bytesOut, dropped } = process.stdout.stats;
  assertEquals({ bytesIn, bytesOut, dropped }, { bytesIn: 2 * MIB, bytesOut: MIB, dropped: MIB });
});

Deno.test("OutputStream.text({ max }) counts bytes, not characters", async () => {
  const process = child(["write", "1", "äöü"]).spawn();
  assertEquals(await process.stdout.text({ max: 4 }), "äö");
  await endsWell(process);
});

Deno.test("Process.output({ max }) limits each output by itself", async () => {
  const output = await child("fill 1 5000 1 fill 2 50 2 exit 3").spawn().output({ max: 100 });
  assertBytes(output.stdout, (await fillOf(5000)).subarray(0, 100));
  assertBytes(output.stderr, await fillOf(50, 2));
  assertEquals([output.truncated, output.code], [true, 3]);
});

Deno.test("OutputStream refuses a second reader, whatever kind it is, until the first has left", async () => {
  const process = child("take 0 1 write 1 said", { stdin: "piped" }).spawn();
  const { stdout } = process;
  const first = stdout.text();
  assert(stdout.locked);
  const said = 'Cannot read stdout of "';
  assertStringIncludes((await assertRejects(() => stdout.bytes(), TypeError)).message, said);
  await assertRejects(() => stdout.text(), TypeError, said);
  await assertRejects(() => stdout.json(), TypeError, said);
  await assertRejects(() => stdout.cancel(), TypeError, said);
  await assertRejects(() => stdout.lines().next(), TypeError, said);
  await assertRejects(() => stdout.records().next(), TypeError, said);
  await assertRejects(() => stdout.views().next(), TypeError, said);
  await assertRejects(() => stdout[Symbol.asyncIterator]().next(), TypeError, said);
  await assertRejects(() => stdout.pipeTo({ path: "/dev/null" }), TypeError, said);
  await assertRejects(() => process.output(), TypeError, said);
  await process.stdin.end("x");
  assertEquals(await first, "said");
  assert(!stdout.locked);
  assertEquals(await stdout.text(), "");
  await endsWell(process);
});

Deno.test("OutputStream.bytes() of several outputs at once goes on whichever the child fills first", async () => {
  const process = child(`fill 2 ${4 * MIB} 2 fill 1 ${4 * MIB} 1 fill 2 ${MIB} 3`).spawn();
  const both = Promise.all([process.stdout.bytes(), process.stderr.bytes()]);
  const [out, err] = await settles(both, "both outputs");
  assertBytes(out, await fillOf(4 * MIB, 1), "stdout");
  assertBytes(err, joined([await fillOf(4 * MIB, 2), await fillOf(MIB, 3)]), "stderr");
  await endsWell(process);
});

Deno.test("OutputStream.bytes() of one output goes on while the other is unread and waited for", async () => {
  const process = child(`fill 2 ${4 * MIB} 2 fill 1 ${4 * MIB} 1`).spawn();
  const ended = process.wait();
  assertBytes(await settles(process.stdout.bytes(), "stdout"), await fillOf(4 * MIB, 1), "stdout");
  assertEquals((await ended).code, 0);
  assertBytes(await process.stderr.bytes(), await fillOf(4 * MIB, 2), "stderr");
});

Deno.test("OutputStream.bytes() after a child ended by a signal gives what it had said", async () => {
  const process = child("fill 1 200000 1 kill KILL").spawn();
  assertBytes(await process.stdout.bytes(), await fillOf(200000));
  assertEquals((await process.wait()).signal, "SIGKILL");
});

Deno.test("Command.output() gives a shared destination in the order of writing", async () => {
  assertEquals(await childSays("write 1 a write 2 b write 1 c write 2 d", { stderr: { to: 1 } }), "abcd");
});

Deno.test("Command.output() of a child that is text gives the text", async () => {
  const { stdout, stderr } = await child(["line", "1", "grün", "line", "2", "rot"]).output();
  assertEquals([text(stdout), text(stderr)], ["grün\n", "rot\n"]);
});
