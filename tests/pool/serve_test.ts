/**
 * A pool for many clients: whose reply, whose question, whose progress.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder, killQuietly, openFds, until } from "../helpers.ts";
import { SERVER, times } from "./kit.ts";
import { type Message, recorded, recordedIn, Served } from "./serve_kit.ts";

const MIB = 1024 * 1024;
/** Reads all and says nothing, with its output open. */
const SILENT = { command: "sh", args: ["-c", "cat >/dev/null; exit"] };

Deno.test("Clients with equal ids get their own replies, under their own type of id", async () => {
  await using served = await Served.start();
  using one = await served.client();
  using other = await served.client();
  const ids = [1, "1", 0, "a"];
  await one.send(...ids.map((id, index) => ({ id, delay: 20 - index * 5, echo: "one" })));
  await other.send(...ids.map((id) => ({ id, echo: "other" })));
  for (const [client, name] of [[one, "one"], [other, "other"]] as const) {
    const replies = await Promise.all(ids.map(() => client.next()));
    assertEquals(new Set(replies.map((reply) => reply!.id)), new Set(ids));
    for (const reply of replies) assertEquals((reply!.echo as Message).echo, name);
  }
  assertEquals(served.figures.spawned, 1);
});

Deno.test("A request without an id gets a reply without one", async () => {
  for (const mode of ["multiplex", "exclusive"] as const) {
    await using served = await Served.start({ mode });
    using client = await served.client();
    assertEquals("id" in await client.ask({ echo: 1 }), false);
  }
});

Deno.test("A batch is taken apart", async () => {
  await using served = await Served.start();
  using client = await served.client();
  await client.sendText('[{"id":1,"echo":1},{"id":2,"echo":1}]\n');
  assertEquals([(await client.next())!.id, (await client.next())!.id], [1, 2]);
});

Deno.test("A client that leaves in mid-request is not noticed by the others, its request is cancelled", async () => {
  await using served = await Served.start();
  using stayer = await served.client();
  const leaver = await served.client();
  await leaver.send({ id: 1, mute: 1 });
  await until(() => served.figures.inFlight === 1, "its request is in flight");
  const { pid } = await stayer.ask({ id: 1 });
  leaver.close();
  await until(() => served.figures.cancelled === 1, "its request was cancelled");
  const reply = await stayer.ask({ id: 1 });
  assertEquals([reply.id, reply.pid, reply.cancelled], [1, pid, 1]);
});

Deno.test("The late reply to a client that has left reaches nobody, and its child goes on: exclusive", async () => {
  await using served = await Served.start({ mode: "exclusive" });
  using stayer = await served.client();
  const leaver = await served.client();
  await leaver.send({ id: 1, delay: 50, echo: "late" });
  await until(() => served.figures.inFlight === 1, "its request is in flight");
  leaver.close();
  await until(() => served.figures.cancelled === 1, "its request was cancelled");
  const replies = await Promise.all(times(3, () => stayer.ask({ id: 1, delay: 30, echo: "mine" })));
  for (const { id, echo } of replies) assertEquals([id, (echo as Message).echo], [1, "mine"]);
  assertEquals([served.figures.spawned, served.figures.unknownIds], [1, 0]);
});

Deno.test("The queued requests of a client that leaves never reach a child", async () => {
  using folder = new Folder();
  await using served = await Served.start({ mode: "exclusive" });
  using stayer = await served.client();
  const leaver = await served.client();
  await stayer.send({ id: 1, delay: 100 });
  await until(() => served.figures.inFlight === 1, "the child is busy");
  await leaver.send({ id: 1, file: folder.file("made") });
  await until(() => served.figures.queued === 1, "the request waits");
  leaver.close();
  await until(() => served.figures.queued === 0, "the request has vanished");
  assertEquals((await stayer.ask({ id: 2 })).id, 1);
  assertEquals((await stayer.next())!.id, 2);
  assertEquals(folder.read("made"), null);
});

Deno.test("A client that does not read is disconnected alone, when 8 MiB wait for it", async () => {
  await using served = await Served.start();
  using reader = await served.client();
  using deaf = await served.client();
  await deaf.send(...times(24, (id) => ({ id, size: MIB })));
  const replies = await Promise.all(times(24, async (id) => (await reader.ask({ id })).id));
  assertEquals(replies, times(24, (id) => id));
  let got = 0;
  while (await deaf.next()) got++;
  assert(got < 24, `it got all ${got} messages`);
  assertEquals((await reader.ask({ id: "after" })).id, "after");
});

Deno.test("A client with too many unanswered requests is refused more, and leaves room for the others", async () => {
  await using served = await Served.start();
  using greedy = await served.client();
  using modest = await served.client();
  await greedy.send(...times(1024, (id) => ({ id, mute: 1 })));
  const { id, error } = await greedy.ask({ id: "more" });
  assertEquals([id, (error as { data: Message }).data.code], ["more", "QueueFull"]);
  await modest.send({ id: 1 });
  await until(() => served.figures.submitted === 1025, "the other one's request has its place");
  greedy.close();
  assertEquals((await modest.next())!.id, 1);
});

Deno.test("A client with too many bytes of unanswered requests is refused more, and leaves room", async () => {
  await using served = await Served.start({ ...SILENT, maxFrameBytes: 160 * MIB });
  using greedy = await served.client();
  using modest = await served.client();
  await greedy.send({ id: 1, pad: "x".repeat(130 * MIB) });
  const { id, error } = await greedy.ask({ id: "more" });
  assertEquals([id, (error as { data: Message }).data.code], ["more", "QueueFull"]);
  await modest.send({ id: 1 });
  await until(() => served.figures.submitted === 2, "the large one and the other one's have their places");
  await greedy.send({ method: "notifications/cancelled", params: { requestId: 1 } }, { id: "again" });
  await until(() => served.figures.inFlight === 2, "what was taken back makes room");
});

Deno.test("A batch counts once, however many requests it has", async () => {
  await using served = await Served.start(SILENT);
  using client = await served.client();
  const requests = times(40, (id) => ({ id, pad: id === 0 ? "x".repeat(4 * MIB) : "" }));
  await client.sendText(`${JSON.stringify(requests)}\n`);
  await until(() => served.figures.submitted === 40, "all have their places");
});

Deno.test("Clients that come and go leave no connection open", async () => {
  const sockets = () => [...openFds().values()].filter((target) => target.startsWith("socket:")).length;
  await using served = await Served.start();
  const first = await served.client();
  await first.ask({ id: 1 });
  const before = sockets();
  for (let round = 0; round < 5; round++) {
    const clients = await Promise.all(times(40, () => served.client()));
    await Promise.all(clients.map((client, id) => client.send({ id, size: 1000 * id }, { id, mute: 1 })));
    await Promise.all(clients.map((client, index) => index % 2 ? client.next() : undefined));
    for (const client of clients) client.close();
  }
  await until(() => sockets() <= before + 2, "their connections were closed"); // two of a drainer that has started
  await until(() => served.figures.inFlight + served.figures.queued === 0, "what they left was taken back");
  assertEquals((await first.ask({ id: 2 })).id, 2);
  first.close();
});

Deno.test("A reply of any size reaches a client that reads, and so does what follows", async () => {
  await using served = await Served.start();
  using client = await served.client();
  await client.send({ id: 1, size: 20 * MIB }, { id: 2, size: MIB });
  assertEquals(((await client.next())!.pad as string).length, 20 * MIB);
  assertEquals((await client.next())!.id, 2);
});

Deno.test("A cancel message takes back the request of its own client, under the id that the child knows", async () => {
  using folder = new Folder();
  await using served = await Served.start(recorded(folder.file("sent")));
  using one = await served.client();
  using other = await served.client();
  await other.send({ id: 7, method: "other", delay: 50 });
  await one.send({ id: 7, method: "one", mute: 1 });
  await until(() => recordedIn(folder).some(({ method }) => method === "one"), "the request was sent");
  await one.send({ method: "notifications/cancelled", params: { requestId: 7 } });
  await one.send({ method: "notifications/cancelled", params: { requestId: 8 } });
  assertEquals((await other.next())!.id, 7);
  const reply = await one.ask({ id: 7 });
  assertEquals([reply.id, reply.cancelled], [7, 1]);
  const sent = recordedIn(folder);
  const { id } = sent.find(({ method }) => method === "one")!;
  const cancels = sent.filter(({ method }) => method === "notifications/cancelled");
  assertEquals(cancels.map(({ params }) => params), [{ requestId: id }]);
});

Deno.test("A request that a language client takes back gets the error that it waits for", async () => {
  await using served = await Served.start();
  using client = await served.client();
  await client.send({ id: 1, method: "m", mute: 1 });
  const { id, error } = await client.ask({ method: "$/cancelRequest", params: { id: 1 } });
  assertEquals([id, (error as Message).code], [1, -32800]);
});

Deno.test("Progress goes to its owner under the owner's token, though clients choose the same", async () => {
  await using served = await Served.start();
  using one = await served.client();
  using other = await served.client();
  const request = (id: number) => ({ id, method: "m", progress: 1, params: { _meta: { progressToken: "same" } } });
  await one.send(request(1));
  await other.send(request(2));
  for (const [client, id] of [[one, 1], [other, 2]] as const) {
    assertEquals((await client.next())!.params, { progressToken: "same", progress: 1 });
    assertEquals((await client.next())!.id, id);
  }
});

Deno.test("A language client's tokens are its own, too: for its work, and for parts of the result", async () => {
  // Each request is told to have progressed under both of its tokens.
  const script = String.raw`s/.*"workDoneToken":\("[^"]*"\),"partialResultToken":\("[^"]*"\).*"id":\([0-9]*\).*/` +
    String.raw`{"method":"$\/progress","params":{"token":\1,"value":1}}\n` +
    String.raw`{"method":"$\/progress","params":{"token":\2,"value":2}}\n{"id":\3,"result":0}/`;
  await using served = await Served.start({ command: "sed", args: ["-u", script] });
  const clients = [await served.client(), await served.client()];
  for (const client of clients) {
    await client.send({ id: 1, method: "m", params: { workDoneToken: 5, partialResultToken: "5" } });
  }
  for (const client of clients) {
    const got = [await client.next(), await client.next(), await client.next()];
    assertEquals(got.map((message) => message!.params ?? message!.result), [
      { token: 5, value: 1 },
      { token: "5", value: 2 },
      0,
    ]);
    client.close();
  }
});

Deno.test("Work that a language client takes back by its token has the name that the child knows", async () => {
  using folder = new Folder();
  await using served = await Served.start(recorded(folder.file("sent")));
  using one = await served.client();
  using other = await served.client();
  for (const client of [other, one]) {
    await client.send({ id: 1, method: "m", params: { workDoneToken: "t" }, mute: 1 });
    await until(() => served.figures.inFlight === (client === other ? 1 : 2), "the child works");
  }
  await one.send(...["t", "unknown"].map((token) => ({ method: "window/workDoneProgress/cancel", params: { token } })));
  await until(() => recordedIn(folder).length === 4, "the child was told");
  const [, second, ...cancels] = recordedIn(folder).map(({ params }) => params as Message);
  assertEquals(cancels.map(({ token }) => token), [second!.workDoneToken, "unknown"]);
});

Deno.test("A child learns of a client's progress with its question, and may take it back", async () => {
  using folder = new Folder();
  // It asks with a token of its own; when it hears of progress it takes the question back, and answers.
  const script = String.raw`w ${folder.file("sent")}` + "\n" +
    String.raw`s/.*"method":"m".*"id":\([0-9]*\).*/{"id":"q","method":"ask","params":{"_meta":{"progressToken":7}}}/;` +
    String.raw`s/.*"method":"notifications\/progress".*/` +
    String.raw`{"method":"notifications\/cancelled","params":{"requestId":"q","reason":"late"}}/`;
  await using served = await Served.start({ command: "sed", args: ["-u", script] });
  using client = await served.client();
  const question = await client.ask({ id: 1, method: "m" });
  const { progressToken } = (question.params as { _meta: Message })._meta;
  const cancel = await client.ask({ method: "notifications/progress", params: { progressToken, progress: 1 } });
  assertEquals(cancel.params, { requestId: question.id, reason: "late" });
  assertEquals(recordedIn(folder)[1]!.params, { progressToken: 7, progress: 1 });
});

Deno.test("Progress of a request that is over reaches nobody", async () => {
  // Each line is answered, and then told to have progressed.
  const script = String.raw`s/.*"progressToken":\("[^"]*"\).*"id":\([0-9]*\).*/{"id":\2,"result":0}\n` +
    String.raw`{"method":"notifications\/progress","params":{"progressToken":\1}}\n{"method":"last"}/`;
  await using served = await Served.start({ command: "sed", args: ["-u", script] });
  using client = await served.client();
  const answer = await client.ask({ id: 1, method: "m", params: { _meta: { progressToken: "t" } } });
  assertEquals(answer.id, 1);
  const rest = [await client.next()];
  if (rest[0]!.method === "notifications/progress") rest[0] = await client.next();
  assertEquals(rest[0]!.method, "last");
});

Deno.test("Notifications of a child go to the clients that have used it", async () => {
  await using served = await Served.start();
  using user = await served.client();
  using other = await served.client();
  using stranger = await served.client();
  await user.ask({ id: 1 });
  await other.send({ id: 1, tell: 1 });
  for (const client of [user, other]) assertEquals((await client.next())!.method, "told");
  assertEquals((await other.next())!.id, 1);
  assertEquals((await stranger.ask({ id: 3 })).id, 3);
});

Deno.test("A request of a child goes to the only client that it works for", async () => {
  await using served = await Served.start();
  using bystander = await served.client();
  using client = await served.client();
  await bystander.ask({ id: 1 });
  const question = await client.ask({ id: 1, ask: 1 });
  assertEquals([question.method, question.params], ["ask", [2]]);
  const reply = await client.ask({ id: question.id, result: 42 });
  assertEquals([reply.id, reply.result], [1, 42]);
});

Deno.test("A request of a child that works for two clients is answered with an error", async () => {
  await using served = await Served.start();
  using one = await served.client();
  using other = await served.client();
  await one.send({ id: 1, mute: 1 });
  await until(() => served.figures.inFlight === 1, "the child works for the first");
  assertEquals((await other.ask({ id: 1, ask: 1 })).result, -32601);
});

Deno.test("A child whose question is out learns that the client has left", async () => {
  await using served = await Served.start();
  using stayer = await served.client();
  const leaver = await served.client();
  assertEquals((await leaver.ask({ id: 1, ask: 1 })).method, "ask");
  leaver.close();
  await until(() => served.figures.cancelled === 1, "its request was cancelled");
  assertEquals((await stayer.ask({ id: 1 })).id, 1); // the child had waited for nothing else but the answer
});

Deno.test("Answers to questions that nobody was asked are dropped", async () => {
  await using served = await Served.start();
  using client = await served.client();
  await client.send({ id: 1, result: 1 }, { id: 2, error: { code: 1, message: "no" } });
  assertEquals((await client.ask({ id: 3 })).id, 3);
});

for (const progressToken of [{ toString: 1, valueOf: 1 }, null, 1, "aria-1", "aria-9-work"]) {
  Deno.test(`Progress of nothing ends nobody: ${JSON.stringify(progressToken)}`, async () => {
    await using served = await Served.start();
    using client = await served.client();
    await client.send({ method: "notifications/progress", params: { progressToken } });
    assertEquals((await client.ask({ id: 1 })).id, 1);
  });
}

Deno.test("A token of a child's own may be anything", async () => {
  const token = '{"toString":1,"valueOf":1}';
  const script = String.raw`s/.*"id":\([0-9]*\).*/{"method":"$\/progress","params":{"token":${token}}}\n{"id":\1}/`;
  await using served = await Served.start({ command: "sed", args: ["-u", script] });
  using client = await served.client();
  assertEquals((await client.ask({ id: 1, method: "m" })).params, { token: JSON.parse(token) });
  assertEquals((await client.next())!.id, 1);
});

Deno.test("A client whose answer cannot be passed on is disconnected alone, and its child is told", async () => {
  await using served = await Served.start();
  using other = await served.client();
  using client = await served.client();
  const { id } = await client.ask({ id: 1, ask: 1 });
  const depth = 100_000; // its writer would run out of stack, too
  await client.sendText(`{"id":${id},"result":${'{"1":'.repeat(depth)}1${"}".repeat(depth)}}\n`);
  assertEquals(await client.next(), null);
  assertEquals((await other.ask({ id: 2 })).id, 2); // the child had waited for nothing else but the answer
});

Deno.test("A reply that cannot be passed on disconnects the client that waits for it, and nobody else", async () => {
  const depth = 5_000;
  const script = `perl -ne '$|=1; /"id":(\\d+)/; print "{\\"id\\":$1,\\"result\\":", ` +
    `/deep/ ? ("{\\"1\\":" x ${depth}, 1, "}" x ${depth}) : 0, "}\\n"'`;
  await using served = await Served.start({ command: "sh", args: ["-c", script] });
  using other = await served.client();
  using client = await served.client();
  await client.send({ id: 1, method: "deep" });
  assertEquals(await client.next(), null);
  assertEquals((await other.ask({ id: 2, method: "m" })).result, 0);
});

Deno.test("A client that notifies more than its child reads is made to wait, alone", async () => {
  await using served = await Served.start({ min: 2, max: 2, childOrder: "even" }, { isPinned: true });
  using eager = await served.client();
  using other = await served.client();
  await until(() => served.figures.children.idle === 2, "both children are there");
  const { pid } = await eager.ask({ id: 1 });
  await other.ask({ id: 1 });
  await eager.send({ id: 2, hang: 1 });
  const params = "x".repeat(MIB);
  const sent = eager.send(...times(64, () => ({ method: "m", params })));
  await until(() => served.figures.submitted >= 3 + 8, "as much as may wait has come");
  await Promise.all(times(8, (id) => other.ask({ id, size: MIB })));
  const { submitted } = served.figures;
  assert(submitted <= 3 + 9 + 8, `${submitted} messages have come`);
  killQuietly(pid as number);
  await sent;
});

Deno.test("A client that tells of more progress than its child reads is made to wait, alone", async () => {
  const question = '{"id":"q","method":"ask","params":{"_meta":{"progressToken":7}}}';
  const script = `read -r first; case $first in *deaf*) echo '${question}'; exec sleep 1000;; esac; exec "$0"`;
  await using served = await Served.start(
    { command: "sh", args: ["-c", script, SERVER], min: 2, max: 2, childOrder: "even" },
    { isPinned: true },
  );
  using other = await served.client();
  await other.send({ id: 0, mute: 1 });
  await until(() => served.figures.inFlight === 1, "a child has the first request");
  using eager = await served.client();
  const asked = await eager.ask({ id: 1, method: "deaf" });
  const { progressToken } = (asked.params as { _meta: Message })._meta;
  const pad = "x".repeat(MIB);
  let isSent = false;
  const progress = { method: "notifications/progress", params: { progressToken, pad } };
  const sent = eager.send(...times(64, () => progress)).then(() => isSent = true);
  for (let id = 1; id <= 64; id++) await other.ask({ id, pad });
  assertEquals(isSent, false);
  served.server.kill();
  await sent.catch(() => {}); // nobody is left to take it
});

Deno.test("A pinned client is asked though its child works for nobody", async () => {
  // A notification of the client makes the child ask; its answer makes the child tell.
  const script = String.raw`s/.*"method":"go".*/{"id":"q","method":"ask"}/;` +
    String.raw`s/.*"result":\([0-9]*\),"id":"q".*/{"method":"told","params":[\1]}/;` +
    String.raw`s/.*"method":"m".*"id":\([0-9]*\).*/{"id":\1,"result":0}/`;
  await using served = await Served.start({ command: "sed", args: ["-u", script] }, { isPinned: true });
  using client = await served.client();
  await client.ask({ id: 1, method: "m" });
  const question = await client.ask({ method: "go" });
  assertEquals(question.method, "ask");
  assertEquals((await client.ask({ id: question.id, result: 5 })).params, [5]);
});

Deno.test("With a child for each client, its requests and notifications all go there", async () => {
  using folder = new Folder();
  await using served = await Served.start(
    { ...recorded(folder.file("sent")), min: 2, max: 2, childOrder: "even" },
    { isPinned: true },
  );
  const clients = [await served.client(), await served.client()];
  await until(() => served.figures.children.idle === 2, "both children are there");
  const pids: unknown[][] = [];
  for (const client of clients) pids.push([(await client.ask({ id: 1 })).pid, (await client.ask({ id: 2 })).pid]);
  for (const [first, second] of pids) assertEquals(first, second);
  assert(pids[0]![0] !== pids[1]![0]);
  await clients[0]!.send({ method: "cancel" });
  const counts = await Promise.all(clients.map(async (client) => (await client.ask({ id: 3 })).cancelled));
  assertEquals(counts, [1, 0]);
  for (const client of clients) client.close();
});

Deno.test("A notification of a client without a child of its own goes to all children", async () => {
  await using served = await Served.start({ min: 2, max: 2, mode: "exclusive" });
  using one = await served.client();
  using other = await served.client();
  await until(() => served.figures.children.idle === 2, "both children are there");
  await one.send({ method: "cancel" });
  const replies = [one, other].map((client) => client.ask({ id: 1, delay: 50 }));
  const [first, second] = await Promise.all(replies);
  assert(first!.pid !== second!.pid);
  assertEquals([first!.cancelled, second!.cancelled], [1, 1]);
});

Deno.test("A failure of the pool is an error with its code", async () => {
  await using served = await Served.start({ retries: 0 });
  using client = await served.client();
  using other = await served.client();
  const { id, error } = await client.ask({ id: "x", exit: 3 });
  const { code, message, data } = error as { code: number; message: string; data: Message };
  assertEquals([id, code, data.code, data.exitCode, data.phase], ["x", -32000, "ChildExited", 3, "unknown"]);
  assertMatch(message, /exited with 3/);
  assertEquals((await other.ask({ id: 1 })).id, 1);
});

Deno.test("A server that cannot be started is an error for whoever asks", async () => {
  await using served = await Served.start({ command: "/no/such/server", retries: 0 });
  using client = await served.client();
  const { error } = await client.ask({ id: 1 });
  const { code, data } = error as { code: number; data: Message };
  assertEquals([code, data.code], [-32000, "SpawnFailed"]);
});
