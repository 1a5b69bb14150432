/**
 * The text of one program, and where in it something stands.
 *
 * Offsets count UTF-16 units, as JavaScript strings do; people read lines and columns, which count from 1, columns in
 * code points.
 *
 * @module
 */

/** A half-open range of offsets in a {@linkcode Source}. An empty span marks a place between two characters. */
export interface Span {
  /** Offset of the first character. */
  readonly start: number;
  /** Offset after the last character. */
  readonly end: number;
}

/** A place for people. */
export interface Position {
  /** Counts from 1. */
  readonly line: number;
  /** Counts code points, from 1. */
  readonly column: number;
}

/** The smallest span that holds both. */
export function join(first: Span, last: Span): Span {
  if (first === last) return first;
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/**
 * A program's text under the name that diagnostics use for it.
 *
 * @example
 * ```ts
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Source("job.aria", 'run("a");\nrun("b");\n');
 * assertEquals(source.position(10), { line: 2, column: 1 });
 * assertEquals(source.line(2), 'run("b");');
 * ```
 */
export class Source {
  readonly #lineStarts: number[] = [0];

  /**
   * @param name what diagnostics call it: the file as given, `-c`, `-`
   * @param text the whole text
   */
  constructor(readonly name: string, readonly text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  /** Line and column of an offset; an offset past the end is taken as the end. */
  position(offset: number): Position {
    const line = this.lineOf(offset);
    const before = this.text.slice(this.#lineStarts[line - 1]!, Math.min(offset, this.text.length));
    return { line, column: [...before].length + 1 };
  }

  /** The line, counted from 1, that an offset stands in. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The text of a line, counted from 1, without its line break. */
  line(number: number): string {
    const start = this.#lineStarts[number - 1] ?? this.text.length;
    const next = this.#lineStarts[number] ?? this.text.length + 1;
    return this.text.slice(start, next - 1).replace(/\r$/, "");
  }

  /** Offset of the end of the line that `offset` stands in, its line break not included. */
  lineEnd(offset: number): number {
    const at = this.text.indexOf("\n", offset);
    const end = at < 0 ? this.text.length : at;
    return end > offset && this.text[end - 1] === "\r" ? end - 1 : end;
  }

  /** How many blanks the line begins with that `offset` stands in. */
  indent(offset: number): number {
    const start = offset === 0 ? 0 : this.text.lastIndexOf("\n", offset - 1) + 1;
    let end = start;
    while (this.text[end] === " " || this.text[end] === "\t") end++;
    return end - start;
  }

  /** `name:line:column` of an offset. */
  where(offset: number): string {
    const { line, column } = this.position(offset);
    return `${this.name}:${line}:${column}`;
  }
}
