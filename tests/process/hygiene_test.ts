/**
 * What a child inherits: six streams, and nothing else.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { catches, child, childSays, Folder, runParent } from "../helpers.ts";

const PIPES = { stdin: "", stddbg: "piped", stddati: "", stddato: "piped" } as const;
const SIX_PIPES = [
  "0 r blocking pipe",
  "1 w blocking pipe",
  "2 w blocking pipe",
  "3 w blocking pipe",
  "4 r blocking pipe",
  "5 w blocking pipe",
];

function withoutNumbers(fds: string): string[] {
  return fds.replace(/:\[[0-9]+\]/g, "").trimEnd().split("\n");
}

Deno.test("A child has 0…5, all blocking, and nothing else", async () => {
  assertEquals(withoutNumbers(await childSays("fds", PIPES)), SIX_PIPES);
});

Deno.test("A child has nothing of its siblings, of our files and of our pipes", async () => {
  using folder = new Folder();
  using _file = Deno.openSync(folder.file("ours"), { write: true, create: true });
  const siblings = Array.from({ length: 5 }, () => child("forever", PIPES).spawn());
  const named = siblings.map(() => childSays("fds", PIPES));
  for (const fds of await Promise.all(named)) assertEquals(withoutNumbers(fds), SIX_PIPES);
  for (const sibling of siblings) await sibling[Symbol.asyncDispose]();
});

Deno.test("A child's streams are blocking also when it shares ours", async () => {
  const fds = withoutNumbers(await childSays("fds", { stdin: "inherit", stderr: "inherit", stddato: { fd: 2 } }));
  assertEquals(fds.map((line) => line.split(" ")[2]), Array(6).fill("blocking"));
});

Deno.test("A sibling's end is not held by those that live on: each reader sees it", async () => {
  const held = Array.from({ length: 10 }, () => child("forever", { stdin: "piped", ...{ stddato: "piped" } }).spawn());
  const shorts = await Promise.all(Array.from({ length: 10 }, () => child("copy 0 1", { stdin: "text" }).output()));
  assertEquals(shorts.map(({ stdout, durationMs }) => [stdout.length, durationMs < 20_000]), Array(10).fill([4, true]));
  for (const process of held) await process[Symbol.asyncDispose]();
});

Deno.test("A child's signal mask is empty and nothing is ignored", async () => {
  const zero = "0".repeat(16);
  assertEquals(await childSays("signals"), `SigBlk:\t${zero}\nSigIgn:\t${zero}\nSigCgt:\t${zero}\n`);
});

Deno.test('Command.sigpipe "ignore" ignores exactly SIGPIPE', async () => {
  const zero = "0".repeat(16);
  assertEquals(
    await childSays("signals", { sigpipe: "ignore" }),
    `SigBlk:\t${zero}\nSigIgn:\t0000000000001000\nSigCgt:\t${zero}\n`,
  );
});

Deno.test("Command.sigpipe decides whether a broken pipe is death or an error", async () => {
  for (const [sigpipe, expected] of [["default", ["SIGPIPE", 141]], ["ignore", [null, 111]]] as const) {
    const process = child("await USR1 fill 5 1000000 1", { stddato: "direct", sigpipe }).spawn();
    using output = process.direct("stddato");
    await catches(process.pid);
    output.close();
    process.kill("SIGUSR1");
    const { signal, code } = await process.wait();
    assertEquals([signal, code], [...expected]);
  }
});

Deno.test("Command.sigpipe: the children of a parent that ignores signals find none ignored", async () => {
  using folder = new Folder();
  const before = "trap '' INT TERM HUP PIPE CHLD USR1 USR2 QUIT ALRM TSTP";
  const { code, stderr } = await runParent(["signals", folder.file("masks")], before);
  assertEquals([code, stderr], [0, ""]);
  const zero = "0".repeat(16);
  const masks = (ignored: string) => `SigBlk:\t${zero}\nSigIgn:\t${ignored}\nSigCgt:\t${zero}\n`;
  assertEquals(folder.read("masks"), masks(zero) + masks("0000000000001000"));
});

Deno.test("Command.env: a variable of ours that is not UTF-8 reaches the child as it is", async () => {
  using folder = new Folder();
  const { code, stderr } = await runParent(["environment", folder.file("entries")], "export ODD=$(printf 'a\\377b')");
  assertEquals([code, stderr], [0, ""]);
  const entries = new TextDecoder("latin1").decode(Deno.readFileSync(folder.file("entries"))).split("\0");
  assertEquals(entries.filter((entry) => entry.startsWith("ODD=")), ["ODD=a\xffb", "ODD=a\xffb"]);
});

/* -- Whatever the parent's own 0…5 are -- */

Deno.test("A child gets six pipes whichever of 0…5 the parent lacks", async () => {
  using folder = new Folder();

  const lacks = ["", "0<&-", "1>&-", "2>&-", "0<&- 1>&-", "0<&- 2>&-", "1>&- 2>&-", "0<&- 1>&- 2>&-"];
  const gives = ["3>&- 4>&- 5>&-", "3</dev/null 4</dev/null 5</dev/null"];
  const cases = lacks.flatMap((lack) => gives.map((give) => `exec ${lack} ${give}`));
  for (const [index, before] of cases.entries()) {
    const path = folder.file(`${index}`);
    const { code } = await runParent(["child-fds", path], before);
    assertEquals([before, code], [before, 0]);
    const found = withoutNumbers(folder.read(`${index}`) ?? "");
    assertEquals([before, ...found], [before, "0 rw blocking /dev/null", ...SIX_PIPES.slice(1)]);
  }
});

Deno.test("A child gets our own 0…5 in each of the 720 orders", async () => {
  using folder = new Folder();
  const opens = [0, 1, 2, 3, 4, 5].map((fd) => `${fd}<>${folder.file(`file${fd}`)}`).join(" ");
  const { code } = await runParent(["permutations", folder.file("report")], `exec ${opens}`);
  const said = folder.read("file2");
  assertEquals([code, said], [0, ""]);
  const { own, wrong } = JSON.parse(folder.read("report")!) as { own: [number, string][]; wrong: unknown[] };
  assertEquals(own, [0, 1, 2, 3, 4, 5].map((fd) => [fd, folder.file(`file${fd}`)]));
  assertEquals(wrong, []);
});

Deno.test('Command "inherit" passes on the 3, 4 and 5 that we were given', async () => {
  using folder = new Folder();
  const opens = [3, 4, 5].map((fd) => `${fd}<>${folder.file(`file${fd}`)}`).join(" ");
  const { code, stderr } = await runParent(["inherit", folder.file("fds")], `exec ${opens}`);
  assertEquals([code, stderr], [0, ""]);
  const targets = withoutNumbers(folder.read("fds")!).slice(3);
  assertEquals(targets, [3, 4, 5].map((fd) => `${fd} rw blocking ${folder.file(`file${fd}`)}`));
});

Deno.test("16 isolates that spawn at once: every child has 0…5 and nothing else", async () => {
  const { code, stdout, stderr } = await runParent(["isolates", "16"]);
  assertEquals([code, stderr], [0, ""]);
  const answers = JSON.parse(stdout) as [string, number][];
  assertEquals(answers, [[`${["0 rw blocking /dev/null", ...SIX_PIPES.slice(1)].join("\n")}\n`, 64]]);
});
