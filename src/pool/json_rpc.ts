/**
 * JSON-RPC 2.0 on top of a pool.
 *
 * @module
 */

import { JsonRpcError } from "./errors.ts";
import { isObject, type JsonObject } from "./exchange.ts";
import type { PoolOptions, RequestOptions } from "./options.ts";
import { hideTokens, restoreToken } from "./progress.ts";
import type { Protocol, Sender } from "./protocol.ts";
import { StdioPool } from "./stdio_pool.ts";

const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;

/** Gets what a child says of itself: the method, its parameters, and the child's number. */
export type Handler = (method: string, params: unknown, pid: number) => unknown;

/** What a JSON-RPC pool can be told beside the options of every pool. */
export interface JsonRpcOptions extends PoolOptions {
  /**
   * How a child learns that nobody waits for a reply any more: a method such as `"notifications/cancelled"` or
   * `"$/cancelRequest"`, or what makes method and parameters of the request's id.
   *
   * @default none: the late reply is dropped
   */
  cancel?: string | ((id: unknown) => [method: string, params: unknown]);
  /** Gets the notifications of children. */
  onNotification?: Handler;
  /** Answers the requests of children: its value, or what it throws, is sent back. Without it they get -32601. */
  onRequest?: Handler;
}

/**
 * Calls methods of servers that speak JSON-RPC 2.0, several at a time on each child.
 *
 * @example
 * ```ts
 * import { JsonRpcPool } from "@aria/runtime/pool";
 * import { assertEquals } from "@std/assert";
 *
 * const script = 's/"method":"[a-z]*"/"result":42/';
 * await using rpc = new JsonRpcPool({ command: "sed", args: ["-u", script] });
 * assertEquals(await rpc.call("answer"), 42);
 * ```
 */
export class JsonRpcPool implements AsyncDisposable {
  /** The pool behind it. */
  readonly pool: StdioPool;

  /**
   * Starts the children that are to be warm.
   *
   * @param options as of a pool; `mode` is `"multiplex"`, `framing` `"jsonl"` or `"content-length"`.
   * @throws {TypeError} for other modes and framings, and as the constructor of `StdioPool`.
   */
  constructor(options: JsonRpcOptions) {
    const { cancel, onNotification, onRequest, ...rest } = options;
    if ((rest.mode ?? "multiplex") !== "multiplex" || rest.framing === "length-prefixed") {
      throw new TypeError(`Cannot make a JSON-RPC pool: mode "${rest.mode}" and framing "${rest.framing}" do not fit`);
    }
    this.pool = new StdioPool({ ...rest, mode: "multiplex" }, new JsonRpc(cancel, onNotification, onRequest));
  }

  /**
   * Calls a method.
   *
   * @param method its name.
   * @param params its parameters.
   * @param options of the request.
   * @returns the result.
   * @throws {JsonRpcError} that the server replied with.
   * @throws {PoolError} as `StdioPool.request`.
   */
  call(method: string, params?: unknown, options?: RequestOptions): Promise<unknown> {
    const result = this.pool.request({ jsonrpc: "2.0", method, params }, options).then(resultOf);
    result.catch(() => {});
    return result;
  }

  /**
   * Sends a notification.
   *
   * @param method its name.
   * @param params its parameters.
   * @param to one child, or every child that serves now.
   * @returns when it is in their pipes.
   * @throws {PoolError} as `StdioPool.request`.
   */
  notify(method: string, params?: unknown, to: "any" | "all" = "any"): Promise<void> {
    return this.pool.notify({ jsonrpc: "2.0", method, params }, to);
  }

  /** Closes the pool. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.pool.close();
  }
}

function resultOf(reply: unknown): unknown {
  const { result, error } = reply as JsonObject;
  if (error === undefined || error === null) return result;
  const { code = INTERNAL_ERROR, message = "", data } = isObject(error) ? error : { message: error };
  throw new JsonRpcError(Number(code), String(message), data);
}

/** What JSON-RPC adds to questions and answers. */
class JsonRpc implements Protocol {
  readonly #cancel: JsonRpcOptions["cancel"];
  readonly #onNotification: Handler | undefined;
  readonly #onRequest: Handler | undefined;

  constructor(cancel: JsonRpcOptions["cancel"], onNotification?: Handler, onRequest?: Handler) {
    this.#cancel = cancel;
    this.#onNotification = onNotification;
    this.#onRequest = onRequest;
  }

  messagesOf(frame: unknown): readonly unknown[] {
    return Array.isArray(frame) ? frame : [frame];
  }

  outgoing(message: unknown, wireId: unknown): unknown {
    return hideTokens(message as JsonObject, wireId);
  }

  assigned(): void {}

  cancel(wireId: unknown): unknown {
    const cancel = this.#cancel;
    if (cancel === undefined) return undefined;
    const [method, params] = typeof cancel === "function" ? cancel(wireId) : [cancel, cancelParams(cancel, wireId)];
    return { jsonrpc: "2.0", method, params };
  }

  incoming(sender: Sender, message: JsonObject): JsonObject | null {
    return message.id === undefined ? restoreToken(sender, message) : message;
  }

  onMessage(sender: Sender, message: JsonObject): void {
    if (message.id !== undefined) this.#answer(sender, message);
    else this.#notified(message.method as string, message.params, sender.pid);
  }

  /** A handler that fails, now or later, is its own affair. */
  async #notified(method: string, params: unknown, pid: number): Promise<void> {
    try {
      await this.#onNotification?.(method, params, pid);
    } catch {
      // There is nobody to tell.
    }
  }

  async #answer(sender: Sender, { id, method, params }: JsonObject): Promise<void> {
    const reply = (outcome: JsonObject) => sender.post({ jsonrpc: "2.0", id, ...outcome });
    try {
      if (!this.#onRequest) throw new JsonRpcError(METHOD_NOT_FOUND, `There is no method "${method}"`);
      const result = await this.#onRequest(method as string, params, sender.pid);
      reply({ result: result ?? null });
    } catch (error) {
      reply({ error: failureOf(error) });
    }
  }
}

/** What a child is told of what a handler threw, which may be anything. */
function failureOf(error: unknown): JsonObject {
  if (error instanceof JsonRpcError) {
    const { code, message, data } = error;
    return { code: Number(code), message, ...(canBeSent(data) ? { data } : {}) };
  }
  const message = isObject(error) ? error.message : error;
  return { code: INTERNAL_ERROR, message: typeof message === "string" ? message : "The handler failed" };
}

function canBeSent(data: unknown): boolean {
  try {
    return JSON.stringify(data) !== undefined;
  } catch {
    return false;
  }
}

/** Protocols name the id in their own ways. */
function cancelParams(method: string, id: unknown): JsonObject {
  return method === "notifications/cancelled" ? { requestId: id } : { id };
}
