/**
 * `ariash pool serve` as a user runs it: what it prints, how signals end it, and what it leaves.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { dies, Folder, inspectorTurn, lives, settles, until } from "../helpers.ts";
import { runAria } from "../shell/ariash.ts";
import { SERVER, times } from "./kit.ts";
import { SocketClient, startServe } from "./serve_kit.ts";

Deno.test("It says where it listens, and serves two clients there", async () => {
  using folder = new Folder();
  const path = folder.file("socket");
  await using program = await startServe(["--listen", `unix:${path}`, "--", SERVER]);
  assertEquals(program.address, `unix:${path}`);
  assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  using one = await SocketClient.to(program.address);
  using other = await SocketClient.to(program.address);
  const [first, second] = await Promise.all([one.ask({ id: 1, delay: 20 }), other.ask({ id: 1 })]);
  assertEquals([first.id, second.id, first.pid === second.pid], [1, 1, true]);
});

Deno.test("It finishes what it has when it is told to end, and leaves nothing behind", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    using folder = new Folder();
    const path = folder.file("socket");
    await using program = await startServe([`--listen=unix:${path}`, "--", SERVER]);
    using client = await SocketClient.to(program.address);
    await client.send({ id: 1, delay: 200 });
    const { id, pid } = await client.ask({ id: 2 });
    assertEquals(id, 2);
    program.process.kill(signal);
    assertEquals((await client.next())!.id, 1);
    assertEquals(await client.next(), null);
    assertEquals((await program.process.wait()).code, 0);
    assert(!lives(pid as number));
    assertEquals([...Deno.readDirSync(folder.path)], []);
  }
});

Deno.test("A second signal kills what does not end", async () => {
  await using program = await startServe(["--listen", "tcp:127.0.0.1:0", "--", SERVER]);
  using client = await SocketClient.to(program.address);
  await client.send({ id: 1, mute: 1 });
  const { pid } = await client.ask({ id: 2 });
  program.process.kill("SIGTERM");
  const listens = () => SocketClient.to(program.address).then((other) => (other.close(), true), () => false);
  await until(async () => !await listens(), "it lets nobody in");
  program.process.kill("SIGTERM");
  assertEquals((await program.process.wait()).code, 143);
  await dies(pid as number);
});

Deno.test("SIGUSR1 prints its figures", async () => {
  using _turn = await inspectorTurn();
  await using program = await startServe(["--listen", "tcp:127.0.0.1:0", "--", SERVER]);
  using client = await SocketClient.to(program.address);
  await client.ask({ id: 1 });
  program.process.kill("SIGUSR1");
  const { value } = await settles(program.process.stderr.lines().next(), "a line on stderr");
  const { submitted, completed, spawned, children } = JSON.parse(value!);
  assertEquals([submitted, completed, spawned, children.idle], [1, 1, 1, 1]);
});

Deno.test("It ends by itself when nobody is there", async () => {
  await using program = await startServe(["--listen", "tcp:127.0.0.1:0", "--idle-exit-ms", "50", "--", SERVER]);
  assertEquals((await settles(program.process.wait(), "its end")).code, 0);
});

Deno.test("All options reach the server and its pool", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("token"), "open\n");
  const options = "--listen tcp:127.0.0.1:0 --max 2 --min 2 --framing jsonl --channel data --mode exclusive " +
    `--affinity client --init-cache --request-timeout-ms 5000 --idle-exit-ms=60000 --token-file ${
      folder.file("token")
    }`;
  await using program = await startServe([...options.split(" "), "--", SERVER, "data"]);
  using client = await SocketClient.to(program.address);
  await client.send({ token: "open" });
  const { pid } = await client.ask({ id: 1, method: "initialize" });
  const { fds } = await client.ask({ id: 2 });
  assertEquals(fds, "0 1 2 3 4 5");
  assertEquals((await client.ask({ id: 3, method: "initialize" })).pid, pid);
  program.process.kill("SIGTERM");
  assertEquals((await program.process.wait()).code, 0);
});

Deno.test("A request that takes longer than it may is an error", async () => {
  await using program = await startServe(["--listen", "tcp:127.0.0.1:0", "--request-timeout-ms", "50", "--", SERVER]);
  using client = await SocketClient.to(program.address);
  const { error } = await client.ask({ id: 1, mute: 1 });
  assertEquals((error as { data: { code: string } }).data.code, "RequestTimeout");
});

const MISSING = "No such file or directory (os error 2)";

Deno.test("It says in a line why it cannot listen", async () => {
  using folder = new Folder();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  Deno.writeTextFileSync(folder.file("empty"), "\n");
  const cases: [address: string, tokenFile: string | null, message: string][] = [
    [`unix:${folder.file("no/such")}`, null, `listen at unix:${folder.file("no/such")}: ${MISSING}`],
    [`unix:${folder.path}`, null, `listen at unix:${folder.path}: it is no socket`],
    [`tcp:127.0.0.1:${port}`, null, `listen at tcp:127.0.0.1:${port}: Address already in use (EADDRINUSE)`],
    ["tcp:127.0.0.1:0", folder.file("none"), `use the token file "${folder.file("none")}": ${MISSING}`],
    ["tcp:127.0.0.1:0", folder.file("empty"), `use the token file "${folder.file("empty")}": it is empty`],
  ];
  for (const [address, tokenFile, message] of cases) {
    const token = tokenFile === null ? [] : ["--token-file", tokenFile];
    const { code, stdout, stderr } = await runAria(["pool", "serve", "--listen", address, ...token, "--", SERVER]);
    assertEquals({ code, stdout, stderr }, { code: 1, stdout: "", stderr: `ariash: pool serve: Cannot ${message}\n` });
  }
});

Deno.test("It says why it lets nobody in, and lets others in when there is room again", async () => {
  await using program = await startServe(["--listen", "tcp:127.0.0.1:0", "--", "cat"]);
  const limit = ["--pid", String(program.process.pid), "--nofile=64"];
  assertEquals((await new Deno.Command("prlimit", { args: limit }).output()).code, 0);
  const clients = await Promise.all(times(60, () => SocketClient.to(program.address)));
  const { value } = await settles(program.process.stderr.lines().next(), "a line on stderr");
  assertMatch(value!, /^ariash: pool serve: Cannot let a client in.*: Too many open files in this process \(EMFILE\)$/);
  for (const client of clients) client.close();
  const isServed = async () => {
    using client = await SocketClient.to(program.address);
    await client.send({ id: 1 });
    return (await client.next())?.id === 1;
  };
  await until(isServed, "somebody is served again");
});

Deno.test("It says why a server cannot be started, though nobody has asked", async () => {
  await using program = await startServe([
    "--listen",
    "tcp:127.0.0.1:0",
    "--min",
    "1",
    "--",
    "sh",
    "-c",
    "echo no >&2; exit 3",
  ]);
  const lines = program.process.stderr.lines();
  const said = [];
  for (let count = 0; count < 3; count++) said.push((await settles(lines.next(), "a line on stderr")).value);
  assertMatch(said[0]!, /^ariash: pool serve: "sh" \(pid \d+\) exited with 3 before it replied$/);
  assertEquals(said.slice(1), ["its stderr ended so:", "  no"]);
});

const LISTEN = ["--listen", "tcp:127.0.0.1:0"];
const REFUSED: [args: string[], message: string][] = [
  [["pool"], "'ariash pool' needs 'serve' or 'bench' (help: ariash pool --help)"],
  [["pool", "serv"], "'ariash pool' has no 'serv' (help: ariash pool serve)"],
  [["pool", "serve", "--", "cat"], "'ariash pool serve' needs '--listen unix:PATH' or a TCP address"],
  [["pool", "serve", ...LISTEN], "'ariash pool serve' needs '-- CMD' behind its options"],
  [["pool", "serve", ...LISTEN, "--"], "'ariash pool serve' needs '-- CMD' behind its options"],
  [["pool", "serve", ...LISTEN, "cat"], "'ariash pool serve' needs '--' before its command, 'cat'"],
  [["pool", "serve", "--lisen", "x", "--", "cat"], "'ariash pool serve' has no option '--lisen' (help: --listen)"],
  [["pool", "serve", "--listen"], "option '--listen' needs a value"],
  [["pool", "serve", ...LISTEN, "--max", "0", "--", "cat"], "option '--max' is a whole number from 1 on, not '0'"],
  [["pool", "serve", ...LISTEN, "--min", "2", "--", "cat"], "option '--min' is 2, and more than '--max', 1"],
  [["pool", "serve", ...LISTEN, "--init-cache=1", "--", "cat"], "option '--init-cache' takes no value"],
  [["pool", "serve", ...LISTEN, "--affinity=x", "--", "cat"], "option '--affinity' is 'client', not 'x'"],
  [["pool", "serve", ...LISTEN, "--mode=x", "--", "cat"], "option '--mode' is 'multiplex' or 'exclusive', not 'x'"],
  [["pool", "bench", "cat"], "'ariash pool bench' needs '--' before its command, 'cat'"],
  [["pool", "bench", "--paload=1", "--", "cat"], "'ariash pool bench' has no option '--paload' (help: --payload)"],
  [
    ["pool", "serve", "--listen", "tcp:0.0.0.0:0", "--", "cat"],
    "option '--listen': Cannot listen at \"tcp:0.0.0.0:0\": only loopback addresses are served",
  ],
];

Deno.test("What makes no sense is refused in a line, with exit code 2", async () => {
  for (const [args, message] of REFUSED) {
    const { code, stdout, stderr } = await runAria(args);
    assertEquals({ code, stdout, stderr }, { code: 2, stdout: "", stderr: `ariash: ${message}\n` });
  }
});

Deno.test("Its usage fits 80 columns and names every option", async () => {
  for (const args of [["pool", "--help"], ["pool", "serve", "--help"], ["pool", "bench", "--help"]]) {
    const { code, stdout, stderr } = await runAria(args);
    assertEquals([code, stderr], [0, ""]);
    for (const line of stdout.split("\n")) assert(line.length <= 80, line);
    for (const option of ["--listen", "--max", "--min", "--framing", "--channel", "--mode", "--affinity client"]) {
      assert(stdout.includes(option), option);
    }
    for (const option of ["--init-cache", "--token-file", "--request-timeout-ms", "--idle-exit-ms", "--requests"]) {
      assert(stdout.includes(option), option);
    }
  }
});

Deno.test("The options of the command belong to the command", async () => {
  const { stdout, code } = await runAria(["pool", "serve", "--", "cat", "--help"]);
  assertEquals([stdout, code], ["", 2]);
});
