/**
 * Kernel pipes in the user's hands.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { Command, pipe } from "../../mod.ts";
import { child, fdsComeBackTo, openFds, settles, text } from "../helpers.ts";
import { endsWell, hashOf, KIB, MIB, warmFds } from "./kit.ts";

Deno.test("pipe() carries 16 MiB between two commands, and its end", async () => {
  const { reader, writer } = pipe();
  const source = child(`fill 1 ${16 * MIB} 1`, { stdout: writer }).spawn();
  const sink = child("hash 0", { stdin: reader }).spawn();
  assertEquals(await settles(sink.stdout.text(), "the sink"), await hashOf(16 * MIB));
  await Promise.all([endsWell(source), endsWell(sink)]);
});

Deno.test("pipe() carries data from stddato to stddati", async () => {
  const { reader, writer } = pipe();
  const sink = child("hash 4", { stddati: reader }).spawn();
  const source = child(`fill 5 ${MIB} 4`, { stddato: writer }).spawn();
  assertEquals(await settles(sink.stdout.text(), "the sink"), await hashOf(MIB, 4));
  await Promise.all([endsWell(source), endsWell(sink)]);
});

Deno.test("pipe({ size }) asks for a buffer of that size", async () => {
  for (const size of [4 * KIB, 64 * KIB, 256 * KIB]) {
    const { reader, writer } = pipe({ size });
    // Nobody reads: what `true` could be given without waiting is what the pipe holds.
    const source = child(`fill 1 ${size} 1`, { stdout: writer }).spawn();
    await settles(source.wait(), `a pipe of ${size} bytes`);
    reader.close();
  }
});

Deno.test("PipeEnd.clone() lets two processes write one pipe, whose end is that of both", async () => {
  const { reader, writer } = pipe();
  const first = child("write 1 aaa take 4 1 write 1 ccc", { stdout: writer.clone(), stddati: "piped" }).spawn();
  const second = child("write 1 bbb", { stdout: writer }).spawn();
  const sink = child("copy 0 1", { stdin: reader }).spawn();
  await endsWell(second);
  await first.stddati.end("x");
  const all = await settles(sink.stdout.text(), "the sink");
  assertEquals([...all.slice(0, 6)].sort().join("") + all.slice(6), "aaabbbccc");
  await Promise.all([endsWell(first), endsWell(sink)]);
});

Deno.test("PipeEnd.clone() lets two processes share what one pipe gives", async () => {
  const { reader, writer } = pipe();
  const counts = [child("count 0", { stdin: reader.clone() }).spawn(), child("count 0", { stdin: reader }).spawn()];
  const source = child(`fill 1 ${MIB} 1`, { stdout: writer }).spawn();
  const said = await Promise.all(counts.map((process) => process.stdout.text()));
  assertEquals(Number(said[0]) + Number(said[1]), MIB);
  await Promise.all([...counts, source].map(endsWell));
});

Deno.test("PipeEnd belongs to the process that was spawned with it", async () => {
  const { reader, writer } = pipe();
  const source = child("write 1 x", { stdout: writer }).spawn();
  assertThrows(() => child("write 1 y", { stdout: writer }).spawn(), TypeError, "belongs to a process already");
  assertThrows(() => writer.clone(), TypeError);
  writer.close();
  assertEquals(text((await child("copy 0 1", { stdin: reader }).output()).stdout), "x");
  await endsWell(source);
});

Deno.test("PipeEnd stays the user's when the spawn fails", async () => {
  const { reader, writer } = pipe();
  assertThrows(() => new Command("/no/such/program", { stdout: writer }).spawn(), Deno.errors.NotFound);
  const source = child("write 1 x", { stdout: writer }).spawn();
  assertEquals(text((await child("copy 0 1", { stdin: reader }).output()).stdout), "x");
  await endsWell(source);
});

Deno.test("PipeEnd may stand at several streams of one command", async () => {
  for (const method of ["spawn", "outputSync"] as const) {
    const { reader, writer } = pipe();
    child("write 1 a write 2 b write 5 c", { stdout: writer, stderr: writer, stddato: writer })[method]();
    assertThrows(() => writer.clone(), TypeError, "belongs to a process already");
    assertEquals(text((await settles(child("copy 0 1", { stdin: reader }).output(), method)).stdout), "abc");
  }
});

Deno.test("PipeEnd is refused in the wrong direction, and closed", () => {
  const before = openFds().size;
  const { reader, writer } = pipe();
  assertThrows(() => child("exit 0", { stdin: writer }).spawn(), TypeError);
  assertThrows(() => child("exit 0", { stdout: reader }).spawn(), TypeError);
  reader.close();
  reader.close();
  assertThrows(() => child("exit 0", { stdin: reader }).spawn(), TypeError, "it is closed");
  writer.close();
  assertEquals(openFds().size, before);
});

Deno.test("PipeEnd closed without use leaves the other side to its end", async () => {
  const { reader, writer } = pipe();
  {
    using _unused = writer;
  }
  assertEquals(text((await child("count 0", { stdin: reader }).output()).stdout), "0\n");
  const other = pipe();
  other.reader.close();
  assertEquals((await child("write 1 x", { stdout: other.writer }).output()).signal, "SIGPIPE");
});

Deno.test("pipe() leaves no descriptor behind", async () => {
  const before = await warmFds();
  for (let round = 0; round < 50; round++) {
    const { reader, writer } = pipe();
    const processes = [child("write 1 x", { stdout: writer }).spawn(), child("count 0", { stdin: reader }).spawn()];
    assertEquals(await processes[1]!.stdout.text(), "1\n");
    await Promise.all(processes.map(endsWell));
    const unused = pipe();
    unused.reader[Symbol.dispose]();
    unused.writer.close();
  }
  await fdsComeBackTo(before);
});
