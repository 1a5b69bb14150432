import { assertEquals } from "@std/assert";
import type { RunReport, Traffic } from "../../src/shell/commands/runner.ts";
import { StatsReport } from "../../src/shell/report/stats.ts";
import { ErrorValue } from "../../src/shell/values/mod.ts";

/** Traffic at 1.25 bytes a microsecond. */
function traffic(mode: string, bytes: Traffic["bytes"] = null): Traffic {
  const known = bytes !== null;
  return {
    mode,
    bytes,
    megabytesPerSecond: known ? 1.25 : null,
    stalls: known ? 2 : null,
    stalledMs: known ? 0.5 : null,
    dropped: known ? 0 : null,
  };
}

function reported(edgeBytes: Traffic["bytes"], error: ErrorValue | null = null): RunReport {
  const gen = new Map([[0, traffic("inherit")], [2, traffic("inherit")], [3, traffic("drain", 7000)]]);
  const sink = new Map([[1, traffic("file")], [2, traffic("inherit")]]);
  return {
    at: 0,
    error,
    stages: [
      { name: "gen", code: 0, signal: null, brokenPipe: false, streams: gen },
      {
        name: "sink",
        code: error ? "ERR" : 0,
        signal: error ? "SIGKILL" : null,
        brokenPipe: false,
        streams: sink,
      },
    ],
    edges: [{ from: 0, to: [1], plane: "data", ...traffic(edgeBytes === null ? "direct" : "splice", edgeBytes) }],
    bytes: edgeBytes,
    durationMs: 12.4,
  };
}

Deno.test("StatsReport shows every stream and edge, and - for what is not known", () => {
  const report = new StatsReport();
  report.add("t.aria:1:1", reported(null));
  assertEquals(
    report.format(),
    `where       what                 runs  mode     bytes  MB/s  stalls  stalled ms  dropped
t.aria:1:1  1 gen stdin, stderr     1  inherit      -     -       -           -        -
            1 gen stddbg            1  drain     7000   1.3       2         0.5        0
            1.5>2.4                 1  direct       -     -       -           -        -
            2 sink stdout           1  file         -     -       -           -        -
            2 sink stderr           1  inherit      -     -       -           -        -

t.aria:1:1  ok in 12 ms: gen 0, sink 0
`,
  );
});

Deno.test("StatsReport sums repeated runs of one place", () => {
  const report = new StatsReport();
  report.add("t.aria:1:1", reported(256n));
  report.add("t.aria:1:1", reported(44));
  const edge = report.format().split("\n").find((line) => line.includes("1.5>2.4"));
  assertEquals(edge?.trim().split(/ {2,}/), ["1.5>2.4", "2", "splice", "300", "-", "4", "1.0", "0"]);
});

Deno.test("StatsReport shows ERR for a number that a failure falsified", () => {
  const report = new StatsReport();
  report.add("t.aria:1:1", reported("ERR", new ErrorValue(1, "was ended by SIGKILL", "signal", { stage: 1 })));
  const lines = report.format().split("\n");
  assertEquals(lines.find((line) => line.includes("1.5>2.4"))?.trim().split(/ {2,}/)[3], "ERR");
  assertEquals(lines.at(-2), "t.aria:1:1  failed at stage 2 in 12 ms, ERR bytes: gen 0, sink SIGKILL");
});

Deno.test("StatsReport shows no speed of what took less than a millisecond", () => {
  const report = new StatsReport();
  report.add("t.aria:1:1", reported(1200));
  const edge = report.format().split("\n").find((line) => line.includes("1.5>2.4"));
  assertEquals(edge?.trim().split(/ {2,}/).slice(3, 5), ["1200", "-"]);
});

Deno.test("StatsReport gives its rows as data, null for what is not known", () => {
  const report = new StatsReport();
  report.add("t.aria:1:1", reported(null));
  report.add("t.aria:1:1", reported(null));
  const { where, what, runs, mode, bytes, stalls } = report.rows()[1]!;
  assertEquals([where, what, runs, mode, bytes, stalls], ["t.aria:1:1", "1 gen stddbg", 2, "drain", 14000, 4]);
  assertEquals(report.rows()[2]!.bytes, null);
});

Deno.test("StatsReport is empty when nothing ran", () => {
  assertEquals(new StatsReport().format(), "");
});
