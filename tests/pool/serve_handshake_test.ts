/**
 * The handshake of served children: once for each, however many clients there are.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder, killQuietly, until } from "../helpers.ts";
import { times } from "./kit.ts";
import { type Message, recorded, recordedIn, Served } from "./serve_kit.ts";

const PARAMS = { protocolVersion: "1", clientInfo: { name: "test", version: "2" } };

function initialize(id: unknown, params: Message = PARAMS): Message {
  return { jsonrpc: "2.0", id, method: "initialize", params };
}

/** Messages of a method that children were sent. */
function count(folder: Folder, method: string): number {
  return recordedIn(folder).filter((message) => message.method === method).length;
}

Deno.test("initialize is executed once per child, and every client gets its result", async () => {
  using folder = new Folder();
  await using served = await Served.start(
    { ...recorded(folder.file("sent")), max: 2, mode: "exclusive" },
    { cachesInit: true },
  );
  using one = await served.client();
  using other = await served.client();
  const first = await one.ask(initialize("a"));
  const second = await other.ask(initialize(7, { clientInfo: { version: "2", name: "test" }, protocolVersion: "1" }));
  assertEquals([first.id, second.id, first.pid === second.pid], ["a", 7, true]);
  for (const client of [one, other]) await client.send({ method: "notifications/initialized" });
  const replies = await Promise.all([one, other].map((client) => client.ask({ id: 1, delay: 100 })));
  assert(replies[0]!.pid !== replies[1]!.pid, "the second child is another one");
  assertEquals([count(folder, "initialize"), count(folder, "notifications/initialized")], [2, 2]);
});

Deno.test("Clients that initialize at the same time share one handshake", async () => {
  using folder = new Folder();
  await using served = await Served.start(recorded(folder.file("sent")), { cachesInit: true });
  const clients = await Promise.all(times(5, () => served.client()));
  const replies = await Promise.all(clients.map((client, id) => client.ask(initialize(id))));
  assertEquals(replies.map(({ id }) => id), times(5, (id) => id));
  assertEquals(count(folder, "initialize"), 1);
  for (const client of clients) client.close();
});

Deno.test("A child that replaces another one is initialized before it serves", async () => {
  using folder = new Folder();
  await using served = await Served.start({ ...recorded(folder.file("sent")), maxRequests: 1 }, { cachesInit: true });
  using client = await served.client();
  await client.ask(initialize(1));
  const { pid } = await client.ask({ id: 2, method: "before" });
  assert((await client.ask({ id: 3, method: "after" })).pid !== pid);
  const handshake = ["initialize", "notifications/initialized"];
  const methods = recordedIn(folder).map(({ method }) => method);
  assertEquals(methods, [...handshake, "before", ...handshake, "after"]);
});

Deno.test("Warm children wait for the first client, who says how they are initialized", async () => {
  using folder = new Folder();
  await using served = await Served.start(
    { ...recorded(folder.file("sent")), min: 2, max: 2 },
    { cachesInit: true },
  );
  using client = await served.client();
  assertEquals(served.figures.spawned, 0);
  await client.ask(initialize(1));
  await until(() => served.figures.children.idle === 2, "both children are there");
  assertEquals(count(folder, "initialize"), 2);
});

Deno.test("Before anybody has initialized them, children are not asked", async () => {
  await using served = await Served.start({}, { cachesInit: true });
  using client = await served.client();
  await client.send({ method: "told" });
  const { id, error } = await client.ask({ id: 1, method: "m" });
  assertEquals([id, (error as Message).code], [1, -32002]);
  assertEquals(served.figures.submitted, 0);
});

Deno.test("A client that introduces itself otherwise is answered by a child", async () => {
  using folder = new Folder();
  await using served = await Served.start(recorded(folder.file("sent")), { cachesInit: true });
  using one = await served.client();
  using other = await served.client();
  await one.ask(initialize(1));
  const { id, echo } = await other.ask(initialize(2, { protocolVersion: "2", echo: 1 }));
  assertEquals([id, ((echo as Message).params as Message).protocolVersion], [2, "2"]);
  assertEquals(count(folder, "initialize"), 2);
});

Deno.test("A child that refuses the handshake refuses the client, and the next client may do better", async () => {
  // It refuses the protocol version "0" and accepts every other.
  const script =
    String.raw`/"protocolVersion":"0"/s/.*"id":\([0-9]*\).*/{"id":\1,"error":{"code":-5,"message":"no"}}/;` +
    String.raw`s/.*"method":"initialize".*"id":\([0-9]*\).*/{"id":\1,"result":"fine"}/`;
  await using served = await Served.start({ command: "sed", args: ["-u", script] }, { cachesInit: true });
  using one = await served.client();
  using other = await served.client();
  const refused = await one.ask(initialize(1, { protocolVersion: "0" }));
  assertEquals([refused.id, refused.error], [1, { code: -5, message: "no" }]);
  assertEquals((await other.ask(initialize(2))).result, "fine");
});

Deno.test("A child that has something to say right after the handshake stays", async () => {
  const script = String.raw`s/.*"method":"initialize".*"id":\([0-9]*\).*/{"id":\1,"result":0}\n{"method":"told"}/;t;` +
    String.raw`s/.*"id":\([0-9]*\).*/{"id":\1,"result":1}/;t;s/.*/{"method":"told"}/`;
  await using served = await Served.start({ command: "sed", args: ["-u", script] }, { cachesInit: true });
  using client = await served.client();
  assertEquals((await client.ask(initialize(1))).result, 0);
  let reply = await client.ask({ id: 2, method: "m" });
  while (reply.method === "told") reply = (await client.next())!; // some of it may come late
  assertEquals(reply.result, 1);
  assertEquals([served.figures.spawned, served.figures.recycled], [1, {}]);
});

Deno.test("A handshake that the end of the server overtakes is refused", async () => {
  await using served = await Served.start({ command: "sleep", args: ["1000"] }, { cachesInit: true });
  using client = await served.client();
  await client.send(initialize(1));
  await until(() => served.figures.children.starting === 1, "the handshake has begun");
  served.server.drain();
  const { error } = (await client.next())!;
  assertEquals((error as { data: Message }).data.code, "Closed");
  assertEquals(await client.next(), null);
});

Deno.test("A child that cannot be initialized is an error of the pool", async () => {
  await using served = await Served.start({ command: "false" }, { cachesInit: true });
  using client = await served.client();
  const { error } = await client.ask(initialize(1));
  const { code, data, message } = error as { code: number; data: Message; message: string };
  assertEquals([code, data.code, data.stage], [-32000, "SpawnFailed", "init"]);
  assertMatch(message, /Cannot start "false"/);
});

Deno.test("Language servers are told in their own way that they are initialized", async () => {
  using folder = new Folder();
  const { command, args } = recorded(folder.file("sent"));
  await using served = await Served.start(
    { command, args: [...args, "content-length"], framing: "content-length" },
    { cachesInit: true },
  );
  using client = await served.client("content-length");
  assertEquals((await client.ask(initialize(1))).id, 1);
  await until(() => folder.read("sent")!.includes('"initialized"'), "the child was told");
  assertMatch(folder.read("sent")!, /"method":"initialized","params":\{\}/);
});

Deno.test("A child that was killed between two clients is initialized again", async () => {
  await using served = await Served.start({}, { cachesInit: true });
  using client = await served.client();
  const { pid } = await client.ask(initialize(1));
  killQuietly(pid as number);
  await until(() => served.figures.crashes === 1, "its end was seen");
  const again = await client.ask(initialize(2));
  assertEquals([again.id, again.pid], [2, pid]);
  assert((await client.ask({ id: 3 })).pid !== pid);
});
