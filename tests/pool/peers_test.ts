/**
 * Servers that others wrote: what pools promise must hold for them, too.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type JsonRpcOptions,
  JsonRpcPool,
  type PooledConnection,
  type ProcessStatus,
  StdioPool,
} from "../../src/pool/mod.ts";
import { Folder, settles, text } from "../helpers.ts";
import { event, times } from "./kit.ts";

/** How long a server may take from its first start on a machine that has it to fetch. */
const FIRST_START_MS = 60_000;

/** A server from npm. */
function npmServer(name: string, words: string[], options: Partial<JsonRpcOptions>): JsonRpcPool {
  const args = ["run", "-A", "--quiet", "--no-config", "--no-lock", `npm:${name}`, ...words];
  return new JsonRpcPool({ command: Deno.execPath(), args, requestTimeoutMs: FIRST_START_MS, ...options });
}

/* -- A language server, over JSON-RPC behind headers -- */

const SCHEMA = {
  properties: {
    größe: { type: "number", description: "Die Größe in Metern" },
    name: { type: "string" },
  },
};

interface Diagnostics {
  uri: string;
  diagnostics: { message: string }[];
}

function languageServer(options: Partial<JsonRpcOptions> = {}): JsonRpcPool {
  return npmServer("vscode-json-languageserver@1.3.4", ["--stdio"], {
    framing: "content-length",
    cancel: "$/cancelRequest",
    ...options,
  });
}

/** The schema is for us to give: the server asks for it while it answers. */
async function introduce(rpc: JsonRpcPool): Promise<Record<string, unknown>> {
  const { capabilities } = await rpc.call("initialize", {
    processId: Deno.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { handledSchemaProtocols: ["file"] },
  }) as { capabilities: Record<string, unknown> };
  await rpc.notify("initialized", {});
  const schemas = [{ fileMatch: ["*.json"], url: "memory://schema" }];
  await rpc.notify("workspace/didChangeConfiguration", { settings: { json: { schemas } } });
  return capabilities;
}

async function open(rpc: JsonRpcPool, name: string, content: string): Promise<{ uri: string }> {
  const uri = `file:///folder/${name}.json`;
  await rpc.notify("textDocument/didOpen", { textDocument: { uri, languageId: "json", version: 1, text: content } });
  return { uri };
}

Deno.test("A language server is introduced, asked, asks back, tells what is wrong, and is shut down", async () => {
  const asked: unknown[] = [];
  const told = Promise.withResolvers<Diagnostics>();
  await using rpc = languageServer({
    onRequest: (...words) => (asked.push(words.slice(0, 2)), JSON.stringify(SCHEMA)),
    onNotification: (method, params) => {
      if (method === "textDocument/publishDiagnostics") told.resolve(params as Diagnostics);
    },
  });
  const capabilities = await introduce(rpc);
  assertEquals(capabilities.hoverProvider, true);

  const textDocument = await open(rpc, "one", '{ "größe": "groß" }');
  const hover = await rpc.call("textDocument/hover", { textDocument, position: { line: 0, character: 4 } });
  assertStringIncludes(JSON.stringify(hover), "Die Größe in Metern");
  assertEquals(asked, [["vscode/content", ["memory://schema"]]]);

  const where = { textDocument: await open(rpc, "two", "{ }"), position: { line: 0, character: 2 } };
  const { items } = await rpc.call("textDocument/completion", where) as { items: { label: string }[] };
  assertEquals(items.map(({ label }) => label), ["größe", "name"]);

  const { uri, diagnostics } = await settles(told.promise, "the diagnostics");
  assertEquals([uri, diagnostics.length], [textDocument.uri, 1]);
  assertStringIncludes(diagnostics[0]!.message, "number");

  const end = event<{ reason: string; status: ProcessStatus }>(rpc.pool, "childend");
  assertEquals(await rpc.call("shutdown"), null);
  await rpc.notify("exit");
  const { reason, status } = await end;
  assertEquals([reason, status.code], ["exit", 0]);
});

Deno.test("A language server has many questions at a time, and each caller gets the reply to its own", async () => {
  await using rpc = languageServer();
  await introduce(rpc);
  const documents = await Promise.all(times(20, (index) => open(rpc, `${index}`, `{ "key${index}": ${index} }`)));
  const given = new AbortController();
  const abandoned = rpc.call("textDocument/documentSymbol", { textDocument: documents[0] }, { signal: given.signal });
  const calls = documents.map((textDocument) => rpc.call("textDocument/documentSymbol", { textDocument }));
  given.abort();
  const symbols = await Promise.all(calls) as { name: string }[][];
  assertEquals(symbols.map(([symbol]) => symbol?.name), times(20, (index) => `key${index}`));
  assertEquals(await abandoned.catch(({ code }) => code), "Aborted");
  assertEquals([rpc.pool.snapshot().spawned, rpc.pool.snapshot().unknownIds], [1, 0]);
});

/* -- A server of tools for language models, over JSON-RPC in lines -- */

Deno.test("An MCP server serves many at a time, tells each its progress, asks back, and can be cancelled", async () => {
  const progress: unknown[] = [];
  const asked: string[] = [];
  await using rpc = npmServer("@modelcontextprotocol/server-everything@2026.8.31", ["stdio"], {
    cancel: "notifications/cancelled",
    onNotification: (method, params) => {
      if (method === "notifications/progress") progress.push((params as { progressToken: unknown }).progressToken);
    },
    onRequest: (method) => {
      asked.push(method);
      return { role: "assistant", model: "none", content: { type: "text", text: "an answer of ours" } };
    },
  });
  const clientInfo = { name: "peers", version: "1" };
  const hello = { protocolVersion: "2025-06-18", capabilities: { sampling: {} }, clientInfo };
  await rpc.call("initialize", hello);
  await rpc.notify("notifications/initialized", {});
  const call = (name: string, words: unknown, more = {}, options = {}) =>
    rpc.call("tools/call", { name, arguments: words, ...more }, options).then((result) => JSON.stringify(result));

  const echoes = await Promise.all(times(20, (index) => call("echo", { message: `<${index}>` })));
  echoes.forEach((echo, index) => assertStringIncludes(echo, `<${index}>`));

  const work = { duration: 0.1, steps: 2 };
  const tokens = ["mine", "mine", 7];
  await Promise.all(
    tokens.map((progressToken) => call("trigger-long-running-operation", work, { _meta: { progressToken } })),
  );
  assertEquals(progress.map(String).sort(), ["7", "7", "mine", "mine", "mine", "mine"]);
  assert(progress.includes(7));

  assertStringIncludes(await call("trigger-sampling-request", { prompt: "?" }), "an answer of ours");
  assertEquals(asked, ["sampling/createMessage"]);

  const anHour = { duration: 3600, steps: 1 };
  const abandoned = call("trigger-long-running-operation", anHour, {}, { signal: AbortSignal.timeout(20) });
  assertEquals(await abandoned.catch(({ code }) => code), "Aborted");
  assertEquals(await rpc.call("ping"), {});
  const { spawned, stray, unknownIds } = rpc.pool.snapshot();
  assertEquals([spawned, stray, unknownIds], [1, 0, 0]);
});

/* -- git, which answers a line -- */

function line(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

/** A repository with blobs of these contents, and their names. */
async function repository(folder: Folder, contents: string[]): Promise<string[]> {
  await git(folder, ["init", "--quiet"]);
  const names: string[] = [];
  for (const [index, content] of contents.entries()) {
    Deno.writeTextFileSync(folder.file(`${index}`), content);
    names.push((await git(folder, ["hash-object", "-w", `${index}`])).trim());
  }
  return names;
}

async function git(folder: Folder, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args, cwd: folder.path }).output();
  assert(success, text(stderr));
  return text(stdout);
}

function catFile(folder: Folder, how: "--batch" | "--batch-check"): StdioPool {
  return new StdioPool({ command: "git", args: ["cat-file", how], cwd: folder.path, payload: "bytes" });
}

Deno.test("git cat-file --batch-check answers each line with one", async () => {
  using folder = new Folder();
  const names = await repository(folder, times(5, (index) => "x".repeat(index)));
  await using pool = catFile(folder, "--batch-check");
  const asked = [...names, "nothing"];
  const replies = await Promise.all(asked.map((name) => pool.request(line(name)))) as Uint8Array[];
  assertEquals(replies.map(text), [...names.map((name, size) => `${name} blob ${size}`), "nothing missing"]);
  assertEquals(pool.snapshot().spawned, 1);
});

/**
 * `--batch` answers with a header that tells a size, so many bytes, and a line feed: no frame that a pool knows, so
 * that a request would take the header for the whole reply. A checkout has the child alone and reads on. It gets lines,
 * without those that are blank and without a CR before the line feed: enough for contents that have neither, which
 * these have.
 */
async function contentOf(connection: PooledConnection, name: string): Promise<string> {
  await connection.send(line(name));
  const header = text(await connection.receive() as Uint8Array);
  const size = Number(header.split(" ")[2]);
  let content = "";
  while (line(content).length < size) content += text(await connection.receive() as Uint8Array) + "\n";
  return text(line(content).subarray(0, size));
}

Deno.test("git cat-file --batch gives whole objects to those who have it alone", async () => {
  using folder = new Folder();
  const contents = ["one line\n", "no end", "three\nlines:\nüber\n", `${"long ".repeat(50_000)}\n`.repeat(3), "last\n"];
  const names = await repository(folder, contents);
  await using pool = catFile(folder, "--batch");
  const read = await Promise.all(names.map(async (name) => {
    await using connection = await pool.acquire();
    return await contentOf(connection, name);
  }));
  assertEquals(read, contents);
  assertEquals([pool.snapshot().spawned, pool.snapshot().recycled], [1, {}]);
});

Deno.test("git cat-file --batch is replaced when a content was not read to its end", async () => {
  using folder = new Folder();
  const [long = "", short = ""] = await repository(folder, ["line\n".repeat(100), "short\n"]);
  await using pool = catFile(folder, "--batch");
  {
    await using connection = await pool.acquire();
    await connection.send(line(long));
    await connection.receive();
    await connection.receive();
  }
  await using connection = await pool.acquire();
  assertEquals(await contentOf(connection, short), "short\n");
  assertEquals(pool.snapshot().spawned, 2);
});
