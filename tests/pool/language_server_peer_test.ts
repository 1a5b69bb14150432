/**
 * A language server that others wrote, served to two editors.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { times } from "./kit.ts";
import { type Message, Served, type SocketClient } from "./serve_kit.ts";

/** How long the server may take to come, on a machine that has it to fetch. */
const FETCH_MS = 60_000;
const FROM_NPM = ["run", "-A", "--quiet", "--no-config", "--no-lock"];
const SERVER = ["npm:vscode-json-languageserver@1.3.4", "--stdio"];
const INITIALIZE = {
  processId: Deno.pid,
  rootUri: null,
  capabilities: {},
  initializationOptions: { handledSchemaProtocols: ["file"] },
};
/** Which document has which schema: that of each editor, and its own. */
const SETTINGS = {
  json: { schemas: ["one", "other"].map((name) => ({ fileMatch: [`${name}.json`], url: `memory://${name}` })) },
};

/** An editor with one document. */
class Editor {
  readonly #name: string;
  readonly #client: SocketClient;
  /** What it was told. */
  readonly told: Message[] = [];
  /** Schemas that it was asked for. */
  readonly asked: unknown[] = [];

  constructor(name: string, client: SocketClient) {
    this.#name = name;
    this.#client = client;
  }

  async open(): Promise<void> {
    await this.call(0, "initialize", INITIALIZE);
    await this.#tell("initialized", {});
    await this.#tell("workspace/didChangeConfiguration", { settings: SETTINGS });
    const text = `{ "key": "${this.#name}" }`;
    await this.#tell("textDocument/didOpen", {
      textDocument: { ...this.#document, languageId: "json", version: 1, text },
    });
  }

  /** What the editor shows at the key of its document. */
  async hover(id: number): Promise<string> {
    const where = { textDocument: this.#document, position: { line: 0, character: 4 } };
    return JSON.stringify(await this.call(id, "textDocument/hover", where));
  }

  /** Asks, and answers what is asked meanwhile. */
  async call(id: number, method: string, params: unknown): Promise<unknown> {
    await this.#client.send({ jsonrpc: "2.0", id, method, params });
    for (;;) {
      const message = (await this.#client.next(FETCH_MS))!;
      if (message.method === undefined) {
        assertEquals([message.id, message.error], [id, undefined]);
        return message.result;
      }
      this.told.push(message);
      if (message.id !== undefined) await this.#answer(message);
    }
  }

  async #answer({ id, params }: Message): Promise<void> {
    this.asked.push(params);
    const schema = { properties: { key: { description: `a key of ${this.#name}` } } };
    await this.#client.send({ jsonrpc: "2.0", id, result: JSON.stringify(schema) });
  }

  async #tell(method: string, params: unknown): Promise<void> {
    await this.#client.send({ jsonrpc: "2.0", method, params: params as Message });
  }

  get #document(): { uri: string } {
    return { uri: `file:///folder/${this.#name}.json` };
  }
}

Deno.test("Two editors share one language server, which asks each for its own", async () => {
  await using served = await Served.start(
    { command: Deno.execPath(), args: [...FROM_NPM, ...SERVER], framing: "content-length", spawnTimeoutMs: FETCH_MS },
    { cachesInit: true },
  );
  using first = await served.client("content-length");
  using second = await served.client("content-length");
  const editors = [new Editor("one", first), new Editor("other", second)];
  for (const editor of editors) await editor.open();
  // One after the other: a server that works for one client alone knows whom to ask.
  for (const [index, name] of ["one", "other"].entries()) {
    assertStringIncludes(await editors[index]!.hover(1), `a key of ${name}`);
    assertEquals(editors[index]!.asked, [[`memory://${name}`]]);
  }
  const hovers = await Promise.all(editors.map(async (editor) => {
    const shown: string[] = [];
    for (const id of times(20, (index) => index)) shown.push(await editor.hover(id));
    return shown;
  }));
  hovers[0]!.forEach((hover) => assertStringIncludes(hover, "a key of one"));
  hovers[1]!.forEach((hover) => assertStringIncludes(hover, "a key of other"));
  assertEquals([served.figures.spawned, served.figures.unknownIds], [1, 0]);
});
