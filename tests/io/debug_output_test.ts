import { assert, assertEquals } from "@std/assert";
import { Folder, holdFifo, readFifo, runChild, RunningChild } from "./run_child.ts";

interface Line {
  time: string;
  level: string;
  message: string;
  pid: number;
  n?: number;
  dropped?: number;
}

function lines(text: string): Line[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("stddbg.log() writes one JSON object per line", async () => {
  using folder = new Folder();
  const script = ["log", "info", "started\nhere", `{"file":"a b","n":3}`, "log", "fatal", "é"];
  assertEquals((await runChild(folder, "3>debug", script)).code, 0);
  const [first, second, ...rest] = lines(folder.text("debug"));
  const { time, pid, ...others } = first!;
  assert(!Number.isNaN(Date.parse(time)) && Number.isInteger(pid));
  assertEquals(others, { level: "info", message: "started\nhere", file: "a b", n: 3 } as unknown as Line);
  assertEquals([second!.level, second!.message, rest], ["fatal", "é", []]);
});

Deno.test("stddbg loses nothing of a burst where the reader keeps up", async () => {
  using folder = new Folder();
  assertEquals((await runChild(folder, "3>debug", "flood 50000")).code, 0);
  assertEquals(lines(folder.text("debug")).map((line) => line.n), Array.from({ length: 50_000 }, (_, n) => n));
});

for (const end of ["exit 3", "throw oops", "reject oops"]) {
  Deno.test(`stddbg is flushed by a program that ends with ${end}`, async () => {
    using folder = new Folder();
    const { code } = await runChild(folder, "3>debug", `flood 1000 ${end}`);
    assertEquals(code, end === "exit 3" ? 3 : 1);
    assertEquals(lines(folder.text("debug")).map((line) => line.n), Array.from({ length: 1000 }, (_, n) => n));
  });
}

Deno.test("stddbg drops the oldest records for a reader that is late, and says how many", async () => {
  using folder = new Folder();
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const records = 50_000;
  const child = new RunningChild(folder, "3>pipe", `flood ${records} line 1 flooded copy 0 1`);
  await child.said("flooded");
  const reading = readFifo(path, holder, `"n":${records - 1},`, () => child.endInput());
  assertEquals((await child.ended()).code, 0);

  const read = lines(new TextDecoder().decode(await reading));
  const dropped = read.reduce((sum, line) => sum + (line.dropped ?? 0), 0);
  const numbers = read.flatMap((line) => line.n === undefined ? [] : [line.n]);
  assert(dropped > 0);
  assertEquals(numbers.length + dropped, records);
  assertEquals(numbers.at(-1), records - 1);
  assert(numbers.every((n, i) => i === 0 || n > numbers[i - 1]!));
});

Deno.test("stddbg lets a program end that nobody reads", async () => {
  using folder = new Folder();
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const { code, stdout } = await runChild(folder, "3>pipe", "flood 50000 line 1 on");
  assertEquals([code, stdout], [0, "on\n"]);
  const read = new TextDecoder().decode(await readFifo(path, holder));
  lines(read.slice(0, read.lastIndexOf("\n")));
});

Deno.test("stddbg keeps quiet when its reader goes away", async () => {
  using folder = new Folder();
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const script = "log info a line 1 ready copy 0 1 flood 10000 sleep 1 flood 10 write 3 x result 1";
  const child = new RunningChild(folder, "3>pipe", script);
  await child.said("ready");
  holder.close();
  await child.endInput();
  const { code, stdout, stderr } = await child.ended();
  assertEquals([code, stdout, stderr], [0, `ready\n{"written":0,"closed":true}\n`, ""]);
});

Deno.test("stddbg never tears a record, also when several programs share it", async () => {
  using folder = new Folder();
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const script = "line 1 up flood 3000 copy 0 1";
  const children = Array.from({ length: 3 }, () => new RunningChild(folder, "3>pipe", script));
  for (const child of children) await child.said("up");
  const reading = readFifo(path, holder);
  for (const child of children) {
    await child.endInput();
    assertEquals((await child.ended()).code, 0);
  }
  const read = lines(new TextDecoder().decode(await reading));
  assertEquals(read.filter((line) => line.n !== undefined).length, 9000);
});
