/**
 * Text on its way out is UTF-8, whichever way it is encoded.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Outbox } from "../../src/pool/framing/mod.ts";
import { text } from "../helpers.ts";

/** Around the length up to which a text is copied unit by unit. */
const LENGTHS = [0, 1, 126, 127, 128, 129, 130, 5000];

Deno.test("What is put in comes out, in the order of coming", () => {
  for (const length of LENGTHS) {
    const parts = ["a".repeat(length), "é", `${"b".repeat(length)}€`, "🦕", `\0\x7f\x80${"c".repeat(length)}`];
    const outbox = new Outbox();
    for (const part of parts) outbox.putText(part);
    outbox.putByte(10);
    outbox.put([65, 66]);
    assertEquals(text(outbox.contents), `${parts.join("")}\nAB`);
    assertEquals(outbox.length, outbox.contents.length);
  }
});

Deno.test("Half a character is replaced, as the runtime's encoder does", () => {
  const outbox = new Outbox();
  outbox.putText("a\ud800b");
  assertEquals(text(outbox.contents), "a\ufffdb");
});

Deno.test("What a failed attempt has left does not come out", () => {
  const outbox = new Outbox();
  outbox.putText("x".repeat(100) + "é");
  outbox.cutTo(3);
  outbox.putText("y");
  assertEquals(text(outbox.contents), "xxxy");
});
