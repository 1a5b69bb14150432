import { assertEquals } from "@std/assert";
import { fillBytes } from "../programs/child.ts";
import { digest, Folder, holdFifo, readFifo, runChild, RunningChild } from "./run_child.ts";

for (const end of ["", " exit 3", " throw oops", " reject oops"]) {
  Deno.test(`stddato writes its last block in a program that ends${end ? ` with${end}` : ""}`, async () => {
    using folder = new Folder();
    const { code } = await runChild(folder, "5>out", `write 5 a write 5 b fill 5 70000 1 write 5 c${end}`);
    assertEquals(code, end === "" ? 0 : end === " exit 3" ? 3 : 1);
    const text = new TextEncoder();
    const want = [text.encode("ab"), fillBytes(70000, 1n), text.encode("c")];
    assertEquals(await digest(folder.bytes("out")), await digest(await joined(want)));
  });
}

Deno.test("stddato waits at the program's end for a slow reader, so that no byte is lost", async () => {
  using folder = new Folder();
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  // 65,536 bytes fill the pipe; the tail finds no room.
  const child = new RunningChild(folder, "5>pipe", "fill 5 65536 1 write 5 tail line 1 full exit 7");
  await child.said("full");
  const reading = readFifo(path, holder);
  await child.endInput();
  assertEquals((await child.ended()).code, 7);
  const bytes = await reading;
  assertEquals([bytes.length, new TextDecoder().decode(bytes.subarray(-4))], [65540, "tail"]);
});

Deno.test("stddato.write() settles when the bytes are taken, and in order", async () => {
  using folder = new Folder();
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const child = new RunningChild(folder, "5>pipe", "line 1 up write 5 head fill 5 1000000 9 result 1 flush");
  await child.said("up");
  const reading = readFifo(path, holder);
  await child.endInput();
  assertEquals((await child.ended()).stdout, `up\n{"written":1000000,"closed":false}\n`);
  const bytes = await reading;
  assertEquals(new TextDecoder().decode(bytes.subarray(0, 4)), "head");
  assertEquals(await digest(bytes.subarray(4)), await digest(fillBytes(1000000, 9n)));
});

Deno.test("stddato.write() answers closed: true when nobody reads, and throws nothing", async () => {
  using folder = new Folder();
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const script = "write 5 a flush line 1 ready copy 0 1 fill 5 1000000 1 result 1 write 5 b result 1 flush result 1 " +
    "splice stdin result 1";
  const child = new RunningChild(folder, "5>pipe", script);
  await child.said("ready");
  holder.close();
  await child.endInput();
  const { code, stdout, stderr } = await child.ended();
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, "ready\n" + `{"written":0,"closed":true}\n`.repeat(4));
});

Deno.test("stddato.spliceFrom() sends files and pipes, in order with what was written", async () => {
  using folder = new Folder();
  const data = fillBytes(300000, 5n);
  Deno.writeFileSync(folder.file("in"), data);
  const script =
    "write 5 1 splice in result 1 write 5 2 splice stddati result 1 splice stdin result 1 splice 6 result 1";
  const wiring = `cat in | { exec 4<&0 0<&7 6<in; "$@" 5>&8 8>&- 7<&-; } 8>&1 >answers | cat >out`;
  const ended = await runChild(folder, `exec 7<&0; ${wiring}; cat answers`, script, { input: "text" });
  const answers = [300000, 300000, 4, 300000].map((written) => `{"written":${written},"closed":false}\n`);
  assertEquals(ended, { code: 0, stdout: answers.join(""), stderr: "" });
  const text = new TextEncoder();
  const want = [text.encode("1"), data, text.encode("2"), data, text.encode("text"), data];
  assertEquals(await digest(folder.bytes("out")), await digest(await joined(want)));
});

Deno.test("stddato.spliceFrom() names the file that it cannot open", async () => {
  using folder = new Folder();
  const { code, stderr } = await runChild(folder, "5>out", "splice ./nowhere");
  assertEquals([code, stderr.includes(`"./nowhere"`), stderr.includes("ENOENT")], [1, true, true]);
});

Deno.test("stddato does not hide a full disk", async () => {
  using folder = new Folder();
  const awaited = await runChild(folder, "5>/dev/full", "fill 5 100000 1");
  assertEquals([awaited.code, awaited.stderr.includes("ENOSPC")], [1, true]);
  const atEnd = await runChild(folder, "5>/dev/full", "write 5 x");
  assertEquals([atEnd.code, atEnd.stderr.includes("ENOSPC")], [1, true]);
});

async function joined(parts: Uint8Array[]): Promise<Uint8Array> {
  return await new Blob(parts as BlobPart[]).bytes();
}
