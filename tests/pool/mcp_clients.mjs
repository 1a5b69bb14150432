/**
 * Two clients of the official MCP library, at a served pool: `mcp_clients.mjs SOCKET`. Says what each of them got.
 *
 * @module
 */

import net from "node:net";
import process from "node:process";

/** Put together when it runs: the project itself neither needs nor locks the library and all that it needs. */
const SDK = "npm:@modelcontextprotocol/sdk@1.32.2";
const { Client } = await import(`${SDK}/client/index.js`);
const { ReadBuffer, serializeMessage } = await import(`${SDK}/shared/stdio.js`);
const { CreateMessageRequestSchema } = await import(`${SDK}/types.js`);

/** Carries the library's messages over a socket, as its own transport does over stdin and stdout. */
class SocketTransport {
  /** The progress that came, looked at here because the library drops what comes together with the result. */
  progress = [];
  #socket;
  #buffer = new ReadBuffer();

  constructor(path) {
    this.#socket = net.connect(path);
  }

  start() {
    this.#socket.on("data", (chunk) => {
      this.#buffer.append(chunk);
      for (let message; (message = this.#buffer.readMessage()) !== null;) {
        if (message.method === "notifications/progress") this.progress.push(message.params);
        this.onmessage?.(message);
      }
    });
    this.#socket.on("close", () => this.onclose?.());
    return new Promise((resolve) => this.#socket.once("connect", resolve));
  }

  send(message) {
    return new Promise((resolve) => this.#socket.write(serializeMessage(message), resolve));
  }

  close() {
    this.#socket.destroy();
    return Promise.resolve();
  }
}

async function connect(name) {
  const client = new Client({ name: "pair", version: "1" }, { capabilities: { sampling: {} } });
  const content = { type: "text", text: `an answer of ${name}` };
  client.setRequestHandler(CreateMessageRequestSchema, () => ({ role: "assistant", model: "none", content }));
  await client.connect(new SocketTransport(process.argv[2]));
  return client;
}

async function say(client, tool, args, options) {
  const { content } = await client.callTool({ name: tool, arguments: args }, undefined, options);
  return content.map(({ text }) => text).join("");
}

async function use(client, name) {
  const messages = Array.from({ length: 50 }, (_, index) => `${name} ${index}`);
  const echoes = await Promise.all(messages.map((message) => say(client, "echo", { message })));
  await say(client, "trigger-long-running-operation", { duration: 0.2, steps: 4 }, { onprogress: () => {} });
  const { progress } = client.transport;
  return {
    server: client.getServerVersion().name,
    tools: (await client.listTools()).tools.length,
    wrongEchoes: echoes.filter((echo, index) => !echo.includes(messages[index])),
    progress: progress.map((each) => each.progress),
    tokens: progress.map(({ progressToken }) => typeof progressToken),
  };
}

const [one, other] = await Promise.all([connect("one"), connect("other")]);
const used = await Promise.all([use(one, "one"), use(other, "other")]);

// A child that works for one client alone knows whom to ask.
const answers = [];
for (const client of [one, other]) answers.push(await say(client, "trigger-sampling-request", { prompt: "?" }));

const anHour = { duration: 3600, steps: 1 };
const cancelled = await say(one, "trigger-long-running-operation", anHour, { signal: AbortSignal.timeout(50) })
  .then(() => "finished", () => "rejected");
say(one, "trigger-long-running-operation", anHour).catch(() => {});
await one.close();
const after = await say(other, "echo", { message: "still here" });
await other.close();
console.log(JSON.stringify({ used, answers, cancelled, after }));
