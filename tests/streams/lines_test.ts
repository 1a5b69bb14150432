/**
 * Lines and records: no character is cut, no line is lost, wherever the bytes are split.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Command } from "../../mod.ts";
import { LineSplitter, parseRecord } from "../../src/streams/lines.ts";
import { child, Folder, settles } from "../helpers.ts";
import { endsWell, fillOf, KIB, listOf, MIB, SMALLEST_RING } from "./kit.ts";
const encoder = new TextEncoder();
const SMILE = "😀";

/** The lines that a splitter makes of bytes that come in these parts. */
function split(parts: Uint8Array[], maxLine = MIB): string[] {
  const splitter = new LineSplitter(maxLine);
  const lines: string[] = [];
  for (const part of parts) {
    for (let offset = 0; offset < part.length;) {
      const step = splitter.split(part.subarray(offset));
      offset += step.used;
      lines.push(...step.lines);
    }
  }
  const last = splitter.last();
  return last === undefined ? lines : [...lines, last];
}

/** The bytes in two parts, in every way. */
function cuts(bytes: Uint8Array): Uint8Array[][] {
  return Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.slice(0, at), bytes.slice(at)]);
}

/** Lines of a child that writes these bytes. */
async function linesOf(bytes: Uint8Array, options: { maxLine?: number; capacity?: number } = {}): Promise<string[]> {
  const buffer = options.capacity ? { stdout: { capacity: options.capacity } } : {};
  const process = child("copy 0 1", { stdin: bytes, buffer }).spawn();
  try {
    return await listOf(process.stdout.lines(options));
  } finally {
    await process.stdout.cancel();
    await endsWell(process);
  }
}

const ENDS: [string, string[]][] = [
  ["", []],
  ["\n", [""]],
  ["\n\n\n", ["", "", ""]],
  ["a", ["a"]],
  ["a\n", ["a"]],
  ["a\nb", ["a", "b"]],
  ["a\r\nb\r\n", ["a", "b"]],
  ["a\r\n\r\nb", ["a", "", "b"]],
  ["a\rb\n", ["a\rb"]],
  ["a\r\r\n", ["a\r"]],
  ["\r\n", [""]],
  ["a\r", ["a"]],
  ["\n\na", ["", "", "a"]],
  ["a\0b\n", ["a\0b"]],
  [" a \n\tb\n", [" a ", "\tb"]],
  ["\ufeffa\n\ufeffb\n", ["\ufeffa", "\ufeffb"]],
  ["\u2028a\u0085\n", ["\u2028a\u0085"]],
];

for (const [text, lines] of ENDS) {
  Deno.test(`OutputStream.lines() splits ${JSON.stringify(text)}`, async () => {
    assertEquals(await linesOf(encoder.encode(text)), lines);
  });
}

Deno.test("LineSplitter gives the same lines wherever the bytes are cut in two or three", () => {
  for (const [text, lines] of ENDS) {
    const bytes = encoder.encode(text);
    for (const [left, right] of cuts(bytes)) {
      assertEquals(split([left!, right!]), lines, JSON.stringify(text));
      for (const parts of cuts(right!)) assertEquals(split([left!, ...parts]), lines, JSON.stringify(text));
    }
  }
});

Deno.test("LineSplitter never cuts a character, whatever its length and wherever the parts end", () => {
  const text = `a${SMILE}é\n${SMILE}${SMILE}\r\nŁódź 日本\n${SMILE}`;
  const lines = [`a${SMILE}é`, `${SMILE}${SMILE}`, "Łódź 日本", SMILE];
  for (const parts of cuts(encoder.encode(text))) assertEquals(split(parts), lines);
  assertEquals(split([...encoder.encode(text)].map((byte) => Uint8Array.of(byte))), lines);
});

Deno.test("LineSplitter replaces what is not UTF-8 and goes on", () => {
  const bytes = Uint8Array.from([0xff, 0x61, 0x0a, 0xf0, 0x9f, 0x0a, 0x62]);
  for (const parts of cuts(bytes)) assertEquals(split(parts), ["\ufffda", "\ufffd", "b"]);
});

for (const edge of [4096, 65536, 131072]) {
  Deno.test(`OutputStream.text() and lines() keep a four-byte character at every place around ${edge}`, async () => {
    for (let before = edge - 5; before <= edge + 1; before++) {
      const line = "x".repeat(before) + SMILE + "y".repeat(10);
      const text = `${line}\nnext ${SMILE}\n`;
      const bytes = encoder.encode(text);
      assertEquals(await linesOf(bytes, { capacity: SMALLEST_RING }), [line, `next ${SMILE}`]);
      const process = child("copy 0 1", { stdin: bytes }).spawn();
      assert(await process.stdout.text() === text, `the text was damaged with ${before} bytes before`);
      await endsWell(process);
    }
  });
}

Deno.test("OutputStream.lines() keeps characters written in blocks of every odd size around a page", async () => {
  using folder = new Folder();
  const path = folder.file("text");
  const line = SMILE.repeat(999) + "ab";
  Deno.writeTextFileSync(path, `${line}\n`.repeat(50));
  for (const size of [1021, 4093, 4094, 4095, 4096, 4097]) {
    const options = {
      args: [`bs=${size}`, "status=none"],
      env: { LD_PRELOAD: "" }, // a checker of memory would object to how dd asks for its own
      stdin: { path },
      buffer: { stdout: { capacity: SMALLEST_RING } },
    };
    const process = new Command("dd", options).spawn();
    const lines = await listOf(process.stdout.lines());
    assertEquals(lines.length, 50);
    assert(lines.every((each) => each === line), `a line was damaged by blocks of ${size} bytes`);
    await endsWell(process);
  }
});

Deno.test("OutputStream.lines() gives 100,000 lines, each whole", async () => {
  const process = child("lines 1 100000 80", { buffer: { stdout: { capacity: SMALLEST_RING } } }).spawn();
  const expected = Array.from({ length: 80 }, (_, at) => String.fromCharCode(97 + at % 26)).join("");
  let count = 0;
  for await (const line of process.stdout.lines()) {
    if (line !== expected) assertEquals(line, expected, `line ${count}`);
    count++;
  }
  assertEquals(count, 100000);
  await endsWell(process);
});

Deno.test("OutputStream.lines() gives random bytes as split by newlines", async () => {
  const bytes = await fillOf(MIB, 9);
  const expected = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\n")
    .map((line) => line.endsWith("\r") ? line.slice(0, -1) : line);
  const lines = await linesOf(bytes, { capacity: SMALLEST_RING });
  if (expected.at(-1) === "") expected.pop();
  assertEquals(lines.length, expected.length);
  assertEquals(lines.findIndex((line, index) => line !== expected[index]), -1);
});

Deno.test("OutputStream.lines() gives a line as soon as it is whole, and a prompt at the end only", async () => {
  const process = child("write 1 a\n take 0 1 write 1 b", { stdin: "piped" }).spawn();
  const lines = process.stdout.lines();
  assertEquals(await settles(lines.next(), "the first line"), { done: false, value: "a" });
  await process.stdin.end("x");
  assertEquals(await lines.next(), { done: false, value: "b" });
  assertEquals(await lines.next(), { done: true, value: undefined });
  assertEquals(await lines.next(), { done: true, value: undefined });
  await endsWell(process);
});

Deno.test("OutputStream.lines() serves steps that were asked for at once in their order", async () => {
  const process = child(["write", "1", "1\n2\n3\n", "take", "0", "1", "write", "1", "4\n5\n6\n"], { stdin: "piped" })
    .spawn();
  const lines = process.stdout.lines();
  const steps = Array.from({ length: 7 }, () => lines.next());
  assertEquals((await steps[0])!.value, "1");
  await process.stdin.end("x");
  const values = (await settles(Promise.all(steps), "all steps")).map(({ value }) => value);
  assertEquals(values, ["1", "2", "3", "4", "5", "6", undefined]);
  await endsWell(process);
});

Deno.test("OutputStream.lines() leaves the lines after a break to the next reader", async () => {
  const process = child(["write", "1", "1\n2\n3\nrest"]).spawn();
  await endsWell(process);
  for await (const line of process.stdout.lines()) {
    assertEquals(line, "1");
    break;
  }
  assertEquals(await listOf(process.stdout.lines()), ["2", "3", "rest"]);
});

Deno.test("OutputStream.lines() left between two parts of a line leaves its beginning, too", async () => {
  const process = child(["write", "1", "head\nbegun ", "take", "0", "1", "write", "1", "and ended\n"], {
    stdin: "piped",
  })
    .spawn();
  for await (const line of process.stdout.lines()) {
    assertEquals(line, "head");
    break;
  }
  await process.stdin.end("x");
  assertEquals(await process.stdout.text(), "begun and ended\n");
  await endsWell(process);
});

Deno.test("OutputStream.lines() leaves the rest likewise where the policy may drop bytes", async () => {
  const options = { stdin: "piped", stddbg: "piped" } as const;
  const process = child(["write", "3", "1\n2\n3\nbegun ", "take", "0", "1", "write", "3", "and ended\n4"], options)
    .spawn();
  for await (const line of process.stddbg.lines()) {
    assertEquals(line, "1");
    break;
  }
  await process.stdin.end("x");
  await endsWell(process);
  for await (const line of process.stddbg.lines()) {
    assertEquals(line, "2");
    break;
  }
  assertEquals(await process.stddbg.text(), "3\nbegun and ended\n4");
});

Deno.test("OutputStream.lines({ maxLine }) takes a line of exactly that length and refuses one more", async () => {
  for (const size of [1, 10, 4096, 65536, 200_000]) {
    const line = "x".repeat(size);
    assertEquals(await linesOf(encoder.encode(`${line}\r\n${line}`), { maxLine: size + 1 }), [line, line]);
    assertEquals(await linesOf(encoder.encode(`${line}\n${line}\n`), { maxLine: size }), [line, line]);
    await assertRejects(
      () => linesOf(encoder.encode(`a\n${line}x\n`), { maxLine: size }),
      RangeError,
      `maxLine, ${size}`,
    );
    await assertRejects(() => linesOf(encoder.encode(`${line}x`), { maxLine: size }), RangeError, `maxLine, ${size}`);
  }
});

Deno.test("OutputStream.lines({ maxLine }) counts bytes", async () => {
  assertEquals(await linesOf(encoder.encode(`${SMILE}\n`), { maxLine: 4 }), [SMILE]);
  await assertRejects(() => linesOf(encoder.encode(`${SMILE}\n`), { maxLine: 3 }), RangeError);
});

Deno.test("OutputStream.lines() that refused a line lets the child end", async () => {
  const process = child(`fill 1 10 1 write 1 ${"x".repeat(5000)} fill 1 ${4 * MIB} 1 exit 3`, {
    buffer: { stdout: { capacity: SMALLEST_RING } },
  }).spawn();
  await assertRejects(() => listOf(process.stdout.lines({ maxLine: 1000 })), RangeError);
  assertEquals((await settles(process.wait(), "the end of the child")).code, 3);
});

Deno.test("OutputStream.lines() needs no more memory than a line when no newline ever comes", async () => {
  const process = new Command("head", { args: ["-c", `${8 * MIB}`, "/dev/zero"] }).spawn();
  await assertRejects(() => listOf(process.stdout.lines({ maxLine: 64 * KIB })), RangeError);
  await process.stdout.cancel();
  await endsWell(process);
});

Deno.test("OutputStream.records() gives objects, and a bad line as itself", async () => {
  const lines = ['{"a":1}', "", "oops", "[1]", "null", '{"b":"😀"}\r', "7", '{"c":'];
  const process = child("copy 0 3", {
    stdin: encoder.encode(lines.join("\n")),
    stddbg: "piped",
  }).spawn();
  const records = await listOf(process.stddbg.records());
  assertEquals(records.map((record) => record.ok ? record.value : record.text), [
    { a: 1 },
    "oops",
    "[1]",
    "null",
    { b: SMILE },
    "7",
    '{"c":',
  ]);
  assertEquals(records.map((record) => record.ok), [true, false, false, false, true, false, false]);
  for (const record of records) if (!record.ok) assert(record.error.length > 0);
  await endsWell(process);
});

Deno.test("OutputStream.records({ maxLine }) gives a line too long as a bad record and goes on", async () => {
  const text = `{"a":1}\n{"long":"${"x".repeat(200_000)}"}\n{"b":2}\n{"c":"${"y".repeat(100)}"}`;
  const process = child("copy 0 3", { stdin: encoder.encode(text), stddbg: "piped" }).spawn();
  const [first, long, second, last, ...more] = await listOf(process.stddbg.records({ maxLine: 50 }));
  assertEquals([first, second, more], [{ ok: true, value: { a: 1 } }, { ok: true, value: { b: 2 } }, []]);
  for (const [record, beginning] of [[long, '{"long":"xxx'], [last, '{"c":"yyy']] as const) {
    if (!record || record.ok) throw new Error("A line too long was a good record");
    assertEquals(record.text.length, 50);
    assert(record.text.startsWith(beginning));
    assertStringIncludes(record.error, "maxLine, 50 bytes");
  }
  await endsWell(process);
});

Deno.test("OutputStream.records() gives 10,000 records of a child as they were", async () => {
  const text = Array.from({ length: 10000 }, (_, n) => JSON.stringify({ n, text: `${SMILE} ${n}` })).join("\n");
  const process = child("copy 0 3", {
    stdin: encoder.encode(text),
    stddbg: "piped",
    buffer: { stddbg: { overflow: "block", capacity: SMALLEST_RING } },
  }).spawn();
  let n = 0;
  for await (const record of process.stddbg.records()) {
    assertEquals(record, { ok: true, value: { n, text: `${SMILE} ${n}` } });
    n++;
  }
  assertEquals(n, 10000);
  await endsWell(process);
});

Deno.test("parseRecord() tells an object from everything else", () => {
  assertEquals(parseRecord('{"a":{"b":[]}}'), { ok: true, value: { a: { b: [] } } });
  for (const line of ["", " ", "{", "1", '"x"', "true", "null", "[]", "{}x"]) {
    const record = parseRecord(line);
    if (record.ok) throw new Error(`"${line}" is no object`);
    assertEquals(record.text, line);
  }
});
