import { assertEquals } from "@std/assert";
import type { SignalSource } from "../../../src/shell/eval/mod.ts";
import { run } from "./program.ts";

const TERM = 15;

/** Signals that a test sends. */
class TestSignals implements SignalSource {
  readonly counters = new Uint32Array(new SharedArrayBuffer(4));
  readonly handled = new Set<string>();
  readonly #due: string[] = [];
  readonly #ending = new AbortController();
  #news = Promise.withResolvers<void>();
  #ends = 0;

  /** The signal comes. */
  send(name: string): void {
    if (this.handled.has(name)) {
      if (!this.#due.includes(name)) this.#due.push(name);
    } else {
      this.#ends++;
      this.#ending.abort();
    }
    this.counters[0]!++;
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }

  take() {
    const exitCode = this.#ends > 0 ? 128 + TERM : null;
    this.#ends = 0;
    return { exitCode, names: this.#due.splice(0) };
  }

  handle(name: string, isHandled: boolean): void {
    if (isHandled) this.handled.add(name);
    else this.handled.delete(name);
  }

  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  get news(): Promise<void> {
    return this.#news.promise;
  }
}

/** Runs a program that sends signals by printing their names. */
async function interrupted(program: string): Promise<{ printed: string; exitCode: number }> {
  const signals = new TestSignals();
  const printed: string[] = [];
  const { ending } = await run(program, {
    host: {
      signals,
      print(text) {
        const names = Array.from(text.matchAll(/SIG(\w+)/g), ([_, name]) => name!);
        if (names.length > 0) names.forEach((name) => signals.send(name));
        else printed.push(text.trim());
        return null;
      },
    },
    onRun: ({ stages: [stage] }) => stage!.program === "kill" && signals.send(stage!.args[0]!),
  });
  assertEquals(ending.failure, null);
  return { printed: printed.join(" "), exitCode: ending.exitCode };
}

const LOOPS = [
  "while (true) {}",
  "for (int32:i = 0; true; i++) {}",
  "for (i in 0..9000000000000000000) {}",
  "loop(0, 9000000000000000000, 1) {}",
  "till(9000000000000000000, 1) {}",
  "when (true) {} then {}",
  "func:f = NIL(int32:n) { if (n < 40) { f(n + 1); f(n + 1); } }; f(0);",
  "int32:n = 0; pick (n) { a: (0) { fall(b); } b: (!) { fall(a); } }",
];

for (const busy of LOOPS) {
  Deno.test(`a signal ends busy code: ${busy}`, async () => {
    assertEquals(await interrupted(`defer print("d"); print("SIGTERM"); ${busy}`), { printed: "d", exitCode: 143 });
  });
}

Deno.test("a signal that comes in from elsewhere ends a busy loop", async () => {
  const signals = new TestSignals();
  const program = "onmessage = ({ data }) => new Uint32Array(data)[0] = 1; postMessage('ready');";
  const worker = new Worker(`data:application/javascript,${encodeURIComponent(program)}`, { type: "module" });
  await new Promise((resolve) => worker.onmessage = resolve);
  const source: SignalSource = {
    counters: signals.counters,
    handle: () => {},
    ending: signals.ending,
    news: signals.news,
    take: () => ({ exitCode: signals.counters[0]! > 0 ? 143 : null, names: [] }),
  };
  const host = { signals: source, print: () => (worker.postMessage(signals.counters.buffer), null) };
  const { ending } = await run(`print("begins"); while (true) {}`, { host });
  worker.terminate();
  assertEquals(ending.exitCode, 143);
});

Deno.test("a signal that came before the program began ends its first loop", async () => {
  const signals = new TestSignals();
  signals.send("TERM");
  assertEquals((await run("while (true) {}", { host: { signals } })).ending.exitCode, 143);
});

Deno.test("deferred statements are done when a signal ends the program, the innermost first", async () => {
  const program = `defer print(1); func:f = NIL() { defer print(2); while (true) { defer print(3); print("SIGTERM"); ` +
    `while (true) {} } }; f();`;
  assertEquals(await interrupted(program), { printed: "3 2 1", exitCode: 143 });
});

Deno.test("a second signal leaves what is still deferred", async () => {
  const program =
    `defer print(1); defer { print(2); print("SIGTERM"); while (true) {} } print("SIGTERM"); while (true) {}`;
  assertEquals(await interrupted(program), { printed: "2", exitCode: 143 });
});

Deno.test("a signal ends the program when the command in the foreground has ended", async () => {
  assertEquals(await interrupted(`defer print("d"); ignore(run("kill", ["TERM"])); print("no");`), {
    printed: "d",
    exitCode: 143,
  });
});

Deno.test("a signal ends the program when the lines of a command have ended", async () => {
  const loop = (command: string) =>
    `for (l in lines(run("${command}", ["SIGTERM"]))) { ignore(print(l)); } print("no");`;
  for (const command of ["seq", "fails3"])
    assertEquals(await interrupted(loop(command)), { printed: "", exitCode: 143 });
});

Deno.test("a signal ends a sleep", async () => {
  assertEquals(await interrupted(`defer print("d"); print("SIGTERM"); sleep(100000); print("no");`), {
    printed: "d",
    exitCode: 143,
  });
});

Deno.test("a function for a signal is called between statements, and the program goes on", async () => {
  const program = `int32:n = 0; on_signal("USR1", NIL() { n++; }); ` +
    `for (i in 0...3) { print("SIGUSR1", "SIGUSR1"); } print(n);`;
  assertEquals(await interrupted(program), { printed: "3", exitCode: 0 });
});

Deno.test("a function for a signal may run commands", async () => {
  const program = `bool:seen = false; on_signal("USR1", NIL() { run("late"); seen = true; }); ` +
    `print("SIGUSR1"); while (!seen) {} print("seen");`;
  assertEquals(await interrupted(program), { printed: "seen", exitCode: 0 });
});

Deno.test("a function for a signal is called while the program sleeps", async () => {
  const program = `on_signal("USR1", NIL() { exit(5); }); print("SIGUSR1"); sleep(100000);`;
  assertEquals(await interrupted(program), { printed: "", exitCode: 5 });
});

Deno.test("a signal has its usual effect again when its function was taken away", async () => {
  const program = `on_signal("TERM", NIL() { print("caught"); }); print("SIGTERM"); for (i in 0..0) {} ` +
    `on_signal("TERM", NIL); print("SIGTERM"); while (true) {}`;
  assertEquals(await interrupted(program), { printed: "caught", exitCode: 143 });
});

Deno.test("a failure of a function for a signal stops the program", async () => {
  const signals = new TestSignals();
  const { ending } = await run(`on_signal("USR1", NIL() { fail(6); }); run("kill"); print("no");`, {
    host: { signals },
    onRun: () => signals.send("USR1"),
  });
  assertEquals(ending.exitCode, 6);
});
