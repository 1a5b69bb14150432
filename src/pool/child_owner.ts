/**
 * What a child needs from its pool, and what it tells it.
 *
 * @module
 */

import type { ProcessStatus } from "../process/mod.ts";
import type { PooledChild } from "./child.ts";
import type { PoolError } from "./errors.ts";
import type { Codec } from "./framing/mod.ts";
import type { CompleteOptions } from "./options.ts";
import type { Protocol } from "./protocol.ts";
import type { Ticket } from "./ticket.ts";

/** The pool, as its children know it. */
export interface ChildOwner {
  readonly options: CompleteOptions;
  readonly codec: Codec;
  readonly protocol: Protocol;
  readonly queue: { readonly size: number };
  readonly crew: { readonly isSingle: boolean };
  /** A request has its reply. */
  onReply(child: PooledChild, ticket: Ticket, reply: unknown): void;
  /** A message that has no reply is in the child's pipe. */
  onWritten(child: PooledChild, ticket: Ticket): void;
  /** A request has no reply and will not get one, or a message without one was not written. */
  onFailure(child: PooledChild, ticket: Ticket, error: PoolError): void;
  /** It may be able to take a request. */
  onFree(child: PooledChild): void;
  /** It is out of service. */
  onLeft(child: PooledChild): void;
  /** It is reaped. */
  onGone(child: PooledChild, status: ProcessStatus): void;
  /** It said something by the way. */
  onStray(child: PooledChild, sample: Uint8Array): void;
  /** It replied to nothing. */
  onUnknownId(): void;
}
