/**
 * JSON-RPC: results and errors, messages of the server's own, cancelling and progress.
 *
 * @module
 */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { JsonRpcError, type JsonRpcOptions, JsonRpcPool } from "../../src/pool/mod.ts";
import { settles, until } from "../helpers.ts";
import { assertBalanced, failure, SERVER, times } from "./kit.ts";

function rpcPool(options: Partial<JsonRpcOptions> = {}): JsonRpcPool {
  return new JsonRpcPool({ command: SERVER, ...options });
}

/** A server of one line of shell: what it does with each line. */
function scripted(script: string, options: Partial<JsonRpcOptions> = {}): JsonRpcPool {
  return new JsonRpcPool({ command: "sed", args: ["-u", script], ...options });
}

Deno.test("Results may be any value", async () => {
  for (const result of [null, 0, "", false, [1], { a: null }]) {
    await using rpc = scripted(`s/"method":"[a-z]*"/"result":${JSON.stringify(result)}/`);
    assertEquals(await rpc.call("any"), result);
  }
});

Deno.test("An error of the server is an error of the call", async () => {
  await using rpc = scripted(`s/"method":"[a-z]*"/"error":{"code":-5,"message":"no","data":[1]}/`);
  const error = await assertRejects(() => rpc.call("any"), JsonRpcError);
  assertEquals([error.code, error.message, error.data], [-5, "no", [1]]);
});

Deno.test("An error of the server is one also where it has no proper form", async () => {
  await using rpc = scripted(`s/"method":"[a-z]*"/"error":"no"/`);
  const error = await assertRejects(() => rpc.call("any"), JsonRpcError);
  assertEquals([error.code, error.message, error.data], [-32603, "no", undefined]);
});

Deno.test("A batch of the server is taken apart", async () => {
  const told: unknown[] = [];
  await using rpc = scripted(
    `s/"method":"[a-z]*"/"result":7/;s/.*/[{"method":"first"},&,{"method":"last"}]/`,
    { onNotification: (method) => told.push(method) },
  );
  assertEquals(await rpc.call("any"), 7);
  await until(() => told.length === 2, "both notifications came");
  assertEquals(told, ["first", "last"]);
});

Deno.test("A request of the server gets the handler's result", async () => {
  const asked: unknown[] = [];
  await using rpc = rpcPool({ onRequest: (...words) => (asked.push(words), Promise.resolve({ x: 1 }).then(() => 42)) });
  assertEquals(await rpc.call("m", { ask: 1 }), 42);
  const [[method, params, pid]] = asked as [[string, unknown, number]];
  assertEquals([method, params, typeof pid], ["ask", [2], "number"]);
});

Deno.test("Without a handler a request of the server gets the error of an unknown method", async () => {
  await using rpc = rpcPool();
  assertEquals(await rpc.call("m", { ask: 1 }), -32601);
});

Deno.test("A handler that throws becomes an error for the server, whatever it throws", async () => {
  const strange = new JsonRpcError(7n as unknown as number, "strange", 1n);
  const errors = [new Error("handler"), "text", null, undefined, 1n, Symbol("any"), Object.create(null), strange];
  await using rpc = rpcPool({
    onRequest: () => {
      throw errors.shift();
    },
  });
  const codes: unknown[] = [];
  while (errors.length > 0) codes.push(await rpc.call("m", { ask: 1 }));
  assertEquals(codes, [...times(7, () => -32603), 7]);
});

Deno.test("A notification reaches the handler, and one that throws disturbs nobody", async () => {
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  await using rpc = rpcPool({
    onNotification: (...words) => {
      resolve(words);
      throw new Error("handler");
    },
  });
  await rpc.call("m", { tell: 1 });
  const [method, params] = await settles(promise, "the notification");
  assertEquals([method, params], ["told", [1]]);
  assertEquals(await rpc.call("m"), null);
});

for (const cancel of ["notifications/cancelled", "$/cancelRequest"]) {
  Deno.test(`An abandoned call is cancelled by ${cancel}`, async () => {
    await using rpc = rpcPool({ cancel });
    await rpc.call("m");
    await failure(rpc.call("m", { mute: 1 }, { signal: AbortSignal.timeout(20) }), "Aborted");
    const reply = await rpc.pool.request({ echo: 1 }) as { cancelled: number };
    assertEquals(reply.cancelled, 1);
    assertEquals(await rpc.call("m"), null);
  });
}

const BROKEN: (() => [string, unknown])[] = [
  () => {
    throw new Error("no");
  },
  () => ["cancel", 1n],
];

for (const cancel of BROKEN) {
  Deno.test(`An abandoned call ends also where its cancel message cannot be made: ${cancel}`, async () => {
    await using rpc = rpcPool({ cancel });
    await rpc.call("m");
    await failure(rpc.call("m", { mute: 1 }, { signal: AbortSignal.timeout(20) }), "Aborted");
    await failure(rpc.call("m", { mute: 1 }, { timeoutMs: 20 }), "RequestTimeout");
    assertBalanced(rpc.pool);
  });
}

Deno.test("Progress comes back under the caller's own token, though callers choose the same", async () => {
  const progress: unknown[] = [];
  await using rpc = rpcPool({ onNotification: (_method, params) => progress.push(params) });
  const call = () => rpc.call("m", { progress: 1, _meta: { progressToken: "mine" } });
  await Promise.all([call(), call()]);
  assertEquals(progress, times(2, () => ({ progressToken: "mine", progress: 1 })));
});

Deno.test("Progress that a server reports of itself keeps the server's token", async () => {
  const told: unknown[] = [];
  const own = [
    `{"method":"$\\/progress","params":{"token":"own"}}`,
    `{"method":"$\\/progress","params":{"token":7}}`,
    `{"method":"notifications\\/progress","params":{"progressToken":"own"}}`,
    `{"method":"notifications\\/progress","params":{"progressToken":99}}`,
  ];
  await using rpc = scripted(`s/"method":"[a-z]*"/"result":7/;s/.*/[${own.join(",")},&]/`, {
    onNotification: (_method, params) => told.push(params),
  });
  assertEquals(await rpc.call("any"), 7);
  await until(() => told.length === 3, "the notifications came");
  assertEquals(told, [{ token: "own" }, { token: 7 }, { progressToken: "own" }]);
});

Deno.test("A notification goes to one child, or to all", async () => {
  await using rpc = rpcPool({ min: 2, max: 2, maxInFlight: 1 });
  await Promise.all(times(2, () => rpc.call("m", { delay: 20 })));
  await rpc.notify("cancel", {}, "all");
  await rpc.notify("cancel", {});
  const replies = await Promise.all(times(2, () => rpc.pool.request({ delay: 20 }))) as { cancelled: number }[];
  assertEquals(replies.map(({ cancelled }) => cancelled).sort(), [1, 2]);
});

Deno.test("A call that is taken back while another one expires ends once, though its own time has passed", async () => {
  const controller = new AbortController();
  const cancel = (id: unknown): [string, unknown] => {
    controller.abort();
    return ["$/cancelRequest", { id }];
  };
  await using rpc = rpcPool({ max: 1, maxInFlight: 1, requestTimeoutMs: 200, acquireTimeoutMs: 200, cancel });
  await rpc.call("m", {}, { timeoutMs: 0 });
  const mute = failure(rpc.call("m", { mute: 1 }), "RequestTimeout");
  const waiting = failure(rpc.call("m", {}, { signal: controller.signal }), "Aborted");
  // Both are late when somebody looks.
  const end = performance.now() + 250;
  while (performance.now() < end);
  await Promise.all([mute, waiting]);
  assertBalanced(rpc.pool);
});

Deno.test("Modes and framings that cannot work are refused", () => {
  assertThrows(() => rpcPool({ mode: "exclusive" }), TypeError);
  assertThrows(() => rpcPool({ framing: "length-prefixed" }), TypeError);
});
