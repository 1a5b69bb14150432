/**
 * The text of one JavaScript function while it is written.
 *
 * Most expressions become expressions. Where one needs statements of its own (`?` leaves the function), they are
 * written before the statement it stands in, and what was to be evaluated before them is kept in constants.
 *
 * @module
 */

import type { CheckedFile, Expr, Place, Stmt, Variable } from "../../check/tree.ts";
import type { Effects } from "./effects.ts";
import { isSimple, type Js, type Names } from "./names.ts";

/** A line of text. */
export interface Line {
  readonly text: string;
  /** Number of the place it comes from; -1: none. */
  readonly at: number;
  /** It only makes something new, so whatever is evaluated before or after it stays the same. */
  readonly isQuiet: boolean;
}

/** What the frame is of. Only a function can give a failure to its caller. */
export type FrameKind = "function" | "file" | "defer";

/** How nodes of every kind are written; given to frames, so that the files of single kinds need not know each other. */
export interface Writers {
  expression(frame: Frame, node: Expr): Js;
  statement(frame: Frame, node: Stmt): void;
  body(frame: Frame, body: readonly Stmt[]): void;
}

/** What `break`, `continue` and `fall` lead to. */
export interface Jump {
  /** The loop or the `pick` itself. */
  readonly node: Stmt;
  readonly isLoop: boolean;
  readonly label: Js;
  /** Something jumps there by name. */
  isNamed: boolean;
}

/** What all frames of a program share. */
export interface Shared {
  readonly names: Names;
  readonly effects: Effects;
  readonly writers: Writers;
  /** Whether a variable is declared outside the function that gives it its value. */
  isHoisted(variable: Variable): boolean;
  readonly files: readonly CheckedFile[];
  /** Statements whose value is noted, in case they are the last. */
  readonly noted: ReadonlySet<Stmt>;
}

/** One function: its lines so far, and what surrounds the place where the next one goes. */
export class Frame {
  readonly names: Names;
  readonly effects: Effects;
  /** The innermost last. */
  readonly jumps: Jump[] = [];
  /** Names of the lists of what was deferred, the innermost last. */
  readonly defers: Js[] = [];
  #lines: Line[] = [];
  #at = -1;
  #scratches = 0;
  #scratchesMost = 0;

  constructor(readonly shared: Shared, readonly kind: FrameKind, readonly isAsync: boolean) {
    this.names = shared.names;
    this.effects = shared.effects;
  }

  /** Writes an expression. */
  expression(node: Expr): Js {
    if ("place" in node) this.mark(node.place);
    return this.shared.writers.expression(this, node);
  }

  /** Writes a statement. */
  statement(node: Stmt): void {
    const scratches = this.#scratches;
    if ("place" in node) this.mark(node.place);
    this.shared.writers.statement(this, node);
    this.#scratches = scratches;
  }

  /** Writes what stands in a block, a function or a file. */
  body(body: readonly Stmt[]): void {
    this.shared.writers.body(this, body);
  }

  /** Writes a statement that is a body by itself, without braces around it. */
  inner(node: Stmt): void {
    this.body(node.op === "block" ? node.body : [node]);
  }

  /** All that `write` adds, as the whole of a function: what it needs to be declared comes first. */
  whole(write: () => void): Line[] {
    const { lines } = this.capture(write);
    if (this.#scratchesMost === 0) return lines;
    const names = Array.from({ length: this.#scratchesMost }, (_, index) => `s${index}`);
    return [{ text: `let ${names.join(", ")};`, at: -1, isQuiet: true }, ...lines];
  }

  /** Adds a line. */
  line(text: string): void {
    this.#lines.push({ text, at: this.#at, isQuiet: false });
  }

  /** Adds lines that were written elsewhere. */
  lines(lines: readonly Line[]): void {
    for (const line of lines) this.#lines.push(line);
  }

  /** The lines that `write` adds, instead of adding them, and what it gives. */
  capture<T>(write: () => T): { lines: Line[]; value: T } {
    const [before, at] = [this.#lines, this.#at];
    this.#lines = [];
    try {
      const value = write();
      return { lines: this.#lines, value };
    } finally {
      this.#lines = before;
      this.#at = at;
    }
  }

  /** Number of the place that was marked last. */
  get at(): number {
    return this.#at;
  }

  /** What is written next comes from this place. Gives its number. */
  mark(place: Place): number {
    this.#at = this.names.place(place);
    return this.#at;
  }

  /** A variable for a value within one expression. Many expressions use the same, one after another. */
  scratch(): Js {
    const name = `s${this.#scratches++}`;
    this.#scratchesMost = Math.max(this.#scratchesMost, this.#scratches);
    return name;
  }

  /** Keeps a value in a constant, from here on. */
  keep(text: Js): Js {
    if (this.names.isFixed(text)) return text;
    const name = this.names.fresh("t");
    this.line(`const ${name} = ${text};`);
    return name;
  }

  /** A value within one expression, to be written more than once: what evaluates it, if need be, and its name. */
  hold(text: Js, staysTheSame: boolean): { setup: Js[]; name: Js } {
    if (this.names.isFixed(text) || staysTheSame && isSimple(text)) return { setup: [], name: text };
    const name = this.scratch();
    return { setup: [`${name} = ${text}`], name };
  }

  /** Writes expressions that are evaluated one after another. */
  operands(nodes: readonly Expr[]): Js[] {
    const texts: Js[] = [];
    for (const node of nodes) {
      const { lines, value } = this.capture(() => this.expression(node));
      if (lines.some(({ isQuiet }) => !isQuiet)) texts.forEach((text, index) => texts[index] = this.keep(text));
      this.lines(lines);
      texts.push(value);
    }
    return texts;
  }

  /**
   * Writes an expression that may not be evaluated at all. Either it is one text, or it needs lines before it; lines
   * that only make something are written here at once.
   */
  lazy(node: Expr): { lines: Line[]; value: Js } {
    const captured = this.capture(() => this.expression(node));
    if (captured.lines.some(({ isQuiet }) => !isQuiet)) return captured;
    this.lines(captured.lines);
    return { lines: [], value: captured.value };
  }

  /** A value that is made by lines: `write` is given the name that they assign. */
  settle(first: Js, write: (name: Js) => void): Js {
    const name = this.names.fresh("t");
    this.line(`let ${name} = ${first};`);
    write(name);
    return name;
  }

  /** Adds lines that only make something. */
  makes(lines: readonly Line[]): void {
    for (const line of lines) this.#lines.push({ ...line, isQuiet: true });
  }

  /** `{`, what `write` adds, `}`. */
  block(head: string, write: () => void): void {
    this.line(`${head}{`);
    write();
    this.line("}");
  }

  /** Waits for a promise. */
  wait(promise: Js): Js {
    return `(await ${promise})`;
  }

  /** What is written for a value that may be a promise, when it is certain that this frame can wait. */
  waitIfPromise(value: Js): Js {
    const name = this.scratch();
    return `((${name} = ${value}) instanceof Promise ? await ${name} : ${name})`;
  }

  /** Looks whether a signal has come. */
  poll(): void {
    this.line(`if (signals[0] !== seen[0]) ${this.look};`);
  }

  /** Does what signals that have come ask for. */
  get look(): Js {
    return this.effects.handlesSignals ? "await S.pollLater()" : "S.poll()";
  }
}
