/**
 * Who may use a served pool, where it listens, and how it ends.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { native, type Pointer } from "../../ffi/mod.ts";
import { Listener } from "../../src/pool/serve/listener.ts";
import { parseAddress } from "../../src/pool/serve/mod.ts";
import { fdsComeBackTo, Folder, lives, openFds, until } from "../helpers.ts";
import { times } from "./kit.ts";
import { leaveStaleSocket, type Message, Served } from "./serve_kit.ts";

const HTTP = "POST /a:b HTTP/1.1\r\nContent-Length: 9\r\n\r\n" + '{"id": 1}\n';

const EMFILE = 24;

/** A value that can be read and written; whoever makes one text of its parts runs out of stack. */
const NESTED: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));

for (const framing of ["jsonl", "content-length", "length-prefixed"] as const) {
  Deno.test(`A browser is disconnected before it is understood: ${framing}`, async () => {
    await using served = await Served.start({ framing, args: [framing] });
    using client = await served.client();
    await client.sendText(HTTP);
    assertEquals(await client.next(), null);
    assertEquals(served.figures.submitted, 0);
  });
}

for (const line of ["hello", "1", '"text"', "[1]", "{"]) {
  Deno.test(`A first line that is no message closes the connection: ${line}`, async () => {
    await using served = await Served.start();
    using client = await served.client();
    await client.sendText(`${line}\n`);
    assertEquals(await client.next(), null);
  });
}

for (const framing of ["content-length", "length-prefixed"] as const) {
  Deno.test(`Clients speak as the children do: ${framing}`, async () => {
    await using served = await Served.start({ framing, args: [framing] });
    using client = await served.client(framing);
    const { id, echo } = await client.ask({ id: "ä", echo: "ü" });
    assertEquals([id, (echo as Message).echo], ["ä", "ü"]);
  });
}

Deno.test("With a token, the first message must carry it", async () => {
  await using served = await Served.start({}, { token: "s3cret" });
  using good = await served.client();
  assertEquals((await good.ask({ id: 1, token: "s3cret", echo: 1 })).echo, { id: 1, echo: 1 });
  using alone = await served.client();
  await alone.send({ token: "s3cret" });
  assertEquals((await alone.ask({ id: 2 })).id, 2);
  const wrong = [undefined, null, "s3cre7", "", ["s3cret"], ["s3cret", 1], { toString: 1, valueOf: 1 }, NESTED];
  for (const token of wrong) {
    using bad = await served.client();
    await bad.send({ id: 3, token });
    assertEquals(await bad.next(), null);
  }
  assertEquals(served.figures.submitted, 2);
});

Deno.test("Who does not show the token in time is disconnected, and keeps no server from ending", async () => {
  await using served = await Served.start({}, { token: "s3cret", tokenMs: 50, idleExitMs: 500 });
  using silent = await served.client();
  await silent.sendText('{"token":"s3');
  assertEquals(await silent.next(), null);
  await served.server.ended;
});

Deno.test("A client that has shown the token in time stays", async () => {
  await using served = await Served.start({}, { token: "s3cret", tokenMs: 1000 });
  using client = await served.client();
  await client.send({ token: "s3cret" });
  assertEquals((await client.ask({ id: 1, delay: 1300 })).id, 1);
});

Deno.test("A token that reads like nothing at all must be shown, too", async () => {
  await using served = await Served.start({}, { token: "undefined" });
  using bad = await served.client();
  await bad.send({ id: 1 });
  assertEquals(await bad.next(), null);
});

Deno.test("The socket is its owner's alone, and goes with the server", async () => {
  using folder = new Folder();
  const path = folder.file("own");
  await using served = await Served.start({}, { address: { kind: "unix", path } });
  assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  served.server.drain();
  await served.server.ended;
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("A live socket and a file are refused, a stale socket is replaced", async () => {
  using folder = new Folder();
  const path = folder.file("socket");
  const address = { kind: "unix", path } as const;
  {
    await using served = await Served.start({}, { address });
    await assertRejects(() => Served.start({}, { address }), Deno.errors.AddrInUse, "another server listens there");
    using client = await served.client();
    assertEquals((await client.ask({ id: 1 })).id, 1);
  }
  leaveStaleSocket(path);
  {
    await using served = await Served.start({}, { address });
    using client = await served.client();
    assertEquals((await client.ask({ id: 1 })).id, 1);
  }
  Deno.writeTextFileSync(path, "precious");
  await assertRejects(() => Served.start({}, { address }), Deno.errors.AlreadyExists, "it is no socket");
  assertEquals(folder.read("socket"), "precious");
});

Deno.test("Of servers that start together in the place of a stale socket, one listens", async () => {
  using folder = new Folder();
  const path = folder.file("socket");
  const address = { kind: "unix", path } as const;
  leaveStaleSocket(path);
  const started = await Promise.allSettled(times(8, () => Served.start({}, { address })));
  const served = started.filter((each) => each.status === "fulfilled").map(({ value }) => value);
  assertEquals(served.length, 1);
  using client = await served[0]!.client();
  assertEquals((await client.ask({ id: 1 })).id, 1);
  client.close();
  await served[0]![Symbol.asyncDispose]();
});

Deno.test({
  name: "Another user is disconnected, even when the file of the socket would let him in",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    using folder = new Folder();
    const path = folder.file("socket");
    await using served = await Served.start({}, { address: { kind: "unix", path } });
    for (const [file, mode] of [[folder.path, 0o755], [path, 0o666]] as const) Deno.chmodSync(file, mode);
    const script =
      "alarm 10; my $s = IO::Socket::UNIX->new($ARGV[0]) or exit 3; exit(sysread($s, my $byte, 1) == 0 ? 0 : 4)";
    const stranger = new Deno.Command("perl", { args: ["-MIO::Socket::UNIX", "-e", script, path], uid: 65534 });
    assertEquals((await stranger.output()).code, 0);
    using client = await served.client();
    assertEquals((await client.ask({ id: 1 })).id, 1);
  },
});

Deno.test("Addresses are paths, or ports of this machine", () => {
  assertEquals(parseAddress("unix:/run/a b"), { kind: "unix", path: "/run/a b" });
  assertEquals(parseAddress("tcp:127.0.0.1:80"), { kind: "tcp", host: "127.0.0.1", port: 80 });
  assertEquals(parseAddress("tcp:[::1]:0"), { kind: "tcp", host: "::1", port: 0 });
  for (const text of ["tcp:0.0.0.0:80", "tcp:[::]:80", "tcp:192.168.1.1:80", "tcp:8.8.8.8:0"]) {
    assertThrows(() => parseAddress(text), TypeError, "only loopback");
  }
  for (
    const text of [
      "",
      "unix:",
      "tcp:80",
      "tcp:localhost:80",
      "tcp:127.0.0.1:65536",
      "tcp:127.0.0.1",
      "tcp:127.0.0.256:1",
      "/run/a",
    ]
  ) {
    assertThrows(() => parseAddress(text), TypeError, "neither unix:PATH nor tcp:");
  }
});

Deno.test("A path that is too long is refused by its name", async () => {
  using folder = new Folder();
  const path = folder.file("x".repeat(200));
  await assertRejects(() => Served.start({}, { address: { kind: "unix", path } }), Error, "ENAMETOOLONG");
});

Deno.test("Clients connect by TCP", async () => {
  await using served = await Served.start({}, { address: { kind: "tcp", host: "127.0.0.1", port: 0 } });
  assertMatch(served.server.address, /^tcp:127\.0\.0\.1:[1-9]\d*$/);
  using client = await served.client();
  assertEquals((await client.ask({ id: 1 })).id, 1);
});

/* -- The end -- */

Deno.test("At the end, what is under way is finished and nothing new is begun", async () => {
  await using served = await Served.start();
  using client = await served.client();
  const { pid } = await client.ask({ id: 0 });
  await client.send({ id: 1, delay: 100 });
  await until(() => served.figures.inFlight === 1, "the request is in flight");
  served.server.drain();
  await client.send({ id: 2 });
  const replies = [await client.next(), await client.next()];
  const [done, refused] = replies.sort((left, right) => (left!.id as number) - (right!.id as number));
  assertEquals([done!.id, done!.pid], [1, pid]);
  assertEquals((refused!.error as { data: Message }).data.code, "Closed");
  assertEquals(await client.next(), null);
  await served.server.ended;
  assert(!lives(pid as number));
});

Deno.test("It can be killed while it ends", async () => {
  await using served = await Served.start();
  using client = await served.client();
  await client.send({ id: 1, hang: 1 });
  await until(() => served.figures.children.busy === 1, "the child is busy");
  served.server.drain();
  served.server.kill();
  await served.server.ended;
});

Deno.test("It ends when it has been without clients for as long as it may", async () => {
  await using served = await Served.start({}, { idleExitMs: 300 });
  {
    using client = await served.client();
    assertEquals((await client.ask({ id: 1, delay: 600 })).id, 1); // longer than it may be alone
  }
  await served.server.ended;
});

Deno.test("An address that cannot be watched is given back", async () => {
  using folder = new Folder();
  const path = folder.file("socket");
  (await Listener.at({ kind: "unix", path })).close();
  const { symbols } = native();
  const before = openFds();
  const property = Object.getOwnPropertyDescriptor(symbols, "aria_watch_open")!;
  const value = (_reactor: Pointer, _handle: bigint, _direction: number, _id: number, error: Uint8Array) => {
    new DataView(error.buffer).setInt32(0, -EMFILE, true);
    return null;
  };
  Object.defineProperty(symbols, "aria_watch_open", { ...property, value });
  try {
    const error = await assertRejects(() => Listener.at({ kind: "unix", path }), Error, "Cannot listen at unix:");
    assertMatch(error.message, /EMFILE/);
  } finally {
    Object.defineProperty(symbols, "aria_watch_open", property);
  }
  assertEquals([...Deno.readDirSync(folder.path)], []);
  await fdsComeBackTo(before);
  (await Listener.at({ kind: "unix", path })).close();
});
