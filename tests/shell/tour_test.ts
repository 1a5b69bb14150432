/**
 * The tour does what it says.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, runAria } from "./ariash.ts";

const ROOT = fromFileUrl("../../");

Deno.test("the tour brings the data through the noise, and counts every byte of it", async () => {
  const { code, stdout, stderr } = await runAria(["--stats=count", "examples/tour.aria"], { cwd: ROOT });
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^feed: \d+ bytes in \d+ pieces\n-: OK\n$/m);
  const size = Deno.statSync(`${ROOT}build/tour/sources.tar`).size;
  for (const edge of ["1.5>2.4", "2.5>3.4,4.4", "1.1>2.0"]) {
    const cells = stderr.split("\n").find((line) => line.includes(` ${edge} `))?.trim().split(/ {2,}/);
    assertEquals(cells?.[3], String(size), edge);
  }
  assertEquals(Deno.readTextFileSync(`${ROOT}build/tour/bytes.txt`).trim(), String(size));
  assert(Deno.statSync(`${ROOT}build/tour/noise.out`).size > 0, "the noise was there");
});

Deno.test("the tour's telemetry is records, one for every piece", async () => {
  const { code, stdout, stderr } = await runAria(["examples/tour.aria"], { cwd: ROOT });
  assertEquals([code, stderr], [0, ""]);
  const pieces = Number(/in (\d+) pieces/.exec(stdout)?.[1]);
  const records = Deno.readTextFileSync(`${ROOT}build/tour/telemetry.ndjson`).trimEnd().split("\n");
  assertEquals(records.map((line) => JSON.parse(line).number), Array.from({ length: pieces }, (_, index) => index + 1));
});

Deno.test("the tour is short enough to read", () => {
  const lines = Deno.readTextFileSync(`${ROOT}examples/tour.aria`).split("\n");
  assert(lines.length <= 60, `${lines.length} lines`);
  assertEquals(lines.filter((line) => line.length > 100), []);
});
