/**
 * Streams without a drainer.
 *
 * @module
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import type { DirectInput, DirectOutput } from "../../mod.ts";
import { CHILD, child, fdsComeBackTo, settles } from "../helpers.ts";
import { assertBytes, endsWell, fillOf, joined, MIB, warmFds } from "./kit.ts";

/** Reads to the end. */
async function readAll(output: DirectOutput, size = 64 * 1024): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(size);
  for (;;) {
    const count = output.read(buffer);
    if (count === 0) return joined(parts);
    if (count === null) await settles(output.ready(), "bytes");
    else parts.push(buffer.slice(0, count));
  }
}

/** Writes all of it. */
async function writeAll(input: DirectInput, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const count = input.write(bytes.subarray(offset));
    if (count === null) await settles(input.ready(), "room");
    else offset += count;
  }
}

Deno.test("DirectOutput.read() gives null while there is nothing, bytes, and 0 at the end", async () => {
  const process = child("take 0 1 write 1 abc take 0 1", { stdin: "piped", stdout: "direct" }).spawn();
  using stdout = process.direct("stdout");
  const buffer = new Uint8Array(2);
  assertEquals(stdout.read(buffer), null);
  const ready = stdout.ready();
  await process.stdin.write("x");
  await settles(ready, "bytes");
  assertEquals([stdout.read(buffer), [...buffer]], [2, [97, 98]]);
  assertEquals([stdout.read(buffer), buffer[0]], [1, 99]);
  assertEquals(stdout.read(buffer), null);
  await process.stdin.end("x");
  await settles(stdout.ready(), "the end");
  assertEquals([stdout.read(buffer), stdout.read(buffer)], [0, 0]);
  await endsWell(process);
});

Deno.test("DirectOutput.ready() resolves at once when there is something, for everybody who waits", async () => {
  const process = child("take 0 1 write 1 abc", { stdin: "piped", stdout: "direct" }).spawn();
  using stdout = process.direct("stdout");
  const waits = [stdout.ready(), stdout.ready(), stdout.ready()];
  await process.stdin.end("x");
  await settles(Promise.all(waits), "three waits");
  await settles(stdout.ready(), "a wait for what is there");
  assertEquals(stdout.read(new Uint8Array(10)), 3);
  await settles(stdout.ready(), "the end");
  assertEquals(stdout.read(new Uint8Array(10)), 0);
  await endsWell(process);
});

Deno.test("DirectOutput gives 16 MiB byte for byte", async () => {
  const process = child(`fill 1 ${16 * MIB} 1`, { stdout: "direct" }).spawn();
  assertBytes(await readAll(process.direct("stdout")), await fillOf(16 * MIB));
  await endsWell(process);
  process.direct("stdout").close();
});

Deno.test("DirectOutput of each output is the right one", async () => {
  const direct = { stdout: "direct", stderr: "direct", stddbg: "direct", stddato: "direct" } as const;
  const process = child("write 1 one write 2 two write 3 three write 5 five", direct).spawn();
  const names = ["stdout", "stderr", "stddbg", "stddato"] as const;
  const all = await Promise.all(names.map((name) => readAll(process.direct(name))));
  assertEquals(all.map((bytes) => new TextDecoder().decode(bytes)), ["one", "two", "three", "five"]);
  await endsWell(process);
  for (const name of names) process.direct(name).close();
});

Deno.test("DirectInput.write() gives null when the pipe is full, and goes on when it is read", async () => {
  const process = child("take 4 1 hash 0", { stdin: "direct", stddati: "piped", pipeSize: 4096 }).spawn();
  const bytes = await fillOf(MIB);
  const stdin = process.direct("stdin");
  let offset = 0;
  for (let count = stdin.write(bytes); count !== null; count = stdin.write(bytes.subarray(offset))) offset += count;
  assert(offset >= 4096 && offset < MIB, `${offset} bytes`);
  const ready = stdin.ready();
  await process.stddati.end("x");
  await settles(ready, "room");
  await writeAll(stdin, bytes.subarray(offset));
  stdin.close();
  const expected = await new Deno.Command(CHILD, { args: ["fill", "1", `${MIB}`, "1"] }).output();
  assertBytes(bytes, expected.stdout);
  const { stdout } = await new Deno.Command("sh", { args: ["-c", `"$0" fill 1 ${MIB} 1 | "$0" hash 0`, CHILD] })
    .output();
  assertEquals(await process.stdout.text(), new TextDecoder().decode(stdout));
  await endsWell(process);
});

Deno.test("DirectInput.write() throws BrokenPipe when nobody reads any more", async () => {
  const process = child("exit 0", { stdin: "direct" }).spawn();
  await endsWell(process);
  using stdin = process.direct("stdin");
  assertThrows(() => stdin.write(new Uint8Array(1)), Deno.errors.BrokenPipe, `Cannot write stdin of "${CHILD}"`);
});

Deno.test("DirectInput.ready() resolves when the reader is gone", async () => {
  const process = child("take 4 1 exit 0", { stdin: "direct", stddati: "piped", pipeSize: 4096 }).spawn();
  using stdin = process.direct("stdin");
  while (stdin.write(new Uint8Array(65536)) !== null) continue;
  const ready = stdin.ready();
  await process.stddati.end("x");
  await settles(ready, "the reader's end");
  assertThrows(() => stdin.write(new Uint8Array(1)), Deno.errors.BrokenPipe);
  await endsWell(process);
});

Deno.test("DirectInput and DirectOutput play question and answer 500 times", async () => {
  const process = child("copy 0 1", { stdin: "direct", stdout: "direct" }).spawn();
  const [stdin, stdout] = [process.direct("stdin"), process.direct("stdout")];
  const answer = new Uint8Array(100);
  for (let round = 0; round < 500; round++) {
    const question = new TextEncoder().encode(`question ${round}\n`);
    assertEquals(stdin.write(question), question.length);
    let length = 0;
    while (length < question.length) {
      const count = stdout.read(answer.subarray(length));
      if (count === null) await settles(stdout.ready(), `answer ${round}`);
      else length += count;
    }
    assertBytes(answer.subarray(0, length), question);
  }
  stdin.close();
  assertEquals((await readAll(stdout)).length, 0);
  stdout.close();
  await endsWell(process);
});

Deno.test("DirectOutput.close() while somebody waits ends the wait, and later use throws TypeError", async () => {
  const process = child("forever", { stdout: "direct", stdin: "direct" }).spawn();
  const stdout = process.direct("stdout");
  const ready = stdout.ready();
  stdout.close();
  stdout.close();
  await settles(ready, "the wait");
  assertThrows(() => stdout.read(new Uint8Array(1)), TypeError, `Cannot use stdout of "${CHILD}": it is closed`);
  const stdin = process.direct("stdin");
  stdin.close();
  assertThrows(() => stdin.write(new Uint8Array(1)), TypeError, "it is closed");
  process.kill("SIGKILL");
  assertEquals((await process.wait()).signal, "SIGKILL");
});

Deno.test("Process.direct() and the usual streams exclude each other", async () => {
  const process = child("exit 0", { stdin: "direct", stdout: "direct", stddati: "null" }).spawn();
  assertThrows(() => process.stdout, TypeError, 'it is not "piped"');
  assertThrows(() => process.stdin, TypeError, 'it is not "piped"');
  assertThrows(() => process.direct("stderr"), TypeError, 'it is not "direct"');
  assertThrows(() => process.direct("stddati"), TypeError, 'it is not "direct"');
  assertThrows(() => process.stddati, TypeError, 'it is not "piped"');
  assertEquals(process.stats().stdout, null);
  await endsWell(process);
  process.direct("stdin").close();
  process.direct("stdout").close();
});

Deno.test("direct streams leave no descriptor behind when the process is disposed of", async () => {
  const before = await warmFds();
  for (let round = 0; round < 10; round++) {
    await using process = child("forever", { stdin: "direct", stdout: "direct", stddato: "direct" }).spawn();
    process.direct("stdout").ready();
    process.direct("stddato").read(new Uint8Array(1));
  }
  await fdsComeBackTo(before);
});
