import { assert, assertEquals } from "@std/assert";
import { encodeRecord } from "../../src/io/record.ts";
import { RecordQueue } from "../../src/io/record_queue.ts";
import { ERR, Tbb8 } from "../../src/values/mod.ts";

function record(fields: unknown): Record<string, unknown> {
  const line = encodeRecord("info", "m", fields);
  assertEquals(line.indexOf("\n"), line.length - 1);
  const { time: _time, pid: _pid, level: _level, message: _message, ...rest } = JSON.parse(line);
  return rest;
}

Deno.test("encodeRecord() writes its own parts first, the fields, and pid last", () => {
  const parsed = JSON.parse(encodeRecord("warn", "a", { b: 1, pid: "x", time: "x", level: "x", message: "x" }));
  assertEquals(Object.keys(parsed), ["time", "level", "message", "b", "pid"]);
  assertEquals([parsed.level, parsed.message, parsed.pid], ["warn", "a", Deno.pid]);
});

Deno.test("encodeRecord() makes every value readable", () => {
  const circle: Record<string, unknown> = { name: "c" };
  circle.self = circle;
  const twice = { a: 1 };
  const error = new RangeError("bad", { cause: circle });
  error.stack = "at x";
  const tight = new Error("tight");
  tight.cause = tight;
  tight.stack = "";
  assertEquals(
    record({ circle, twice: [twice, twice], big: 2n ** 64n, small: 7n, error, tight, tbb: [ERR, Tbb8.of(3)] }),
    {
      circle: { name: "c", self: "[circular]" },
      twice: [{ a: 1 }, { a: 1 }],
      big: "18446744073709551616",
      small: 7,
      error: { name: "RangeError", message: "bad", stack: "at x", cause: { name: "c", self: "[circular]" } },
      tight: { name: "Error", message: "tight", stack: "", cause: "[circular]" },
      tbb: ["ERR", 3],
    },
  );
  assertEquals(record({ none: undefined, call: () => 1, text: "\ud800" }), { text: "\ud800" });
});

Deno.test("encodeRecord() never throws", () => {
  const hostile = {
    get a() {
      throw new Error("No a");
    },
    b: { toJSON: () => BigInt("x") },
    c: 1,
  };
  const read = record(hostile);
  assertEquals([read.a, read.c], ["[unreadable: No a]", 1]);
  assert(String(read.b).startsWith("[unreadable: "));
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert(String(record({ deep }).deep).startsWith("[unreadable: "));
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  assert(String(record(revoked.proxy).fields).startsWith("[unreadable: "));
  for (const fields of [null, undefined, 5, "x", Symbol("x")]) assertEquals(record(fields), {});
  const nothing = Object.create(null);
  assertEquals(JSON.parse(encodeRecord("info", nothing, {})).message, "[unreadable]");
});

Deno.test("RecordQueue drops the oldest, counts them, and keeps the order", () => {
  const queue = new RecordQueue(100);
  for (let i = 0; i < 5000; i++) queue.push(new Uint8Array(10).fill(i % 256));
  assertEquals([queue.dropped, queue.isEmpty], [4990, false]);
  const left: number[] = [];
  for (let line = queue.peek(); line !== undefined; line = queue.peek()) {
    left.push(line[0]!);
    queue.shift();
  }
  assertEquals(left, Array.from({ length: 10 }, (_, i) => (4990 + i) % 256));
  assert(queue.isEmpty);
});

Deno.test("RecordQueue drops a record that could never fit, and only that", () => {
  const queue = new RecordQueue(100);
  queue.push(new Uint8Array(60));
  queue.push(new Uint8Array(101));
  assertEquals([queue.dropped, queue.peek()?.length], [1, 60]);
});
