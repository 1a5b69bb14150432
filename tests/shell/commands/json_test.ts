/**
 * The line of `--json`.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { jsonLine, type JsonRun } from "../../../src/shell/report/json.ts";
import { INT64, STRING } from "../../../src/shell/types/types.ts";
import { ErrorValue, StickyError } from "../../../src/shell/values/mod.ts";

const RUN: JsonRun = { ok: true, status: 0, value: null, error: null, diagnostics: [], stats: [], durationMs: 1.23456 };

function parsed(run: Partial<JsonRun>): Record<string, unknown> {
  const line = jsonLine({ ...RUN, ...run });
  assertEquals(line.indexOf("\n"), line.length - 1);
  return JSON.parse(line);
}

Deno.test("jsonLine() has the same keys for every run, in one line", () => {
  assertEquals(parsed({}), {
    ok: true,
    status: 0,
    value: null,
    error: null,
    diagnostics: [],
    stats: [],
    durationMs: 1.235,
  });
});

Deno.test("jsonLine() writes a value by its type", () => {
  assertEquals(parsed({ value: { type: STRING, value: "a\nb" } }).value, "a\nb");
  assertEquals(parsed({ value: { type: INT64, value: 2n ** 60n } }).value, String(2n ** 60n));
});

Deno.test("jsonLine() tells an error with its place and its stages, ERR as text", () => {
  const stages = [{ name: "sh", code: new StickyError("x"), signal: "KILL", broken_pipe: false }];
  const error = new ErrorValue(new StickyError("x"), "'sh' was ended by SIGKILL", "signal", { stage: 0, stages });
  const at = { file: "a.aria", line: 1, col: 2 };
  assertEquals(parsed({ ok: false, status: 137, error: { message: error.message, at, error } }).error, {
    code: "ERR",
    message: "'sh' was ended by SIGKILL",
    kind: "signal",
    at,
    stage: 0,
    stages: [{ name: "sh", code: "ERR", signal: "KILL", broken_pipe: false }],
  });
});

Deno.test("jsonLine() tells a failure that is no error value", () => {
  const error = parsed({ ok: false, status: 1, error: { message: "index 5 is out of bounds", at: null, error: null } });
  assertEquals(error.error, {
    code: 1,
    kind: "fail",
    stage: null,
    stages: [],
    message: "index 5 is out of bounds",
    at: null,
  });
});

Deno.test("jsonLine() keeps counts of any size exact", () => {
  const traffic = { mode: "splice", megabytesPerSecond: null, stalls: 0, stalledMs: 0, dropped: 0 };
  const rows = [
    { where: "a.aria:1:1", what: "1.5>2.4", runs: 1, ...traffic, bytes: 2n ** 60n },
    { where: "a.aria:1:1", what: "2 cat stdout", runs: 1, ...traffic, bytes: null },
  ];
  const { stats } = parsed({ stats: rows }) as { stats: Array<{ bytes: unknown }> };
  assertEquals(stats.map(({ bytes }) => bytes), [String(2n ** 60n), null]);
});
