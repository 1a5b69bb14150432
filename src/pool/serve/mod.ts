/**
 * A pool for many clients: its children answer whoever connects to a socket.
 *
 * @module
 */

export { type Address, parseAddress } from "./address.ts";
export { PoolServer, type ServeOptions } from "./server.ts";
export { readToken } from "./token.ts";
