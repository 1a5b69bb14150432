/**
 * `ariash pool bench`: every figure is told, and a server that cannot be measured is named and gone.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { BenchReport } from "../../src/pool/bench/mod.ts";
import { until } from "../helpers.ts";
import { runAria } from "../shell/ariash.ts";
import { SERVER } from "./kit.ts";

/** Words that tell the processes of one test from all others. */
function marked(): string {
  return `marked-${crypto.randomUUID()}`;
}

/** Waits until no process has a word in its command line. */
async function allAreGone(word: string): Promise<void> {
  await until(() => !commandLines().some((line) => line.includes(word)), `no process with "${word}" was left`);
}

function commandLines(): string[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name)).map(({ name }) => {
    try {
      return Deno.readTextFileSync(`/proc/${name}/cmdline`);
    } catch {
      return ""; // it has just ended
    }
  });
}

async function report(options: string[], server: string[]): Promise<BenchReport> {
  const { code, stdout, stderr } = await runAria(["pool", "bench", "--json", ...options, "--", ...server]);
  assertEquals([code, stderr], [0, ""]);
  return JSON.parse(stdout);
}

Deno.test("Every figure of every way of asking is told, and every ratio", async () => {
  const word = marked();
  const server = ["sh", "-c", "exec cat", word];
  const { cases, ratios, ...setting } = await report(["--requests", "200", "--window=8"], server);
  assertEquals(setting, {
    command: server,
    framing: "jsonl",
    window: 8,
    payload: 0,
    requestBytes: '{"id":100,"payload":""}\n'.length,
    rounds: 5,
  });
  const counted = Object.entries(cases).map(([name, { requests }]) => [name, requests]);
  const everyRequest = { serial: 200, pipelined: 2000, plainSerial: 200, plainPipelined: 2000, pingPong: 200 };
  assertEquals(Object.fromEntries(counted), { ...everyRequest, spawn: 5 });
  for (const { requestsPerSecond, p50Micros, p99Micros, cpuMicros } of Object.values(cases)) {
    assert(requestsPerSecond > 0 && p50Micros > 0 && p50Micros <= p99Micros && cpuMicros > 0);
  }
  const { serial, spawn, pingPong, pipelined, plainPipelined } = cases;
  const compared = {
    serialToSpawn: [serial.requestsPerSecond / spawn.requestsPerSecond, 10],
    serialToPingPong: [serial.requestsPerSecond / pingPong.requestsPerSecond, 0.4],
    pipelinedToPlain: [pipelined.requestsPerSecond / plainPipelined.requestsPerSecond, 1],
  };
  const told = Object.entries(ratios).map(([name, { value, required }]) => [name, [value, required]]);
  assertEquals(Object.fromEntries(told), compared);
  for (const { value, required, met } of Object.values(ratios)) assertEquals(met, value >= required);
  await allAreGone(word);
});

for (const framing of ["jsonl", "content-length", "length-prefixed"]) {
  Deno.test(`A server with the framing ${framing} is measured with requests larger than its pipes`, async () => {
    const options = ["--requests=10", "--payload=300000", `--framing=${framing}`];
    const { cases, requestBytes } = await report(options, [SERVER, framing]);
    assert(requestBytes > 300_000);
    assert(cases.pipelined.requestsPerSecond > 0);
  });
}

Deno.test("What a server says by the way is no answer", async () => {
  const { cases } = await report(["--requests=20"], ["sh", "-c", "echo begun; exec cat"]);
  assert(cases.plainSerial.requestsPerSecond > 0);
});

Deno.test("For people the same is a table", async () => {
  const { code, stdout } = await runAria(["pool", "bench", "--requests", "20", "--", "cat"]);
  assertEquals(code, 0);
  for (const title of ["a process for each request", "serial, pool", "pipelined, plain Deno.Command"]) {
    assertStringIncludes(stdout, title);
  }
  assertMatch(stdout, /^serial, against C and cat +\d+\.\d\dx +0\.4x +(met|missed)$/m);
});

const UNFIT: [what: string, script: string, message: RegExp][] = [
  ["answers with another id", "exec sed -u s/id/no/", /"sh" does not answer with the id of the request: \{"no":1,/],
  ["ends at once", "exit 3", /"sh" \(pid \d+\) exited with 3 before it replied\n$/],
  ["says why it ends", "echo no paper >&2; exit 3", / before it replied\nits stderr ended so:\n {2}no paper\n$/],
  ["ends in the middle", "exec sed -u 30q", /"sh".* (exited with 0 before it replied|ended before it answered)/],
  ["says what is no message", "exec sed -u s/}/,/", /Cannot read a reply of "sh"/],
];

for (const [what, script, message] of UNFIT) {
  Deno.test(`A server that ${what} is named, and nothing is left of it`, async () => {
    const word = marked();
    const { code, stdout, stderr } = await runAria(["pool", "bench", "--requests=500", "--", "sh", "-c", script, word]);
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, new RegExp(`^ariash: pool bench: .*${message.source}`));
    await allAreGone(word);
  });
}

Deno.test("A server that is not there is named", async () => {
  const { code, stderr } = await runAria(["pool", "bench", "--", "no-such-server"]);
  assertEquals(code, 1);
  assertMatch(stderr, /^ariash: pool bench: Cannot start "no-such-server": .*\n$/);
});

Deno.test("A wrong command line is refused", async () => {
  const wrong = [
    [],
    ["--"],
    ["--window", "0", "--", "cat"],
    ["--requests", "--", "cat"],
    ["--payload=1e3", "--", "cat"],
    ["--framing=lines", "--", "cat"],
    ["--json=yes", "--", "cat"],
    ["--faster", "--", "cat"],
    ["cat"],
  ];
  for (const words of wrong) {
    const { code, stdout, stderr } = await runAria(["pool", "bench", ...words]);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^ariash: .+\n$/);
  }
});
