import { assertEquals, assertStringIncludes } from "@std/assert";
import { fillBytes } from "../programs/child.ts";
import { digest, Folder, holdFifo, readFifo, runChild, RunningChild } from "./run_child.ts";

const UNWIRED = { stdin: true, stdout: true, stderr: true, stddbg: false, stddati: false, stddato: false };

Deno.test("io carries six payloads on the six streams", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("in"), "data in");
  const script = ["copy", "0", "1", "copy", "4", "2", "log", "info", "record", "write", "5", "data out"];
  const ended = await runChild(folder, "3>debug 4<in 5>out", script, { input: "text in" });
  assertEquals(ended, { code: 0, stdout: "text in", stderr: "data in" });
  assertEquals([JSON.parse(folder.text("debug")).message, folder.text("out")], ["record", "data out"]);
});

Deno.test("io treats missing streams 3, 4 and 5 as the null device", async () => {
  using folder = new Folder();
  const script = "available log info x count 4 fill 5 200000 1 result 1 flush result 1 splice stddati result 1 " +
    "write 3 {} result 1";
  const { code, stdout, stderr } = await runChild(folder, "", script);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout.trimEnd().split("\n").map((line) => JSON.parse(line)), [
    UNWIRED,
    0,
    { written: 200000, closed: false },
    { written: 0, closed: false },
    { written: 0, closed: false },
    { written: 2, closed: false },
  ]);
});

Deno.test("io.available counts neither the null device nor a stream of the wrong direction", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("kept"), "kept");
  for (const wiring of ["3>/dev/null 4</dev/null 5>/dev/null", "3<kept 4>>kept 5<kept"]) {
    const { code, stdout } = await runChild(folder, wiring, "available log info x count 4 write 5 x");
    const [available, count] = stdout.split("\n");
    assertEquals([code, JSON.parse(available!), count], [0, UNWIRED, "0"]);
  }
  assertEquals(folder.text("kept"), "kept");
});

Deno.test("io.available names each wired stream", async () => {
  using folder = new Folder();
  const { stdout } = await runChild(folder, "3>debug 4<debug 5>out </dev/null", "available");
  assertEquals(JSON.parse(stdout), { ...UNWIRED, stdin: false, stddbg: true, stddati: true, stddato: true });
});

Deno.test("io copies 8 MiB from stddati to stddato byte for byte, pipe to pipe", async () => {
  using folder = new Folder();
  Deno.writeFileSync(folder.file("in"), fillBytes(8 * 1024 * 1024, 3n));
  await runChild(folder, `cat in | "$@" 4<&0 5>&1 >/dev/null | cat >out`, "copy 4 5");
  assertEquals(await digest(folder.bytes("out")), await digest(folder.bytes("in")));
});

Deno.test("io leaves the mode of the streams it was given as it is", async () => {
  using folder = new Folder();
  const path = await folder.fifo("pipe");
  const holder = await holdFifo(path);
  const after = "cat /proc/self/fdinfo/3 /proc/self/fdinfo/4 /proc/self/fdinfo/5 >modes";
  const child = new RunningChild(
    folder,
    `exec 3>pipe 4<&0 5>pipe; "$@"; ${after}`,
    "log info x line 1 ready copy 4 5 fill 5 100000 1",
  );
  await child.said("ready");
  const reading = readFifo(path, holder);
  await child.endInput();
  assertEquals((await child.ended()).code, 0);
  assertEquals((await reading).length > 100000, true);
  const modes = folder.text("modes").split("\n").filter((line) => line.startsWith("flags:"));
  assertEquals(modes.map((line) => parseInt(line.slice(6), 8) & 0o4000), [0, 0, 0]);
});

Deno.test("io needs no permission for stdin, stdout and stderr, and loads nothing for them", async () => {
  using folder = new Folder();
  const options = { input: "in", options: "--no-prompt --quiet" };
  const ended = await runChild(folder, "3>debug 5>out", "copy 0 1 write 2 err", options);
  assertEquals(ended, { code: 0, stdout: "in", stderr: "err" });
});

Deno.test("io without permission drops records quietly, but never data", async () => {
  using folder = new Folder();
  const options = { options: "--no-prompt --quiet" };
  const logs = await runChild(folder, "3>debug", "log info x line 1 on", options);
  assertEquals(logs, { code: 0, stdout: "on\n", stderr: "" });
  const data = await runChild(folder, "5>out", "write 5 x", options);
  assertEquals(data.code, 1);
  assertStringIncludes(data.stderr, "run again with --allow-");
});

Deno.test("io.stdout answers closed: true when nobody reads, and throws nothing", async () => {
  using folder = new Folder();
  // The right side closes its end, and only then lets the left side go on.
  const wiring = `mkfifo gate; { "$@" 4<gate; echo "code $?" >&2; } | { exec <&-; : >gate; }`;
  const { stderr } = await runChild(folder, wiring, "copy 4 2 fill 1 1000000 1 result 2 line 1 x result 2");
  assertEquals(stderr, `{"written":0,"closed":true}\n{"written":0,"closed":true}\ncode 0\n`);
});
