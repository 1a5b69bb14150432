/**
 * What the tests of served pools share: servers in this very process or as `ariash`, and clients of their own.
 *
 * @module
 */

import { cString, native } from "../../ffi/mod.ts";
import type { Process } from "../../mod.ts";
import { Codec, type Frame, type FrameDecoder, type Framing } from "../../src/pool/framing/mod.ts";
import type { PoolOptions, PoolSnapshot } from "../../src/pool/mod.ts";
import { parseAddress, PoolServer, type ServeOptions } from "../../src/pool/serve/mod.ts";
import { Folder, settles } from "../helpers.ts";
import { startAria } from "../shell/ariash.ts";
import { SERVER } from "./kit.ts";

/** A message of either side. */
export type Message = Record<string, unknown>;

/** A client of a served pool. */
export class SocketClient implements Disposable {
  readonly #connection: Deno.Conn;
  readonly #codec: Codec;
  readonly #decoder: FrameDecoder;
  readonly #messages: Message[] = [];
  #reading: Promise<Message | null> = Promise.resolve(null);
  #isClosed = false;

  private constructor(connection: Deno.Conn, framing: Framing) {
    this.#connection = connection;
    this.#codec = new Codec(framing, "json");
    this.#decoder = this.#codec.decoder(Infinity);
  }

  /** Connects to an address as the server prints it. */
  static async to(address: string, framing: Framing = "jsonl"): Promise<SocketClient> {
    const place = parseAddress(address);
    const connection = place.kind === "tcp"
      ? await Deno.connect({ hostname: place.host, port: place.port })
      : await Deno.connect({ transport: "unix", path: place.path });
    return new SocketClient(connection, framing);
  }

  /** Sends messages. */
  async send(...messages: Message[]): Promise<void> {
    for (const message of messages) await this.#write(this.#codec.encode(message));
  }

  /** Sends a text as it is. */
  async sendText(text: string): Promise<void> {
    await this.#write(new TextEncoder().encode(text));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }

  /** The next message; null when the server has closed the connection. */
  async next(limitMs?: number): Promise<Message | null> {
    this.#reading = this.#reading.then(() => this.#message());
    return await settles(this.#reading, "a message of the server", limitMs);
  }

  /** Asks, and takes the next message for the answer. */
  async ask(message: Message): Promise<Message> {
    await this.send(message);
    const answer = await this.next();
    if (!answer) throw new Error(`The server closed the connection instead of answering ${JSON.stringify(message)}`);
    return answer;
  }

  async #message(): Promise<Message | null> {
    const buffer = new Uint8Array(64 * 1024);
    while (this.#messages.length === 0) {
      const count = await this.#connection.read(buffer).catch(() => null); // a reset is an end, too
      if (count === null) return null;
      const deliver = (frame: Frame) => void this.#messages.push(this.#codec.decode(frame) as Message);
      this.#decoder.push(buffer.subarray(0, count), deliver);
    }
    return this.#messages.shift()!;
  }

  /** Leaves. */
  close(): void {
    if (!this.#isClosed) this.#connection.close();
    this.#isClosed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The server of `pool_server.c`; what it is sent is in a file before it has it. */
export function recorded(path: string): { command: string; args: string[] } {
  return { command: "sh", args: ["-c", 'file=$1; shift; tee /dev/fd/3 3>&1 >>"$file" | "$@"', "sh", path, SERVER] };
}

/** What such servers were sent, in lines, as the file `sent`. */
export function recordedIn(folder: Folder): Message[] {
  const lines = (folder.read("sent") ?? "").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** The file of a socket that nobody listens at any more, as a server leaves it that was killed. */
export function leaveStaleSocket(path: string): void {
  const { symbols } = native();
  const handle = new BigInt64Array(1);
  symbols.aria_listen_unix(cString(path, "a path"), new Uint8Array(handle.buffer));
  symbols.aria_close(handle[0]!);
  if (!Deno.statSync(path).isSocket) throw new Error(`There is no socket at "${path}"`);
}

/** A server of this process at a socket in a folder of its own; its children are those of `pool_server.c`. */
export class Served implements AsyncDisposable {
  readonly server: PoolServer;
  readonly #folder: Folder;

  private constructor(server: PoolServer, folder: Folder) {
    this.server = server;
    this.#folder = folder;
  }

  /** Starts one. */
  static async start(pool: Partial<PoolOptions> = {}, options: Partial<ServeOptions> = {}): Promise<Served> {
    const folder = new Folder();
    const starting = PoolServer.start({
      address: { kind: "unix", path: folder.file("socket") },
      pool: { command: SERVER, mode: "multiplex", ...pool },
      isPinned: false,
      cachesInit: false,
      token: null,
      tokenMs: 10_000,
      idleExitMs: Infinity,
      onTrouble: () => {},
      ...options,
    });
    starting.catch(() => folder[Symbol.dispose]());
    return new Served(await starting, folder);
  }

  /** A new client. */
  client(framing?: Framing): Promise<SocketClient> {
    return SocketClient.to(this.server.address, framing);
  }

  /** The figures of the pool. */
  get figures(): PoolSnapshot {
    return this.server.snapshot();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.drain();
    await settles(this.server.ended, "the end of the server");
    this.#folder[Symbol.dispose]();
  }
}

/** `ariash pool serve`, which has said where it listens. */
export interface ServeProgram extends AsyncDisposable {
  readonly process: Process;
  readonly address: string;
}

/** Starts `ariash pool serve`; it is killed when the test leaves it. */
export async function startServe(args: readonly string[]): Promise<ServeProgram> {
  const process = startAria(["pool", "serve", ...args], { stdin: "null", stdout: "piped", stderr: "piped" });
  const lines = process.stdout.lines();
  const { value } = await settles(lines.next(), "the line that says where it listens");
  if (!value?.startsWith("listening ")) {
    throw new Error(`It said "${value}" and ended with ${(await process.wait()).code}: ${await process.stderr.text()}`);
  }
  return {
    process,
    address: value.slice("listening ".length),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
