/**
 * A program that uses the module, for tests that need a whole process of their own: `parent.ts SCENE WORD…` plays one
 * scene. What it finds it says as lines of JSON; a line on its stdin lets it go on.
 *
 * @module
 */

import { Command, type Pipeline, ProcessGroup } from "../../mod.ts";
import { startByCalls } from "../../src/streams/mod.ts";
import { catches, childrenOf, factsOf, fdsOf, lives, openFds, threads, until, zombies } from "../helpers.ts";
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

/** Stages in a row, each of which reports a signal to a file of its own, and passes on what it reads until its end. */
function stagesThatReport(signal: string, folder: string, first: ConstructorParameters<typeof Command>[1]): Pipeline {
  const args = ["report", "2", "catch", signal, "copy", "0", "1"];
  const [one, two, three] = ["1", "2", "3"].map((name) => ({ args, stderr: { path: `${folder}/${name}` } }));
  return new Command(CHILD, { ...one, ...first }).pipe(new Command(CHILD, two), { count: true })
    .pipe(new Command(CHILD, { ...three, stdout: "inherit" }));
}

/** The names of the drainers' threads. */
function threadNames(): string[] {
  const names = [...Deno.readDirSync("/proc/self/task")].map(({ name }) =>
    Deno.readTextFileSync(`/proc/self/task/${name}/comm`).trim()
  );
  return names.filter((name) => name.startsWith("worker"));
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

/** How many descriptors are open of the kinds that a spawn needs; the runtime opens files and sockets when it likes. */
function opened(): number {
  return [...openFds().values()].filter((target) => /^(pipe:|anon_inode:|\/dev\/|\/memfd:)/.test(target)).length;
}

/** Starts long-lived children until the system has no more descriptors; each failure is a value, and then all end. */
async function exhaust(failures: number): Promise<{ started: number; errors: unknown[] }> {
  const running = [];
  const errors: unknown[] = [];
  while (errors.length < failures) {
    try {
      running.push(new Command(CHILD, { args: ["forever"], stddbg: "piped", stddato: "piped" }).spawn());
    } catch (error) {
      const { code, errno, program, message } = error as Record<string, unknown>;
      errors.push({ code, errno, program, message });
    }
  }
  const full = opened();
  await Promise.all(running.map((process) => process.terminate()));
  await until(() => opened() <= full - 4 * running.length, "the descriptors were closed");
  return { started: running.length, errors };
}

/** Runs out of descriptors twice: the first time starts whatever a drainer needs. */
async function fewFds(failures: number): Promise<void> {
  await exhaust(20);
  const before = opened();
  const found = await exhaust(failures);
  await until(() => opened() <= before, "the descriptors were closed again");
  const { code, stdout } = await new Command("echo", { args: ["recovered"] }).output();
  say({ ...found, code, text: new TextDecoder().decode(stdout) });
}

/** Work of every kind that opens descriptors: what it says when all is well, or the code of the error. */
const WORK: Record<string, (program: string) => string | Promise<string>> = {
  /** A pipeline with every kind of edge. */
  pipeline: async (program) => {
    const stage = (words: string) => new Command(CHILD, { args: words.split(" ") });
    const result = await new Command(program, { args: ["write", "1", "abc"] }).pipe(stage("copy 0 1"), { tap: true })
      .pipe([stage("count 0"), stage("count 0")]).run();
    if (!result.ok) throw result.err.cause ?? result.err;
    return result.val.stages.slice(2).map(({ output }) => text(output.stdout!)).join("");
  },
  terminal: async (program) => {
    const args = ["line", "1", "shown"];
    const process = new Command(program, { args, pty: { rows: 2, cols: 20 }, stddbg: "piped" }).spawn();
    const [shown] = await Promise.all([process.stdout.text(), process.wait()]);
    await process.stdin.close();
    return shown;
  },
  direct: async (program) => {
    const process = new Command(program, { args: ["copy", "0", "1"], stdin: "direct", stdout: "direct" }).spawn();
    using input = process.direct("stdin");
    using output = process.direct("stdout");
    const buffer = new Uint8Array(10);
    try {
      input.write(new TextEncoder().encode("asked"));
      await output.ready();
      return text(buffer.subarray(0, output.read(buffer)!));
    } finally {
      await process.terminate();
    }
  },
  sync: (program) => text(new Command(program, { args: ["copy", "0", "1"], stdin: "given" }).outputSync().stdout),
  guarded: async (program) => {
    const output = await new Command(program, { args: ["write", "1", "safe"], parentDeath: "kill" }).output();
    return text(output.stdout);
  },
};

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/**
 * Work while there are hardly any descriptors: none at first, then one more each time, until all is well. It succeeds
 * or says why it cannot, and leaves nothing behind.
 */
async function fewFdsFor(kind: string): Promise<void> {
  const says = async (program: string) => {
    try {
      return await WORK[kind]!(program);
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };
  const good = await says(CHILD); // whatever is made once has been made, for errors, too
  const bad = await says("/no/such/program");
  const [own, children] = [opened(), childrenOf(Deno.pid).length];
  const held: Deno.FsFile[] = [];
  const hold = (count: number) => {
    try {
      while (held.length < count) held.push(Deno.openSync("/dev/null"));
    } catch {
      // There is none left.
    }
  };
  hold(Infinity);
  const most = held.length;
  const said: string[] = [];
  for (let free = 0; said.at(-1) !== good && free < most; free++) {
    hold(most - free);
    said.push(await says(CHILD));
    for (const file of held.splice(-8)) file.close(); // room to look around
    await until(() => opened() - held.length <= own, `the descriptors were closed with ${free} free`);
    await until(() => childrenOf(Deno.pid).length <= children, `the children were gone with ${free} free`);
  }
  say({ good, bad, said });
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
    const again = childrenOf(Deno.pid).find(({ pid }) => ![first.pid, second.pid, keeper.pid].includes(pid))!;
    Deno.kill(again.pid, "SIGKILL");
    await until(() => !lives(again.pid), "the second keeper was gone");
    new Command(CHILD, { args: ["exit", "0"], parentDeath: "kill" }).outputSync();
    say({ pids: [first.pid, second.pid] });
    await toBeLetOn();
  },
  /** A child that reads our terminal, run in each of two ways. */
  "reads-terminal": async () => {
    const command = new Command(CHILD, { args: ["take", "0", "4", "write", "1", "read"], stdin: "inherit" });
    say({ ready: true });
    say({ said: text((await command.output()).stdout) });
    say({ said: text(command.outputSync().stdout) });
  },
  /** What is open, dead and running before and after children that are waited for at once, good and bad ones. */
  "sync-runs": (folder) => {
    const look = () => [openFds().size, zombies(), threads()];
    const run = (program: string, words: string, options = {}) => {
      return new Command(program, { stdin: "text", ...options, args: words.split(" ") }).outputSync();
    };
    run(CHILD, "exit 0");
    const before = look();
    const refused: string[] = [];
    const refuse = (program: string, options = {}) => {
      try {
        run(program, "x", options);
      } catch (error) {
        refused.push((error as Error).name);
      }
    };
    for (let i = 0; i < 20; i++) {
      run(CHILD, "write 1 x exit 1", { stddato: { path: `${folder}/x` } });
      refuse("aria-no-such");
      refuse(CHILD, { stdin: new ReadableStream<Uint8Array>() });
    }
    say({ before, after: look(), refused });
  },
  /** Short-lived children before there is a drainer's thread, and one that lives long enough to get it. */
  "by-calls": async () => {
    startByCalls();
    const codes: number[] = [];
    for (let i = 0; i < 20; i++) codes.push((await start(`exit ${i}`).wait()).code);
    const both = await Promise.all(
      ["one", "two"].map((word) => new Command(CHILD, { args: ["line", "1", word] }).output()),
    );
    const before = threadNames();
    const process = new Command(CHILD, { args: ["copy", "0", "1"], stdin: "piped" }).spawn();
    const [long] = await Promise.all([process.stdout.bytes(), process.stdin.end(new Uint8Array(5_000_000))]);
    await process.wait();
    await start("sleep 500").wait();
    const after = threadNames();
    say({ codes, words: both.map(({ stdout }) => text(stdout)), before, long: long.length, after });
  },
  /** The same, and the program ends although a child runs. */
  "by-calls-unref": (path) => {
    startByCalls();
    const process = start(`await USR1 append ${path} ended`);
    process.unref();
    say(process.pid);
  },
  /** The same, and nobody waits for the child. */
  "by-calls-not-awaited": (path) => {
    startByCalls();
    start(`sleep 300 append ${path} ended`);
  },
  /** Children under guard that end take their guard with them. */
  "guarded-ended": async () => {
    for (let i = 0; i < 20; i++) await start("exit 3", { parentDeath: "kill" }).wait();
    const kept = start("forever", { parentDeath: "keep" });
    say(kept.pid);
    await toBeLetOn();
  },
  "few-fds": (failures) => fewFds(Number(failures)),
  "few-fds-for": (kind) => fewFdsFor(kind!),
  "permutations": () => permutations(),
  "mixed": async (count) => say(await mixed(Number(count))),
  /** What a child, and one whose SIGPIPE is ignored, has blocked and ignores. */
  "signals": async (path) => {
    const masks = (["default", "ignore"] as const).map((sigpipe) =>
      new Command(CHILD, { args: ["signals"], sigpipe }).output()
    );
    const texts = (await Promise.all(masks)).map(({ stdout }) => new TextDecoder().decode(stdout));
    Deno.writeTextFileSync(path!, texts.join(""));
  },
  /** The variables of a child, and of one that is given another. */
  "environment": async (path) => {
    const says = (env?: Record<string, string>) => new Command(CHILD, { args: ["environ"], env }).output();
    const [ours, more] = await Promise.all([says(), says({ MORE: "1" })]);
    Deno.writeFileSync(path!, new Uint8Array([...ours.stdout, ...more.stdout]));
  },
  /** A pipeline in the foreground of our terminal: who reads the terminal, and who else is there to be interrupted. */
  "interrupted": async (reader, folder) => {
    let interrupts = 0;
    const ours = reader === "parent";
    const pipeline = stagesThatReport("INT", folder!, { stdin: ours ? "piped" : "inherit" });
    const running = await pipeline.spawn();
    Deno.addSignalListener("SIGINT", () => {
      say({ interrupts: ++interrupts });
      if (ours) running.kill("SIGINT"); // they are in a group of their own, of which the terminal knows nothing
    });
    for (const { pid } of running.processes) await catches(pid);
    const groups = running.processes.map(({ pid }) => factsOf(pid)!.group === factsOf(Deno.pid)!.group);
    say({ ready: groups });
    if (ours) {
      await toBeLetOn();
      await running.processes[0]!.stdin.end("the end\n");
    }
    say({ ok: (await running.result).ok });
    Deno.exit(0); // a listener for signals keeps a program from ending
  },
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
  /** A child of an isolate that ends, under guard or not. */
  "isolate-ends": async (leaves) => {
    const isolate = worker(leaves!);
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
  /** Drainers at work, readers that wait, and an end that asks none of them. */
  "ends-busy": (how) => {
    for (let i = 0; i < 20; i++) {
      const process = new Command("yes").spawn();
      (i % 2 === 0 ? process.stdout.cancel() : process.stdout.text()).catch(() => {});
      process.wait().catch(() => {});
    }
    setTimeout(() => {
      if (how === "throws") throw new Error("Not caught");
      Deno.exit(4);
    }, 100);
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
  leavesGuarded: () => self.postMessage(start("forever", { parentDeath: "kill" }).pid),
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
