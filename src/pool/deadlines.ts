/**
 * Many deadlines on one timer.
 *
 * Most requests of a pool have the same time limit, so those of one length expire in the order they were set: each
 * length has a queue of its own, and only the first of each queue matters.
 *
 * @module
 */

import { startTimer } from "../process/mod.ts";
import { clock } from "./clock.ts";

/** Queues that stay when they are empty. */
const QUEUES_KEPT = 16;

/** One deadline that was set. */
export interface Deadline {
  readonly at: number;
  readonly expire: () => void;
  /** Where it is, unless it is over, and its neighbours there. */
  line: Line | null;
  before: Deadline | null;
  after: Deadline | null;
}

/** Deadlines of one length, in the order they were set. */
interface Line {
  readonly ms: number;
  first: Deadline | null;
  last: Deadline | null;
}

/** Sets, takes back and keeps deadlines; none of them keeps the program from ending. */
export class Deadlines {
  readonly #lines = new Map<number, Line>();
  #armedFor = Infinity;
  #stopTimer: (() => void) | null = null;

  /**
   * Sets one.
   *
   * @param ms milliseconds from now.
   * @param expire called when it has passed.
   * @param now of the clock of pools.
   * @returns what {@linkcode remove} takes.
   */
  add(ms: number, expire: () => void, now: number = clock.now()): Deadline {
    const line = this.#lineOf(ms);
    const deadline: Deadline = { at: now + ms, expire, line, before: line.last, after: null };
    if (line.last) line.last.after = deadline;
    else line.first = deadline;
    line.last = deadline;
    if (deadline.at < this.#armedFor) this.#arm(deadline.at);
    return deadline;
  }

  #lineOf(ms: number): Line {
    let line = this.#lines.get(ms);
    if (!line) this.#lines.set(ms, line = { ms, first: null, last: null });
    return line;
  }

  /**
   * Takes one back. The timer stays, and so do a few empty queues: most are used again.
   *
   * @param deadline from {@linkcode add}.
   */
  remove(deadline: Deadline): void {
    const { line } = deadline;
    if (!line) return;
    leave(deadline, line);
    if (line.first === null && this.#lines.size > QUEUES_KEPT) this.#lines.delete(line.ms);
  }

  /** Forgets all. */
  stop(): void {
    this.#lines.clear();
    this.#disarm();
  }

  #arm(at: number): void {
    this.#disarm();
    this.#armedFor = at;
    this.#stopTimer = startTimer(Math.max(0, Math.ceil(at - clock.now())), () => this.#run());
  }

  #disarm(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#armedFor = Infinity;
  }

  #run(): void {
    this.#disarm();
    const now = clock.now();
    const due: Deadline[] = [];
    let next = Infinity;
    for (const [ms, line] of this.#lines) {
      for (let first = line.first; first && first.at <= now; first = line.first) {
        leave(first, line);
        due.push(first);
      }
      if (line.first) next = Math.min(next, line.first.at);
      else this.#lines.delete(ms);
    }
    if (next !== Infinity) this.#arm(next);
    for (const { expire } of due) expire();
  }
}

/** One that has left refers to no other: the collector would take whatever an old one refers to for alive. */
function leave(deadline: Deadline, line: Line): void {
  const { before, after } = deadline;
  if (before) before.after = after;
  else line.first = after;
  if (after) after.before = before;
  else line.last = before;
  deadline.line = deadline.before = deadline.after = null;
}
