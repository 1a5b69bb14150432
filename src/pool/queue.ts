/**
 * The tickets that wait for a child: by priority, then by arrival.
 *
 * @module
 */

import type { Ticket } from "./ticket.ts";

/** A list per priority. */
export class Queue {
  readonly #levels = new Map<number, Level>();
  /** Of the levels, the highest first. */
  #priorities: number[] = [];
  #size = 0;

  /** How many of them have a key. */
  keyed = 0;
  /** How many of the others want a child alone. */
  checkouts = 0;

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /**
   * Takes one in, at the place that its arrival gives it: one that comes back from a child that died is before later
   * ones.
   *
   * @param ticket that waits from now on.
   */
  add(ticket: Ticket): void {
    let level = this.#levels.get(ticket.priority);
    if (!level) {
      this.#levels.set(ticket.priority, level = new Level());
      this.#priorities = [...this.#levels.keys()].sort((left, right) => right - left);
    }
    level.insert(ticket);
    this.#count(ticket, 1);
  }

  /**
   * Takes one out.
   *
   * @param ticket that waits here.
   */
  remove(ticket: Ticket): void {
    const level = this.#levels.get(ticket.priority)!;
    level.remove(ticket);
    this.#count(ticket, -1);
    if (level.first || ticket.priority === 0) return;
    this.#levels.delete(ticket.priority);
    this.#priorities = this.#priorities.filter((priority) => priority !== ticket.priority);
  }

  #count({ kind, options }: Ticket, by: 1 | -1): void {
    this.#size += by;
    if (options.key !== undefined) this.keyed += by;
    else if (kind === "checkout") this.checkouts += by;
  }

  /** All, in the order they are to be served; the one that was given last may be removed meanwhile. */
  *[Symbol.iterator](): Generator<Ticket> {
    for (const priority of this.#priorities) {
      let ticket = this.#levels.get(priority)?.first ?? null;
      while (ticket) {
        const { next }: Ticket = ticket;
        yield ticket;
        ticket = next;
      }
    }
  }
}

/** The tickets of one priority, linked, so that any of them leaves at once. */
class Level {
  first: Ticket | null = null;
  #last: Ticket | null = null;

  insert(ticket: Ticket): void {
    let before = this.#last;
    if (before && before.order > ticket.order) {
      before = null;
      for (let each = this.first; each && each.order < ticket.order; each = each.next) before = each;
    }
    const after = before ? before.next : this.first;
    ticket.previous = before;
    ticket.next = after;
    if (before) before.next = ticket;
    else this.first = ticket;
    if (after) after.previous = ticket;
    else this.#last = ticket;
  }

  remove(ticket: Ticket): void {
    if (ticket.previous) ticket.previous.next = ticket.next;
    else this.first = ticket.next;
    if (ticket.next) ticket.next.previous = ticket.previous;
    else this.#last = ticket.previous;
    ticket.previous = ticket.next = null;
  }
}
