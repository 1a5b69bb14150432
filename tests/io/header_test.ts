import { assert, assertEquals } from "@std/assert";
import { fillBytes } from "../programs/child.ts";
import { digest, Folder, holdFifo, readFifo, runChild, RunningChild } from "./run_child.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", `-I${ROOT}ffi/native`];
const CHECK = [`${ROOT}tests/io/header_check.c`, `${ROOT}tests/io/header_check_other.c`];
const EXAMPLE = [`${ROOT}examples/c/copy_data.c`];

/** Compiles; false where there is no such compiler. */
async function compile(compiler: string, flags: string[], sources: string[], program: string): Promise<boolean> {
  const args = [...flags, ...STRICT, ...sources, "-o", program];
  try {
    const { success, stderr } = await new Deno.Command(compiler, { args }).output();
    assert(success, `${compiler} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The words that start the check program, compiled anew. */
async function check(folder: Folder): Promise<string[]> {
  assert(await compile("cc", ["-std=c11"], CHECK, folder.file("check")), "A C compiler is needed");
  return [folder.file("check")];
}

const DIALECTS: [compiler: string, flags: string[]][] = [
  ["gcc", ["-std=c99"]],
  ["clang", ["-std=c99"]],
  ["gcc", ["-std=gnu11", "-O2"]],
  ["g++", ["-xc++", "-std=c++11"]],
  ["clang++", ["-xc++", "-std=c++20"]],
  ["x86_64-w64-mingw32-gcc", ["-std=c99", "-O2"]],
];

for (const [compiler, flags] of DIALECTS) {
  Deno.test(`aria_io.h compiles without a warning: ${compiler} ${flags.join(" ")}`, async () => {
    using folder = new Folder();
    if (!await compile(compiler, flags, EXAMPLE, folder.file("program"))) {
      console.log(`SKIPPED: there is no ${compiler}`);
    }
  });
}

Deno.test("aria_io.h: the example copies data, and tells what it did", async () => {
  using folder = new Folder();
  await compile("cc", [], EXAMPLE, folder.file("copy"));
  Deno.writeFileSync(folder.file("in"), fillBytes(1_000_000, 2n));
  const program = [folder.file("copy")];
  const ended = await runChild(folder, `cat in | "$@" 3>debug 4<&0 5>out`, [], { program });
  assertEquals(ended, { code: 0, stdout: "", stderr: "" });
  assertEquals(await digest(folder.bytes("out")), await digest(folder.bytes("in")));
  const records = folder.text("debug").trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(records.map(({ message, bytes }) => [message, bytes]), [["started", undefined], ["copied", 1_000_000]]);

  const streams = await runChild(folder, "3>debug 5</dev/null 4>out", ["streams"], { program });
  assertEquals(streams.stdout.match(/\S+ not wired/g), ["stddati not wired", "stddato not wired"]);
});

Deno.test("aria_io.h: every record is one line of JSON of at most 4,096 bytes", async () => {
  using folder = new Folder();
  const program = await check(folder);
  assertEquals((await runChild(folder, "3>debug", "nasty", { program })).code, 0);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(folder.bytes("debug"));
  const lines = text.trimEnd().split("\n");
  const records = lines.map((line) => JSON.parse(line));
  assertEquals(lines.length, 22);
  for (const line of lines) assert(new TextEncoder().encode(line).length < 4096);
  assertEquals(records[0].message, 'quotes " and \\ and \n and \x01 and é');
  assertEquals(records[1].message, "not UTF-8: \ufffd \ufffd( \ufffd\ufffd \ufffd\ufffd\ufffd 😀");
  const { time, pid, ...numbers } = records[2];
  assert(Math.abs(Date.parse(time) - Date.now()) < 60_000 && Number.isInteger(pid));
  assertEquals(numbers, {
    level: "info",
    message: "numbers",
    least: -(2 ** 63),
    half: 0.5,
    none: null,
    endless: null,
    yes: true,
    no: false,
    null: null,
    'a "name"': "v",
  });
  const { kept, long, lost, cut } = records[3];
  assertEquals([kept, lost, cut], ["k", undefined, true]);
  assert(/^x{3000,4000}$/.test(long));
  for (const record of records.slice(4, 21)) assert(record.cut);
  assertEquals([records[21].level, records[21].message], [null, null]);
});

Deno.test("aria_io.h: a slow reader makes nobody wait, and learns how many records it missed", async () => {
  using folder = new Folder();
  const program = await check(folder);
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const child = new RunningChild(folder, "3>pipe", "late", program);
  await child.said("flooded");
  // The pipe has room again once the first bytes have been read.
  const reading = readFifo(path, holder, `"n":0,`, () => child.endInput());
  assertEquals((await child.ended()).code, 0);
  const records = new TextDecoder().decode(await reading).trimEnd().split("\n").map((line) => JSON.parse(line));
  const dropped = records.reduce((sum, record) => sum + (record.dropped ?? 0), 0);
  assert(dropped > 0);
  assertEquals(records.filter((record) => record.n !== undefined).length + dropped, 20001);
});

Deno.test("aria_io.h: a reader that went away is an EPIPE and no signal", async () => {
  using folder = new Folder();
  const program = await check(folder);
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const child = new RunningChild(folder, "3>pipe 5>pipe", "gone", program);
  await child.said("ready");
  holder.close();
  await child.endInput();
  assertEquals(await child.ended(), { code: 0, stdout: "ready\n-1 1\n", stderr: "" });
});

Deno.test("aria_io.h: data stays in order from every file of the program, and is flushed at exit", async () => {
  using folder = new Folder();
  const program = await check(folder);
  assertEquals((await runChild(folder, "5>out", "puts", { program })).code, 0);
  assertEquals(folder.text("out"), `ab${"-".repeat(100000)}cde`);
});

Deno.test("aria_io.h: a file that the program opens is never taken for a stream", async () => {
  using folder = new Folder();
  const program = await check(folder);
  const { code, stdout } = await runChild(folder, "", ["own", folder.file("mine")], { program });
  assertEquals([code, stdout, folder.text("mine")], [0, "3 0 0 0\n", ""]);
});

Deno.test("aria_io.h: a wrong direction is EBADF", async () => {
  using folder = new Folder();
  const program = await check(folder);
  assertEquals(await runChild(folder, "", "wrong", { program }), { code: 0, stdout: "-1 -1\n", stderr: "" });
});
