/**
 * A write and a wait for the answer in one call.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Process } from "../../mod.ts";
import { child, text, until } from "../helpers.ts";
import { endsWell, MIB } from "./kit.ts";

/** More than any answer here takes. */
const LONG_US = 1_000_000;

const encoder = new TextEncoder();

/** An echo whose output nobody else reads, and that has answered once: its ring is in use. */
async function warmEcho(): Promise<Process> {
  const process = child("copy 0 1", { stdin: "piped" }).spawn();
  void process.stdout.readable;
  await process.stdin.write("warm");
  const { reader } = process.stdout;
  await until(() => (reader.peek(), reader.length === 4), "the first answer was there");
  reader.consume(4);
  return process;
}

Deno.test("InputStream.exchange() writes, and the answer is there", async () => {
  const process = await warmEcho();
  const { stdin, stdout: { reader } } = process;
  let atOnce = 0;
  for (let i = 0; i < 100; i++) {
    const question = encoder.encode(`question ${i}`);
    const waitedNs = stdin.exchange(question, reader, LONG_US);
    assert(waitedNs !== null && waitedNs < 1e9);
    if (waitedNs! > 0 && reader.length === question.length) atOnce++;
    while (reader.length < question.length) {
      assert(stdin.exchange(new Uint8Array(0), reader, LONG_US) !== null);
    }
    assertEquals(text(reader.take(question.length)), `question ${i}`);
  }
  assert(atOnce > 50, `${atOnce} of 100 were there when the call returned`);
  reader.release();
  assertEquals(await stdin.end("last"), { written: 4, closed: false });
  await endsWell(process);
  assertEquals(text(reader.takeAll()), "last");
});

Deno.test("InputStream.exchange() keeps the order of writes that are under way", async () => {
  const process = await warmEcho();
  const { stdin, stdout: { reader } } = process;
  const all = "x".repeat(4 * MIB);
  const write = stdin.write(all);
  assertEquals(stdin.exchange(encoder.encode("between"), reader, LONG_US), null);
  const end = stdin.end("end");
  let got = "";
  while (reader.open || reader.length > 0) {
    got += text(reader.take(reader.length));
    await reader.wait();
    reader.peek();
  }
  assert(got === `${all}end`, "the order or a byte was lost");
  assertEquals((await write).written, all.length);
  assertEquals((await end).written, 3);
  await endsWell(process);
});

Deno.test("InputStream.exchange() writes nothing after the end", async () => {
  const process = await warmEcho();
  const { stdin, stdout: { reader } } = process;
  await stdin.close();
  assertEquals(stdin.exchange(encoder.encode("late"), reader, LONG_US), null);
  await endsWell(process);
  assertEquals(reader.length, 0);
});
