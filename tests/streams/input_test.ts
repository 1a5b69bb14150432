/**
 * What children are given to read: order, back-pressure, readers that leave, ends.
 *
 * @module
 */

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { Command, type InputStream } from "../../mod.ts";
import { CHILD, child, fdsComeBackTo, settles, text, until } from "../helpers.ts";
import { assertBytes, endsWell, fillOf, joined, KIB, MIB, SMALLEST_RING, warmFds } from "./kit.ts";

/** A promise, and whether it has settled. */
function watched<T>(promise: Promise<T>): { promise: Promise<T>; settled: () => boolean } {
  let settled = false;
  promise.then(() => settled = true, () => settled = true);
  return { promise, settled: () => settled };
}

/** Waits until the pipe is full and the drainer waits for the reader. */
async function full(input: InputStream): Promise<void> {
  await until(() => input.stats.stalls > 0, "the pipe was full");
}

Deno.test("InputStream.write() keeps the order of writes that were not awaited", async () => {
  const process = child("copy 0 1", { stdin: "piped" }).spawn();
  const parts = Array.from({ length: 300 }, (_, n) => `${n} ${"x".repeat((n * 7919) % 30_000)}\n`);
  const writes = parts.map((part) => process.stdin.write(part));
  const all = process.stdout.text();
  const end = process.stdin.end("end");
  assertEquals(await Promise.all(writes), parts.map((part) => ({ written: part.length, closed: false })));
  assertEquals(await end, { written: 3, closed: false });
  assert(await all === `${parts.join("")}end`, "the order or a byte was lost");
  await endsWell(process);
});

Deno.test("InputStream.write() writes text as UTF-8 and counts its bytes", async () => {
  const process = child("copy 0 1", { stdin: "piped" }).spawn();
  assertEquals(await process.stdin.write("grün 😀"), { written: 10, closed: false });
  assertEquals(await process.stdin.write(""), { written: 0, closed: false });
  assertEquals(await process.stdin.write(new Uint8Array(0)), { written: 0, closed: false });
  assertEquals(await process.stdin.write(Uint8Array.of(0, 255)), { written: 2, closed: false });
  assertEquals(await process.stdin.end(), { written: 0, closed: false });
  assertBytes(await process.stdout.bytes(), joined([new TextEncoder().encode("grün 😀"), Uint8Array.of(0, 255)]));
  await endsWell(process);
});

Deno.test("InputStream.write() resolves without a reader as long as the pipe takes it", async () => {
  const process = child("take 4 1 count 0", { stdin: "piped", stddati: "piped" }).spawn();
  assertEquals(await settles(process.stdin.write("x".repeat(4096)), "a small write"), { written: 4096, closed: false });
  await process.stdin.close();
  await process.stddati.end("x");
  assertEquals(await process.stdout.text(), "4096\n");
  await endsWell(process);
});

Deno.test("InputStream.write() of more than pipe and ring resolves only when it is read", async () => {
  const options = { stdin: "piped", stddati: "piped", buffer: { stdin: { capacity: SMALLEST_RING } } } as const;
  const process = child("take 4 1 count 0", options).spawn();
  const write = watched(process.stdin.write(await fillOf(2 * MIB)));
  await full(process.stdin);
  const { bytesOut } = process.stdin.stats;
  assert(bytesOut >= 4 * KIB && bytesOut <= MIB, `${bytesOut} bytes are in the pipe`);
  assertEquals(write.settled(), false);
  await process.stddati.end("x");
  assertEquals(await settles(write.promise, "the write"), { written: 2 * MIB, closed: false });
  await process.stdin.close();
  assertEquals(await process.stdout.text(), `${2 * MIB}\n`);
  await endsWell(process);
  assertEquals(process.stdin.stats.bytesOut, 2 * MIB);
});

Deno.test("InputStream.write() of less than the ring holds still waits for the pipe to take it", async () => {
  const process = child("take 4 1 count 0", { stdin: "piped", stddati: "piped", pipeSize: 4096 }).spawn();
  const write = watched(process.stdin.write(new Uint8Array(100_000)));
  await full(process.stdin);
  assertEquals(write.settled(), false);
  await process.stddati.end("x");
  assertEquals(await write.promise, { written: 100_000, closed: false });
  await process.stdin.end();
  assertEquals(await process.stdout.text(), "100000\n");
  await endsWell(process);
});

Deno.test("InputStream.write() to a child that is gone is a value, every time", async () => {
  const process = child("exit 3", { stdin: "piped" }).spawn();
  assertEquals((await process.wait()).code, 3);
  assertEquals(await process.stdin.write("x"), { written: 0, closed: true });
  assertEquals(await process.stdin.write(new Uint8Array(4 * MIB)), { written: 0, closed: true });
  assertEquals(await process.stdin.end("y"), { written: 0, closed: true });
  await process.stdin.close();
});

Deno.test("InputStream.write() to a child that has closed its stdin and lives is the same value", async () => {
  const process = child("close 0 line 1 closed take 4 1", { stdin: "piped", stddati: "piped" }).spawn();
  for await (const _ of process.stdout.lines()) break;
  assertEquals(await settles(process.stdin.write("x"), "the write"), { written: 0, closed: true });
  assertEquals(await process.stdin.end(), { written: 0, closed: true });
  await process.stddati.end("x");
  await endsWell(process);
});

Deno.test("InputStream.write() counts what was in the pipe when the reader left", async () => {
  const options = { stdin: "piped", stddati: "piped", buffer: { stdin: { capacity: SMALLEST_RING } } } as const;
  const process = child("take 0 100000 take 4 1 exit 2", options).spawn();
  const first = await process.stdin.write(new Uint8Array(1000));
  const second = process.stdin.write(new Uint8Array(4 * MIB));
  const third = process.stdin.write("queued behind it");
  await until(() => process.stdin.stats.bytesOut >= 100_000, "the child had read its part");
  await process.stddati.end("x");
  const results = await settles(Promise.all([first, second, third]), "three writes");
  assertEquals((await process.wait()).code, 2);
  assertEquals(results, [
    { written: 1000, closed: false },
    { written: process.stdin.stats.bytesOut - 1000, closed: true },
    { written: 0, closed: true },
  ]);
});

Deno.test("InputStream.write() of 16 MiB to a child that reads nothing: 20 times a value, never an error", async () => {
  const large = new Uint8Array(16 * MIB);
  for (let round = 0; round < 20; round++) {
    const process = new Command("true", { stdin: "piped" }).spawn();
    const { written, closed } = await settles(process.stdin.write(large), `write ${round}`);
    assert(closed && written < 16 * MIB, `${written} bytes`);
    assertEquals(written, process.stdin.stats.bytesOut);
    assertEquals((await process.wait()).code, 0);
    await process.stdin.close();
  }
});

Deno.test("InputStream.end() writes a last value, closes, and says what became of it", async () => {
  for (const [value, written] of [["abc", 3], [Uint8Array.of(1, 2), 2], [undefined, 0], ["", 0]] as const) {
    const process = child("count 0", { stdin: "piped" }).spawn();
    assertEquals(await process.stdin.end(value as string), { written, closed: false });
    assertEquals(await process.stdout.text(), `${written}\n`);
    await endsWell(process);
  }
});

Deno.test("InputStream.close() twice, or after end(), is no error", async () => {
  const process = child("count 0", { stdin: "piped" }).spawn();
  await Promise.all([process.stdin.write("abc"), process.stdin.close(), process.stdin.close()]);
  await process.stdin.close();
  assertEquals(await process.stdout.text(), "3\n");
  await endsWell(process);
  await process.stdin.close();
});

Deno.test("InputStream.close() waits for what was written before", async () => {
  const process = child("take 4 1 count 0", { stdin: "piped", stddati: "piped", pipeSize: 4096 }).spawn();
  process.stdin.write(new Uint8Array(500_000));
  const close = watched(process.stdin.close());
  const again = watched(process.stdin.close());
  await full(process.stdin);
  assertEquals([close.settled(), again.settled()], [false, false]);
  await process.stddati.end("x");
  await settles(Promise.all([close.promise, again.promise]), "both closes");
  assertEquals(await process.stdout.text(), "500000\n");
  await endsWell(process);
});

Deno.test("InputStream.write() after end() or close() throws TypeError", async () => {
  const process = child("count 0", { stdin: "piped" }).spawn();
  const end = process.stdin.end("abc");
  await assertRejects(() => process.stdin.write("x"), TypeError, `Cannot write stdin of "${CHILD}": it was ended`);
  await end;
  await assertRejects(() => process.stdin.write("x"), TypeError, "it was ended");
  assertEquals(await process.stdout.text(), "3\n");
  await endsWell(process);
});

Deno.test("InputStream is disposed of at once: the child sees the end", async () => {
  const process = child("count 0", { stdin: "piped" }).spawn();
  {
    await using stdin = process.stdin;
    await stdin.write("abc");
  }
  assertEquals(await process.stdout.text(), "3\n");
  await assertRejects(() => process.stdin.write("x"), TypeError);
  await endsWell(process);
});

Deno.test("InputStream, disposed of with a write under way, settles it with what was in the pipe", async () => {
  const process = child("take 4 1 count 0", { stdin: "piped", stddati: "piped", pipeSize: 4096 }).spawn();
  const write = process.stdin.write(new Uint8Array(MIB));
  await full(process.stdin);
  await process.stdin[Symbol.asyncDispose]();
  const { written } = await settles(write, "the write");
  assert(written >= 4096 && written < MIB, `${written} bytes`);
  assertEquals(written, process.stdin.stats.bytesOut);
  await process.stddati.end("x");
  assertEquals(await process.stdout.text(), `${written}\n`);
  await endsWell(process);
});

Deno.test("InputStream.stats counts bytes, writes and stalls", async () => {
  const process = child("count 0", { stdin: "piped" }).spawn();
  const none = process.stdin.stats;
  assertEquals([none.bytesIn, none.bytesOut, none.firstByteMs, none.lastByteMs], [0, 0, null, null]);
  await process.stdin.write("abc");
  await process.stdin.end(new Uint8Array(3 * MIB));
  await endsWell(process);
  const { mode, bytesIn, bytesOut, operations, dropped, truncated, firstByteMs, lastByteMs } = process.stdin.stats;
  assertEquals({ mode, bytesIn, bytesOut, dropped, truncated }, {
    mode: "drain",
    bytesIn: 3 * MIB + 3,
    bytesOut: 3 * MIB + 3,
    dropped: 0,
    truncated: false,
  });
  assert(operations >= 2 && operations <= 3 * MIB);
  assert(firstByteMs !== null && lastByteMs !== null && 0 <= firstByteMs && firstByteMs <= lastByteMs);
});

/* -- As a web stream -- */

Deno.test("InputStream.writable takes a web stream to its end", async () => {
  const process = child("copy 0 1", { stdin: "piped" }).spawn();
  const all = await fillOf(3 * MIB);
  const source = new Blob([all]).stream();
  const [bytes] = await Promise.all([process.stdout.bytes(), source.pipeTo(process.stdin.writable)]);
  assertBytes(bytes, all);
  await endsWell(process);
});

Deno.test("InputStream.writable takes a stream of strings, and counts their bytes", async () => {
  const process = child("copy 0 1", { stdin: "piped" }).spawn();
  const strings = ReadableStream.from(["é", "", "ü\n", "plain"]) as ReadableStream<unknown>;
  const [text] = await Promise.all([
    process.stdout.text(),
    strings.pipeTo(process.stdin.writable as WritableStream<unknown>),
  ]);
  assertEquals(text, "éü\nplain");
  await endsWell(process);
});

Deno.test("InputStream.writable is one and the same, and honours back-pressure", async () => {
  const process = child("take 4 1 count 0", { stdin: "piped", stddati: "piped", pipeSize: 4096 }).spawn();
  const { writable } = process.stdin;
  assert(process.stdin.writable === writable);
  const writer = writable.getWriter();
  const write = watched(writer.write(new Uint8Array(300_000)));
  await full(process.stdin);
  assertEquals([write.settled(), writer.desiredSize], [false, 0]);
  await process.stddati.end("x");
  await write.promise;
  assertEquals(writer.desiredSize, 1);
  await writer.close();
  assertEquals(await process.stdout.text(), "300000\n");
  await endsWell(process);
});

Deno.test("InputStream.writable fails with BrokenPipe when nobody reads any more", async () => {
  const process = child("exit 0", { stdin: "piped" }).spawn();
  await endsWell(process);
  const writer = process.stdin.writable.getWriter();
  const closed = assertRejects(() => writer.closed, Deno.errors.BrokenPipe);
  await writer.write(new Uint8Array(1)).catch(() => {});
  await assertRejects(() => writer.write(new Uint8Array(1)), Deno.errors.BrokenPipe, "nobody reads it");
  await closed;
});

Deno.test("InputStream.writable takes it for no failure that a reader leaves with all it was given", async () => {
  const bytes = await fillOf(300 * KIB);
  const text = "é".repeat(150 * KIB);
  for (let round = 0; round < 30; round++) {
    const process = child(`take 0 ${bytes.length}`, { stdin: "piped" }).spawn();
    const writer = (process.stdin.writable as WritableStream<unknown>).getWriter();
    await writer.write(round % 2 === 0 ? bytes : text);
    await endsWell(process);
    await writer.close();
  }
});

Deno.test("InputStream.writable, aborted, closes at once", async () => {
  const process = child("count 0", { stdin: "piped" }).spawn();
  const writer = process.stdin.writable.getWriter();
  await writer.write(new Uint8Array(10));
  await writer.abort("enough");
  assertEquals(await process.stdout.text(), "10\n");
  await endsWell(process);
});

/* -- Values as inputs -- */

Deno.test("Command.output() takes 64 MiB through cat in one call, byte for byte", async () => {
  const all = await fillOf(64 * MIB, 2);
  const { stdout, success } = await new Command("cat", { stdin: all }).output();
  assert(success);
  assertBytes(stdout, all);
});

Deno.test("Command takes a string, a text, bytes or a web stream as an input", async () => {
  const stream = new Blob(["a", "bü", "c"]).stream();
  const inputs = ["abüc", { text: "abüc" }, new TextEncoder().encode("abüc"), stream];
  for (const stdin of inputs) assertEquals(text((await child("copy 0 1", { stdin }).output()).stdout), "abüc");
  for (const word of ["null", "piped", "inherit"]) {
    assertEquals(text((await child("copy 0 1", { stdin: { text: word } }).output()).stdout), word);
  }
  assertEquals(text((await child("copy 0 1", { stdin: "" }).output()).stdout), "");
});

Deno.test("Command takes a value as each of two inputs at once", async () => {
  const [stdin, stddati] = [await fillOf(2 * MIB, 1), await fillOf(3 * MIB, 2)];
  const output = await child("copy 4 5 copy 0 1", { stdin, stddati, stddato: "piped" }).output();
  assertBytes(output.stdout, stdin, "stdin to stdout");
  assertBytes(output.stddato, stddati, "stddati to stddato");
});

Deno.test("Command goes on when the child leaves a value unread", async () => {
  const output = await settles(child("exit 5", { stdin: new Uint8Array(16 * MIB) }).output(), "the output");
  assertEquals([output.code, output.reason], [5, "exit"]);
});

Deno.test("Command cancels a web stream that the child stops reading", async () => {
  let cancelled = false;
  const stdin = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(64 * KIB)),
    cancel: () => void (cancelled = true),
  });
  assertEquals((await settles(child("take 0 100000 exit 5", { stdin }).output(), "the output")).code, 5);
  await until(() => cancelled, "the stream was cancelled");
  assert(!stdin.locked);
});

Deno.test("Process.wait() throws what its input's web stream failed with, and the child is ended", async () => {
  const failure = new RangeError("The source is dry");
  let pulls = 0;
  const stdin = new ReadableStream<Uint8Array>({
    pull: (controller) => pulls++ < 3 ? controller.enqueue(new TextEncoder().encode("abc")) : controller.error(failure),
  });
  const process = child("copy 0 1 forever", { stdin }).spawn();
  const error = await settles(assertRejects(() => process.wait()), "the failure");
  assert(error === failure);
  const status = await process.status;
  assertEquals([status.reason, status.signal], ["abort", "SIGTERM"]);
  assert(await assertRejects(() => process.wait()) === failure, "the second wait gave another answer");
});

Deno.test("Command.output() throws what its input's web stream failed with", async () => {
  const stdin = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new RangeError("Dry")) });
  await settles(assertRejects(() => child("count 0", { stdin }).output(), RangeError, "Dry"), "the failure");
});

Deno.test("Command refuses a web stream that somebody else reads", async () => {
  const stdin = new Blob(["abc"]).stream();
  const reader = stdin.getReader();
  const error = await settles(assertRejects(() => child("count 0", { stdin }).output()), "the failure");
  assertInstanceOf(error, TypeError);
  await reader.cancel();
});

Deno.test("Process leaves no descriptor of an input that was never closed", async () => {
  const before = await warmFds();
  for (let round = 0; round < 30; round++) {
    const process = child("exit 0", { stdin: "piped", stddati: "piped", stddato: "piped", stddbg: "piped" }).spawn();
    if (round % 2) await process.stdin.write(new Uint8Array(round % 3 ? 3 : MIB));
    await endsWell(process);
  }
  await fdsComeBackTo(before);
});

Deno.test("InputStream.end(value) while an end is under way rejects once, and nothing else is disturbed", async () => {
  const process = child("take 4 1 count 0", { stdin: "piped", stddati: "piped", pipeSize: 4096 }).spawn();
  const first = process.stdin.end(new Uint8Array(300_000));
  await full(process.stdin);
  const second = assertRejects(() => process.stdin.end("more"), TypeError, "it was ended");
  // An unhandled rejection would be raised by the time a timer fires.
  await new Promise((resolve) => setTimeout(resolve, 10));
  await process.stddati.end("x");
  assertEquals(await first, { written: 300_000, closed: false });
  await settles(second, "the second end");
  assertEquals(await process.stdout.text(), "300000\n");
  await endsWell(process);
});
