/**
 * What can stand at a stream: files, pipe ends, descriptors, values, other outputs, direct pipes.
 *
 * @module
 */

import { assertEquals, assertInstanceOf, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  type CommandOptions,
  DirectInput,
  DirectOutput,
  InputStream,
  OutputStream,
  pipe,
  STREAM_NAMES,
} from "../../mod.ts";
import { catches, child, childSays, fdsComeBackTo, fdsOf, Folder, openFds, settles, text, until } from "../helpers.ts";

/** What stands at 0…5 of a live child, looked at from outside; the numbers of pipes are left out. */
async function targets(options: CommandOptions): Promise<string[]> {
  const process = child("catch USR1 forever", options).spawn();
  await catches(process.pid);
  const found = [...fdsOf(process.pid)].map(([fd, target]) => `${fd} ${target.replace(/:\[[0-9]+\]/, "")}`);
  process.kill("SIGKILL");
  await process.status;
  await process[Symbol.asyncDispose]();
  return found;
}

Deno.test("Command without options: null for 0, 3, 4 and 5, pipes for 1 and 2", async () => {
  const found = await targets({});
  assertEquals(found, ["0 /dev/null", "1 pipe", "2 pipe", "3 /dev/null", "4 /dev/null", "5 /dev/null"]);
});

Deno.test('Command streams may all be "null", and all be "piped"', async () => {
  const all = (value: "null" | "piped") => Object.fromEntries(STREAM_NAMES.map((name) => [name, value]));
  assertEquals(await targets(all("null")), [0, 1, 2, 3, 4, 5].map((fd) => `${fd} /dev/null`));
  assertEquals(await targets(all("piped")), [0, 1, 2, 3, 4, 5].map((fd) => `${fd} pipe`));
});

Deno.test('Command "inherit" gives ours at 0, 1, 2, and null at 3, 4, 5 that we were not given', async () => {
  const own = [...openFds()].slice(0, 3).map(([fd, target]) => `${fd} ${target.replace(/:\[[0-9]+\]/, "")}`);
  const all = Object.fromEntries(STREAM_NAMES.map((name) => [name, "inherit" as const]));
  assertEquals(await targets(all), [...own, "3 /dev/null", "4 /dev/null", "5 /dev/null"]);
});

Deno.test("Process carries six payloads on six pipes, each on its own", async () => {
  const process = child("copy 0 1 copy 4 5 write 2 err write 3 dbg", {
    stdin: "piped",
    stddati: "piped",
    stddbg: "piped",
    stddato: "piped",
  }).spawn();
  assertInstanceOf(process.stdin, InputStream);
  assertInstanceOf(process.stddbg, OutputStream);
  const outputs = Promise.all([process.stdout, process.stderr, process.stddbg, process.stddato].map((s) => s.text()));
  assertEquals(await process.stdin.end("text in"), { written: 7, closed: false });
  assertEquals(await process.stddati.end("data in"), { written: 7, closed: false });
  assertEquals(await outputs, ["text in", "err", "dbg", "data in"]);
  assertEquals((await process.wait()).code, 0);
});

Deno.test("Process streams that are not piped are a TypeError that names them", async () => {
  const process = child("exit 0", { stdout: "null", stderr: "direct" }).spawn();
  for (const name of STREAM_NAMES) {
    assertThrows(() => process[name], TypeError, `Cannot get ${name} of "${process.program}": it is not "piped"`);
  }
  assertThrows(() => process.direct("stdout"), TypeError, 'it is not "direct"');
  process.direct("stderr").close();
  await process.wait();
});

/* -- Files -- */

Deno.test("Command {path} replaces a file, {append} adds to it, and mode is the new file's", async () => {
  using folder = new Folder();
  const path = folder.file("out");
  const write = (options: CommandOptions) => child("write 1 new", options).output();
  Deno.writeTextFileSync(path, "a longer old text");
  await write({ stdout: { path } });
  assertEquals(folder.read("out"), "new");
  await write({ stdout: { path, append: true } });
  assertEquals(folder.read("out"), "newnew");
  await write({ stdout: { path: new URL(`file://${folder.file("made%20new")}`), mode: 0o600 } });
  assertEquals([folder.read("made new"), Deno.statSync(folder.file("made new")).mode! & 0o777], ["new", 0o600]);
  await write({ stdout: { path: folder.file("usual") } });
  assertEquals(Deno.statSync(folder.file("usual")).mode! & 0o777, 0o666 & ~Deno.umask());
});

Deno.test("Command {path} is the file itself, at every stream", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("in"), "text in");
  Deno.writeTextFileSync(folder.file("dati"), "data in");
  const at = (name: string) => ({ path: folder.file(name) });
  const options = {
    stdin: at("in"),
    stdout: at("1"),
    stderr: at("2"),
    stddbg: at("3"),
    stddati: at("dati"),
    stddato: at("5"),
  };
  const { code, stdout } = await child("copy 0 1 copy 4 5 write 2 err write 3 dbg", options).output();
  assertEquals([code, stdout.length], [0, 0]);
  assertEquals(["1", "2", "3", "5"].map((name) => folder.read(name)), ["text in", "err", "dbg", "data in"]);
  const found = await targets(options);
  assertEquals(found, ["in", "1", "2", "3", "dati", "5"].map((name, fd) => `${fd} ${folder.file(name)}`));
});

Deno.test("Command {append} of two children at once mixes whole writes and loses none", async () => {
  using folder = new Folder();
  const stdout = { path: folder.file("log"), append: true };
  await Promise.all(Array.from({ length: 4 }, () => child("lines 1 1000 60", { stdout }).output()));
  const lines = folder.read("log")!.trimEnd().split("\n");
  assertEquals([lines.length, new Set(lines).size], [4000, 1]);
});

/* -- Shared destinations -- */

Deno.test("Command {to} is one open file for both: order and position are kept", async () => {
  using folder = new Folder();
  const { stdout } = await child("write 1 a write 2 b write 1 c write 2 d", { stderr: { to: 1 } }).output();
  assertEquals(text(stdout), "abcd");
  await child("write 1 a write 2 b write 1 c", { stdout: { path: folder.file("both") }, stderr: { to: 1 } }).output();
  assertEquals(folder.read("both"), "abc");
});

Deno.test("Command {to} follows chains, forwards and backwards", async () => {
  const words = "write 1 1 write 2 2 write 3 3 write 5 5";
  const chain = child(words, { stderr: { to: 1 }, stddbg: { to: 2 }, stddato: { to: 3 } });
  assertEquals(text((await chain.output()).stdout), "1235");
  const back = child(words, { stdout: { to: 2 }, stderr: { to: 3 }, stddbg: { to: 5 }, stddato: "piped" });
  assertEquals(text((await back.output()).stddato), "1235");
  const star = child(words, { stdout: { to: 3 }, stderr: { to: 3 }, stddbg: "piped", stddato: { to: 3 } });
  assertEquals(text((await star.output()).stddbg), "1235");
});

Deno.test("Command {to} shares what is no pipe as well: null, a descriptor, a direct pipe", async () => {
  assertEquals((await child("write 1 a write 2 b", { stdout: "null", stderr: { to: 1 } }).output()).stdout.length, 0);
  const process = child("write 1 a write 2 b", { stdout: "direct", stderr: { to: 1 } }).spawn();
  await process.wait();
  const buffer = new Uint8Array(10);
  using direct = process.direct("stdout");
  assertEquals([direct.read(buffer), text(buffer.subarray(0, 2)), direct.read(buffer)], [2, "ab", 0]);
});

/* -- Pipe ends -- */

Deno.test("Command with PipeEnds: two commands that know nothing of each other", async () => {
  const before = openFds();
  const { reader, writer } = pipe();
  const source = child("fill 1 3000000 7", { stdout: writer }).spawn();
  const sink = child("hash 0", { stdin: reader }).spawn();
  const direct = child("fill 1 3000000 7 exit 0").spawn();
  const copy = child("hash 0", { stdin: direct.stdout.readable }).spawn();
  assertEquals(await settles(sink.stdout.text(), "the hash"), await copy.stdout.text());
  await Promise.all([source, sink, direct, copy].map((process) => process.wait()));
  await fdsComeBackTo(before);
});

Deno.test("Command takes a PipeEnd away: it is consumed, at a failed spawn it is not", async () => {
  const { reader, writer } = pipe();
  assertThrows(() => child("exit 0", { stdin: reader, cwd: "/nowhere" }).spawn(), Deno.errors.NotFound);
  const process = child("copy 0 1", { stdin: reader }).spawn();
  assertThrows(() => child("exit 0", { stdin: reader }).spawn(), TypeError, "belongs to a process already");
  assertThrows(() => reader.clone(), TypeError, "Cannot use a pipe end");
  writer.close();
  writer.close();
  assertThrows(() => child("exit 0", { stdout: writer }).spawn(), TypeError, "it is closed");
  assertEquals([await process.stdout.text(), (await process.wait()).code], ["", 0]);
});

Deno.test("Command refuses the wrong end of a pipe", () => {
  const { reader, writer } = pipe();
  try {
    for (const name of ["stdin", "stddati"] as const) {
      assertThrows(() => child("exit 0", { [name]: writer }).spawn(), TypeError, `${name} needs the reading end`);
    }
    for (const name of ["stdout", "stderr", "stddbg", "stddato"] as const) {
      assertThrows(() => child("exit 0", { [name]: reader }).spawn(), TypeError, `${name} needs the writing end`);
    }
    assertEquals([reader.reads, writer.reads], [true, false]);
  } finally {
    reader.close();
    writer.close();
  }
});

Deno.test("PipeEnd.clone() is an end of its own: the pipe ends when the last has gone", async () => {
  const { reader, writer } = pipe({ size: 65536 });
  const copy = writer.clone();
  const sink = child("copy 0 1", { stdin: reader }).spawn();
  await child("write 1 one", { stdout: writer }).output();
  await child("write 1 two", { stdout: copy }).output();
  assertEquals(await sink.stdout.text(), "onetwo");
  await sink.wait();
});

Deno.test("PipeEnd is disposable, and leaves no descriptor", async () => {
  const before = openFds();
  {
    const { reader, writer } = pipe();
    using _reader = reader;
    using _writer = writer;
    assertEquals(openFds().size, before.size + 2);
  }
  await fdsComeBackTo(before);
});

/* -- Descriptors -- */

Deno.test("Command {fd} is that open file, and stays ours", async () => {
  using folder = new Folder();
  const stdout = { path: folder.file("log") };
  const holder = child("forever", { stdout }).spawn();
  const own = Number([...openFds()].find(([, target]) => target === folder.file("log"))?.[0] ?? -1);
  assertEquals(own, -1, "the plan's file was closed after the spawn");
  holder.kill("SIGKILL");
  await holder.wait();
  for (const fd of [1, 2]) {
    const found = await targets({ stdout: { fd }, stddato: { fd } });
    const target = openFds().get(fd)!.replace(/:\[[0-9]+\]/, "");
    assertEquals([found[1], found[5]], [`1 ${target}`, `5 ${target}`]);
  }
  assertEquals(openFds().has(1) && openFds().has(2), true);
});

/* -- Values -- */

Deno.test("Command inputs may be text, bytes, {text} or a stream, and end after them", async () => {
  const stream = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of ["str", "eam"]) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
  const both = async (value: CommandOptions["stdin"], other: CommandOptions["stddati"]) =>
    text((await child("copy 0 1 copy 4 1", { stdin: value, stddati: other }).output()).stdout);
  assertEquals(await both("text €", { text: "piped" }), "text €piped");
  assertEquals(await both(new Uint8Array([65, 66]), ""), "AB");
  assertEquals(await both(stream(), stream()), "streamstream");
});

Deno.test("Command inputs of 8 MiB go in while output comes out", async () => {
  const bytes = (await child("fill 1 8388608 5").output()).stdout;
  const { stdout } = await settles(child("copy 0 1", { stdin: bytes }).output(), "the copy");
  assertEquals(stdout, bytes);
  const halves = new Blob([bytes]).stream();
  assertEquals((await child("copy 4 5", { stddati: halves, stddato: "piped" }).output()).stddato, bytes);
});

Deno.test("Command inputs that nobody reads are no error", async () => {
  const stdin = new Uint8Array(16 * 1024 * 1024);
  assertEquals((await child("exit 3", { stdin }).output()).code, 3);
  const stream = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(65536)) });
  assertEquals((await settles(child("exit 4", { stdin: stream }).output(), "the end")).code, 4);
  await until(() => !stream.locked, "the source was let go");
});

Deno.test("Command input stream that fails ends the child and rejects wait() with its own error", async () => {
  const reason = new Error("The source is broken");
  const stdin = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(reason) });
  const process = child("copy 0 1", { stdin }).spawn();
  assertStrictEquals(await assertRejects(() => process.wait()), reason);
  assertEquals((await process.status).reason, "abort");
});

/* -- Direct streams -- */

Deno.test("Process.direct() answers a question without a drainer", async () => {
  const process = child("copy 0 1", { stdin: "direct", stdout: "direct", stderr: "null" }).spawn();
  const [input, output] = [process.direct("stdin"), process.direct("stdout")];
  assertInstanceOf(input, DirectInput);
  assertInstanceOf(output, DirectOutput);
  const buffer = new Uint8Array(100);
  assertEquals(output.read(buffer), null);
  for (const question of ["one", "two", "three"]) {
    assertEquals(input.write(new TextEncoder().encode(question)), question.length);
    await output.ready();
    assertEquals(text(buffer.subarray(0, output.read(buffer)!)), question);
  }
  input.close();
  await settles(output.ready(), "the end");
  assertEquals(output.read(buffer), 0);
  output.close();
  output.close();
  assertThrows(() => output.read(buffer), TypeError, "it is closed");
  assertEquals((await process.wait()).code, 0);
});

Deno.test("DirectInput.write() says null when the pipe is full, and throws when nobody reads", async () => {
  const process = child("await USR1 take 0 65536 close 0 line 1 closed forever", {
    stdin: "direct",
    pipeSize: { stdin: 65536 },
  }).spawn();
  using input = process.direct("stdin");
  const bytes = new Uint8Array(65536);
  let written = 0;
  for (let count = input.write(bytes); count !== null; count = input.write(bytes)) written += count;
  assertEquals(written, 65536);
  await catches(process.pid);
  process.kill("SIGUSR1");
  await settles(input.ready(), "room");
  for await (const line of process.stdout.lines()) if (line === "closed") break;
  assertThrows(() => input.write(bytes), Deno.errors.BrokenPipe);
  process.kill("SIGKILL");
  await process.wait();
});

Deno.test("Process.stats() has an entry a stream, null where Aria has no part", async () => {
  const process = child("copy 0 1 write 2 12345", { stdin: "piped", stddbg: "direct" }).spawn();
  await process.stdin.end("abc");
  await process.wait();
  const { stdin, stdout, stderr, stddbg, stddati, stddato } = process.stats();
  assertEquals([stdin!.bytesIn, stdin!.bytesOut, stdout!.bytesIn, stderr!.bytesIn], [3, 3, 3, 5]);
  assertEquals([stddbg, stddati, stddato], [null, null, null]);
  process.direct("stddbg").close();
});

/* -- pipeSize and buffer -- */

/** Whether a child can write so many bytes before anybody reads. */
async function fits(bytes: number, options: CommandOptions): Promise<boolean> {
  using folder = new Folder();
  const process = child(["fill", "1", `${bytes}`, "1", "append", folder.file("done"), "x"], {
    ...options,
    stdout: "direct",
  }).spawn();
  using output = process.direct("stdout");
  await until(() => folder.read("done") !== null || blocked(process.pid), "the child was done, or waited");
  const done = folder.read("done") !== null;
  const buffer = new Uint8Array(bytes);
  while (output.read(buffer) !== 0) await output.ready();
  await process.wait();
  return done;
}

function blocked(pid: number): boolean {
  return Deno.readTextFileSync(`/proc/${pid}/wchan`).includes("pipe");
}

Deno.test("Command.pipeSize is the kernel's pipe: one number for all, or one a stream", async () => {
  assertEquals(await fits(1024 * 1024, {}), true);
  assertEquals(await fits(1024 * 1024 + 1, {}), false);
  assertEquals(await fits(65536, { pipeSize: 65536 }), true);
  assertEquals(await fits(65537, { pipeSize: 65536 }), false);
  assertEquals(await fits(131072, { pipeSize: { stdout: 131072, stderr: 4096 } }), true);
  assertEquals(await fits(131073, { pipeSize: { stdout: 131072 } }), false);
});

Deno.test("Command.pipeSize is 1 MiB for stdout, stddati and stddato, and 64 KiB for the others", async () => {
  const words = "pipesize 0 pipesize 1 pipesize 2 pipesize 3 pipesize 4 pipesize 5";
  const options = { stdin: "", stddbg: "piped", stddati: "", stddato: "piped" } as const;
  const sizes = async (pipeSize?: CommandOptions["pipeSize"]) =>
    (await childSays(words, { ...options, pipeSize })).trimEnd().split("\n").map(Number);
  const [small, large] = [64 * 1024, 1024 * 1024];
  assertEquals(await sizes(), [small, large, small, small, large, large]);
  assertEquals(await sizes(131_072), Array(6).fill(131_072));
  assertEquals(await sizes({ stdin: large, stddato: 4096 }), [large, large, small, small, large, 4096]);
});

Deno.test("Command.pipeSize beyond what the system gives is no error", async () => {
  assertEquals(await childSays("write 1 fine", { pipeSize: 2 ** 31 - 1 }), "fine");
});

Deno.test('Command.buffer overflow "drop-oldest" keeps the end and counts the rest', async () => {
  const buffer = { stdout: { capacity: 65536, overflow: "drop-oldest" } } as const;
  const process = child("lines 1 100000 9 exit 5", { buffer }).spawn();
  assertEquals((await settles(process.wait(), "the end")).code, 5);
  const rest = await process.stdout.bytes();
  assertEquals(process.stdout.stats.dropped, 1_000_000 - rest.length);
  assertEquals(rest.length <= 65536 && text(rest.subarray(-10)) === "abcdefghi\n", true);
});

Deno.test('Command.buffer overflow "block" lets the child wait until somebody reads', async () => {
  using folder = new Folder();
  const options = { buffer: { stdout: { capacity: 65536 } }, pipeSize: 65536 };
  const process = child(["fill", "1", "1000000", "1", "append", folder.file("done"), "x"], options).spawn();
  await until(() => process.stdout.stats.stalls > 0 && blocked(process.pid), "the ring and the pipe were full");
  assertEquals([process.stdout.stats.bytesIn, folder.read("done")], [65536, null]);
  assertEquals((await process.stdout.bytes()).length, 1_000_000);
  await process.wait();
  assertEquals(folder.read("done"), "x\n");
});

Deno.test("Command.buffer highWater bounds what nobody reads while wait() goes on", async () => {
  const buffer = { stdout: { highWater: 200_000 } };
  const process = child("fill 1 3000000 1 exit 5", { buffer }).spawn();
  assertEquals((await settles(process.wait(), "the end")).code, 5);
  const kept = await process.stdout.bytes();
  assertEquals(kept.length >= 200_000 && kept.length < 3_000_000, true, `kept ${kept.length}`);
  assertEquals(process.stdout.stats.dropped, 3_000_000 - kept.length);
  assertEquals(process.stdout.truncated, true);
});
