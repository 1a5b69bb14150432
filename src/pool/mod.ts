/**
 * Pooled connections: {@linkcode StdioPool} keeps children that answer requests over their own streams.
 *
 * @module
 */

export { AriaError } from "../../ffi/mod.ts";
export type { EndReason, ProcessStatus } from "../process/mod.ts";
export type { PooledConnection } from "./connection.ts";
export { JsonRpcError, type Phase, PoolError, type PoolErrorCode, type PoolErrorDetails } from "./errors.ts";
export type { PoolEvents } from "./events.ts";
export type { Framing, Payload } from "./framing/mod.ts";
export type { Quantiles } from "./histogram.ts";
export { type Handler, type JsonRpcOptions, JsonRpcPool } from "./json_rpc.ts";
export type { PoolSnapshot } from "./metrics.ts";
export type { AcquireOptions, PoolOptions, RequestOptions } from "./options.ts";
export type { PoolHandle, SharedOptions } from "./shared.ts";
export { StdioPool } from "./stdio_pool.ts";
