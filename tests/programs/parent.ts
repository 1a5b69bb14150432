/**
 * A program that uses the module, for tests that need a whole process of their own: `parent.ts SCENE WORD…` plays one
 * scene. What it finds it says as lines of JSON; a line on its stdin lets it go on.
 *
 * @module
 */

import { Command, ProcessGroup } from "../../mod.ts";
import { catches, childrenOf, fdsOf, lives, openFds, until } from "../helpers.ts";
import { program } from "./build.ts";

const CHILD = program("child");

function say(value: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
}

async function toBeLetOn(): Promise<void> {
  await Deno.stdin.read(new Uint8Array(16));
}

function start(words: string, options: ConstructorParameters<typeof Command>[1] = {}) {
  return new Command(CHILD, { stdout: "null", stderr: "null", ...options, args: words.split(" ") }).spawn();
}

/** What a child sees that was told `fds`. */
async function childFds(): Promise<string> {
  const { stdout } = await new Command(CHILD, { args: ["fds"], stddati: "x", stddbg: "piped", stddato: "piped" })
    .output();
  return new TextDecoder().decode(stdout).replace(/:\[[0-9]+\]/g, "");
}

/** A worker of this very file: `worker SCENE`. */
function worker(scene: string): Worker {
  return new Worker(import.meta.url, { type: "module", name: scene });
}

/** As many children of both kinds, all at once; how many came back with a code that is not their own. */
async function mixed(count: number): Promise<Record<string, number>> {
  const wrong = { aria: 0, deno: 0 };
  const runs: Promise<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const code = i % 100;
    const args = ["exit", `${code}`];
    const ours = new Command(CHILD, { args, stdout: "null", stderr: "null" }).spawn().wait();
    const theirs = new Deno.Command(CHILD, { args, stdout: "null", stderr: "null" }).spawn().status;
    runs.push(ours.then((status) => wrong.aria += status.code === code ? 0 : 1));
    runs.push(theirs.then((status) => wrong.deno += status.code === code ? 0 : 1));
    if (runs.length >= 200) await Promise.all(runs.splice(0));
  }
  await Promise.all(runs);
  return wrong;
}

/** Starts long-lived children until the system has no more descriptors; each failure is a value, and then all end. */
async function exhaust(): Promise<{ started: number; errors: unknown[] }> {
  const running = [];
  const errors: unknown[] = [];
  while (errors.length < 20) {
    try {
      running.push(new Command(CHILD, { args: ["forever"], stddbg: "piped", stddato: "piped" }).spawn());
    } catch (error) {
      const { code, errno, program, message } = error as Record<string, unknown>;
      errors.push({ code, errno, program, message });
    }
  }
  const full = openFds().size;
  await Promise.all(running.map((process) => process.terminate()));
  await until(() => openFds().size <= full - 4 * running.length, "the descriptors were closed");
  return { started: running.length, errors };
}

/** Runs out of descriptors twice: the first time starts whatever a drainer needs. */
async function fewFds(): Promise<void> {
  await exhaust();
  const before = openFds().size;
  const found = await exhaust();
  await until(() => openFds().size <= before, "the descriptors were closed again");
  const { code, stdout } = await new Command("echo", { args: ["recovered"] }).output();
  say({ ...found, code, text: new TextDecoder().decode(stdout) });
}

/** Every way in which our own 0…5 can become a child's: `{fd}` in 720 orders, looked at from outside. */
async function permutations(): Promise<void> {
  const own = fdsOf("self");
  const wrong: unknown[] = [];
  for (const order of orders([0, 1, 2, 3, 4, 5])) {
    const [stdin, stdout, stderr, stddbg, stddati, stddato] = order.map((fd) => ({ fd }));
    const args = ["catch", "USR1", "forever"];
    const process = new Command(CHILD, { args, stdin, stdout, stderr, stddbg, stddati, stddato }).spawn();
    await catches(process.pid);
    const seen = [...fdsOf(process.pid)];
    const expected = order.map((fd, number) => [number, own.get(fd)]);
    if (JSON.stringify(seen) !== JSON.stringify(expected)) wrong.push({ order, seen });
    process.kill("SIGKILL");
    await process.wait();
  }
  Deno.writeTextFileSync(Deno.args[1]!, JSON.stringify({ own: [...own].slice(0, 6), wrong }));
}

function orders(items: number[]): number[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

const SCENES: Record<string, (...words: string[]) => unknown> = {
  /** Nothing but the import. */
  "import": () => {},
  /** Work that is done. */
  "finished": async () => {
    const { code } = await new Command(CHILD, { args: ["line", "1", "hello"] }).output();
    say(code);
  },
  /** A child that nobody waits for. */
  "not-awaited": (path) => void start(`sleep 300 append ${path} ended`),
  /** A child that is let go. */
  "unref": (path) => {
    const process = start(`await USR1 append ${path} ended`);
    process.unref();
    process.unref();
    process.status.then(() => say("never"));
    say(process.pid);
  },
  /** A child whose output is being read, let go. */
  "unref-ref": (path) => {
    const process = start(`sleep 300 append ${path} ended`);
    process.unref();
    process.ref();
    process.ref();
    process.status.then(({ code }) => say(code));
  },
  /** A child with a session of its own. */
  "detached": (path) => {
    const child = start(`await USR1 append ${path} ended`, { detached: true });
    child.unref();
    say(child.pid);
  },
  /** A detached child is waited for when it is asked to be. */
  "detached-awaited": async () => say((await start("sleep 200 exit 7", { detached: true }).wait()).code),
  /** A child with a grandchild, both under guard. */
  "guarded": async (how) => {
    const command = new Command("sh", {
      args: ["-c", `trap '' TERM HUP; sh -c 'trap "" TERM; echo $$; exec sleep 1000' & echo $$; wait`],
      parentDeath: "kill",
    });
    const process = command.spawn();
    const pids: number[] = [];
    for await (const line of process.stdout.lines()) if (pids.push(Number(line)) === 2) break;
    if (how === "released") process.release();
    say(pids);
    if (how === "exits") Deno.exit(0);
    await toBeLetOn();
  },
  /** Only the leader's end; its grandchild goes on and stays under guard. */
  "guarded-grandchild": async () => {
    const process = new Command("sh", { args: ["-c", "sleep 1000 & echo $!"], parentDeath: "kill" }).spawn();
    const { stdout } = await process.output();
    say(Number(new TextDecoder().decode(stdout)));
    await toBeLetOn();
  },
  /** Children under guard before and after the keeper is killed. */
  "keeper-killed": async () => {
    const first = start("forever", { parentDeath: "kill" });
    const keeper = childrenOf(Deno.pid).find(({ pid }) => pid !== first.pid)!;
    Deno.kill(keeper.pid, "SIGKILL");
    await until(() => !lives(keeper.pid), "the keeper was gone");
    const second = start("forever", { parentDeath: "kill" });
    say({ keeper: keeper.pid, pids: [first.pid, second.pid] });
    await toBeLetOn();
  },
  /** Children under guard that end take their guard with them. */
  "guarded-ended": async () => {
    for (let i = 0; i < 20; i++) await start("exit 3", { parentDeath: "kill" }).wait();
    const kept = start("forever", { parentDeath: "keep" });
    say(kept.pid);
    await toBeLetOn();
  },
  "few-fds": () => fewFds(),
  "permutations": () => permutations(),
  "mixed": async (count) => say(await mixed(Number(count))),
  /** What the child finds on 0…5, whatever this program lacks. */
  "child-fds": async (path) => Deno.writeTextFileSync(path!, await childFds()),
  /** What it inherits of 3…5: ours, when we were given them. */
  "inherit": async (path) => {
    const options = { stdin: "inherit", stddbg: "inherit", stddati: "inherit", stddato: "inherit" } as const;
    const { stdout } = await new Command(CHILD, { ...options, args: ["fds"] }).output();
    Deno.writeTextFileSync(path!, new TextDecoder().decode(stdout));
  },
  /** Isolates that all spawn at once; every distinct answer of their children. */
  "isolates": async (count) => {
    const answers = new Map<string, number>();
    const workers = Array.from({ length: Number(count) }, () => worker("spawns"));
    await Promise.all(workers.map(async (isolate) => {
      const ready = Promise.withResolvers<void>();
      const all = Promise.withResolvers<string[]>();
      isolate.onmessage = ({ data }) => data === "ready" ? ready.resolve() : all.resolve(data);
      await ready.promise;
      isolate.postMessage("go");
      for (const answer of await all.promise) answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }));
    say([...answers]);
    Deno.exit(0);
  },
  /** A child of an isolate that ends. */
  "isolate-ends": async () => {
    const isolate = worker("leaves");
    const pid = await new Promise<number>((resolve) => isolate.onmessage = ({ data }) => resolve(data));
    isolate.terminate();
    say(pid);
    await toBeLetOn();
    Deno.exit(0);
  },
  /** An isolate that has ended does not keep the program. */
  "isolate-closes": async () => {
    const isolate = worker("closes");
    say(await new Promise((resolve) => isolate.onmessage = ({ data }) => resolve(data)));
    isolate.terminate();
  },
  /** A disposed group and its children. */
  "group": async () => {
    const group = new ProcessGroup();
    const leader = start("forever", { group });
    const member = start("forever", { group });
    await group[Symbol.asyncDispose]();
    say([lives(leader.pid), lives(member.pid)]);
  },
};

const WORKERS: Record<string, () => unknown> = {
  spawns: async () => {
    const go = new Promise((resolve) => self.onmessage = resolve);
    self.postMessage("ready");
    await go;
    const answers: string[] = [];
    for (let i = 0; i < 4; i++) answers.push(await childFds());
    self.postMessage(answers);
  },
  leaves: () => self.postMessage(start("forever").pid),
  closes: async () => self.postMessage((await start("exit 5").wait()).code),
};

/** The part of a worker's global scope that its scenes use. */
declare const self: {
  name: string;
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(data: unknown): void;
};

if ("WorkerGlobalScope" in globalThis) await WORKERS[self.name]!();
else await SCENES[Deno.args[0]!]!(...Deno.args.slice(1));
