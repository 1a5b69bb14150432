/**
 * Signals to `ariash`: who gets them, what still runs, and what it exits with.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Process } from "../../../mod.ts";
import { inspectorTurn, LIVENESS_MS, settles } from "../../helpers.ts";
import { ariash, runCode, startAria } from "../ariash.ts";

/** A script that runs, its first line read. */
class Script implements AsyncDisposable {
  readonly process: Process;
  readonly #lines: AsyncIterator<string>;

  constructor(code: string) {
    this.process = startAria(["-c", code], { stdout: "piped", stderr: "piped" });
    this.#lines = this.process.stdout.lines()[Symbol.asyncIterator]();
  }

  /** The next line of stdout. */
  async says(line: string): Promise<void> {
    assertEquals((await settles(this.#lines.next(), `the line "${line}"`)).value, line);
  }

  /** What is left of stdout, and how it ended. */
  async ends(): Promise<{ code: number; rest: string[]; stderr: string }> {
    const rest: string[] = [];
    for (let next = await this.#next(); !next.done; next = await this.#next()) rest.push(next.value);
    const stderr = await this.process.stderr.text();
    return { code: (await settles(this.process.wait(), "the end")).code, rest, stderr };
  }

  async #next(): Promise<IteratorResult<string>> {
    return await settles(this.#lines.next(), "the end of stdout");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
  }
}

Deno.test("SIGTERM ends the foreground, then the defers run once, innermost first, then 143", async () => {
  await using script = new Script(`
    defer print("outer");
    func:f = NIL() { defer print("inner"); run("sh", ["-c", "echo started; exec sleep 60"]); print("no"); };
    f();
    print("no");`);
  await script.says("started");
  script.process.kill("SIGTERM");
  assertEquals(await script.ends(), { code: 143, rest: ["inner", "outer"], stderr: "" });
});

Deno.test("each of the four signals ends a script with 128 and its number", async () => {
  for (const [signal, code] of [["SIGHUP", 129], ["SIGINT", 130], ["SIGQUIT", 131], ["SIGTERM", 143]] as const) {
    await using script = new Script('run("sh", ["-c", "echo started; exec sleep 60"]);');
    await script.says("started");
    script.process.kill(signal);
    assertEquals((await script.ends()).code, code);
  }
});

Deno.test("a stage that ignores the signal is killed after a grace", async () => {
  await using script = new Script(`run("sh", ["-c", "trap '' TERM; echo started; while :; do sleep 1; done"]);`);
  await script.says("started");
  script.process.kill("SIGTERM");
  assertEquals((await script.ends()).code, 143);
});

Deno.test("every stage of a pipeline gets the signal once", async () => {
  const stage = `trap 'echo got >&2; exit' TERM; echo ready >&2; sleep 60 & wait`;
  await using script = new Script(`
    print("go");
    run("sh", ["-c", "${stage}"]) | run("sh", ["-c", "${stage}"]);`);
  const stderr = script.process.stderr.lines()[Symbol.asyncIterator]();
  for (let count = 0; count < 2; count++) assertEquals((await stderr.next()).value, "ready");
  script.process.kill("SIGTERM");
  const got: string[] = [];
  for (let next = await stderr.next(); !next.done; next = await stderr.next()) got.push(next.value);
  assertEquals(got, ["got", "got"]);
  assertEquals((await script.process.wait()).code, 143);
});

Deno.test("a busy loop stops at once, and its defers run", async () => {
  await using script = new Script('defer print("deferred"); print("busy"); while (true) {}');
  await script.says("busy");
  const sentAt = performance.now();
  script.process.kill("SIGTERM");
  assertEquals(await script.ends(), { code: 143, rest: ["deferred"], stderr: "" });
  assert(performance.now() - sentAt < LIVENESS_MS / 4);
});

Deno.test("a busy function stops at once", async () => {
  await using script = new Script(`
    func:count = int64(int64:n) { if (n == 0) { pass(0); } pass(count(n - 1)?); };
    print("busy"); for (i in 0..1000000000) { ignore(count(100)); }`);
  await script.says("busy");
  script.process.kill("SIGINT");
  assertEquals((await script.ends()).code, 130);
});

Deno.test("a sleeping script stops at once", async () => {
  await using script = new Script('defer print("deferred"); print("asleep"); sleep(600000);');
  await script.says("asleep");
  script.process.kill("SIGTERM");
  assertEquals(await script.ends(), { code: 143, rest: ["deferred"], stderr: "" });
});

Deno.test("the same signal again skips the rest of the defers", async () => {
  await using script = new Script(`
    defer print("no");
    defer { print("first"); run("sleep", ["60"]); }
    run("sh", ["-c", "echo started; exec sleep 60"]);`);
  await script.says("started");
  script.process.kill("SIGTERM");
  await script.says("first");
  script.process.kill("SIGTERM");
  assertEquals(await script.ends(), { code: 143, rest: [], stderr: "" });
});

Deno.test("commands in defers run undisturbed by the signal that began the end", async () => {
  await using script = new Script(`
    defer run("sh", ["-c", "sleep 0.1; echo cleaned"]);
    run("sh", ["-c", "echo started; exec sleep 60"]);`);
  await script.says("started");
  script.process.kill("SIGTERM");
  assertEquals(await script.ends(), { code: 143, rest: ["cleaned"], stderr: "" });
});

Deno.test("on_signal calls its function for each signal, between statements", async () => {
  using _turn = await inspectorTurn();
  await using script = new Script(`
    int64:count = 0;
    on_signal("USR1", NIL() { count = count + 1; print("got", count); });
    print("ready");
    while (count < 3) { sleep(10); }`);
  await script.says("ready");
  for (const count of [1, 2, 3]) {
    script.process.kill("SIGUSR1");
    await script.says(`got ${count}`);
  }
  assertEquals(await script.ends(), { code: 0, rest: [], stderr: "" });
});

Deno.test("on_signal of INT lets the script go on, once the foreground has returned", async () => {
  await using script = new Script(`
    on_signal("INT", NIL() { print("handled"); });
    ignore(run("sh", ["-c", "trap 'echo stage; exit 0' INT; echo started; sleep 60 & wait"]));
    print("went on");`);
  await script.says("started");
  script.process.kill("SIGINT");
  assertEquals(await script.ends(), { code: 0, rest: ["stage", "handled", "went on"], stderr: "" });
});

Deno.test("on_signal with NIL restores the effect", async () => {
  await using script = new Script(`
    on_signal("TERM", NIL() { print("no"); }); on_signal("TERM", NIL);
    print("ready"); sleep(600000);`);
  await script.says("ready");
  script.process.kill("SIGTERM");
  assertEquals((await script.ends()).code, 143);
});

Deno.test("a failure inside of a signal's function stops the script", async () => {
  using _turn = await inspectorTurn();
  await using script = new Script(`
    on_signal("USR1", NIL() { fail(9); });
    print("ready"); while (true) { sleep(1000); }`);
  await script.says("ready");
  script.process.kill("SIGUSR1");
  assertEquals((await script.ends()).code, 9);
});

Deno.test("on_signal refuses a signal that cannot be handled", async () => {
  const { code, stdout, stderr } = await runCode('print("no"); on_signal("KILL", NIL() { });');
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /KILL/);
});

Deno.test("a signal that ariash was started to ignore stays ignored", async () => {
  const { program, first } = ariash();
  const script = 'trap "" HUP; exec "$@"';
  const code = `run("sh", ["-c", "kill -HUP $PPID"]); print("went on");`;
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", program, ...first, "-c", code],
    stdin: "null",
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "went on\n");
});

// The second stage is started when the first, which leads the group, is under guard: what it says is the sign to kill.
Deno.test("a pipeline dies with an ariash that is killed", async () => {
  await using script = new Script('run("sleep", ["60"]) | run("sh", ["-c", "echo started; exec sleep 60"]);');
  await script.says("started");
  script.process.kill("SIGKILL");
  assertEquals((await script.ends()).rest, []);
});
