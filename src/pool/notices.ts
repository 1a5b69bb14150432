/**
 * Messages that have no reply, on their way into the pipe of one child.
 *
 * @module
 */

import type { Channel } from "./channel.ts";
import type { Ticket } from "./ticket.ts";

/** How much of a message is in the pipe. */
export type Written = "all" | "some" | "none";

/** The tickets of such messages, until each is written or will never be. */
export class Notices {
  readonly #channel: Channel;
  readonly #onDone: (ticket: Ticket, written: Written) => void;
  readonly #tickets = new Set<Ticket>();

  /**
   * @param channel to the child.
   * @param onDone told what became of each that was not taken out before.
   */
  constructor(channel: Channel, onDone: (ticket: Ticket, written: Written) => void) {
    this.#channel = channel;
    this.#onDone = onDone;
  }

  /** How many there are. */
  get size(): number {
    return this.#tickets.size;
  }

  /**
   * Sends one.
   *
   * @param ticket that holds it.
   * @throws {TypeError} when it cannot be sent.
   */
  send(ticket: Ticket): void {
    ticket.sending = this.#channel.send(ticket.value, false, () => {
      if (this.remove(ticket)) this.#onDone(ticket, this.#writtenOf(ticket));
    });
    this.#tickets.add(ticket);
  }

  /**
   * Takes one out.
   *
   * @param ticket that somebody gave up.
   * @returns whether it was here.
   */
  remove(ticket: Ticket): boolean {
    return this.#tickets.delete(ticket);
  }

  /** Takes out all. */
  removeAll(): Ticket[] {
    const tickets = [...this.#tickets];
    this.#tickets.clear();
    return tickets;
  }

  #writtenOf({ sending }: Ticket): Written {
    const { start, length } = sending!;
    if (start >= 0 && start + length <= this.#channel.bytesOut) return "all";
    return this.#channel.hasSent(sending!) ? "some" : "none";
  }
}
